"""A passage of text by the public: plain text only, with air between the lines, each line in its own direction.

It never reads markup, opens no link and lets nothing be copied. Its cost is bounded by `plain.shown`. The bars
that a masked text has for its slurs are drawn in the veil's tone.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.look import plain, theme

_BARS = re.compile("█+")


class Passage(QLabel):
    """A label, so that screen readers hear static text; what is painted is laid out here.

    `step` is the size of its type against the body's. `show_words("")` leaves nothing of what was there.
    """

    def __init__(self, parent: QWidget | None = None, *, step: float = 0.0, tone: str = "ink") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._step, self._tone = step, tone
        self._words = plain.Shown("", False, True)
        self._key: tuple[object, ...] = ()
        self._lines: list[tuple[float, QTextLayout]] = []
        self._height = 0.0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, text: str) -> None:
        """Any text, however hostile. `plain.shown` makes it safe."""
        self._words = plain.shown(text)
        if self._words.blank and text:
            self._words = plain.Shown(self._words.text.strip(), False, True)
        self._key = ()
        self._lines = []
        self.setAccessibleName(self._words.text.replace(plain.BREAK, ""))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """What is on the screen, without the places where a line may break."""
        return self._words.text.replace(plain.BREAK, "")

    @property
    def more(self) -> bool:
        """Was the end left out?"""
        return self._words.more

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._lay_out(width)
        return int(self._height + 0.99)

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 80 else 480
        return QSize(480, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, int(self.fontMetrics().height()))

    def _lay_out(self, width: int) -> None:
        type_ = theme.font(self._step)
        look = theme.look()
        key = (width, type_.toString(), look.name)
        if key == self._key:
            return
        self._key = key
        self._lines = []
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        top = 0.0
        for paragraph in self._words.text.split("\n"):
            layout = QTextLayout(paragraph, type_)
            layout.setTextOption(option)
            layout.setFormats(_bars(paragraph, look.veil))
            begin = top
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(40, width))
                height = line.height() * theme.LEADING / 1.36  # Noto Sans brings 1.36 of its own
                line.setPosition(QPointF(0, top - begin + (height - line.height()) / 2))
                top += height
            layout.endLayout()
            self._lines.append((begin, layout))
        self._height = top

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out(self.width())
        seen = event.rect()
        with QPainter(self) as painter:
            painter.setPen(theme.colour(self._tone))
            for top, layout in self._lines:
                if top > seen.bottom():
                    break
                if top + layout.boundingRect().bottom() >= seen.top():
                    layout.draw(painter, QPointF(0, top), [], seen.toRectF())


def _bars(text: str, tone: str) -> list[QTextLayout.FormatRange]:
    ranges = []
    for found in _BARS.finditer(text):
        bar = QTextLayout.FormatRange()
        bar.start, bar.length = found.start(), found.end() - found.start()
        bar.format = QTextCharFormat()
        bar.format.setForeground(QColor(tone))
        ranges.append(bar)
    return ranges
