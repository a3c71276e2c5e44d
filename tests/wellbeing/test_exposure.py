"""What a look costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scores import Band
from moderator.wellbeing.exposure import QUANTUM, base, carried, counted_as, quanta, units

bands = st.sampled_from([None, *Band])
looks = st.timedeltas(min_value=timedelta(0), max_value=timedelta(minutes=10))


@pytest.mark.parametrize(("seconds", "times"), [(3, 1.0), (21, 1.5), (45, 2.0), (80, 3.0), (3600, 3.0)])
def test_a_longer_look_costs_more_up_to_three_times(seconds: int, times: float) -> None:
    for band in (Band.S1, Band.S2, Band.S3, Band.S4):
        cost = base(band)
        assert units(cost, quanta(timedelta(seconds=seconds))) == times * cost


def test_only_full_twenty_seconds_count() -> None:
    assert quanta(timedelta(seconds=19, milliseconds=999)) == 0
    assert quanta(timedelta(seconds=20)) == 1


def test_what_was_not_checked_costs_as_much_as_an_insult() -> None:
    assert counted_as(None) is Band.S2
    assert base(None) == base(Band.S2) == 2


def test_a_calm_comment_costs_nothing_and_a_mild_one_something() -> None:
    assert base(Band.S0) == 0
    assert base(Band.S1) > 0


def test_an_exact_copy_costs_half_and_never_less() -> None:
    assert base(Band.S3, repeat=True) == base(Band.S3) / 2


@given(bands, st.booleans(), looks)
def test_no_look_costs_less_than_its_base_or_more_than_three_times(
    band: Band | None, repeat: bool, held: timedelta
) -> None:
    cost = base(band, repeat=repeat)
    assert cost <= units(cost, quanta(held)) <= 3 * cost


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(seconds=30)), max_size=12))
def test_looking_in_slices_is_charged_like_looking_at_once(slices: list[timedelta]) -> None:
    carry, charged = timedelta(0), 0
    for piece in slices:
        held = carry + piece
        charged += held // QUANTUM
        carry = carried(held)
    assert charged == sum(slices, timedelta(0)) // QUANTUM
