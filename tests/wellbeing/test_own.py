"""A person's own weeks, as numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from moderator.wellbeing import own
from moderator.wellbeing.own import Charged, Day

TODAY = date(2026, 11, 25)
NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
SYDNEY = ZoneInfo("Australia/Sydney")


def test_days_are_those_of_the_calendar_where_the_person_is():
    late = Charged(datetime(2026, 11, 24, 14, 0, tzinfo=UTC), 2, 4.0, 2)  # 01:00 on the 25th in Sydney
    days = own.by_day([late], [(NINE, 3.0)], TODAY, SYDNEY)
    assert len(days) == 35
    assert days[-1] == Day(TODAY, (0, 0, 4.0, 0, 0), (0, 0, 2, 0, 0), 3.0)
    assert own.by_day([late], [], TODAY, UTC)[-2].total == 4.0


def test_what_is_older_or_of_no_band_is_not_lost_into_another_day():
    old = Charged(NINE - timedelta(days=40), 1, 1.0, 1)
    odd = Charged(NINE, 9, 8.0, 1)
    days = own.by_day([old, odd], [], TODAY, UTC)
    assert sum(day.total for day in days) == 8.0
    assert days[-1].units[4] == 8.0


def weeks(*latest: float, usual: float = 100.0, before: int = 10) -> list[Day]:
    past = [usual] * before + [0.0] * (28 - before)
    return [
        Day(TODAY - timedelta(days=34 - n), (0, units, 0, 0, 0)) for n, units in enumerate([*past, *latest])
    ]


def test_four_days_above_ones_usual_are_told_and_three_are_not():
    assert own.signs(weeks(130, 130, 130, 130, 0, 0, 0), 0) == (own.Sign("above usual", 4),)
    assert own.signs(weeks(130, 130, 130, 120, 0, 0, 0), 0) == ()


def test_without_a_usual_there_is_nothing_above_it():
    assert own.signs(weeks(*[500.0] * 7, before=6), 0) == ()
    assert own.signs([], 0) == ()


def test_reading_on_after_the_shift_is_told_from_the_second_time_on():
    assert own.signs(weeks(*[0.0] * 7), 1) == ()
    assert own.signs(weeks(*[0.0] * 7), 2) == (own.Sign("past shift", 2),)


def shift(day: int, begins: int = 9, ends: int = 17) -> tuple[datetime, datetime]:
    return (datetime(2026, 11, day, begins, tzinfo=UTC), datetime(2026, 11, day, ends, tzinfo=UTC))


@pytest.mark.parametrize(
    ("hour", "minute", "band", "counts"),
    [(17, 0, 2, 0), (17, 15, 2, 1), (17, 30, 0, 0), (22, 45, 4, 1), (23, 0, 4, 0), (16, 45, 3, 0)],
)
def test_past_a_shift_is_a_quarter_of_an_hour_to_six_hours_after_its_end(
    hour: int, minute: int, band: int, counts: int
):
    read = [Charged(datetime(2026, 11, 24, hour, minute, tzinfo=UTC), band, 2.0, 1)]
    assert own.past_shift(read, [shift(24)], NINE) == counts


def test_the_next_shift_is_no_overtime_and_without_a_roster_there_is_none():
    read = [Charged(datetime(2026, 11, 24, 18, tzinfo=UTC), 2, 2.0, 1)]
    assert own.past_shift(read, [shift(24), shift(24, 17, 21)], NINE) == 0
    assert own.past_shift(read, [], NINE) == 0
    assert own.past_shift(read, [shift(1)], NINE) == 0
