"""Mood and sleep over the days, as two lines of dots. The list beneath says the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.private.diary import Entry
from ui.diary import words
from ui.look import theme

FEWEST = 2  # entries; one alone is no line
_TALL, _EDGE, _DOT = 72, 8, 3.0


class Trend(QWidget):
    """Mood is drawn through and its dots are full, sleep is broken and its dots are rings: readable without colour."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self.setAccessibleName("Mood and sleep over the days")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, newest_first: Sequence[Entry]) -> None:
        self._entries = list(reversed(newest_first))
        told = [each for each in self._entries if each.mood or each.sleep]
        self.setVisible(len(told) >= FEWEST)
        self.setAccessibleDescription(words.trend(self._entries))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, int(_TALL * max(1.0, theme.text_scale())))

    def points(self, of: str) -> list[QPointF]:
        """Where the dots of "mood" or "sleep" are: the day across, good at the top."""
        said = [(each.at, getattr(each, of)) for each in self._entries if getattr(each, of)]
        if not said:
            return []
        begin = self._entries[0].at
        whole = max(1.0, (self._entries[-1].at - begin).total_seconds())
        wide, tall = self.width() - 2 * _EDGE, self.height() - 2 * _EDGE
        turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        made = []
        for at, point in said:
            across = (at - begin).total_seconds() / whole * wide
            made.append(
                QPointF(_EDGE + (wide - across if turned else across), _EDGE + (5 - point) / 4 * tall)
            )
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        lines = [
            (self.points("mood"), theme.colour("accent"), Qt.PenStyle.SolidLine, True),
            (self.points("sleep"), theme.colour("soft"), Qt.PenStyle.DashLine, False),
        ]
        ground, edge = theme.colour("raised"), theme.colour("edge")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(edge, 1))
            middle = self.height() / 2
            painter.drawLine(QPointF(_EDGE, middle), QPointF(self.width() - _EDGE, middle))
            for points, tone, style, full in lines:
                painter.setPen(QPen(tone, 1.5, style))
                painter.drawPolyline(points)
                painter.setPen(QPen(tone, 1.5))
                painter.setBrush(tone if full else ground)
                for point in points:
                    painter.drawEllipse(point, _DOT, _DOT)
