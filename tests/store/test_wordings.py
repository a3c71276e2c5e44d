"""Near-copies share a card: no comment is lost, a text is on one open card, and what a person parts stays apart."""

from __future__ import annotations

import os

import pytest

from moderator.comments import Gone, GoneReason
from moderator.decisions import Verdict
from moderator.problems import Lost, Refused
from moderator.scores import Band
from moderator.store import cards, queue, wordings
from moderator.store.db import Db
from moderator.store.mending import mend
from moderator.store.sqlite import Sqlite
from tests.store.clusters import ClusterMachine
from tests.store.desks import Desks, card_of, claim, claimed, comment, decide, gather, score, state_of
from tests.store.test_machine import run


def joined(db: Db, head: int, card: int) -> bool:
    with db.transaction():
        return wordings.join(db, head, card, fits=lambda one, other: True)


@pytest.fixture
def heads(db: Db, account: int) -> tuple[int, int, int]:
    """Three cards: a text of two comments, a near-copy, and another one."""
    gather(
        db,
        account,
        [
            comment(1, "You absolute turnip"),
            comment(2, "You absolute turnip", author="bea"),
            comment(3, "You absolute turnip!!"),
            comment(4, "You utter turnip"),
        ],
    )
    ids = (card_of(db, 1), card_of(db, 3), card_of(db, 4))
    for each in ids:
        score(db, each, Band.S2)
    return ids


def test_a_near_copy_stands_on_the_first_card(db: Db, heads: tuple[int, int, int]) -> None:
    assert joined(db, heads[0], heads[1])
    card = cards.one_card(db, heads[0])
    assert card is not None
    assert (card.copies, card.wordings, card.authors) == (3, 2, 2)
    assert state_of(db, heads[1]) == "gone"
    assert wordings.where(db, heads[1]) == heads[0]
    assert heads[1] not in cards.line_ids(db, decided_too=True)


