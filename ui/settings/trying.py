"""Limits tried out before they hold, and what the numbers mean for one person. A child plays it; nothing changes.

What is played is in `moderator.rehearsing`: real rules, made-up persons. The other table is for everybody.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.problems import Problem
from moderator.rehearsing.calibration import Row, Sensitivity
from moderator.rehearsing.figures import Figures
from moderator.rehearsing.wording import SIMULATED, lines, minutes
from moderator.wellbeing.limits import BY_KEY
from ui import words
from ui.children import follow_child
from ui.look import pieces
from ui.rest import words as rest_words
from ui.settings.bars import LoadBars
from ui.settings.figures_table import FiguresTable
from ui.work import Work

KINDS = "Policies (*.toml);;All files (*)"
ABOUT = (
    "A month is played under the numbers in force, and beside them under those of a file, by the rules of this program. Of "
    f"the comments nothing is taken but when they came, how harsh they were and how many copies. Nothing changes. {SIMULATED}"
)
MEANING = "What the numbers mean for one person"
PERSONS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)
NO_FILE = "No file: what is in force is played alone."


class Child:
    """One command at a time, with its progress in a sentence."""

    def __init__(self, work: Work, owner: Told) -> None:
        self._work, self._owner = work, owner
        self._child: subprocess.Popen[bytes] | None = None
        self._answer: Mapping[str, Any] | None = None
        self._last, self._stopped = "", False
        self.running = False

    def start(self, *arguments: str) -> None:
        if self.running:
            return
        self._answer, self._last, self._stopped, self.running = None, "", False, True
        self._owner.goes(0)
        follow_child(self._work, arguments, self._line, self._over, self._refused, self._began)

    def stop(self) -> None:
        self._stopped = True
        if self._child is not None:
            self._child.terminate()

    def _began(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        if self._stopped:
            child.terminate()

    def _line(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            self._last = line.removeprefix("moderator: ")
        elif "percent" in told:
            self._owner.goes(int(told["percent"]))
        else:
            self._answer = told

    def _over(self, code: int) -> None:
        self.running, self._child = False, None
        if self._answer is not None and code == 0:
            self._owner.answered(self._answer)
        elif self._stopped:
            self._owner.ended("Stopped.")
        else:
            self._owner.ended(self._last or f"It broke off ({code}). Try again.")

    def _refused(self, problem: Problem) -> None:
        self.running = False
        self._owner.ended(words.problem(problem))


class Told(QWidget):
    """A button, a sentence on how far it is, a table."""

    def __init__(self, work: Work, title: str, about: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.child = Child(work, self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 12, 0, 0)
        self.column.setSpacing(6)
        self.column.addWidget(pieces.label(title))
        self.column.addWidget(pieces.paragraph(about, "soft", step=-0.5))
        self.asked = QVBoxLayout()
        self.column.addLayout(self.asked)
        self.go, self.stop = QPushButton(go), QPushButton("Stop")
        self.stop.setAccessibleName(f"Stop: {go}")
        self.go.clicked.connect(self.begin)
        self.stop.clicked.connect(self.child.stop)
        self.stop.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(self.stop)
        row.addStretch(1)
        self.column.addLayout(row)
        self.told = pieces.paragraph("", step=-0.5)
        self.told.setAccessibleName(title)
        self.told.hide()
        self.column.addWidget(self.told)
        self.table = FiguresTable()
        self.column.addWidget(self.table)

    def begin(self) -> None:
        raise NotImplementedError

    def answered(self, answer: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def goes(self, percent: int) -> None:
        self.go.setEnabled(False)
        self.stop.setEnabled(True)
        self.say(f"Playing… {percent} %. You can go on working.")

    def ended(self, says: str) -> None:
        had = pieces.has_keyboard(self.stop)
        self.go.setEnabled(True)
        self.stop.setEnabled(False)
        if had:
            self.go.setFocus()
        self.say(says)

    def say(self, says: str) -> None:
        self.told.setText(says)
        self.told.show()


class Rehearsing(Told):
    """For whoever may set the limits."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "Try limits out", ABOUT, "Play the month", parent)
        self._file: Path | None = None
        self.comments = pieces.Choice("Which comments")
        self.comments.addItem("The last four weeks here", False)
        self.comments.addItem("A made-up month, with a pile-on", True)
        self.persons = pieces.Choice("How many persons")
        self.persons.addItem("As on the roster", 0)
        for many in PERSONS:
            self.persons.addItem(f"{many}", many)
        for choice in (self.comments, self.persons):
            row = QHBoxLayout()
            name = pieces.paragraph(choice.accessibleName())
            name.setBuddy(choice)
            row.addWidget(name, 1)
            row.addWidget(choice, 1)
            self.asked.addLayout(row)
        self.choose = QPushButton("Numbers of a file…")
        self.choose.clicked.connect(self._choose)
        self.chosen = pieces.paragraph(NO_FILE, "soft", step=-0.5)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.chosen, 1)
        self.asked.addLayout(row)
        self.bars = LoadBars()
        self.bars.hide()
        self.under = pieces.paragraph("", "soft", step=-0.5)
        self.under.hide()
        self.column.addWidget(self.under)
        self.column.addWidget(self.bars)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Numbers to try out", "", KINDS)
        self.try_file(Path(name) if name else None)

    def try_file(self, file: Path | None) -> None:
        self._file = file
        self.chosen.setText(NO_FILE if file is None else file.name)

    def begin(self) -> None:
        many = int(self.persons.currentData())
        made = ("--synthetic",) if self.comments.currentData() else ()
        staff = ("--staff", str(many)) if many else ()
        file = ("--policy", str(self._file)) if self._file is not None else ()
        self.child.start("wellbeing", "rehearse", "--json", *made, *staff, *file)

    def answered(self, answer: Mapping[str, Any]) -> None:
        names = [name for name in ("in_force", "proposed") if name in answer]
        found = [Figures.of(answer[name]) for name in names]
        titles = ["in force", "proposed"][: len(found)]
        self.table.fill(titles, lines(found, _closed))
        self.under.setText(
            "Units for each hour of work, of each person, the least first"
            + (": above in force, below proposed." if len(found) > 1 else ".")
        )
        self.under.show()
        self.bars.show_loads([each.loads for each in found])
        came = f"{found[0].arrived:,} cards: {answer['comments']}."
        self.ended(f"{came} {found[0].persons} persons, {answer['staff']}. {answer['says']}")


