"""Keys, pressed: other presets, keys of one's own, other layouts, and what shows them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from moderator import actions
from moderator.actions import Place
from moderator.clock import HandClock
from moderator.keymap import Keymap
from moderator.settings import Settings
from tests.ui.conftest import Sitting
from tests.ui.house import House, house, words_in
from ui import keys
from ui.look import pieces

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LINUX = sys.platform.startswith("linux")


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        yield made


def event(key: int, modifier: Qt.KeyboardModifier = NONE, text: str = "", place: int = 0) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifier, place, 0, 0, text)


@pytest.mark.parametrize(
    ("pressed", "name"),
    [
        (event(Qt.Key.Key_X), "X"),
        (event(Qt.Key.Key_V, SHIFT, "V"), "Shift V"),
        (event(Qt.Key.Key_K, CONTROL, "\x0b"), "Ctrl K"),
        (event(Qt.Key.Key_Question, SHIFT, "?"), "?"),
        (event(Qt.Key.Key_Slash, SHIFT, "/"), "/"),  # a German keyboard
        (event(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier), "Enter"),
        (event(Qt.Key.Key_F2), "F2"),
        (event(Qt.Key.Key_Shift, SHIFT), ""),
        (event(Qt.Key.Key_X, Qt.KeyboardModifier.MetaModifier), ""),
        (event(0x0427, NONE, "ч", 53 if LINUX else 45), "X"),  # the X of a Russian keyboard
        (event(0x05D1, SHIFT, "ב", 54 if LINUX else 46), "Shift C"),  # the C of a Hebrew one
    ],
)
def test_a_press_is_named_as_on_its_cap_whatever_the_layout(qapp, pressed: QKeyEvent, name: str):
    assert keys.named(pressed) == name


def test_with_a_russian_keyboard_the_same_keys_decide(sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    at = QApplication.focusWidget() or sitting.screen
    QApplication.sendEvent(at, event(0x0427, NONE, "ч", 53 if LINUX else 45))
    sitting.settle()
    assert sitting.state(card.id) == "decided"


def test_in_another_preset_its_key_decides_and_the_old_one_does_nothing(qapp, sitting: Sitting):
    keys.use(qapp, Keymap("ozone"))
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_X)
    assert sitting.state(card.id) != "decided"
    sitting.press(Qt.Key.Key_T)
    assert sitting.state(card.id) == "decided"


def test_deleting_asks_once_more_in_every_preset(qapp, sitting: Sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    keys.use(qapp, Keymap("coral"))
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_Delete)
    assert sitting.screen.verdicts.asking
    assert sitting.state(card.id) != "decided"


def test_words_are_read_with_a_key_of_ones_own_and_go_when_it_comes_up(qapp, sitting: Sitting):
    keys.use(qapp, Keymap("moderator", {"read_as_written": "/"}))
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    for kind, key, modifier, shown in (
        (QEvent.Type.KeyPress, Qt.Key.Key_Slash, SHIFT, True),  # Shift and 7 on a German keyboard
        (QEvent.Type.KeyRelease, Qt.Key.Key_7, NONE, False),  # Shift came up first
    ):
        at = QApplication.focusWidget() or sitting.screen
        QApplication.sendEvent(at, QKeyEvent(kind, key, modifier, 16, 0, 0, "/"))
        sitting.qtbot.waitUntil(lambda shown=shown: ("turnip" in sitting.text()) is shown)
    sitting.settle()


def test_the_arrows_of_a_preset_move_in_the_line(qapp, sitting: Sitting):
    keys.use(qapp, Keymap("ozone"))
    for number in range(3):
        sitting.office.says(f"Thank you {number}")
    sitting.begin()
    sitting.press(Qt.Key.Key_Right)
    assert sitting.screen.line.view.currentIndex().row() == 1
    sitting.press(Qt.Key.Key_Left)
    assert sitting.screen.line.view.currentIndex().row() == 0


def test_no_key_of_a_screen_acts_while_somebody_types(qapp, sitting: Sitting):
    keys.use(qapp, Keymap("moderator", {"hide": "Ctrl H", "keep": "F9"}))
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.screen.verdicts.note.setFocus()
    sitting.press(Qt.Key.Key_H, CONTROL)
    sitting.press(Qt.Key.Key_F9)
    assert sitting.state(card.id) != "decided"
    sitting.screen.setFocus()
    sitting.press(Qt.Key.Key_H, CONTROL)
    assert sitting.state(card.id) == "decided"


def test_every_cap_description_and_list_shows_the_key_that_holds(qapp, desk: House):
    (card,) = desk.say("You absolute turnip")
    desk.begin()
    desk.window.queue.seat.open(card)
    desk.settle()
    desk.window.apply_settings(Settings(keys="coral", own_keys=(("nasty", "M"), ("screen_2", "F12"))))
    queue = desk.window.queue
    assert [queue.verdicts.buttons[verdict].key for verdict in queue.verdicts.buttons] == [
        "F",
        "D",
        "Del",
        "E",
    ]
    assert "Key M" in queue.verdicts.nasty_button.accessibleDescription()
    assert "Counts it for you" in queue.verdicts.nasty_button.accessibleDescription()
    assert "(F12)" in desk.window.rail.buttons[1].toolTip()
    listed = {command.title: command.key for command in desk.window.commands()}
    assert (listed["Hide"], listed["That was nasty"], listed["Go to History"]) == ("D", "M", "F12")
    desk.press(Qt.Key.Key_Question, SHIFT)
    listed_keys = dict(keys.listed(Place.QUEUE))
    assert listed_keys["Del"] == "Delete, asks once more"
    assert "Delete, asks once more" in words_in(desk.window)
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_F12)
    assert desk.shown() is desk.window.screens[1]


@pytest.mark.parametrize("place", [Place.QUEUE, Place.HISTORY])
def test_every_key_that_a_screen_lists_does_something_there(qapp, desk: House, place: Place):
    screen = desk.window.screens[0 if place is Place.QUEUE else 1]
    does = {*screen.key_acts._acts, actions.READ, actions.READ_AS_WRITTEN, actions.COVER_WORDS}
    assert {action for action in actions.ACTIONS if place in action.places} <= does


def test_a_sentence_names_the_key_that_holds(qtbot, qapp):
    line = pieces.KeyLine("Choose with {next}, then {Enter}.")
    qtbot.addWidget(line)
    keys.use(qapp, Keymap("moderator", {"next": "S"}))
    assert line.accessibleName() == "Choose with S, then Enter."
