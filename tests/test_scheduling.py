"""Which card comes next: what is urgent first, and never harsh comments alone while calmer ones wait."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scheduling import (
    CALM,
    MIDDLE,
    MILD,
    THREAT,
    Broken,
    Promise,
    Standing,
    Usual,
    calmer_first,
    order,
    wanted,
)
from moderator.scores import Band

S0, S1, S2, S3, S4 = Band
bands = st.sampled_from([None, *Band])


def severity(band: Band | None) -> int:
    return 2 if band is None else int(band)


def serve(
    waiting: list[Band | None], recent: Sequence[Band | None], level: str, since: int
) -> Band | str | None:
    """What the queue gives: the first card of the first set that has one. "" when nothing fits."""
    waiting.sort(key=lambda band: -place(band))
    for allowed in wanted(recent, level, since).tries:
        for band in waiting:
            if allowed is None or band in allowed:
                waiting.remove(band)
                return band
    return ""


def served(waiting: list[Band | None], level: str = "comfortable") -> list[Band | None]:
    given: list[Band | None] = []
    while (band := serve(waiting, given, level, 99)) != "":
        assert not isinstance(band, str)
        given.append(band)
    return given


# order

NOW = 1_790_000_000_000_000  # microseconds
HOUR = 3_600_000_000
DAY = 24 * HOUR
threat_scores = st.sampled_from([0.0, 0.1, THREAT, 0.9])
copies = st.integers(0, 20).map(lambda doublings: 1 << doublings)
dues = st.integers(NOW - 400 * DAY, NOW + 400 * DAY)


def place(band: Band | None, copies: int = 1, threat: float = 0.0, due: int = NOW) -> int:
    return order(band, copies, {"threat": threat}, due).priority


def why(band: Band | None, copies: int = 1, threat: float = 0.0) -> str:
    return order(band, copies, {"threat": threat}, NOW).because


def test_a_threat_comes_before_all_that_has_not_waited_for_weeks() -> None:
    for band in Band:
        assert place(S3, threat=0.5) > place(band, 10_000, 0.1, NOW - 20 * DAY)


def test_a_mild_comment_with_a_high_threat_score_is_no_threat() -> None:
    assert why(S1, threat=0.9) == ""
    assert place(S1, threat=0.9) == place(S1)


def test_worse_comes_before_milder_and_not_checked_between_mild_and_abusive() -> None:
    ranked = [place(band) for band in (S0, S1, None, S2, S3, S4)]
    assert ranked == sorted(set(ranked))


def test_among_equals_what_spreads_comes_first_and_then_what_was_promised_first() -> None:
    assert place(S2, 41) > place(S2, 1)
    assert place(S2, due=NOW) > place(S2, due=NOW + 1)


def test_a_calm_question_that_was_left_for_a_week_comes_before_a_fresh_insult() -> None:
    assert place(S0, due=NOW - 6 * DAY - 1) > place(S2)
    assert place(S0, due=NOW - 6 * DAY + 1) < place(S2)


@given(bands, bands, copies, copies, dues)
def test_no_flood_buries_anything_worse(
    one: Band | None, other: Band | None, few: int, many: int, due: int
) -> None:
    if severity(one) > severity(other):
        assert place(one, few, due=due) > place(other, many, due=due)


@given(bands, copies, threat_scores, dues, st.integers(0, 100 * DAY))
def test_who_was_promised_first_is_never_behind_its_equal(
    band: Band | None, many: int, threat: float, due: int, later: int
) -> None:
    assert place(band, many, threat, due) - place(band, many, threat, due + later) == later


@given(bands, copies, copies, threat_scores, threat_scores, dues)
def test_more_copies_and_a_surer_threat_never_bring_a_card_back(
    band: Band | None, some: int, more: int, low: float, high: float, due: int
) -> None:
    few, many, less, surer = *sorted((some, more)), *sorted((low, high))
    assert place(band, few, less, due) <= place(band, many, surer, due)


@given(bands, copies, threat_scores, bands, copies, threat_scores, dues)
def test_nothing_starves_what_comes_six_weeks_later_is_behind(
    old: Band | None, some: int, low: float, new: Band | None, many: int, high: float, due: int
) -> None:
    assert place(old, some, low, due) > place(new, many, high, due + 42 * DAY)


@given(st.lists(st.tuples(bands, copies, threat_scores), min_size=1, max_size=6), st.integers(1, 3))
def test_a_calm_card_is_reached_whatever_comes_in_meanwhile(
    coming: list[tuple[Band | None, int, float]], a_day: int
) -> None:
    """One answered a day, and as many or more come in: the worst first. The old calm card is still reached."""
    ours = (place(S0), "ours")
    waiting = [ours]
    for day in range(42 * a_day + 1):
        waiting += [
            (place(*each, due=NOW + day * DAY), str(day)) for each in itertools.islice(coming * a_day, a_day)
        ]
        best = max(waiting)
        if best == ours:
            return
        waiting.remove(best)
    raise AssertionError("it was never reached")


def test_the_reason_is_in_words_of_the_card() -> None:
    assert why(None) == "not checked"
    assert why(S0) == ""
    assert why(S2) == "severity"
    assert why(S3, threat=0.5) == "threat"
    assert why(S2, 41) == "41 copies"
    assert why(S4, 41, 0.9) == "threat, 41 copies"


@given(bands, bands, st.booleans(), st.booleans(), *[st.integers(1, 400)] * 3)
def test_what_is_worse_is_never_promised_for_later(
    one: Band | None, other: Band | None, threat: bool, calmer: bool, first: int, second: int, third: int
) -> None:
    promise = Promise(first, second, third)
    worse, milder = (one, other) if severity(one) >= severity(other) else (other, one)
    assert promise.of(worse, threat or calmer) <= promise.of(milder, threat and calmer)


def test_each_kind_has_its_promise() -> None:
    promise = Promise(2, 8, 16)
    given = [promise.of(S4, True), *(promise.of(band, False) for band in (S4, S2, None, S1, S0))]
    assert [each.total_seconds() // 3600 for each in given] == [2, 8, 8, 8, 16, 16]


# what a person gets


def test_the_most_urgent_card_comes_first_on_a_fresh_desk() -> None:
    assert wanted([], "comfortable", 99).tries == (None,)


def test_after_a_break_the_first_three_are_mild_while_there_are_any() -> None:
    for since in range(3):
        assert wanted([], "comfortable", since).tries[0] == MILD
    assert wanted([], "comfortable", 3).tries == (None,)
    assert serve([S4, S1], [], "comfortable", 0) is S1
    assert serve([S4, S3], [], "comfortable", 0) is S4


def test_a_run_of_harsh_cards_ends_with_a_calmer_one() -> None:
    assert wanted([S0] * 9 + [S2] * 5, "comfortable", 99).tries[0] == MILD
    assert wanted([S0] * 9 + [S2, None, S2, S4, None], "comfortable", 99).tries[0] == MILD
    assert wanted([S0] * 5 + [S3, S4], "comfortable", 99).tries[0] == MIDDLE
    assert wanted([S0] * 5 + [S2] * 4, "comfortable", 99).tries == (None,)


def test_when_half_of_the_last_cards_were_uncivil_a_calm_one_comes() -> None:
    assert wanted([S0, S1] * 10, "comfortable", 99).tries[0] == CALM


def test_at_a_soft_limit_calm_cards_come_first_and_severe_ones_not_at_all() -> None:
    assert serve([S4, S2, S0], [], "soft", 0) is S0
    assert serve([S4, None], [], "soft", 99) is None
    assert serve([S4, S3], [], "soft", 99) == ""


@pytest.mark.parametrize("since", [0, 99])
def test_at_a_hard_limit_only_calm_cards_come(since: int) -> None:
    assert wanted([], "hard", since).tries == (CALM,)


@given(st.lists(bands, max_size=25), st.integers(0, 5))
def test_a_rule_that_prefers_never_empties_the_line(recent: list[Band | None], since: int) -> None:
    for level in ("comfortable", "notice"):
        assert wanted(recent, level, since).tries[-1] is None


@given(st.lists(bands, max_size=25), st.sampled_from(["comfortable", "soft"]), st.integers(0, 5))
def test_each_try_is_harsher_than_the_one_before(recent: list[Band | None], level: str, since: int) -> None:
    tries = [
        frozenset([None, *Band]) if each is None else each for each in wanted(recent, level, since).tries
    ]
    assert all(one < other for one, other in itertools.pairwise(tries))


@given(st.lists(bands, max_size=120))
def test_harsh_and_civil_cards_are_mixed_while_there_are_both(waiting: list[Band | None]) -> None:
    calm_left = [waiting.count(S0)]
    mild_left = [waiting.count(S0) + waiting.count(S1)]
    milder_left = [len(waiting) - waiting.count(S3) - waiting.count(S4)]
    given = served(list(waiting))
    assert sorted(map(severity, given)) == sorted(map(severity, waiting))
    for band in given:
        calm_left.append(calm_left[-1] - (band is S0))
        mild_left.append(mild_left[-1] - (band in (S0, S1)))
        milder_left.append(milder_left[-1] - (severity(band) < 3))
    for at in range(1, len(given) + 1):
        last = [severity(band) for band in given[:at]]
        if calm_left[at]:
            assert sum(each >= 1 for each in last[-20:]) <= 10
        if mild_left[at]:
            assert not all(each >= 2 for each in last[-6:]) or at <= 5
        if milder_left[at]:
            assert not all(each >= 3 for each in last[-3:]) or at <= 2


def test_a_pile_on_of_three_hundred_is_half_civil_to_the_end() -> None:
    waiting: list[Band | None] = [S0] * 300 + [S2] * 150 + [S3] * 100 + [None] * 50
    given = served(waiting)
    worst = max(sum(severity(band) >= 1 for band in given[at : at + 20]) for at in range(0, 560))
    assert worst == 10


def test_a_stricter_mix_turns_to_calm_work_earlier() -> None:
    strict = Usual(uncivil_share=0.25, abusive_run=2, severe_run=1, calm_start=10)
    assert wanted([S0] * 18, "comfortable", 9, strict).tries[0] == MILD
    assert wanted([S0] * 15 + [S1] * 4, "comfortable", 99, strict).tries == (None,)
    assert wanted([S0] * 14 + [S1] * 5, "comfortable", 99, strict).tries[0] == CALM
    assert wanted([S0] * 10 + [S2] * 2, "comfortable", 99, strict).tries[0] == MILD
    assert wanted([S0] * 10 + [S3], "comfortable", 99, strict).tries[0] == MIDDLE


# whoever has more room


def test_who_has_looked_at_more_gets_calm_work_while_a_colleague_with_room_is_there():
    less, much = Standing(0.8, 10), Standing(0.6, 10.5)
    assert wanted([], "comfortable", 9, me=much, others=[less]).tries[0] == CALM
    assert wanted([], "comfortable", 9, me=less, others=[much]).tries == (None,)
    assert wanted([], "comfortable", 9, me=much).tries == (None,)


def test_who_is_far_ahead_is_given_nothing_harsh_unless_nobody_else_has_room():
    far, less = Standing(0.5, 20), Standing(0.8, 10)
    assert wanted([], "comfortable", 9, me=far, others=[less]).tries == (CALM, MILD)
    assert wanted([], "comfortable", 9, me=far, others=[Standing(0.1, 10)]).tries == (None,)
    assert wanted([], "soft", 9, me=far, others=[less]).tries[-1] != MILD


# the mix at the door, and serving by room


@given(bands, st.lists(bands, max_size=30), st.integers(0, 5))
def test_a_look_is_refused_for_the_rule_that_it_would_break_and_for_no_other(
    band: Band | None, recent: list[Band | None], since: int
) -> None:
    """Judged by counting what would have been seen with this look, as the rules are written."""
    rules = {each.rule: each.instead for each in calmer_first(band, recent, since)}
    seen = [severity(each) for each in [*recent, band]]
    last = seen[-20:]
    harsh = severity(band)
    start = since < 3 and harsh >= 2
    share = harsh >= 1 and sum(each >= 1 for each in last) > 0.5 * max(len(last), 8)
    five = len(seen) > 5 and all(each >= 2 for each in seen[-6:])
    two = len(seen) > 2 and all(each >= 3 for each in seen[-3:])
    assert set(rules) == {
        rule
        for rule, broken in ((Broken.START, start), (Broken.SHARE, share), (Broken.RUN, five or two))
        if broken
    }
    for instead in rules.values():
        assert max(map(severity, instead)) < harsh


@given(st.lists(bands, max_size=30), st.integers(0, 5))
def test_what_is_given_first_is_never_refused_at_the_door(recent: list[Band | None], since: int) -> None:
    waiting: list[Band | None] = [S0, S1, S2, None, S3, S4]
    band = serve(waiting, recent, "comfortable", since)
    assert not isinstance(band, str)
    assert not calmer_first(band, recent, since)


@given(
    st.lists(bands, max_size=30),
    st.sampled_from(["comfortable", "notice", "soft", "hard"]),
    st.integers(0, 5),
    st.sampled_from([S1, S2]),
)
def test_nothing_is_given_that_the_hours_forbid(
    recent: list[Band | None], level: str, since: int, most: Band
) -> None:
    want = wanted(recent, level, since, most=most)
    assert want.tries
    for allowed in want.tries:
        assert allowed is not None
        assert max(map(severity, allowed)) <= most


def test_at_a_soft_limit_seven_of_ten_are_civil_and_nothing_is_severe() -> None:
    waiting: list[Band | None] = [S0] * 80 + [S2] * 80 + [S3] * 20
    given = served(waiting, "soft")[:100]
    assert S3 not in given
    assert max(sum(severity(each) >= 1 for each in given[at : at + 20]) for at in range(80)) == 6


def test_from_a_notice_on_and_where_asked_for_after_something_severe_milder_work_comes_first() -> None:
    assert wanted([], "notice", 99).tries == (MIDDLE, None)
    minute, gap = timedelta(minutes=1), Usual(severe_gap=1)
    assert wanted([S3], "comfortable", 99, gap, since_severe=0.9 * minute).tries == (MIDDLE, None)
    assert wanted([S3], "comfortable", 99, gap, since_severe=minute).tries == (None,)
