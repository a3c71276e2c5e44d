"""Somebody who watches the break machine and believes nothing that it says of itself.

A `Life` is the machine's state beside the truth: real seconds at an open desk, real seconds of rest, what was put off.
`live` gives one input to the machine (the real one, or a damaged one) and raises `Caught` when what comes of it breaks
an invariant of the break model. Its numbers are those of the model (C.6).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from moderator.wellbeing import breaks
from moderator.wellbeing.limits import Gate, Level
from moderator.wellbeing.rhythm import LONG, MICRO, MINUTE, RHYTHM, SECOND, Rhythm
from moderator.wellbeing.values import Mode, Presence

ACTIVE, IDLE, LOCKED = Presence.ACTIVE, Presence.IDLE, Presence.LOCKED
FREE = Gate(Level.COMFORTABLE, "", 0, 0, 0)
HOUR_SHUT = Gate(Level.HARD, "load_h", 30 * MINUTE, 150, 150)
DAY_SHUT = Gate(Level.HARD, "load_d", 300 * MINUTE, 10, 400)
WORDS_OPEN = {Mode.WORK, Mode.WARN, Mode.DEFER, Mode.EMERGENCY}
GONE_HOME = 8 * 60 * MINUTE

Step = tuple[Any, ...]


class Caught(AssertionError):
    """An invariant is broken."""


def demand(so: bool, invariant: int, why: str) -> None:
    if not so:
        raise Caught(f"invariant {invariant}: {why}")


@dataclass(frozen=True, slots=True)
class Life:
    """`rest_us`: real time on end without an open desk. `worked_us`: at an open one since the last ten minutes of that.

    `left_breaks`: emergency exits since then. `break_us`: how long the running break has really lasted. `deferred_us`:
    how long typing has really held up the break that is due. `owed_us`: what an emergency really left of a break.
    """

    state: breaks.State
    gate: Gate = FREE
    rhythm: Rhythm = RHYTHM
    rest_us: int = 0
    worked_us: int = 0
    left_breaks: int = 0
    put_off_long: int = 0
    put_off_micro: int = 0
    put_off_in_shift: int = 0
    exits_in_shift: int = 0
    break_us: int = 0
    deferred_us: int = 0
    owed_us: int = 0


def born(state: breaks.State, rhythm: Rhythm = RHYTHM, gate: Gate = FREE) -> Life:
    """What was before is taken from the state as it stands."""
    return Life(
        state,
        gate,
        rhythm,
        worked_us=state.long_us,
        put_off_long=state.posts_long,
        put_off_micro=state.posts_micro,
        put_off_in_shift=state.postponed,
        exits_in_shift=state.emergencies,
        left_breaks=state.emergencies,
        break_us=state.served_us,
        owed_us=state.owed_us,
    )


def live(life: Life, step: Step, m: ModuleType = breaks) -> Life:
    """One input, as `tick` makes it or ("postpone",), and what limits make of it."""
    before = life.state
    after = m.limited(
        apply(life, step, m), replace(life.gate) if step[0] not in ("shut", "open") else step[1]
    )
    life = replace(life, gate=step[1]) if step[0] in ("shut", "open") else life
    really = step[4] if step[0] == "tick" else 0
    seen = _truth(life, before, after, step, really)
    _check(life, seen, before, after, step, really, m)
    if life.rest_us < GONE_HOME <= seen.rest_us:
        seen = replace(seen, put_off_in_shift=0, exits_in_shift=0)
    return seen


def apply(life: Life, step: Step, m: ModuleType = breaks) -> Any:
    state, rhythm = life.state, life.rhythm
    match step[0]:
        case "tick":
            return m.advance(state, step[1], step[2], rhythm, typed=step[3])
        case "decided":
            return m.decided(state, rhythm)
        case "load":
            return m.load_added(state, step[1], rhythm)
        case "break":
            return m.break_now(state, rhythm)
        case "postpone":
            return m.postpone(state, rhythm)
        case "ready":
            return m.ready(state)
        case "emergency":
            return m.emergency(state, life.gate, rhythm)
        case "meet":
            return m.meeting_starts(state, rhythm)
        case "met":
            return m.meeting_ends(state, rhythm)
        case "home":
            return m.shift_ends(state, rhythm)
        case "here":
            return m.shift_starts(state, rhythm)
        case "override":
            return m.override(state, step[1], rhythm)
        case "restart":
            return m.State.of(json.loads(json.dumps(m.State.facts(state))), rhythm)
        case "shut" | "open":
            return state
    raise AssertionError(step)


def tick(
    seconds: float,
    says: Presence = ACTIVE,
    *,
    typed: bool = False,
    really: float | None = None,
    is_so: Presence | None = None,
) -> Step:
    """`really` and `is_so` where the machine is told otherwise than what passed, and who was there."""
    us = int(seconds * SECOND)
    return ("tick", us, says, typed, us if really is None else int(really * SECOND), is_so or says)


# the truth


def _truth(life: Life, before: Any, after: Any, step: Step, really: int) -> Life:
    seen = replace(life, state=after)
    if step[0] == "tick":
        if before.mode is Mode.EMERGENCY:  # it is work, whoever looks at it
            rest = max(0, really - before.left_us)
            seen = replace(seen, worked_us=seen.worked_us + really - rest, rest_us=rest)
        elif before.mode in WORDS_OPEN and step[5] is ACTIVE and step[1] <= life.rhythm.live_us:
            rest = min(after.served_us, really) if after.mode is Mode.BREAK else 0
            seen = replace(seen, worked_us=seen.worked_us + really - rest, rest_us=rest)
        else:
            seen = replace(seen, rest_us=seen.rest_us + really)
        if seen.rest_us >= life.rhythm.long_len_us:
            seen = replace(seen, worked_us=0, left_breaks=0, put_off_long=0, put_off_micro=0)
        elif seen.rest_us >= life.rhythm.micro_len_us:
            seen = replace(seen, put_off_micro=0)
        if before.mode is Mode.BREAK:
            seen = replace(seen, break_us=seen.break_us + really)
        if before.mode is Mode.DEFER:
            seen = replace(seen, deferred_us=seen.deferred_us + really)
        if seen.rest_us >= life.rhythm.micro_len_us:
            seen = replace(seen, deferred_us=0)
    if before.mode in (Mode.WARN, Mode.DEFER) and step[0] == "postpone" and after.mode is Mode.WORK:
        which = "put_off_long" if before.kind == LONG else "put_off_micro"
        seen = replace(seen, put_off_in_shift=seen.put_off_in_shift + 1, **{which: getattr(seen, which) + 1})
    if before.mode is Mode.BREAK and after.mode is Mode.EMERGENCY:
        put_off = seen.put_off_micro + (seen.put_off_long if before.kind == LONG else 0)
        left = before.need_us - put_off * life.rhythm.costs_us - seen.break_us
        seen = replace(
            seen,
            left_breaks=seen.left_breaks + 1,
            exits_in_shift=seen.exits_in_shift + 1,
            rest_us=0,
            owed_us=min(life.rhythm.owed_max_us, max(0, left)),
        )
    if before.mode is not Mode.BREAK and after.mode is Mode.BREAK:
        seen = replace(seen, break_us=after.served_us, deferred_us=0, owed_us=0)
    return seen


# the invariants


def _check(life: Life, seen: Life, before: Any, after: Any, step: Step, really: int, m: ModuleType) -> None:
    rhythm, shut = life.rhythm, seen.gate.closed
    demand(
        not (shut and after.mode in (WORDS_OPEN | {Mode.AWAY}) and not after.override_us), 1,
        f"words open in {after.mode} though a limit is reached",
    )  # fmt: skip
    if before.mode is Mode.BREAK:
        _check_break(life, seen, before, after, step, m)
    if after.mode is Mode.BREAK and before.mode is not Mode.BREAK:
        _check_beginning(life, before, after, step, really)
    if after.long_us < before.long_us:
        demand(seen.rest_us >= rhythm.long_len_us, 7, "the long clock fell without ten minutes of rest")
    if after.micro_us < before.micro_us:
        demand(seen.rest_us >= rhythm.micro_len_us, 11, "the short clock fell without two minutes of rest")
    bound = (
        rhythm.long_every_us
        + rhythm.postpone_us * seen.put_off_long
        + rhythm.warn_long_us * (1 + seen.put_off_long)
        + rhythm.defer_max_us
        + rhythm.live_us  # one tick
        + rhythm.emergency_us * seen.left_breaks
    )
    demand(seen.worked_us <= bound, 8, f"{seen.worked_us // SECOND} s of work without a rest")
    demand(seen.deferred_us <= rhythm.defer_max_us + rhythm.live_us, 9, "typing puts a break off for ever")
    demand(seen.put_off_long <= rhythm.postpones_each, 10, "a long break put off twice")
    demand(seen.put_off_micro <= rhythm.postpones_each, 10, "a short break put off twice")
    demand(seen.put_off_in_shift <= rhythm.postpones_shift, 10, "too many put off in one shift")
    demand(seen.exits_in_shift <= rhythm.emergencies_shift, 16, "more emergency exits than one in a shift")
    demand(
        0 <= after.postponed <= rhythm.postpones_shift
        and 0 <= after.emergencies <= rhythm.emergencies_shift
        and 0 <= after.owed_us <= rhythm.owed_max_us
        and after.served_us >= 0
        and all(getattr(after, name) >= 0 for name in m._NUMBERS), 16, "out of range",
    )  # fmt: skip


def _check_break(life: Life, seen: Life, before: Any, after: Any, step: Step, m: ModuleType) -> None:
    if after.mode is Mode.BREAK:
        demand(step[0] == "tick" or after.served_us == before.served_us, 4, f"{step[0]} served a break")
        demand(after.served_us >= before.served_us, 3, "a break began again")
        demand(after.need_us == before.need_us, 3, "a running break changed its length")
        demand(after.served_us == seen.break_us, 4, "served is not what has really passed")
    elif after.mode in (Mode.READY, Mode.AWAY) or step[0] == "tick":
        demand(seen.break_us >= before.need_us, 3, f"a break ended as {after.mode} before it was served")
    else:
        demand(after.mode in (Mode.EMERGENCY, Mode.OFF), 3, f"a break became {after.mode}")


def _check_beginning(life: Life, before: Any, after: Any, step: Step, really: int) -> None:
    if before.mode is Mode.OFF:
        return
    rhythm = life.rhythm
    put_off = life.put_off_micro + (life.put_off_long if after.kind == LONG else 0)
    base = rhythm.long_len_us if after.kind == LONG else rhythm.micro_len_us
    rested = life.rest_us + really >= rhythm.micro_len_us  # a credit on the way may have paid for it
    if not rested:
        demand(after.need_us >= base + put_off * rhythm.costs_us, 4, "putting off costs nothing")
        demand(after.need_us >= base + life.owed_us, 4, "what was owed is forgiven")
    demand(after.need_us >= base, 4, "a break that is too short")
    overdue = before.long_us >= rhythm.long_every_us
    if overdue and not rested:
        demand(after.kind == LONG, 7, "a short break in place of a long one that is due")
    demand(after.served_us <= really, 4, "a break begins half served")


# where lives begin: near the edges, for cold starts seldom get there

WORKED = 60 * MINUTE
SEEDS: dict[str, breaks.State] = {
    "fresh": breaks.State(),
    "near_long": breaks.State(long_us=WORKED - 40 * SECOND, micro_us=200 * SECOND),
    "near_micro": breaks.State(long_us=20 * MINUTE - 30 * SECOND, micro_us=20 * MINUTE - 30 * SECOND),
    "near_both": breaks.State(long_us=55 * MINUTE - 20 * SECOND, micro_us=20 * MINUTE - 30 * SECOND),
    "prewarn": breaks.State(Mode.WARN, LONG, long_us=WORKED, pre_us=MINUTE),
    "prewarn_micro": breaks.State(Mode.WARN, MICRO, long_us=30 * MINUTE, micro_us=20 * MINUTE, pre_us=20 * SECOND),
    "defer": breaks.State(Mode.DEFER, LONG, long_us=WORKED + MINUTE, key_us=0),
    "put_off": breaks.State(long_us=WORKED + MINUTE, grace_us=30 * SECOND, posts_long=1, postponed=1),
    "mid_break": breaks.State(
        Mode.BREAK, LONG, long_us=WORKED, need_us=10 * MINUTE, served_us=5 * MINUTE, away_us=5 * MINUTE
    ),
    "mid_micro": breaks.State(
        Mode.BREAK, MICRO, long_us=20 * MINUTE, need_us=2 * MINUTE, served_us=MINUTE, away_us=MINUTE
    ),
    "meeting": breaks.State(Mode.MEETING, long_us=WORKED, left_us=2 * MINUTE),
    "emergency": breaks.State(
        Mode.EMERGENCY, LONG, long_us=WORKED, left_us=30 * SECOND, owed_us=6 * MINUTE, emergencies=1
    ),
    "cooldown": breaks.State(Mode.COOLDOWN, long_us=40 * MINUTE, micro_us=MINUTE, locked_us=9 * MINUTE + 50 * SECOND),
}  # fmt: skip


def seed(name: str, rhythm: Rhythm = RHYTHM) -> Life:
    life = born(SEEDS[name], rhythm, HOUR_SHUT if name == "cooldown" else FREE)
    resting = SEEDS[name].away_us
    return replace(life, rest_us=resting)
