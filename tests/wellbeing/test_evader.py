"""Somebody who wants to get round the breaks, and tries every trick there is in every order.

The truth is kept apart from the program: real seconds at an open desk since the last real rest of ten
minutes. No order of tricks may stretch them beyond an hour and the warnings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from moderator.clock import HandClock
from moderator.wellbeing.breaks import LONG, SECOND, EffectiveTime, State, advance, break_now, ready
from moderator.wellbeing.values import Mode, Presence

TICK = 15
ALLOWED = LONG.every_us // SECOND + 60 + 4 * TICK  # seconds: an hour, its warning, and a tick at each change


@dataclass
class Desk:
    """A desk as the store keeps it, and what is really so."""

    clock: HandClock
    time: EffectiveTime
    kept: State
    worked: int  # really: seconds at an open desk since the last real rest
    rested: int = 0  # really: seconds on end without an open desk

    def pass_(
        self,
        seconds: int,
        presence: Presence,
        *,
        move: Callable[[int], None] | None = None,
        says: Presence | None = None,
    ) -> None:
        """`presence` is the truth; `says` what the desk is told, where that differs."""
        shut = self.kept.mode not in (Mode.WORK, Mode.WARN)
        (move or (lambda s: self.clock.pass_(seconds=s)))(seconds)
        if shut or presence is not Presence.ACTIVE:
            self.rested += seconds
        else:
            self.worked, self.rested = self.worked + seconds, 0
        if self.rested >= LONG.length_us // SECOND:
            self.worked = 0
        self.tick(says or presence)

    def tick(self, presence: Presence) -> None:
        """What every call to the desk does: read, let the gap pass, write."""
        self.time, gap = self.time.advance(self.clock.boot(), self.clock.wall())
        self.kept = State.of(advance(self.kept, gap, presence).facts())

    def copy(self) -> Desk:
        clock = HandClock()
        clock.__dict__.update(self.clock.__dict__)
        return replace(self, clock=clock)


def work(desk: Desk) -> None:
    """Up to five minutes, but only as long as the desk is open."""
    for _ in range(20):
        if desk.kept.mode in (Mode.WORK, Mode.WARN):
            desk.pass_(TICK, Presence.ACTIVE)


def sit_out(desk: Desk) -> None:
    """What the program asks for: the break, to the second."""
    while desk.kept.mode is Mode.BREAK:
        desk.pass_(TICK, Presence.ACTIVE)
    desk.kept = ready(desk.kept)


def push_ready(desk: Desk) -> None:
    desk.kept = ready(desk.kept)


def short_break_now(desk: Desk) -> None:
    desk.kept = break_now(desk.kept)
    sit_out(desk)


def idle(desk: Desk) -> None:
    for _ in range(7):
        desk.pass_(TICK, Presence.IDLE)


def lock_and_unlock(desk: Desk) -> None:
    desk.pass_(5, Presence.LOCKED)
    desk.tick(Presence.ACTIVE)


def restart_program(desk: Desk) -> None:
    desk.pass_(5, Presence.LOCKED, says=Presence.IDLE)


def sleep_machine(desk: Desk) -> None:
    desk.pass_(90, Presence.LOCKED, move=lambda s: desk.clock.suspend(seconds=s))


def restart_machine(desk: Desk) -> None:
    desk.pass_(40, Presence.LOCKED, move=lambda s: desk.clock.restart(timedelta(seconds=s)))


def clock_forward(desk: Desk) -> None:
    desk.clock.set_wall(desk.clock.wall() + timedelta(hours=2))
    desk.tick(Presence.ACTIVE)


def clock_back(desk: Desk) -> None:
    desk.clock.set_wall(desk.clock.wall() - timedelta(hours=2))
    desk.tick(Presence.ACTIVE)


def second_window(desk: Desk) -> None:
    for _ in range(20):
        desk.pass_(1, Presence.ACTIVE)
        desk.pass_(1, Presence.ACTIVE, says=Presence.IDLE)
        desk.pass_(1, Presence.ACTIVE, says=Presence.IDLE)


TRICKS = (
    work,
    sit_out,
    push_ready,
    short_break_now,
    idle,
    lock_and_unlock,
    restart_program,
    sleep_machine,
    restart_machine,
    clock_forward,
    clock_back,
    second_window,
)


def a_desk(worked_seconds: int) -> Desk:
    clock = HandClock()
    state = State(micro_us=60 * SECOND, long_us=worked_seconds * SECOND)
    return Desk(clock, EffectiveTime.begin(clock.boot(), clock.wall()), state, worked_seconds)


def search(desk: Desk, depth: int, done: tuple[str, ...], found: list[tuple[str, ...]]) -> int:
    """Try every trick from here, working in between. Returns how many ways were tried."""
    tried = 1
    if desk.worked > ALLOWED:
        found.append(done)
        return tried
    if len(done) == depth:
        return tried
    for trick in TRICKS:
        after = desk.copy()
        trick(after)
        work(after)
        tried += search(after, depth, (*done, trick.__name__), found)
    return tried


@pytest.mark.parametrize("depth", [3, pytest.param(4, marks=pytest.mark.slow)])
def test_no_order_of_tricks_puts_off_the_long_break(depth: int) -> None:
    found: list[tuple[str, ...]] = []
    tried = search(a_desk(worked_seconds=57 * 60), depth, (), found)
    assert not found
    assert tried > len(TRICKS) ** depth


def test_no_trick_ends_a_break_early() -> None:
    for first in TRICKS:
        for second in TRICKS:
            desk = a_desk(worked_seconds=57 * 60)
            desk.kept = break_now(replace(desk.kept, long_us=LONG.every_us))
            for trick in (first, second):
                if desk.kept.mode is Mode.BREAK:
                    trick(desk)
            really_rested = desk.rested * SECOND >= LONG.length_us or desk.worked == 0
            assert desk.kept.mode in (Mode.BREAK, Mode.READY) or really_rested, (first, second)
