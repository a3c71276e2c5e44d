"""When a closed limit may be opened for a while, by how much, and when never. Pure: every number on this page.

Never silent, never retroactive, never by whom it is for. An override opens limits of load and time; those on extreme
cards it leaves closed, because a quarter of three cards is none. Break-glass is for a threat to life alone: at once, for
one card and what stands around it, and a lead reviews it.

All numbers but those of the windows are E0, conventions; see `breaks` for what an override does to a person's state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from moderator.wellbeing.limits import BY_KEY, DAY, HOUR, WEEK, Gate, Limit

LONGEST = timedelta(minutes=30)
SHARE = 0.25  # of the exceeded limit
EACH_DAY, EACH_WEEK = 1, 2  # of one person, in windows that slide
NEVER_FROM = 1.2  # times a hard limit of a day or a week
GLASS = timedelta(minutes=10)
LEAST_WHY, MOST_WHY = 15, 400  # letters
OFFER = timedelta(minutes=15)  # an offer runs out by itself
_DAY = timedelta(days=1)


class Reason(StrEnum):
    THREAT_TO_LIFE = "threat_to_life"
    EMERGENCY_COMMS = "emergency_comms"
    NO_COVER = "no_cover"
    SYSTEM_ERROR = "system_error"


class Never(StrEnum):
    """Why not. Told to the person alone: each says something of how much they have seen."""

    OPEN = "no limit is closed"
    TOO_SOON = "a cooldown's first ten minutes"
    TOO_MUCH = "120 % of a day's or a week's limit"
    DAY = "one in a day"
    WEEK = "two in a week"
    TARGET = "target of an open incident"


def never(
    gate: Gate,
    limits: Sequence[Limit],
    past_us: Sequence[int],
    eff_us: int,
    *,
    soon: bool,
    target: bool,
    glass: bool = False,
) -> Never | None:
    """Why this person may have no override now; None where they may.

    `past_us`: when those before began, in effective time. `soon`: a cooldown's first minutes are not over. `glass`: it is
    break-glass, which neither waits for these minutes nor is counted, and opens cards of S4 too.
    """
    if target:
        return Never.TARGET
    if too_much(gate, limits):
        return Never.TOO_MUCH
    if glass:
        return None if gate.closed or gate.extreme is not None else Never.OPEN
    if not gate.closed:
        return Never.OPEN
    if soon:
        return Never.TOO_SOON
    if _within(past_us, eff_us, DAY) >= EACH_DAY:
        return Never.DAY
    return Never.WEEK if _within(past_us, eff_us, WEEK) >= EACH_WEEK else None


def too_much(gate: Gate, limits: Sequence[Limit]) -> bool:
    """At 120 % of a hard limit of a day or a week, whatever it counts."""
    long = [limit for limit in limits if limit.window > HOUR]
    return any(gate.used[limit.key] >= NEVER_FROM * limit.hard for limit in long)


def allowances(gate: Gate, limits: Sequence[Limit]) -> dict[str, float]:
    """By key of each closed limit, how much may be counted under an override of it."""
    by_key = {limit.key: limit for limit in limits}
    return {key: SHARE * by_key[key].hard for key in gate.shut}


def left(
    opens: Mapping[str, float], spent: Mapping[str, float], shut: Sequence[str]
) -> Mapping[str, float] | None:
    """What may still be counted, by key; None when it is over: all of it is spent, or another limit has closed."""
    if any(key not in opens for key in shut):
        return None
    found = {key: most - spent[key] for key, most in opens.items() if key in BY_KEY}
    return found if all(each > 0 for each in found.values()) else None


def due(at: datetime) -> datetime:
    """One business day later: the same time of the next day from Monday to Friday, by the zone of `at`."""
    then = at + _DAY
    while then.weekday() >= 5:
        then += _DAY
    return then


def _within(past_us: Sequence[int], eff_us: int, window: timedelta) -> int:
    return sum(then > eff_us - window // timedelta(microseconds=1) for then in past_us)
