"""What the pages of the import share: a column of readable width that scrolls, and what always stays beneath it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.look import pieces, size

_WIDEST = 900


class Page(QWidget):
    """Add to `column`, and to `foot` what must not scroll away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(8)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(_narrow(self.column, 14, 24))
        self._beneath = QWidget()
        beneath = QVBoxLayout(self._beneath)
        beneath.setContentsMargins(0, 0, 0, 0)
        beneath.setSpacing(0)
        beneath.addWidget(pieces.hairline())
        beneath.addWidget(_narrow(self.foot, 12, 14))
        self._beneath.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._beneath)

    def show_foot(self) -> None:
        self._beneath.show()

    def to_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)


def _narrow(inside: QLayout, above: int, below: int) -> QWidget:
    """No wider than is good to read, at the beginning of the line."""
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(28, above, 28, below)
    sheet = QWidget()
    size.follow(sheet, maximumWidth=_WIDEST)
    sheet.setLayout(inside)
    inside.setContentsMargins(0, 0, 0, 0)
    across.addWidget(sheet, 100)
    across.addStretch(1)
    return made
