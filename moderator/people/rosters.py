"""Shifts, as they are planned: a day, hours on the clock on the wall, a time zone. And arithmetic with them.

A roster is planned in local time, so that is what is kept; instants are reckoned from it. An hour that the clock
skips in spring begins when the clock has jumped; an hour that comes twice in autumn means the first. So shifts that
follow each other on paper follow each other in time, and a night shift may be an hour shorter or longer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from moderator.problems import BadInput

DAY = 24 * 60  # minutes
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)  # a roster outside is a slip of the pen


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Hours of one person. `begins` and `ends` are minutes after the midnight at which `day` begins, by the clock
    on the wall; `ends` is more than 1440 when the shift goes over midnight.
    """

    person: str
    day: date
    begins: int
    ends: int
    zone: str

    @property
    def span(self) -> Span:
        return Span(instant(self.day, self.begins, self.zone), instant(self.day, self.ends, self.zone))

    @property
    def hours(self) -> str:
        """ "22:00–06:00"."""
        return f"{clock(self.begins)}–{clock(self.ends if self.ends <= DAY else self.ends - DAY)}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` until `end`, UTC; `end` is not in it."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start


# from the clock on the wall to time


def zone_named(name: str) -> ZoneInfo:
    """Raises BadInput for what is no time zone."""
    found = _zone(name) if re.fullmatch(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", name) else None
    if found is None:
        raise BadInput(
            f"There is no time zone “{name[:40]}”", "", "Write it as Australia/Sydney, Europe/Berlin or UTC"
        )
    return found


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there, malformed, or a folder of zones
        return None


@lru_cache(maxsize=8192)
def instant(day: date, minutes: int, zone: str) -> datetime:
    """The moment at which the clock on the wall shows this. Later on the wall is never earlier in time."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    here = zone_named(zone)
    before = wall.replace(tzinfo=here, fold=0).astimezone(UTC)
    after = wall.replace(tzinfo=here, fold=1).astimezone(UTC)
    if after >= before:
        return before  # an ordinary hour, or the first of two
    return _jump(after, before, here)


def _jump(low: datetime, high: datetime, here: ZoneInfo) -> datetime:
    """The moment between these two at which the clock was put forward."""
    later = high.astimezone(here).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(here).utcoffset() == later:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


# who is there


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps and seams, in order."""
    out: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def open_hours(shifts: Iterable[Shift]) -> list[Span]:
    """When anybody is rostered: the working hours of the desk."""
    return merged(shift.span for shift in shifts)


def on_duty(shifts: Iterable[Shift], at: datetime) -> set[str]:
    """Pseudonyms of those who are rostered at this moment."""
    return {shift.person for shift in shifts if at in shift.span}


def turn(shifts: Iterable[Shift], person: str, at: datetime) -> Span | None:
    """The stretch of work that this person is in at this moment: shifts that follow each other are one."""
    mine = merged(shift.span for shift in shifts if shift.person == person)
    return next((span for span in mine if at in span), None)


def clashes(shifts: Iterable[Shift]) -> list[tuple[Shift, Shift]]:
    """Shifts of one person that overlap."""
    by_person: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_person[shift.person].append(shift)
    found = []
    for mine in by_person.values():
        mine.sort(key=lambda shift: shift.span)
        found += [(one, two) for one, two in pairwise(mine) if two.span.start < one.span.end]
    return found


# working hours between two moments


def worked(hours: Sequence[Span], since: datetime, until: datetime) -> timedelta:
    """How much working time lies between two moments. `hours` as `open_hours` gives them."""
    total = timedelta(0)
    for span in hours[_first(hours, since) :]:
        if span.start >= until:
            break
        total += max(timedelta(0), min(span.end, until) - max(span.start, since))
    return total


def due(hours: Sequence[Span], since: datetime, promise: timedelta) -> datetime | None:
    """When so much working time will have passed. None when the roster does not reach that far."""
    left = promise
    for span in hours[_first(hours, since) :]:
        start = max(span.start, since)
        if start >= span.end:
            continue
        if left <= span.end - start:
            return start + left
        left -= span.end - start
    return None


def _first(hours: Sequence[Span], since: datetime) -> int:
    """The first span that is not over by then."""
    return max(0, bisect_right(hours, since, key=lambda span: span.start) - 1)


# weeks


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(of: date) -> list[date]:
    """The seven days of this day's week, Monday first."""
    return [monday(of) + timedelta(days=at) for at in range(7)]


def copied(
    shifts: Iterable[Shift], *, weeks: int = 1, taken: Collection[tuple[str, date]] = ()
) -> list[Shift]:
    """The same hours some weeks later, but for the persons and days that are `taken`."""
    later = [replace(shift, day=shift.day + timedelta(weeks=weeks)) for shift in shifts]
    return [shift for shift in later if (shift.person, shift.day) not in taken]


# as people write it

_TIME = r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2})?\s*([ap])?\.?(?:m\.?)?"
_HOURS = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|to|bis)\s*{_TIME}\s*", re.IGNORECASE)
_ONE = re.compile(rf"\s*{_TIME}\s*", re.IGNORECASE)


def hours_of(text: str) -> list[tuple[int, int]]:
    """ "8-12, 13:30-17" or "22-6" as (begins, ends) in minutes; nothing for nothing. Raises BadInput."""
    found = []
    for part in re.split(r"[,;+\n]", text[:200]):
        if not part.strip():
            continue
        match = _HOURS.fullmatch(part)
        begins, ends = (_minutes(match, 0), _minutes(match, 3)) if match else (None, None)
        if begins is None or ends is None or begins == DAY:
            raise BadInput(
                f"“{part.strip()[:40]}” are no hours", "", "Write them as 8:00-16:00, or 22-6 over midnight"
            )
        found.append(over_midnight(begins, ends))
    return found


def over_midnight(begins: int, ends: int) -> tuple[int, int]:
    """An end that is not after the beginning is on the next day. Raises BadInput when they are the same."""
    if begins == ends:
        raise BadInput(
            f"A shift from {clock(begins)} to {clock(ends)} has no length", "", "For a whole day write 0-24"
        )
    return begins, ends if ends > begins else ends + DAY


def time_of(text: str) -> int | None:
    """ "8", "0800", "8:30", "8:30 pm" in minutes after midnight; None for what is no time."""
    match = _ONE.fullmatch(text[:20])
    return _minutes(match, 0) if match else None


def _minutes(match: re.Match[str], at: int) -> int | None:
    hour, minute, half = int(match[at + 1]), int(match[at + 2] or 0), (match[at + 3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= DAY else None


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def told(shifts: Iterable[Shift]) -> str:
    """The hours of one person on one day, as they may be typed again."""
    return ", ".join(shift.hours for shift in sorted(shifts))
