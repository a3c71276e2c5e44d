"""The page where a lead sees who rests at a limit, offers to open one, and reviews what was opened for a threat to life.

No number of anybody stands here, and nothing of what was declined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.beginning import NotBegun
from moderator.console import Console
from moderator.overriding import Given, Resting
from moderator.problems import Problem
from moderator.wellbeing.overrides import LEAST_WHY, LONGEST, MOST_WHY, Reason
from ui import words
from ui.look import pieces, plain, size
from ui.look.flow import Flow
from ui.look.passage import Passage
from ui.rest import override_words
from ui.signin.fields import said, say
from ui.work import Work

_MINUTES = tuple(range(round(LONGEST.total_seconds() / 60), 0, -5))
_SHOWN = 20  # of what was accepted
_WIDEST = 760


@dataclass(frozen=True, slots=True)
class Look:
    """`waits`: why nobody's rest is shown, "" where it is."""

    possible: bool
    waits: str
    resting: tuple[Resting, ...]
    reviews: tuple[Given, ...]
    given: tuple[Given, ...]
    names: Mapping[str, str]


class LimitsPage(QWidget):
    """See the module."""

    said = Signal(str)
    changed = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._seen: Look | None = None
        self._names: Mapping[str, str] = {}
        self.offers: list[QPushButton] = []
        self.form = OfferForm()
        self.form.offered.connect(self._offer)
        self.form.hide()
        self.answer = said()
        self._resting, self._due, self._given = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.reviews: list[ReviewView] = []
        self._lay_out()

    def _lay_out(self) -> None:
        inside = pieces.Inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 12)
        column.setSpacing(8)
        self.about = pieces.paragraph(override_words.ABOUT, "soft", step=-0.5)
        column.addWidget(pieces.paragraph(override_words.PURPOSE))
        column.addWidget(self.about)
        for title, rows in (
            ("Resting now", self._resting),
            ("To review", self._due),
            ("Accepted", self._given),
        ):
            column.addSpacing(12)
            column.addWidget(pieces.label(title, bold=True))
            column.addWidget(pieces.hairline())
            rows.setSpacing(8)
            column.addLayout(rows)
            if rows is self._resting:
                column.addWidget(self.form)
                column.addWidget(self.answer)
        column.addStretch(1)
        size.follow(inside, maximumWidth=_WIDEST)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setProperty("part", "read")
        self.area.setAccessibleName("Who rests at a limit, and what was opened")
        self.area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self.setFocusProxy(self.area)

    # looking

    def refresh(self) -> None:
        names = self._names
        self._work.store(lambda console: _look(console, names), self._show, self._refused)

    def forget_names(self) -> None:
        """Out of sight: whoever looks again looks names up again, which is in the journal."""
        self._names, self._seen = {}, None

    def _show(self, look: Look) -> None:
        """What is the same stays, and with it what somebody is typing."""
        self._names = look.names
        if look == self._seen:
            return
        self._seen = look
        self.about.setText(override_words.ABOUT if look.possible else override_words.ALONE)
        self._show_resting(look)
        pieces.empty(self._due)
        self.reviews = [ReviewView(each, look.names) for each in look.reviews]
        for view in self.reviews:
            view.reviewed.connect(self._review)
            self._due.addWidget(view)
        if not look.reviews:
            self._due.addWidget(pieces.paragraph(override_words.NOTHING_DUE, "soft"))
        pieces.empty(self._given)
        for given in look.given[:_SHOWN]:
            row = Passage()
            row.show_words(f"{override_words.given(given, look.names)} {given.why}")
            self._given.addWidget(row)
        if not look.given:
            self._given.addWidget(pieces.paragraph(override_words.NOTHING_GIVEN, "soft"))

    def _show_resting(self, look: Look) -> None:
        pieces.empty(self._resting)
        self.offers = []
        if not look.resting:
            nobody = override_words.NOBODY_RESTS if look.possible else ""
            self._resting.addWidget(pieces.paragraph(look.waits or nobody, "soft"))
        for each in look.resting:
            name = plain.name(look.names.get(each.person, ""), each.person)
            self._resting.addWidget(pieces.paragraph(override_words.rests(each, name)))
            if not each.may_be_offered:
                self._resting.addWidget(pieces.paragraph(override_words.MAY_NOT, "soft", step=-0.5))
                continue
            button = QPushButton("Offer to open it…")
            button.setAccessibleName(f"Offer to open it for {name}…")
            button.clicked.connect(partial(self._ask, each.person, name))
            self.offers.append(button)
            self._resting.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if self.form.person not in {each.person for each in look.resting if each.may_be_offered}:
            self.form.put_away()

    # doing

    def _ask(self, person: str, name: str) -> None:
        say(self.answer, "")
        self.form.ask(person, name)

    def _offer(self, person: str, reason: Reason, why: str, minutes: int) -> None:
        def done(_: object) -> None:
            self.form.put_away()
            say(self.answer, override_words.OFFERED)
            self.area.setFocus()

        self._do(lambda console: console.overriding.offer(person, reason, why, minutes=minutes), done)

    def _review(self, number: int, found: str) -> None:
        def done(_: object) -> None:
            self.said.emit(override_words.REVIEWED)
            self.area.setFocus()
            self.changed.emit()
            self.refresh()

        self._do(lambda console: console.overriding.review(number, found), done)

    def _do(self, call: Callable[[Console], object], done: Callable[[object], None]) -> None:
        self._work.store(call, done, self._refused)

    def _refused(self, problem: Problem) -> None:
        say(self.answer, words.problem(problem))


