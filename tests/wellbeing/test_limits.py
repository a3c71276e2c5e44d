"""When it is enough, and when there is room again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scores import Band
from moderator.wellbeing.limits import LIMITS, LOOK_BACK, Charge, Level, Limit, allows, gate

MINUTE = 60_000_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
START = 100 * DAY
LOAD_H, LOAD_D, QUEUE_D, LOAD_W, S4_H, S4_D = LIMITS


def at(minutes: float, units: float) -> Charge:
    return Charge(START + int(minutes * MINUTE), units)


def test_every_limit_names_its_grade_and_its_source() -> None:
    for limit in LIMITS:
        assert limit.grade in ("E0", "E1", "E2", "E3")
        assert len(limit.source) > 20
        assert 0 < limit.soft < limit.hard


@pytest.mark.parametrize(
    ("units", "level", "reached"),
    [
        (0, Level.COMFORTABLE, ""),
        (69, Level.COMFORTABLE, ""),
        (70, Level.NOTICE, ""),
        (100, Level.SOFT, ""),
        (149.5, Level.SOFT, ""),
        (150, Level.HARD, "load_h"),
        (400, Level.HARD, "load_d"),
    ],
)
def test_levels_of_the_hour(units: float, level: Level, reached: str) -> None:
    found = gate([at(0, units)], START)
    assert (found.level, found.reached) == (level, reached)


@pytest.mark.parametrize(
    ("times", "level", "reached"),
    [(2, Level.COMFORTABLE, ""), (3, Level.NOTICE, ""), (4, Level.SOFT, ""), (5, Level.HARD, "load_d")],
)
def test_levels_of_the_day(times: int, level: Level, reached: str) -> None:
    found = gate([at(61 * n, 80) for n in range(times)], START + times * 61 * MINUTE)
    assert (found.level, found.reached) == (level, reached)


def test_a_closed_hour_opens_below_soft_and_not_just_below_hard() -> None:
    charges = [at(0, 45), at(10, 45), at(20, 60)]  # 105 after the first has left, 60 after the second
    assert gate(charges, START + 20 * MINUTE).reached == "load_h"
    assert gate(charges, START + 65 * MINUTE).reached == "load_h"
    assert gate(charges, START + 65 * MINUTE).reopens_us == START + 70 * MINUTE
    assert gate(charges, START + 70 * MINUTE).reached == ""


def test_a_closed_hour_stays_closed_for_fifteen_minutes_at_least() -> None:
    charges = [at(0, 90), at(59, 60)]
    assert gate(charges, START + 61 * MINUTE).load_h == 60
    assert gate(charges, START + 73 * MINUTE).reached == "load_h"
    assert gate(charges, START + 74 * MINUTE).reached == ""


def test_once_open_again_it_takes_the_hard_limit_to_close() -> None:
    charges = [at(0, 150), at(75, 99)]
    assert gate(charges, START + 75 * MINUTE).reached == ""
    assert gate([*charges, at(76, 30)], START + 76 * MINUTE).level is Level.SOFT


def test_midnight_is_no_fresh_start() -> None:
    charges = [at(61 * n, 100) for n in range(4)]
    last = charges[-1].eff_us
    assert gate(charges, last).reached == "load_d"
    assert gate(charges, last + 12 * HOUR).reached == "load_d"
    assert gate(charges, START + DAY).reached == "load_d"  # 300 are left: not below soft
    assert gate(charges, START + DAY + 61 * MINUTE).reached == ""


def test_a_limit_closes_harsh_cards_only() -> None:
    shut = gate([at(0, 200)], START)
    assert allows(shut, Band.S0)
    assert not allows(shut, Band.S1)
    assert not allows(shut, None)
    assert allows(gate([], START), Band.S4)


def look(minutes: float) -> Charge:
    """One look at an extreme card."""
    return Charge(START + int(minutes * MINUTE), 0.5, extreme=True)


def test_three_extreme_cards_within_an_hour_close_extreme_cards_and_no_others() -> None:
    shut = gate([look(0), look(20), look(40)], START + 40 * MINUTE)
    assert shut.extreme is not None
    assert shut.extreme.key == "s4_h"
    assert not shut.closed
    assert shut.level is Level.SOFT
    assert not allows(shut, Band.S4)
    assert allows(shut, Band.S3)
    assert allows(shut, None)


def test_extreme_cards_open_again_when_fewer_than_two_lie_within_the_hour() -> None:
    looks = [look(0), look(20), look(40)]
    assert gate(looks, START + 79 * MINUTE).extreme is not None
    assert gate(looks, START + 80 * MINUTE).extreme is None


def test_ten_extreme_cards_close_them_for_the_day() -> None:
    looks = [look(61 * n) for n in range(10)]
    found = gate(looks, START + 9 * 61 * MINUTE)
    assert found.extreme is not None
    assert found.extreme.key == "s4_d"
    assert gate(looks[:9], START + 9 * 61 * MINUTE).extreme is None


def test_four_hours_with_harsh_cards_open_close_the_day_however_little_was_read() -> None:
    minutes = [Charge(START + n * MINUTE, minutes=1.0) for n in range(240)]
    assert gate(minutes[:-1], START + 239 * MINUTE).level is Level.SOFT
    found = gate(minutes, START + 239 * MINUTE)
    assert (found.reached, found.level) == ("queue_d", Level.HARD)
    assert gate(minutes, found.reopens_us).reached == ""
    assert gate(minutes, START + 23 * HOUR).closed


def test_the_week_closes_after_heavy_days_that_were_each_within_their_limit() -> None:
    days = [at(24 * 60 * n + 61 * m, 95) for n in range(5) for m in range(4)]
    found = gate(days, days[-1].eff_us)
    assert found.reached == "load_w"
    assert gate(days[:-4], days[-5].eff_us).reached == ""
    assert found.reopens_us > days[-1].eff_us + 2 * DAY


def test_a_stricter_policy_closes_earlier() -> None:
    stricter = tuple(replace(limit, soft=limit.soft / 2, hard=limit.hard / 2) for limit in LIMITS)
    assert gate([at(0, 75)], START).reached == ""
    assert gate([at(0, 75)], START, stricter).reached == "load_h"


charges = st.lists(
    st.builds(
        Charge,
        st.integers(0, 30 * 60).map(lambda minutes: START + minutes * MINUTE),
        st.sampled_from([0.5, 1.0, 4.0, 8.0, 24.0, 50.0, 110.0]),
        extreme=st.booleans(),
        minutes=st.sampled_from([0.0, 1.0, 30.0]),
        part=st.sampled_from([1.0, 0.5]),
    ),
    max_size=40,
)
moments = st.integers(0, 50 * 60).map(lambda minutes: START + minutes * MINUTE)


def by_the_book(listed: list[Charge], now: int, limit: Limit) -> bool:
    """Closed or not, minute by minute, as the rule reads. Slow and plain."""
    span, cooldown = limit.window // timedelta(microseconds=1), limit.cooldown // timedelta(microseconds=1)
    counted = [(c.eff_us, amount) for c in listed if (amount := c.counted(limit.counts)) > 0]
    closed, last = False, 0
    for moment in range(START, now + 1, MINUTE):
        load = sum(amount for at_us, amount in counted if moment - span < at_us <= moment)
        if load >= limit.hard and any(at_us == moment for at_us, _ in counted):
            closed, last = True, moment
        if closed and load < limit.soft and moment >= last + cooldown:
            closed = False
    return closed


@given(charges, st.integers(0, 34 * 60).map(lambda minutes: START + minutes * MINUTE))
def test_the_gate_closes_and_opens_as_the_rule_reads(listed: list[Charge], now: int) -> None:
    found = gate(listed, now)
    seen = [c for c in listed if c.eff_us <= now]
    closed = {limit.key for limit in LIMITS if by_the_book(seen, now, limit)}
    assert found.closed == bool(closed & {"load_h", "load_d", "load_w", "queue_d"})
    assert (found.extreme is not None) == bool(closed & {"s4_h", "s4_d"})
    assert found.reached in {"", *closed}


@given(charges, moments, st.integers(0, 2 * DAY))
def test_nobody_gets_worse_by_doing_nothing(listed: list[Charge], now: int, wait: int) -> None:
    seen = [charge for charge in listed if charge.eff_us <= now]
    before, after = gate(seen, now), gate(seen, now + wait)
    assert all(after.used[key] <= before.used[key] for key in before.used)
    assert before.closed or not after.closed
    assert before.extreme or not after.extreme


@given(charges, moments)
def test_it_opens_when_it_said_it_would(listed: list[Charge], now: int) -> None:
    seen = [charge for charge in listed if charge.eff_us <= now]
    found = gate(seen, now)
    if found.closed:
        assert found.reopens_us > now
        assert gate(seen, found.reopens_us - 1).closed
        assert not gate(seen, found.reopens_us).closed
    else:
        assert found.reopens_us == now


@given(charges, moments)
def test_two_weeks_of_charges_are_enough_to_tell(listed: list[Charge], now: int) -> None:
    listed = [
        charge._replace(eff_us=START + 30 * (charge.eff_us - START), units=4 * charge.units)
        for charge in listed
    ]
    now = START + 30 * (now - START)  # over two months
    since = now - LOOK_BACK // timedelta(microseconds=1)
    seen = [charge for charge in listed if charge.eff_us <= now]
    kept = [charge for charge in seen if charge.eff_us >= since]
    assert gate(seen, now) == gate(kept, now)


def test_the_order_in_which_charges_are_read_does_not_matter() -> None:
    listed = [at(n, 5) for n in range(35)]
    assert gate(listed, START + HOUR // 2) == gate(listed[::-1], START + HOUR // 2)


def test_an_all_uncivil_stream_closes_before_the_harm_that_was_measured() -> None:
    """Riedl et al. found exhaustion after about 24 min: 78 comments of 18.5 s, here of the mix of the page."""
    mix = [1, 2, 1, 2, 4, 1, 2, 1, 2, 8]
    minute, listed = 0.0, list[Charge]()
    while not gate(listed, START + int(minute * MINUTE)).closed:
        listed.append(at(minute, mix[len(listed) % len(mix)]))
        minute += 18.5 / 60
    assert minute < 24
