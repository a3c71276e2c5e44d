"""One week of the roster as a table: a row a person, a column a day, hours as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from moderator.people import names as naming
from moderator.people import rosters
from moderator.rostering import Week
from ui.look import plain, theme

Index = QModelIndex | QPersistentModelIndex
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = 7  # the column after the days
LRI, PDI = "\u2066", "\u2069"
_WHOLE = re.compile(r"0?(\d{1,2}):00|0(?=\d:)")  # 08:00 is 8, 09:30 is 9:30


class WeekModel(QAbstractTableModel):
    """What is typed into a cell is told as a wish; the cell changes when the core has said yes."""

    wished = Signal(str, object, str)  # person, day, what was typed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._week: Week | None = None
        self._rows: list[str] = []
        self._names: Mapping[str, str] = {}
        self._days: list[date] = []
        self._today: date | None = None

    def show_week(self, week: Week, names: Mapping[str, str], today: date) -> None:
        rows = sorted(week.rows, key=lambda person: (naming.key(names.get(person, person)), person))
        if rows == self._rows and self._names == names and self._days == rosters.week(week.first):
            self._week, self._today = week, today
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows), HOURS))
            return
        self.beginResetModel()
        self._week, self._rows, self._names, self._today = week, rows, dict(names), today
        self._days = rosters.week(week.first)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One more than there are persons: the last row counts them."""
        return 0 if parent.isValid() or not self._rows else len(self._rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(DAYS) + 1

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way is Qt.Orientation.Vertical:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and self._rows:
                return self._name(self._rows[section]) if section < len(self._rows) else "Persons there"
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == HOURS:
                return "Hours"
            return f"{DAYS[section]} {self._days[section].day}" if self._days else DAYS[section]
        if role == Qt.ItemDataRole.FontRole and section < HOURS and self._days:
            return theme.font(-0.5, bold=self._days[section] == self._today)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = index.isValid() and index.column() < HOURS and index.row() < len(self._rows)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._week is None:
            return None
        if index.row() == len(self._rows):
            return self._counted(index.column(), role)
        person, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.hours(person) if column == HOURS else self._short(person, column)
            case Qt.ItemDataRole.EditRole:
                return self._told(person, column) if column < HOURS else None
            case Qt.ItemDataRole.AccessibleTextRole if column < HOURS:
                day = self._days[column]
                told = self._told(person, column) or "nothing planned"
                return f"{self._name(person)}, {DAYS[column]} {day.day}: {told}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._name(person)}, {self.hours(person) or 'no'} hours this week"
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(
                    Qt.AlignmentFlag.AlignRight if column == HOURS else Qt.AlignmentFlag.AlignLeft
                ) | int(Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole if column == HOURS:
                return theme.colour("soft")
            case Qt.ItemDataRole.ToolTipRole if column < HOURS:
                return self._tip(person, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        typed = str(value)
        if typed.strip() != self.data(index, Qt.ItemDataRole.EditRole):
            self.wished.emit(self._rows[index.row()], self._days[index.column()], typed)
        return True

    def _counted(self, column: int, role: int) -> Any:
        """How many persons are there on a day, at some time of it."""
        assert self._week is not None
        if column == HOURS:
            planned = sum(bool(self._week.hours(person)) for person in self._rows)
            return f"{planned} planned this week" if role == Qt.ItemDataRole.AccessibleTextRole else None
        count = sum(bool(self._week.cell(person, self._days[column])) for person in self._rows)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(count)
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour("soft")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{DAYS[column]} {self._days[column].day}: {count} there"
        return None

    def hours(self, person: str) -> str:
        """How long this person really works this week, as 38 or 37:30."""
        assert self._week is not None
        minutes = self._week.hours(person) // timedelta(minutes=1)
        if not minutes:
            return ""
        return f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else str(minutes // 60)

    def _told(self, person: str, column: int) -> str:
        assert self._week is not None
        return rosters.told(self._week.cell(person, self._days[column]))

    def _short(self, person: str, column: int) -> str:
        """ "8–16", a line for each shift, from left to right in every script; a star where another clock is meant."""
        assert self._week is not None
        shifts = sorted(self._week.cell(person, self._days[column]))
        away = any(shift.zone != self._week.zone for shift in shifts)
        told = [LRI + _WHOLE.sub(r"\1", shift.hours) + PDI for shift in shifts]
        return "\n".join(told) + (" *" if away else "")

    def _tip(self, person: str, column: int) -> str:
        """All of it, where the cell is too narrow, and by which clock, where that is another one."""
        assert self._week is not None
        zones = {shift.zone for shift in self._week.cell(person, self._days[column])} - {self._week.zone}
        return self._told(person, column) + (f" by the clock in {', '.join(sorted(zones))}" if zones else "")

    def _name(self, person: str) -> str:
        return plain.name(self._names.get(person, ""), "you" if not self._names else person)


class WeekGrid(QTableView):
    """Keyboard as in a spreadsheet: typing writes anew, Enter changes what is there, Enter again keeps it and goes down,
    Delete clears, Ctrl+C and Ctrl+V copy hours from cell to cell.
    """

    undo_asked = Signal()
    week_asked = Signal(int)  # weeks later, or earlier

    def __init__(self, model: WeekModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._week = model
        self.setModel(model)
        self.setAccessibleName("Roster of the week")
        self.setAccessibleDescription(
            "Type hours as 8-16, or 22-6 over midnight; Enter changes them, Delete clears"
        )
        self.setProperty("part", "grid")
        self.setEditTriggers(QTableView.EditTrigger.AnyKeyPressed | QTableView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(HOURS, QHeaderView.ResizeMode.ResizeToContents)
        across.setMinimumSectionSize(across.fontMetrics().horizontalAdvance("Wed 28") + 20)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(_LeftToRight(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if self.state() is QTableView.State.EditingState:
            event.accept()  # the cell that is being typed into has had it
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.week_asked.emit(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._week.setData(at, "")
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(str(self._week.data(at, Qt.ItemDataRole.EditRole) or ""))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._week.setData(at, QApplication.clipboard().text()[:200])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._week.flags(at) & Qt.ItemFlag.ItemIsEditable:
                self.edit(at)
        elif event.text() == "?":
            event.ignore()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:  # Enter
            self._go_down()

    def _go_down(self) -> None:
        at = self.currentIndex()
        if at.isValid() and at.row() + 2 < self._week.rowCount():
            self.setCurrentIndex(self._week.index(at.row() + 1, at.column()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.verticalHeader().setMaximumWidth(max(90, self.width() // 5))
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(800, 400)


class _LeftToRight(QStyledItemDelegate):
    """Hours are typed from left to right in every script."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return editor
