"""The page of teams: a list of them, and a table of everybody with two marks: in the team, leads it. For admins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from moderator.console import Console
from moderator.people import names
from moderator.people.roles import Role
from moderator.problems import Problem
from moderator.staff import Member
from moderator.teams import Team
from ui import words
from ui.look import pieces, plain, theme
from ui.people.forms import beside, side_by_side
from ui.signin.fields import said, say
from ui.work import Work

Index = QModelIndex | QPersistentModelIndex
NAME, INSIDE, LEADS = range(3)
_TITLES = ("Person", "In the team", "Leads it")
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@dataclass(frozen=True, slots=True)
class Look:
    teams: tuple[Team, ...]
    members: tuple[Member, ...]


class MarksModel(QAbstractTableModel):
    """Everybody, and where they stand in one team. A mark that is changed is told as a wish."""

    wished = Signal(str, bool, bool)  # person, in the team, leads it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: tuple[Member, ...] = ()
        self._team = Team(0, "")

    def show_team(self, team: Team, members: Sequence[Member]) -> None:
        self.beginResetModel()
        self._team, self._members = team, tuple(members)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._members)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid() or index.column() == NAME:
            return flags
        if index.column() == LEADS and Role.LEAD not in self._members[index.row()].roles:
            return flags  # the role comes first; the cell says so
        return flags | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        member, column = self._members[index.row()], index.column()
        inside, leads = member.person in self._team.members, member.person in self._team.leads
        checkable = bool(self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable)
        match role:
            case Qt.ItemDataRole.DisplayRole if column == NAME:
                return plain.name(member.name, member.person)
            case Qt.ItemDataRole.DisplayRole if column == LEADS and not checkable:
                return "not a lead"
            case Qt.ItemDataRole.ForegroundRole if column == LEADS and not checkable:
                return theme.colour("soft")
            case Qt.ItemDataRole.CheckStateRole if checkable:
                return (_ON if (inside if column == INSIDE else leads) else _OFF).value
            case Qt.ItemDataRole.AccessibleTextRole if column != NAME:
                told = ((inside if column == INSIDE else leads) and "yes") or "no"
                return f"{plain.name(member.name, member.person)}, {_TITLES[column]}: {told}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        person, on = self._members[index.row()].person, Qt.CheckState(value) is _ON
        if index.column() == INSIDE:
            self.wished.emit(person, on, on and person in self._team.leads)
        else:
            self.wished.emit(person, on or person in self._team.members, on)
        return True


class TeamsPage(QWidget):
    """See the module."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._teams: tuple[Team, ...] = ()
        self._members: tuple[Member, ...] = ()
        self._wanted = 0
        self.titles = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self.titles)
        self.list.setProperty("part", "choices")
        self.list.setAccessibleName("Teams")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(180)
        self.new = QLineEdit()
        self.new.setPlaceholderText("Name of a new team")
        self.new.setAccessibleName("Name of a new team")
        self.new.setMaxLength(names.LONGEST)
        self.make = QPushButton("Make it")
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of this team")
        self.name.setMaxLength(names.LONGEST)
        self.rename = QPushButton("Rename")
        self.close_team = QPushButton("Close this team")
        self.marks = MarksModel(self)
        self.table = QTableView()
        self.answer = said()
        self.nothing = pieces.paragraph(
            "No teams yet. A team has members and leads; leads see how it is doing and plan its roster.",
            "soft",
        )
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.new.returnPressed.connect(self._make)
        self.make.clicked.connect(self._make)
        self.name.returnPressed.connect(self._rename)
        self.rename.clicked.connect(self._rename)
        self.close_team.clicked.connect(self._close)
        self.marks.wished.connect(self._mark)

    def _lay_out(self) -> None:
        self.table.setModel(self.marks)
        self.table.setAccessibleName("Who is in this team")
        self.table.setAccessibleDescription("Space changes a mark")
        self.table.setProperty("part", "grid")
        self.table.setShowGrid(False)
        self.table.setCornerButtonEnabled(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setTabKeyNavigation(False)
        left = QWidget()
        column = beside(left, after=12)
        row = QHBoxLayout()
        row.addWidget(self.new, 1)
        row.addWidget(self.make)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self._right = QWidget()
        inside = QVBoxLayout(self._right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.rename)
        top.addWidget(self.close_team)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        outside = QWidget()
        whole = beside(outside, before=20)
        whole.addWidget(self.nothing)
        whole.addWidget(self._right, 1)
        whole.addWidget(self.answer)
        whole.addStretch(0)
        side_by_side(self, left, outside)

    # looking

    def refresh(self) -> None:
        self._work.store(
            lambda console: Look(console.teams.teams(), console.staff.members()), self._show, self._refused
        )

    def _show(self, look: Look) -> None:
        chosen = self._chosen()
        before = self._wanted or (chosen.id if chosen else 0)
        self._wanted = 0
        self._teams, self._members = look.teams, look.members
        self.titles.setStringList([_title(team) for team in look.teams])
        row = next((at for at, team in enumerate(look.teams) if team.id == before), 0)
        self.list.selectionModel().setCurrentIndex(
            self.titles.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._show_chosen()

    def _chosen(self) -> Team | None:
        row = self.list.currentIndex().row()
        return self._teams[row] if 0 <= row < len(self._teams) else None

    def _show_chosen(self) -> None:
        team = self._chosen()
        self._right.setVisible(team is not None)
        self.nothing.setVisible(team is None)
        if team is None:
            return
        at = self.table.currentIndex()
        self.marks.show_team(team, self._members)
        self.table.setCurrentIndex(
            self.marks.index(max(0, at.row()), at.column() if at.isValid() else INSIDE)
        )
        if not self.name.hasFocus():
            self.name.setText(team.name)

    # doing

    def _do(self, call: Callable[[Console], Any], then: Callable[[Any], None] | None = None) -> None:
        def done(result: Any) -> None:
            say(self.answer, "")
            if then is not None:
                then(result)
            self.changed.emit()

        self._work.store(call, done, self._refused)

    def _refused(self, problem: Problem) -> None:
        say(self.answer, words.problem(problem))

    def _make(self) -> None:
        name = self.new.text()

        def made(team: int) -> None:
            self._wanted = team
            self.new.clear()
            self.table.setFocus()

        self._do(lambda console: console.teams.make(name), made)

    def _rename(self) -> None:
        team, name = self._chosen(), self.name.text()
        if team is not None and name != team.name:
            self._do(lambda console: console.teams.rename(team.id, name))

    def _close(self) -> None:
        team = self._chosen()
        if team is not None:
            self._do(
                lambda console: console.teams.close(team.id),
                lambda _: self.said.emit(f"{plain.name(team.name)} is closed; its people stay."),
            )

    def _mark(self, person: str, inside: bool, leads: bool) -> None:
        team = self._chosen()
        if team is None:
            return
        if inside:
            self._do(lambda console: console.teams.put_in(team.id, person, lead=leads))
        else:
            self._do(lambda console: console.teams.take_out(team.id, person))


def _title(team: Team) -> str:
    count = (
        "nobody yet"
        if not team.members
        else "1 person"
        if len(team.members) == 1
        else f"{len(team.members)} persons"
    )
    return f"{plain.name(team.name)} · {count}"
