"""The persons of this desk as a list: a name, and below it roles and what is still to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from moderator.people.roles import Role
from moderator.staff import Member
from ui import words
from ui.look import plain

Index = QModelIndex | QPersistentModelIndex

TITLES = {Role.MODERATOR: "moderator", Role.LEAD: "lead", Role.HR: "HR", Role.ADMIN: "admin"}
_STATES = {"code": "one-time code waits", "none": "no passphrase yet", "ready": ""}


def second_line(member: Member) -> str:
    """Roles and state, in words."""
    if member.left is not None:
        return f"left {words.day(member.left)}"
    held = ", ".join(TITLES[role] for role in Role if role in member.roles)
    return " · ".join(part for part in (held, _STATES[member.state]) if part)


class MemberModel(QAbstractListModel):
    """Names as plain text, with everything in them that could hide made visible."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[Member, ...] = ()

    def show_members(self, members: Sequence[Member]) -> None:
        self.beginResetModel()
        self._members = tuple(members)
        self.endResetModel()

    def member(self, row: int) -> Member | None:
        return self._members[row] if 0 <= row < len(self._members) else None

    def row_of(self, person: str) -> int:
        return next((row for row, one in enumerate(self._members) if one.person == person), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._members)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        member = self.member(index.row()) if index.isValid() else None
        if member is None:
            return None
        name = plain.name(member.name, member.person) + (" (you)" if member.me else "")
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{name}. {second_line(member)}"
            case Qt.ItemDataRole.UserRole:
                return second_line(member)
        return None
