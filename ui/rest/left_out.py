"""What a person leaves out of their own work: one row a kind, and everything severe at once. Shown to themselves alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from moderator.console import Console
from moderator.left_out import LeftOut
from moderator.problems import Problem
from moderator.wellbeing.wishes import KINDS, SEVERE
from ui import words
from ui.look import pieces
from ui.rest import aimed_words as told
from ui.settings.section import Section
from ui.work import Work

_CHOICES = ((told.COMES, None), (told.NOT_TODAY, True), (told.NOT_ME, False))


class LeftOutRows(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "What you leave out", told.ABOUT_LEFT_OUT, parent)
        column = self.column
        self.off_severe = QPushButton(told.OFF_SEVERE)
        self.off_severe.clicked.connect(self.move_off)
        column.addWidget(self.off_severe, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.kinds: dict[str, pieces.Choice] = {}
        for row, kind in enumerate((*KINDS, SEVERE)):
            name = pieces.paragraph(told.kind(kind))
            choice = pieces.Choice(told.kind(kind))
            for title, today in _CHOICES:
                choice.addItem(title, today)
            choice.activated.connect(partial(self._choose, kind))
            name.setBuddy(choice)
            self.kinds[kind] = choice
            grid.addWidget(name, row, 0)
            grid.addWidget(choice, row, 1)
        column.addLayout(grid)
        self.told = pieces.paragraph("", step=-0.5)
        self.told.setAccessibleName("What you leave out")
        column.addWidget(self.told)
        self.take_back = QPushButton(told.TAKE_BACK)
        self.take_back.clicked.connect(
            lambda: self._change(lambda console: console.wishing.take_back(), told.TAKEN_BACK)
        )
        column.addWidget(self.take_back, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        self._work.store(lambda console: console.wishing.mine(), self._show, self._not_for_them)

    def move_off(self) -> None:
        """Nothing severe until the next shift, no reason asked."""
        self._change(lambda console: console.wishing.off_severe(), told.MOVED_OFF)

    def _choose(self, kind: str, at: int) -> None:
        today = self.kinds[kind].itemData(at)
        if today is None:
            self._change(lambda console: console.wishing.take_back([kind]), told.COMES_AGAIN)
        else:
            self._change(lambda console: console.wishing.leave_out([kind], today=today), told.LEFT)

    def _change(self, act: Callable[[Console], Sequence[LeftOut]], done: str) -> None:
        def shown(found: Sequence[LeftOut]) -> None:
            self._show(found)
            self.said.emit(done)

        def refused(problem: Problem) -> None:
            self.said.emit(words.problem(problem))
            self.refresh()

        self._work.store(act, shown, refused)

    def _show(self, found: Sequence[LeftOut]) -> None:
        self.show()
        held = {each.kind: each for each in found}
        for kind, choice in self.kinds.items():
            choice.setCurrentIndex(0 if kind not in held else 1 if held[kind].today else 2)
        self.told.setText(told.left_out(found) or told.NOTHING_LEFT_OUT)
        pieces.set_tone(self.told, "ink" if found else "soft")
        self.take_back.setVisible(bool(found))