class Meaning(Told):
    """For everybody: worked out anew from the numbers in force."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        about = (
            "How soon each limit closes for one person who reads all as it comes, by how harsh the comments are. While harsh "
            "cards are closed this person waits. The last lines are for other weights of the bands: when 100 % closes, and "
            "how long 25 % can be worked."
        )
        super().__init__(work, MEANING, about, "Work it out", parent)

    def begin(self) -> None:
        self.child.start("wellbeing", "calibration", "--json")

    def answered(self, answer: Mapping[str, Any]) -> None:
        rows = [Row(**each) for each in answer["streams"]]
        weights = [Sensitivity(**each) for each in answer["weights"]]
        titles = ["units an hour", "calmer", "hour closed", "extreme closed", "day closed", "time worked"]
        told = [
            (
                row.name,
                [
                    f"{row.units_an_hour:.0f}",
                    *map(minutes, (row.soft, row.hour, row.extreme, row.day, row.worked)),
                ],
            )
            for row in rows
        ]
        told += [
            (
                f"Weights {each.name}",
                ["", "", minutes(each.hour), "", "", minutes(each.worked)],
            )
            for each in weights
        ]
        self.table.fill(titles, told)
        self.ended(str(answer["says"]))


def _closed(key: str) -> str:
    name = rest_words.limit_name(BY_KEY[key])
    return f"Closed: {name[0].lower()}{name[1:]}"
