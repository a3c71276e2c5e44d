"""Working hours as one long ribbon: how much of them lies between two moments, and when so much will have passed.

A week in which anybody is rostered has the hours of the roster; a week in which nobody is planned has the office hours
of the settings, and where there are none, every hour. Week by week, so that a roster that ends on Friday does not end
the counting, and one shift entered for next year does not close all the weeks before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate

from moderator.clock import from_us, to_us
from moderator.office import Week
from moderator.people.rosters import EARLIEST, LATEST, Shift, Span, instant, merged, monday, zone_named

ROSTER, OFFICE, ALWAYS = "roster", "office hours", ""
_WEEK = timedelta(days=7)
_MORE = 13  # weeks by which the ribbon grows


class WorkingHours:
    """See the module. `zone` is the desk's own time zone: office hours and weeks are of its clock on the wall."""

    def __init__(self, shifts: Iterable[Shift], office: Week, zone: str) -> None:
        self._office, self.zone = office, zone
        self._rostered: dict[date, list[Shift]] = defaultdict(list)
        for shift in shifts:
            self._rostered[monday(shift.day)].append(shift)
        self._first = self._last = monday(EARLIEST)  # weeks that the ribbon covers; none yet
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._worked: list[int] = []  # microseconds of work up to the end of each stretch
        self._weeks: list[int] = []  # when each week of the ribbon begins, and when the last one ends

    def due_us(self, since_us: int, promise: timedelta) -> int:
        """When so much working time will have passed, in microseconds since 1970. Never earlier for a later `since`."""
        self._reach(since_us)
        wanted = self._at(since_us) + promise // timedelta(microseconds=1)
        while self._worked[-1] < wanted:
            if self._last >= monday(LATEST) - _WEEK:
                return self._ends[-1]
            self._grow(self._first, self._last + _MORE * _WEEK)
            wanted = self._at(since_us) + promise // timedelta(microseconds=1)
        at = bisect_left(self._worked, wanted)
        return self._ends[at] - (self._worked[at] - wanted)

    def left(self, now_us: int, due_us: int) -> timedelta:
        """Working time from now until a moment; less than nothing when the moment is over."""
        self._reach(now_us)
        self._reach(due_us)
        return timedelta(microseconds=self._at(due_us) - self._at(now_us))

    def basis(self, at_us: int) -> str:
        """What counted in the week of this moment: ROSTER, OFFICE, or ALWAYS for every hour."""
        self._reach(at_us)
        week = self._first + (bisect_right(self._weeks, at_us) - 1) * _WEEK
        if week in self._rostered:
            return ROSTER
        return OFFICE if self._office else ALWAYS

    # the ribbon

    def _at(self, moment_us: int) -> int:
        """Working time from the beginning of the ribbon until this moment."""
        at = bisect_right(self._ends, moment_us)
        before = self._worked[at - 1] if at else 0
        return before + (max(0, moment_us - self._starts[at]) if at < len(self._starts) else 0)

    def _day(self, at_us: int) -> date:
        day = from_us(at_us).astimezone(zone_named(self.zone)).date()
        return min(max(day, EARLIEST), LATEST)

    def _reach(self, moment_us: int) -> None:
        """The week of this moment is covered, with a week on either side for what goes over its edges."""
        if self._weeks and self._weeks[1] <= moment_us < self._weeks[-2]:
            return
        week = monday(self._day(moment_us))
        if self._first == self._last:
            self._grow(week - 2 * _WEEK, week + _MORE * _WEEK)
        elif week - _WEEK < self._first:
            self._grow(week - _MORE * _WEEK, self._last)
        elif week + _WEEK >= self._last:
            self._grow(self._first, week + _MORE * _WEEK)

    def _grow(self, first: date, last: date) -> None:
        self._first, self._last = max(first, monday(EARLIEST)), min(last, monday(LATEST))
        spans = merged(
            span
            for at in range((self._last - self._first) // _WEEK)
            for span in self._of_week(self._first + at * _WEEK)
        )
        weeks = range((self._last - self._first) // _WEEK + 1)
        self._weeks = [to_us(instant(self._first + at * _WEEK, 0, self.zone)) for at in weeks]
        self._starts = [to_us(span.start) for span in spans]
        self._ends = [to_us(span.end) for span in spans]
        self._worked = list(
            accumulate(end - start for start, end in zip(self._starts, self._ends, strict=True))
        )

    def _of_week(self, first: date) -> list[Span]:
        if first in self._rostered:
            return [shift.span for shift in self._rostered[first]]
        days = [first + timedelta(days=at) for at in range(7)]
        if not self._office:
            return [Span(instant(first, 0, self.zone), instant(days[-1], 24 * 60, self.zone))]
        return [
            Span(instant(day, begins, self.zone), instant(day, ends, self.zone))
            for day in days
            for begins, ends in self._office.get(day.weekday(), ())
        ]
