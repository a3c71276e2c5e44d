"""The break machine: a pure value and what time, presence, limits and the person do to it.

A break is due after 20 minutes of active work (2 minutes long) and after 60 (10 minutes long). Breaks cannot
be skipped; whoever was away long enough anyway has rested, and that counts. Elapsed time serves a break, not
the ticks of a window: closing, killing or restarting it changes nothing, for the state lives in the store and
every call lets the time pass that has passed.

    WORK -> WARN        a break is due
    WARN -> BREAK       20 s (micro) or 60 s (long) later, or at once when the person says so
    BREAK -> READY      it has been served
    READY -> WORK       the person says so
    any but BREAK and READY -> COOLDOWN, DAYLOCK   a hard limit is closed; time there is rest
    COOLDOWN, DAYLOCK -> READY                     it is open again

Sources: 20 min Riedl et al. 2020 (24 min), 60 min and 10 min HSE on display work and IWF 2024; the rest are
conventions. Postponing, meetings and the emergency exit come with the full machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta

from moderator.clock import Boot, to_us
from moderator.wellbeing.limits import Gate
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
PAUSE_US = 20 * SECOND  # shorter than this is no pause: a second, idle window does not stop the clock
STEADY = 3  # cards; a fresh desk needs no calm start


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """Time that only goes forward, in microseconds. Kept in the store with the readings it was made from.

    Within one start of the machine it follows the boot clock alone; across starts the wall clock, and never
    backwards. `wall_us` is therefore not simply the last reading: within one start it moves on with the boot
    clock at least, so that setting the clock back before a restart gains nothing.
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
        if boot.id == self.boot_id:
            gap = max(0, boot.us - self.boot_us)
            boot = Boot(boot.id, self.boot_us + gap)
            wall_us = max(wall_us, self.wall_us + gap)
        else:
            gap = max(0, wall_us - self.wall_us)
        return EffectiveTime(self.eff_us + gap, boot.id, boot.us, wall_us), gap


@dataclass(frozen=True, slots=True)
class State:
    """Where one person is. Microseconds throughout.

    `micro_us` and `long_us`: active work since the last rest that counts for that kind. `need_us`,
    `served_us`: of the running break. `pre_us`: how much of the warning is left. `away_us`: time since the
    last sign of work, whether away, on a break or closed out by a limit.
    """

    mode: Mode = Mode.WORK
    kind: str = ""
    micro_us: int = 0
    long_us: int = 0
    need_us: int = 0
    served_us: int = 0
    pre_us: int = 0
    away_us: int = 0
    served_since_break: int = STEADY  # cards claimed since the last break, for a calm start

    def facts(self) -> dict[str, str | int]:
        """For the store, as JSON."""
        return {**asdict(self), "mode": str(self.mode)}

    @classmethod
    def of(cls, facts: Mapping[str, object]) -> State:
        """The state that was kept. Missing fields fall back to their defaults, so that versions can follow.

        What makes no sense is a long break that has just begun: nobody gains by damaging it.
        """
        try:
            return _checked(facts)
        except (ValueError, TypeError, AttributeError):
            return _start(State(), "long")


def _checked(found: Mapping[str, object]) -> State:
    numbers = {field.name for field in fields(State)} - {"mode", "kind"}
    values = {name: value for name, value in found.items() if name in numbers}
    kind = found.get("kind", "")
    if kind not in ("", *KINDS) or not all(type(value) is int and value >= 0 for value in values.values()):
        raise ValueError("not a state of the break machine")
    state = replace(State(), mode=Mode(found.get("mode", Mode.WORK)), kind=kind, **values)  # type: ignore[arg-type]
    if state.mode is Mode.BREAK and state.need_us < KINDS[state.kind or "long"].length_us:
        raise ValueError("a break without its length")
    return replace(state, pre_us=min(state.pre_us, LONG.warn_us))


def due(state: State) -> str:
    """Which break is due now: "long", "micro" or ""."""
    if state.long_us >= LONG.every_us:
        return "long"
    if state.micro_us >= MICRO.every_us:
        return "long" if state.long_us + MERGE_US >= LONG.every_us else "micro"
    return ""


def advance(state: State, gap_us: int, presence: Presence) -> State:
    """Let `gap_us` pass, at the end of which `presence` is seen.

    A gap of more than a minute without a sign of life (a restart, a suspend) was time away, whatever is said;
    its first minute counts as work all the same when it was too short for a break.
    """
    if (
        gap_us <= 0
    ):  # an idle window may have told of this moment just before: an act at it is a sign all the same
        acts = presence is Presence.ACTIVE and state.mode in (Mode.WORK, Mode.WARN)
        return replace(state, away_us=0) if acts else state
    if state.mode is Mode.BREAK:
        return _serve(state, gap_us)
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK, Mode.READY):
        return _rested(state, gap_us)
    if presence is Presence.ACTIVE and gap_us <= LIVE_US:
        return _warned(_worked(replace(state, away_us=0), gap_us), gap_us, served=False)
    return _away(state, gap_us, presence)


