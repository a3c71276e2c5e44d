"""Bars beside their labels: how the load of a rehearsed month lies on its persons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.look import pieces, theme

MOST = 12  # rows; of more persons some are taken, the first and the last among them
TONES = ("soft", "accent")


class Bar(QWidget):
    """One value for each column, as parts of the largest of all: thin stripes one above the other."""

    def __init__(self, shares: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares = tuple(shares)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, int(theme.font().pointSizeF() * 0.9) * len(self.shares) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        high = self.height() / max(1, len(self.shares))
        turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for at, (share, tone) in enumerate(zip(self.shares, TONES, strict=False)):
                wide = max(2.0, self.width() * share)
                left = self.width() - wide if turned else 0.0
                painter.setBrush(theme.colour(tone))
                painter.drawRoundedRect(QRectF(left, at * high + 1, wide, high - 2), 2, 2)


class LoadBars(QWidget):
    """The load of each person, the least first; persons are numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_loads(self, columns: Sequence[Sequence[float]]) -> None:
        pieces.empty(self._grid)
        count = max(map(len, columns), default=0)
        most = max((max(column, default=0.0) for column in columns), default=0.0) or 1.0
        for row, at in enumerate(picked(count)):
            loads = [column[at] if at < len(column) else 0.0 for column in columns]
            told = ", ".join(f"{load:.1f}" for load in loads)
            name = pieces.label(f"Person {at + 1}", "soft", step=-0.5)
            name.setAccessibleDescription(f"{told} units for each hour of work")
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(Bar([load / most for load in loads]), row, 1)
            self._grid.addWidget(pieces.label(told, "soft", step=-0.5), row, 2, Qt.AlignmentFlag.AlignRight)
        self.setVisible(count > 0)


def picked(count: int) -> list[int]:
    """Which of so many, MOST at the most."""
    if count <= MOST:
        return list(range(count))
    return [round(at * (count - 1) / (MOST - 1)) for at in range(MOST)]
