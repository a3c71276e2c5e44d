"""Time while the machine was off: what its own clock says of it is worth half, until a server has said how long it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.clock import Boot, HandClock, to_us
from moderator.sitting import Sitting
from moderator.store import accounts, elapsed, exposure
from moderator.store.exposure import Event
from moderator.wellbeing.gaps import Gap, moved, true_length
from moderator.wellbeing.limits import Charge
from moderator.wellbeing.values import Presence
from tests.desk.conftest import Office, office  # noqa: F401

HOUR = 3_600_000_000
SPANS = st.integers(0, 100) | st.none()


class Person:
    def __init__(self, office: Office) -> None:  # noqa: F811
        self.db, self.sitting = office.db, Sitting(office.db, "ann")

    def load(self) -> float:
        with self.db.transaction():
            return self.sitting.tick(Presence.IDLE).gate.load_h

    def looks(self, units: float) -> None:
        with self.db.transaction():
            now = self.sitting.tick(Presence.ACTIVE)
            exposure.add(self.db, Event(f"e{units}", "ann", "d", "reveal", 1, 2, units, now.eff_us))

    def hears(self, clock: HandClock, off: timedelta = timedelta(0)) -> None:
        """A server says the time; the wall clock here is wrong by `off`."""
        with self.db.transaction():
            elapsed.trust(self.db, clock.boot(), to_us(clock.wall() - off))


@pytest.fixture
def person(office: Office) -> Person:  # noqa: F811
    with office.db.transaction():
        accounts.ensure(office.db, "mastodon", "https://social.example", "city")
    return Person(office)


def test_a_clock_set_ahead_while_the_machine_was_off_gives_back_half_until_a_server_has_spoken(
    person: Person, clock: HandClock
):
    person.hears(clock)
    person.looks(150)
    clock.set_wall(clock.wall() + timedelta(hours=3))
    clock.restart(timedelta(minutes=1))
    assert person.load() == 75
    person.hears(clock, timedelta(hours=3))
    assert person.load() == 150
    with person.db.transaction():
        person.sitting.note_clock()
        person.sitting.note_clock()
    acts = person.db.query("SELECT facts FROM journal WHERE act = 'clock jump' AND subject = 'restart'")
    assert [row["facts"] for row in acts] == ['{"seconds":10800}']
    clock.pass_(minutes=59)
    assert person.load() == 0


def test_a_night_off_that_a_server_confirms_is_a_night_off(person: Person, clock: HandClock):
    person.hears(clock)
    person.looks(150)
    clock.restart(timedelta(hours=10))
    assert person.load() == 75
    person.hears(clock)
    assert person.load() == 0


def test_offline_what_a_gap_gave_back_is_whole_once_as_much_time_has_passed_anyway(
    person: Person, clock: HandClock
):
    person.looks(150)
    clock.restart(timedelta(hours=3))
    assert person.load() == 75
    clock.pass_(minutes=61)
    assert person.load() == 0


def test_without_an_account_on_a_server_the_wall_clock_counts_and_the_gap_is_kept(
    office: Office,  # noqa: F811
    clock: HandClock,
):
    alone = Person(office)
    alone.looks(150)
    clock.restart(timedelta(hours=3))
    assert alone.load() == 0
    (gap,) = elapsed.gaps(office.db, "ann", 0)
    assert (gap.true_us, gap.halved) == (None, False)


def test_the_first_word_of_a_server_stands_and_an_odd_one_is_not_taken(person: Person, clock: HandClock):
    person.hears(clock)
    before = elapsed.servers(person.db, [clock.boot().id])
    person.hears(clock, timedelta(days=1))
    assert elapsed.servers(person.db, [clock.boot().id]) == before
    assert not elapsed.plausible(person.db, to_us(clock.wall() - timedelta(days=1)))
    assert not elapsed.plausible(person.db, 0)
    assert elapsed.plausible(person.db, to_us(clock.wall()))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), SPANS, st.booleans())
def test_no_gap_loses_a_charge_or_moves_one_into_the_future(at, gap_at, claimed, true, halved):
    gap = Gap(gap_at, claimed, halved, true)
    found = moved([Charge(at, 8.0)], [gap])
    assert sum(charge.units * charge.part for charge in found) == 8
    if at <= gap_at:
        assert all(charge.eff_us <= gap_at + claimed for charge in found)
    else:
        assert found == [Charge(at, 8.0)]


def test_how_long_it_was_off_is_told_by_two_servers_or_by_one_and_the_last_reading():
    before, after = Boot("a", 5 * HOUR), Boot("b", HOUR)
    assert true_length(before, 0, after, {}) is None
    assert true_length(before, 10 * HOUR, after, {"b": (0, 12 * HOUR)}) == 3 * HOUR
    assert true_length(before, 99 * HOUR, after, {"a": (0, 4 * HOUR), "b": (0, 12 * HOUR)}) == 4 * HOUR
