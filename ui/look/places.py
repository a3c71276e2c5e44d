"""Where about in a text the words stand that its score rests on: a bar, and a mark for each part of it that holds one.

Nothing here is ever given a text or the length of a word: all marks are of one width.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.cards import PLACES
from ui.look import theme

_HIGH, _BAR, _WIDEST = 14, 6, 288
_BY_SIZE = (0.4, 0.6, 0.8, 1.0)  # of the widest, by the length bucket of the text


class PlacesBar(QWidget):
    """`size` is the length bucket of the text. `from_right`: it is read from the right."""

    def __init__(
        self, size: int, places: Collection[int], *, from_right: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._share = _BY_SIZE[max(0, min(3, size))]
        self.places = frozenset(places)
        self._from_right = from_right
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(_WIDEST * self._share), _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(PLACES * 3, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, step = theme.look(), self.width() / PLACES
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.colour("edge") if look.strong else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("veil"))
            bar = QRectF(0, (_HIGH - _BAR) / 2, self.width(), _BAR)
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5) if look.strong else bar, 3, 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            for place in self.places:
                at = PLACES - 1 - place if self._from_right else place
                painter.drawRoundedRect(QRectF(at * step + 0.5, 0, max(3.0, step - 1), _HIGH), 2, 2)
