"""Where the veil and each harsher band begin on each account, for admins: what each choice would have done, then the
choice. Only what may be chosen is offered.

The section is absent for whoever may not choose, and where no account is there yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from moderator.console import Console
from moderator.scores import LABELS, Band
from moderator.veils import Effect, Points
from ui import words
from ui.look import pieces, plain
from ui.settings.section import Section
from ui.work import Work

ABOUT = (
    "How sure the scorer must be before a comment is veiled, and before it counts as harsher, for the line, for promises "
    "and for everybody's limits. Lower protects more. What is abusive and worse stays veiled whatever is chosen, and a "
    "harsher step never begins under a milder one. Below: what each choice would have done on the account's last 30 days."
)


class VeilPoints(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "Where the veil and the bands begin", ABOUT, parent)
        self._points: Sequence[Points] = ()
        self._effects: Sequence[Effect] = ()
        self.account = pieces.Choice("Account")
        self.label = pieces.Choice("Category")
        self.band = pieces.Choice("What begins")
        self.point = pieces.Choice("How sure")
        for label in LABELS:
            self.label.addItem(words.label(label), label)
        self.label.setCurrentIndex(LABELS.index("insult"))
        for band in (Band.S1, Band.S2, Band.S3, Band.S4):
            self.band.addItem(words.begins(band), band)
        self.effects = pieces.paragraph("", step=-0.5)
        self.effects.setAccessibleName("What each choice would have done")
        self.choose = QPushButton("Begin there")
        self.shipped = QPushButton("As it ships")
        self.locked = pieces.paragraph(words.BANDS_LOCKED, "soft", step=-0.5)
        self.locked.hide()
        self._lay_out()
        self.account.currentIndexChanged.connect(self._look)
        self.label.currentIndexChanged.connect(self._look)
        self.band.currentIndexChanged.connect(self._look)
        self.choose.clicked.connect(lambda: self._choose(self.point.currentData()))
        self.shipped.clicked.connect(lambda: self._choose(None))

    def _lay_out(self) -> None:
        column = self.column
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for row, box in enumerate((self.account, self.label, self.band, self.point)):
            name = pieces.label(box.accessibleName())
            name.setBuddy(box)
            grid.addWidget(name, row, 0)
            grid.addWidget(box, row, 1)
        column.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.shipped)
        buttons.addStretch()
        column.addLayout(buttons)
        column.addWidget(self.locked)
        column.addWidget(self.effects, 0, Qt.AlignmentFlag.AlignTop)

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not_for_them)

    def _show(self, known: tuple[Sequence[Points], bool]) -> None:
        before = self.account.currentData()
        self._points, may = known
        self.account.blockSignals(True)
        self.account.clear()
        for each in self._points:
            self.account.addItem(plain.name(each.handle), each.account)
        self.account.setCurrentIndex(max(0, self.account.findData(before)))
        self.account.blockSignals(False)
        self.setVisible(bool(self._points))
        self.locked.setVisible(not may)
        self.choose.setEnabled(may)
        self._look()

    def _look(self) -> None:
        account, label, band = self._asked()
        if account is not None:
            self._work.store(
                lambda console: console.veils.preview(account, label, band), self._tell, self._not_for_them
            )

    def _asked(self) -> tuple[int | None, str, Band]:
        return self.account.currentData(), self.label.currentData(), self.band.currentData()

    def _tell(self, effects: Sequence[Effect]) -> None:
        self._effects = effects
        self.point.clear()
        for effect in effects:
            told = words.point(effect.point)
            self.point.addItem(told + (" (now)" if effect.now else ""), effect.point)
        self.point.setCurrentIndex(next((n for n, effect in enumerate(effects) if effect.now), 0))
        account, label, band = self._asked()
        own = any(each.account == account and (band, label) in each.own for each in self._points)
        self.shipped.setEnabled(own and self.choose.isEnabled())
        self.effects.setText("\n".join(map(words.effect, effects)))

    def _choose(self, point: float | None) -> None:
        account, label, band = self._asked()
        if account is None or (point is None and not self.shipped.isEnabled()):
            return
        self._work.store(
            lambda console: console.veils.choose(account, label, point, band),
            lambda _: self._chosen(),
            lambda problem: self.said.emit(words.problem(problem)),
        )

    def _chosen(self) -> None:
        self.said.emit("Set. New comments follow at once, open cards in the background.")
        self.refresh()


def _known(console: Console) -> tuple[Sequence[Points], bool]:
    return console.veils.listed(), console.veils.may_choose()
