"""Harsh and calm work is mixed at the door itself, whichever way a card came, as long as calmer work waits."""

from __future__ import annotations

import pytest

from moderator.cards import Showing
from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.desk import Desk
from moderator.problems import CalmFirst
from moderator.scores import Band
from moderator.wellbeing.values import Mode, Presence
from tests.desk.conftest import Office

S0, S1, S2, S3, S4 = Band


def read(office: Office, desk: Desk, band: Band | None, text: str = "You absolute turnip") -> int:
    card = office.says(f"{text} {office.said}", band)
    desk.open(card.id)
    desk.reveal(card.id, Showing.PLAIN)
    desk.decide(card.id, Verdict.KEEP)
    return card.id


def wait(office: Office, band: Band, many: int = 1) -> list[int]:
    return [office.says(f"When will bridge {office.said} open?", band).id for _ in range(many)]


def rest(desk: Desk, clock: HandClock) -> None:
    left = desk.break_now().left
    clock.pass_(seconds=left.total_seconds() + 1)
    desk.rest(Presence.ACTIVE)
    assert desk.ready().mode is Mode.WORK


def test_after_a_break_a_card_that_was_opened_by_hand_stays_veiled_until_three_calm_ones_are_done(
    office: Office, desk: Desk, clock: HandClock
):
    rest(desk, clock)
    harsh = office.says("You absolute turnip", S2).id
    calm = wait(office, S0, 4)
    desk.open(harsh)
    with pytest.raises(CalmFirst, match="Three calm cards first") as refused:
        desk.reveal(harsh, Showing.MASKED)
    assert "Take the next one" in refused.value.remedy
    assert office.units() == 0
    for left, card in zip(("Two", "One"), calm, strict=False):
        desk.open(card)
        desk.decide(card, Verdict.KEEP)
        desk.open(harsh)
        with pytest.raises(CalmFirst, match=f"{left} calm card"):
            desk.reveal(harsh, Showing.PLAIN)
    desk.open(calm[2])
    desk.decide(calm[2], Verdict.KEEP)
    desk.open(harsh)
    assert desk.reveal(harsh, Showing.PLAIN).text


def test_opening_calm_cards_and_giving_them_back_buys_no_harsh_one(
    office: Office, desk: Desk, clock: HandClock
):
    rest(desk, clock)
    harsh = office.says("You absolute turnip", S3).id
    for card in [*wait(office, S0, 5), harsh]:
        desk.open(card)
    with pytest.raises(CalmFirst, match="Three"):
        desk.reveal(harsh, Showing.PLAIN)


def test_opening_harsh_cards_unread_is_no_way_through_a_calm_start(
    office: Office, desk: Desk, clock: HandClock
):
    rest(desk, clock)
    wait(office, S0)
    for _ in range(4):
        card = office.says(f"You absolute turnip {office.said}", S2).id
        desk.open(card)
        desk.decide(card, Verdict.HIDE)
    card = office.says("You absolute marrow", S2).id
    desk.open(card)
    with pytest.raises(CalmFirst):
        desk.reveal(card, Showing.PLAIN)


def test_deciding_unread_and_escalating_unread_stay_open_where_a_look_has_to_wait(
    office: Office, desk: Desk, clock: HandClock
):
    rest(desk, clock)
    wait(office, S0)
    for verdict in (Verdict.HIDE, Verdict.ESCALATE):
        card = office.says(f"You absolute turnip {office.said}", S3).id
        desk.open(card)
        with pytest.raises(CalmFirst):
            desk.reveal(card, Showing.PLAIN)
        assert desk.decide(card, verdict).verdict is verdict


def test_two_severe_ones_in_a_row_are_enough_while_anything_milder_waits(office: Office, desk: Desk):
    wait(office, S2)
    read(office, desk, S3)
    read(office, desk, S4)
    third = office.says("You absolute marrow", S3).id
    desk.open(third)
    with pytest.raises(CalmFirst, match="A calmer card first"):
        desk.reveal(third, Showing.PLAIN)


def test_five_abusive_or_unchecked_ones_in_a_row_are_enough(office: Office, desk: Desk):
    for _ in range(5):  # calm ones before, so that it is the run that counts
        card = wait(office, S0)[0]
        desk.open(card)
        desk.decide(card, Verdict.KEEP)
    for band in (S2, None, S2, S2, None):
        read(office, desk, band)
    sixth = office.says("You absolute marrow", None).id
    desk.open(sixth)
    assert desk.reveal(sixth, Showing.PLAIN), "nothing calmer waits"
    desk.put_back()
    wait(office, S1)
    seventh = office.says("You absolute leek", S2).id
    desk.open(seventh)
    with pytest.raises(CalmFirst):
        desk.reveal(seventh, Showing.PLAIN)


def test_a_second_look_at_the_same_words_is_not_refused_for_the_mix(office: Office, desk: Desk):
    read(office, desk, S3)
    card = office.says("You absolute marrow", S3).id
    desk.open(card)
    look = desk.reveal(card, Showing.MASKED)
    wait(office, S0)
    desk.still_showing(look.reveal)
    desk.cover(look.reveal)
    assert desk.reveal(card, Showing.PLAIN).text
    desk.put_back()
    desk.open(card)
    assert desk.reveal(card, Showing.PLAIN).text


def test_calm_work_that_this_person_passed_or_that_a_colleague_has_open_keeps_nothing_from_them(
    office: Office, desk: Desk, clock: HandClock
):
    rest(desk, clock)
    passed, taken = wait(office, S0, 2)
    desk.open(passed)
    desk.pass_()
    office.desk("bea", "desk-2").open(taken)
    harsh = office.says("You absolute turnip", S2).id
    desk.open(harsh)
    assert desk.reveal(harsh, Showing.PLAIN).text


def test_a_veiled_comment_around_the_open_card_has_its_turn_too(office: Office, desk: Desk):
    above = office.says("You absolute leek", S3)
    below = office.says("You absolute marrow", S3, under="n1")
    for _ in range(2):
        read(office, desk, S3)
    wait(office, S0)
    opened = desk.open(below.id)
    around = next(each for each in opened.above if each.text is None)
    with pytest.raises(CalmFirst):
        desk.reveal_around(around.comment_id, Showing.PLAIN)
    assert above.id


def test_whoever_asks_for_a_calm_card_is_given_one_or_none(office: Office, desk: Desk):
    office.says("You absolute turnip", S4)
    assert desk.next(calm=True) is None
    calm = wait(office, S0)[0]
    opened = desk.next(calm=True)
    assert opened is not None
    assert opened.card.id == calm
