"""Rest as the window shows it: the strip, the page of a break, and the pulse that tells the core who is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from moderator.problems import StoreBusy
from moderator.scores import Band
from moderator.wellbeing import pacing
from moderator.wellbeing.values import Meter, Mode, Presence, Rest
from tests.ui.conftest import Sitting
from tests.ui.values import NOW
from ui import words
from ui.look import theme
from ui.look.pieces import KeyButton
from ui.queue.meter import MeterView
from ui.rest import words as rest_words
from ui.rest.curtain import Curtain
from ui.rest.pulse import EVERY_SCALED
from ui.rest.strip import RestStrip


def rest(mode: Mode, *, kind: str = "micro", left: float = 500, until: bool = False) -> Rest:
    shut = mode in (Mode.BREAK, Mode.READY)
    return Rest(mode, kind, timedelta(seconds=left), timedelta(minutes=12), shut, NOW if until else None)


def meter(
    mode: Mode = Mode.WORK, level: str = "comfortable", *, hour: float = 0.2, day: float = 0.1
) -> Meter:
    return Meter(hour, day, 150 * hour, 150, 400 * day, 400, level, rest(mode, until=True))


# the strip


@pytest.fixture
def strip(qtbot) -> RestStrip:
    made = RestStrip()
    qtbot.addWidget(made)
    return made


def test_the_strip_is_there_only_when_there_is_something_to_say(strip: RestStrip):
    strip.show_meter(meter())
    assert strip.isHidden()
    strip.show_meter(meter(Mode.WARN))
    assert "you can finish this card" in strip.sentence()
    strip.show_meter(meter(Mode.BREAK))
    assert strip.isHidden()


def announced(**more: object) -> Meter:
    warned = Rest(
        Mode.WARN, "long", timedelta(0), timedelta(seconds=60), False, break_length=timedelta(minutes=10)
    )
    return replace(meter(), rest=replace(warned, **more))


def test_an_announced_break_says_how_long_it_is_and_what_putting_it_off_costs(qtbot, strip: RestStrip):
    strip.show_meter(announced(postpone=timedelta(minutes=5), costs=timedelta(minutes=1)))
    assert strip.sentence() == "A long break of 10 min begins in 1 min; you can finish this card."
    assert strip._off.text() == "Put it off 5 min; it gets 1 min longer"
    with qtbot.waitSignal(strip.postpone_asked):
        strip._off.click()
    with qtbot.waitSignal(strip.break_asked):
        strip._break.click()
    strip.show_meter(announced())
    assert strip._off.isHidden()


def test_a_break_that_waits_for_typing_says_so_and_the_warning_is_spoken_once(
    strip: RestStrip, monkeypatch: pytest.MonkeyPatch
):
    spoken: list[str] = []
    monkeypatch.setattr("ui.rest.strip.announce", lambda widget, sentence: spoken.append(sentence))
    for left in (60, 30, 1):
        strip.show_meter(announced(next_in=timedelta(seconds=left)))
    strip.show_meter(announced(mode=Mode.DEFER))
    assert "when you pause typing" in strip.sentence()
    assert len(spoken) == 1


def test_an_emergency_says_what_is_open_how_long_and_what_comes_after(strip: RestStrip):
    strip.show_meter(announced(mode=Mode.EMERGENCY, left=timedelta(minutes=9), owed=timedelta(minutes=6)))
    assert strip.sentence() == (
        "Emergency: for 9 min the escalated cards are open, in the History. Then a long break begins, 6 min longer."
    )
    assert strip._break.text() == "Back to the break"


@pytest.mark.parametrize(("mode", "which"), [(Mode.COOLDOWN, "hour's"), (Mode.DAYLOCK, "today's")])
def test_a_reached_limit_says_what_stays_open_and_until_when(strip: RestStrip, mode: Mode, which: str):
    strip.show_meter(meter(mode, "hard"))
    assert f"You have reached {'this ' if mode is Mode.COOLDOWN else ''}{which} limit." in strip.sentence()
    assert f"until {words.clock_time(NOW)}" in strip.sentence()
    assert "Calm ones stay open." in strip.sentence()
    assert strip.accessibleName() == strip.sentence()


def test_whoever_carries_on_is_not_told_again_until_it_has_become_less_and_more(strip: RestStrip):
    strip.show_meter(meter(level="soft"))
    assert strip.sentence() == rest_words.SOFT
    strip._on.click()
    strip.show_meter(meter(level="soft"))
    assert strip.isHidden()
    strip.show_meter(meter())
    strip.show_meter(meter(level="soft"))
    assert not strip.isHidden()


# the page of a break


@pytest.fixture
def curtain(qtbot) -> Iterator[Curtain]:
    over = QWidget()
    beneath = QLineEdit(over)
    qtbot.addWidget(over)
    over.resize(900, 700)
    over.show()
    beneath.setFocus()
    made = Curtain(over)
    yield made
    made.drop()


def told(curtain: Curtain) -> str:
    return " ".join(
        text
        for each in curtain.findChildren(QWidget)
        if each.isVisible() and (text := getattr(each, "text", str)())
    )


def test_a_break_stands_over_the_whole_window_whatever_its_size(curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK, left=500), card_open=True)
    assert "Short break" in told(curtain)
    assert "8:20" in told(curtain)
    assert rest_words.BREAK_CARD_KEPT in told(curtain)
    over = curtain.parentWidget()
    assert over is not None
    over.resize(1200, 500)
    QApplication.processEvents()
    assert curtain.geometry() == over.rect()


def test_no_key_reaches_what_is_beneath(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    beneath = curtain.parentWidget().findChild(QLineEdit)
    for key in (Qt.Key.Key_X, Qt.Key.Key_A, Qt.Key.Key_V, Qt.Key.Key_Return, Qt.Key.Key_Space):
        qtbot.keyClick(QApplication.focusWidget() or curtain, key)
    assert beneath.text() == ""
    assert curtain.up


def test_the_countdown_can_be_hidden_for_those_whom_it_hurries(curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK, left=500), card_open=False)
    curtain.more.setChecked(True)
    curtain._hide_count.click()
    curtain.show_rest(rest(Mode.BREAK, left=499), card_open=False)
    assert "8:19" not in told(curtain)
    curtain._hide_count.click()
    assert "8:19" in told(curtain)


def test_escalating_unread_is_offered_only_with_a_card_and_behind_a_quiet_more(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=True)
    assert not curtain.unread.isVisible()
    curtain.more.setChecked(True)
    assert curtain.unread.isVisible()
    with qtbot.waitSignal(curtain.escalate):
        qtbot.keyClick(curtain, Qt.Key.Key_E)
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    assert not curtain.unread.isVisible()
    with qtbot.assertNotEmitted(curtain.escalate):
        qtbot.keyClick(curtain, Qt.Key.Key_E)


def test_a_break_is_over_only_when_it_is_and_the_person_says_so(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    with qtbot.assertNotEmitted(curtain.ready):
        qtbot.keyClick(curtain, Qt.Key.Key_Return)
    curtain.show_rest(rest(Mode.READY), card_open=False)
    assert curtain.end.hasFocus()
    assert "mild ones" in told(curtain)
    with qtbot.waitSignal(curtain.ready):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert curtain.up
    curtain.show_rest(rest(Mode.WORK), card_open=False)
    assert not curtain.isVisible()


def test_an_emergency_exit_says_what_it_costs_before_it_is_taken(qtbot, curtain: Curtain):
    running = replace(rest(Mode.BREAK, left=360), emergency=True)
    curtain.show_rest(running, card_open=False)
    assert curtain.exit.isVisible()
    assert not curtain.leave.isVisible()
    curtain.exit.click()
    assert "the 6 min that are left of this one are added" in told(curtain)
    with qtbot.waitSignal(curtain.emergency):
        curtain.leave.click()
    curtain.show_rest(replace(running, emergency=False), card_open=False)
    assert not curtain.exit.isVisible()
    assert not curtain.leave.isVisible()


@pytest.mark.parametrize(
    ("mode", "title"), [(Mode.MEETING, "in a meeting"), (Mode.OFF, "finished for today")]
)
def test_a_meeting_and_the_end_of_the_day_are_over_when_the_person_says_so(
    qtbot, curtain: Curtain, mode: Mode, title: str
):
    curtain.show_rest(rest(mode, left=5000), card_open=False)
    assert title in told(curtain)
    assert "83:20" not in told(curtain)
    assert curtain.end.hasFocus()
    with qtbot.waitSignal(curtain.back), qtbot.assertNotEmitted(curtain.ready):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_the_last_minute_of_a_break_is_said_once(curtain: Curtain, monkeypatch: pytest.MonkeyPatch):
    spoken: list[str] = []
    monkeypatch.setattr("ui.rest.curtain.announce", lambda widget, sentence: spoken.append(sentence))
    for left in (120, 61, 60, 59, 1):
        curtain.show_rest(rest(Mode.BREAK, left=left), card_open=False)
    assert spoken[1:] == [rest_words.ONE_MINUTE_LEFT]


def test_a_return_key_that_is_still_held_does_not_end_the_break(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.READY), card_open=False)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    with qtbot.assertNotEmitted(curtain.ready):
        QApplication.sendEvent(curtain, held)


def places(curtain: Curtain, *widgets: QWidget) -> list[int]:
    return [each.mapTo(curtain, each.rect().topLeft()).y() for each in widgets]


def test_the_page_of_a_break_has_its_parts_in_this_order_and_nothing_of_the_work(curtain: Curtain):
    curtain.show_rest(replace(rest(Mode.BREAK), emergency=True), card_open=True)
    QApplication.processEvents()
    tops = places(curtain, curtain._left, curtain._advice, curtain.breathe, curtain._kept, curtain.exit)
    assert tops == sorted(tops)
    assert len({*places(curtain, curtain.breathe, curtain.ground, curtain.talk_button)}) == 1
    told_all = told(curtain).lower()
    assert [
        word for word in ("wait", "queue", "fast", "missed", "rank", "behind", "cards") if word in told_all
    ] == []


def test_a_hidden_countdown_leaves_how_far_it_has_got(curtain: Curtain):
    running = replace(rest(Mode.BREAK, left=60), break_length=timedelta(seconds=120))
    curtain.show_rest(running, card_open=False)
    assert not curtain._bar.isVisible()
    curtain.more.setChecked(True)
    curtain._hide_count.click()
    assert curtain._bar.isVisible()
    assert curtain._bar.value() == 50


def test_what_has_become_of_the_open_card_is_said(curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=True)
    assert "stays yours" in told(curtain)
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    assert "so that a colleague can take it" in told(curtain)
    curtain.show_rest(rest(Mode.WORK), card_open=False)
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    assert "Nothing is open" in told(curtain)
    curtain.show_rest(rest(Mode.WORK), card_open=False)
    curtain.show_rest(rest(Mode.BREAK), card_open=True)
    curtain.more.setChecked(True)
    curtain.unread.click()
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    assert "escalated unread" in told(curtain)


def test_breathing_is_paced_says_what_is_known_of_it_and_stops_at_any_time(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    curtain.breathe.setFocus()
    qtbot.keyClick(curtain.breathe, Qt.Key.Key_Space)
    made = curtain.breathing
    made.line.setPaused(True)
    assert made.circle.isVisible()
    assert made.stop.hasFocus()
    for what in ("Breathe in through the nose", "Stop if you feel dizzy", "not in moderators", "8:20"):
        assert what in told(curtain)
    made.line.setCurrentTime(4000)
    assert made.says.text() == "And a little more"
    made.as_words.click()
    assert not made.circle.isVisible()
    made.rhythm.click()
    assert made.says.text() == "Breathe in"
    qtbot.keyClick(made.stop, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert curtain.breathe.hasFocus()
    assert made.line.state() is made.line.State.NotRunning


def test_where_nothing_may_move_the_pacer_is_words_alone(qtbot, curtain: Curtain, qapp: QApplication):
    theme.calm(qapp, reduced=True)
    try:
        curtain.show_rest(rest(Mode.BREAK), card_open=False)
        curtain.breathe.click()
        assert not curtain.breathing.circle.isVisible()
        assert not curtain.breathing.as_words.isVisible()
        assert "Breathe in" in told(curtain)
    finally:
        curtain.breathing.stop.click()
        theme.calm(qapp, reduced=False)


def test_grounding_takes_five_steps_with_enter_alone_and_nothing_to_type(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    curtain.ground.click()
    made = curtain.grounding
    assert made.findChildren(QLineEdit) == []
    assert "little tested" in told(curtain)
    for step in range(1, 6):
        assert f"{step} of 5" in told(curtain)
        assert made.on.hasFocus()
        made.on.click()
    assert not made.isVisible()
    assert curtain.ground.hasFocus()


def test_the_look_into_the_distance_says_when_it_is_over(curtain: Curtain, monkeypatch: pytest.MonkeyPatch):
    spoken: list[str] = []
    monkeypatch.setattr("ui.rest.exercises.announce", lambda widget, sentence: spoken.append(sentence))
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    curtain.more.setChecked(True)
    curtain.gaze.click()
    curtain.gazing.line.finished.emit()
    assert spoken == [pacing.GAZE, "That was it. Look back when you like."]
    curtain.gazing.stop.click()
    assert "Stand up" in told(curtain)


def test_talking_to_someone_is_asked_for_with_one_press(qtbot, curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    with qtbot.waitSignal(curtain.talk):
        curtain.talk_button.click()


def test_a_break_that_ends_does_not_disturb_whoever_breathes_and_the_next_begins_afresh(curtain: Curtain):
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    curtain.breathe.click()
    curtain.show_rest(rest(Mode.READY), card_open=False)
    assert curtain.breathing.isVisible()
    assert curtain.end.isVisible()
    assert curtain.breathing.stop.hasFocus()
    curtain.breathing.stop.click()
    assert curtain.end.hasFocus()
    curtain.breathe.click()
    curtain.show_rest(rest(Mode.WORK), card_open=False)
    assert curtain.breathing.line.state() is curtain.breathing.line.State.NotRunning
    curtain.show_rest(rest(Mode.BREAK), card_open=False)
    assert not curtain.breathing.isVisible()


@pytest.mark.parametrize("look", theme.LOOKS.values(), ids=theme.LOOKS)
def test_all_that_is_read_in_a_break_has_the_contrast_that_tired_eyes_need(
    curtain: Curtain, qapp: QApplication, look: theme.Look
):
    theme.apply(qapp, look)
    curtain.show_rest(replace(rest(Mode.BREAK), emergency=True), card_open=True)
    curtain.more.setChecked(True)
    for begin in (lambda: None, curtain.ground.click, curtain.breathe.click):
        begin()
        QApplication.processEvents()
        for each in curtain.findChildren(QLabel) + curtain.findChildren(QPushButton):
            if each.isVisible() and not isinstance(each, KeyButton):
                shown = each.palette().color(each.foregroundRole()).name()
                assert theme.contrast(shown, look.ground) >= 7, each.text()
    curtain.breathing.stop.click()


# the meter


def test_the_meter_shows_bars_and_says_it_in_words_when_asked(qtbot):
    made = MeterView()
    qtbot.addWidget(made)
    made.show()
    made.show_meter(meter(hour=0.4, day=0.1))
    assert not any(char.isdigit() for char in made._hour.accessibleName().replace("60 %", ""))
    assert not made._told.isVisible()
    made._ask.click()
    assert made._told.isVisible()
    assert "This hour: about 60 % room left" in made.in_words()
    assert "Only you see this." in made.in_words()


# the pulse


def test_presence_is_input_within_a_minute_while_the_queue_is_in_sight(sitting: Sitting):
    pulse = sitting.screen.pulse
    sitting.begin()
    assert pulse.presence is Presence.ACTIVE
    sitting.window.hide()
    assert pulse.presence is Presence.IDLE
    sitting.window.show()
    assert pulse.presence is Presence.ACTIVE
    pulse._idle.stop()  # a minute without any input
    assert pulse.presence is Presence.IDLE
    sitting.qtbot.keyClick(sitting.window.windowHandle(), Qt.Key.Key_J)
    assert pulse.presence is Presence.ACTIVE
    sitting.settle()


def test_a_minute_without_input_takes_words_off_the_screen(pressing_once: Sitting):
    card = pressing_once.office.says("You absolute turnip")
    pressing_once.begin()
    pressing_once.open(card.id)
    pressing_once.press(Qt.Key.Key_V)
    assert "turnip" in pressing_once.text()
    pressing_once.screen.pulse.away.emit()
    assert "turnip" not in pressing_once.text()
    pressing_once.settle()


def test_a_beat_that_is_missed_is_followed_by_the_next(sitting: Sitting, monkeypatch: pytest.MonkeyPatch):
    sitting.begin()
    beats: list[object] = []
    sitting.screen.pulse.beat.connect(beats.append)
    store = sitting.work.store

    def busy(call, then=None, failed=None) -> None:
        failed(StoreBusy("The desk database is busy"))

    monkeypatch.setattr(sitting.work, "store", busy)
    sitting.screen.pulse.tick()
    assert beats == []
    monkeypatch.setattr(sitting.work, "store", store)
    sitting.beat()
    assert len(beats) == 1


def test_a_rehearsal_on_faster_time_is_told_the_time_more_often(sitting: Sitting):
    sitting.screen.pulse.set_scaled(True)
    assert sitting.screen.pulse._each.interval() == EVERY_SCALED


# at the desk


def warned(sitting: Sitting) -> None:
    """Twenty minutes of work, and the next break is announced."""
    sitting.screen.pulse.stop()
    while sitting.screen._mode is not Mode.WARN:
        sitting.clock.pass_(seconds=10)
        sitting.work.store(lambda console: console.desk.rest(Presence.ACTIVE))
        sitting.beat()


def test_a_break_is_put_off_with_one_key_and_once(sitting: Sitting, told):
    sitting.begin()
    warned(sitting)
    sitting.press(Qt.Key.Key_O)
    assert sitting.screen._mode is Mode.WORK
    assert sitting.screen.strip.isHidden()
    sitting.press(Qt.Key.Key_O)
    assert "No break is about to begin" in told()


def test_typing_holds_a_break_up_and_loses_no_letter(sitting: Sitting):
    card = sitting.office.says("Good morning", Band.S0)
    sitting.begin()
    sitting.open(card.id)
    warned(sitting)
    note = sitting.screen.verdicts.note
    note.setFocus()
    sitting.qtbot.keyClicks(note, "half a sent")
    for _ in range(100):
        sitting.clock.pass_(seconds=2)
        if sitting.screen._mode is Mode.DEFER:
            break
        sitting.qtbot.keyClick(note, Qt.Key.Key_Space)
        sitting.qtbot.keyClick(note, Qt.Key.Key_Backspace)
        sitting.beat()
    assert sitting.screen._mode is Mode.DEFER
    note.setCursorPosition(4)
    for _ in range(2):
        sitting.clock.pass_(seconds=2)
        sitting.beat()
    assert sitting.screen.resting
    assert sitting.office.db.column("SELECT text FROM draft") == ["half a sent"]
    for _ in range(5):
        sitting.clock.pass_(seconds=30)
        sitting.beat()
    sitting.press(Qt.Key.Key_Return)
    assert not sitting.screen.resting
    assert note.text() == "half a sent"
    assert note.hasFocus()
    assert note.cursorPosition() == 4


def test_to_a_meeting_and_back(sitting: Sitting):
    sitting.begin()
    sitting.press(Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert sitting.screen._mode is Mode.MEETING
    assert sitting.screen.resting
    sitting.press(Qt.Key.Key_Return)
    assert sitting.screen._mode is Mode.WORK
    assert not sitting.screen.resting


def test_finishing_gives_the_card_back_and_the_next_day_begins_with_a_button(sitting: Sitting):
    card = sitting.office.says("Good morning", Band.S0)
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.meter._finish.click()
    sitting.settle()
    assert sitting.screen._mode is Mode.OFF
    assert sitting.state(card.id) == "waiting"
    sitting.clock.pass_(hours=14)
    sitting.beat()
    sitting.screen.curtain.end.click()
    sitting.settle()
    assert sitting.screen._mode is Mode.WORK


def test_leaving_a_break_asks_for_the_escalated_cards(qtbot, sitting: Sitting):
    sitting.begin()
    sitting.press(Qt.Key.Key_B)
    curtain = sitting.screen.curtain
    curtain.more.setChecked(True)
    curtain.exit.click()
    with qtbot.waitSignal(sitting.screen.escalated_asked):
        curtain.leave.click()
    sitting.settle()
    assert sitting.screen._mode is Mode.EMERGENCY
    assert not sitting.screen.resting
    sitting.screen.strip._break.click()
    sitting.settle()
    assert sitting.screen.resting


def test_when_it_has_been_much_a_calm_card_and_a_swap_are_offered_beside_a_break(strip: RestStrip):
    asked: list[str] = []
    strip.calm_asked.connect(lambda: asked.append("calm"))
    strip.swap_asked.connect(lambda: asked.append("swap"))
    strip.show_meter(meter(level="notice"))
    assert strip.isHidden()
    strip.show_meter(meter(level="soft"))
    strip.calm.click()
    strip.swap.click()
    assert asked == ["calm", "swap"]
