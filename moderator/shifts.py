"""The shift that one person is in, by the roster: its hours, its last minutes, and where it begins and ends.

Who has a roster is somebody for whom any shift is planned within four weeks of now. Without one nothing here holds: a shift
is then all work since the first after eight hours away, which the break machine sees for itself, and there are neither
last minutes nor hours outside. A roster is planned by the clock on the wall, so it is that clock which is asked; it may
be put forward into a shift, which the journal notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moderator.clock import to_us
from moderator.people.rosters import Shift, Span, merged
from moderator.scores import Band
from moderator.store import rosters
from moderator.store.db import Db

NEAR = timedelta(weeks=4)  # E0: with nothing planned so near, somebody has no roster
ONE_SHIFT = timedelta(
    hours=8
)  # a shorter pause on paper parts no two shifts: shift_gap_us of the break machine
OUTSIDE = Band.S1  # E2 (IWF 2024: no overtime): the worst that is looked at outside the hours
AT_THE_END = Band.S2  # E2 (IWF 2024: nothing hard after 4 pm): and in the last minutes of a shift


@dataclass(frozen=True, slots=True)
class Hours:
    """How somebody stands to their roster. `begun_us` and `ends_us` are of the whole shift, pauses included, 0 outside."""

    planned: bool = False
    on_duty: bool = False
    left: timedelta = timedelta(0)
    begun_us: int = 0
    ends_us: int = 0

    def most(self, quiet_end: int) -> Band | None:
        """The worst band that may be looked at; None for any. `quiet_end` in minutes."""
        if not self.planned:
            return None
        if not self.on_duty:
            return OUTSIDE
        return AT_THE_END if self.left <= timedelta(minutes=quiet_end) else None


NO_ROSTER = Hours()


def hours(spans: Iterable[Span], at: datetime) -> Hours:
    """`spans`: of one person, in any order; none of them means no roster."""
    on_paper = merged(spans)
    if not on_paper:
        return NO_ROSTER
    shift = next((whole for whole in _whole(on_paper) if at in whole), None)
    if shift is None:
        return Hours(planned=True)
    on_duty = any(at in span for span in on_paper)
    return Hours(True, on_duty, shift.end - at, to_us(shift.start), to_us(shift.end))


def _whole(spans: Iterable[Span]) -> list[Span]:
    """Shifts with their pauses."""
    out: list[Span] = []
    for span in spans:
        if out and span.start - out[-1].end < ONE_SHIFT:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


class Shifts:
    """Hours of one person. The roster is read again only when it has changed, or the day."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self._person = db, person
        self._kept: tuple[int, date, list[Span]] = (-1, date.min, [])

    def at(self, wall: datetime) -> Hours:
        newest = rosters.newest(self._db)
        if not newest:
            return NO_ROSTER
        if self._kept[:2] != (newest, wall.date()):
            first, last = wall.date() - NEAR, wall.date() + NEAR
            found = rosters.between(
                self._db, first.isoformat(), last.isoformat(), persons=frozenset({self._person})
            )
            shifts = [
                Shift(one.person, date.fromisoformat(one.day), one.begins, one.ends, one.zone)
                for one in found
            ]
            self._kept = (newest, wall.date(), [shift.span for shift in shifts])
        return hours(self._kept[2], wall)
