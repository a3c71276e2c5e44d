"""At a limit the open card goes to a colleague with room: nothing is lost, nothing bounces back, nobody is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderator.cards import Showing
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.people.roles import Role
from moderator.problems import Lost, Problem
from moderator.scores import Band
from moderator.store import drafts, handover, journal
from moderator.wellbeing.values import Presence
from tests.desk.overrides import charge
from tests.people.conftest import Office
from tests.people.conftest import office as office

HARD = 150


@pytest.fixture
def two(office: Office) -> tuple[Console, Console]:
    """Kim, who leads, and Asha; both are at their desks."""
    kim, asha = office.two([Role.MODERATOR])
    for each in (kim, asha):
        each.desk.rest(Presence.ACTIVE)
    return kim, asha


def seconds(office: Office, count: int, *there: Console) -> None:
    for _ in range(0, count, 10):
        office.clock.pass_(seconds=10)
        for each in there:
            each.desk.rest(Presence.ACTIVE)


def at_the_limit(office: Office, asha: Console, kim: Console, band: Band = Band.S2) -> int:
    card = office.says("You absolute turnip", band)
    asha.desk.open(card)
    asha.desk.keep_draft(card, "ask the gardener")
    charge(asha, HARD)
    seconds(office, 50, asha, kim)
    return card


def test_a_minute_after_the_limit_the_card_goes_to_a_colleague_who_gets_it_first(office: Office, two):
    kim, asha = two
    office.says("You mild cucumber", Band.S2)
    card = at_the_limit(office, asha, kim)
    assert asha.desk.heartbeat() > timedelta(0)  # the minute to finish it is not over
    seconds(office, 20, asha, kim)
    with pytest.raises(Lost, match="handed to a colleague"):
        asha.desk.heartbeat()
    opened = kim.desk.next()
    assert opened is not None
    assert opened.card.id == card
    assert opened.handed
    assert drafts.of(office.opened[0].db, card, asha.person) == "ask the gardener"


def test_words_are_off_the_screen_when_it_goes(office: Office, two):
    kim, asha = two
    card = office.says("You absolute turnip")
    asha.desk.open(card)
    words = asha.desk.reveal(card, Showing.PLAIN)
    charge(asha, HARD)
    seconds(office, 70, asha, kim)
    with pytest.raises(Problem):
        asha.desk.still_showing(words.reveal)


def test_a_card_that_is_decided_within_the_minute_is_handed_to_nobody(office: Office, two):
    kim, asha = two
    card = at_the_limit(office, asha, kim)
    asha.desk.decide(card, Verdict.KEEP)
    seconds(office, 60, asha, kim)
    assert not handover.times(office.opened[0].db, card)


def test_it_does_not_come_back_when_the_giver_has_room_again(office: Office, two):
    kim, asha = two
    card = at_the_limit(office, asha, kim)
    seconds(office, 20, asha, kim)
    office.clock.pass_(hours=9)
    for _ in range(3):
        asha.desk.rest(Presence.ACTIVE)
        asha.desk.ready()
    asha.resting.back()
    opened = asha.desk.next()
    assert opened is None
    assert kim.desk.card(card).id == card


def test_nobody_above_a_limit_or_away_gets_it_and_it_stays_in_the_line(office: Office, two):
    kim, asha = two
    charge(kim, HARD)
    card = at_the_limit(office, asha, kim)
    seconds(office, 20, asha, kim)
    db = office.opened[0].db
    assert not handover.times(db, card)
    assert db.column("SELECT state FROM card WHERE id = :id", id=card) == ["waiting"]


def test_what_was_handed_over_twice_lies_in_the_leads_list_alone(office: Office, two):
    kim, asha = two
    card = office.says("You absolute turnip")
    db = office.opened[0].db
    with db.transaction():
        handover.add(db, card, "p-one", "p-two")
        handover.add(db, card, "p-two", "p-three")
    asha.desk.open(card)
    charge(asha, HARD)
    seconds(office, 70, asha, kim)
    assert handover.waiting_for(db, handover.LEADS) == [card]
    assert kim.desk.next() is None  # a lead takes it from the list


def test_the_journal_says_that_it_went_and_not_to_whom(office: Office, two):
    kim, asha = two
    at_the_limit(office, asha, kim)
    seconds(office, 20, asha, kim)
    line = next(line for line in journal.lines(office.opened[0].db) if line.act == "handed over")
    assert line.facts == {"to": "colleague"}
    assert kim.person not in str(line.facts)
