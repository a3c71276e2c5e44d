"""One's own days as bars, by how harsh what was read was; and the table that stands behind each chart.

The four bands differ by pattern as well as by tone, so that they are told apart without colour and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from moderator.centre import Mine
from moderator.wellbeing.own import Day
from ui.look import pieces, theme
from ui.look.flow import Flow
from ui.wellbeing import words

_PATTERNS = (
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.Dense2Pattern,
    Qt.BrushStyle.SolidPattern,
)
_HIGH = 190  # px at the usual size of text
_WIDE_BAR = 44.0
_FEW = 10  # days that have each a name below


class Bars(QWidget):
    """The chart. Its name tells a screen reader what there is to see; the table has every number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: Sequence[Day] = ()
        self._soft = self._hard = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, mine: Mine, days: Sequence[Day]) -> None:
        self._days, self._soft, self._hard = days, mine.soft, mine.hard
        self.setAccessibleName(words.chart(mine, days))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, int(_HIGH * max(1.0, theme.text_scale())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def text_resized(self) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._days:
            return
        font = theme.font(-1.5)
        line = QFontMetricsF(font).height()
        field = QRectF(1, line, self.width() - 2, self.height() - 2 * line - 6)
        most = max(self._hard * 1.08, *(day.total for day in self._days), 1.0)
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(QPen(theme.colour("edge"), 1))
            painter.drawLine(field.bottomLeft(), field.bottomRight())
            for number, day in enumerate(self._days):
                self._bar(painter, field, most, number, day)
            for value, says in ((self._soft, "calmer from"), (self._hard, "closed from")):
                self._limit(
                    painter, field, field.bottom() - field.height() * value / most, f"{says} {value:g}"
                )

    def _place(self, field: QRectF, number: int) -> tuple[float, float]:
        """Where a day stands, and how wide it is: the newest at the side where reading ends."""
        step = field.width() / len(self._days)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            number = len(self._days) - 1 - number
        return field.left() + number * step, step

    def _bar(self, painter: QPainter, field: QRectF, most: float, number: int, day: Day) -> None:
        left, step = self._place(field, number)
        wide = min(_WIDE_BAR, max(3.0, step * 0.66))
        at, foot = left + (step - wide) / 2, field.bottom()
        for band in range(1, 5):
            high = field.height() * day.units[band] / most
            if high <= 0:
                continue
            tone = QColor(theme.look().scale[band])
            piece = QRectF(at, foot - high, wide, high)
            painter.fillRect(piece, QBrush(tone, _PATTERNS[band - 1]))
            painter.setPen(QPen(tone, 1))
            painter.drawRect(piece)
            foot -= high
        if len(self._days) <= _FEW or day.day.weekday() == 0:
            painter.setPen(theme.colour("soft"))
            name = words.day(day) if len(self._days) <= _FEW else f"{day.day.day} {day.day:%b}"
            wide_name = QFontMetricsF(painter.font()).horizontalAdvance(name)
            if len(self._days) <= _FEW and wide_name > step:
                name = str(day.day.day)
            below = QRectF(left - 30, field.bottom() + 3, step + 60, QFontMetricsF(painter.font()).height())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, name)

    def _limit(self, painter: QPainter, field: QRectF, at: float, says: str) -> None:
        painter.setPen(QPen(theme.colour("notice"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(field.left(), at), QPointF(field.right(), at))
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(says) + 8
        left = field.left()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = field.right() - wide
        place = QRectF(left, at - metrics.height(), wide, metrics.height())
        painter.fillRect(place, theme.colour("ground"))
        painter.setPen(theme.colour("notice"))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, says)


class Swatch(QWidget):
    """One pattern of the chart, beside its name."""

    def __init__(self, band: int) -> None:
        super().__init__()
        self._band = band
        self.setFixedSize(16, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = QColor(theme.look().scale[self._band])
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QBrush(tone, _PATTERNS[self._band - 1]))
            painter.setPen(QPen(tone, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Table(QTableWidget):
    """The same days as numbers. Tab leaves it; arrows move in it."""

    def __init__(self, name: str) -> None:
        super().__init__(0, len(words.HEADINGS))
        self.setAccessibleName(name)
        self.setAccessibleDescription(words.TABLE_SAYS)
        self.setProperty("part", "grid")
        self.setHorizontalHeaderLabels(words.HEADINGS)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[Day]) -> None:
        self.setRowCount(len(days))
        for at, day in enumerate(reversed(days)):  # the newest first
            for column, text in enumerate(words.row(day)):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(at, column, item)
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(min(8, len(days))))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 8)

    def as_text(self) -> str:
        lines = ["\t".join(words.HEADINGS)]
        for row in range(self.rowCount()):
            found = (self.item(row, column) for column in range(self.columnCount()))
            lines.append("\t".join("" if each is None else each.text() for each in found))
        return "\n".join(lines)


class Chart(QWidget):
    """Bars, what their patterns mean, and the table, which is shown when it is asked for."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars, self.table = Bars(), Table(f"{title}, as a table")
        self.ask = QPushButton("As a table")
        self.ask.setCheckable(True)
        self.ask.setAccessibleName(f"{title}: as a table")
        self.copy = QPushButton("Copy the table")
        self.copy.setAccessibleName(f"{title}: copy the table")
        for button in (self.ask, self.copy):
            button.setProperty("part", "quiet")
        legend = Flow(gap=14)
        for band in range(1, 5):
            legend.addWidget(_named(band))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(pieces.label(title))
        column.addWidget(self.bars)
        column.addLayout(legend)
        row = Flow(gap=14)
        row.addWidget(self.ask)
        row.addWidget(self.copy)
        column.addLayout(row)
        column.addWidget(self.table)
        self.table.hide()
        self.copy.hide()
        self.ask.toggled.connect(self.table.setVisible)
        self.ask.toggled.connect(self.copy.setVisible)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.table.as_text()))

    def show_days(self, mine: Mine, days: Sequence[Day]) -> None:
        self.bars.show_days(mine, days)
        self.table.show_days(days)


def _named(band: int) -> QWidget:
    made = QWidget()
    row = Flow(made, gap=6)
    row.addWidget(Swatch(band))
    row.addWidget(pieces.label(words.BANDS[band], "soft", step=-1))
    return made
