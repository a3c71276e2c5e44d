"""The break machine: a pure value and what time, presence, limits and the person do to it.

One function for each input: `advance` (time and presence), `decided`, `load_added`, `break_now`, `postpone`, `ready`,
`emergency`, `meeting_starts`, `meeting_ends`, `shift_ends`, `shift_starts`, `shift_anew`, `override`, `break_glass`,
`limited`. Each returns the next state; what is to be done about it follows from the two (`outputs`). Numbers come with the
`Rhythm`.

    WORK -> WARN                a break is due, and has not been put off
    WARN -> BREAK               the warning is over; DEFER instead while a text is being typed
    DEFER -> BREAK              a lull in the typing, the card is decided, or it has been long enough
    WARN, DEFER -> WORK         put off: once for each due break, and that break gets longer
    WORK, WARN, DEFER -> BREAK  at once when the person says so; the long one when that is due
    BREAK -> READY -> WORK      it has been served; the person says when to go on
    BREAK -> EMERGENCY -> BREAK ten minutes for escalated cards; what was not served is owed
    WORK <-> AWAY               nobody is there
    any working -> MEETING      nothing can be read meanwhile, so it is rest; into the break that is due
    any but BREAK and READY -> COOLDOWN, DAYLOCK -> READY   a hard limit; time there is rest
    any -> OFF                  finished for today

Breaks cannot be skipped; whoever was away long enough anyway has rested, and that counts. Elapsed time serves a
break, not the ticks of a window: closing, killing or restarting it changes nothing, for the state lives in the store
and every call lets the time pass that has passed. One long gap is the same as many short ones (`advance` goes from one
change to the next), and no reading of a clock occurs here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum

from moderator.wellbeing.limits import BY_KEY, HOUR, Gate
from moderator.wellbeing.rhythm import KINDS, LONG, MICRO, MINUTE, RHYTHM, Rhythm
from moderator.wellbeing.values import Mode, Presence

STEADY = 3  # cards; a fresh desk needs no calm start
LEAST_US = MINUTE  # a kept break that is shorter was tampered with
UNIT = 1000  # thousandths of an exposure unit: the state holds whole numbers only
_STILL = MINUTE  # longer than any lull: since the last key it has been at least that long

WORKING = frozenset({Mode.WORK, Mode.WARN, Mode.DEFER, Mode.AWAY})
SERVING = frozenset({Mode.BREAK, Mode.READY})
LOCKED = frozenset({Mode.COOLDOWN, Mode.DAYLOCK})
OPEN = frozenset({Mode.WORK, Mode.WARN, Mode.DEFER, Mode.EMERGENCY})  # words may be read, as far as breaks go


@dataclass(frozen=True, slots=True)
class State:
    """Where one person is. Microseconds, but for counts and `stretch`.

    `micro_us`, `long_us`: active work since the last rest that counts for that kind. `need_us`, `served_us`: of the
    running break (and of one that was left by going home). `pre_us`: how much of the warning is left. `away_us`: time
    since the last sign of work, whether away, on a break or closed out by a limit. `defer_us`: how long the due break
    has waited for typing. `key_us`: since the last key in an edit field. `posts_micro`, `posts_long`: how often the due
    break was put off; `postponed`, `emergencies`: in this shift. `grace_us`: work that is left until a break that was
    put off is due again. `left_us`: of the meeting or the emergency. `stretch`: thousandths of units charged since the
    last rest.
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
    defer_us: int = 0
    key_us: int = _STILL
    posts_micro: int = 0
    posts_long: int = 0
    postponed: int = 0
    grace_us: int = 0
    owed_us: int = 0
    emergencies: int = 0
    left_us: int = 0
    locked_us: int = 0
    override_us: int = 0
    stretch: int = 0

    def facts(self) -> dict[str, str | int]:
        """For the store, as JSON."""
        return {**asdict(self), "mode": str(self.mode)}

    @classmethod
    def of(cls, facts: Mapping[str, object], rhythm: Rhythm = RHYTHM) -> State:
        """The state that was kept. Missing fields fall back to their defaults, so that versions can follow.

        What makes no sense is a long break that has just begun: nobody gains by damaging it.
        """
        try:
            return _checked(facts)
        except (ValueError, TypeError, AttributeError):
            spent = State(postponed=rhythm.postpones_shift, emergencies=rhythm.emergencies_shift)
            return _start(spent, LONG, rhythm)


