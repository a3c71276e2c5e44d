"""What people leave out of their work comes to them no more, until they say so or their next shift; nobody sees whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderator.beginning import Beginning
from moderator.clock import HandClock
from moderator.desk import Desk, Who
from moderator.left_out import leaves_out
from moderator.problems import BadInput
from moderator.scores import Band
from moderator.store import handover, journal, people, rosters
from moderator.wellbeing.values import Presence
from moderator.wellbeing.wishes import FEWEST, KINDS, SEVERE, covered, open_to, over
from moderator.wishing import Wishing
from tests.desk.conftest import Office

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def wishing(office: Office) -> Wishing:
    return of(office, "ann")


def of(office: Office, person: str) -> Wishing:
    return Wishing(office.db, Who(person, "desk-1"), Beginning(office.db, "UTC", rehearsal=True))


def kinds(wishing: Wishing) -> list[str]:
    return [each.kind for each in wishing.mine()]


def test_what_is_left_out_is_not_served_and_can_be_opened_by_hand(
    office: Office, desk: Desk, wishing: Wishing
):
    threat = office.says("I will come for your turnips", Band.S3, label="threat")
    calm = office.says("When does the office open?", Band.S0)
    wishing.leave_out(["threat"])
    opened = desk.next()
    assert opened is not None
    assert opened.card.id == calm.id
    desk.pass_()
    assert desk.next() is None
    assert desk.open(threat.id).card.id == threat.id
    desk.put_back()
    assert wishing.take_back(["threat"]) == ()
    assert desk.next().card.id == threat.id


def test_off_severe_leaves_all_else(office: Office, desk: Desk, wishing: Wishing):
    office.says("You absolute swede, I will come", Band.S3, label="threat")
    insult = office.says("You absolute turnip", Band.S2)
    unchecked = office.says("ein Rübchen", None)
    assert [each.kind for each in wishing.off_severe()] == [SEVERE]
    served = set()
    for _ in range(2):
        served.add(desk.next().card.id)
        desk.pass_()
    assert served == {insult.id, unchecked.id}
    assert desk.next() is None


def test_a_wish_is_one_persons_and_in_no_journal(office: Office, wishing: Wishing):
    before = len(list(journal.lines(office.db)))
    wishing.leave_out(["insult"])
    wishing.off_severe()
    assert of(office, "lead").mine() == ()
    office.says("You absolute turnip", Band.S2)
    assert office.desk("bea", "desk-2").next() is not None
    assert len(list(journal.lines(office.db))) == before


def test_a_pass_leaves_nothing_that_a_lead_can_see(office: Office, desk: Desk):
    card = office.says("You absolute turnip", Band.S2)
    lead = office.desk("lead", "desk-2")
    before = (len(list(journal.lines(office.db))), lead.card(card.id), lead.open(card.id))
    lead.put_back()
    desk.next()
    desk.pass_()
    after = (len(list(journal.lines(office.db))), lead.card(card.id), lead.open(card.id))
    assert (before[0], before[1].state) == (after[0], after[1].state)
    assert (before[2].notes, before[2].author, before[2].card.version) == (
        after[2].notes,
        after[2].author,
        after[2].card.version,
    )
    assert lead.recent() == []


def test_not_today_ends_after_eight_hours_without_work(
    office: Office, desk: Desk, wishing: Wishing, clock: HandClock
):
    desk.rest(Presence.ACTIVE)
    wishing.leave_out(["insult"], today=True)
    clock.pass_(hours=7)
    desk.rest(Presence.ACTIVE)
    assert kinds(wishing) == ["insult"]
    clock.pass_(hours=8, minutes=1)
    desk.rest(Presence.ACTIVE)
    assert kinds(wishing) == []


def test_not_today_holds_until_the_next_shift_that_the_roster_has(
    office: Office, wishing: Wishing, clock: HandClock
):
    day = clock.wall().date()
    with office.db.transaction():
        coming = [
            rosters.Planned("ann", (day + timedelta(days=n)).isoformat(), 540, 1020, "UTC") for n in (0, 3)
        ]
        people.join(office.db, "ann")
        rosters.change(office.db, "ann", "set", add=coming)
    (wish,) = wishing.off_severe()
    assert wish.until is not None
    assert wish.until > clock.wall()
    clock.pass_(hours=(wish.until - clock.wall()) / timedelta(hours=1) - 0.1)
    assert kinds(wishing) == [SEVERE]
    clock.pass_(hours=0.2)
    assert kinds(wishing) == []


def test_a_wish_without_an_end_outlives_any_night(wishing: Wishing, desk: Desk, clock: HandClock):
    wishing.leave_out(["threat"])
    clock.pass_(hours=200)
    desk.rest(Presence.ACTIVE)
    assert kinds(wishing) == ["threat"]


def test_there_is_no_kind_but_those_there_are(wishing: Wishing):
    with pytest.raises(BadInput):
        wishing.leave_out(["'; DROP TABLE opt_out"])


def test_leads_see_counts_and_no_number_below_five(office: Office):
    with office.db.transaction():
        for n in range(6):
            people.join(office.db, f"p{n}")
            people.give_role(office.db, f"p{n}", "lead", f"p{n}")
    of(office, "p1").leave_out(["threat"])
    found = of(office, "p0").coverage()
    assert (found["threat"], found["insult"]) == (5, 6)
    of(office, "p2").leave_out(["threat"], today=True)
    assert of(office, "p0").coverage()["threat"] is None


# the rules by themselves


def test_calm_cards_come_whatever_is_left_out():
    everything = {*KINDS, SEVERE}
    assert open_to(everything, Band.S0, "")
    assert not open_to({SEVERE}, Band.S3, "insult")
    assert open_to({SEVERE}, None, "language")
    assert not open_to({"insult"}, Band.S1, "insult")


def test_a_night_shift_keeps_its_wish_over_midnight():
    late = NOON.replace(hour=23)
    still = {"shift_began": late - timedelta(hours=1), "next_shift": None, "same_day": False}
    assert not over(wished=late, now=late + timedelta(hours=3), **still)
    assert over(wished=late, now=late + timedelta(hours=8), **still)
    assert over(
        wished=NOON, now=NOON, shift_began=NOON + timedelta(seconds=1), next_shift=None, same_day=True
    )


def test_no_count_tells_of_few():
    for many in range(12):
        told = covered([frozenset({"threat"} if n % 2 else ()) for n in range(many)])
        assert all(count is None or count >= FEWEST for count in told.values())


def test_nothing_that_was_left_out_is_handed_over_to_whoever_left_it_out(
    office: Office, desk: Desk, wishing: Wishing
):
    card = office.says("I will come for your turnips", Band.S3, label="threat")
    calm = office.says("When does the office open?", Band.S0)
    assert not leaves_out(office.db, "ann", card.id)
    wishing.leave_out(["threat"])
    assert leaves_out(office.db, "ann", card.id)
    assert not leaves_out(office.db, "ann", calm.id)
    with office.db.transaction():
        handover.add(office.db, card.id, "bea", "ann")
    assert desk.next().card.id == calm.id
