"""Every limit on what one person may look at. All of them on this one page.

Adding a limit: write it into LIMITS with its grade and its source, and add a case to test_limits.py.
Windows slide: 60 minutes and 24 hours of effective time, so that midnight is no reset.

Grades: E1 experiment on comment moderation, E2 published practice, E3 analogous experiment, E0 a convention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
COOLDOWN = timedelta(minutes=15)  # E3: Albulescu et al. 2022, more than 10 min after depleting work
NOTICE = 0.7  # of the soft limit: the bar changes its shade


@dataclass(frozen=True, slots=True)
class Limit:
    """`soft` and `hard` in exposure units within `window`."""

    key: str
    window: timedelta
    soft: float
    hard: float
    grade: str
    source: str


LIMITS = (
    Limit(
        "load_h",
        HOUR,
        soft=100,
        hard=150,
        grade="E1",
        source="calibrated on Riedl, Masullo and Whipple 2020: an all-uncivil stream locks at about 21 min",
    ),
    Limit(
        "load_d",
        DAY,
        soft=300,
        hard=400,
        grade="E0",
        source="a 25 % uncivil stream reaches it after about 3 h of queue time",
    ),
)

LONGEST_WINDOW = max(limit.window for limit in LIMITS)


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

    `reached` is the key of the hard limit that is reached, "" when none is. `reopens_us` is the effective
    time from which every load is below its soft limit again if nothing is added.
    """

    level: Level
    reached: str
    reopens_us: int
    load_h: float
    load_d: float


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def load(charges: Iterable[Charge], now_us: int, window: timedelta) -> float:
    """Units charged within the window that ends now."""
    since = now_us - _us(window)
    return sum(charge.units for charge in charges if since < charge.eff_us <= now_us)


def below_soft_at(charges: Iterable[Charge], now_us: int, limit: Limit) -> int:
    """The effective time at which the load falls below the soft limit when nothing is added."""
    inside = sorted(charge for charge in charges if now_us - _us(limit.window) < charge.eff_us <= now_us)
    left = sum(charge.units for charge in inside)
    for charge in inside:
        if left < limit.soft:
            break
        left -= charge.units
        now_us = max(now_us, charge.eff_us + _us(limit.window))
    return now_us


def gate(charges: Iterable[Charge], now_us: int) -> Gate:
    """Where this person stands. The day is asked before the hour: it closes for longer."""
    listed = list(charges)
    loads = {limit.key: load(listed, now_us, limit.window) for limit in LIMITS}
    reached = next((limit for limit in reversed(LIMITS) if loads[limit.key] >= limit.hard), None)
    share = max(loads[limit.key] / limit.soft for limit in LIMITS)
    level = (
        Level.HARD
        if reached
        else Level.SOFT
        if share >= 1
        else Level.NOTICE
        if share >= NOTICE
        else Level.COMFORTABLE
    )
    full = [limit for limit in LIMITS if loads[limit.key] >= limit.soft]
    reopens = max((below_soft_at(listed, now_us, limit) for limit in full), default=now_us)
    return Gate(level, reached.key if reached else "", reopens, loads["load_h"], loads["load_d"])
