"""The staff directory, for admins: somebody more, a whole file, and what can be shown of who is in it. No names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from moderator.console import Console
from moderator.directory import Entry, Imported
from moderator.naming.sheet import LONGEST
from moderator.people.csv_text import MOST_BYTES
from moderator.problems import BadInput, Problem
from ui import words
from ui.look import pieces, plain, theme
from ui.rest import aimed_words as told
from ui.settings.section import Section
from ui.work import Work


class StaffDirectory(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "Who works here", told.ABOUT_STAFF, parent)
        self._shown: tuple[Sequence[Entry], str] | None = None
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        self.name, self.handles, self.who = (
            self._field(grid, row, title) for row, title in enumerate((told.NAME, told.HANDLES, told.WHO))
        )
        self.column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.add = QPushButton(told.ADD)
        self.add.clicked.connect(self._add)
        self.from_file = QPushButton(told.FROM_FILE)
        self.from_file.setAccessibleDescription("A list in CSV with the columns name, handle, person, team")
        self.from_file.clicked.connect(self._choose_file)
        row.addWidget(self.add)
        row.addWidget(self.from_file)
        row.addStretch(1)
        self.column.addLayout(row)
        self.told = pieces.paragraph("", "notice", step=-0.5)
        self.told.hide()
        self.column.addWidget(self.told)
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(16)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(0, 1)
        self.column.addLayout(self._list)

    def _field(self, grid: QGridLayout, row: int, title: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(LONGEST)
        field.setAccessibleName(title)
        field.returnPressed.connect(self._add)
        name = pieces.paragraph(title)
        name.setBuddy(field)
        grid.addWidget(name, row, 0)
        grid.addWidget(field, row, 1)
        return field

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not_for_them)

    def _show(self, known: tuple[Sequence[Entry], str]) -> None:
        self.show()
        if known == self._shown:
            return
        self._shown = known
        found, me = known
        pieces.empty(self._list)
        if not found:
            self._list.addWidget(pieces.label(told.NOBODY, "soft", step=-0.5), 0, 0, 1, 2)
        for row, each in enumerate(found[-told.SHOWN :]):
            sentence = plain.line(told.entry(each, me))
            self._list.addWidget(pieces.Elided(sentence), row, 0, Qt.AlignmentFlag.AlignVCenter)
            remove = QPushButton("Remove")
            remove.setProperty("part", "quiet")
            remove.setFont(theme.font(-0.5))
            remove.setAccessibleName(f"Remove {sentence}")
            remove.clicked.connect(partial(self._remove, each.id))
            self._list.addWidget(remove, row, 1)
        if (more := len(found) - told.SHOWN) > 0:
            sentence = f"And {more:,} older ones: moderator staff list"
            self._list.addWidget(pieces.paragraph(sentence, "soft", step=-0.5), told.SHOWN, 0, 1, 2)

    def _add(self) -> None:
        name, handles, who = self.name.text(), self.handles.text().split(), self.who.text()
        names = [name] if name.strip() else []

        def done(_: object) -> None:
            for field in (self.name, self.handles, self.who):
                field.clear()
            self.told.hide()
            self.said.emit(f"Added. {told.NEXT}")
            self.refresh()

        if names or handles:
            self._work.store(
                lambda console: console.directory.add(names, handles, person=who), done, self._refused
            )

    def _remove(self, number: int) -> None:
        def done(_: object) -> None:
            self.said.emit(f"Removed. {told.NEXT}")
            self.refresh()

        self._work.store(lambda console: console.directory.remove(number), done, self._refused)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "A list of who works here", "", told.FILES)
        if name:
            self.take_in(Path(name))

    def take_in(self, file: Path) -> None:
        """Everybody in this file; lines that cannot be used are named."""

        def done(found: Imported) -> None:
            self.said.emit(told.imported(found))
            self.told.setText("\n".join(plain.line(each) for each in told.wrong(found).splitlines()))
            self.told.setVisible(bool(found.wrong))
            self.refresh()

        self._work.store(_taking_in(file), done, self._refused)

    def _refused(self, problem: Problem) -> None:
        """Where it was typed; what is typed stays."""
        self.told.setText(plain.line(words.problem(problem)))
        self.told.show()


def _known(console: Console) -> tuple[Sequence[Entry], str]:
    return console.directory.listed(), console.person


def _taking_in(file: Path) -> Callable[[Console], Imported]:
    def run(console: Console) -> Imported:
        try:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise BadInput("The file cannot be read", error.strerror or "", "Choose another one") from None
        return console.directory.take_in(data)

    return run