_NUMBERS = frozenset(field.name for field in fields(State)) - {"mode", "kind"}


def _checked(found: Mapping[str, object]) -> State:
    values = {name: value for name, value in found.items() if name in _NUMBERS}
    kind = found.get("kind", "")
    if kind not in ("", *KINDS) or not all(type(value) is int and value >= 0 for value in values.values()):
        raise ValueError("not a state of the break machine")
    state = State(Mode(found.get("mode", Mode.WORK)), kind, **values)  # type: ignore[arg-type]
    if state.mode is Mode.BREAK and (state.need_us < LEAST_US or not kind):
        raise ValueError("a break without its length")
    return state


# what is due


def due(state: State, rhythm: Rhythm = RHYTHM) -> str:
    """Which break is due now: "long", "micro" or "". None while one that was put off has its grace."""
    return "" if state.grace_us > 0 else owing(state, rhythm)


def owing(state: State, rhythm: Rhythm = RHYTHM) -> str:
    """Which break would be due, whether or not it was put off."""
    if state.long_us >= rhythm.long_every_us:
        return LONG
    if state.micro_us >= rhythm.micro_every_us or state.stretch >= rhythm.load_trigger * UNIT:
        return LONG if state.long_us + rhythm.merge_us >= rhythm.long_every_us else MICRO
    return ""


def longer_us(state: State, kind: str, rhythm: Rhythm = RHYTHM) -> int:
    """What postponing has added to a break of this kind, or a weaker one that it takes the place of."""
    return (state.posts_micro + (state.posts_long if kind == LONG else 0)) * rhythm.costs_us


def whole_us(state: State, kind: str, rhythm: Rhythm = RHYTHM) -> int:
    """How long a break of this kind would be now."""
    return rhythm.length_us(kind) + longer_us(state, kind, rhythm) + min(state.owed_us, rhythm.owed_max_us)


# time


def advance(
    state: State, gap_us: int, presence: Presence, rhythm: Rhythm = RHYTHM, *, typed: bool = False
) -> State:
    """Let `gap_us` pass, at the end of which `presence` is seen. `typed`: keys went into an edit field meanwhile.

    A gap of more than a minute without a sign of life (a restart, a suspend) was time away, whatever is said;
    its first minute counts as work all the same when it was too short for a break.
    """
    active = presence is Presence.ACTIVE
    there = active and gap_us <= rhythm.live_us
    if there:
        state = _sign_of_life(state)
    if typed:
        state = _key(state)
    still_us = rhythm.live_us if active else rhythm.pause_us
    while gap_us > 0:
        part = min(gap_us, _until_next(state, still_us, rhythm))
        state = _turn(_flow(state, part, there, still_us), rhythm)
        gap_us -= part
    if active:
        state = _sign_of_life(state)
    return _key(state) if typed else state


def _until_next(state: State, still_us: int, rhythm: Rhythm) -> int:
    """How long until something may change. A change too many does no harm: `_turn` finds nothing to do."""
    ahead = (
        state.need_us - state.served_us,
        state.pre_us,
        state.left_us,
        state.grace_us,
        state.override_us,
        rhythm.micro_every_us - state.micro_us,
        rhythm.long_every_us - state.long_us,
        rhythm.long_every_us - rhythm.merge_us - state.long_us,
        rhythm.lull_us - state.key_us,
        rhythm.defer_max_us - state.defer_us,
        still_us - state.away_us,
        rhythm.pause_us - state.away_us,
        whole_us(state, MICRO, rhythm) - state.away_us,
        whole_us(state, LONG, rhythm) - state.away_us,
        rhythm.shift_gap_us - state.away_us,
    )
    return min((each for each in ahead if each > 0), default=rhythm.shift_gap_us)


