"""The accounts as a list: a name, and below it the platform and how it is doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from moderator.accounts import AccountSeen
from ui.accounts import words

Index = QModelIndex | QPersistentModelIndex


class AccountModel(QAbstractListModel):
    """Names as plain text, with everything in them that could hide made visible."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._accounts: tuple[AccountSeen, ...] = ()

    def show_accounts(self, accounts: Sequence[AccountSeen]) -> bool:
        """True when the rows are others than before; otherwise they only say something new."""
        others = [one.id for one in accounts] != [one.id for one in self._accounts]
        if others:
            self.beginResetModel()
        self._accounts = tuple(accounts)
        if others:
            self.endResetModel()
        elif accounts:
            self.dataChanged.emit(self.index(0), self.index(len(accounts) - 1))
        return others

    def account(self, row: int) -> AccountSeen | None:
        return self._accounts[row] if 0 <= row < len(self._accounts) else None

    def row_of(self, account_id: int) -> int:
        return next((row for row, one in enumerate(self._accounts) if one.id == account_id), -1)

    def row_called(self, handle: str) -> int:
        """The newest of that name."""
        rows = [row for row, one in enumerate(self._accounts) if one.handle == handle and one.signs_in]
        return rows[-1] if rows else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._accounts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        account = self.account(index.row()) if index.isValid() else None
        if account is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.handle(account)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{words.handle(account)}. {words.short(account)}"
            case Qt.ItemDataRole.UserRole:
                return words.short(account)
        return None
