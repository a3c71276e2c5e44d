"""A month that is played out: nothing is lost, no limit is passed, and the same seed is the same month."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderator.rehearsing.figures import gini, most_to_median, told
from moderator.rehearsing.play import Play
from moderator.rehearsing.serving import FirstCome, Ours
from moderator.rehearsing.staffing import made_up
from moderator.rehearsing.traffic import DAY, HOUR, MONDAY, Arrival, Traffic, synthetic
from moderator.scores import Band
from moderator.wellbeing.policy import DEFAULT, read

CARD = st.tuples(
    st.integers(0, 14 * HOUR // 10**6),  # seconds after six on the first day
    st.sampled_from([None, *Band]),
    st.integers(0, 2),
)
STRICT = read("[limits.load_h]\nsoft = 40\nhard = 60\n[limits.s4_h]\nsoft = 1\nhard = 1\n")


def _traffic(cards) -> Traffic:
    found = [
        Arrival(MONDAY + 6 * HOUR + after * 10**6, band, kin=kin, threat=band == Band.S4)
        for after, band, kin in sorted(cards, key=lambda card: card[0])
    ]
    return Traffic(MONDAY, found, "a test", DAY)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(CARD, max_size=120),
    st.integers(1, 3),
    st.sampled_from([Ours(), Ours(by_room=True), FirstCome()]),
    st.sampled_from([DEFAULT, STRICT]),
)
def test_every_card_is_decided_or_waits_and_no_look_is_let_through_a_closed_limit(
    cards, persons, rule, policy
):
    traffic = _traffic(cards)
    played = Play(traffic, made_up(persons, MONDAY, 1), policy, rule=rule).run()
    assert played.arrived == len(traffic)
    assert played.decided + played.waiting == played.arrived
    assert sum(person.decided for person in played.persons) == played.decided
    figures = told(played, traffic)
    assert figures.looks_closed == 0
    if isinstance(rule, Ours):
        assert figures.broken == {}
        assert figures.worst_share <= 0.5


def test_the_same_seed_is_the_same_month_and_another_is_another():
    def month(seed: int):
        traffic = synthetic(2, seed)
        part = Traffic(
            traffic.begins_us, (one for one in traffic if one.at_us < MONDAY + 3 * DAY), "", 3 * DAY
        )
        return told(Play(part, made_up(2, MONDAY, seed), rule=Ours(), seed=seed).run(), part)

    assert month(1) == month(1)
    assert month(1) != month(2)


def test_when_all_is_harsh_each_person_is_closed_out_and_the_time_is_told_as_parked():
    cards = [(7200 + n, Band.S2, 0) for n in range(900)]
    traffic = _traffic(cards)
    figures = told(Play(traffic, made_up(2, MONDAY, 1), rule=Ours()).run(), traffic)
    assert figures.waiting > 100
    assert figures.harsh_waiting == figures.waiting
    assert figures.locks
    assert figures.parked_hours > 1
    assert figures.locked_hours > 1


def test_a_stricter_policy_closes_sooner_and_covers_less():
    cards = [(7200 + 20 * n, Band.S2, 0) for n in range(600)]
    traffic, staff = _traffic(cards), made_up(2, MONDAY, 1)
    policy = read("[limits.load_d]\nsoft = 80\nhard = 100\n")
    usual = told(Play(traffic, staff, rule=Ours()).run(), traffic)
    strict = told(Play(traffic, staff, policy, rule=Ours()).run(), traffic)
    assert strict.coverage < usual.coverage
    assert strict.load_high < usual.load_high


def test_harsh_work_is_shared_out_where_first_come_first_served_leaves_it_to_the_quick():
    traffic = synthetic(3, 1)
    part = Traffic(traffic.begins_us, (one for one in traffic if one.at_us < MONDAY + 4 * DAY), "", 4 * DAY)
    staff = made_up(3, MONDAY, 1)
    ours = told(Play(part, staff, rule=Ours(by_room=True)).run(), part)
    first = told(Play(part, staff, rule=FirstCome()).run(), part)
    assert ours.gini < 0.7 * first.gini
    assert ours.max_median <= 1.3
    assert ours.decided >= 0.95 * first.decided
    assert first.broken


@pytest.mark.parametrize(
    ("loads", "inequality", "most"),
    [([], 0, 1), ([5, 5, 5], 0, 1), ([0, 0, 9], 2 / 3, 1), ([1, 2, 3], 2 / 9, 1.5)],
)
def test_inequality_is_none_for_equals_and_grows_with_the_share_of_one(loads, inequality, most):
    assert gini(loads) == pytest.approx(inequality)
    assert most_to_median(loads) == pytest.approx(most)


def test_at_a_soft_limit_severe_cards_wait_and_that_is_no_lack_of_people_yet():
    traffic = _traffic([(7200 + n, Band.S3, 0) for n in range(400)])
    figures = told(Play(traffic, made_up(2, MONDAY, 1), rule=Ours()).run(), traffic)
    assert figures.soft
    assert not figures.locks
    assert figures.parked_hours == 0
    assert figures.waiting
