"""Working hours: what counts towards a promise, and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator import office
from moderator.clock import from_us, to_us
from moderator.people import rosters
from moderator.people.hours import ALWAYS, OFFICE, ROSTER, WorkingHours
from moderator.people.rosters import Shift, open_hours

BERLIN = "Europe/Berlin"
USUAL = office.week("Mon-Fri 9-17") or {}
HOURS = timedelta(hours=1)


def at(text: str) -> int:
    return to_us(datetime.fromisoformat(text).replace(tzinfo=rosters.zone_named(BERLIN)))


def local(us: int) -> str:
    return f"{from_us(us).astimezone(rosters.zone_named(BERLIN)):%a %H:%M}"


def shift(day: str, begins: float, ends: float) -> Shift:
    return Shift("", date.fromisoformat(day), int(begins * 60), int(ends * 60), BERLIN)


def test_a_promise_does_not_run_at_night_nor_at_the_weekend():
    hours = WorkingHours([], USUAL, BERLIN)
    assert local(hours.due_us(at("2026-11-25 10:00"), 2 * HOURS)) == "Wed 12:00"
    assert local(hours.due_us(at("2026-11-25 16:00"), 2 * HOURS)) == "Thu 10:00"
    assert local(hours.due_us(at("2026-11-27 23:00"), 2 * HOURS)) == "Mon 11:00"
    assert local(hours.due_us(at("2026-11-27 16:00"), 16 * HOURS)) == "Tue 16:00"


def test_the_hours_of_the_roster_count_where_one_is_planned_and_office_hours_elsewhere():
    hours = WorkingHours([shift("2026-11-25", 20, 24), shift("2026-11-28", 6, 8)], USUAL, BERLIN)
    assert local(hours.due_us(at("2026-11-24 10:00"), 2 * HOURS)) == "Wed 22:00"  # nobody is there on Tuesday
    assert local(hours.due_us(at("2026-11-25 10:00"), 6 * HOURS)) == "Sat 08:00"
    assert local(hours.due_us(at("2026-11-25 10:00"), 7 * HOURS)) == "Mon 10:00"  # next week has no roster
    assert [hours.basis(at(f"2026-11-{day} 12:00")) for day in (22, 23, 29, 30)] == [
        OFFICE,
        ROSTER,
        ROSTER,
        OFFICE,
    ]


def test_a_night_shift_counts_into_the_next_week():
    hours = WorkingHours([shift("2026-11-29", 22, 30)], USUAL, BERLIN)
    assert local(hours.due_us(at("2026-11-29 23:00"), 2 * HOURS)) == "Mon 01:00"
    assert local(hours.due_us(at("2026-11-29 23:00"), 8 * HOURS)) == "Mon 10:00"


def test_one_shift_entered_for_next_year_closes_no_week_before_it():
    hours = WorkingHours([shift("2027-11-25", 9, 17)], USUAL, BERLIN)
    assert local(hours.due_us(at("2026-11-25 10:00"), 2 * HOURS)) == "Wed 12:00"


def test_without_roster_and_office_hours_every_hour_counts():
    hours = WorkingHours([], {}, BERLIN)
    assert local(hours.due_us(at("2026-11-28 23:00"), 2 * HOURS)) == "Sun 01:00"
    assert hours.basis(at("2026-11-28 23:00")) == ALWAYS


def test_what_is_left_is_counted_in_working_hours_and_what_was_missed_too():
    hours = WorkingHours([], USUAL, BERLIN)
    friday, monday = at("2026-11-27 16:00"), at("2026-11-30 10:00")
    assert hours.left(friday, monday) == 2 * HOURS
    assert hours.left(monday, friday) == -2 * HOURS


def test_the_clock_that_skips_an_hour_gives_none_away():
    hours = WorkingHours([shift("2026-03-28", 22, 30)], USUAL, BERLIN)  # the clock is put forward at two
    assert local(hours.due_us(at("2026-03-28 22:00"), 7 * HOURS)) == "Sun 06:00"


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)).map(to_us)
shifts = st.lists(
    st.builds(
        lambda day, begins, length: Shift("", date(2026, 1, 1) + timedelta(days=day), begins, begins + length, BERLIN),
        st.integers(0, 500), st.integers(0, 1439), st.integers(1, 1440),
    ), max_size=12,
)  # fmt: skip


@given(shifts, moments, moments, st.integers(1, 400))
def test_who_came_first_is_never_due_later(planned: list[Shift], one: int, other: int, promise: int):
    hours = WorkingHours(planned, USUAL, BERLIN)
    first, second = sorted((one, other))
    assert hours.due_us(first, promise * HOURS) <= hours.due_us(second, promise * HOURS)


@given(shifts, moments, st.integers(1, 400))
def test_what_is_due_is_due_when_the_promise_has_been_worked(planned: list[Shift], since: int, promise: int):
    hours = WorkingHours(planned, USUAL, BERLIN)
    due = hours.due_us(since, promise * HOURS)
    assert hours.left(since, due) == promise * HOURS
    assert hours.left(since, due - 1) < promise * HOURS
    assert (
        WorkingHours(planned, USUAL, BERLIN).due_us(since, promise * HOURS) == due
    )  # whatever was asked before


@given(st.integers(0, 4), st.integers(0, 1439), st.integers(1, 30))
def test_it_agrees_with_the_arithmetic_of_the_roster(day: int, minutes: int, promise: int):
    """A roster that says what the office hours say."""
    week = [date(2026, 11, 2) + timedelta(days=at) for at in range(60)]
    planned = [shift(each.isoformat(), 9, 17) for each in week if each.weekday() < 5]
    since = rosters.instant(date(2026, 11, 2) + timedelta(days=day), minutes, BERLIN)
    expected = rosters.due(open_hours(planned), since, promise * HOURS)
    assert expected is not None
    for hours in (WorkingHours(planned, {}, BERLIN), WorkingHours([], USUAL, BERLIN)):
        due = hours.due_us(to_us(since), promise * HOURS)
        assert from_us(due) == expected
        assert hours.left(to_us(since), due) == rosters.worked(open_hours(planned), since, expected)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("", {}),
        ("Mon-Fri 9-17", dict.fromkeys(range(5), ((540, 1020),))),
        ("Monday 8:30-12, 13-16:15", {0: ((510, 720), (780, 975))}),
        ("Sat, Sun 22-6;Mon 0-24", {5: ((1320, 1800),), 6: ((1320, 1800),), 0: ((0, 1440),)}),
        ("Fri-Mon 9-10", dict.fromkeys((4, 5, 6, 0), ((540, 600),))),
    ],
)
def test_office_hours_are_written_as_people_write_them(written: str, means: dict[int, object]):
    assert office.week(written) == means


@pytest.mark.parametrize(
    "written", ["always", "Mon 9-9", "Mon 9-25", "Mon 24-3", "Mon", "9-17", "Mon 9:75-10", "-"]
)
def test_what_are_no_office_hours_is_said(written: str):
    assert office.week(written) is None
