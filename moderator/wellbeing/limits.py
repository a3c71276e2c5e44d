"""Every limit on what one person may look at. All of them on this one page.

Windows slide: an hour, a day and a week of effective time, so that midnight is no reset. At the soft limit calm
work is preferred. At the hard limit revealing closes until the count is below *soft* again, and for a quarter of an
hour at least. Calm cards (S0) may be claimed and decided all the while, and escalating unread is never closed. The
limits on extreme cards (S4) close those cards alone.

Whether a limit is closed follows from the charges alone. A break state that is lost, old or forged opens
nothing.

An agency may set any of them lower. Higher than here only with a recorded consultation (see `policy.py`), and never
above `ceiling`, which no file and no administrator can move. Each person may be stricter with themselves.

Adding a limit: write it into LIMITS with its grade and its source, and add a case to test_limits.py.
Grades: E1 experiment on comment moderation, E2 published practice, E3 analogous experiment, E0 a convention.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from moderator.scores import Band
from moderator.wellbeing.exposure import counted_as

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
WEEK = timedelta(hours=168)
COOLDOWN = timedelta(minutes=15)  # E3: Albulescu et al. 2022, more than 10 min after depleting work
NOTICE = 0.7  # of the soft limit: the bar changes its shade


class Counts(StrEnum):
    """What a limit counts."""

    UNITS = "units"  # exposure units, see exposure.py
    EXTREME = "extreme"  # looks at cards of S4
    QUEUE = "minutes"  # minutes with an open card of S1 or above, veiled or not


@dataclass(frozen=True, slots=True)
class Limit:
    """`soft`, `hard` and `ceiling` in what it `counts`, within `window`; closed for `cooldown` at least."""

    key: str
    counts: Counts
    window: timedelta
    soft: float
    hard: float
    ceiling: float  # `hard` can never be set above it
    cooldown: timedelta
    grade: str
    source: str

    @property
    def extreme(self) -> bool:
        """It closes cards of S4 alone; the others close everything harsh."""
        return self.counts is Counts.EXTREME


LIMITS = (
    Limit(
        "load_h",
        Counts.UNITS,
        HOUR,
        soft=100,
        hard=150,
        ceiling=225,
        cooldown=COOLDOWN,
        grade="E1",
        source="calibrated on Riedl, Masullo and Whipple 2020: an all-uncivil stream locks at about 21 min",
    ),
    Limit(
        "load_d",
        Counts.UNITS,
        DAY,
        soft=300,
        hard=400,
        ceiling=600,
        cooldown=COOLDOWN,
        grade="E0",
        source="a 25 % uncivil stream reaches it after about 3 h of queue time",
    ),
    Limit(
        "queue_d",
        Counts.QUEUE,
        DAY,
        soft=150,
        hard=240,
        ceiling=300,
        cooldown=COOLDOWN,
        grade="E2",
        source="YouTube 2018: 4 h a day of disturbing content; ceiling IWF 2024: 5 h a day of direct exposure",
    ),
    Limit(
        "load_w",
        Counts.UNITS,
        WEEK,
        soft=1500,
        hard=1800,
        ceiling=2700,
        cooldown=COOLDOWN,
        grade="E0",
        source="five soft days; nobody can reach the day's hard limit five times in a week",
    ),
    Limit(
        "s4_h",
        Counts.EXTREME,
        HOUR,
        soft=2,
        hard=3,
        ceiling=4,
        cooldown=COOLDOWN,
        grade="E0",
        source="precautionary: staff of an agency are not specialists of a hotline",
    ),
    Limit(
        "s4_d",
        Counts.EXTREME,
        DAY,
        soft=6,
        hard=10,
        ceiling=15,
        cooldown=COOLDOWN,
        grade="E0",
        source="precautionary: staff of an agency are not specialists of a hotline",
    ),
)
BY_KEY: Mapping[str, Limit] = {limit.key: limit for limit in LIMITS}

LONGEST_WINDOW = max(limit.window for limit in LIMITS)
LOOK_BACK = 2 * LONGEST_WINDOW  # the charges that `gate` needs: a limit may have closed a whole window ago


class Charge(NamedTuple):
    """One charged event: when, in microseconds of effective time, and how much. `extreme`: it is a look at S4.

    `part`: how much of it counts from then on, where time was off the machine (see gaps.py).
    """

    eff_us: int
    units: float = 0.0
    extreme: bool = False
    minutes: float = 0.0
    part: float = 1.0

    def counted(self, counts: Counts) -> float:
        if counts is Counts.UNITS:
            return self.units * self.part
        return (float(self.extreme) if counts is Counts.EXTREME else self.minutes) * self.part


class Level(StrEnum):
    COMFORTABLE = "comfortable"
    NOTICE = "notice"
    SOFT = "soft"
    HARD = "hard"


class Shut(NamedTuple):
    """A hard limit that is closed, and the effective time at which it opens if nothing is added."""

    key: str
    reopens_us: int


@dataclass(frozen=True, slots=True)
class Gate:
    """How one person stands against the limits now.

    `reached` is the key of the hard limit that keeps harsh cards closed, that of the longest window where there are
    several, "" when none does; `reopens_us` is when all of them are open again, now when none is closed. `extreme` is
    the one that closes cards of S4 alone. `used` holds the count of each limit by key.
    `shut`: the keys of all that keep harsh cards closed.
    """

    level: Level
    reached: str
    reopens_us: int
    used: Mapping[str, float]
    extreme: Shut | None = None
    shut: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        return bool(self.reached)

    @property
    def soft(self) -> bool:
        return self.level is Level.SOFT

    @property
    def load_h(self) -> float:
        return self.used["load_h"]

    @property
    def load_d(self) -> float:
        return self.used["load_d"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Charges, and what follows from them alone: worked out once, and asked at any moment by `standing`."""

    charges: Sequence[Charge]  # oldest first
    limits: Sequence[Limit]
    counted: Mapping[Counts, Counted]
    opens: Mapping[str, int]

    @classmethod
    def of(cls, charges: Iterable[Charge], limits: Sequence[Limit] = LIMITS) -> Ledger:
        """`charges` in any order, those of the last LOOK_BACK. Only what the `limits` count is looked at."""
        listed = sorted(charges)
        counted = {kind: Counted.of(listed, kind) for kind in {limit.counts for limit in limits}}
        opens = {limit.key: opens_at(counted[limit.counts], limit) for limit in limits}
        return cls(listed, limits, counted, opens)

    def until(self, then_us: int) -> Ledger:
        """As it was at a moment: later charges do not count."""
        if not self.charges or self.charges[-1].eff_us <= then_us:
            return self
        return Ledger.of((charge for charge in self.charges if charge.eff_us <= then_us), self.limits)


