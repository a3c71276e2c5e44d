"""One open card at a time: claiming it, keeping it, deciding it, and what happens when it is lost.

It asks the desk and says what came of it; it knows no widget. A card may be shown only while it is trusted: a
heartbeat renews that, and when it cannot be renewed in time the card is covered, whatever the store says later.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from moderator.cards import OpenCard
from moderator.console import Console
from moderator.decisions import Decided, Extra, Verdict
from moderator.left_out import LeftOut
from moderator.problems import EditedMeanwhile, Lost, Problem
from ui import words
from ui.rest import aimed_words
from ui.work import Work

HEARTBEAT = 30_000  # ms
LONGEST = 2**31 - 1  # ms that a timer can wait


class Seat(QObject):
    """See the module. `scale` is how much faster than real time the desk's clock runs (rehearsal)."""

    shown = Signal(object)  # OpenCard: claimed just now, or looked at again
    closed = Signal(str)  # no card is open any more; why, "" when nothing went wrong
    leaving = Signal()  # the open card is about to change: whatever of it is on the screen must be covered
    decided = Signal(object)  # Decided
    undone = Signal(object)  # Undone
    not_undone = Signal(object)  # Problem: the last decision stands; it has nothing to do with the open card
    passed = Signal()
    refused = Signal(object)  # Problem: something was not done; the card, if one is open, is still ours
    said = Signal(str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.opened: OpenCard | None = None
        self.busy = False  # an answer about the open card is awaited
        self.scale = 1.0
        self._sent = QElapsedTimer()
        self._sent.start()
        self._trust = QTimer(self)
        self._trust.setSingleShot(True)
        self._trust.timeout.connect(self._no_longer_trusted)
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._heartbeat)

    # claiming

    def open(self, card_id: int) -> None:
        """This card, chosen by hand."""
        if self.opened is None or self.opened.card.id != card_id:
            self._claim(lambda console: console.desk.open(card_id))

    def next(self) -> None:
        """What the scheduler gives."""
        self._claim(lambda console: console.desk.next())

    def next_calm(self) -> None:
        """The open card goes back, and a calm one comes; the next after it is the scheduler's again."""

        def switch(console: Console) -> OpenCard | None:
            console.desk.put_back()
            return console.desk.next(calm=True)

        self._claim(switch)

    def _claim(self, claim: Callable[[Console], OpenCard | None]) -> None:
        if not self.busy:
            self.busy = True
            self.leaving.emit()
            self._sent.start()
            self._work.store(claim, self._claimed, self._not_claimed)

    def _claimed(self, opened: OpenCard | None) -> None:
        self.busy = False
        if opened is None:
            self._close("")
            self._work.store(lambda console: console.wishing.mine(), self._say_left_out)
            return
        self.opened = opened
        self._trusted(opened.trusted_for)
        self._beat.start(max(250, int(HEARTBEAT / self.scale)))
        self.shown.emit(opened)

    def _say_left_out(self, found: Sequence[LeftOut]) -> None:
        """Nothing came: where that may be at this person's own wish, they are told."""
        if self.opened is None and found:
            self.said.emit(aimed_words.left_out(found))

    def _not_claimed(self, problem: Problem) -> None:
        self.busy = False
        self.refused.emit(problem)
        if self.opened is None:
            self.closed.emit(words.problem(problem))

    # keeping

    def _trusted(self, span: timedelta) -> None:
        """It may be shown this long from the moment the request was sent."""
        left = int(span.total_seconds() * 1000 / self.scale) - self._sent.elapsed()
        self._trust.start(max(0, min(LONGEST, left)))

    def _heartbeat(self) -> None:
        if self.opened is not None:
            self._sent.start()
            self._work.store(lambda console: console.desk.heartbeat(), self._renewed, self.lost)

    def _renewed(self, span: timedelta) -> None:
        if self.opened is not None:
            self._trusted(span)

    def _no_longer_trusted(self) -> None:
        self.lost(Lost("This card could not be kept", "The store did not answer in time", "Open it again"))

    def lost(self, problem: Problem) -> None:
        """After any refusal: a card that is no longer ours is closed, and the person is told why."""
        self.busy = False
        if isinstance(problem, Lost) and self.opened is not None:
            self._close(words.problem(problem))
        else:
            self.refused.emit(problem)

    def _close(self, sentence: str) -> None:
        self.leaving.emit()
        self.opened = None
        self._trust.stop()
        self._beat.stop()
        self.closed.emit(sentence)

    def look_again(self, sentence: str = "") -> None:
        """Fresh values of the open card, and a sentence about why."""
        if self.opened is None:
            return
        card_id = self.opened.card.id

        def show(opened: OpenCard) -> None:
            if self.opened is not None and self.opened.card.id == card_id:
                self.opened = opened
                self.leaving.emit()
                self.shown.emit(opened)
                self.said.emit(sentence)

        self._work.store(lambda console: console.desk.look_again(card_id), show, self.lost)

    def leave(self) -> None:
        """The window closes: the open card goes back to the line."""
        if self.opened is not None:
            self._close("")
            self._work.store(lambda console: console.desk.put_back())

    # deciding

    def decide(self, verdict: Verdict, reason: str | None, note: str, also: Sequence[Extra] = ()) -> None:
        """Once a press: the same request is never made twice, and none while one is on its way."""
        if self.opened is None or self.busy:
            return
        self.busy = True
        self.leaving.emit()
        card_id, request = self.opened.card.id, uuid.uuid4().hex
        self._work.store(
            lambda console: console.desk.decide(card_id, verdict, reason, note, request, also),
            self._decided,
            self._not_decided,
        )

    def _decided(self, decided: Decided) -> None:
        self._let_go()
        self.decided.emit(decided)

    def _not_decided(self, problem: Problem) -> None:
        if isinstance(problem, EditedMeanwhile):
            self.busy = False
            self.look_again(words.problem(problem))
        else:
            self.lost(problem)

    def pass_(self) -> None:
        if self.opened is not None and not self.busy:
            self.busy = True
            self.leaving.emit()
            self._work.store(lambda console: console.desk.pass_(), self._passed, self.lost)

    def _passed(self, _: None) -> None:
        self._let_go()
        self.passed.emit()

    def _let_go(self) -> None:
        self.busy = False
        self.opened = None
        self._trust.stop()
        self._beat.stop()

    def nasty(self) -> None:
        if self.opened is not None:
            card_id = self.opened.card.id
            self._work.store(
                lambda console: console.desk.nasty(card_id), lambda _: self.said.emit(words.NASTY_COUNTED)
            )

    def note(self, text: str, then: Callable[[], None]) -> None:
        """A remark for colleagues, on the card at once."""
        if self.opened is None:
            return
        card_id = self.opened.card.id

        def left(_: None) -> None:
            then()
            self.look_again(words.NOTE_LEFT)

        self._work.store(lambda console: console.desk.note(card_id, text), left)

    def undo(self) -> None:
        """The newest decision of this person."""
        self._work.store(lambda console: console.desk.undo(), self.undone.emit, self.not_undone.emit)
