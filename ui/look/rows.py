"""What the rows of every list share: their ground, and a line of text cut with an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.look import theme
from ui.look.turning import upright

Index = QModelIndex | QPersistentModelIndex


def paint_ground(painter: QPainter, place: QRect, state: QStyle.StateFlag, *, marked: bool = False) -> None:
    """The colour behind a row: chosen, under the mouse, or `marked` by a bar at its beginning."""
    look = theme.look()
    if bool(state & QStyle.StateFlag.State_Selected) or marked:
        painter.fillRect(place, QColor(look.tint))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(place, QColor(look.hover))
    if marked:
        painter.fillRect(QRect(place.left(), place.top(), 3, place.height()), QColor(look.accent))
    painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), QColor(look.line))
    if state & QStyle.StateFlag.State_HasFocus:
        half = theme.ring() / 2
        painter.setPen(QPen(QColor(look.accent), theme.ring()))
        painter.drawRect(QRectF(place).adjusted(half, half, -half, -half - 1))


def write(
    painter: QPainter,
    font: QFont,
    tone: str,
    text: str,
    at: float,
    top: float,
    width: float,
    *,
    from_right: bool = False,
) -> float:
    """One line of text, cut with an ellipsis where it does not fit. Returns its width."""
    metrics = QFontMetricsF(font)
    fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
    used = metrics.horizontalAdvance(fits)
    place = QRectF(at - used if from_right else at, top, used + 2, metrics.height())
    painter.setFont(font)
    painter.setPen(theme.colour(tone))
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text in its own direction
    with upright(painter, place):
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), fits)
    return used


class OneLine(QStyledItemDelegate):
    """A row that is never wider than its list: what does not fit ends in an ellipsis."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, super().sizeHint(option, index).height())


class TwoLines(QStyledItemDelegate):
    """Two lines a row, the second from UserRole, both shortened where there is no room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, place = theme.look(), option.rect.adjusted(1, 1, -1, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            if focused:
                painter.setPen(QPen(theme.colour("accent"), theme.ring()))
            else:
                painter.setPen(QPen(theme.colour("line"), 1) if look.strong else Qt.PenStyle.NoPen)
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
