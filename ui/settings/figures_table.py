"""Names with a few values each: side by side where there is room for that, one below the other where there is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look import pieces, theme

_GAP = 16
_NAME = 14  # letters that a name has room for at least


class FiguresTable(QWidget):
    """It never makes its page wider than the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: Sequence[str] = ()
        self._rows: Sequence[tuple[str, Sequence[str]]] = ()
        self.stacked = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self.hide()

    def fill(self, titles: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._titles, self._rows = titles, rows
        self.stacked = self._needs() > self.width()
        self._lay()
        self.show()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self._needs() > self.width()
        if self._rows and stacked != self.stacked:
            self.stacked = stacked
            self._lay()

    def _needs(self) -> float:
        """The least width at which all stands side by side."""
        metrics = QFontMetricsF(theme.font(-0.5))
        columns = [
            max(metrics.horizontalAdvance(text) for text in (title, *(row[1][at] for row in self._rows)))
            for at, title in enumerate(self._titles)
        ]
        return metrics.averageCharWidth() * _NAME + sum(columns) + _GAP * len(columns)

    def _lay(self) -> None:
        pieces.empty(self._grid)
        if not self.stacked:
            for place, title in enumerate(self._titles, 1):
                self._put(pieces.label(title, "soft", step=-0.5), 0, place)
        for at, (name, values) in enumerate(self._rows, 1):
            told = " · ".join(
                f"{title} {value}" for title, value in zip(self._titles, values, strict=True) if value
            )
            called = pieces.paragraph(name, step=-0.5)
            called.setAccessibleDescription(told)
            if self.stacked:
                self._grid.addWidget(called, 2 * at, 0)
                self._grid.addWidget(pieces.paragraph(told, "soft", step=-0.5), 2 * at + 1, 0)
                continue
            self._grid.addWidget(called, at, 0)
            for place, value in enumerate(values, 1):
                self._put(pieces.label(value, step=-0.5), at, place)

    def _put(self, widget: QWidget, row: int, place: int) -> None:
        self._grid.addWidget(widget, row, place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
