"""The persons of this desk as a list: a name, and below it roles and what is still to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from moderator.people.roles import Role
from moderator.staff import Member
from ui import words
from ui.look import plain, theme

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


class MemberDelegate(QStyledItemDelegate):
    """Two lines a row, both shortened where there is no room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, place = theme.look(), option.rect.adjusted(1, 1, -1, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(theme.colour("accent"), 2) if focused or look.strong else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("tint"))
            painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        high = QFontMetricsF(theme.font()).height()
        for text, font, tone, top in (
            (index.data(Qt.ItemDataRole.DisplayRole), theme.font(bold=True), "ink", 8.0),
            (index.data(Qt.ItemDataRole.UserRole), theme.font(-0.5), "soft", 8.0 + high),
        ):
            painter.setFont(font)
            painter.setPen(theme.colour(tone))
            line = QRect(place.left() + 12, int(place.top() + top), place.width() - 24, int(high * 1.15))
            fits = QFontMetricsF(font).elidedText(str(text), Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), fits)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(180, int(2 * QFontMetricsF(theme.font()).height() + 20))
