"""Every limit on what one person may look at. All of them on this one page.

Windows slide: 60 minutes and 24 hours of effective time, so that midnight is no reset. At the soft limit calm
work is preferred. At the hard limit revealing closes until the load is below *soft* again, after the hour's
limit for 15 minutes at least. Calm cards (S0) may be claimed and decided all the while, and escalating unread
is never closed.

Whether a limit is closed follows from the charges alone. A break state that is lost, old or forged opens
nothing.

Adding a limit: write it into LIMITS with its grade and its source, and add a case to test_limits.py.
Grades: E1 experiment on comment moderation, E2 published practice, E3 analogous experiment, E0 a convention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from moderator.scores import Band
from moderator.wellbeing.exposure import counted_as

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
COOLDOWN = timedelta(minutes=15)  # E3: Albulescu et al. 2022, more than 10 min after depleting work
NOTICE = 0.7  # of the soft limit: the bar changes its shade


@dataclass(frozen=True, slots=True)
class Limit:
    """`soft` and `hard` in exposure units within `window`; closed for `cooldown` at least."""

    key: str
    window: timedelta
    soft: float
    hard: float
    cooldown: timedelta
    grade: str
    source: str


LIMITS = (
    Limit(
        "load_h",
        HOUR,
        soft=100,
        hard=150,
        cooldown=COOLDOWN,
        grade="E1",
        source="calibrated on Riedl, Masullo and Whipple 2020: an all-uncivil stream locks at about 21 min",
    ),
    Limit(
        "load_d",
        DAY,
        soft=300,
        hard=400,
        cooldown=COOLDOWN,
        grade="E0",
        source="a 25 % uncivil stream reaches it after about 3 h of queue time",
    ),
)

LONGEST_WINDOW = max(limit.window for limit in LIMITS)
LOOK_BACK = 2 * LONGEST_WINDOW  # the charges that `gate` needs: a limit may have closed a whole window ago


class Charge(NamedTuple):
    """One charged event: when, in microseconds of effective time, and how many units."""

    eff_us: int
    units: float


class Level(StrEnum):
    COMFORTABLE = "comfortable"
    NOTICE = "notice"
    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Gate:
    """How one person stands against the limits now.

    `reached` is the key of the hard limit that is closed, "" when none is. `reopens_us` is the effective
    time at which it opens again if nothing is added; now, when none is closed.
    """

    level: Level
    reached: str
    reopens_us: int
    load_h: float
    load_d: float

    @property
    def closed(self) -> bool:
        return bool(self.reached)

    @property
    def soft(self) -> bool:
        return self.level is Level.SOFT


def gate(charges: Iterable[Charge], now_us: int) -> Gate:
    """Where this person stands, from the charges of the last LOOK_BACK. The day is asked before the hour."""
    listed = sorted(charge for charge in charges if charge.units > 0 and charge.eff_us <= now_us)
    loads = {limit.key: load(listed, now_us, limit.window) for limit in LIMITS}
    opens = {limit.key: opens_at(listed, limit) for limit in LIMITS}
    shut = [limit.key for limit in reversed(LIMITS) if opens[limit.key] > now_us]
    share = max(loads[limit.key] / limit.soft for limit in LIMITS)
    return Gate(
        level=_level(bool(shut), share),
        reached=shut[0] if shut else "",
        reopens_us=max((opens[key] for key in shut), default=now_us),
        load_h=loads["load_h"],
        load_d=loads["load_d"],
    )


def allows(gate: Gate, band: Band | None) -> bool:
    """May a card of this band be claimed, revealed and decided, as far as limits go?"""
    return not gate.closed or counted_as(band) is Band.S0


def load(charges: Iterable[Charge], now_us: int, window: timedelta) -> float:
    """Units charged within the window that ends now."""
    since = now_us - _us(window)
    return sum(charge.units for charge in charges if since < charge.eff_us <= now_us)


def opens_at(charges: Sequence[Charge], limit: Limit) -> int:
    """The effective time from which this limit is open, 0 when it never closed. `charges` oldest first.

    Closed from the last charge with which the load stood at hard or above, until the load has been below
    soft, and for the cooldown at least.
    """
    span = _us(limit.window)
    sums = [0.0, *accumulate(charge.units for charge in charges)]
    closed_by, oldest = -1, 0
    for newest, charge in enumerate(charges):
        while charges[oldest].eff_us <= charge.eff_us - span:
            oldest += 1
        if sums[newest + 1] - sums[oldest] >= limit.hard:
            closed_by = newest
    if closed_by < 0:
        return 0
    rested = charges[closed_by].eff_us + _us(limit.cooldown)
    return max(rested, _below_soft(charges, sums, closed_by, limit))


def _below_soft(charges: Sequence[Charge], sums: Sequence[float], closed_by: int, limit: Limit) -> int:
    """The first moment after the charge `closed_by` with a load below soft. Loads fall when a charge leaves."""
    span, newest = _us(limit.window), closed_by
    for oldest, charge in enumerate(charges):
        leaves = charge.eff_us + span
        if leaves <= charges[closed_by].eff_us:
            continue
        while newest + 1 < len(charges) and charges[newest + 1].eff_us <= leaves:
            newest += 1
        if sums[newest + 1] - sums[oldest + 1] < limit.soft:
            return leaves
    return charges[-1].eff_us + span


def _level(shut: bool, share: float) -> Level:
    if shut:
        return Level.HARD
    if share >= 1:
        return Level.SOFT
    return Level.NOTICE if share >= NOTICE else Level.COMFORTABLE


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