def _flow(state: State, us: int, there: bool, still_us: int) -> State:
    """Time passes and nothing changes its kind: the sums alone grow."""
    mode = state.mode
    key_us = min(_STILL, state.key_us + us)
    override_us = max(0, state.override_us - us)
    if mode is Mode.BREAK:
        return replace(state, served_us=state.served_us + us, away_us=state.away_us + us, key_us=key_us,
                       override_us=override_us)  # fmt: skip
    if mode is Mode.EMERGENCY:
        return replace(state, left_us=max(0, state.left_us - us), micro_us=state.micro_us + us,
                       long_us=state.long_us + us, key_us=key_us, override_us=override_us)  # fmt: skip
    if mode not in WORKING:
        served = state.served_us + us if mode is Mode.OFF and state.need_us else state.served_us
        return replace(
            state,
            away_us=state.away_us + us,
            served_us=served,
            left_us=max(0, state.left_us - us),
            locked_us=state.locked_us + us if mode in LOCKED else 0,
            key_us=key_us,
            override_us=override_us,
        )
    work = us if there or state.away_us < still_us else 0
    return replace(
        state,
        micro_us=state.micro_us + work,
        long_us=state.long_us + work,
        grace_us=max(0, state.grace_us - work),
        away_us=0 if there else state.away_us + us,
        pre_us=max(0, state.pre_us - us) if mode is Mode.WARN else state.pre_us,
        defer_us=state.defer_us + us if mode is Mode.DEFER else state.defer_us,
        key_us=key_us,
        override_us=override_us,
    )


def _turn(state: State, rhythm: Rhythm) -> State:
    """What is to change at this moment, changes."""
    if state.mode is Mode.BREAK:
        return _served(state) if state.served_us >= state.need_us else state
    if state.mode is Mode.EMERGENCY:
        return _start(state, LONG, rhythm) if state.left_us == 0 else state
    state = _rested(state, rhythm)
    if state.mode is Mode.MEETING and state.left_us == 0:
        state = _after_meeting(state, rhythm)
    return _warned(state, rhythm) if state.mode in WORKING else state


def _rested(state: State, rhythm: Rhythm) -> State:
    """Time away. What is long enough counts as the break it could have been; less counts for nothing."""
    if state.away_us >= rhythm.shift_gap_us:  # another shift, to which nobody has to come back
        state = replace(state, postponed=0, emergencies=0)
        if state.mode is Mode.READY:
            state = replace(state, mode=Mode.AWAY, kind="")
    if state.away_us >= whole_us(state, LONG, rhythm):
        return replace(_clear_micro(state), long_us=0, posts_long=0, owed_us=0)
    if (
        state.away_us >= whole_us(state, MICRO, rhythm)
        and owing(state, rhythm) != LONG
        and not state.owed_us
        and not state.posts_long
    ):
        return _clear_micro(state)
    return state


def _clear_micro(state: State) -> State:
    return replace(state, micro_us=0, posts_micro=0, stretch=0, grace_us=0, defer_us=0, served_since_break=0)


def _warned(state: State, rhythm: Rhythm) -> State:
    """WORK, AWAY, WARN and DEFER. The warning runs out whether or not somebody is there."""
    kind = due(state, rhythm)
    if not kind:
        mode = Mode.AWAY if state.away_us >= rhythm.pause_us else Mode.WORK
        if (state.mode, state.kind, state.pre_us) == (mode, "", 0):
            return state  # nearly every time, and a new value costs more than all the rest
        return replace(state, mode=mode, kind="", pre_us=0)
    if state.mode in (Mode.WORK, Mode.AWAY):
        return replace(state, mode=Mode.WARN, kind=kind, pre_us=rhythm.warning_us(kind))
    waited_enough = state.key_us >= rhythm.lull_us or state.defer_us >= rhythm.defer_max_us
    if state.mode is Mode.WARN and state.pre_us > 0:
        return state if state.kind == kind else replace(state, kind=kind)
    if waited_enough:
        return _start(state, kind, rhythm)
    return replace(state, mode=Mode.DEFER, kind=kind)


def _sign_of_life(state: State) -> State:
    if state.mode not in WORKING or (state.away_us == 0 and state.mode is not Mode.AWAY):
        return state
    return replace(state, away_us=0, mode=Mode.WORK if state.mode is Mode.AWAY else state.mode)


def _key(state: State) -> State:
    return replace(state, key_us=0)


def _start(state: State, kind: str, rhythm: Rhythm) -> State:
    return replace(
        state,
        mode=Mode.BREAK,
        kind=kind,
        need_us=whole_us(state, kind, rhythm),
        served_us=0,
        owed_us=0,
        pre_us=0,
        away_us=0,
        left_us=0,
        grace_us=0,
    )


