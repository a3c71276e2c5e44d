"""What is escalated unread lies sealed in the leads' list, and comes through the same door."""

from __future__ import annotations

import pytest

from moderator.cards import Showing
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.people.roles import Role
from moderator.problems import BreakDue, LimitReached, NoSuchCard, NotAllowed
from moderator.scores import Band
from moderator.store import handover
from moderator.wellbeing.values import Presence
from tests.desk.overrides import charge
from tests.people.conftest import Office
from tests.people.conftest import office as office


@pytest.fixture
def two(office: Office) -> tuple[Console, Console]:
    kim, asha = office.two([Role.MODERATOR])
    for each in (kim, asha):
        each.desk.rest(Presence.ACTIVE)
    return kim, asha


def test_an_escalated_card_reaches_the_lead_with_its_label_and_without_a_word(office: Office, two):
    kim, asha = two
    calm = office.says("When will the bridge open?", Band.S0)
    severe = office.says("I will come for your turnips", Band.S3)
    for card in (calm, severe):
        asha.desk.decide_unread(card, Verdict.ESCALATE)
    found = kim.sealed.listed()
    assert [one.card.id for one in found.cards] == [severe, calm]
    assert [one.card.text for one in found.cards] == [None, None]
    assert found.cards[0].card.band is Band.S3
    assert found.mine
    with pytest.raises(NotAllowed):
        asha.sealed.listed()


def test_a_lead_takes_reads_and_decides_it_and_the_look_counts(office: Office, two):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S3)
    asha.desk.decide_unread(card, Verdict.ESCALATE)
    assert kim.sealed.take(card).card.id == card
    kim.desk.reveal(card, Showing.PLAIN)
    assert office.units(kim.person) > 0
    kim.desk.decide(card, Verdict.HIDE)
    assert not kim.sealed.listed().cards
    with pytest.raises(NoSuchCard):
        kim.sealed.take(card)


def test_a_lead_at_their_limit_leaves_it_where_it_lies(office: Office, two):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S3)
    asha.desk.decide_unread(card, Verdict.ESCALATE)
    charge(kim, 150)
    with pytest.raises(LimitReached):
        kim.sealed.take(card)
    assert [one.card.id for one in kim.sealed.listed().cards] == [card]


def test_what_was_handed_over_twice_lies_there_too(office: Office, two):
    kim, _asha = two
    card = office.says("You absolute turnip")
    with kim.db.transaction():
        handover.add(kim.db, card, "p-one", handover.LEADS)
    assert [(one.card.id, one.decision) for one in kim.sealed.listed().cards] == [(card, None)]
    assert kim.desk.next() is None
    assert kim.sealed.take(card).card.id == card


def test_in_an_emergency_what_was_escalated_opens_and_nothing_else(office: Office, two):
    kim, asha = two
    card = office.says("I will come for your turnips", Band.S3)
    other = office.says("You absolute turnip")
    asha.desk.decide_unread(card, Verdict.ESCALATE)
    kim.desk.break_now()
    kim.resting.emergency()
    with pytest.raises(BreakDue):
        kim.desk.open(other)
    assert kim.sealed.take(card).card.id == card
