"""Keys of one's own, chosen on the Settings page by pressing them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from moderator import actions
from moderator.actions import Action
from moderator.clock import HandClock
from moderator.settings import keys_of, load, write
from tests.ui.house import House, house
from ui import keys
from ui.look import pieces
from ui.queue.screen import QueueScreen
from ui.settings.keyboard import ASKS, KeyChoice
from ui.settings.screen import SettingsScreen

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.say("You absolute turnip")
        made.begin()
        made.window.resize(1440, 900)
        made.window.show_screen(made.window.screens.index(_page(made)))
        made.settle()
        yield made


def _page(desk: House) -> SettingsScreen:
    return next(each for each in desk.window.screens if isinstance(each, SettingsScreen))


def choosing(desk: House, action: Action) -> KeyChoice:
    """The act's button has been pressed from the keyboard, and waits for a key."""
    choice = _page(desk).keyboard.choices[action]
    choice.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert choice.beneath() == ASKS
    return choice


def file(desk: House) -> Path:
    return Path(desk.home.path) / "settings.toml"


def test_a_new_key_is_pressed_and_holds_at_once_and_at_the_next_start(desk: House):
    choice = choosing(desk, actions.HIDE)
    desk.press(Qt.Key.Key_Q)
    assert choice.key == "Q"
    assert choice.beneath() == "yours; X as it comes"
    assert keys.in_force().cap(actions.HIDE) == "Q"
    assert keys_of(load(file(desk), file(desk).parent / "none").settings).cap(actions.HIDE) == "Q"
    queue: QueueScreen = desk.window.queue
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Return)
    queue._guard.stop()
    card = queue.seat.opened.card.id
    desk.press(Qt.Key.Key_X)
    assert queue.seat.opened is not None
    desk.press(Qt.Key.Key_Q)
    row = desk.db.one("SELECT state FROM card WHERE id = :id", id=card)
    assert row is not None
    assert row["state"] == "decided"


def test_enter_presses_it_too_and_is_then_no_key_for_it(desk: House):
    choice = _page(desk).keyboard.choices[actions.HIDE]
    choice.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert choice.beneath() == ASKS
    desk.press(Qt.Key.Key_Return)
    assert "Enter opens" in choice.beneath()


def test_a_taken_key_is_named_and_a_second_press_lets_the_two_change_places(desk: House):
    choice = choosing(desk, actions.HIDE)
    desk.press(Qt.Key.Key_A)
    assert "A is Keep" in choice.beneath()
    assert keys.in_force().cap(actions.HIDE) == "X"
    desk.press(Qt.Key.Key_A)
    assert (keys.in_force().cap(actions.HIDE), keys.in_force().cap(actions.KEEP)) == ("A", "X")
    assert desk.window.status.moment == "Hide is A. Keep is X."


def test_another_key_after_the_warning_is_no_second_press(desk: House):
    choosing(desk, actions.HIDE)
    desk.press(Qt.Key.Key_A)
    desk.press(Qt.Key.Key_E)
    assert keys.in_force().own == {}


def test_a_verdict_on_a_key_that_reads_elsewhere_is_never_taken_without_saying_so(desk: House):
    choosing(desk, actions.READ)
    desk.press(Qt.Key.Key_Q)  # so that V is free
    choice = choosing(desk, actions.DELETE)
    desk.press(Qt.Key.Key_V)
    assert "V reads the words in the presets" in choice.beneath()
    assert keys.in_force().cap(actions.DELETE) == "D"
    desk.press(Qt.Key.Key_V)
    assert keys.in_force().cap(actions.DELETE) == "V"


def test_a_key_that_is_the_same_on_every_desk_is_refused_with_a_sentence(desk: House):
    none = Qt.KeyboardModifier.NoModifier
    choice = choosing(desk, actions.HIDE)
    for key, modifier, says in (
        (Qt.Key.Key_Return, none, "Enter opens"),
        (Qt.Key.Key_Tab, none, "Tab is for moving"),
        (Qt.Key.Key_Space, none, "Space presses"),
        (Qt.Key.Key_Question, SHIFT, "help"),
        (Qt.Key.Key_C, CONTROL, "for typing"),
        (Qt.Key.Key_Down, none, "arrows"),
    ):
        desk.press(key, modifier)
        assert says in choice.beneath()
        assert choice.waits
        assert QApplication.focusWidget() is choice
    desk.press(Qt.Key.Key_Escape)
    assert choice.beneath() == ""
    assert not file(desk).exists()


def test_while_a_key_is_waited_for_no_shortcut_of_the_window_runs(desk: House):
    choice = choosing(desk, actions.NASTY)
    desk.press(Qt.Key.Key_F3)
    assert desk.shown() is _page(desk)
    assert "F3 is Go to History" in choice.beneath()
    desk.press(Qt.Key.Key_K, CONTROL)
    assert "Ctrl K is Find what to do by its name" in choice.beneath()


