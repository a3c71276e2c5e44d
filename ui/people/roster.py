"""The page of the roster: a week at a time, edited in place, from a file, from last week; each change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.actions import UNDO_ROSTER, WEEK_AFTER, WEEK_BEFORE
from moderator.console import Console
from moderator.people.roster_csv import MOST_BYTES
from moderator.people.rosters import EARLIEST, LATEST
from moderator.problems import BadInput, Problem
from moderator.rostering import Changed, Week
from ui import keys, words
from ui.look import pieces, plain
from ui.people.grid import WeekGrid, WeekModel
from ui.signin.fields import said, say
from ui.work import Work

_UNDOES = {"grid": "Undo the last entry", "copy": "Undo the copy", "import": "Undo the import"}


@dataclass(frozen=True, slots=True)
class Look:
    week: Week
    names: Mapping[str, str]
    today: date


class RosterPage(QWidget):
    """See the module."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._day: date | None = None  # of the week that is shown; None: this week
        self._shown: date | None = None  # the Monday of what is shown
        self._names: Mapping[str, str] | None = None
        self.model = WeekModel(self)
        self.grid = WeekGrid(self.model)
        self.title = pieces.label("", step=2, bold=True)
        self.zone = pieces.Elided("", "soft")
        self.before, self.after = QPushButton("‹"), QPushButton("›")
        self.now = QPushButton("This week")
        self.copy = QPushButton("Copy last week")
        self.file = QPushButton("From a file…")
        self.undo = QPushButton("Undo")
        self.answer = said()
        self.nobody = pieces.paragraph(
            "Nobody can be planned by you yet. An admin puts people into the teams that you lead.", "soft"
        )
        self.nobody.hide()
        self._lay_out()
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.now.clicked.connect(self._this_week)
        self.copy.clicked.connect(self._copy)
        self.file.clicked.connect(self._choose_file)
        self.undo.clicked.connect(self._undo)
        self.grid.undo_asked.connect(self._undo)
        self.grid.week_asked.connect(self.turn)
        self.model.wished.connect(self._set)
        self.setFocusProxy(self.grid)

    def _lay_out(self) -> None:
        self.before.setAccessibleName("The week before")
        self.before.setToolTip(f"{WEEK_BEFORE.title} ({keys.cap(WEEK_BEFORE)})")
        self.after.setAccessibleName("The week after")
        self.after.setToolTip(f"{WEEK_AFTER.title} ({keys.cap(WEEK_AFTER)})")
        self.undo.setToolTip(keys.cap(UNDO_ROSTER))
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.before, self.after, self.now):
            top.addWidget(widget)
        top.addSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.zone, 1)
        top.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(8)
        for widget in (self.copy, self.file, self.undo):
            below.addWidget(widget)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.nobody)
        column.addWidget(self.grid, 1)
        column.addWidget(
            pieces.paragraph(
                "Type hours as 8-16 or 8-12, 13-17; 22-6 goes over midnight. Enter changes a day and keeps it, Delete "
                "clears it, Esc leaves it as it was.",
                "soft",
                step=-0.5,
            )
        )
        column.addWidget(self.answer)
        column.addLayout(below)

    # looking

    def refresh(self) -> None:
        """Names are looked at once: who looks at them is in the journal."""
        day, known = self._day, self._names

        def look(console: Console) -> Look:
            today = console.roster.today()
            names = console.names() if known is None else known
            return Look(console.roster.week(day or today), names, today)

        self._work.store(look, self._show, self._refused)

    def forget_names(self) -> None:
        self._names = None

    def _show(self, look: Look) -> None:
        week = look.week
        self._names = look.names
        at = self.grid.currentIndex()
        self.model.show_week(week, look.names, look.today)
        if not self.grid.currentIndex().isValid() and self.model.rowCount():
            row = min(max(0, at.row()), self.model.rowCount() - 1)
            self.grid.setCurrentIndex(self.model.index(row, max(0, at.column())))
        last = week.first + timedelta(days=6)
        self.title.setText(f"{words.plain_day(week.first)} to {words.plain_day(last)}")
        self.zone.show_text(f"hours by the clock in {week.zone}")
        self.now.setEnabled(not week.first <= look.today <= last)
        self.undo.setEnabled(bool(week.undoes))
        self.undo.setText(_UNDOES.get(week.undoes, "Undo"))
        self.nobody.setVisible(not week.rows)
        self.grid.setVisible(bool(week.rows))
        self.copy.setEnabled(bool(week.rows))
        self._shown = week.first

    def turn(self, weeks: int) -> None:
        """So many weeks later."""
        wanted = self._shown + timedelta(weeks=weeks) if self._shown is not None else None
        if wanted is not None and EARLIEST < wanted < LATEST - timedelta(days=7):
            self._day = wanted
            say(self.answer, "")
            self.refresh()

    def _this_week(self) -> None:
        self._day = None
        say(self.answer, "")
        self.refresh()

    # doing

    def _do(self, call: Callable[[Console], Changed], told: Callable[[Changed], str]) -> None:
        def done(changed: Changed) -> None:
            say(self.answer, told(changed))
            self.refresh()
            self.changed.emit()

        self._work.store(call, done, self._refused)

    def _refused(self, problem: Problem) -> None:
        say(self.answer, words.problem(problem))

    def _set(self, person: str, day: date, typed: str) -> None:
        self._do(lambda console: console.roster.set_day(person, day, typed), lambda _: "")

    def _copy(self) -> None:
        first = self._shown
        if first is None:
            return
        self._do(
            lambda console: console.roster.copy_last_week(first),
            lambda changed: (
                f"{_shifts(changed.added)} copied; days that were planned already stay as they are."
            ),
        )

    def _undo(self) -> None:
        self._do(lambda console: console.roster.undo(), lambda _: "Taken back.")

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "A roster", QDir.homePath(), "Rosters (*.csv *.tsv *.txt)"
        )
        if name:
            self.import_file(Path(name))

    def import_file(self, path: Path) -> None:
        def do(console: Console) -> Changed:
            return console.roster.import_csv(_bytes(path))

        def told(changed: Changed) -> str:
            if changed.number is None:
                return "Nothing changed: it was planned like this already."
            return f"{_shifts(changed.added)} put in, {changed.removed} taken out."

        say(self.answer, plain.line(f"Reading {path.name}", 120))
        self._do(do, told)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise BadInput("This file cannot be read", fault.strerror or "", "Look at who may read it") from None


def _shifts(count: int) -> str:
    return "1 shift" if count == 1 else f"{count} shifts"
