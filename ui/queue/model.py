"""The line as a list for Qt: ids in order, and cards a page at a time.

A million rows cost eight megabytes of ids; cards come when a row is first looked at. Until its page is there a
row says that it is loading. There is no text behind the veil in here, because there is none in a `Card`: so no
role, clipboard, drag or screen reader can give one away.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from moderator.cards import Card
from ui import words
from ui.look import plain

CardRole = int(Qt.ItemDataRole.UserRole) + 1
LOOKED_FOR = 2  # cards of a page that are looked for through the whole line
PAGE = 64
_PAGES_KEPT = 32

Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class LineModel(QAbstractListModel):
    """See the module. `show_line` gives it everything that it knows; `fill` brings what `wanted` asked for."""

    wanted = Signal(object)  # Sequence[int]: the ids of a page whose cards should be fetched

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: array[int] = array("q")
        self._cards: OrderedDict[int, Card] = OrderedDict()
        self._asked: set[int] = set()  # pages
        self.open_card: int | None = None  # the one that this desk has
        self.names: Mapping[str, str] = {}  # of colleagues, by pseudonym
        self._to_ask: set[int] = set()
        self._rows: dict[int, int] = {}  # where a card stood that was asked for
        self._stretch = (0, 0, 0)  # what the newest line replaced: from, to, and to which row it reaches now

    # what is in it

    def show_line(self, ids: Iterable[int], cards: Sequence[Card]) -> None:
        """The line as it is now. Only the stretch that differs is replaced, so that the place is kept."""
        fresh = array("q", ids)
        for card in cards:
            self._cards[card.id] = card
        self._asked.clear()
        same_head = _alike(self._ids, fresh)
        same_tail = _alike_from_end(self._ids, fresh, same_head)
        old_end, new_end = len(self._ids) - same_tail, len(fresh) - same_tail
        moved, self._stretch = new_end - old_end, (same_head, old_end, new_end)
        self._rows = {card: row + moved if row >= old_end else row for card, row in self._rows.items()}
        if old_end > same_head:
            self.beginRemoveRows(QModelIndex(), same_head, old_end - 1)
            del self._ids[same_head:old_end]
            self.endRemoveRows()
        if new_end > same_head:
            self.beginInsertRows(QModelIndex(), same_head, new_end - 1)
            self._ids[same_head:same_head] = fresh[same_head:new_end]
            self.endInsertRows()
        self._forget_most()
        if cards and self._ids:
            self.dataChanged.emit(self.index(0), self.index(min(len(self._ids), len(cards)) - 1))

    def fill(self, cards: Sequence[Card]) -> None:
        """Cards of a page that was wanted. Rows of cards that are gone keep saying that they load."""
        for card in cards:
            self._cards[card.id] = card
        self._forget_most()
        rows, lost = [], 0
        for card in cards:
            row = self._rows.pop(card.id, -1)
            if not (0 <= row < len(self._ids) and self._ids[row] == card.id):
                lost += 1
                row = self.row_of(card.id) if lost <= LOOKED_FOR else -1
            if row >= 0:
                rows.append(row)
        if lost > LOOKED_FOR:  # a page that went elsewhere: to look for each would take the window a second
            rows = [0, len(self._ids) - 1] if self._ids else []
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def card(self, row: int) -> Card | None:
        """The card of a row, None while it loads."""
        if not 0 <= row < len(self._ids):
            return None
        card = self._cards.get(self._ids[row])
        if card is None:
            self._ask(row // PAGE)
        return card

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, card_id: int) -> int:
        """-1 when the card is not in the line."""
        try:
            return self._ids.index(card_id)
        except ValueError:
            return -1

    def row_now(self, card_id: int, before: int) -> int:
        """Where a card is that stood in row `before` until the newest line came; -1 when it is no longer in it. Looks
        through what was replaced alone: to look through a million rows is to be felt.
        """
        begin, old_end, new_end = self._stretch
        if before < begin:
            return before
        if before >= old_end:
            return before + new_end - old_end
        try:
            return self._ids.index(card_id, begin, new_end)
        except ValueError:
            return -1

    # asking for pages

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        if not self._to_ask:
            QTimer.singleShot(0, self, self._send)  # painting asks row by row: one request a page is enough
        self._to_ask.add(page)

    def _send(self) -> None:
        pages, self._to_ask = sorted(self._to_ask), set()
        for page in pages:
            ids = list(self._ids[page * PAGE : (page + 1) * PAGE])
            if ids:
                self._rows.update(zip(ids, range(page * PAGE, page * PAGE + len(ids)), strict=True))
                self.wanted.emit(ids)

    def _forget_most(self) -> None:
        while len(self._cards) > PAGE * _PAGES_KEPT:
            self._cards.popitem(last=False)
            self._asked.clear()

    # for Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._ids) or role not in (*_SPOKEN, CardRole):
            return None
        card = self.card(index.row())
        if role == CardRole:
            return card
        if card is None:
            return words.LOADING
        mine = card.id == self.open_card
        who = plain.name(card.author_name, card.author)
        return words.spoken(card, first_line(card), who, mine=mine, holder=holder_of(card, self.names))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        )  # and never draggable


def holder_of(card: Card, names: Mapping[str, str]) -> str:
    """The name of the colleague who has it open, "" where it is not known."""
    name = names.get(card.held_by or "", "")
    return plain.name(name) if name else ""


def first_line(card: Card) -> str:
    """The beginning of a calm card's text; nothing for a veiled one."""
    if card.veiled or card.text is None:
        return ""
    return plain.line(card.text) or "(no words)"


def _alike(old: array[int], new: array[int]) -> int:
    """How many entries at the beginning are the same. Whole stretches are compared at once."""
    return _longest(min(len(old), len(new)), lambda n, at: old[at:n] == new[at:n])


def _alike_from_end(old: array[int], new: array[int], head: int) -> int:
    most = min(len(old), len(new)) - head
    a, b = len(old), len(new)
    return _longest(most, lambda n, at: old[a - n : a - at] == new[b - n : b - at])


def _longest(most: int, same: Callable[[int, int], bool]) -> int:
    """The largest n up to `most` for which everything up to n is the same; `same(n, at)` asks from at to n."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if same(middle, low):
            low = middle
        else:
            most = middle - 1
    return low
