"""Buttons that are held to read what is behind the veil, or pressed once, for those who have chosen so."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ui import keys
from ui.look import pieces, theme


class HoldButton(QPushButton):
    """Pressed once instead of held, for those who have chosen so; its title says which."""

    def __init__(self, title: str, says: str) -> None:
        super().__init__()
        self._title = title
        self.setProperty("part", "quiet")
        self.setFont(theme.font(-0.5))
        self.setAccessibleDescription(says)
        self.keys_changed()

    def keys_changed(self) -> None:
        self.setText(_held(self._title))


class HoldKeyButton(pieces.KeyButton):
    """The same, with its key."""

    def keys_changed(self) -> None:
        self.setText(_held(self.text()))
        self.setAccessibleName(self.text())
        super().keys_changed()


def _held(title: str) -> str:
    now, other = ("Hold ", "Press ") if keys.holding() else ("Press ", "Hold ")
    return now + title.removeprefix(other) if title.startswith(other) else title
