"""The break machine: a pure value and what time, presence, limits and the person do to it.

A break is due after 20 minutes of active work (2 minutes long) and after 60 (10 minutes long). Breaks cannot
be skipped; whoever was away long enough anyway has rested, and that counts. Elapsed time serves a break, not
the ticks of a window: closing, killing or restarting it changes nothing.

Sources: 20 min Riedl et al. 2020 (24 min), 60 min and 10 min HSE on display work and IWF 2024; the rest are
conventions. Postponing, meetings and the emergency exit come with the full machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from moderator.clock import Boot, to_us
from moderator.wellbeing.limits import COOLDOWN, LIMITS, Gate
from moderator.wellbeing.values import Mode, Presence, Rest

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    every_us: int  # of active work
    length_us: int
    warn_us: int


MICRO = Kind(20 * 60 * SECOND, 2 * 60 * SECOND, 20 * SECOND)
LONG = Kind(60 * 60 * SECOND, 10 * 60 * SECOND, 60 * SECOND)
KINDS = {"micro": MICRO, "long": LONG}
MERGE_US = 5 * 60 * SECOND  # a micro break this close to a long one is taken as the long one
LIVE_US = 60 * SECOND  # a longer gap between two signs of life was time away
COOLDOWN_US = COOLDOWN // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """Time that only goes forward, in microseconds. Kept in the store with the readings it was made from.

    Within one start of the machine it follows the boot clock alone; across starts the wall clock, and never
    backwards. `unverified` notes that a gap across starts was taken from the wall clock.
    """

    eff_us: int
    boot_id: str
    boot_us: int
    wall_us: int

    @classmethod
    def begin(cls, boot: Boot, wall: datetime) -> EffectiveTime:
        return cls(to_us(wall), boot.id, boot.us, to_us(wall))

    def advance(self, boot: Boot, wall: datetime) -> tuple[EffectiveTime, int]:
        """The time now, and the gap since the last reading in microseconds, never negative."""
        wall_us = to_us(wall)
        same = boot.id == self.boot_id
        gap = max(0, boot.us - self.boot_us if same else wall_us - self.wall_us)
        return EffectiveTime(self.eff_us + gap, boot.id, boot.us, max(wall_us, 0)), gap


@dataclass(frozen=True, slots=True)
class State:
    """Where one person is. Microseconds throughout.

    `micro_us` and `long_us`: active work since the last rest that counts for that kind. `away_us`: how long
    nobody has been there, without a break. `pre_us`: how much of the warning is left. `cool_us`: time still
    to be spent in a cooldown at least.
    """

    mode: Mode = Mode.WORK
    kind: str = ""
    micro_us: int = 0
    long_us: int = 0
    need_us: int = 0
    served_us: int = 0
    pre_us: int = 0
    away_us: int = 0
    cool_us: int = 0
    served_since_break: int = 0  # cards claimed since the last break, for a calm start

    def facts(self) -> dict[str, Any]:
        """As it is kept: plain words and numbers."""
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> State:
        """Unknown and missing fields fall back to their defaults, so that versions can follow each other."""
        known = {name: value for name, value in facts.items() if name in cls.__slots__}
        return cls(**{**known, "mode": Mode(known.get("mode", Mode.WORK))})


def due(state: State) -> str:
    """Which break is due now: "long", "micro" or ""."""
    if state.long_us >= LONG.every_us:
        return "long"
    if state.micro_us >= MICRO.every_us:
        return "long" if state.long_us + MERGE_US >= LONG.every_us else "micro"
    return ""


def advance(state: State, gap_us: int, presence: Presence) -> State:
    """Let `gap_us` pass. A gap of more than a minute without a sign of life was time away, whatever is said."""
    if gap_us <= 0:
        return state
    if state.mode is Mode.BREAK:
        return _serve(state, gap_us)
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
        return _rested(replace(state, cool_us=max(0, state.cool_us - gap_us)), gap_us)
    if state.mode is Mode.READY:
        return _rested(state, gap_us)
    if presence is not Presence.ACTIVE or gap_us > LIVE_US:
        return _rested(state, gap_us)
    return _work(replace(state, away_us=0), gap_us)


def _serve(state: State, gap_us: int) -> State:
    served = min(state.need_us, state.served_us + gap_us)
    if served < state.need_us:
        return replace(state, served_us=served)
    return replace(
        state,
        mode=Mode.READY,
        micro_us=0,
        long_us=0 if state.kind == "long" else state.long_us,
        need_us=0,
        served_us=0,
        pre_us=0,
        served_since_break=0,
    )


def _rested(state: State, gap_us: int) -> State:
    """Time away. What is long enough counts as the break it could have been; less counts for nothing."""
    away = state.away_us + gap_us
    state = replace(state, away_us=away)
    if away >= LONG.length_us:
        state = replace(state, micro_us=0, long_us=0, served_since_break=0)
    elif away >= MICRO.length_us and state.long_us < LONG.every_us:
        state = replace(state, micro_us=0, served_since_break=0)
    if state.mode is Mode.WARN and not due(state):
        state = replace(state, mode=Mode.WORK, kind="", pre_us=0)
    return state


def _work(state: State, gap_us: int) -> State:
    state = replace(state, micro_us=state.micro_us + gap_us, long_us=state.long_us + gap_us)
    if state.mode is Mode.WARN:
        left = state.pre_us - gap_us
        return _start(state, due(state) or state.kind) if left <= 0 else replace(state, pre_us=left)
    kind = due(state)
    if not kind:
        return state
    return replace(state, mode=Mode.WARN, kind=kind, pre_us=KINDS[kind].warn_us)


def _start(state: State, kind: str) -> State:
    return replace(
        state, mode=Mode.BREAK, kind=kind, need_us=KINDS[kind].length_us, served_us=0, pre_us=0, away_us=0
    )


def break_now(state: State) -> State:
    """The person takes a break now; the long one when that is the one due."""
    if state.mode not in (Mode.WORK, Mode.WARN):
        return state
    return _start(state, "long" if state.long_us >= LONG.every_us else state.kind or "micro")


def ready(state: State) -> State:
    """Back to work once a break has been served; before that nothing changes."""
    if state.mode is not Mode.READY:
        return state
    return replace(state, mode=Mode.WORK, kind="", away_us=0)


def limited(state: State, gate: Gate) -> State:
    """What the limits make of it: a hard limit stops harsh work until there is room, 15 minutes at least."""
    if state.mode in (Mode.BREAK, Mode.READY):
        return state
    if gate.reached == "load_d":
        return state if state.mode is Mode.DAYLOCK else replace(state, mode=Mode.DAYLOCK, cool_us=COOLDOWN_US)
    if gate.reached == "load_h":
        if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
            return state
        return replace(state, mode=Mode.COOLDOWN, cool_us=COOLDOWN_US)
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK) and not _still_full(gate) and state.cool_us <= 0:
        return replace(state, mode=Mode.READY, kind="")
    return state


def _still_full(gate: Gate) -> bool:
    """A hard limit opens again only once the load is below the soft one."""
    loads = {"load_h": gate.load_h, "load_d": gate.load_d}
    return any(loads[limit.key] >= limit.soft for limit in LIMITS)


def view(state: State, gate: Gate, eff_us: int, wall: datetime) -> Rest:
    """What a window is told."""
    left = _left(state, gate, eff_us)
    next_in = min(MICRO.every_us - state.micro_us, LONG.every_us - state.long_us)
    if state.mode is Mode.WARN:
        next_in = state.pre_us
    left_td, next_td = timedelta(microseconds=left), timedelta(microseconds=max(0, next_in))
    until = wall + left_td if left else None
    return Rest(state.mode, state.kind, left_td, next_td, state.mode in (Mode.BREAK, Mode.READY), until)


def _left(state: State, gate: Gate, eff_us: int) -> int:
    if state.mode is Mode.BREAK:
        return state.need_us - state.served_us
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
        return max(state.cool_us, gate.reopens_us - eff_us, 0)
    return 0
