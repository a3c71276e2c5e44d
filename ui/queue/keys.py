"""The keys of the queue screen, in one place: what is pressed, and what the `?` sheet says of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from moderator.decisions import Verdict

VERDICTS = {
    Qt.Key.Key_A: Verdict.KEEP,
    Qt.Key.Key_X: Verdict.HIDE,
    Qt.Key.Key_D: Verdict.DELETE,
    Qt.Key.Key_E: Verdict.ESCALATE,
}
STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Up: -1}

SHEET: tuple[tuple[str, str], ...] = (
    ("J  K", "Next and previous card in the line"),
    ("Enter", "Open the card; confirm"),
    ("A", "Keep"),
    ("X", "Hide"),
    ("D", "Delete, asks once more"),
    ("E", "Escalate unread"),
    ("R", "Answer; mute, block or report"),
    ("P", "Pass, no reason asked"),
    ("U  Ctrl Z", "Undo"),
    ("Hold V", "Read with slurs hidden; counted"),
    ("Hold Shift V", "Read as written; counted"),
    ("N", "That was nasty"),
    ("L", "Choose the house rule"),
    ("B", "Break now"),
    ("Z", "The item alone"),
    ("Esc", "Cover the words"),
)


def plain_key(event: QKeyEvent) -> Qt.Key | None:
    """The key, where no modifier but Shift is held; None otherwise."""
    if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
        return None
    return Qt.Key(event.key())


def is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or plain_key(event) is Qt.Key.Key_U


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
