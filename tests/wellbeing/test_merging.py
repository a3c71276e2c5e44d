"""Invariant 12: ledgers merge to the same whatever the order, and nothing that is played again changes anything."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moderator.wellbeing.merging import Event, Merged, ledger, merge, together_us

events = st.builds(
    Event,
    at_us=st.integers(0, 9),
    id=st.sampled_from("abcde"),  # few, so that the same id comes with something else
    kind=st.sampled_from(["reveal", "queue_interval"]),
    units=st.sampled_from([0.0, 1.0, 4.0]),
    until_us=st.integers(0, 20),
    desk=st.sampled_from(["one", "two"]),
)
ledgers = st.lists(events, max_size=8).map(ledger)


@given(ledgers, ledgers, ledgers)
def test_merging_is_associative_commutative_and_idempotent(one: Merged, other: Merged, third: Merged) -> None:
    assert merge(one, merge(other, third)) == merge(merge(one, other), third)
    assert merge(one, other) == merge(other, one)
    assert merge(one, one) == one == merge(one, ledger([]))


@given(st.lists(events, max_size=10), st.data())
def test_events_that_come_again_or_in_another_order_change_nothing(found: list[Event], data) -> None:
    again = data.draw(st.permutations(found + found))
    assert ledger(again) == ledger(found)


@given(ledgers, st.lists(events, max_size=8))
def test_no_id_is_lost_and_time_at_the_queue_is_no_more_than_the_sum(one: Merged, more: list[Event]) -> None:
    joined = merge(one, ledger(more))
    assert joined.events.keys() == one.events.keys() | {event.id for event in more}
    assert set(joined.events.values()) | joined.refused >= set(one.events.values()) | set(more)
    assert joined.queue_us <= sum(max(0, each.until_us - each.at_us) for each in joined.events.values())


def test_a_later_event_with_the_id_of_another_is_refused_and_says_so() -> None:
    first, forged = Event(1, "a", "reveal", 8.0), Event(2, "a", "reveal", 0.0)
    joined = merge(ledger([forged]), ledger([first]))
    assert joined.units == 8
    assert joined.refused == {forged}


def test_two_desks_at_once_are_no_more_time_than_one_and_both_looks_count() -> None:
    one = ledger([Event(0, "q1", "queue_interval", until_us=60), Event(5, "r1", "reveal", 4.0)])
    other = ledger([Event(30, "q2", "queue_interval", until_us=90), Event(6, "r2", "reveal", 4.0)])
    joined = merge(one, other)
    assert (joined.queue_us, joined.units) == (90, 8)
    assert together_us([(5, 1), (0, 2), (1, 4), (6, 7)]) == 5
