"""Limits that an agency sets hold at every desk at once; those that people set themselves are stricter, and their own."""

from __future__ import annotations

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.gate import Who
from moderator.problems import BadInput, LimitReached
from moderator.protecting import Protection
from moderator.scores import Band
from moderator.store import journal, protection
from moderator.wellbeing.policy import DEFAULT, Mix
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office

LOW = "[limits.load_h]\nsoft = 40\nhard = 40\n"


@pytest.fixture
def ann(office: Office) -> Protection:
    return Protection(office.db, Who("ann", "desk-1"))


def units(office: Office, desk: Desk, count: int) -> None:
    """So many severe cards of four units each are read and kept."""
    for n in range(count):
        card = office.says(f"You absolute turnip of {office.said} and {n}", Band.S3)
        desk.open(card.id)
        desk.reveal(card.id, Showing.PLAIN)
        desk.decide(card.id, Verdict.KEEP)


def closed(desk: Desk) -> bool:
    return desk.rest(Presence.ACTIVE).mode is Mode.COOLDOWN


def test_a_policy_holds_at_every_desk_from_the_next_moment_on(office: Office, desk: Desk, ann: Protection):
    units(office, desk, 10)
    assert not closed(desk)
    ann.set_policy(LOW)
    assert closed(desk)
    assert desk.meter().hour_limit == 40
    ann.set_policy("")
    assert not closed(office.desk(desk="desk-2"))


def test_a_bad_policy_changes_nothing(office: Office, desk: Desk, ann: Protection):
    ann.set_policy(LOW)
    with pytest.raises(BadInput, match="line 2"):
        ann.set_policy("[limits.load_h]\nhard = 1000")
    assert ann.policy().limits[0].hard == 40
    assert len(ann.past()) == 1


def test_where_the_newest_policy_cannot_be_read_the_strictest_of_the_last_good_one_and_the_default_holds(
    office: Office, desk: Desk, ann: Protection
):
    consulted = '[consultation]\ndate = 2026-10-01\nrepresentative = "R"\nreference = "RA-17"\n'
    ann.set_policy(f"{consulted}[limits.load_h]\nhard = 200\n[limits.load_d]\nsoft = 90\nhard = 120\n")
    with office.db.transaction():
        protection.add(office.db, "[limits.load_h]\nhard = 9999", "ann")
    found = ann.policy()
    assert found.limits[0].hard == 150
    assert found.limits[1].hard == 120
    assert [each.policy is None for each in ann.past()] == [True, False]


def test_with_nothing_but_damage_the_default_holds(office: Office, ann: Protection):
    with office.db.transaction():
        protection.add(office.db, "\x00 no TOML", "ann")
    assert ann.policy() == DEFAULT


def test_the_mix_of_the_policy_is_served(office: Office, desk: Desk, ann: Protection):
    ann.set_policy("[mix]\nabusive_run = 1\n")
    assert ann.policy().mix == Mix(abusive_run=1)
    units(office, desk, 1)
    harsh = office.says("You absolute marrow", Band.S2)
    calm = office.says("When will the bridge open?", Band.S0)
    served = desk.next()
    assert served is not None
    assert served.card.id == calm.id != harsh.id


def test_whoever_is_stricter_with_themselves_is_so_at_once_and_alone(
    office: Office, desk: Desk, ann: Protection
):
    assert ann.be_stricter(0.5).share == 0.5
    assert desk.meter().hour_limit == 75
    assert office.desk(person="bo", desk="desk-2").meter().hour_limit == 150
    units(office, desk, 19)
    with pytest.raises(LimitReached):
        units(office, desk, 1)


def test_less_strict_takes_a_day_and_never_passes_the_agency(
    office: Office, desk: Desk, ann: Protection, clock: HandClock
):
    ann.be_stricter(0.5)
    desk.rest(Presence.ACTIVE)
    found = ann.be_stricter(1.0)
    assert (found.share, found.wanted) == (0.5, 1.0)
    assert found.since is not None
    assert desk.meter().hour_limit == 75
    clock.pass_(hours=23)
    desk.rest(Presence.ACTIVE)
    ann.be_stricter(0.8)  # asking again does not shorten the wait, and begins it anew
    clock.pass_(hours=2)
    desk.rest(Presence.ACTIVE)
    assert desk.meter().hour_limit == 75
    clock.pass_(hours=23)
    desk.rest(Presence.ACTIVE)
    assert desk.meter().hour_limit == 120
    assert ann.own().since is None


@pytest.mark.parametrize("share", [0.0, 0.2, 1.01, -1.0, float("nan"), float("inf")])
def test_nobody_can_set_themselves_anything_else(ann: Protection, share: float):
    with pytest.raises(BadInput):
        ann.be_stricter(share)
    assert ann.own().share == 1.0


def test_the_journal_tells_of_the_policy_and_nothing_of_what_people_set_themselves(
    office: Office, ann: Protection
):
    ann.set_policy(LOW)
    before = len(list(journal.lines(office.db)))
    ann.be_stricter(0.5)
    entries = list(journal.lines(office.db))
    assert len(entries) == before
    assert entries[-1].act == "protection set"