def test_a_shortcut_of_the_window_moves_too(desk: House):
    choosing(desk, actions.SCREENS[1])
    desk.press(Qt.Key.Key_H, CONTROL)
    desk.press(Qt.Key.Key_F3)
    assert desk.shown() is _page(desk)
    desk.press(Qt.Key.Key_H, CONTROL)
    assert desk.shown() is desk.window.screens[1]


def test_an_act_goes_on_waiting_for_its_key_when_somebody_writes_meanwhile(desk: House):
    choice = choosing(desk, actions.HIDE)
    _page(desk).refresh()
    desk.settle()
    assert choice.waits
    desk.press(Qt.Key.Key_Q)
    assert choice.key == "Q"


def test_looking_away_leaves_the_key_as_it_was(desk: House):
    choice = choosing(desk, actions.HIDE)
    _page(desk).keyboard.choices[actions.KEEP].setFocus()
    assert not choice.waits
    desk.press(Qt.Key.Key_Q)
    assert keys.in_force().cap(actions.HIDE) == "X"


def test_one_key_or_all_are_as_they_come_again(desk: House):
    page = _page(desk)
    for action, key in ((actions.HIDE, Qt.Key.Key_Q), (actions.NASTY, Qt.Key.Key_M)):
        choosing(desk, action)
        desk.press(key)
    page.keyboard.resets[actions.HIDE].click()
    assert keys.in_force().own == {"nasty": "M"}
    page.keyboard._reset_all.click()
    assert keys.in_force().own == {}
    assert load(file(desk), file(desk).parent / "none").own == frozenset()


def test_a_key_that_goes_back_takes_back_whoever_has_it(desk: House):
    page = _page(desk)
    choosing(desk, actions.HIDE)
    desk.press(Qt.Key.Key_A)
    desk.press(Qt.Key.Key_A)
    page.keyboard.resets[actions.HIDE].click()
    assert keys.in_force().own == {}
    assert "Keep too" in desk.window.status.moment


def test_another_preset_holds_at_once_and_lets_go_of_what_it_needs(desk: House):
    page = _page(desk)
    for action, key in ((actions.NASTY, Qt.Key.Key_T), (actions.RULE, Qt.Key.Key_G)):
        choosing(desk, action)
        desk.press(key)
    box = page.rows["keys"].control
    assert isinstance(box, pieces.Choice)
    box.setCurrentIndex(box.findData("ozone"))
    assert keys.in_force().cap(actions.HIDE) == "T"
    assert keys.in_force().own == {"rule": "G"}
    assert "That was nasty" in desk.window.status.moment
    assert desk.window.queue.verdicts.nasty_button.key == "N"
    assert page.complaints.isHidden()


def test_keys_that_the_agency_sets_are_shown_and_locked(desk: House, tmp_path: Path):
    page = _page(desk)
    policy = tmp_path / "policy.toml"
    policy.write_text('[own_keys]\nhide = "Q"\n')
    page._policy = policy
    page.refresh()
    desk.settle()
    assert "agency" in page.keyboard._says.text()
    assert not any(choice.isEnabled() for choice in page.keyboard.choices.values())


def test_a_mistake_in_the_file_is_named_with_its_line_and_the_rest_holds(desk: House):
    page = _page(desk)
    file(desk).write_text('[own_keys]\nnasty = "M"\nhide = "Esc"\n')
    page.refresh()
    desk.settle()
    assert "line 3" in page.complaints.text()
    assert "Choose another" in page.complaints.text()
    assert page.keyboard.choices[actions.NASTY].beneath() == "yours; N as it comes"


def test_what_else_is_in_the_file_stays_where_it_is(desk: House):
    file(desk).write_text('# mine\n[own_keys]\n# far from x\nnasty = "M"\n')
    write(file(desk), "own_keys", {"nasty": "M", "hide": "Q"})
    write(file(desk), "theme", "dark")
    loaded = load(file(desk), file(desk).parent / "none")
    assert (loaded.settings.theme, dict(loaded.settings.own_keys)) == ("dark", {"nasty": "M", "hide": "Q"})
    assert "# far from x" in file(desk).read_text()
    write(file(desk), "own_keys", {"hide": "Q"})
    assert dict(load(file(desk), file(desk).parent / "none").settings.own_keys) == {"hide": "Q"}


def test_every_choice_has_a_name_and_says_its_key(desk: House):
    named = [
        choice.accessibleName() for choice in _page(desk).keyboard.choices.values() if choice.isVisible()
    ]
    assert all(named)
    assert len(named) == len(set(named))
    for choice in _page(desk).keyboard.choices.values():
        assert f"Key {choice.key}" in choice.accessibleDescription()
