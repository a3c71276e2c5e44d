"""Past decisions as a list for Qt, a page at a time as far as somebody scrolls. No entry holds words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from moderator.records import Entry, Page
from ui import words
from ui.look import plain

EntryRole = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class HistoryModel(QAbstractListModel):
    """`begin` starts anew; `wanted` asks for the page after an entry, `extend` brings it."""

    wanted = Signal(object)  # Entry: the last one known

    def __init__(self, rule_title: Callable[[str | None], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._more = self._asked = False
        self._rule_title = rule_title

    def begin(self, page: Page) -> None:
        self.beginResetModel()
        self._entries, self._more, self._asked = list(page.entries), page.more, False
        self.endResetModel()

    def extend(self, page: Page) -> None:
        self._more, self._asked = page.more, False
        if page.entries:
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(page.entries) - 1)
            self._entries += page.entries
            self.endInsertRows()

    def entry(self, row: int) -> Entry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def row_of(self, decision: int) -> int:
        return next((row for row, each in enumerate(self._entries) if each.id == decision), -1)

    def more(self) -> bool:
        """Are there older ones than those in the list?"""
        return self._more

    # for Qt

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        if self._entries and self.canFetchMore(parent):
            self._asked = True
            self.wanted.emit(self._entries[-1])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None or role not in (*_SPOKEN, EntryRole):
            return None
        if role == EntryRole:
            return entry
        return ". ".join(
            filter(
                None,
                (
                    words.past_verdict(entry),
                    self._rule_title(entry.rule),
                    plain.name(entry.author_name, entry.author),
                    plain.line(entry.account, 80),
                    words.category(entry.band, entry.category, entry.unchecked),
                    words.moment(entry.at),
                    words.stand(entry),
                ),
            )
        )

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
