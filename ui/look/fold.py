"""A list and what is chosen in it: beside each other, or one above the other where there is no room for that."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.look import pieces, theme

NARROW = 700  # px at the usual size of text
_WIDE, _HIGH = 300, 210  # of the list, beside and above
_MOST = 16_777_215  # Qt's own word for no limit


class Fold(QWidget):
    """`first` stands where reading begins."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.line = first, pieces.hairline(upright=True)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(0)
        self._both.addWidget(first)
        self._both.addWidget(self.line)
        self._both.addWidget(second, 1)
        self.text_resized()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text_resized()

    def show_first(self, on: bool) -> None:
        self.first.setVisible(on)
        self.line.setVisible(on)

    def text_resized(self) -> None:
        grown = theme.font().pointSizeF() / theme.BODY
        narrow = self.width() < NARROW * grown
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._both.setDirection(way)
        self.line.setFixedSize(_MOST, 1) if narrow else self.line.setFixedSize(1, _MOST)
        self.line.setMinimumSize(1, 1)
        if narrow:
            self.first.setMinimumWidth(0)
            self.first.setMaximumWidth(_MOST)
            self.first.setMaximumHeight(int(_HIGH * grown))
        else:
            self.first.setFixedWidth(int(_WIDE * grown))
            self.first.setMaximumHeight(_MOST)
