"""How a row of the line is painted: who, where, how long ago, first words or bars, what kind, how many.

All rows are of one height, so that a million of them cost no layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from moderator.cards import Card
from ui import words
from ui.look import icons, plain, rows, theme, veil
from ui.look.turning import turn, upright
from ui.queue.model import CardRole, first_line, holder_of

_SIDE, _TOP, _GAP = 16, 12, 4


class CardDelegate(QStyledItemDelegate):
    """`open_card` is marked whether or not it is the current row. `now` tells the time of day."""

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.open_card: int | None = None
        self.names: Mapping[str, str] = {}  # of colleagues, by pseudonym

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        small, body = QFontMetricsF(theme.font(-1)), QFontMetricsF(theme.font())
        return QSize(240, int(2 * _TOP + 2 * small.height() + 2 * body.height() + 3 * _GAP) + 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card: Card | None = index.data(CardRole)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        turn(painter, QRectF(place), option.direction)
        mine = card is not None and card.id == self.open_card
        rows.paint_ground(painter, place, state, marked=mine)
        if card is None:
            top, wide = place.top() + _TOP, place.width() - 2 * _SIDE
            rows.write(painter, painter.font(), "soft", words.LOADING, place.left() + _SIDE, top, wide)
        else:
            _paint_card(
                painter, QRectF(place), card, self._now(), mine=mine, holder=holder_of(card, self.names)
            )
        painter.restore()


def _paint_card(
    painter: QPainter, place: QRectF, card: Card, now: datetime, *, mine: bool, holder: str
) -> None:
    small, bold, body = theme.font(-1), theme.font(bold=True), theme.font()
    left, right = place.left() + _SIDE, place.right() - _SIDE
    top = place.top() + _TOP
    line = QFontMetricsF(small).height()
    side = line * 0.84
    icons.paint_badge(painter, QRectF(left, top + (line - side) / 2, side, side), card.platform)
    age = words.age(card.posted_at, now)
    width = rows.write(painter, small, "soft", age, right, top, right - left, from_right=True)
    account = plain.line(card.account, 80)
    rows.write(painter, small, "soft", account, left + side + 8, top, right - left - side - 16 - width)
    top += line + _GAP
    line = QFontMetricsF(body).height()
    rows.write(painter, bold, "ink", plain.name(card.author_name, card.author), left, top, right - left)
    top += line + _GAP
    if card.veiled:
        strip = veil.strip(int(right - left), card.size, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(left, top + (line - veil.SLIM) / 2), strip)
    else:
        rows.write(painter, body, "ink", first_line(card), left, top, right - left)
    top += line + _GAP
    notes = [words.row_note(card, mine=mine, holder=holder, short=short) for short in (False, True)]
    _paint_kind(painter, card, left, right, top, *notes)


def _paint_kind(
    painter: QPainter, card: Card, left: float, right: float, top: float, note: str, short: str
) -> None:
    """The last line: the severity's disc and name, why it stands here or when it is due, how many copies."""
    small = theme.font(-1)
    line = QFontMetricsF(small).height()
    if card.copies > 1:
        right = _paint_pill(painter, words.many(card), right, top, line) - 8
    icons.paint_disc(painter, QPointF(left + line * 0.29, top + line / 2), line * 0.27, card.band)
    begin = left + line * 0.95
    used = rows.write(painter, small, "ink", words.kind_of(card), begin, top, right - begin)
    room = right - begin - used - 6
    if note and room > 54:
        fits = note == short or QFontMetricsF(small).horizontalAdvance(f"· {note}") <= room
        rows.write(painter, small, "soft", f"· {note if fits else short}", begin + used + 6, top, room)


def _paint_pill(painter: QPainter, text: str, right: float, top: float, line: float) -> float:
    small = theme.font(-1.5)
    width = QFontMetricsF(small).horizontalAdvance(text) + 18
    place = QRectF(right - width, top - 0.5, width, line + 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("edge"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), line / 2, line / 2)
    painter.setPen(theme.colour("soft"))
    painter.setFont(small)
    with upright(painter, place):
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return place.left()
