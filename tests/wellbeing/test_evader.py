"""Somebody who wants to get round the breaks, and tries every trick in every order; and machines with a hole in them.

`search` plays all orders of tricks, five deep: whatever has been reached before by another order is not played on. The
truth is kept by `watching`. Each machine of `MUTANTS` is the real one with a place changed; the first nine are those of
the break model (C.7), the others ours. Every one has to be caught, by the evader or by a life from a seeded state.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from moderator.clock import HandClock
from moderator.wellbeing import breaks, effective
from moderator.wellbeing.rhythm import LONG, MINUTE, RHYTHM, SECOND, Rhythm
from moderator.wellbeing.values import Mode
from tests.wellbeing.watching import (
    ACTIVE,
    FREE,
    HOUR_SHUT,
    IDLE,
    LOCKED,
    SEEDS,
    WORDS_OPEN,
    Caught,
    Life,
    Step,
    born,
    live,
    seed,
    tick,
)

Trick = Callable[["Evader", Life], Life]


class Evader:
    """Plays against one machine. `effective` is the time that it counts with."""

    def __init__(self, machine: ModuleType = breaks, time: ModuleType = effective) -> None:
        self.machine, self.time = machine, time

    def does(self, life: Life, *steps: Step) -> Life:
        for step in steps:
            life = live(life, step, self.machine)
        return life

    def gap(self, move: Callable[[HandClock], None]) -> float:
        """How many seconds pass for the machine when this is done to the clocks."""
        clock = HandClock()
        time = self.time.EffectiveTime.begin(clock.boot(), clock.wall())
        move(clock)
        return float(time.advance(clock.boot(), clock.wall())[1] / SECOND)


def work(evader: Evader, life: Life) -> Life:
    for _ in range(5):
        if life.state.mode in WORDS_OPEN:
            life = evader.does(life, tick(60))
    return life


def type_on(evader: Evader, life: Life) -> Life:
    """Without a lull, for as long as the desk bears it, and four minutes at most."""
    for _ in range(3):
        if life.state.mode is Mode.WORK:
            life = evader.does(life, tick(60, typed=True))
    return _into_typing(evader, life, 4 * MINUTE)


def _into_typing(evader: Evader, life: Life, until_us: int) -> Life:
    """Through the warning with a key at its end, and on until a break has waited so long."""
    if life.state.mode is Mode.WARN:
        life = evader.does(life, *[tick(life.state.pre_us / SECOND / 3)] * 2)
        life = evader.does(life, tick(life.state.pre_us / SECOND - 1), tick(1, typed=True))
    while life.state.mode is Mode.DEFER and life.state.defer_us < until_us:
        life = evader.does(life, tick(2.5, typed=True))
    return life


def wait_and_postpone(evader: Evader, life: Life) -> Life:
    for _ in range(20):
        if life.state.mode is Mode.WORK:
            life = evader.does(life, tick(15))
    return evader.does(life, tick(10), ("postpone",))


def type_then_postpone(evader: Evader, life: Life) -> Life:
    """Near the last moment that typing gives."""
    for _ in range(3):
        if life.state.mode is Mode.WORK:
            life = evader.does(life, tick(60, typed=True))
    return evader.does(_into_typing(evader, life, 85 * SECOND), ("postpone",))


def sit_out(evader: Evader, life: Life) -> Life:
    """What the program asks for, to the second."""
    while life.state.mode is Mode.BREAK:
        life = evader.does(life, tick(60))
    return evader.does(life, ("ready",))


def short_break_now(evader: Evader, life: Life) -> Life:
    return sit_out(evader, evader.does(life, ("break",)))


def idle_50(evader: Evader, life: Life) -> Life:
    return evader.does(life, tick(50, IDLE))


def lock_and_unlock(evader: Evader, life: Life) -> Life:
    return evader.does(life, tick(10, LOCKED), tick(1))


def restart_program(evader: Evader, life: Life) -> Life:
    return evader.does(life, ("restart",), tick(5, IDLE))


def sleep_machine(evader: Evader, life: Life) -> Life:
    return evader.does(life, tick(evader.gap(lambda clock: clock.suspend(seconds=90)), LOCKED, really=90))


def restart_machine(evader: Evader, life: Life) -> Life:
    gap = evader.gap(lambda clock: clock.restart(timedelta(seconds=40)))
    return evader.does(life, ("restart",), tick(gap, IDLE, really=40))


def clock_forward(evader: Evader, life: Life) -> Life:
    gap = evader.gap(lambda clock: clock.set_wall(clock.wall() + timedelta(hours=2)))
    return evader.does(life, tick(gap, ACTIVE, really=0))


def a_second_window_that_lies(evader: Evader, life: Life) -> Life:
    for _ in range(10):
        life = evader.does(life, tick(2), tick(2, IDLE, is_so=ACTIVE), tick(2, IDLE, is_so=ACTIVE))
    return life


def short_meeting(evader: Evader, life: Life) -> Life:
    return evader.does(life, ("meet",), tick(100, IDLE), ("met",))


def emergency(evader: Evader, life: Life) -> Life:
    return evader.does(life, ("emergency",), tick(60))


def home_and_back(evader: Evader, life: Life) -> Life:
    return evader.does(life, ("home",), tick(5, LOCKED), ("here",))


TRICKS: tuple[Trick, ...] = (
    work, type_on, wait_and_postpone, type_then_postpone, sit_out, short_break_now, idle_50, lock_and_unlock, restart_program,
    sleep_machine, restart_machine, clock_forward, a_second_window_that_lies, short_meeting, emergency, home_and_back,
)  # fmt: skip

STARTS = (
    born(breaks.State(long_us=59 * MINUTE, micro_us=MINUTE)),
    born(breaks.State(Mode.WARN, LONG, long_us=61 * MINUTE, pre_us=SECOND)),
    born(breaks.State(long_us=53 * MINUTE, micro_us=19 * MINUTE)),
    born(breaks.State(long_us=19 * MINUTE, micro_us=19 * MINUTE, postponed=3, emergencies=1)),
)


def search(evader: Evader, depth: int, starts: tuple[Life, ...] = STARTS) -> tuple[int, int]:
    """Raises Caught at the first order of tricks that breaks an invariant. How many were played, and played anew."""
    seen, front, played = set(starts), list(starts), 0
    for _ in range(depth):
        reached = []
        for life in front:
            for trick in TRICKS:
                played += 1
                after = trick(evader, life)
                if after not in seen:
                    seen.add(after)
                    reached.append(after)
        front = reached
    return played, len(seen)


@pytest.mark.parametrize(
    ("depth", "starts"),
    [
        (3, STARTS),
        pytest.param(4, STARTS, marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
        pytest.param(5, STARTS[:1], marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
    ],
    ids=["3 deep", "4 deep", "5 deep"],
)
def test_no_order_of_tricks_gets_round_the_breaks(depth: int, starts: tuple[Life, ...]) -> None:
    played, reached = search(Evader(), depth, starts)
    print(f"{depth} deep: {played} tricks played, {reached} states reached")
    assert played > reached > 10 ** (depth - 1)


@pytest.mark.parametrize(
    "rhythm", [RHYTHM.unhurried(), RHYTHM.with_longer_breaks(50)], ids=["unhurried", "longer"]
)
def test_nor_where_somebody_has_a_gentler_rhythm(rhythm: Rhythm) -> None:
    search(Evader(), 3, tuple(replace(life, rhythm=rhythm) for life in STARTS))


# machines with a hole

# what it is, a place as it is, as it must not be, and so on
MUTANTS: dict[str, tuple[str, ...]] = {
    "1 a restart resets what was served": (
        "values = {name: value for name, value in found.items() if name in _NUMBERS}",
        'values = {name: value for name, value in found.items() if name in _NUMBERS and name != "served_us"}',
    ),
    "2 any absence clears the work clocks": (
        "if state.away_us >= whole_us(state, LONG, rhythm):",
        "if state.away_us >= rhythm.pause_us:",
    ),
    "3 suspend ends the break": (
        "    if there:\n        state = _sign_of_life(state)\n",
        "    if state.mode is Mode.BREAK and presence is Presence.LOCKED:\n        return _served(state)\n",
    ),
    "4 unlimited postponing": (
        "posts < rhythm.postpones_each\n        and state.postponed < rhythm.postpones_shift",
        "posts >= 0",
    ),
    "5 a break may be put off more than once": ("posts < rhythm.postpones_each\n        and ", ""),
    "7 typing defers for ever": (
        "waited_enough = state.key_us >= rhythm.lull_us or",
        "waited_enough = state.key_us >= rhythm.lull_us and",
    ),
    "8 typing at the end of the warning cancels the break": (
        "return replace(state, mode=Mode.DEFER, kind=kind)",
        "return replace(state, mode=Mode.WORK, kind='', grace_us=rhythm.postpone_us)",
    ),
    "9 a short break gives postponing the long one back": (
        "kind = LONG if LONG in (owing(state, rhythm), state.kind) else MICRO",
        "kind = state.kind or MICRO\n    if not state.kind:\n        state = replace(state, posts_long=0, long_us=0)",
    ),
    "10 a break taken early is the short one though the long one is due": (
        "kind = LONG if LONG in (owing(state, rhythm), state.kind) else MICRO",
        "kind = MICRO",
    ),
    "11 putting off costs nothing": (
        "+ longer_us(state, kind, rhythm) + min(state.owed_us",
        "+ min(state.owed_us",
    ),
    "12 what an emergency left is forgiven": (
        "owed_us=min(rhythm.owed_max_us, max(0, owed))",
        "owed_us=0",
    ),
    "13 the emergency exit is there again after each break": (
        "emergencies=state.emergencies + 1",
        "emergencies=0",
    ),
    "14 going home and coming back renews the shift": (
        "return replace(state, mode=Mode.OFF, kind=\"\", pre_us=0, left_us=0, away_us=away)",
        "return replace(state, mode=Mode.OFF, kind=\"\", pre_us=0, left_us=0, away_us=away, postponed=0)",
    ),
    "15 many short absences add up": (
        "return replace(state, away_us=0, mode=Mode.WORK if state.mode is Mode.AWAY else state.mode)",
        "return replace(state, mode=Mode.WORK if state.mode is Mode.AWAY else state.mode)",
        "away_us=0 if there else state.away_us + us",
        "away_us=state.away_us if there else state.away_us + us",
    ),
    "16 a meeting of any length was a rest": (
        "state = replace(state, left_us=0)\n",
        "state = replace(_clear_micro(state), left_us=0, long_us=0)\n",
    ),
    "17 time put off by typing is given back by putting off": (
        "grace_us=rhythm.postpone_us,",
        "grace_us=rhythm.postpone_us,\n        defer_us=0,",
    ),
    "18 a limit ends a running break": (
        "if state.mode in SERVING or state.mode is Mode.OFF:",
        "if state.mode is Mode.OFF:",
    ),
    "19 an emergency goes through a limit": (" and not gate.closed\n\n\ndef emergency", "\n\n\ndef emergency"),
    "21 going home and coming back brings another warning": (
        "return _start(state, kind, rhythm) if kind else replace(state, mode=Mode.WORK, away_us=0)",
        "return replace(state, mode=Mode.WORK, away_us=0)",
    ),
    "20 home in a break is a break served": (
        "if state.need_us > state.served_us:",
        "if False:",
    ),
}  # fmt: skip


Damage = Callable[..., ModuleType]


@pytest.fixture
def damaged() -> Iterator[Damage]:
    """The same module with a place changed."""
    made = []

    def change(module: ModuleType, *places: str) -> ModuleType:
        source = Path(str(module.__file__)).read_text("utf-8")
        for old, new in zip(places[::2], places[1::2], strict=True):
            assert source.count(old) == 1, f"there is not one place like {old!r}"
            source = source.replace(old, new)
        other = ModuleType(f"{module.__name__}_damaged")
        sys.modules[other.__name__] = other
        made.append(other.__name__)
        exec(compile(source, "damaged", "exec"), other.__dict__)
        return other

    yield change
    for name in made:
        del sys.modules[name]


def tried(evader: Evader) -> None:
    """Raises Caught as soon as anything is noticed: first the nearer ends of the tree, then lives at random."""
    search(evader, 2)
    for nth in range(300):
        _a_life_at_random(evader, random.Random(nth))
    search(evader, 3)


def _a_life_at_random(evader: Evader, chance: random.Random) -> None:
    life = seed(chance.choice(sorted(SEEDS)))
    life = replace(life, state=evader.machine.State(**life.state.facts() | {"mode": life.state.mode}))
    for _ in range(60):
        life = evader.does(life, _a_step(chance))


def _a_step(chance: random.Random) -> Step:
    if chance.random() < 0.6:
        presence = chance.choice([ACTIVE, ACTIVE, ACTIVE, IDLE, LOCKED])
        seconds = chance.choice([1, 5, 20, 60, 130, 700] if presence is not ACTIVE else [1, 5, 20, 60])
        return tick(seconds, presence, typed=chance.random() < 0.3)
    if chance.random() < 0.1:
        return chance.choice([("shut", HOUR_SHUT), ("open", FREE)])
    names = "postpone postpone ready break decided restart emergency meet met home here".split()
    return (chance.choice(names),)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_machine_with_a_hole_is_caught(mutant: str, damaged: Damage) -> None:
    with pytest.raises(Caught) as caught:
        tried(Evader(damaged(breaks, *MUTANTS[mutant])))
    print(mutant, "->", caught.value)


def test_6_a_machine_that_goes_by_the_time_of_day_is_caught(
    damaged: Damage,
) -> None:
    time = damaged(effective, "gap = max(0, boot.us - self.boot_us)", "gap = abs(wall_us - self.wall_us)")
    with pytest.raises(Caught):
        tried(Evader(time=time))


def test_the_machine_as_it_is_stands_all_of_it() -> None:
    for nth in range(400):
        _a_life_at_random(Evader(), random.Random(nth))
