"""The heartbeat of a sitting: tells the core each second whether somebody is there, and passes on what it says.

Breaks and limits are decided in the core. This only brings it the time that passed and the presence that the
window can see: input within the last minute while the queue is in sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from moderator.console import Console
from moderator.overriding import Offered
from moderator.problems import Problem
from moderator.wellbeing.rhythm import RHYTHM
from moderator.wellbeing.values import Meter, Presence
from ui import keys
from ui.work import Work

IDLE_AFTER = RHYTHM.idle_after_us // 1000  # ms
EVERY, EVERY_SCALED = 1_000, 250  # ms

_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_TYPING = {QEvent.Type.KeyPress, QEvent.Type.InputMethod}
_EITHER = frozenset(_INPUT | _TYPING)


@dataclass(frozen=True, slots=True)
class Beat:
    meter: Meter
    now: datetime
    offered: Offered | None = None  # what a lead offers


class Pulse(QObject):
    """See the module. `in_sight` tells whether the queue is on the screen."""

    beat = Signal(object)  # Beat
    input = Signal()
    away = Signal()  # nobody has touched anything for a minute, or the queue is out of sight

    def __init__(self, work: Work, in_sight: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._in_sight = work, in_sight
        self._waiting = False
        self._touched, self._told = False, False  # since the last beat; in the beat that is on its way
        self._typed = False  # into an edit field, since the last beat
        self._gone = False  # the session was left, and nobody has touched anything since
        self._each = QTimer(self)
        self._each.setInterval(EVERY)
        self._each.timeout.connect(self.tick)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(int(IDLE_AFTER))
        self._idle.timeout.connect(self.away)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def start(self) -> None:
        if not self._each.isActive():
            self._idle.start()
            self._each.start()

    def set_scaled(self, scaled: bool) -> None:
        """A rehearsal whose clock runs faster is told the time more often."""
        every = EVERY_SCALED if scaled else EVERY
        if every != self._each.interval():
            self._each.setInterval(every)

    def stop(self) -> None:
        self._each.stop()
        self._idle.stop()

    def leave(self) -> None:
        """The session is locked, asleep or somebody else's: said at once, and nobody is here until somebody acts."""
        if not self._each.isActive():
            return
        self._gone = True
        self._idle.stop()
        self.away.emit()
        self._work.store(self._asked(Presence.LOCKED, touched=False, typed=False), self.beat.emit, _missed)

    @property
    def presence(self) -> Presence:
        if self._gone:
            return Presence.LOCKED
        return Presence.ACTIVE if self._idle.isActive() and self._in_sight() else Presence.IDLE

    def tick(self) -> None:
        if self._waiting:
            return
        self._waiting = True
        presence, touched, typed = self.presence, self._touched, self._typed
        self._touched = self._typed = False
        self._told = touched

        self._work.store(self._asked(presence, touched=touched, typed=typed), self._arrived, self._missed)

    def _asked(self, presence: Presence, *, touched: bool, typed: bool) -> Callable[[Console], Beat]:
        def rest(console: Console) -> Beat:
            console.desk.rest(presence, touched, typed=typed)
            return Beat(console.desk.meter(), console.clock.wall(), console.overriding.offered())

        return rest

    def _arrived(self, beat: Beat) -> None:
        self._waiting = False
        self.beat.emit(beat)

    def _missed(self, problem: Problem) -> None:
        self._touched = self._touched or self._told
        self._waiting = False  # the store is busy: the next beat brings the time that passed meanwhile

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _EITHER:  # of hundreds when a card opens: it must cost next to nothing
            return False
        if kind in _TYPING and keys.typing():
            self._typed = True
        if kind in _INPUT and watched.isWindowType():
            self._idle.start()
            self._touched, self._gone = True, False
            self.input.emit()
        return False


def _missed(problem: Problem) -> None:
    """The store is busy: the next beat says the same."""