def standing(ledgers: Iterable[Ledger], now_us: int) -> Gate:
    """Where this person stands at a moment. Each limit is in one ledger."""
    limits = [
        (limit, ledger) for each in ledgers for ledger in [each.until(now_us)] for limit in ledger.limits
    ]
    used = {limit.key: ledger.counted[limit.counts].within(now_us, limit.window) for limit, ledger in limits}
    opens = {limit.key: ledger.opens[limit.key] for limit, ledger in limits}
    return stood([limit for limit, _ in limits], used, opens, now_us)


def stood(limits: Sequence[Limit], used: Mapping[str, float], opens: Mapping[str, int], now_us: int) -> Gate:
    """The same from the count of each limit at that moment, and from when on each is open."""
    shut = [Shut(limit.key, opens[limit.key]) for limit in limits if opens[limit.key] > now_us]
    harsh = [one for one in shut if not BY_KEY[one.key].extreme]
    extreme = [one for one in shut if BY_KEY[one.key].extreme]
    return Gate(
        level=_level(bool(harsh), bool(extreme), max(used[limit.key] / limit.soft for limit in limits)),
        reached=max(harsh, key=lambda one: BY_KEY[one.key].window, default=Shut("", now_us)).key,
        reopens_us=max((one.reopens_us for one in harsh), default=now_us),
        used=used,
        extreme=max(extreme, key=lambda one: one.reopens_us, default=None),
        shut=tuple(one.key for one in harsh),
    )


def gate(charges: Iterable[Charge], now_us: int, limits: Sequence[Limit] = LIMITS) -> Gate:
    """Where this person stands, from the charges of the last LOOK_BACK, for whoever asks once."""
    return standing([Ledger.of(charges, limits)], now_us)


def allows(gate: Gate, band: Band | None) -> bool:
    """May a card of this band be claimed, revealed and decided, as far as limits go?"""
    counted = counted_as(band)
    if counted is Band.S0:
        return True
    return not gate.closed and not (counted is Band.S4 and gate.extreme is not None)


@dataclass(frozen=True, slots=True)
class Counted:
    """Charges of one kind, oldest first, with their running sums: sums[n] is what the first n charges come to."""

    times: Sequence[int]
    sums: Sequence[float]

    @classmethod
    def of(cls, charges: Iterable[Charge], counts: Counts) -> Counted:
        found = [(charge.eff_us, amount) for charge in charges if (amount := charge.counted(counts)) > 0]
        return cls([time for time, _ in found], [0.0, *accumulate(amount for _, amount in found)])

    def within(self, now_us: int, window: timedelta) -> float:
        """What was counted within the window that ends now; all times are up to now."""
        return self.sums[-1] - self.sums[bisect_right(self.times, now_us - _us(window))]


def opens_at(counted: Counted, limit: Limit) -> int:
    """The effective time from which this limit is open, 0 when it never closed.

    Closed from the last charge with which the count stood at hard or above, until it has been below soft, and for
    the cooldown at least.
    """
    span, times, sums = _us(limit.window), counted.times, counted.sums
    closed_by, oldest = -1, 0
    for newest, time in enumerate(times):
        while times[oldest] <= time - span:
            oldest += 1
        if sums[newest + 1] - sums[oldest] >= limit.hard:
            closed_by = newest
    if closed_by < 0:
        return 0
    return max(times[closed_by] + _us(limit.cooldown), _below_soft(counted, closed_by, limit))


def _below_soft(counted: Counted, closed_by: int, limit: Limit) -> int:
    """The first moment after the charge `closed_by` with a count below soft. Counts fall when a charge leaves."""
    span, newest, times, sums = _us(limit.window), closed_by, counted.times, counted.sums
    for oldest, time in enumerate(times):
        leaves = time + span
        if leaves <= times[closed_by]:
            continue
        while newest + 1 < len(times) and times[newest + 1] <= leaves:
            newest += 1
        if sums[newest + 1] - sums[oldest + 1] < limit.soft:
            return leaves
    return times[-1] + span


def _level(shut: bool, extreme_shut: bool, share: float) -> Level:
    if shut:
        return Level.HARD
    if extreme_shut or share >= 1:
        return Level.SOFT
    return Level.NOTICE if share >= NOTICE else Level.COMFORTABLE


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
