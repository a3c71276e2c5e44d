"""Who gets a card, over all the ways in which people can stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from moderator.scores import Band
from moderator.wellbeing.handover import (
    LEAST_ROOM,
    Candidate,
    could_take,
    exhausted,
    has_room,
    headroom,
    receiver,
)
from moderator.wellbeing.limits import LIMITS, Charge, gate
from moderator.wellbeing.values import Mode

NOW = 2_000_000_000_000
charges = some.lists(
    some.builds(
        Charge,
        eff_us=some.integers(NOW - 700_000_000_000, NOW),
        units=some.sampled_from([0.0, 4.0, 16.0, 60.0, 120.0]),
        extreme=some.booleans(),
        minutes=some.sampled_from([0.0, 5.0, 60.0]),
    ),
    max_size=8,
)
people = some.lists(
    some.builds(
        lambda name, found, mode, there, at_desk, open: Candidate(
            name, gate(found, NOW), LIMITS, mode, there, at_desk, open
        ),
        some.sampled_from("abcdef"),
        charges,
        some.sampled_from(Mode),
        some.booleans(),
        some.booleans(),
        some.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.person,
)
bands = some.sampled_from([None, *Band])


def of(name: str, units: float = 0, *, ago: int = 0, mode: Mode = Mode.WORK, there: bool = True) -> Candidate:
    return Candidate(name, gate([Charge(NOW - ago, units)], NOW), LIMITS, mode, there)


@given(people, bands)
def test_nobody_who_rests_or_is_near_a_limit_or_away_gets_anything(found, band):
    to = receiver(found, band)
    if to is None:
        return
    one = next(one for one in found if one.person == to)
    assert one.there
    assert one.at_desk
    assert not one.gate.closed
    assert not one.open
    assert one.mode in (Mode.WORK, Mode.WARN, Mode.DEFER, Mode.AWAY)
    assert headroom(one.gate, one.limits, band) >= LEAST_ROOM
    assert all(
        one.gate.used[limit.key] < limit.hard for limit in LIMITS if not limit.extreme or band is Band.S4
    )


@given(people, bands)
def test_nobody_with_more_room_is_passed_over(found, band):
    to = receiver(found, band)
    able = [one for one in found if one.at_desk and has_room(one, band)]
    able = [one for one in able if one.mode in (Mode.WORK, Mode.WARN, Mode.DEFER, Mode.AWAY)]
    assert (to is None) == (not able)
    if to is not None:
        best = max(headroom(one.gate, one.limits, band) for one in able)
        mine = next(one for one in able if one.person == to)
        assert abs(headroom(mine.gate, mine.limits, band) - best) < 1e-5


@given(people)
def test_capacity_is_exhausted_only_where_somebody_is_there_and_nobody_has_room(found):
    assert exhausted(found) == (
        any(one.there for one in found) and not any(could_take(one, Band.S3) for one in found)
    )


def test_of_equals_who_read_less_this_week_is_asked():
    day = 86_400_000_000
    queue = [Charge(NOW, minutes=120)]  # the fullest limit of both is the day's time
    busy = Candidate("a", gate([*queue, Charge(NOW - 2 * day, 200)], NOW), LIMITS, Mode.WORK, True)
    fresh = Candidate("b", gate(queue, NOW), LIMITS, Mode.WORK, True)
    assert receiver([busy, fresh], Band.S2) == "b"


def test_at_a_soft_limit_nothing_severe_is_given_and_what_is_milder_may_be():
    soft = of("a", 110)
    assert receiver([soft], Band.S2) == "a"
    assert receiver([soft], Band.S3) is None


def test_a_soft_limit_is_no_lack_of_people_for_what_the_public_sees():
    """Nothing severe is given to them, but they may choose to; near the hard limit nobody may be asked to."""
    assert not exhausted([of("a", 110)])
    assert exhausted([of("a", 130)])
    two_extreme = Candidate("a", gate([Charge(NOW - 60_000_000, 8, True)] * 2, NOW), LIMITS, Mode.WORK, True)
    assert not exhausted([two_extreme])


def test_extreme_looks_count_for_extreme_cards_alone():
    seen = Candidate("a", gate([Charge(NOW - 60_000_000, 1, True)] * 3, NOW), LIMITS, Mode.WORK, True)
    assert receiver([seen], Band.S4) is None
    assert receiver([seen], Band.S2) == "a"


def test_a_short_break_is_no_lack_of_people_and_still_nothing_is_given_into_it():
    resting = of("a", mode=Mode.BREAK)
    assert not exhausted([resting])
    assert receiver([resting], Band.S2) is None


def test_a_desk_where_nobody_is_expected_is_closed_and_not_exhausted():
    assert not exhausted([])
    assert not exhausted([of("a", 200, there=False)])
