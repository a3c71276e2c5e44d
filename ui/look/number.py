"""A number in a field without little arrows: typed, or stepped with the arrow keys. Scrolling past it changes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

_SIDE = 12  # as the text of other fields is inset


class NumberBox(QSpinBox):
    """The arrows are left out by the style sheet: told to have none, Qt 6.11 gives the number no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_SIDE, 0, _SIDE, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
