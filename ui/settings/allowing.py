"""Names and ordinary words that the agency allows, for admins: the list, one more, one less.

The section is absent for whoever may not change it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from moderator.allowing import LONGEST, AllowedWord
from moderator.console import Console
from moderator.problems import Problem
from ui import words
from ui.look import pieces, plain, theme
from ui.settings.section import Section
from ui.work import Work

ABOUT = (
    "A comment whose only trouble are these words is scored without them, and its card says so. None of them hides a threat "
    "or a slur that stands beside it, and none is passed over where it is said to somebody. Write a name as it is written, "
    "such as Dick Smith or Beaver Creek."
)
NONE = "No word is allowed yet."
REFUSED = "not passed over: by itself it is taken for hate or a threat"
DONE = "New comments follow at once, open cards in the background."


class AllowedWords(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "Words that your agency allows", ABOUT, parent)
        self._shown: Sequence[AllowedWord] | None = None
        column = self.column
        row = QHBoxLayout()
        row.setSpacing(8)
        self.typed = QLineEdit()
        self.typed.setMaxLength(LONGEST)
        self.typed.setPlaceholderText("A name or a word")
        self.typed.setAccessibleName("A name or a word to allow")
        self.typed.returnPressed.connect(self._add)
        self.allow = QPushButton("Allow it")
        self.allow.clicked.connect(self._add)
        row.addWidget(self.typed, 1)
        row.addWidget(self.allow)
        column.addLayout(row)
        self.told = pieces.paragraph("", "notice", step=-0.5)
        self.told.hide()
        column.addWidget(self.told)
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(16)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(0, 1)
        self._list.setColumnStretch(1, 1)
        column.addLayout(self._list)

    def refresh(self) -> None:
        self._work.store(lambda console: console.allowing.listed(), self._show, self._not_for_them)

    def _show(self, found: Sequence[AllowedWord]) -> None:
        self.show()
        if found == self._shown:
            return
        self._shown = found
        pieces.empty(self._list)
        if not found:
            self._list.addWidget(pieces.label(NONE, "soft", step=-0.5), 0, 0, 1, 3)
        for row, each in enumerate(found):
            name = plain.line(each.word)
            self._list.addWidget(pieces.paragraph(name), row, 0, Qt.AlignmentFlag.AlignTop)
            note = f"since {words.day(each.since)}" + (f"; {REFUSED}" if each.refused else "")
            self._list.addWidget(
                pieces.paragraph(note, "notice" if each.refused else "soft", step=-0.5), row, 1
            )
            remove = QPushButton("Remove")
            remove.setProperty("part", "quiet")
            remove.setFont(theme.font(-0.5))
            remove.setAccessibleName(f"Remove {name}")
            remove.clicked.connect(partial(self._remove, each.word))
            self._list.addWidget(remove, row, 2, Qt.AlignmentFlag.AlignTop)

    def _add(self) -> None:
        written = self.typed.text()
        if written.strip():
            self._change(lambda console: console.allowing.add(written), self._added)

    def _added(self) -> None:
        self.typed.clear()
        self.said.emit(f"Allowed. {DONE}")

    def _remove(self, word: str) -> None:
        self._change(
            lambda console: console.allowing.remove(word), lambda: self.said.emit(f"Removed. {DONE}")
        )

    def _change(self, act: Callable[[Console], object], then: Callable[[], None]) -> None:
        def done(_: object) -> None:
            self.told.hide()
            then()
            self.refresh()

        self._work.store(act, done, self._refused)

    def _refused(self, problem: Problem) -> None:
        """Where it was typed; what is typed stays."""
        self.told.setText(words.problem(problem))
        self.told.show()
