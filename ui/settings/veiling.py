"""Where the veil begins on each account, for admins: what each choice would have done, then the choice.

The section is absent for whoever may not choose, and where no account is there yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.problems import NotAllowed, NotSignedIn, Problem
from moderator.scores import LABELS
from moderator.veils import Effect, Points
from ui import words
from ui.look import pieces, plain
from ui.work import Work

ABOUT = (
    "How sure the scorer must be before a comment is veiled. Lower veils more. What is abusive and worse stays veiled "
    "whatever is chosen. Below: what each choice would have done on the account's last 30 days."
)


class VeilPoints(QWidget):
    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._points: Sequence[Points] = ()
        self._effects: Sequence[Effect] = ()
        self.account = pieces.Choice("Account")
        self.label = pieces.Choice("Category")
        self.point = pieces.Choice("Veiled from")
        for label in LABELS:
            self.label.addItem(words.label(label), label)
        self.label.setCurrentIndex(LABELS.index("insult"))
        self.effects = pieces.paragraph("", step=-0.5)
        self.effects.setAccessibleName("What each choice would have done")
        self.choose = QPushButton("Veil from there")
        self.shipped = QPushButton("As it ships")
        self._lay_out()
        self.account.currentIndexChanged.connect(self._look)
        self.label.currentIndexChanged.connect(self._look)
        self.choose.clicked.connect(lambda: self._choose(self.point.currentData()))
        self.shipped.clicked.connect(lambda: self._choose(None))
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(6)
        column.addWidget(pieces.label("Where the veil begins", bold=True))
        column.addWidget(pieces.hairline())
        column.addWidget(pieces.paragraph(ABOUT, "soft", step=-0.5))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for row, box in enumerate((self.account, self.label, self.point)):
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
        column.addWidget(self.effects, 0, Qt.AlignmentFlag.AlignTop)

    def refresh(self) -> None:
        self._work.store(lambda console: console.veils.listed(), self._show, self._not_for_them)

    def _not_for_them(self, problem: Problem) -> None:
        self.hide()
        if not isinstance(problem, NotAllowed | NotSignedIn):
            self.said.emit(words.problem(problem))

    def _show(self, found: Sequence[Points]) -> None:
        before = self.account.currentData()
        self._points = found
        self.account.blockSignals(True)
        self.account.clear()
        for each in found:
            self.account.addItem(plain.name(each.handle), each.account)
        self.account.setCurrentIndex(max(0, self.account.findData(before)))
        self.account.blockSignals(False)
        self.setVisible(bool(found))
        self._look()

    def _look(self) -> None:
        account, label = self.account.currentData(), self.label.currentData()
        if account is not None:
            self._work.store(
                lambda console: console.veils.preview(account, label), self._tell, self._not_for_them
            )

    def _tell(self, effects: Sequence[Effect]) -> None:
        self._effects = effects
        self.point.clear()
        for effect in effects:
            self.point.addItem(f"{effect.point:g}" + (" (now)" if effect.now else ""), effect.point)
        now = next((n for n, effect in enumerate(effects) if effect.now), 0)
        self.point.setCurrentIndex(now)
        own = any(
            each.account == self.account.currentData() and self.label.currentData() in each.own
            for each in self._points
        )
        self.shipped.setEnabled(own)
        self.effects.setText("\n".join(map(words.effect, effects)))

    def _choose(self, point: float | None) -> None:
        account, label = self.account.currentData(), self.label.currentData()
        if account is None or (point is None and not self.shipped.isEnabled()):
            return
        self._work.store(
            lambda console: console.veils.choose(account, label, point),
            lambda _: self._chosen(),
            lambda problem: self.said.emit(words.problem(problem)),
        )

    def _chosen(self) -> None:
        self.said.emit("Set. New comments follow at once, open cards in the background.")
        self.refresh()
