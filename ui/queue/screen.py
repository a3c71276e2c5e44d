"""The queue: the waiting line, the open card, the decision. Lays out the three panes and ties them to the desk.

Signals come up from the panes as intents; answers of the desk go down to them as values. Everything asked of the
desk goes through `Work`. What this screen keeps itself: which card is open, until when it may be shown, and
whether an answer is still awaited.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.cards import Line, OpenCard, Showing, Words
from moderator.console import Console
from moderator.decisions import Decided, Recent, Undone, Verdict
from moderator.problems import BreakDue, EditedMeanwhile, Lost, Problem
from moderator.settings import Settings
from ui import words
from ui.look import pieces
from ui.queue import keys
from ui.queue.last import LastDecision
from ui.queue.line import LinePane
from ui.queue.looking import Looking, Wish
from ui.queue.reader import Reader
from ui.queue.verdicts import Verdicts
from ui.rest.curtain import Curtain
from ui.rest.pulse import Beat, Pulse
from ui.rest.strip import RestStrip
from ui.work import Work

SHOWN_AT_ONCE = 500  # cards of the line that come with the first look
HEARTBEAT = 30_000  # ms
GUARD = 300  # ms after an automatic advance in which verdict keys are ignored
FOLD, DRAWER = 1100, 760  # px of window width
_COLUMN = 306


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at the desk brings."""

    line: Line
    ids: Sequence[int] | None
    recent: Recent | None
    now: datetime
    scale: float


