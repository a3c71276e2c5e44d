"""The left pane: how much waits, and the waiting line itself. Looking at it claims nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Place
from moderator.cards import Card, Line
from ui import keys, words
from ui.look import pieces
from ui.look.uniform import UniformRows
from ui.queue.delegate import CardDelegate
from ui.queue.model import LineModel


class LineView(UniformRows):
    """The rows."""

    opened = Signal(int)  # card id: Enter on a row
    clicked_open = Signal(int)  # card id: a click on a row
    moved = Signal()  # the person chose another row

    def __init__(self, model: LineModel, delegate: CardDelegate, parent: QWidget | None = None) -> None:
        super().__init__(Place.QUEUE, parent)
        self._line = model
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty("part", "plain")
        self.setAccessibleName("The waiting line")
        self.keys_changed()

    def keys_changed(self) -> None:
        ways = (keys.cap(action) for action in (actions.NEXT, actions.PREVIOUS, actions.OPEN))
        self.setAccessibleDescription("{} and {} move, {} opens".format(*ways))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self._line.id_at(self.currentIndex().row()))
            event.accept()
        else:
            super().keyPressEvent(event)
            if event.isAccepted():
                self.moved.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and at.isValid() and at == self.currentIndex():
            self.clicked_open.emit(self._line.id_at(at.row()))


class LinePane(QWidget):
    """See the module. `now` tells the time of day for "4 min"."""

    opened = Signal(int)  # card id: this one, chosen by hand
    next_asked = Signal()  # Enter before any row was chosen: what the scheduler gives
    wanted = Signal(object)  # Sequence[int]: ids of cards that came into sight

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LineModel(self)
        self._delegate = CardDelegate(now, self)
        self.view = LineView(self.model, self._delegate)
        self._title = pieces.label("Waiting", step=1, bold=True)
        self._count = pieces.Elided("", "soft", step=-0.5)
        self._nothing = pieces.paragraph(words.LOOKING, "soft", step=-0.5)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 13)
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(pieces.hairline())
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)  # always there: it has the keyboard, also when nothing waits
        self._chosen = False  # has the person chosen the current row?
        self.view.opened.connect(self._enter)
        self.view.clicked_open.connect(self.opened)
        self.view.moved.connect(self._choose)
        self.model.wanted.connect(self.wanted)
        self.setMinimumWidth(240)

    def sizeHint(self) -> QSize:
        return QSize(372, 600)

    def show_line(self, line: Line, ids: Iterable[int] | None = None) -> None:
        """The line as it is now; `ids` where there are more cards than `line` holds."""
        before, at = self.current_id(), self.view.currentIndex()
        row, in_sight, place = max(0, at.row()), self.view.in_sight(at), self._place()
        self.model.show_line([card.id for card in line.cards] if ids is None else ids, line.cards)
        empty = not line.waiting or line.exhausted
        self._count.show_text(
            "" if empty else f"{words.cards(line.waiting)}, {words.comments(line.comments)}"
        )
        self._nothing.setText(words.NOTHING_WAITS)
        self._nothing.setVisible(not self.model.rowCount())
        self._put_back(place)
        now = self.model.row_now(before, row) if before is not None else -1
        if now < 0:
            self._go(min(row, self.model.rowCount() - 1), follow=in_sight)
        elif now != self.view.currentIndex().row():
            self._go(now, follow=False)

    def _place(self) -> list[tuple[int, int, int]]:
        """What is in sight, its row and at which height, so that it stays there; nothing at the very top."""
        if not self.view.verticalOffset():
            return []
        return [
            (self.model.id_at(row), row, self.view.visualRect(self.model.index(row)).top())
            for row in self.view.rows_in_sight()
        ]

    def _put_back(self, place: list[tuple[int, int, int]]) -> None:
        for card_id, before, top in place:
            if (row := self.model.row_now(card_id, before)) >= 0:
                self.view.put_at(row, top)
                return

    def know(self, names: Mapping[str, str]) -> None:
        """What colleagues are called who have a card open."""
        self.model.names = self._delegate.names = names
        self.view.viewport().update()

    def fill(self, cards: Sequence[Card]) -> None:
        self.model.fill(cards)

    def mark_open(self, card_id: int | None) -> None:
        """Which card this desk has open. It becomes the current row when it is in the line."""
        before, self._chosen = self.model.open_card, False
        self._delegate.open_card = self.model.open_card = card_id
        if card_id is not None and card_id != self.current_id() and (row := self.model.row_of(card_id)) >= 0:
            self._go(row)
        for row in self.view.rows_in_sight():
            if self.model.id_at(row) in (before, card_id):
                self.view.update(self.model.index(row))

    def current_id(self) -> int | None:
        at: QModelIndex = self.view.currentIndex()
        return self.model.id_at(at.row()) if at.isValid() and at.row() < self.model.rowCount() else None

    def step(self, by: int) -> None:
        """`by` rows down; never past an end."""
        self._choose()
        row = self.view.currentIndex().row() + by
        self._go(max(0, min(self.model.rowCount() - 1, row)))

    def enter(self) -> None:
        """Enter, wherever the focus is: the chosen card, or the next when none was chosen."""
        if self._chosen and (card_id := self.current_id()) is not None:
            self.opened.emit(card_id)
        else:
            self.next_asked.emit()

    def _enter(self, card_id: int) -> None:
        self.enter()

    def _choose(self) -> None:
        self._chosen = True

    def _go(self, row: int, *, follow: bool = True) -> None:
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
            if follow:
                self.view.scrollTo(self.model.index(row))
