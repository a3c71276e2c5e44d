"""The veil: a page turned away. Bars from a fixed pattern, chosen by the length bucket alone.

Nothing here is ever given a text, so nothing of one can be read back from what is drawn: neither letters nor the
lengths of words. Pixmaps are kept; painting a veil costs one blit.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import theme

# Per row: bars as (begin, end) in hundredths of the width. Drawn once by hand; the same for every comment.
_ROWS = (
    ((0, 27), (28.5, 45), (46.5, 84), (85.5, 97)),
    ((0, 15), (16.5, 46), (47.5, 66), (67.5, 93)),
    ((0, 35), (36.5, 50.5), (52, 78)),
    ((0, 21), (22.5, 39), (40.5, 71), (72.5, 88)),
    ((0, 30), (31.5, 56), (57.5, 95)),
    ((0, 18), (19.5, 42)),
)
_BY_SIZE = ((0,), (1, 5), (0, 1, 2), (0, 1, 3, 4, 5))  # which rows a bucket has
_LINE = (((0, 30), (32, 74), (76, 93)), ((0, 37), (39, 58), (60, 97)), ((0, 25), (27, 70), (72, 92)))

BAR, STEP = 11, 24  # height of a bar, from bar to bar
SLIM = 8


def rows(size: int) -> int:
    return len(_BY_SIZE[_bucket(size)])


def page(width: int, size: int, ratio: float) -> QPixmap:
    """The veil of an open card, `width` wide."""
    return _drawn(width, _bucket(size), False, ratio, theme.look().name)


def strip(width: int, size: int, ratio: float) -> QPixmap:
    """The veil of one row in a list: a single line."""
    return _drawn(width, _bucket(size), True, ratio, theme.look().name)


def _bucket(size: int) -> int:
    return max(0, min(3, size))


@lru_cache(maxsize=64)
def _drawn(width: int, size: int, slim: bool, ratio: float, look: str) -> QPixmap:
    tokens = theme.LOOKS[look]
    pattern = [_LINE[size % len(_LINE)]] if slim else [_ROWS[row] for row in _BY_SIZE[size]]
    height = SLIM if slim else STEP * (len(pattern) - 1) + BAR
    drawn = QPixmap(int(width * ratio), int(height * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    bar = SLIM if slim else BAR
    with QPainter(drawn) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for row, bars in enumerate(pattern):
            for begin, end in bars:
                place = QRectF(width * begin / 100, row * STEP, width * (end - begin) / 100, bar)
                tone = QLinearGradient(place.topLeft(), place.topRight())
                tone.setColorAt(0, QColor(tokens.veil))
                tone.setColorAt(1, QColor(tokens.veil_end))
                painter.setBrush(tone)
                painter.drawRoundedRect(place, 4, 4)
    return drawn


class Veil(QWidget):
    """The veil of a card or of a comment around it. What it hides is not in this process."""

    def __init__(self, size: int, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self._size, self._slim = size, slim
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_size(self, size: int) -> None:
        self._size = size
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        height = SLIM if self._slim else STEP * (rows(self._size) - 1) + BAR
        return QSize(240, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        width = min(self.width(), 720)
        drawn = strip(min(width, 320), self._size, ratio) if self._slim else page(width, self._size, ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, drawn)
