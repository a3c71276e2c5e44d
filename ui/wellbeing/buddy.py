"""The buddy: choosing one, the one question, and the strip on which it arrives. Names come from the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.buddies import Buddy
from moderator.console import Console
from moderator.problems import NotSignedIn, Problem
from ui import words as common
from ui.look import pieces, plain
from ui.look.aloud import announce
from ui.look.flow import Flow
from ui.wellbeing import words
from ui.work import Work

EVERY = 60_000  # ms between two looks whether a question has become too old


class BuddyPart(QWidget):
    """On the Wellbeing screen. Hidden where nobody else is at the desk."""

    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._names: Mapping[str, str] = {}
        self._shown: Buddy | None = None
        self.stands = pieces.paragraph("")
        self.choice = pieces.Choice("A colleague for a buddy")
        self.wish = QPushButton("Ask them to be your buddy")
        self.ping = QPushButton("")
        self.end = QPushButton("End it")
        self.yes, self.no = QPushButton("Yes"), QPushButton("No, thank you")
        row = Flow()
        for each in (self.choice, self.wish, self.ping, self.yes, self.no, self.end):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stands)
        column.addLayout(row)
        self.wish.clicked.connect(lambda: self._do_with(self.choice.currentData()))
        self.ping.clicked.connect(lambda: self._do(lambda console: console.buddies.ping(), "Asked."))
        self.end.clicked.connect(
            lambda: self._do(lambda console: console.buddies.end(), "Ended. Nobody is told.")
        )
        self.yes.clicked.connect(lambda: self._do_with(self._asking()))
        self.no.clicked.connect(self._refuse)

    def know(self, names: Mapping[str, str]) -> None:
        self._names = names

    def show_buddy(self, found: Buddy) -> None:
        if found == self._shown:
            return
        self._shown = found
        name = self._name(found.with_ or found.wished or self._asking())
        asked = bool(found.asked_by) and not found.with_
        free = not found.with_ and not found.wished and not asked
        self.stands.setText(_stands(found, name))
        if free:
            self.choice.clear()
            for each in found.colleagues:
                self.choice.addItem(self._name(each), each)
        self.choice.setVisible(free)
        self.wish.setVisible(free)
        self.ping.setText(f"Ask {name}: {words.PING}")
        self.ping.setVisible(bool(found.with_) and not found.waits)
        self.yes.setVisible(asked)
        self.no.setVisible(asked)
        self.end.setVisible(bool(found.with_ or found.wished))
        self.end.setText("End it" if found.with_ else "Take it back")
        self.setVisible(bool(found.colleagues))

    def _asking(self) -> str:
        return self._shown.asked_by[0] if self._shown is not None and self._shown.asked_by else ""

    def _name(self, person: str) -> str:
        return plain.name(self._names.get(person, person)) if person else ""

    def _do_with(self, other: str | None) -> None:
        if other:
            self._do(lambda console: console.buddies.wish(other), "")

    def _refuse(self) -> None:
        other = self._asking()
        self._do(lambda console: console.buddies.refuse(other), "")

    def _do(self, act: Callable[[Console], object], then: str) -> None:
        def done(found: Buddy) -> None:
            self.show_buddy(found)
            if then:
                self.said.emit(then)

        def both(console: Console) -> Buddy:
            act(console)
            return console.buddies.look()

        self._work.store(both, done, lambda problem: self.said.emit(common.problem(problem)))


def _stands(found: Buddy, name: str) -> str:
    if found.with_:
        return f"{name} is your buddy." + (" You have asked; no answer yet." if found.waits else "")
    if found.wished:
        return f"You have asked {name} to be your buddy. No answer yet."
    if found.asked_by:
        return f"{name} would like to be your buddy."
    return "You have no buddy."


class BuddyStrip(QFrame):
    """Above every screen: the question of a buddy, with two answers, or the answer to one's own. It never covers anything."""

    known = Signal(str)  # the name of the buddy, "" for none

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._names: Mapping[str, str] = {}
        self.setAccessibleName("Your buddy")
        self.says = pieces.paragraph("", "accent", step=-0.5)
        self.yes, self.later = QPushButton("Yes"), QPushButton("Not now")
        self.thanks = QPushButton("Thank you")
        row = QHBoxLayout()
        row.setContentsMargins(16, 5, 12, 5)
        row.setSpacing(8)
        row.addWidget(self.says, 1)
        for button in (self.yes, self.later, self.thanks):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the keyboard stays where it is
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(pieces.hairline())
        self.yes.clicked.connect(lambda: self._answer(yes=True))
        self.later.clicked.connect(lambda: self._answer(yes=False))
        self.thanks.clicked.connect(self.hide)
        self._each = QTimer(self)
        self._each.setInterval(EVERY)
        self._each.timeout.connect(self.look)
        self.hide()

    def know(self, names: Mapping[str, str]) -> None:
        """Somebody sits here."""
        self._names = names
        self.hide()
        self._each.start()
        self.look()

    def forget(self) -> None:
        self._each.stop()
        self.known.emit("")
        self.hide()

    def look(self) -> None:
        self._work.store(lambda console: console.buddies.look(), self.show_buddy, self._not)

    def _not(self, problem: Problem) -> None:
        if isinstance(problem, NotSignedIn):
            self.forget()

    def ask(self) -> None:
        """From wherever: has the buddy ten minutes?"""
        self._work.store(lambda console: console.buddies.ping(), lambda _: None, self._not)

    def show_buddy(self, found: Buddy) -> None:
        self.known.emit(plain.name(self._names.get(found.with_, found.with_)) if found.with_ else "")
        if found.question:
            name = plain.name(self._names.get(found.question, found.question))
            self._show(words.asks(name), question=True)
        elif found.answer:
            self._show(words.answered(found.answer), question=False)
        elif self.yes.isVisibleTo(self):
            self.hide()  # the question is gone; an answer stays until it was read

    def _show(self, sentence: str, *, question: bool) -> None:
        news = self.isHidden() or self.says.text() != sentence
        self.says.setText(sentence)
        for button in (self.yes, self.later):
            button.setVisible(question)
        self.thanks.setVisible(not question)
        self.show()
        if news:
            announce(self, sentence)

    def _answer(self, *, yes: bool) -> None:
        self.hide()
        self._work.store(lambda console: console.buddies.answer(yes=yes), lambda _: None, self._not)
