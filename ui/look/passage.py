"""A passage of text by the public: plain text only, with air between the lines, each line in its own direction.

It never reads markup, opens no link and lets nothing be copied. Its cost is bounded by `plain.shown`. The bars
that a masked text has for its slurs are drawn in the veil's tone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.look import plain, theme

_BARS = re.compile("█+")
_STRONG = ("L", "R", "AL")


class Passage(QLabel):
    """A label, so that screen readers hear static text; what is painted is laid out here.

    `step` is the size of its type against the body's. `show_words("")` leaves nothing of what was there.
    """

    def __init__(self, parent: QWidget | None = None, *, step: float = 0.0, tone: str = "ink") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._step, self._tone = step, tone
        self._words = plain.Shown("", False, True)
        self._marks: list[tuple[int, int]] = []  # in the shown text
        self._begins: list[int] = []  # where each paragraph begins in it
        self._key: tuple[object, ...] = ()
        self._lines: list[tuple[float, QTextLayout]] = []
        self._height = 0.0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, text: str, marked: Sequence[tuple[int, int]] = ()) -> None:
        """Any text, however hostile. `plain.shown_with` makes it safe. What is `marked` of it is underlined."""
        self._words, self._marks = plain.shown_with(text, marked)
        if self._words.blank and text:
            self._words, self._marks = plain.Shown(self._words.text.strip(), False, True), []
        self._key = ()
        self._lines = []
        self.setAccessibleName(self._words.text.replace(plain.BREAK, ""))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """What is on the screen, without the places where a line may break."""
        return self._words.text.replace(plain.BREAK, "")

    def marked(self) -> list[str]:
        """What is underlined on the screen."""
        return [self._words.text[begin:end].replace(plain.BREAK, "") for begin, end in self._marks]

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
        self._lines, self._begins = [], []
        top, at = 0.0, 0
        for paragraph in self._words.text.split("\n"):
            self._begins.append(at)
            at += len(paragraph) + 1
            layout = QTextLayout(paragraph, type_)
            layout.setTextOption(_option(paragraph))
            layout.setFormats(_bars(paragraph))
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
            for (top, layout), at in zip(self._lines, self._begins, strict=True):
                if top > seen.bottom():
                    break
                if top + layout.boundingRect().bottom() >= seen.top():
                    layout.draw(painter, QPointF(0, top), [], seen.toRectF())
                    _paint_bars(painter, layout, top)
                    _underline(painter, layout, top, [(begin - at, end - at) for begin, end in self._marks])


def _option(text: str) -> QTextOption:
    """Each line runs in the direction of its first letter that has one."""
    first = next((kind for each in text if (kind := unicodedata.bidirectional(each)) in _STRONG), "L")
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    rtl = first in ("R", "AL")
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    return option


def _paint_bars(painter: QPainter, layout: QTextLayout, top: float) -> None:
    """Where slurs are masked: rounded bars like those of the veil."""
    found = list(_BARS.finditer(layout.text()))
    if not found:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("veil"))
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        begin, end = line.textStart(), line.textStart() + line.textLength()
        for bar in found:
            if bar.end() > begin and bar.start() < end:
                left = _x(line, max(begin, bar.start()))
                right = _x(line, min(end, bar.end()))
                middle = top + line.y() + line.height() / 2
                place = QRectF(min(left, right), middle - 5, abs(right - left), 11)
                painter.drawRoundedRect(place, 4, 4)
    painter.restore()


def _underline(painter: QPainter, layout: QTextLayout, top: float, marks: Sequence[tuple[int, int]]) -> None:
    """Beneath the words that a score rests on; a bar that one of them has become is underlined as well."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    thick = 3 if theme.look().strong else 2
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        begin, end = line.textStart(), line.textStart() + line.textLength()
        for first, last in marks:
            if last > begin and first < end:
                left, right = _x(line, max(begin, first)), _x(line, min(end, last))
                under = top + line.y() + line.ascent() + 3
                painter.drawRect(QRectF(min(left, right), under, abs(right - left), thick))
    painter.restore()


def _x(line: QTextLine, at: int) -> float:
    """The binding gives (x, position), and its stubs say only `object`."""
    return float(line.cursorToX(at)[0])  # type: ignore[index]


def _bars(text: str) -> list[QTextLayout.FormatRange]:
    ranges = []
    for found in _BARS.finditer(text):
        bar = QTextLayout.FormatRange()
        bar.start, bar.length = found.start(), found.end() - found.start()
        bar.format = QTextCharFormat()
        bar.format.setForeground(QColor(Qt.GlobalColor.transparent))
        ranges.append(bar)
    return ranges
