"""What was pressed, as it is written on a cap; which keys hold now; and what they do on a screen.

The keymap in force belongs to the application, as its look does: `use` puts one there, `in_force` tells it. Whatever
shows a key asks for it when it shows it, and has a `keys_changed` that is called when another keymap holds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit

from moderator import actions
from moderator.actions import Action, Place
from moderator.cards import Showing
from moderator.keymap import Keymap, at

Written = Sequence[tuple[str, str]]  # keys as the `?` sheet writes them, with what they do

_NAMES = {
    Qt.Key.Key_Escape: "Esc", Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter", Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab", Qt.Key.Key_Backspace: "Backspace", Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Delete: "Del", Qt.Key.Key_Insert: "Ins", Qt.Key.Key_Home: "Home", Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "Page up", Qt.Key.Key_PageDown: "Page down", Qt.Key.Key_Up: "Up", Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left", Qt.Key.Key_Right: "Right",
}  # fmt: skip
_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
)
ARROWS = {"Up", "Down", "Left", "Right"}
# The letters of a keyboard by where they lie, for layouts whose letters are not Latin. These are the codes of the
# kernel's input layer, which are those of a PC's keyboard (scan code set 1); X and Wayland count eight more.
_ROWS = ((16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
_BY_PLACE = {first + nth: letter for first, row in _ROWS for nth, letter in enumerate(row)}


def use(app: QApplication, keymap: Keymap, *, press_once: bool = False) -> None:
    """These keys from now on, on every screen. `press_once`: those that are held are pressed instead."""
    app.setProperty("keymap", keymap)
    app.setProperty("press_once", press_once)
    for widget in app.allWidgets():
        changed = getattr(widget, "keys_changed", None)
        if changed is not None:
            changed()


def in_force() -> Keymap:
    app = QApplication.instance()
    keymap = app.property("keymap") if app is not None else None
    return keymap if isinstance(keymap, Keymap) else Keymap()


def holding() -> bool:
    """Is a key held to read, or pressed once?"""
    app = QApplication.instance()
    return app is None or not app.property("press_once")


def cap(key: str | Action) -> str:
    """What stands on the cap."""
    return " ".join((in_force().cap(key) if isinstance(key, Action) else key).split())


def written(action: Action) -> str:
    """Its keys as the `?` sheet writes them: "U  Ctrl Z", "Hold V". Arrows go without saying."""
    keys = [key for key in in_force().keys(action) if key not in ARROWS]
    told = "  ".join(keys or [in_force().cap(action)])
    return f"Hold {told}" if action.held and holding() else told


def listed(place: Place) -> Written:
    """The keys of one place, for the `?` sheet."""
    return [(written(action), action.title) for action in at(place) if place in action.places]


def spelt(sentence: str) -> str:
    """ "Hold {read}" with the key that this has now: "Hold {V}"."""
    return re.sub(r"\{(\w+)\}", lambda told: f"{{{_spelt(told.group(1))}}}", sentence)


def _spelt(name: str) -> str:
    action = actions.BY_ID.get(name)
    return name if action is None else cap(action)


def sequence(action: Action) -> QKeySequence:
    return QKeySequence(in_force().cap(action).replace("Page ", "Pg").replace(" ", "+"))


# what was pressed


def named(event: QKeyEvent) -> str:
    """The key as it is written on a cap, with what is held beside it; "" for one that has no name here."""
    modifiers = event.modifiers()
    if modifiers & Qt.KeyboardModifier.MetaModifier:
        return ""  # the desktop's own
    key = _key(event)
    if not key:
        return ""
    sign = (
        len(key) == 1 and not key.isalnum()
    )  # which key bears a sign, and whether with Shift, is the layout's affair
    held = [name for modifier, name in _MODIFIERS if modifiers & modifier and not (sign and name == "Shift")]
    return " ".join([*held, key])


def _key(event: QKeyEvent) -> str:
    key = event.key()
    if key in _NAMES:
        return _NAMES[Qt.Key(key)]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    if 0x20 < key < 0x7F:
        return chr(key).upper()
    if event.text() and 0x20 < ord(event.text()[0]) < 0x7F:
        return event.text()[0].upper()
    return _by_place(event.nativeScanCode())


def _by_place(scan_code: int) -> str:
    return _BY_PLACE.get(scan_code - (8 if sys.platform.startswith("linux") else 0), "")


def typing() -> bool:
    """Do keys go to a text field?"""
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QAbstractSpinBox)


class Repetition:
    """Tells a key that is held from one that is pressed again.

    X sends a release and a press for each repetition, and Qt knows them for one only where both have arrived when
    it looks at the first. But both always carry the same time, and a person's never do.
    """

    def __init__(self) -> None:
        self._key, self._at = 0, 0

    def released(self, event: QKeyEvent) -> None:
        self._key, self._at = event.key(), event.timestamp()

    def is_one(self, event: QKeyEvent) -> bool:
        """Is this press the repetition of a key that was never let go?"""
        same = event.key() == self._key and event.timestamp() == self._at != 0
        return event.isAutoRepeat() or same


class ScreenKeys:
    """What the keys do on a screen with a list and words behind a veil.

    `hold` is called when words are asked for, `still_held` while that key repeats, `let_go` when it comes up.
    """

    def __init__(
        self,
        place: Place,
        hold: Callable[[Showing], object],
        still_held: Callable[[], object],
        let_go: Callable[[], object],
    ) -> None:
        self._place = place
        self._hold, self._still_held, self._let_go = hold, still_held, let_go
        self._acts: dict[Action, tuple[Callable[[], object], bool]] = {}
        self._repetition = Repetition()
        self._reading: tuple[int, int] | None = None  # the key that asked for words

    def on(self, action: Action, run: Callable[[], object], *, repeats: bool = False) -> None:
        """A key that is held does it once, unless it `repeats`."""
        self._acts[action] = (run, repeats)

    def press(self, event: QKeyEvent) -> bool:
        """True when the key means something here. In a text field none does but those that lead down from it."""
        name = named(event)
        action = in_force().action(name, self._place)
        if action is None or (typing() and name not in ("Up", "Down")):
            return False
        repeated = self._repetition.is_one(event)
        if action.held:
            self._read(action, event, repeated=repeated)
        elif action in self._acts:
            run, repeats = self._acts[action]
            if repeats or not repeated:
                run()
        else:
            return False
        return True

    def _read(self, action: Action, event: QKeyEvent, *, repeated: bool) -> None:
        if repeated:
            self._still_held()
        else:
            self._reading = _which(event)
            self._hold(Showing.PLAIN if action is actions.READ_AS_WRITTEN else Showing.MASKED)

    def release(self, event: QKeyEvent) -> bool:
        """True when the key was one that shows words. A repetition's release is none."""
        if event.isAutoRepeat():
            return True
        self._repetition.released(event)
        if self._reading != _which(event):
            return False
        self._let_go()
        return True


def _which(event: QKeyEvent) -> tuple[int, int]:
    """The key of the keyboard, whatever is held beside it: "/" may come up as "7" when Shift came up first."""
    place = event.nativeScanCode()
    return (place, 0) if place else (0, event.key())
