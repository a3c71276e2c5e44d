"""A moderator at the queue screen, from the keyboard, over the real desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from moderator.decisions import Verdict
from moderator.scores import Band
from moderator.store import exposure
from moderator.store.exposure import Event
from tests.ui.conftest import Sitting
from ui import words

V, SHIFT = Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier


def test_harsh_comments_are_hidden_from_the_keyboard_without_being_read(sitting: Sitting):
    cards = [sitting.office.says(f"You absolute turnip {number}") for number in range(3)]
    sitting.begin()
    sitting.press(Qt.Key.Key_Return)
    for _ in cards:
        sitting.past_guard()
        sitting.press(Qt.Key.Key_X)
    assert [sitting.state(card.id) for card in cards] == ["decided"] * 3
    assert sitting.office.units() == 0


def test_words_show_only_while_the_key_is_held(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    assert "turnip" not in sitting.text()
    sitting.down(V, SHIFT)
    sitting.settle()
    assert "turnip" in sitting.text()
    sitting.up(V)
    assert "turnip" not in sitting.text()
    sitting.settle()
    assert sitting.office.units() > 0


def test_a_key_that_is_held_repeats_and_that_is_one_look(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.down(V)
    sitting.settle()
    for at in range(1000, 1200, 40):
        sitting.repeat(V, at)
        assert "turnip" in sitting.text()
    sitting.qtbot.waitUntil(lambda: not sitting.screen.looking._letting_go.isActive())
    sitting.settle()
    assert "turnip" in sitting.text()
    assert len(sitting.office.db.query("SELECT id FROM reveal")) == 1


def test_a_verdict_key_that_is_held_decides_one_card(sitting: Sitting):
    cards = [sitting.office.says(f"You absolute turnip {number}") for number in range(3)]
    sitting.begin()
    sitting.open(cards[0].id)
    sitting.down(Qt.Key.Key_X)
    sitting.settle()
    for at in range(1000, 1200, 40):
        sitting.past_guard()
        sitting.repeat(Qt.Key.Key_X, at)
        sitting.settle()
    assert [sitting.state(card.id) for card in cards].count("decided") == 1


def test_words_that_arrive_after_the_key_was_let_go_are_never_shown(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    seen: list[object] = []
    sitting.screen.looking.shown.connect(lambda *words: seen.append(words))
    sitting.down(V, SHIFT)
    sitting.up(V)
    sitting.settle()
    assert seen == []


def test_words_are_covered_when_the_window_loses_the_focus(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.down(V, SHIFT)
    sitting.settle()
    sitting.screen.looking.focus(False)
    assert "turnip" not in sitting.text()


def test_one_press_shows_and_the_next_covers_for_people_who_cannot_hold_a_key(pressing_once: Sitting):
    card = pressing_once.office.says("You absolute turnip")
    pressing_once.begin()
    pressing_once.open(card.id)
    pressing_once.press(V, SHIFT)
    assert "turnip" in pressing_once.text()
    pressing_once.press(V, SHIFT)
    assert "turnip" not in pressing_once.text()


def test_verdict_keys_rest_for_a_moment_after_an_advance(sitting: Sitting):
    cards = [sitting.office.says(f"You absolute turnip {number}") for number in range(3)]
    sitting.begin()
    sitting.press(Qt.Key.Key_Return)
    sitting.press(Qt.Key.Key_X)
    sitting.press(Qt.Key.Key_X)
    assert [sitting.state(card.id) for card in cards].count("decided") == 1


def test_letters_typed_into_the_note_decide_nothing(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.note.setFocus()
    for key in (Qt.Key.Key_X, Qt.Key.Key_A, Qt.Key.Key_E, Qt.Key.Key_P, V):
        sitting.press(key)
    assert sitting.screen.verdicts.note.text() == "xaepv"
    assert sitting.state(card.id) == "claimed"


def test_what_cannot_be_undone_asks_once_more_and_takes_no_second_press_at_once(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_D)
    sitting.press(Qt.Key.Key_Return)
    assert sitting.screen.verdicts.asking
    assert sitting.state(card.id) == "claimed"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert "cannot be undone" in focus.accessibleName()
    sitting.press(Qt.Key.Key_Escape)
    assert not sitting.screen.verdicts.asking
    sitting.press(Qt.Key.Key_D)
    sitting.past_guard()
    sitting.press(Qt.Key.Key_Return)
    assert sitting.state(card.id) == "decided"


def test_enter_on_leave_it_leaves_it(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_D)
    sitting.past_guard()
    sitting.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sitting.screen.verdicts.panel.leave
    sitting.press(Qt.Key.Key_Return)
    assert not sitting.screen.verdicts.asking
    assert sitting.state(card.id) == "claimed"


def test_after_a_verdict_the_keyboard_is_back_in_the_line_and_not_on_a_neighbour(sitting: Sitting):
    """Space after a confirmed deletion took a break."""
    first, second = sitting.office.says("You absolute turnip"), sitting.office.says("You absolute radish")
    sitting.begin()
    sitting.open(first.id)
    sitting.press(Qt.Key.Key_D)
    sitting.press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is sitting.screen.line.view
    sitting.press(Qt.Key.Key_D)
    sitting.screen.verdicts.panel._fresh.stop()
    sitting.press(Qt.Key.Key_Return)
    assert sitting.state(first.id) == "decided"
    assert QApplication.focusWidget() is sitting.screen.line.view
    sitting.open(second.id)
    sitting.screen.verdicts.buttons[Verdict.HIDE].setFocus()
    sitting.press(Qt.Key.Key_Space)
    assert sitting.state(second.id) == "decided"
    assert QApplication.focusWidget() is sitting.screen.line.view


def test_why_an_older_decision_stands_is_not_said_on_the_card_that_is_open_now(sitting: Sitting, told):
    first, second = sitting.office.says("You absolute turnip"), sitting.office.says("The park is lovely")
    sitting.begin()
    sitting.open(first.id)
    sitting.press(Qt.Key.Key_D)
    sitting.screen.verdicts.panel._fresh.stop()
    sitting.press(Qt.Key.Key_Return)
    with sitting.office.db.transaction():
        sitting.office.db.run("UPDATE outbox SET state = 'confirmed', attempts = 1")
    sitting.screen.refresh()
    sitting.qtbot.waitUntil(lambda: "Confirmed" in sitting.screen.last.sentence(), timeout=5000)
    sitting.clock.pass_(seconds=11)
    sitting.beat()
    assert not sitting.screen.last._undo.isVisible(), "what there is no more is not offered"
    sitting.open(second.id)
    sitting.press(Qt.Key.Key_U)
    assert "cannot be taken back" in told()
    assert "taken back" not in sitting.text()
    assert not any("taken back" in label.text() for label in sitting.screen.reader.findChildren(QLabel))


def test_a_card_that_a_limit_closes_does_not_say_that_it_can_be_decided(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    shown = sitting.screen.reader.findChildren(QLabel)
    (may,) = [label for label in shown if label.text() == words.MAY_DECIDE]
    assert may.isVisible()
    db = sitting.office.db
    with db.transaction():
        over_a_minute_ago = db.wall_us() - 61_000_000
        exposure.add(db, Event("r9", "ann", "desk-1", "reveal", card.id, 4, 200.0, over_a_minute_ago))
    sitting.press(Qt.Key.Key_X)
    assert sitting.state(card.id) == "claimed"
    assert not may.isVisible()


def test_undo_brings_the_card_back(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_X)
    assert sitting.state(card.id) == "decided"
    sitting.press(Qt.Key.Key_U)
    assert sitting.state(card.id) == "waiting"
    assert "Called back" in sitting.screen.last.sentence()


def test_no_words_once_a_break_is_due(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_B)
    sitting.beat()
    assert sitting.screen.resting
    sitting.down(V, SHIFT)
    sitting.settle()
    assert "turnip" not in sitting.text()


def test_escalating_unread_stays_open_in_a_break(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_B)
    sitting.beat()
    sitting.press(Qt.Key.Key_X)
    assert sitting.state(card.id) == "claimed"
    sitting.press(Qt.Key.Key_E)
    assert sitting.state(card.id) == "decided"
    assert sitting.screen.resting


def test_the_break_page_stands_until_the_person_is_ready(sitting: Sitting):
    sitting.begin()
    sitting.press(Qt.Key.Key_B)
    sitting.beat()
    for _ in range(14):
        sitting.clock.pass_(minutes=1)
        sitting.beat()
    assert sitting.screen.resting
    assert sitting.screen.curtain is not None
    assert sitting.screen.curtain.end.isVisible()
    sitting.press(Qt.Key.Key_Return)
    sitting.beat()
    assert not sitting.screen.resting


def test_a_card_that_is_lost_is_covered_and_what_was_typed_is_kept(sitting: Sitting, told: Callable[[], str]):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.note.setText("same as yesterday")
    sitting.clock.pass_(minutes=10)
    sitting.screen.seat._heartbeat()
    sitting.settle()
    assert sitting.screen.seat.opened is None
    assert "What you typed is still here" in told()
    sitting.open(card.id)
    assert sitting.screen.verdicts.note.text() == "same as yesterday"


def test_a_card_passed_on_does_not_come_back_to_the_same_person(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_P)
    assert sitting.state(card.id) == "waiting"
    assert sitting.screen.seat.opened is None


def test_a_calm_comment_is_shown_and_costs_nothing(sitting: Sitting):
    card = sitting.office.says("Do the buses take bicycles?", Band.S0)
    sitting.begin()
    sitting.open(card.id)
    assert "bicycles" in sitting.text()
    assert sitting.office.units() == 0


def test_a_note_is_left_for_colleagues(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.note.setText("seen before")
    sitting.screen.verdicts.note.setFocus()
    sitting.press(Qt.Key.Key_Return)
    assert "seen before" in sitting.text()
    assert sitting.state(card.id) == "claimed"


def test_leaving_puts_the_open_card_back(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.leave()
    sitting.settle()
    assert sitting.state(card.id) == "waiting"


def _tab_stops(window: QWidget) -> list[QWidget]:
    return [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and each.isEnabled()
    ]


def test_every_control_has_a_name_and_can_be_reached_with_tab(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    seen = set()
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.add(focus)
        sitting.press(Qt.Key.Key_Tab)
    stops = [each for each in _tab_stops(sitting.window) if each.focusProxy() is None]
    assert [type(each).__name__ for each in stops if each not in seen] == []
    nameless = [
        type(each).__name__
        for each in stops
        if not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    ]
    assert nameless == []
    mouse_only = [
        each.text()
        for each in sitting.screen.findChildren(QAbstractButton)
        if each.isVisible() and each.focusPolicy() is Qt.FocusPolicy.NoFocus
    ]
    assert mouse_only == []


@pytest.mark.parametrize(
    ("width", "folded", "drawer"), [(1440, False, False), (1000, True, False), (740, True, True)]
)
def test_the_panes_fold_as_the_window_narrows(sitting: Sitting, width: int, folded: bool, drawer: bool):
    sitting.begin()
    sitting.window.resize(width, 860)
    QApplication.processEvents()
    assert (sitting.screen.panes.folded, sitting.screen.panes.drawer) == (folded, drawer)


def test_the_item_can_stand_alone(sitting: Sitting):
    sitting.begin()
    sitting.press(Qt.Key.Key_Z)
    assert not sitting.screen.line.isVisible()
    sitting.press(Qt.Key.Key_Z)
    assert sitting.screen.line.isVisible()


def test_in_a_narrow_window_every_verdict_can_be_read_and_a_consequence_is_in_sight(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.window.resize(520, 700)
    sitting.open(card.id)
    QApplication.processEvents()
    verdicts = sitting.screen.verdicts
    cut = [
        button.text() for button in verdicts.buttons.values() if button.width() < button.sizeHint().width()
    ]
    assert cut == []
    sitting.press(Qt.Key.Key_D)
    QApplication.processEvents()
    around = verdicts.parentWidget()
    assert around is not None
    place = verdicts.panel.geometry().translated(verdicts.pos())
    assert around.rect().contains(place)


def test_where_the_line_is_a_drawer_the_card_has_the_keyboard(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.window.resize(740, 860)
    QApplication.processEvents()
    assert QApplication.focusWidget() is sitting.screen.reader
    sitting.press(Qt.Key.Key_J)
    assert QApplication.focusWidget() is sitting.screen.line.view
    sitting.press(Qt.Key.Key_Return)
    assert sitting.screen.seat.opened is not None
    assert sitting.screen.seat.opened.card.id == card.id
    assert QApplication.focusWidget() is sitting.screen.reader
