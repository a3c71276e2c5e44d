"""One person at two desks, or away from one: each moment counts once, words are open at one place, sleep is no look."""

from __future__ import annotations

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.desk import Desk
from moderator.problems import Refused
from moderator.scores import Band
from moderator.store import exposure
from moderator.wellbeing.values import Presence
from tests.desk.conftest import Office

ACTIVE, IDLE, LOCKED = Presence.ACTIVE, Presence.IDLE, Presence.LOCKED


def minutes(office: Office) -> float:
    """With a harsh card open, as the limit of the day counts them."""
    return sum(us for _, us in exposure.queue_time(office.db, "ann", 0)) / exposure.MINUTE_US


def test_an_idle_desk_beside_the_active_one_takes_none_of_its_minutes(office: Office, clock: HandClock):
    here, idle = office.desk(), office.desk(desk="desk-2")
    here.open(office.says("You absolute turnip").id)
    here.rest(ACTIVE)
    for _ in range(120):
        clock.pass_(seconds=0.5)
        idle.rest(IDLE)
        clock.pass_(seconds=0.5)
        here.rest(ACTIVE)
    assert minutes(office) == pytest.approx(2)


def test_two_active_desks_of_one_person_count_the_time_once(office: Office, clock: HandClock):
    one, other = office.desk(), office.desk(desk="desk-2")
    one.open(office.says("You absolute turnip").id)
    other.open(office.says("You absolute leek").id)
    one.rest(ACTIVE)
    for _ in range(120):
        clock.pass_(seconds=0.3)
        other.rest(ACTIVE)
        clock.pass_(seconds=0.7)
        one.rest(ACTIVE)
    assert minutes(office) == pytest.approx(2)


def test_nobody_there_counts_no_minutes(office: Office, clock: HandClock):
    here = office.desk()
    here.open(office.says("You absolute turnip").id)
    here.rest(ACTIVE)
    for _ in range(120):
        clock.pass_(seconds=1)
        here.rest(IDLE)
    here.rest(ACTIVE)
    assert minutes(office) == 0


def test_words_that_are_opened_at_another_desk_are_covered_at_the_first(office: Office, clock: HandClock):
    one, other = office.desk(), office.desk(desk="desk-2")
    first, second = office.says("You absolute turnip"), office.says("You absolute leek", Band.S3)
    one.open(first.id)
    older = one.reveal(first.id, Showing.PLAIN)
    other.open(second.id)
    newer = other.reveal(second.id, Showing.PLAIN)
    assert office.units() == 2 + 4  # each look counts
    clock.pass_(seconds=1)
    with pytest.raises(Refused, match="covered again"):
        one.still_showing(older.reveal)
    assert other.still_showing(newer.reveal) == 4
    assert office.db.column("SELECT count(*) FROM reveal WHERE ended_us IS NULL") == [1]


def test_a_look_of_somebody_else_stays(office: Office):
    ann, bea = office.desk(), office.desk("bea", "desk-2")
    first, second = office.says("You absolute turnip"), office.says("You absolute leek")
    ann.open(first.id)
    shown = ann.reveal(first.id, Showing.PLAIN)
    bea.open(second.id)
    bea.reveal(second.id, Showing.PLAIN)
    assert ann.still_showing(shown.reveal) == 2


@pytest.mark.parametrize("how", [LOCKED, IDLE])
def test_whoever_leaves_has_no_words_open_from_that_moment(
    office: Office, desk: Desk, clock: HandClock, how: Presence
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    shown = desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=3)
    desk.rest(how)
    with pytest.raises(Refused, match="covered again"):
        desk.still_showing(shown.reveal)
    clock.pass_(hours=1)
    assert office.units() == 2


def test_a_machine_that_slept_with_words_open_charges_nothing_for_it_and_covers_them(
    office: Office, desk: Desk, clock: HandClock
):
    card = office.says("You absolute turnip")
    desk.open(card.id)
    shown = desk.reveal(card.id, Showing.PLAIN)
    clock.pass_(seconds=15)
    desk.still_showing(shown.reveal)
    clock.suspend(seconds=50)
    with pytest.raises(Refused, match="covered again"):
        desk.still_showing(shown.reveal)
    assert office.units() == 2
    again = desk.reveal(card.id, Showing.PLAIN)  # and what was held before is carried on
    clock.pass_(seconds=6)
    assert desk.still_showing(again.reveal) == 1