def test_an_exact_copy_of_any_wording_finds_the_card(
    db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    joined(db, heads[0], heads[1])
    gather(db, account, [comment(5, "You absolute turnip!!"), comment(6, "You absolute turnip")], cursor="2")
    assert {card_of(db, 5), card_of(db, 6)} == {heads[0]}
    assert [each.copies for each in wordings.of(db, heads[0])] == [3, 2]


def test_a_decision_is_about_every_wording_and_undo_brings_all_back(
    db: Db, heads: tuple[int, int, int]
) -> None:
    joined(db, heads[0], heads[1])
    joined(db, heads[0], heads[2])
    row = decide(db, claimed(db, card_id=heads[0]), Verdict.HIDE)
    assert row.copies == 4
    acts = db.column("SELECT comment_id FROM outbox WHERE decision_id = :id", id=row.id)
    assert len(acts) == len(set(acts)) == 4
    with db.transaction():
        undone = queue.undo(db, row.id, "p1", {})
    assert undone.card == heads[0]
    card = cards.one_card(db, heads[0])
    assert card is not None
    assert (card.state, card.copies, card.wordings) == ("waiting", 4, 3)


def test_undo_sends_a_wording_home_that_has_an_open_card_meanwhile(
    db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    joined(db, heads[0], heads[1])
    row = decide(db, claimed(db, card_id=heads[0]), Verdict.HIDE)
    gather(db, account, [comment(5, "You absolute turnip!!")], cursor="2")
    newer = card_of(db, 5)
    assert newer != heads[0]
    with db.transaction():
        queue.undo(db, row.id, "p1", {})
    assert card_of(db, 3) == newer
    assert card_of(db, 1) == heads[0]
    assert [each.copies for each in wordings.of(db, heads[0])] == [2]


@pytest.mark.parametrize(
    ("head", "card", "may"),
    [
        (Band.S1, Band.S2, True),
        (Band.S3, Band.S2, True),
        (Band.S1, Band.S3, False),
        (Band.S0, Band.S1, False),  # what is calm is never decided with what is veiled
        (Band.S0, Band.S0, True),
        (None, None, True),
        (None, Band.S2, False),
    ],
)
def test_one_card_holds_what_is_about_as_harsh(
    db: Db, heads: tuple[int, int, int], head: Band | None, card: Band | None, may: bool
) -> None:
    score(db, heads[0], head)
    score(db, heads[1], card)
    assert joined(db, heads[0], heads[1]) is may
    worst = cards.one_card(db, heads[0])
    assert worst is not None
    assert worst.band == (max(head or 0, card or 0) if may and head is not None else head)


def test_a_chain_of_near_copies_does_not_climb_the_bands(db: Db, heads: tuple[int, int, int]) -> None:
    for each, band in zip(heads, (Band.S2, Band.S1, Band.S3), strict=True):
        score(db, each, band)
    assert joined(db, heads[0], heads[1])
    assert not joined(db, heads[0], heads[2]), "S1 and S3 would stand on one card"


def test_a_later_score_of_the_head_does_not_hide_a_harsher_wording(
    db: Db, heads: tuple[int, int, int]
) -> None:
    score(db, heads[1], Band.S3)
    joined(db, heads[0], heads[1])
    score(db, heads[0], Band.S1)
    card = cards.one_card(db, heads[0])
    assert card is not None
    assert card.band == Band.S3


def test_a_card_without_a_score_and_one_that_waits_for_a_second_stay_alone(
    db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    gather(db, account, [comment(5, "You absolute turnip, you")], cursor="2")
    assert not joined(db, heads[0], card_of(db, 5))
    with db.transaction():
        db.run("UPDATE card SET second = 1 WHERE id = :id", id=heads[1])
    assert not joined(db, heads[0], heads[1])


def test_a_card_that_somebody_has_open_does_not_go_away_but_may_grow(
    db: Db, heads: tuple[int, int, int]
) -> None:
    token = claimed(db, card_id=heads[0])
    assert not joined(db, heads[1], heads[0])
    assert joined(db, heads[0], heads[1])
    assert decide(db, token).copies == 3


def test_an_open_card_takes_in_nothing_harsher_than_it_was_opened_as(
    db: Db, heads: tuple[int, int, int]
) -> None:
    score(db, heads[1], Band.S3)
    claimed(db, card_id=heads[0])
    assert not joined(db, heads[0], heads[1])


def test_who_passed_a_near_copy_is_not_served_it_again(db: Db, heads: tuple[int, int, int]) -> None:
    token = claimed(db, "ann", card_id=heads[1])
    with db.transaction():
        queue.pass_(db, token.id, "ann")
    joined(db, heads[0], heads[1])
    found = claim(db, "ann")
    assert found is not None
    assert found.card_id == heads[2]


def test_what_a_person_takes_out_stays_out_and_its_copies_find_it(
    db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    joined(db, heads[0], heads[1])
    joined(db, heads[0], heads[2])
    key = wordings.of(db, heads[0])[1].text_key
    with db.transaction():
        own = wordings.part(db, heads[0], key)
    assert own == heads[1], "it has the card again that it had"
    assert not joined(db, heads[0], own)
    assert not joined(db, own, heads[0])
    gather(db, account, [comment(5, "You absolute turnip!!")], cursor="2")
    assert card_of(db, 5) == own
    with db.transaction():
        assert wordings.rejoin(db, heads[0], own)
    assert card_of(db, 5) == card_of(db, 1) == heads[0]


def test_the_text_that_stands_for_all_is_not_taken_out(db: Db, heads: tuple[int, int, int]) -> None:
    joined(db, heads[0], heads[1])
    with pytest.raises(Refused), db.transaction():
        wordings.part(db, heads[0], wordings.of(db, heads[0])[0].text_key)


def test_whoever_has_it_open_looks_again_when_another_wording_comes_to_stand_for_all(
    db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    joined(db, heads[1], heads[2])
    token = claimed(db, card_id=heads[1])
    gather(db, account, [], gone=[Gone("3", GoneReason.DELETED)], cursor="2")
    words = cards.held_words(db, heads[1])
    assert words is not None
    assert words.text == "You utter turnip"
    with pytest.raises(Exception, match="changed while you read it"):
        decide(db, token)


def test_two_workers_that_find_each_other_s_cards_agree(desks: Desks, heads: tuple[int, int, int]) -> None:
    one, other = desks.opened[0], desks.open()
    assert joined(one, heads[0], heads[1])
    assert not joined(other, heads[1], heads[0])
    assert not joined(other, heads[0], heads[1])
    assert card_of(other, 3) == heads[0]


def test_a_desk_that_claims_first_keeps_its_card(desks: Desks, heads: tuple[int, int, int]) -> None:
    one, other = desks.opened[0], desks.open()
    token = claimed(other, card_id=heads[1])
    assert not joined(one, heads[0], heads[1])
    assert decide(other, token).copies == 1


def test_a_desk_that_comes_too_late_is_told(desks: Desks, heads: tuple[int, int, int]) -> None:
    one, other = desks.opened[0], desks.open()
    joined(one, heads[0], heads[1])
    with pytest.raises(Exception, match="There is no card"):
        claim(other, card_id=heads[1])
    with pytest.raises(Lost), other.transaction():
        queue.heartbeat(other, 999)


EXAMPLES = {"plain": 10, "sqlcipher": 15, "postgresql": 8}


def test_the_protocol_holds_with_near_copies_in_any_order_of_events(desks: Desks) -> None:
    run(desks, EXAMPLES[desks.engine], ClusterMachine)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_protocol_holds_with_near_copies_in_many_more_orders_of_events(desks: Desks) -> None:
    usual = {"plain": 50, "sqlcipher": 300, "postgresql": 100}[desks.engine]
    run(desks, int(os.environ.get("EXAMPLES", usual)), ClusterMachine)


def test_what_was_carried_out_of_a_damaged_database_keeps_its_wordings(
    desks: Desks, db: Db, account: int, heads: tuple[int, int, int]
) -> None:
    if not isinstance(db, Sqlite):
        pytest.skip("a server mends itself")
    joined(db, heads[0], heads[1])
    db.query("PRAGMA foreign_keys = OFF")
    with db.transaction():
        db.run("DELETE FROM wording")
        db.run("UPDATE card SET wordings = 1")
        mend(db)
    gather(db, account, [comment(5, "You absolute turnip!!")], cursor="2")
    assert card_of(db, 5) == heads[0]
    assert [each.copies for each in wordings.of(db, heads[0])] == [2, 2]
