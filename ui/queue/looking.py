"""A look at words behind the veil, from the key going down to the words being off the screen.

One look at a time. Words are shown only while they are asked for: when the answer comes after the key was let
go, it is covered at once and never painted. They are covered after a minute without input, ten seconds after the
window lost the focus (at once when a key is held, because its release would be missed), and at once when the
window is hidden. While they show, the core is told each second; when it refuses, they are covered.

A key that is held repeats, and its repetition may look like a release and a press at the same moment. So a release
counts only when no press comes with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.cards import Showing, Words
from moderator.console import Console
from moderator.problems import ConcernsYou, Problem
from ui.work import Work

EVERY = 1_000  # ms
UNFOCUSED = 10_000  # ms
LET_GO = 40  # ms in which the press that belongs to a release has come


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to read: the open card (or a past decision), or a comment around it."""

    card: int
    around: int | None
    showing: Showing


class Doorway(Protocol):
    """Where the words come from: the desk for the open card, the history for past decisions."""

    def reveal(self, console: Console, wish: Wish) -> Words: ...
    def still_showing(self, console: Console, reveal: int) -> object: ...
    def cover(self, console: Console, reveal: int) -> None: ...


class AtTheDesk:
    """The open card, and what stands around it."""

    def __init__(self) -> None:
        self._told: set[int] = (
            set()
        )  # cards about which somebody alone at their desk was told that they may concern them

    def reveal(self, console: Console, wish: Wish) -> Words:
        if wish.around is None:
            try:
                return console.desk.reveal(wish.card, wish.showing, wish.card in self._told)
            except ConcernsYou as concerns:
                if concerns.alone:
                    self._told.add(wish.card)
                raise
        return console.desk.reveal_around(wish.around, wish.showing)

    def still_showing(self, console: Console, reveal: int) -> object:
        return console.desk.still_showing(reveal)

    def cover(self, console: Console, reveal: int) -> None:
        console.desk.cover(reveal)


class Looking(QObject):
    """See the module. `press_once`: the key shows and the same key covers again."""

    shown = Signal(object, object)  # Words, int | None (the comment around the card)
    covered = Signal()
    refused = Signal(object)  # Problem

    def __init__(
        self,
        work: Work,
        *,
        press_once: bool = False,
        idle_ms: int = 60_000,
        unfocused_ms: int = UNFOCUSED,
        door: Doorway | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self.press_once = work, press_once
        self._door = door or AtTheDesk()
        self._wish: Wish | None = None
        self._reveal: int | None = None
        self._each = _timer(self, EVERY, self._still)
        self._each.setSingleShot(False)
        self._idle = _timer(self, idle_ms, self.end)
        self._unfocused = _timer(self, unfocused_ms, self.end)
        self._letting_go = _timer(self, LET_GO, self.end)

    def apply(self, *, press_once: bool, idle_ms: int) -> None:
        """From the next look on."""
        self.end()
        self.press_once = press_once
        self._idle.setInterval(idle_ms)

    @property
    def open(self) -> bool:
        """Are words on the screen, or asked for?"""
        return self._wish is not None

    def press(self, wish: Wish) -> None:
        """The key or button goes down."""
        if self._wish is not None:
            same = self._wish == wish and not self._letting_go.isActive()
            if self.press_once or not same:
                self.end()
            if same:
                return
        self._wish = wish
        self._idle.start()
        self._work.store(
            lambda console: self._door.reveal(console, wish),
            lambda shown: self._arrived(wish, shown),
            lambda no: self._refuse(wish, no),
        )

    def release(self) -> None:
        """The key or button comes up."""
        if not self.press_once and self._wish is not None:
            self._letting_go.start()

    def still_held(self) -> None:
        """The release was half of a repetition."""
        self._letting_go.stop()

    def end(self) -> None:
        """Off the screen now, whatever the reason."""
        reveal, self._reveal = self._reveal, None
        asked, self._wish = self._wish is not None, None
        for timer in (self._each, self._idle, self._unfocused, self._letting_go):
            timer.stop()
        if reveal is not None:
            self._work.store(lambda console: self._door.cover(console, reveal), failed=_ignore)
        if asked:
            self.covered.emit()

    def input(self) -> None:
        """Somebody is there."""
        if self._wish is not None:
            self._idle.start()

    def focus(self, has_it: bool) -> None:
        if has_it:
            self._unfocused.stop()
        elif self._wish is not None:
            if self.press_once:
                self._unfocused.start()
            else:
                self.end()

    def _arrived(self, wish: Wish, shown: Words) -> None:
        if self._letting_go.isActive():
            self.end()
        if self._wish != wish or self._reveal is not None:
            self._work.store(lambda console: self._door.cover(console, shown.reveal), failed=_ignore)
            return
        self._reveal = shown.reveal
        self._each.start()
        self.shown.emit(shown, wish.around)

    def _refuse(self, wish: Wish, problem: Problem) -> None:
        if self._wish == wish:
            self.end()
        self.refused.emit(problem)

    def _still(self) -> None:
        reveal = self._reveal
        if reveal is not None:
            self._work.store(
                lambda console: self._door.still_showing(console, reveal),
                failed=lambda problem: self._cut_short(reveal, problem),
            )

    def _cut_short(self, reveal: int, problem: Problem) -> None:
        if self._reveal == reveal:
            self._reveal = None  # the core has closed it already
            self.end()
            self.refused.emit(problem)


def _timer(parent: QObject, ms: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(ms)
    timer.timeout.connect(run)
    return timer


def _ignore(problem: Problem) -> None:
    """The words are off the screen; that the core knew already changes nothing for the person."""
