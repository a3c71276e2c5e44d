"""How often unread decisions were right is told of a team, and no subtraction leads to a person."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.blind import (
    CASES,
    MOST_OF_ONE,
    NONE,
    PEOPLE,
    Figure,
    Kind,
    kind_of,
    on_the_card,
    summed,
    sureness,
    told,
    total,
)  # fmt: skip
from moderator.scores import Band
from moderator.store.audits import Counted

FIVE = ("ann", "ben", "cem", "dot", "eli")


def case(
    person: str, wrong: bool = False, category: str = "insult", band: int | None = 2, sure: float = 0.97
) -> Counted:
    return Counted(category, band, sure, person, wrong)


def of_team(count: int, wrong: int = 0, **kind: object) -> list[Counted]:
    return [case(FIVE[n % 5], n < wrong, **kind) for n in range(count)]  # type: ignore[arg-type]


def test_twenty_cases_of_five_people_are_told_with_how_sure_that_is():
    figures = told(of_team(20, 1))
    assert figures == {Kind("insult", Band.S2, "very sure"): Figure(20, 1)}
    figure = total(figures)
    assert figure.right_of_hundred == 95
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.009, 0.236)  # Wilson (1927), as R's prop.test


@pytest.mark.parametrize(
    ("wrong", "cases", "low", "high"), [(0, 100, 0, 0.037), (3, 100, 0.010, 0.085), (50, 100, 0.404, 0.596)]
)
def test_the_interval_is_wilsons(wrong: int, cases: int, low: float, high: float):
    figure = Figure(cases, wrong)
    assert (round(figure.low, 3), round(figure.high, 3)) == (low, high)


def test_hundred_of_hundred_is_said_only_where_none_was_wrong():
    assert Figure(1000, 1).right_of_hundred == 99
    assert Figure(1000, 0).right_of_hundred == 100


@pytest.mark.parametrize(
    "cases",
    [
        of_team(19),
        [case(FIVE[n % 4]) for n in range(400)],  # four people, however many cases
        [case("ann") for _ in range(30)]
        + [case(person) for person in FIVE[1:]],  # five, but nearly all are one's
        of_team(20, 20),  # all wrong: whoever was among them would be known
        [case(FIVE[n % 5], category=f"kind {n % 5}") for n in range(90)],  # each in a kind of their own
    ],
    ids=["too few", "four people", "one person's", "all wrong", "a person a kind"],
)
def test_what_could_point_to_a_person_is_not_told(cases: list[Counted]):
    assert told(cases) == {}
    assert total(told(cases)) == NONE


def test_one_person_alone_sees_their_own_and_nobody_elses():
    cases = [case("ann", n == 0) for n in range(20)]
    assert total(told(cases, alone="ann")) == Figure(20, 1)
    assert told(cases) == {}
    assert told([*cases, case("ben")], alone="ann") == {}  # ben has left: his is not hers to see


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), people=st.integers(1, 9), uneven=st.floats(0.5, 4))
def test_no_two_figures_of_any_two_days_differ_by_a_small_group(seed: int, people: int, uneven: float):
    """The attacker keeps every figure of every day, with all sums, and subtracts each from each."""
    dice = random.Random(seed)
    names = [f"p{n}" for n in range(people)]
    weights = [1 / (n + 1) ** uneven for n in range(people)]
    cases = [
        Counted(
            dice.choice(["insult", "threat"]), dice.choice([1, 2, None]), dice.choice([0.5, 0.8, 0.99]),
            dice.choices(names, weights)[0], dice.random() < 0.2,
        )
        for _ in range(400)
    ]  # fmt: skip
    days = [told(cases[:until]) for until in range(0, 401, 7)]
    for by in ("category", "band", "sure"):
        rows = {key for day in days for key in summed(day, by)}
        for row in rows:
            series = [summed(day, by).get(row, NONE) for day in days]
            _subtract(series)
    _subtract([total(day) for day in days])
    for kind in {kind for day in days for kind in day}:
        series = [day.get(kind, NONE) for day in days]
        _subtract(series)
        _named(kind, series, cases, days)


def _subtract(series: list[Figure]) -> None:
    for before, after in pairwise(series):
        assert after.cases - before.cases == 0 or after.cases - before.cases >= CASES
        assert after.wrong >= before.wrong


def _named(kind: Kind, series: list[Figure], cases: list[Counted], days: list[object]) -> None:
    """Whose cases lie between two figures: five people at least, none with more than half, not all of them wrong."""
    alike = [each for each in cases if kind_of(each.category, each.band, each.sure) == kind]
    for before, after in pairwise(series):
        between = alike[before.cases : after.cases]
        if between:
            whose = Counter(each.person for each in between)
            assert len(whose) >= PEOPLE
            assert max(whose.values()) <= MOST_OF_ONE * len(between)
            assert not all(each.wrong for each in between)


def test_what_is_added_later_changes_nothing_that_was_told():
    cases = of_team(40, 3)
    assert told(cases[:20]) == told(cases[:39])
    assert total(told(cases)) == Figure(40, 3)


def test_a_card_says_it_where_a_hundred_are_known_of_its_category_and_sureness():
    few, many = told(of_team(80)), told(of_team(100, 3))
    kind = kind_of("insult", 2, 0.97)
    assert on_the_card(few, kind) == ""
    assert on_the_card(many, kind) == "decided unread here: right in 97 of 100"
    assert on_the_card(many, kind_of("insult", 1, 0.99)) == "decided unread here: right in 97 of 100"
    assert on_the_card(many, kind_of("insult", 2, 0.8)) == ""
    assert on_the_card(many, kind_of("threat", 2, 0.97)) == ""


def test_sureness_is_in_the_words_of_the_card():
    assert [sureness(2, sure) for sure in (0.2, 0.75, 0.95)] == ["not very sure", "quite sure", "very sure"]
    assert sureness(None, 0.0) == ""