def _away(state: State, gap_us: int, presence: Presence) -> State:
    still_work = LIVE_US if gap_us > LIVE_US else PAUSE_US
    state = _worked(state, max(0, min(gap_us, still_work - state.away_us)))
    state = _rested(state, gap_us)
    if presence is Presence.ACTIVE:
        state = replace(state, away_us=0)
    return _warned(state, gap_us, served=True)


def _worked(state: State, work_us: int) -> State:
    return replace(state, micro_us=state.micro_us + work_us, long_us=state.long_us + work_us)


def _rested(state: State, gap_us: int) -> State:
    """Time away. What is long enough counts as the break it could have been; less counts for nothing."""
    away = state.away_us + gap_us
    state = replace(state, away_us=away)
    if away >= LONG.length_us:
        return replace(state, micro_us=0, long_us=0, served_since_break=0)
    if away >= MICRO.length_us and due(state) != "long":
        return replace(state, micro_us=0, served_since_break=0)
    return state


def _warned(state: State, gap_us: int, *, served: bool) -> State:
    """WORK and WARN after some time. The warning runs out whether or not somebody is there.

    `served`: nobody was there, so what is left of the gap after the warning has served the break already.
    """
    kind = due(state)
    if not kind:
        return replace(state, mode=Mode.WORK, kind="", pre_us=0)
    if state.mode is Mode.WORK:
        return replace(state, mode=Mode.WARN, kind=kind, pre_us=KINDS[kind].warn_us)
    left = state.pre_us - gap_us
    if left > 0:
        return replace(state, kind=kind, pre_us=left)
    started = _start(state, kind)
    return _serve(started, -left) if served else started


def _start(state: State, kind: str) -> State:
    return replace(
        state, mode=Mode.BREAK, kind=kind, need_us=KINDS[kind].length_us, served_us=0, pre_us=0, away_us=0
    )


def _serve(state: State, gap_us: int) -> State:
    served = state.served_us + gap_us
    if served < state.need_us:
        return replace(state, served_us=served)
    state = replace(
        state,
        mode=Mode.READY,
        micro_us=0,
        long_us=0 if state.kind == "long" else state.long_us,
        need_us=0,
        served_us=0,
        away_us=0,
        served_since_break=0,
    )
    return _rested(state, served)  # a micro break that goes on for ten minutes has been a long one


def break_now(state: State) -> State:
    """The person takes a break now; the long one when that is the one due."""
    if state.mode not in (Mode.WORK, Mode.WARN):
        return state
    return _start(state, due(state) or "micro")


def ready(state: State) -> State:
    """Back to work once a break has been served; before that nothing changes."""
    if state.mode is not Mode.READY:
        return state
    return replace(state, mode=Mode.WORK, kind="", away_us=0)


def limited(state: State, gate: Gate) -> State:
    """What the limits make of it. A break that runs is served first."""
    if state.mode in (Mode.BREAK, Mode.READY):
        return state
    if gate.closed:
        locked = Mode.DAYLOCK if gate.reached == "load_d" else Mode.COOLDOWN
        return replace(state, mode=locked, kind="", pre_us=0)
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
        return replace(state, mode=Mode.READY, served_since_break=0)
    return state


def view(state: State, gate: Gate, eff_us: int, wall: datetime) -> Rest:
    """What a window is told."""
    left = timedelta(microseconds=_left(state, gate, eff_us))
    return Rest(
        mode=state.mode,
        kind=state.kind,
        left=left,
        next_in=timedelta(microseconds=_next_in(state)),
        closed=state.mode in (Mode.BREAK, Mode.READY),
        until=wall + left if left else None,
    )


def _left(state: State, gate: Gate, eff_us: int) -> int:
    if state.mode is Mode.BREAK:
        return state.need_us - state.served_us
    if state.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
        return max(gate.reopens_us - eff_us, 0)
    return 0


def _next_in(state: State) -> int:
    """Until the next break begins, its warning included, if the person goes on working."""
    if state.mode is Mode.WARN:
        return state.pre_us
    micro, long = MICRO.every_us - state.micro_us, LONG.every_us - state.long_us
    kind = MICRO if micro + MERGE_US < long else LONG
    return max(0, min(micro, long)) + kind.warn_us
