"""The queue: the waiting line, the open card, the decision. Ties the panes to the desk.

Signals come up from the panes as intents; answers of the desk go down to them as values. Everything asked of the
desk goes through `Work`: by `seat` for the open card, by `looking` for words behind the veil, by `pulse` for
rest, and here for the line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Place
from moderator.cards import Because, Found, Line, OpenCard, Showing, Wording
from moderator.console import Console
from moderator.decisions import Decided, Extra, Op, Recent, Undone, Verdict
from moderator.problems import BreakDue, ConcernsYou, LimitReached, Lost, NotSignedIn, Problem
from moderator.settings import Settings
from moderator.wellbeing.values import Mode, Rest
from ui import keys, near, reasons, words
from ui.keys import ScreenKeys, Written
from ui.palette import Command
from ui.queue.drafting import Drafting
from ui.queue.last import LastDecision
from ui.queue.line import LinePane
from ui.queue.looking import Looking, Wish
from ui.queue.panes import Panes
from ui.queue.reader import Reader
from ui.queue.seat import Seat
from ui.queue.verdicts import KEYS, Verdicts
from ui.reading import ReadingScreen
from ui.rest import aimed_words, override_words
from ui.rest import words as rest_words
from ui.rest.curtain import RESTING, Curtain
from ui.rest.glass import AskGlass
from ui.rest.offering import OfferCard
from ui.rest.pulse import Beat, Pulse
from ui.rest.strip import RestStrip
from ui.support.key import open_support
from ui.work import Work

SHOWN_AT_ONCE = 500  # cards of the line that come with the first look
GUARD = 300  # ms after an automatic advance in which verdict keys are ignored
SETTLE = 300  # ms between two looks at the line, or
REST = 4  # times what the last one took: a very long line is looked at less often


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the desk brings. `ids` where there are more cards than `line` holds."""

    line: Line
    ids: Sequence[int] | None
    recent: Recent | None
    now: datetime
    scale: float


