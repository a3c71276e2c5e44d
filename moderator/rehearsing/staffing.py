"""Who is there, and when: shifts of persons who are numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from moderator.clock import from_us, to_us
from moderator.people.hours import WorkingHours
from moderator.people.rosters import Shift, Span, merged

_TURNS = ((8 * 60, 16 * 60), (9 * 60, 17 * 60), (12 * 60, 20 * 60))  # early, usual, late
_FEWER_DAYS = 4  # every so many persons one works three days a week
QUICKEST, SLOWEST = 0.75, 1.33  # how long a card takes somebody, beside what it takes on the whole


@dataclass(frozen=True, slots=True)
class Staff:
    """`hours`: the stretches of each person's work. `paces`: how long a card takes each, beside the usual."""

    shifts: tuple[Shift, ...]
    hours: tuple[tuple[Span, ...], ...]
    paces: tuple[float, ...]
    zone: str
    source: str

    def __len__(self) -> int:
        return len(self.hours)

    def working(self) -> WorkingHours:
        """What promises are counted in."""
        return WorkingHours(self.shifts, {}, self.zone)


def rostered(shifts: Iterable[Shift], zone: str, seed: int, source: str) -> Staff:
    """The persons of a roster, whoever they are: in an order that nobody knows them by."""
    by_person: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        by_person[shift.person].append(shift)
    hours = [tuple(merged(shift.span for shift in mine)) for mine in by_person.values()]
    hours.sort(key=lambda mine: (-sum((span.length for span in mine), timedelta(0)), mine))
    flat = tuple(shift for mine in by_person.values() for shift in mine)
    return Staff(flat, tuple(hours), _paces(len(hours), seed), zone, source)


def made_up(persons: int, begins_us: int, seed: int, zone: str = "UTC", weeks: int = 4) -> Staff:
    """So many persons who take turns from eight to eight on working days, one in four of them three days a week."""
    first = _monday(from_us(begins_us).date())
    shifts = [
        Shift(str(who), first + timedelta(days=7 * week + day), *_TURNS[(who + week) % len(_TURNS)], zone)
        for week in range(weeks + 1)
        for who in range(persons)
        for day in _days(who)
    ]
    return rostered(shifts, zone, seed, "in turns from 8 to 20, Monday to Friday")


def _days(who: int) -> Sequence[int]:
    return range(who % 3, who % 3 + 3) if who % _FEWER_DAYS == _FEWER_DAYS - 1 else range(5)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _paces(persons: int, seed: int) -> tuple[float, ...]:
    """Spread evenly from the quickest to the slowest, and dealt out by chance."""
    step = SLOWEST / QUICKEST
    found = [QUICKEST * step ** ((at + 0.5) / persons) for at in range(persons)]
    Random(seed).shuffle(found)  # noqa: S311 - a rehearsal
    return tuple(found)


def spans_us(hours: Sequence[Span]) -> list[tuple[int, int]]:
    found = [(to_us(span.start), to_us(span.end)) for span in hours]
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    return found