class QueueScreen(QWidget):
    """See the module."""

    said = Signal(str)  # a sentence for the status line
    focus_mode = Signal(bool)  # the item alone

    def __init__(self, work: Work, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._now = datetime(1970, 1, 1, tzinfo=UTC)  # until the first look
        self._scale = 1.0
        self._waiting = 0
        self._opened: OpenCard | None = None
        self._notes: dict[int, str] = {}  # what was typed on cards that were lost
        self._busy = False  # a verdict or a claim is on its way
        self._looking_at_line, self._look_again = False, False
        self._alone = False
        self.line = LinePane(self.now)
        self.reader = Reader(self.now)
        self.verdicts = Verdicts()
        self.last = LastDecision()
        self.strip = RestStrip()
        self.looking = Looking(
            work, press_once=settings.press_once, idle_ms=settings.remask_seconds * 1000, parent=self
        )
        self.pulse = Pulse(work, self._in_sight, parent=self)
        self.curtain: Curtain | None = None
        self._sent = QElapsedTimer()
        self._sent.start()
        self._trust = self._timer(self._no_longer_trusted)
        self._guard = self._timer(lambda: None)
        self._beat = self._timer(self._heartbeat)
        self._beat.setSingleShot(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.line.view)
        self.setAccessibleName("Queue")
        self._lay_out()
        self._connect()

    def _timer(self, run: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(run)
        return timer

    def now(self) -> datetime:
        """The time of day, as the desk's clock last told it."""
        return self._now

    # laying out

    def _lay_out(self) -> None:
        self._panes = QHBoxLayout(self)
        self._panes.setContentsMargins(0, 0, 0, 0)
        self._panes.setSpacing(0)
        self._line_edge = pieces.hairline(upright=True)
        self._column_edge = pieces.hairline(upright=True)
        self._drawer_button = QPushButton("Line")
        self._drawer_button.setProperty("part", "quiet")
        self._drawer_button.setAccessibleDescription("Shows the waiting line beside the card")
        self._drawer_button.hide()
        item = QWidget()
        column = QVBoxLayout(item)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(20, 0, 20, 0)
        top.addWidget(self._drawer_button)
        top.addStretch()
        column.addLayout(top)
        column.addWidget(self.strip)
        column.addWidget(self.reader, 1)
        column.addWidget(self.last)
        self._folded_edge = pieces.hairline()
        column.addWidget(self._folded_edge)
        self._item_column = column
        self._panes.addWidget(self.line)
        self._panes.addWidget(self._line_edge)
        self._panes.addWidget(item, 1)
        self._panes.addWidget(self._column_edge)
        self._panes.addWidget(self.verdicts)
        self._fit(1440)

    def _fit(self, width: int) -> None:
        """Three panes; below 1100 px the decision folds under the item; below 760 px the line is a drawer."""
        folded, drawer = width < FOLD, width < DRAWER
        in_column = self._item_column.indexOf(self.verdicts) >= 0
        if folded != in_column:
            if folded:
                self.verdicts.setMaximumWidth(16_777_215)
                self._item_column.addWidget(self.verdicts)
            else:
                self._panes.addWidget(self.verdicts)
            self.verdicts.set_folded(folded)
        if not folded:
            self.verdicts.setFixedWidth(self._column_width())
        else:
            self.verdicts.setMinimumWidth(0)
        self.line.setFixedWidth(min(self.line.sizeHint().width(), int(width * 0.85)))
        as_drawer = self._panes.indexOf(self.line) < 0
        if drawer and not as_drawer:
            self._panes.removeWidget(self.line)
            self.line.setParent(self)
            self.line.setAutoFillBackground(True)
            self.line.hide()
        elif not drawer and as_drawer:
            self._panes.insertWidget(0, self.line)
            self.line.show()
        self._drawer_button.setVisible(drawer and not self._alone)
        self._line_edge.setVisible(not drawer and not self._alone)
        self._folded_edge.setVisible(folded and not self._alone)
        self._column_edge.setVisible(not folded and not self._alone)
        self.verdicts.setVisible(not self._alone)
        if not drawer:
            self.line.setVisible(not self._alone)
        else:
            self._place_drawer()

    def _column_width(self) -> int:
        return int(_COLUMN * self.line.sizeHint().width() / 372)

    def _place_drawer(self) -> None:
        self.line.setGeometry(0, 0, self.line.maximumWidth(), self.height())
        self.line.raise_()

    def _connect(self) -> None:
        self.line.opened.connect(self.open_card)
        self.line.next_asked.connect(self.open_next)
        self.line.wanted.connect(self._fetch)
        self.reader.held.connect(self._hold)
        self.reader.let_go.connect(self.looking.release)
        self.reader.said.connect(self.said)
        self.reader.next_asked.connect(self.line.enter)
        self.verdicts.decided.connect(self._decide)
        self.verdicts.passed.connect(self._pass)
        self.verdicts.nasty.connect(self._nasty)
        self.verdicts.noted.connect(self._note)
        self.verdicts.said.connect(self.said)
        self.verdicts.meter.break_asked.connect(self._break)
        self.strip.break_asked.connect(self._break)
        self.last.undo_asked.connect(self.undo)
        self.looking.shown.connect(self._show_words)
        self.looking.covered.connect(self.reader.cover)
        self.looking.refused.connect(self._not_shown)
        self.pulse.beat.connect(self._show_beat)
        self.pulse.input.connect(self.looking.input)
        self.pulse.away.connect(self.looking.end)
        self._drawer_button.clicked.connect(self._toggle_drawer)

    # looking at the desk

    def refresh(self) -> None:
        """Look at the line again. Many wishes at once are one look."""
        if self._looking_at_line:
            self._look_again = True
            return
        self._looking_at_line = True

        def look(console: Console) -> _Look:
            line = console.desk.line(SHOWN_AT_ONCE)
            ids = console.desk.line_ids() if line.waiting > len(line.cards) else None
            recent = console.desk.recent(1)
            now, scale = console.clock.wall(), console.home.time_scale
            return _Look(line, ids, recent[0] if recent else None, now, scale)

        self._work.store(look, self._show_look, self._not_looked)
        self.pulse.start()

    def _show_look(self, look: _Look) -> None:
        self._looking_at_line = False
        self._now, self._scale, self._waiting = look.now, max(1.0, look.scale), look.line.waiting
        self.pulse.set_scaled(self._scale > 1)
        self.line.show_line(look.line, look.ids)
        self._drawer_button.setText(f"Line · {words.cards(look.line.waiting)}")
        if look.recent is not None:
            self.last.show_recent(look.recent)
        if self._opened is None and not self._busy:
            self.reader.show_nothing(self._waiting)
        if self._look_again:
            self._look_again = False
            QTimer.singleShot(GUARD, self, self.refresh)

    def _not_looked(self, problem: Problem) -> None:
        self._looking_at_line = False
        self.said.emit(words.problem(problem))

    def _fetch(self, ids: Sequence[int]) -> None:
        self._work.store(lambda console: console.desk.cards(ids), self.line.fill)

    def _show_beat(self, beat: Beat) -> None:
        self._now = beat.now
        rest = beat.meter.rest
        self.verdicts.meter.show_meter(beat.meter)
        self.strip.show_meter(beat.meter)
        self.last.tick(beat.now)
        if rest.closed:
            self.looking.end()
        if self.isVisible():
            if self.curtain is None:
                self.curtain = Curtain(self.window())
                self.curtain.ready.connect(self._ready)
                self.curtain.escalate.connect(lambda: self._decide(Verdict.ESCALATE, None, ""))
            was_up = self.curtain.up
            self.curtain.show_rest(rest, card_open=self._opened is not None)
            if was_up and not self.curtain.up:
                self.line.view.setFocus()

    @property
    def resting(self) -> bool:
        return self.curtain is not None and self.curtain.up

    # one open card

    def open_card(self, card_id: int) -> None:
        """Claim this card by hand."""
        if self._opened is not None and self._opened.card.id == card_id:
            return
        self._claim(lambda console: console.desk.open(card_id))

    def open_next(self) -> None:
        """What the scheduler gives."""
        self._claim(lambda console: console.desk.next())

    def _claim(self, claim: object) -> None:
        if self._busy:
            return
        self._busy = True
        self.looking.end()
        self._sent.start()
        self._work.store(claim, self._show_opened, self._not_opened)  # type: ignore[arg-type]

    def _show_opened(self, opened: OpenCard | None) -> None:
        self._busy = False
        if opened is None:
            self._show_none(words.NOTHING_FITS if self._waiting > 1 else "")
            return
        self._opened = opened
        self.reader.show_card(opened)
        self.verdicts.show_card(opened, note=self._notes.pop(opened.card.id, ""))
        self.line.mark_open(opened.card.id)
        self._trusted(opened.trusted_for)
        self._beat.start(max(250, int(HEARTBEAT / self._scale)))
        if self.line.parentWidget() is self and self._panes.indexOf(self.line) < 0:
            self.line.hide()
        self.refresh()

    def _not_opened(self, problem: Problem) -> None:
        self._busy = False
        self.said.emit(words.problem(problem))
        if self._opened is None:
            self.reader.show_nothing(self._waiting, words.problem(problem))
        if isinstance(problem, BreakDue):
            self.pulse.tick()
        self.refresh()

    def _show_none(self, sentence: str = "") -> None:
        self._opened = None
        self._trust.stop()
        self._beat.stop()
        self.verdicts.show_nothing()
        self.reader.show_nothing(self._waiting if not sentence else 0, sentence)
        self.line.mark_open(None)
        self.refresh()

    def _trusted(self, span: timedelta) -> None:
        """May be shown this long from the moment the request was sent."""
        left = int(span.total_seconds() * 1000 / self._scale) - self._sent.elapsed()
        self._trust.start(max(0, left))

    def _heartbeat(self) -> None:
        if self._opened is not None:
            self._sent.start()
            self._work.store(lambda console: console.desk.heartbeat(), self._trusted, self._lost)

    def _no_longer_trusted(self) -> None:
        self._lost(Lost("This card could not be kept", "The store did not answer in time", "Open it again"))

    def _lost(self, problem: Problem) -> None:
        """Cover at once, say so, keep what was typed."""
        self._busy = False
        if not isinstance(problem, Lost) or self._opened is None:
            self.said.emit(words.problem(problem))
            return
        self.looking.end()
        card_id, typed = self._opened.card.id, self.verdicts.note.text()
        if typed:
            self._notes[card_id] = typed
        self._show_none(words.problem(problem))
        self.said.emit(words.problem(problem))

    # reading

    def _hold(self, around: int | None, showing: str) -> None:
        if self._opened is not None and not self.resting:
            self.looking.press(Wish(self._opened.card.id, around, Showing(showing)))

    def _show_words(self, shown: Words, around: int | None) -> None:
        self.reader.show_words(shown, around)

    def _not_shown(self, problem: Problem) -> None:
        if isinstance(problem, Lost):
            self._lost(problem)
            return
        self.reader.say_on_card(words.problem(problem))
        if isinstance(problem, BreakDue):
            self.pulse.tick()

    # deciding

    def _decide(self, verdict: Verdict, reason: str | None, note: str) -> None:
        if self._opened is None or self._busy:
            return
        self._busy = True
        self.looking.end()
        card_id, request = self._opened.card.id, uuid.uuid4().hex
        self._work.store(
            lambda console: console.desk.decide(card_id, verdict, reason, note, request),
            self._decided,
            self._not_decided,
        )

    def _decided(self, decided: Decided) -> None:
        self._busy = False
        self.last.show_decided(decided, self._now)
        self.said.emit(words.decided(decided))
        self._advance()

    def _not_decided(self, problem: Problem) -> None:
        self._busy = False
        if isinstance(problem, EditedMeanwhile):
            self._look_at_open_card(words.problem(problem))
        elif isinstance(problem, Lost):
            self._lost(problem)
        else:
            self.reader.say_on_card(words.problem(problem))
            self.pulse.tick()

    def _advance(self) -> None:
        """The next card at once; its verdict keys rest for a moment, so that a double press hits nothing."""
        self._opened = None
        self._trust.stop()
        self._beat.stop()
        self.verdicts.show_nothing()
        self._guard.start(GUARD)
        if self.resting:
            self._show_none()
        else:
            self.open_next()

    def _pass(self) -> None:
        if self._opened is None or self._busy:
            return
        self._busy = True
        self.looking.end()
        self._work.store(lambda console: console.desk.pass_(), lambda _: self._passed(), self._lost)

    def _passed(self) -> None:
        self._busy = False
        self.said.emit("Passed on. It does not come to you again.")
        self._advance()

    def _nasty(self) -> None:
        if self._opened is not None:
            card_id = self._opened.card.id
            self._work.store(
                lambda console: console.desk.nasty(card_id),
                lambda _: self.said.emit("Counted for you. A break is there when you like: B"),
            )

    def _note(self, text: str) -> None:
        if self._opened is None:
            return
        card_id = self._opened.card.id

        def left(_: None) -> None:
            self.verdicts.note.clear()
            self._look_at_open_card("The note is on the card.")

        self._work.store(lambda console: console.desk.note(card_id, text), left)

    def _look_at_open_card(self, sentence: str) -> None:
        if self._opened is None:
            return
        card_id, typed = self._opened.card.id, self.verdicts.note.text()

        def show(opened: OpenCard) -> None:
            self._opened = opened
            self.reader.show_card(opened)
            self.verdicts.show_card(opened, note=typed)
            self.said.emit(sentence)

        self._work.store(lambda console: console.desk.look_again(card_id), show, self._lost)

    def undo(self) -> None:
        """The newest decision of this person."""

        def show(undone: Undone) -> None:
            self.last.show_undone(undone)
            self.said.emit(words.undone(undone))
            self.refresh()

        self._work.store(lambda console: console.desk.undo(), show)

    # rest

    def _break(self) -> None:
        self.looking.end()
        self._work.store(lambda console: console.desk.break_now(), lambda _: self.pulse.tick())

    def _ready(self) -> None:
        self._work.store(lambda console: console.desk.ready(), lambda _: self.pulse.tick())

    # for the window

    def cover(self) -> None:
        """Words off the screen, at once."""
        self.looking.end()

    def leave(self) -> None:
        """The window closes: the open card goes back to the line."""
        self.looking.end()
        self.pulse.stop()
        self._beat.stop()
        self._trust.stop()
        if self._opened is not None:
            self._opened = None
            self._work.store(lambda console: console.desk.put_back())

    def keys(self) -> Sequence[tuple[str, str]]:
        """For the `?` sheet: only what works."""
        return keys.SHEET

    def _in_sight(self) -> bool:
        return self.isVisible() and not self.window().isMinimized()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.resting or not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        """True when the key means something here."""
        if keys.is_undo(event):
            if not event.isAutoRepeat():
                self.undo()
            return True
        key = keys.plain_key(event)
        if key in keys.STEPS:
            self._step(keys.STEPS[key])
            return True
        if key is None or (key not in _KNOWN and key not in keys.VERDICTS):
            return False
        if event.isAutoRepeat():
            return True
        if key in keys.VERDICTS:
            if not self._guard.isActive():
                self.verdicts.ask(keys.VERDICTS[key])
        elif key is Qt.Key.Key_V:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._hold(None, Showing.PLAIN if shift else Showing.MASKED)
        elif key is Qt.Key.Key_Escape:
            self.verdicts.call_off()
            self.looking.end()
            return False  # the window counts them: twice covers the screen
        else:
            self._press(key)
        return True

    def _press(self, key: Qt.Key) -> None:
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.verdicts.asking:
                    self.verdicts.confirm()
                elif self._opened is None:
                    self.line.enter()
            case Qt.Key.Key_P:
                if not self._guard.isActive():
                    self._pass()
            case Qt.Key.Key_N:
                self._nasty()
            case Qt.Key.Key_L:
                self.verdicts.show_rules()
            case Qt.Key.Key_B:
                self._break()
            case Qt.Key.Key_Z:
                self._toggle_alone()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_V and not event.isAutoRepeat():
            self.looking.release()
        else:
            super().keyReleaseEvent(event)

    def _step(self, by: int) -> None:
        if self._panes.indexOf(self.line) < 0 and not self.line.isVisible():
            self._toggle_drawer()
        self.line.step(by)

    def _toggle_alone(self) -> None:
        self._alone = not self._alone
        self._fit(self.window().width())
        self.focus_mode.emit(self._alone)
        if self._alone:
            self.reader.setFocus()

    def _toggle_drawer(self) -> None:
        self.line.setVisible(not self.line.isVisible())
        if self.line.isVisible():
            self._place_drawer()
            self.line.view.setFocus()

    # the window's doings

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.window().width())

    def hideEvent(self, event: QHideEvent) -> None:
        self.looking.end()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.looking.focus(self.isActiveWindow())


_KNOWN = {
    Qt.Key.Key_V,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_P,
    Qt.Key.Key_N,
    Qt.Key.Key_L,
    Qt.Key.Key_B,
    Qt.Key.Key_Z,
}