class QueueScreen(ReadingScreen):
    """See the module."""

    said = Signal(str)  # a sentence for the status line
    focus_mode = Signal(bool)  # the item alone
    sign_in_asked = Signal(object)  # NotSignedIn: nobody sits here any more, or the desk was left alone
    connect_asked = Signal()  # no account is here: one should be added
    looked = Signal()  # the line is as it was a moment ago
    escalated_asked = Signal()  # an emergency: the escalated cards, wherever they are shown

    def __init__(self, work: Work, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._now = datetime(1970, 1, 1, tzinfo=UTC)  # until the first look
        self._waiting, self._full = 0, False
        self.drafting = Drafting(work, lambda console, *typed: console.desk.keep_draft(*typed), self)
        self.answering = Drafting(work, lambda console, *typed: console.desk.keep_answer(*typed), self)
        self._names: Mapping[str, str] = {}
        self._looking_at_line, self._look_again = False, False
        self._since_asked = QElapsedTimer()
        self.seat = Seat(work, self)
        self.looking = Looking(
            work, press_once=settings.press_once, idle_ms=settings.remask_seconds * 1000, parent=self
        )
        self.pulse = Pulse(work, self._in_sight, parent=self)
        self.curtain: Curtain | None = None
        self._mode: Mode | None = None  # of rest, as the desk last told it
        self._was_typing: QWidget | None = None  # in this field, when the curtain came
        self.line = LinePane(self.now)
        self.strip = RestStrip()
        self.reader = Reader(self.now)
        self.last = LastDecision()
        self.verdicts = Verdicts()
        self.panes = Panes(self.line, self.strip, self.reader, self.last, self.verdicts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.offer = OfferCard()
        layout.setSpacing(0)
        layout.addWidget(self.offer)
        layout.addWidget(self.panes)
        self.key_acts = self._what_keys_do()
        self._guard = QTimer(self)
        self._guard.setSingleShot(True)
        self._guard.setInterval(GUARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.line.view)
        self.setAccessibleName("Queue")
        self._connect_panes()
        self._connect_desk()

    def _connect_panes(self) -> None:
        self.line.opened.connect(self.seat.open)
        self.line.next_asked.connect(self.seat.next)
        self.line.wanted.connect(self._fetch)
        self.reader.held.connect(self.hold)
        self.reader.let_go.connect(self.looking.release)
        self.reader.said.connect(self.said)
        self.reader.next_asked.connect(self.line.enter)
        self.reader.connect_asked.connect(self.connect_asked)
        self.reader.wordings_asked.connect(self._list_wordings)
        self.reader.taken_out.connect(self._take_out)
        self.reader.put_back.connect(self._put_back)
        self.verdicts.note.textEdited.connect(
            lambda text: self.drafting.typed(self.verdicts.opened_card(), text)
        )
        self.verdicts.beside.writing.connect(
            lambda text: self.answering.typed(self.verdicts.opened_card(), text)
        )
        self.verdicts.beside.copied.connect(self.reader.copy_link)
        self.verdicts.decided.connect(self._decide)
        self.verdicts.passed.connect(self.seat.pass_)
        self.verdicts.nasty.connect(self.seat.nasty)
        self.verdicts.noted.connect(self._note)
        self.verdicts.said.connect(self.said)
        self.verdicts.keys_free.connect(self._take_keys)
        self.verdicts.meter.break_asked.connect(self._break)
        self.verdicts.meter.meeting_asked.connect(self._meet)
        self.verdicts.meter.finish_asked.connect(self._finish)
        self.strip.break_asked.connect(self._break)
        self.strip.postpone_asked.connect(self._postpone)
        self.strip.glass_asked.connect(self._ask_glass)
        self.strip.calm_asked.connect(self.seat.next_calm)
        self.strip.swap_asked.connect(self.seat.pass_)
        self.last.undo_asked.connect(self.seat.undo)
        self.offer.accepted.connect(self._accept)
        self.offer.declined.connect(self._decline)

    def _connect_desk(self) -> None:
        self.seat.leaving.connect(self.looking.end)
        self.seat.leaving.connect(self.answering.keep)
        self.seat.shown.connect(self._show_card)
        self.seat.closed.connect(self._show_none)
        self.seat.decided.connect(self._show_decided)
        self.seat.passed.connect(self._show_passed)
        self.seat.undone.connect(self._show_undone)
        self.seat.not_undone.connect(self._show_not_undone)
        self._concerns: int | None = (
            None  # the card that was last refused because it may concern whoever sits here
        )
        self.seat.refused.connect(self._show_refusal)
        self.seat.said.connect(self.said)
        self.looking.shown.connect(self.reader.show_words)
        self.looking.covered.connect(self.reader.cover)
        self.looking.refused.connect(self._not_shown)
        self.pulse.beat.connect(self._show_beat)
        self.pulse.input.connect(self.looking.input)
        self.pulse.away.connect(self.looking.end)

    def know_sources(self, there: bool) -> None:
        """Is there anything that comments could come from? An empty line says which of the two it is."""
        self.reader.has_sources = there

    def now(self) -> datetime:
        """The time of day, as the desk's clock last told it."""
        return self._now

    # the line

    def refresh(self) -> None:
        """Look at the line again. Many wishes at once are one look."""
        self.pulse.start()
        if self._looking_at_line:
            self._look_again = True
            return
        self._looking_at_line = True
        self._since_asked.start()
        self._work.store(look, self._show_look, self._not_looked)

    def _show_look(self, look: Look) -> None:
        self._now, self._waiting = look.now, look.line.waiting
        full = self._full = look.line.exhausted
        self.seat.scale = max(1.0, look.scale)
        self.pulse.set_scaled(look.scale > 1)
        self.line.show_line(look.line, look.ids)
        self.panes.drawer_button.setText("Line" if full else f"Line · {words.cards(look.line.waiting)}")
        if look.recent is not None:
            self.last.show_recent(look.recent, look.now)
        if self.seat.opened is None and not self.seat.busy:
            self.reader.show_waiting(self._waiting, exhausted=full)
        self._ask_why()
        QTimer.singleShot(max(SETTLE, REST * self._since_asked.elapsed()), self, self._settled)
        self.looked.emit()

    def _ask_why(self) -> None:
        """Which words a score rests on may be known a moment after its card was opened."""
        opened, because = self.seat.opened, self.reader.because
        if opened is None or because is None or because.found is not Found.NOT_YET:
            return
        card_id = opened.card.id

        def show(because: Because | None) -> None:
            still = self.seat.opened is not None and self.seat.opened.card.id == card_id
            if still and because is not None:
                self.reader.show_because(because)

        self._work.store(lambda console: console.desk.because(card_id), show, lambda problem: None)

    def _settled(self) -> None:
        self._looking_at_line = False
        if self._look_again:
            self._look_again = False
            self.refresh()

    def _not_looked(self, problem: Problem) -> None:
        self._looking_at_line = False
        self.said.emit(words.problem(problem))

    def _fetch(self, ids: Sequence[int]) -> None:
        self._work.store(lambda console: console.desk.cards(ids), self.line.fill)

    # the open card

    def _show_card(self, opened: OpenCard) -> None:
        self.reader.show_card(opened)
        same = self.verdicts.opened_card() == opened.card.id
        self.verdicts.show_card(opened, note=self.verdicts.typed_on(opened) if same else opened.draft)
        self.line.mark_open(opened.card.id)
        self.panes.show_drawer(False)
        self.refresh()

    def _show_none(self, sentence: str) -> None:
        """What was typed stays with the card that was lost."""
        sentence = words.with_names(sentence, self._names)
        if typed := self.verdicts.note.text():
            self.drafting.typed(self.verdicts.opened_card(), typed)
            sentence = f"{sentence} {words.TYPED_KEPT}" if sentence else ""
        self.drafting.keep()
        self.answering.keep()
        self.verdicts.show_nothing()
        self.line.mark_open(None)
        if sentence:
            self.reader.show_sentence(sentence)
            self.said.emit(sentence)
        else:
            self.reader.show_waiting(self._waiting, exhausted=self._full)
        self.refresh()

    def _decide(self, verdict: Verdict, reason: str | None, note: str, also: Sequence[Extra]) -> None:
        self.drafting.drop()
        if any(extra.op is Op.REPLY for extra in also):
            self.answering.drop()
        else:
            self.answering.keep()
        self.seat.decide(verdict, reason, note, also)

    def _note(self, text: str) -> None:
        self.drafting.drop()
        self.seat.note(text, self.verdicts.note.clear)

    def _show_decided(self, decided: Decided) -> None:
        self.last.show_decided(decided, self._now)
        self._advance()

    def _show_passed(self) -> None:
        self.said.emit(words.PASSED)
        self._advance()

    def _advance(self) -> None:
        """The next card at once; verdict keys rest for a moment, so that a double press hits nothing."""
        self.verdicts.show_nothing()
        self._guard.start()
        if self.resting:
            self._show_none("")
        else:
            self.seat.next()

    def _show_undone(self, undone: Undone) -> None:
        self.last.show_undone(undone)
        self.refresh()

    def _show_not_undone(self, problem: Problem) -> None:
        """Said beside the decision that it is about; the open card is another."""
        if isinstance(problem, NotSignedIn | BreakDue):
            self._show_refusal(problem)
        else:
            self.said.emit(words.problem(problem))
            self.refresh()

    def _show_refusal(self, problem: Problem) -> None:
        if isinstance(problem, NotSignedIn):
            self.sign_in_asked.emit(problem)
            return
        sentence = words.with_names(words.problem(problem), self._names)
        if isinstance(problem, ConcernsYou):
            self._concerns = self.line.current_id()
        if self.seat.opened is None:
            self.said.emit(sentence)
        elif isinstance(problem, LimitReached):
            self.reader.say_on_card(rest_words.stays_veiled(problem), aloud=sentence)
        else:
            self.reader.say_on_card(sentence)
        if isinstance(problem, BreakDue | LimitReached):
            self.pulse.tick()
        self.refresh()

    # reading

    def hold(self, around: int | None, showing: Showing | str) -> None:
        if self.seat.opened is not None and not self.seat.busy and not self.resting:
            if around is None and not self.seat.opened.card.veiled:
                return
            self.looking.press(Wish(self.seat.opened.card.id, around, Showing(showing)))

    # wordings

    def _list_wordings(self) -> None:
        self._with_wordings(lambda console, card_id: None, lambda nothing: None)

    def _take_out(self, comment: int) -> None:
        self.looking.end()
        view = self.reader.wordings
        copies = 0 if view is None else view.copies_of(comment)

        def offer(own: int) -> None:
            if self.reader.wordings is not None:
                self.reader.wordings.show_taken_out(own, copies)

        self._with_wordings(lambda console, card_id: console.desk.take_out(card_id, comment), offer)

    def _put_back(self, own: int) -> None:
        def put(console: Console, card_id: int) -> None:
            console.desk.put_with(card_id, own)

        def forget(nothing: None) -> None:
            self.reader.setFocus()

        view = self.reader.wordings
        if view is not None:
            view.show_put_back(own)
        self._with_wordings(put, forget)

    def _with_wordings(self, act: Callable[[Console, int], Any], then: Callable[[Any], None]) -> None:
        """Do something with the wordings of the open card, and show them as they are after it."""
        opened = self.seat.opened
        if opened is None:
            return
        card_id = opened.card.id

        def run(console: Console) -> tuple[Any, OpenCard, list[Wording]]:
            done = act(console, card_id)
            return done, console.desk.look_again(card_id), console.desk.wordings(card_id)

        def show(told: tuple[Any, OpenCard, list[Wording]]) -> None:
            done, now, found = told
            if self.seat.opened is not None and self.seat.opened.card.id == card_id:
                self.seat.opened = now
                self.verdicts.show_card(now, note=self.verdicts.typed_on(now))
                self.reader.show_wordings(now.card, found)
                then(done)
                self.refresh()

        self._work.store(run, show, self._not_shown)

    def _not_shown(self, problem: Problem) -> None:
        if isinstance(problem, Lost):
            self.seat.lost(problem)
        else:
            self._show_refusal(problem)

    # rest

    def _show_beat(self, beat: Beat) -> None:
        self._now = beat.now
        self.verdicts.meter.show_meter(beat.meter)
        self.strip.show_meter(beat.meter)
        self.offer.show_offer(beat.offered)
        self.last.tick(beat.now)
        rest = beat.meter.rest
        if rest.closed:
            self.looking.end()
        self._say_elsewhere(rest)
        self._mode = rest.mode
        if self.isVisible() or self.resting:
            self._raise_curtain(beat)

    def _say_elsewhere(self, rest: Rest) -> None:
        """A break comes, or an emergency ends, while another screen is in sight: once, on the status line."""
        changed = self._mode is not None and rest.mode is not self._mode
        if changed and not self.isVisible():
            if rest.mode is Mode.EMERGENCY:
                self.said.emit(rest_words.emergency(rest))
            elif rest.closed or rest.mode is Mode.WARN:
                self.said.emit(f"{rest_words.next_break(rest)}.")

    def _raise_curtain(self, beat: Beat) -> None:
        if self.curtain is None:
            self.curtain = Curtain(self.window())
            self.curtain.ready.connect(self._ready)
            self.curtain.back.connect(self._back)
            self.curtain.emergency.connect(self._leave_break)
            self.curtain.talk.connect(open_support)
            self.curtain.glass_asked.connect(self._ask_glass)
            self.curtain.offer.accepted.connect(self._accept)
            self.curtain.offer.declined.connect(self._decline)
            self.curtain.offer.know(self._names)
            self.curtain.escalate.connect(lambda: self.seat.decide(Verdict.ESCALATE, None, ""))
        was_up, at = self.curtain.up, QApplication.focusWidget()
        if not was_up and beat.meter.rest.mode in RESTING:
            self.drafting.keep()
            self.answering.keep()
            self._was_typing = at if keys.typing() and at is not None and self.isAncestorOf(at) else None
        self.curtain.show_rest(beat.meter.rest, card_open=self.seat.opened is not None)
        offered = beat.offered if beat.offered is not None and beat.offered.card else None
        self.curtain.offer.show_offer(offered if self.curtain.up else None)
        if was_up and not self.curtain.up and self.isVisible():
            typing = self._was_typing
            (typing if typing is not None and typing.isVisible() else self.line.view).setFocus()

    @property
    def resting(self) -> bool:
        """Is the curtain up?"""
        return self.curtain is not None and self.curtain.up

    def _break(self) -> None:
        self.looking.end()
        self._work.store(lambda console: console.desk.break_now(), lambda _: self.pulse.tick())

    def _ready(self) -> None:
        self._work.store(lambda console: console.desk.ready(), lambda _: self.pulse.tick())

    def _rests(self, do: Callable[[Console], object]) -> None:
        """Something about the person's own breaks; why not, when not."""
        self._work.store(do, lambda _: self.pulse.tick(), self._show_refusal)

    def _postpone(self) -> None:
        self._rests(lambda console: console.resting.postpone())

    def _meet(self) -> None:
        self.looking.end()
        self._rests(lambda console: console.resting.meeting())

    def _finish(self) -> None:
        self.looking.end()
        self.seat.leave()
        self._rests(lambda console: console.resting.finish())

    def _back(self) -> None:
        self._rests(lambda console: console.resting.back())

    def _offers(self) -> list[OfferCard]:
        return [self.offer] if self.curtain is None else [self.offer, self.curtain.offer]

    def _accept(self) -> None:
        for card in self._offers():
            card.put_away()
        self._rests(lambda console: console.overriding.accept())

    def _decline(self) -> None:
        if self.offer.waits:
            for card in self._offers():
                card.put_away()
            self._rests(lambda console: console.overriding.decline())

    def _ask_glass(self) -> None:
        """A threat to life: the open card, or else the chosen one, once it is said why."""
        opened = self.seat.opened
        card = self.line.current_id() if opened is None else opened.card.id
        if card is None:
            return
        asking = AskGlass(card, self.window())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.accepted.connect(lambda: self._break_glass(card, asking.why()))
        asking.open()

    def _break_glass(self, card: int, why: str) -> None:
        def opened(_: object) -> None:
            self.pulse.tick()
            if self.seat.opened is None:
                self.seat.open(card)

        self._work.store(
            lambda console: console.overriding.break_glass(card, why), opened, self._show_refusal
        )

    def _leave_break(self) -> None:
        def left(_: object) -> None:
            self.pulse.tick()
            self.escalated_asked.emit()

        self._work.store(lambda console: console.resting.emergency(), left, self._show_refusal)

    # for the window

    def cover(self) -> None:
        """Words off the screen, at once."""
        self.looking.end()

    def leave(self) -> None:
        """The window closes: the open card goes back to the line."""
        self.looking.end()
        self.pulse.stop()
        self.answering.keep()
        self.drafting.keep()
        self.seat.leave()

    def apply_settings(self, settings: Settings) -> None:
        self.looking.apply(press_once=settings.press_once, idle_ms=settings.remask_seconds * 1000)

    def know(self, me: str, names: Mapping[str, str]) -> None:
        """Whose desk this is, and what colleagues are called."""
        self._names = names
        self.reader.know(me, names)
        self.offer.know(names)
        self.line.know(names)

    def forget(self) -> None:
        """Somebody else sits down: what was typed and decided here is not theirs."""
        self.drafting.drop()
        self.answering.drop()
        self.last.forget()
        self.line.show_line(Line((), 0, 0), None)
        self.offer.show_offer(None)
        if self.curtain is not None:
            self.curtain.drop()

    def keys(self) -> Written:
        """For the `?` sheet: only what works."""
        return keys.listed(Place.QUEUE)

    def commands(self) -> Sequence[Command]:
        """For the palette: what can be done with the card that is open, or with the line."""
        if self.resting:
            return ()
        found = [
            Command("Undo the last decision", keys.cap(actions.UNDO), self.seat.undo),
            Command("Take a break now", keys.cap(actions.BREAK), self._break),
            *(
                [Command("Put the announced break off", keys.cap(actions.POSTPONE), self._postpone)]
                if self._mode in (Mode.WARN, Mode.DEFER)
                else []
            ),
            Command("Off to a meeting", keys.cap(actions.MEETING), self._meet),
            Command("Finish for today", "", self._finish),
            Command(aimed_words.OFF_SEVERE, "", self._off_severe),
            *(
                [Command(override_words.GLASS_ASK, "", self._ask_glass)]
                if self._mode in (Mode.COOLDOWN, Mode.DAYLOCK)
                else []
            ),
        ]
        opened = self.seat.opened
        if opened is None:
            concerning = self._concerning()
            if concerning is not None:
                act = partial(self._escalate_unread, concerning)
                found = [Command(aimed_words.ESCALATE, keys.cap(actions.ESCALATE), act), *found]
            return (Command("Open the next card", keys.cap(actions.OPEN), self.seat.next), *found)
        asked = [
            Command(
                words.verdict(option.verdict),
                keys.cap(KEYS[option.verdict]),
                partial(self.verdicts.ask, option.verdict),
            )
            for option in opened.options
            if option.allowed
        ]
        return (
            *asked,
            Command("Pass, no reason asked", keys.cap(actions.PASS), self.seat.pass_),
            Command("That was nasty", keys.cap(actions.NASTY), self.seat.nasty),
            *(
                [Command(words.offers(opened.offers), keys.cap(actions.ANSWER), self.verdicts.answer)]
                if opened.offers
                else []
            ),
            *(
                [Command(near.SHOW_WORDINGS, keys.cap(actions.CLUSTER), self.reader.toggle_wordings)]
                if self.reader.wordings is not None
                else []
            ),
            *(
                [Command(reasons.WHY, keys.cap(actions.WHY), self.reader.toggle_why)]
                if self.reader.because is not None
                else []
            ),
            Command("Choose the house rule", keys.cap(actions.RULE), self.verdicts.show_rules),
            Command("The item alone", keys.cap(actions.ALONE), self._toggle_alone),
            *found,
        )

    def _in_sight(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    # keys

    def _what_keys_do(self) -> ScreenKeys:
        made = self.screen_keys(Place.QUEUE)
        made.on(actions.NEXT, partial(self._step, 1), repeats=True)
        made.on(actions.PREVIOUS, partial(self._step, -1), repeats=True)
        for verdict, action in KEYS.items():
            made.on(action, partial(self._unguarded, partial(self._ask, verdict)))
        made.on(actions.PASS, partial(self._unguarded, self.seat.pass_))
        made.on(actions.OPEN, self._enter)
        made.on(actions.UNDO, self.seat.undo)
        made.on(actions.NASTY, self.seat.nasty)
        made.on(actions.ANSWER, self.verdicts.answer)
        made.on(actions.WHY, self.reader.toggle_why)
        made.on(actions.CLUSTER, self.reader.toggle_wordings)
        made.on(actions.RULE, self.verdicts.show_rules)
        made.on(actions.BREAK, self._break)
        made.on(actions.POSTPONE, self._postpone)
        made.on(actions.MEETING, self._meet)
        made.on(actions.DECLINE, self._decline)
        made.on(actions.ALONE, self._toggle_alone)
        return made

    def put_away(self) -> None:
        self.verdicts.put_away()
        super().put_away()

    def hears_keys(self) -> bool:
        return not self.resting

    def _ask(self, verdict: Verdict) -> None:
        card = self._concerning()
        if verdict is Verdict.ESCALATE and card is not None:
            self._escalate_unread(card)
        else:
            self.verdicts.ask(verdict)

    def _off_severe(self) -> None:
        self._work.store(
            lambda console: console.wishing.off_severe(),
            lambda _: self.said.emit(aimed_words.MOVED_OFF),
            self._show_refusal,
        )

    def _concerning(self) -> int | None:
        """The chosen card, where it may concern whoever sits here and none is open: escalating is all that is left to do."""
        row = self.line.view.currentIndex().row()
        card = self.line.model.card(row) if self.seat.opened is None and row >= 0 else None
        return card.id if card is not None and (card.concerns_me or card.id == self._concerns) else None

    def _escalate_unread(self, card_id: int) -> None:
        def done(_: object) -> None:
            self.said.emit(aimed_words.ESCALATED)
            self.refresh()

        self._work.store(
            lambda console: console.desk.decide_unread(card_id, Verdict.ESCALATE), done, self._show_refusal
        )

    def _step(self, by: int) -> None:
        self.panes.show_drawer(True)
        self.line.step(by)

    def _unguarded(self, run: Callable[[], object]) -> None:
        """Not in the moment after an automatic advance."""
        if not self._guard.isActive():
            run()

    def _enter(self) -> None:
        if self.verdicts.asking:
            self.verdicts.confirm()
        elif self.seat.opened is None:
            self.line.enter()

    def _toggle_alone(self) -> None:
        self.panes.set_alone(not self.panes.alone)
        self.focus_mode.emit(self.panes.alone)
        self._take_keys()

    def _take_keys(self) -> None:
        (self.line.view if self.line.isVisible() else self.reader).setFocus()

    # the window's doings

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panes.fit(self.window().width())
        self.setFocusProxy(self.reader if self.panes.drawer else self.line.view)


def look(console: Console) -> Look:
    """On the store lane."""
    line = console.desk.line(SHOWN_AT_ONCE)
    ids = console.desk.line_ids() if line.waiting > len(line.cards) else None
    recent = console.desk.recent(1)
    scale = console.home.time_scale
    return Look(line, ids, recent[0] if recent else None, console.clock.wall(), scale)
