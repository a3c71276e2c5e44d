"""How a past decision is painted: what was decided, whose comment, under which rule, when, how far it has got."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from moderator.records import Entry, Stand
from ui import words
from ui.history.model import EntryRole
from ui.look import icons, plain, rows, theme
from ui.look.turning import turn

_SIDE, _TOP, _GAP = 16, 10, 4
_TONES = {
    Stand.PARKED: "notice",
    Stand.AWAITS: "notice",
    Stand.PUSHING: "notice",
    Stand.DIFFERS: "notice",
    Stand.UNDONE: "accent",
}


class HistoryDelegate(QStyledItemDelegate):
    def __init__(
        self,
        now: Callable[[], datetime],
        rule_title: Callable[[str | None], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._now, self._rule_title = now, rule_title

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        small, body = QFontMetricsF(theme.font(-1)), QFontMetricsF(theme.font())
        return QSize(240, int(2 * _TOP + 2 * small.height() + body.height() + 2 * _GAP) + 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry | None = index.data(EntryRole)
        place: QRect = option.rect
        painter.save()
        turn(painter, QRectF(place), option.direction)
        rows.paint_ground(painter, place, option.state)
        if entry is not None:
            self._paint_entry(painter, QRectF(place), entry)
        painter.restore()

    def _paint_entry(self, painter: QPainter, place: QRectF, entry: Entry) -> None:
        small, bold = theme.font(-1), theme.font(bold=True)
        left, right, top = place.left() + _SIDE, place.right() - _SIDE, place.top() + _TOP
        line = QFontMetricsF(theme.font()).height()
        when = words.age(entry.at, self._now())
        used = rows.write(painter, small, "soft", when, right, top + 1, right - left, from_right=True)
        rows.write(painter, bold, "ink", words.past_verdict(entry), left, top, right - left - used - 10)
        top += line + _GAP
        line = QFontMetricsF(small).height()
        icons.paint_disc(painter, QPointF(left + line * 0.29, top + line / 2), line * 0.27, entry.band)
        begin = left + line * 0.95
        who = f"{plain.name(entry.author_name, entry.author)} · {plain.line(entry.account, 60)}"
        rows.write(painter, small, "ink", who, begin, top, right - begin)
        top += line + _GAP
        stand = words.stand(entry)
        used = rows.write(
            painter, small, _TONES.get(entry.stand, "soft"), stand, right, top, right - left, from_right=True
        )
        rule = self._rule_title(entry.rule) or "No house rule cited"
        rows.write(painter, small, "soft", rule, left, top, right - left - used - 10)
