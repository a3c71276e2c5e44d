"""The arithmetic of shifts, against a model that walks every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.people import rosters
from moderator.people.rosters import Shift, Span, instant
from moderator.problems import BadInput

BERLIN, SYDNEY, LORD_HOWE = "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # in Berlin
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shift(day: date, begins: int, ends: int, person: str = "p-a", zone: str = BERLIN) -> Shift:
    return Shift(person, day, begins * 60, ends * 60, zone)


def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    night = [
        shift(day, 22, 30).span.length for day in (SPRING - timedelta(days=1), AUTUMN - timedelta(days=1))
    ]
    assert night == [timedelta(hours=7), timedelta(hours=9)]
    assert shift(date(2026, 6, 1), 22, 30).span.length == timedelta(hours=8)


def test_an_hour_that_is_skipped_begins_when_the_clock_has_jumped():
    assert instant(SPRING, 150, BERLIN) == instant(SPRING, 180, BERLIN) == at("2026-03-29T01:00")


def test_an_hour_that_comes_twice_means_the_first():
    assert instant(AUTUMN, 150, BERLIN) == at("2026-10-25T00:30")


def test_half_an_hour_of_summer_time_is_reckoned_too():
    spring = date(2026, 10, 4)
    assert instant(spring, 2 * 60 + 15, LORD_HOWE) == instant(spring, 2 * 60 + 30, LORD_HOWE)


def test_shifts_that_follow_each_other_are_one_turn_also_over_midnight():
    shifts = [shift(AUTUMN, 18, 24), shift(AUTUMN + timedelta(days=1), 0, 2)]
    turn = rosters.turn(shifts, "p-a", at("2026-10-25T20:00"))
    assert turn == Span(at("2026-10-25T17:00"), at("2026-10-26T01:00"))
    assert rosters.turn(shifts, "p-a", at("2026-10-26T01:00")) is None
    assert rosters.turn(shifts, "p-b", at("2026-10-25T20:00")) is None


def test_who_is_on_duty_across_time_zones():
    shifts = [shift(date(2026, 6, 1), 8, 16), shift(date(2026, 6, 1), 8, 16, "p-b", SYDNEY)]
    assert rosters.on_duty(shifts, at("2026-06-01T06:30")) == {"p-a"}
    assert rosters.on_duty(shifts, at("2026-06-01T05:30")) == {"p-b"}
    assert rosters.on_duty(shifts, at("2026-06-01T14:00")) == set()


def test_a_promise_of_working_hours_waits_over_the_weekend():
    friday = date(2026, 11, 20)
    hours = rosters.open_hours(
        [shift(friday, 8, 16, zone="UTC"), shift(friday + timedelta(days=3), 8, 16, zone="UTC")]
    )
    came = at("2026-11-20T14:30")
    assert rosters.due(hours, came, timedelta(hours=4)) == at("2026-11-23T10:30")
    assert rosters.due(hours, came, timedelta(hours=1)) == at("2026-11-20T15:30")
    assert rosters.due(hours, came, timedelta(hours=40)) is None
    assert rosters.worked(hours, came, at("2026-11-23T09:00")) == timedelta(hours=2, minutes=30)


def test_two_shifts_of_one_person_at_once_are_a_clash():
    day = date(2026, 6, 1)
    late, early = shift(day, 22, 30), shift(day + timedelta(days=1), 5, 13)
    assert rosters.clashes([early, late, shift(day, 22, 30, "p-b")]) == [(late, early)]
    assert rosters.clashes([late, shift(day + timedelta(days=1), 6, 13)]) == []


def test_last_weeks_hours_come_again_where_nothing_is_planned_yet():
    week = [shift(date(2026, 6, 1), 8, 16), shift(date(2026, 6, 2), 8, 16)]
    again = rosters.copied(week, taken={("p-a", date(2026, 6, 9))})
    assert again == [shift(date(2026, 6, 8), 8, 16)]


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("", []),
        ("8-16", [(480, 960)]),
        ("08:00–12:00, 13.30 - 17", [(480, 720), (810, 1020)]),
        ("0800-1630", [(480, 990)]),
        ("22-6", [(1320, 1800)]),
        ("0-24", [(0, 1440)]),
        ("9am to 5:30 PM", [(540, 1050)]),
        ("12am-12pm", [(0, 720)]),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, means: list[tuple[int, int]]):
    assert rosters.hours_of(typed) == means


@pytest.mark.parametrize(
    "typed", ["8", "8-8", "25-26", "8:70-9", "off", "8-16-20", "24-8", "-", "٨-١٦x", "8" * 500]
)
def test_what_are_no_hours_is_said_to_be_none(typed: str):
    with pytest.raises(BadInput):
        rosters.hours_of(typed)


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "../etc/passwd", "/etc/localtime", "Europe", "Europe/Berlin\0"]
)
def test_what_is_no_time_zone_is_refused(name: str):
    with pytest.raises(BadInput):
        rosters.zone_named(name)


# against a simple model

START = date(2026, 3, 27)
shifts_of_a_weekend = st.lists(
    st.builds(
        lambda person, day, begins, length, zone: Shift(
            person, START + timedelta(days=day), begins * 15, begins * 15 + length * 15, zone
        ),
        st.sampled_from(["p-a", "p-b"]),
        st.integers(0, 3),
        st.integers(0, 95),
        st.integers(1, 48),
        st.sampled_from([BERLIN, SYDNEY, "UTC"]),
    ),
    max_size=6,
)
moments = st.integers(0, 4 * 24 * 4).map(lambda quarter: at("2026-03-27T00:00") + quarter * 15 * MINUTE)


def open_minutes(shifts: list[Shift]) -> set[datetime]:
    """Every quarter of an hour in which somebody is there."""
    found = set()
    for each in shifts:
        now = each.span.start
        while now < each.span.end:
            found.add(now)
            now += 15 * MINUTE
    return found


@settings(max_examples=150, deadline=None)
@given(shifts_of_a_weekend, moments, moments)
def test_working_time_is_the_minutes_in_which_somebody_is_there(shifts, one, two):
    since, until = min(one, two), max(one, two)
    counted = sum(since <= minute < until for minute in open_minutes(shifts))
    assert rosters.worked(rosters.open_hours(shifts), since, until) == counted * 15 * MINUTE


@settings(max_examples=150, deadline=None)
@given(shifts_of_a_weekend, moments, st.integers(1, 60))
def test_a_promise_is_due_when_exactly_that_much_work_has_passed(shifts, since, quarters):
    hours = rosters.open_hours(shifts)
    due = rosters.due(hours, since, quarters * 15 * MINUTE)
    later = sorted(minute for minute in open_minutes(shifts) if minute >= since)
    if due is None:
        assert len(later) < quarters
    else:
        assert due == later[quarters - 1] + 15 * MINUTE
        assert rosters.worked(hours, since, due) == quarters * 15 * MINUTE


@settings(max_examples=150, deadline=None)
@given(shifts_of_a_weekend, moments)
def test_who_is_on_duty_is_whoever_has_a_turn(shifts, now):
    there = rosters.on_duty(shifts, now)
    assert there == {person for person in ("p-a", "p-b") if rosters.turn(shifts, person, now) is not None}
    assert bool(there) == (now in open_minutes(shifts))


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 4 * 1440), st.integers(0, 4 * 1440), st.sampled_from([BERLIN, SYDNEY, LORD_HOWE, "UTC"])
)
def test_later_on_the_wall_is_never_earlier_in_time(one, two, zone):
    for first in (date(2026, 3, 27), date(2026, 4, 3), date(2026, 10, 2), date(2026, 10, 23)):
        assert instant(first, min(one, two), zone) <= instant(first, max(one, two), zone)


@settings(max_examples=100, deadline=None)
@given(shifts_of_a_weekend)
def test_hours_told_may_be_typed_again(shifts):
    for each in shifts:
        again = rosters.hours_of(rosters.told([each]))
        assert again == [(each.begins, each.ends)]