class OfferForm(QWidget):
    """To whom is said above; the reason, the words and the minutes are asked here."""

    offered = Signal(str, object, str, int)  # person, Reason, why, minutes

    def __init__(self) -> None:
        super().__init__()
        self.person = ""
        self.title = pieces.paragraph("")
        self.reason = pieces.Choice("Reason")
        for reason, told in override_words.REASONS.items():
            self.reason.addItem(told, reason)
        self.minutes = pieces.Choice("For how long")
        for minutes in _MINUTES:
            self.minutes.addItem(f"{minutes} minutes at the most", minutes)
        self.why = QLineEdit()
        self.why.setAccessibleName("Why, in words")
        self.why.setPlaceholderText(override_words.WHY_HINT)
        self.why.setMaxLength(MOST_WHY)
        self.hint = pieces.label(override_words.WHY_HINT, "soft", step=-0.5)
        self.hint.setWordWrap(True)
        self.hint.setBuddy(self.why)
        self.send = QPushButton("Offer it")
        self.leave = QPushButton("Leave it")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        for widget in (self.title, self.reason, self.minutes, self.hint, self.why):
            column.addWidget(widget)
        row = Flow()
        row.addWidget(self.leave)
        row.addWidget(self.send)
        column.addLayout(row)
        self.why.textChanged.connect(lambda _: self._see())
        self.why.returnPressed.connect(self._send)
        self.send.clicked.connect(self._send)
        self.leave.clicked.connect(self.put_away)

    def ask(self, person: str, name: str) -> None:
        self.person = person
        self.title.setText(f"Offer to open {name}'s limit")
        self._see()
        self.show()
        self.reason.setFocus()

    def put_away(self) -> None:
        self.person = ""
        self.why.clear()
        self.hide()

    def _words(self) -> str:
        return " ".join(self.why.text().split())

    def _see(self) -> None:
        self.send.setEnabled(len(self._words()) >= LEAST_WHY)

    def _send(self) -> None:
        if self.send.isEnabled() and self.person:
            self.offered.emit(
                self.person, self.reason.currentData(), self._words(), self.minutes.currentData()
            )


class ReviewView(QWidget):
    """One card that was opened for a threat to life, and what came of it."""

    reviewed = Signal(int, str)

    def __init__(self, given: Given, names: Mapping[str, str]) -> None:
        super().__init__()
        self.given = given
        told = pieces.paragraph(override_words.due(given, names), "notice" if given.late else "ink")
        why = Passage(step=-0.5, tone="soft")
        why.show_words(given.why)
        self.found = QLineEdit()
        self.found.setAccessibleName(override_words.FOUND_HINT)
        self.found.setPlaceholderText(override_words.FOUND_HINT)
        self.found.setMaxLength(MOST_WHY)
        self.done = QPushButton("Reviewed")
        self.done.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(told)
        column.addWidget(why)
        if given.mine:
            column.addWidget(
                pieces.paragraph("It was you who read it: another lead reviews it.", "soft", step=-0.5)
            )
            return
        column.addWidget(self.found)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self.found.textChanged.connect(lambda _: self.done.setEnabled(len(self._words()) >= LEAST_WHY))
        self.done.clicked.connect(lambda: self.reviewed.emit(self.given.id, self._words()))

    def _words(self) -> str:
        return " ".join(self.found.text().split())


def _look(console: Console, names: Mapping[str, str]) -> Look:
    """On the store lane. Names are looked up once for each time that the page comes into sight, and only for somebody."""
    overriding, waits, resting = console.overriding, "", tuple[Resting, ...]()
    possible = overriding.possible()
    if possible:
        try:
            resting = overriding.resting()
        except NotBegun as waiting:
            waits = waiting.sentence()
    found = Look(possible, waits, resting, overriding.reviews(), overriding.given(), names)
    if (found.resting or found.reviews or found.given) and not names:
        found = replace(found, names=console.names())
    return found