def _served(state: State) -> State:
    """The break is over. What comes on top of it goes on counting as rest (`away_us`)."""
    long = state.kind == LONG
    return replace(
        _clear_micro(state),
        mode=Mode.READY,
        long_us=0 if long else state.long_us,
        posts_long=0 if long else state.posts_long,
        need_us=0,
        served_us=0,
    )


# the person


def decided(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """The open card is decided: a break that waited for it begins."""
    return _start(state, state.kind, rhythm) if state.mode is Mode.DEFER else state


def load_added(state: State, units: float, rhythm: Rhythm = RHYTHM) -> State:
    """Something was read and charged. Much in one stretch brings the next break forward."""
    state = replace(state, stretch=state.stretch + round(max(0.0, units) * UNIT))
    return _warned(state, rhythm) if state.mode in (Mode.WORK, Mode.WARN) else state


def break_now(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """The person takes a break now; the long one when that is the one due, or an emergency is over early."""
    if state.mode is Mode.EMERGENCY:
        return _start(state, LONG, rhythm)
    if state.mode not in WORKING:
        return state
    kind = LONG if LONG in (owing(state, rhythm), state.kind) else MICRO
    return _start(state, kind, rhythm)


def may_postpone(state: State, rhythm: Rhythm = RHYTHM) -> bool:
    posts = state.posts_long if state.kind == LONG else state.posts_micro
    return (
        state.mode in (Mode.WARN, Mode.DEFER)
        and posts < rhythm.postpones_each
        and state.postponed < rhythm.postpones_shift
    )


def postpone(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """Five more minutes. How long typing has put this break off already stays counted."""
    if not may_postpone(state, rhythm):
        return state
    long = state.kind == LONG
    return replace(
        state,
        mode=Mode.WORK,
        kind="",
        pre_us=0,
        grace_us=rhythm.postpone_us,
        posts_micro=state.posts_micro + (not long),
        posts_long=state.posts_long + long,
        postponed=state.postponed + 1,
    )


def ready(state: State) -> State:
    """Back to work once a break has been served; before that nothing changes."""
    if state.mode is not Mode.READY:
        return state
    return replace(state, mode=Mode.WORK, kind="", away_us=0)


def may_leave(state: State, gate: Gate, rhythm: Rhythm = RHYTHM) -> bool:
    """Is there an emergency exit from this break?"""
    return state.mode is Mode.BREAK and state.emergencies < rhythm.emergencies_shift and not gate.closed


def emergency(state: State, gate: Gate, rhythm: Rhythm = RHYTHM) -> State:
    """Out of a break, for escalated cards only. What was not served of it is owed; what postponing added still is."""
    if not may_leave(state, gate, rhythm):
        return state
    owed = state.need_us - longer_us(state, state.kind, rhythm) - state.served_us
    return replace(
        state,
        mode=Mode.EMERGENCY,
        kind=LONG,
        need_us=0,
        served_us=0,
        away_us=0,
        left_us=rhythm.emergency_us,
        emergencies=state.emergencies + 1,
        owed_us=min(rhythm.owed_max_us, max(0, owed)),
    )


def meeting_starts(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """Away from the comments, for ninety minutes at most. From when it began it is rest."""
    if state.mode not in WORKING:
        return state
    away = state.away_us if state.mode is Mode.AWAY else 0
    return replace(state, mode=Mode.MEETING, kind="", pre_us=0, away_us=away, left_us=rhythm.meeting_max_us)


def meeting_ends(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """Back, into the break that is due unless the meeting was as long."""
    if state.mode is not Mode.MEETING:
        return state
    return _sign_of_life(_after_meeting(state, rhythm))


def _after_meeting(state: State, rhythm: Rhythm) -> State:
    kind = due(state, rhythm)
    state = replace(state, left_us=0)
    return _start(state, kind, rhythm) if kind else replace(state, mode=Mode.AWAY)


def shift_ends(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """Finished for today. Time from here on is rest; a break that ran goes on being served."""
    if state.mode is Mode.OFF:
        return state
    if state.mode is Mode.EMERGENCY:
        state = _start(state, LONG, rhythm)
    if state.mode is Mode.BREAK:
        return replace(state, mode=Mode.OFF)
    away = state.away_us if state.mode not in (Mode.WORK, Mode.WARN, Mode.DEFER) else 0
    return replace(state, mode=Mode.OFF, kind="", pre_us=0, left_us=0, away_us=away)


def shift_starts(state: State, rhythm: Rhythm = RHYTHM) -> State:
    """Here again: in what is left of the break, in the one that is due, or at work. There is no second warning.

    Limits say themselves whether they are still closed.
    """
    if state.mode is not Mode.OFF:
        return state
    if state.need_us > state.served_us:
        return replace(state, mode=Mode.BREAK)
    if state.need_us:
        return _served(state)
    kind = due(state, rhythm)
    return _start(state, kind, rhythm) if kind else replace(state, mode=Mode.WORK, away_us=0)


def shift_anew(state: State) -> State:
    """Another rostered shift: its breaks may be put off, and one left, as in any."""
    return replace(state, postponed=0, emergencies=0)


# limits


def override(state: State, us: int, rhythm: Rhythm = RHYTHM) -> State:
    """A lead opens a closed limit for so long, and the person has accepted; not in a cooldown's first ten minutes."""
    if state.mode not in LOCKED or state.locked_us < rhythm.override_after_us:
        return state
    return replace(state, mode=Mode.WORK, kind="", away_us=0, locked_us=0, override_us=us)


def break_glass(state: State, us: int, rhythm: Rhythm = RHYTHM) -> State:
    """A threat to life: out of a break or through a limit at once, for so long and for one card; then a long break.

    Which card that is, and that a lead looks at it afterwards, is not the machine's. Who is away says first that they
    are back.
    """
    if state.mode in (Mode.MEETING, Mode.OFF):
        return state
    left = state.need_us - longer_us(state, state.kind, rhythm) - state.served_us
    owed = max(0, left) if state.mode is Mode.BREAK else state.owed_us
    return replace(
        state,
        mode=Mode.EMERGENCY,
        kind=LONG,
        need_us=0,
        served_us=0,
        pre_us=0,
        away_us=0,
        locked_us=0,
        left_us=us,
        override_us=us,
        owed_us=min(rhythm.owed_max_us, owed),
    )


def limited(state: State, gate: Gate) -> State:
    """What the limits make of it. A break that runs is served first, and who has gone home is not called back."""
    if state.mode in SERVING or state.mode is Mode.OFF:
        return state
    if gate.closed and not (state.override_us > 0 and state.mode in WORKING | {Mode.EMERGENCY}):
        locked = Mode.COOLDOWN if BY_KEY[gate.reached].window == HOUR else Mode.DAYLOCK
        away = state.away_us if state.mode in LOCKED or state.mode in (Mode.AWAY, Mode.MEETING) else 0
        return replace(state, mode=locked, kind="", pre_us=0, left_us=0, away_us=away)
    if state.mode in LOCKED:
        return replace(state, mode=Mode.READY, served_since_break=0, locked_us=0)
    return state


# what is to be done about it


class Output(StrEnum):
    """Done outside, in this order."""

    SAVE_DRAFTS = "save drafts"
    MASK_ALL = "mask all"
    CLOSE_GATE = "close gate"
    OPEN_GATE = "open gate"
    OPEN_ESCALATED = "open gate for escalated cards"
    SHOW_WARNING = "show warning"
    HIDE_WARNING = "hide warning"
    SHOW_BREAK = "show break"
    SHOW_READY = "show ready"
    LOG_EMERGENCY = "log emergency"


def outputs(before: State, after: State) -> tuple[Output, ...]:
    """What follows from one state having become another, whichever input it was."""
    old, new = before.mode, after.mode
    if old is new:
        return ()
    warning = {Mode.WARN, Mode.DEFER}
    made = {
        Output.SAVE_DRAFTS: old in OPEN and new not in OPEN,
        Output.MASK_ALL: new not in OPEN or new is Mode.EMERGENCY,
        Output.CLOSE_GATE: old in OPEN and new not in OPEN,
        Output.OPEN_GATE: new in OPEN - {Mode.EMERGENCY} and (old not in OPEN or old is Mode.EMERGENCY),
        Output.OPEN_ESCALATED: new is Mode.EMERGENCY,
        Output.SHOW_WARNING: new in warning and old not in warning,
        Output.HIDE_WARNING: old in warning and new not in warning,
        Output.SHOW_BREAK: new is Mode.BREAK,
        Output.SHOW_READY: new is Mode.READY,
        Output.LOG_EMERGENCY: new is Mode.EMERGENCY,
    }
    return tuple(output for output, wanted in made.items() if wanted)
