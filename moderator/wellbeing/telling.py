"""What a window is told of a person's state: how long, until when, and what they may do about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from moderator.wellbeing import breaks
from moderator.wellbeing.breaks import LOCKED, State
from moderator.wellbeing.limits import Gate
from moderator.wellbeing.rhythm import LONG, MICRO, RHYTHM, Rhythm
from moderator.wellbeing.values import Mode, Rest

REACHED = {  # by the key of the limit
    "load_h": "You have reached this hour's limit",
    "load_d": "You have reached today's limit",
    "load_w": "You have reached this week's limit",
    "queue_d": "You have had harsh cards open for as long as one day allows",
    "s4_h": "You have seen as many extreme cards as one hour allows",
    "s4_d": "You have seen as many extreme cards as one day allows",
}

CLOSED = frozenset({Mode.BREAK, Mode.READY, Mode.MEETING, Mode.OFF})


def view(state: State, gate: Gate, eff_us: int, wall: datetime, rhythm: Rhythm = RHYTHM) -> Rest:
    left = _span(_left(state, gate, eff_us))
    return Rest(
        mode=state.mode,
        kind=state.kind,
        left=left,
        next_in=_span(_next_in(state, rhythm)),
        closed=state.mode in CLOSED,
        until=wall + left if left else None,
        postpone=_span(rhythm.postpone_us) if breaks.may_postpone(state, rhythm) else None,
        costs=_span(rhythm.costs_us),
        break_length=_span(state.need_us or breaks.whole_us(state, state.kind or MICRO, rhythm)),
        emergency=breaks.may_leave(state, gate, rhythm),
        owed=_span(state.owed_us),
        limit=gate.reached if state.mode in LOCKED else "",
    )


def _left(state: State, gate: Gate, eff_us: int) -> int:
    match state.mode:
        case Mode.BREAK:
            return state.need_us - state.served_us
        case Mode.MEETING | Mode.EMERGENCY:
            return state.left_us
        case mode if mode in LOCKED:
            return max(gate.reopens_us - eff_us, 0)
    return 0


def _next_in(state: State, rhythm: Rhythm) -> int:
    """Until the next break begins, its warning included, if the person goes on working."""
    if state.mode is Mode.WARN:
        return state.pre_us
    if state.mode is Mode.DEFER:
        return 0
    micro, long = rhythm.micro_every_us - state.micro_us, rhythm.long_every_us - state.long_us
    kind = MICRO if micro + rhythm.merge_us < long else LONG
    return max(state.grace_us, min(micro, long), 0) + rhythm.warning_us(kind)


def _span(us: int) -> timedelta:
    return timedelta(microseconds=us)
