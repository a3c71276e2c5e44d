"""Times, in whatever form an export writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from moderator.importing.dates import DAY_FIRST, MONTH_FIRST, Dates, judge, read, zone_named
from moderator.problems import BadInput

NOON = datetime(2026, 11, 4, 12, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-04T12:30",
        "2026-11-04 12:30:00",
        "2026/11/04 12:30",
        "4/11/2026 12:30",
        "04.11.2026 12:30",
        "04.11.26, 12:30",
        "4-11-2026 12:30 PM",
        "04-Nov-2026 12:30PM",
        "4 Nov 2026, 12:30",
        "Wed, 4 November 2026 12:30",
        "4. November 2026 um 12:30",
        "4 de noviembre de 2026 12:30",
        "November 4, 2026 12:30 p.m.",
        "Nov 4, 2026, 12:30:00.000",
        "mercredi 4 novembre 2026 12h30",
    ],
)
def test_the_same_moment_in_many_writings(text):
    assert read(text, DAY_FIRST) == NOON


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-11-04T12:30:00Z", 0),
        ("2026-11-04 12:30:00 UTC", 0),
        ("2026-11-04T12:30:00.123+10:00", 600),
        ("Wed Nov 04 12:30:00 +0000 2026", 0),
        ("Wed, 04 Nov 2026 12:30:00 -0500", -300),
        ("04-Nov-2026 12:30 AEDT", 660),
        ("2026-11-04 12:30 (GMT+2)", 120),
    ],
)
def test_a_zone_that_is_named_is_kept(text, offset):
    found = read(text)
    assert found is not None
    assert found.replace(microsecond=0) == NOON.replace(tzinfo=timezone(timedelta(minutes=offset)))


@pytest.mark.parametrize(
    ("text", "us"), [("1793795400", 0), ("1793795400000", 0), ("1793795400123456", 123456)]
)
def test_counted_seconds_are_times(text, us):
    assert read(text) == datetime(2026, 11, 4, 12, 30, 0, us, tzinfo=UTC)


def test_a_day_without_a_time_is_midnight():
    assert read("20261104") == read("2026-11-04") == read("4 Nov 2026") == datetime(2026, 11, 4)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "13/13/2026", "31/02/2026", "12:30", "5", "12345678901234567890", "4 Foo 2026", "٤/٣/٢٠٢٦ x",
     "2026-11-04 12:30 EST", "9999-99-99", "1" * 5000],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert read(text, DAY_FIRST) is None


def test_three_four_is_read_as_a_person_says():
    assert read("3/4/2026", DAY_FIRST) == datetime(2026, 4, 3)
    assert read("3/4/2026", MONTH_FIRST) == datetime(2026, 3, 4)
    assert read("25/4/2026", MONTH_FIRST) is None


@pytest.mark.parametrize(
    ("texts", "order", "asked"),
    [
        (["3/4/2026", "25/4/2026"], DAY_FIRST, False),
        (["3/4/2026", "4/25/2026 1:00 PM"], MONTH_FIRST, False),
        (["3/4/2026", "5/6/2026"], "", True),
        (["4/4/2026"], "", False),
        (["03.04.2026"], "", False),
        (["2026-04-03", "", "soon"], "", False),
        (["25/4/2026", "4/25/2026", "3/4/2026"], "", True),
    ],
)
def test_one_date_settles_all_the_others_and_where_none_does_a_person_is_asked(texts, order, asked):
    found = judge(texts)
    assert (found.order, found.asked) == (order, asked)


def test_a_time_without_a_zone_is_read_in_the_chosen_one_also_when_the_clocks_change():
    sydney = Dates(DAY_FIRST, zone_named("Australia/Sydney"))
    assert sydney.read("1/7/2026 12:00") == datetime(2026, 7, 1, 2, tzinfo=UTC)
    assert sydney.read("1/12/2026 12:00") == datetime(2026, 12, 1, 1, tzinfo=UTC)
    assert sydney.read("2026-07-01T12:00Z") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert sydney.read("0001-01-01") is None


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "a\0b", "UTC+99x"])
def test_a_zone_that_is_none_is_refused(name):
    with pytest.raises(BadInput, match="time zone"):
        zone_named(name)
