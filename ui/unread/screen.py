"""The Unread page: how often decisions made unread were right, for the team, and what two people saw differently."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator import blind
from moderator.beginning import NotBegun
from moderator.blind import Told
from moderator.console import Console
from moderator.problems import NotAllowed, NotSignedIn, Problem
from moderator.unread import Difference
from ui import words as said_by
from ui.history.ask import AskWhy
from ui.look import pieces, size
from ui.unread import words
from ui.work import Work

MOST = 20  # differences shown at once; settling one makes room for the next

Found = tuple[Told, tuple[Difference, ...]]


class DifferenceView(QFrame):
    """One that is to be settled."""

    stands = Signal()
    anew = Signal()

    def __init__(self, of: Difference) -> None:
        super().__init__()
        self.of = of
        self.setProperty("part", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        title = pieces.paragraph(words.whose(of))
        title.setFont(pieces.label("", bold=True).font())
        column.addWidget(title)
        column.addWidget(pieces.paragraph(words.difference(of)))
        self.buttons = [QPushButton("Let it stand"), QPushButton("Decide anew")] if of.can_settle else []
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, signal in zip(self.buttons, (self.stands, self.anew), strict=False):
            button.setAccessibleName(f"{button.text()}: {words.whose(of)}")
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch()
        if self.buttons:
            column.addLayout(row)


class UnreadScreen(QWidget):
    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._found: Found | None = None
        self.views: list[DifferenceView] = []
        self.in_all = pieces.paragraph(words.TOO_FEW)
        self.told = pieces.paragraph(words.NOTHING_DIFFERS, "soft", step=-0.5)
        self._kinds, self._differences = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Unread")
        self._show(({}, ()))

    def _lay_out(self) -> None:
        inside = pieces.Inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 16, 28, 20)
        column.setSpacing(10)
        column.addWidget(pieces.label("Deciding unread", step=1, bold=True))
        column.addWidget(self.in_all)
        column.addLayout(self._kinds)
        column.addWidget(pieces.paragraph(words.ABOUT, "soft", step=-0.5))
        column.addSpacing(12)
        column.addWidget(pieces.label("Seen differently", bold=True))
        column.addWidget(pieces.hairline())
        column.addWidget(self.told)
        column.addLayout(self._differences)
        column.addStretch()
        for inner in (self._kinds, self._differences):
            inner.setSpacing(8)
        size.follow(inside, maximumWidth=760)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("How often unread decisions were right")
        area.setProperty("part", "read")  # a ring while it has the keyboard
        area.setWidget(inside)
        self.setFocusProxy(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    # what is shown

    def refresh(self) -> None:
        self._work.store(_look, lambda look: self._show(*look), self._not_shown)

    def _show(self, found: Found, waits: str = "") -> None:
        """What is the same stays, and with it the keyboard's place."""
        self.in_all.setText(waits or words.in_all(found[0]))
        if found == self._found:
            return
        self._found = found
        figures, differences = found
        pieces.empty(self._kinds)
        for kind in blind.kinds_in_order(figures):
            self._kinds.addWidget(pieces.hairline())
            self._kinds.addWidget(pieces.paragraph(words.row(kind, figures)))
        pieces.empty(self._differences)
        self.views = [DifferenceView(each) for each in differences[:MOST]]
        for view in self.views:
            view.stands.connect(partial(self.let_stand, view.of))
            view.anew.connect(partial(self._ask_why, view.of))
            self._differences.addWidget(view)
        self.told.setText(words.to_settle(len(differences), MOST))

    def forget(self) -> None:
        """Somebody else sits here, or nobody."""
        self._show(({}, ()))

    def know(self, me: str, names: object) -> None:
        self.refresh()

    # settling

    def let_stand(self, chosen: Difference) -> None:
        self._work.store(
            lambda console: console.unread.let_stand(chosen.id),
            partial(self._done, words.STANDS),
            self._refused,
        )

    def _ask_why(self, chosen: Difference) -> None:
        asking = AskWhy(self)
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.accepted.connect(lambda: self.decide_anew(chosen, asking.why()))
        asking.open()

    def decide_anew(self, chosen: Difference, why: str) -> None:
        self._work.store(
            lambda console: console.desk.reopen(chosen.decision, why),
            partial(self._done, words.REOPENED),
            self._refused,
        )

    def _done(self, told: str, _: object) -> None:
        self.said.emit(told)
        self.refresh()

    def _refused(self, problem: Problem) -> None:
        self.said.emit(said_by.problem(problem))
        self.refresh()

    def _not_shown(self, problem: Problem) -> None:
        if isinstance(problem, NotAllowed | NotSignedIn):
            self.forget()
        else:
            self.said.emit(said_by.problem(problem))


def _look(console: Console) -> tuple[Found, str]:
    """What may be seen now, and why figures of the team are not among it, "" where they are."""
    waits = ""
    try:
        figures = console.unread.rate()
    except NotBegun as waiting:
        figures, waits = {}, waiting.sentence()
    return (figures, console.unread.differences()), waits
