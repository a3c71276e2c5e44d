"""The limits: every number with its grade and source, one's own share of them, and for admins the agency's policy.

Everybody who signs in sees them; what people set themselves is shown to nobody else.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QWidget

from moderator.console import Console
from moderator.problems import Problem
from moderator.protecting import Own
from moderator.wellbeing.limits import BY_KEY
from moderator.wellbeing.policy import STRICTEST, Policy
from ui import words
from ui.look import pieces
from ui.rest import words as rest_words
from ui.settings.numbers import OtherNumbers
from ui.settings.section import Section
from ui.settings.trying import Meaning, Rehearsing
from ui.work import Work

ABOUT = (
    "At the first number calmer work is preferred, at the second what is harsh closes until there is room again. Your agency "
    "may choose lower numbers at will, higher ones only after consulting its staff, and none above the last. Grades: E1 "
    "experiment on comment moderation, E2 published practice, E3 experiment on something like it, E0 a convention."
)
OWN = "Stricter counts at once; less strict from the next day. Nobody else is told, and nothing of it is kept but the number."
KINDS = "Policies (*.toml);;All files (*)"
_SHARES = tuple(share / 100 for share in range(100, round(STRICTEST * 100) - 1, -5))


class Limits(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "What protects you", ABOUT, parent)
        self._shown: Policy | None = None
        column = self.column
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(20)
        self._table.setVerticalSpacing(2)
        self._table.setColumnStretch(0, 1)
        column.addLayout(self._table)
        self.consulted = pieces.paragraph("", "soft", step=-0.5)
        column.addWidget(self.consulted)
        column.addSpacing(6)
        self.own = pieces.Choice("Your own limits")
        for share in _SHARES:
            self.own.addItem(rest_words.own_share(share), share)
        self.own.activated.connect(lambda _: self._be_stricter(self.own.currentData()))
        row = QHBoxLayout()
        name = pieces.paragraph(self.own.accessibleName())
        name.setBuddy(self.own)
        row.addWidget(name, 1)
        row.addWidget(self.own, 1)
        column.addLayout(row)
        self.own_more = pieces.paragraph(OWN, "soft", step=-0.5)
        column.addWidget(self.own_more)
        self.set_policy = QPushButton("Set them from a file...")
        self.set_policy.setAccessibleDescription("The agency's numbers, for everybody")
        self.set_policy.clicked.connect(self._choose_file)
        self.set_policy.hide()
        column.addWidget(self.set_policy, 0, Qt.AlignmentFlag.AlignLeft)
        self.told = pieces.paragraph("", "notice", step=-0.5)
        self.told.hide()
        column.addWidget(self.told)
        self.others = OtherNumbers()
        column.addWidget(self.others)
        self.meaning, self.rehearsing = Meaning(work), Rehearsing(work)
        self.rehearsing.hide()
        column.addWidget(self.meaning)
        column.addWidget(self.rehearsing)

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not_for_them)

    def _show(self, known: tuple[Policy, Own, bool]) -> None:
        found, own, may = known
        self.show()
        self.set_policy.setVisible(may)
        self.rehearsing.setVisible(may)
        self._show_own(own)
        if found == self._shown:
            return
        self._shown = found
        self.others.show_mix(found.mix)
        pieces.empty(self._table)
        for place, title in enumerate(("", "calmer", "closed", "at most")):
            self._table.addWidget(
                pieces.label(title, "soft", step=-0.5), 0, place, Qt.AlignmentFlag.AlignRight
            )
        for row, limit in enumerate(found.limits):
            usual = BY_KEY[limit.key]
            numbers = (
                rest_words.plain_number(limit.soft),
                rest_words.plain_number(limit.hard),
                rest_words.plain_number(limit.ceiling),
            )
            name = pieces.paragraph(rest_words.limit_name(limit))
            name.setAccessibleDescription(f"{', '.join(numbers)}. {limit.grade}: {limit.source}")
            self._table.addWidget(name, 2 * row + 1, 0)
            for place, (number, changed) in enumerate(
                zip(numbers, (limit.soft != usual.soft, limit.hard != usual.hard, False), strict=True), 1
            ):
                cell = pieces.label(number, bold=changed)
                self._table.addWidget(cell, 2 * row + 1, place, Qt.AlignmentFlag.AlignRight)
            source = pieces.paragraph(f"{limit.grade}: {limit.source}", "soft", step=-1)
            source.setContentsMargins(0, 0, 0, 8)
            self._table.addWidget(source, 2 * row + 2, 0, 1, 4)
        self.consulted.setText(rest_words.consulted(found))
        self.consulted.setVisible(found.consultation is not None)

    def _show_own(self, own: Own) -> None:
        nearest = min(range(len(_SHARES)), key=lambda at: abs(_SHARES[at] - own.wanted))
        self.own.setCurrentIndex(nearest)
        self.own_more.setText(rest_words.own_limits(own) or OWN)

    def _be_stricter(self, share: float) -> None:
        self._work.store(
            lambda console: console.protection.be_stricter(share),
            lambda own: self._show_own(own),
            lambda problem: self.said.emit(words.problem(problem)),
        )

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "The agency's numbers", "", KINDS)
        if name:
            self.set_from(Path(name))

    def set_from(self, file: Path) -> None:
        """The numbers of this file hold from now on; what is wrong with it is said, with its line."""

        def done(_: Policy) -> None:
            self.told.setText("Set. These numbers hold now, for everybody.")
            self.told.show()
            self.refresh()

        def refused(problem: Problem) -> None:
            self.told.setText(words.problem(problem))
            self.told.show()

        self._work.store(lambda console: console.protection.set_from(file), done, refused)


def _known(console: Console) -> tuple[Policy, Own, bool]:
    return console.protection.policy(), console.protection.own(), console.protection.may_set()
