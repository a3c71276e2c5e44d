"""Where the parts of the queue screen lie: three panes; the decision under the item; the line as a drawer.

Below 1100 px of window width the decision folds under the item, below 760 px the line becomes a drawer. Both
widths grow with the size of the text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look import pieces, theme
from ui.queue.last import LastDecision
from ui.queue.line import LinePane
from ui.queue.reader import Reader
from ui.queue.verdicts import Verdicts
from ui.rest.strip import RestStrip

FOLD, DRAWER, NARROW = 1100, 760, 680  # px of window width, at the usual size of text
LOW = 760  # px of height below which verdicts side by side are slim
LINE, COLUMN = 372, 320
_NO_LIMIT = 16_777_215


class Panes(QWidget):
    """Top to bottom and left to right as on the screen: line | strip, reader, last decision | verdicts."""

    def __init__(
        self,
        line: LinePane,
        strip: RestStrip,
        reader: Reader,
        last: LastDecision,
        verdicts: Verdicts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line, self._reader, self._verdicts = line, reader, verdicts
        self._alone, self._width = False, 1440
        self._folding = (0, False)
        self.drawer_button = QPushButton("Line")
        self.drawer_button.setProperty("part", "quiet")
        self.drawer_button.setAccessibleDescription("Shows the waiting line beside the card")
        self.drawer_button.clicked.connect(self.toggle_drawer)
        self._decision = QScrollArea()
        self._decision.setWidget(verdicts)
        self._decision.setWidgetResizable(True)
        self._decision.setFrameShape(QFrame.Shape.NoFrame)
        self._decision.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._decision.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._line_edge, self._column_edge = pieces.hairline(upright=True), pieces.hairline(upright=True)
        self._fold_edge = pieces.hairline()
        self._drawer_edge = pieces.hairline(self, upright=True)
        self._drawer_edge.hide()
        verdicts.in_view.connect(lambda part: self._decision.ensureWidgetVisible(part, 0, 12))
        item = QWidget()
        self._item = QVBoxLayout(item)
        self._item.setContentsMargins(0, 0, 0, 0)
        self._item.setSpacing(0)
        self._top = QWidget()
        top = QHBoxLayout(self._top)
        top.setContentsMargins(24, 8, 24, 0)
        top.addWidget(self.drawer_button)
        top.addStretch()
        self._item.addWidget(self._top)
        self._item.addWidget(strip)
        self._item.addWidget(reader, 1)
        self._item.addWidget(last)
        self._item.addWidget(self._fold_edge)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for widget in (line, self._line_edge, item, self._column_edge, self._decision):
            self._row.addWidget(widget, 1 if widget is item else 0)
        verdicts.resized.connect(lambda _: self.fit(self._width))
        self.fit(1440)

    def fit(self, width: int) -> None:
        """Lay out for this width of the window."""
        self._width = width
        grown = max(1.0, theme.font().pointSizeF() / theme.BODY)
        across = 0 if width >= FOLD * grown else 3 if width >= NARROW * grown else 2
        self._fold(across, slim=self.height() < LOW * grown)
        drawer = width < DRAWER * grown
        self._fit_line(drawer, int(min(LINE * grown, width * (0.85 if drawer else 0.34))))
        if not self.folded:
            self._decision.setFixedWidth(int(COLUMN * grown))
        else:
            self._decision.setMaximumHeight(min(self._verdicts.sizeHint().height(), self.height() // 2))
        self._show_edges()

    def text_resized(self) -> None:
        self.fit(self._width)

    @property
    def folded(self) -> bool:
        return self._item.indexOf(self._decision) >= 0

    @property
    def drawer(self) -> bool:
        """Is the line a drawer now?"""
        return self._row.indexOf(self._line) < 0

    def _fold(self, across: int, *, slim: bool) -> None:
        """`across`: how many verdicts side by side, 0 for a column of its own."""
        if (across, slim) == self._folding:
            return
        self._folding, folded = (across, slim), bool(across)
        self._verdicts.set_folded(across, slim=slim and folded)
        if folded == self.folded:
            return
        at = QApplication.focusWidget() if pieces.has_keyboard(self._decision) else None
        if folded:
            self._decision.setMinimumWidth(0)
            self._decision.setMaximumWidth(_NO_LIMIT)
            self._item.addWidget(self._decision)
        else:
            self._decision.setMaximumHeight(_NO_LIMIT)
            self._row.addWidget(self._decision)
        if at is not None:
            at.setFocus()

    def _fit_line(self, drawer: bool, width: int) -> None:
        self._line.setFixedWidth(width)
        if drawer and not self.drawer:
            self._row.removeWidget(self._line)
            self._line.setAutoFillBackground(True)
            had = pieces.has_keyboard(self._line)
            self._line.hide()
            if had:
                self._reader.setFocus()  # or its neighbour, a button, would get the keys
        elif not drawer and self.drawer:
            self._drawer_edge.hide()
            self._row.insertWidget(0, self._line)
            self._line.show()
        if self.drawer:
            self._place_drawer()

    def _show_edges(self) -> None:
        self._top.setVisible(self.drawer and not self._alone)
        self._line_edge.setVisible(not self.drawer and not self._alone)
        self._fold_edge.setVisible(self.folded and not self._alone)
        self._column_edge.setVisible(not self.folded and not self._alone)
        self._decision.setVisible(not self._alone)
        if not self.drawer:
            self._line.setVisible(not self._alone)

    def set_alone(self, alone: bool) -> None:
        """The item alone, or everything."""
        self._alone = alone
        if self.drawer:
            self._line.hide()
            self._drawer_edge.hide()
        self.fit(self._width)

    @property
    def alone(self) -> bool:
        return self._alone

    def toggle_drawer(self) -> None:
        had = pieces.has_keyboard(self._line)
        self._line.setVisible(not self._line.isVisible())
        self._drawer_edge.setVisible(self._line.isVisible())
        if self._line.isVisible():
            self._place_drawer()
            self._line.view.setFocus()
        elif had:
            self._reader.setFocus()

    def show_drawer(self, shown: bool) -> None:
        """Only where the line is a drawer."""
        if self.drawer and self._line.isVisible() != shown:
            self.toggle_drawer()

    def _place_drawer(self) -> None:
        self._line.setGeometry(0, 0, self._line.maximumWidth(), self.height())
        self._line.raise_()
        self._drawer_edge.setGeometry(self._line.width(), 0, 1, self.height())
        self._drawer_edge.raise_()
