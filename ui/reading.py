"""A screen on which words behind a veil are read: what its keys do, and when the words go by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from moderator.actions import Place
from moderator.cards import Showing
from ui import keys
from ui.keys import ScreenKeys
from ui.queue.looking import Looking


class ReadingScreen(QWidget):
    """The screen makes its `looking`, and its `key_acts` with `screen_keys`."""

    looking: Looking
    key_acts: ScreenKeys

    def screen_keys(self, place: Place) -> ScreenKeys:
        return ScreenKeys(
            place, lambda showing: self.hold(None, showing), self.looking.still_held, self.looking.release
        )

    def hold(self, around: int | None, showing: Showing | str) -> None:
        """Words are asked for: of the card itself, or of a comment around it."""
        raise NotImplementedError

    def put_away(self) -> None:
        """Esc. The window hears of it too, and counts: twice covers the screen."""
        self.looking.end()

    def hears_keys(self) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hears_keys():
            if keys.named(event) == "Esc":
                self.put_away()
            elif self.key_acts.press(event):
                return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.key_acts.release(event):
            super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.looking.end()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.looking.focus(self.isActiveWindow())
