"""A person's own past, shaped for that person: by day and band, and what stands out of it. Pure; nobody else is shown it.

Days are those of the calendar, by the person's own time zone. Limits slide over hours and not over days, so that a bar is not
the same as a limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

DAYS = 35  # five weeks
LATEST = 7
ABOVE = 1.25  # E0: of one's usual day
ABOVE_DAYS = 4  # E0: of the last seven
USUAL_DAYS = 7  # days of work before there is a usual one
PAST = timedelta(minutes=15)  # E0: after the end of one's shift
PAST_DAYS = 14
PAST_TIMES = 2


@dataclass(frozen=True, slots=True)
class Charged:
    """What was charged within a quarter of an hour in one band: when it began, units, and how many looks."""

    at: datetime
    band: int
    units: float
    looks: int


@dataclass(frozen=True, slots=True)
class Day:
    """`units` and `looks` by band, S0 to S4; `minutes` with a harsh card open."""

    day: date
    units: tuple[float, ...] = (0.0,) * 5
    looks: tuple[int, ...] = (0,) * 5
    minutes: float = 0.0

    @property
    def total(self) -> float:
        return sum(self.units)


def by_day(
    charged: Iterable[Charged],
    minutes: Iterable[tuple[datetime, float]],
    today: date,
    zone: tzinfo,
    *,
    days: int = DAYS,
) -> tuple[Day, ...]:
    """The last days until today, the oldest first; days on which there was nothing too."""
    units: dict[date, list[float]] = defaultdict(lambda: [0.0] * 5)
    looks: dict[date, list[int]] = defaultdict(lambda: [0] * 5)
    open_: dict[date, float] = defaultdict(float)
    for each in charged:
        day, band = each.at.astimezone(zone).date(), max(0, min(4, each.band))
        units[day][band] += each.units
        looks[day][band] += each.looks
    for at, span in minutes:
        open_[at.astimezone(zone).date()] += span
    return tuple(
        Day(day, tuple(units[day]), tuple(looks[day]), open_[day])
        for day in (today - timedelta(days=back) for back in range(days - 1, -1, -1))
    )


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that may be worth a thought. It is no judgement, and told to nobody else."""

    key: str
    times: int


def signs(days: Sequence[Day], late: int) -> tuple[Sign, ...]:
    """`late`: how often, within PAST_DAYS, something harsh was still read after one's shift had ended."""
    found = []
    before, latest = days[:-LATEST], days[-LATEST:]
    worked = [each.total for each in before if each.total > 0]
    if len(worked) >= USUAL_DAYS:
        usual = median(worked)
        above = sum(each.total > ABOVE * usual for each in latest)
        if above >= ABOVE_DAYS:
            found.append(Sign("above usual", above))
    if late >= PAST_TIMES:
        found.append(Sign("past shift", late))
    return tuple(found)


def past_shift(charged: Iterable[Charged], shifts: Sequence[tuple[datetime, datetime]], now: datetime) -> int:
    """On how many of the last shifts something was charged between PAST after its end and the next shift, or six hours."""
    ends = sorted(span for span in shifts if now - timedelta(days=PAST_DAYS) <= span[1] <= now)
    moments = sorted(each.at for each in charged if each.band > 0)
    count = 0
    for _, end in ends:
        following = min((begins for begins, _ in shifts if begins >= end), default=now)
        until = min(following, end + timedelta(hours=6))
        count += any(end + PAST <= at < until for at in moments)
    return count
