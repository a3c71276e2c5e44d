"""Claims and decisions: who has a card, for how long, and what a decision leaves behind."""

from __future__ import annotations

import pytest

from moderator.decisions import UndoKind, Verdict
from moderator.problems import Lost, NoSuchCard, NotAllowed, Refused
from moderator.scores import Band
from moderator.store import cards, queue
from moderator.store.db import Db
from tests.store.desks import (
    Desks,
    card_of,
    claim,
    claimed,
    comment,
    decide,
    gather,
    score,
    state_of,
)

TURNIPS = [comment(n, f"You absolute turnip {n}") for n in range(1, 4)]


@pytest.fixture
def filled(db: Db, account: int) -> Db:
    gather(db, account, TURNIPS)
    return db


def test_the_most_urgent_card_comes_first_then_the_oldest(filled: Db) -> None:
    score(filled, card_of(filled, 3), Band.S2, priority=5)
    assert [claimed(filled, f"p{n}").card_id for n in range(3)] == [card_of(filled, n) for n in (3, 1, 2)]
    assert claim(filled, "late") is None


def test_asking_again_gives_the_same_card_and_a_new_lease(filled: Db, desks: Desks) -> None:
    first = claimed(filled)
    desks.clock.pass_(seconds=60)
    again = claimed(filled)
    assert (again.id, again.card_id) == (first.id, first.card_id)
    assert again.lease_us > first.lease_us


def test_asking_for_another_card_gives_the_open_one_back(filled: Db) -> None:
    first = claimed(filled)
    second = claimed(filled, card_id=card_of(filled, 2))
    assert second.card_id == card_of(filled, 2)
    assert state_of(filled, first.card_id) == "waiting"


def test_a_card_that_a_colleague_has_open_is_refused_with_her_pseudonym(filled: Db) -> None:
    held = claimed(filled, "otter")
    with pytest.raises(Refused, match="otter"):
        claim(filled, "heron", card_id=held.card_id)
    (card,) = [card for card in cards.line(filled, 10).cards if card.held_by]
    assert (card.id, card.held_by) == (held.card_id, "otter")


def test_a_card_that_is_not_there_cannot_be_opened(filled: Db) -> None:
    with pytest.raises(NoSuchCard):
        claim(filled, card_id=10_000_000)


def test_a_decided_card_cannot_be_opened(filled: Db) -> None:
    held = claimed(filled)
    decide(filled, held)
    with pytest.raises(Refused):
        claim(filled, card_id=held.card_id)


def test_a_lease_that_is_over_frees_the_card_for_others(filled: Db, desks: Desks) -> None:
    held = claimed(filled, "otter")
    desks.clock.pass_(seconds=119)
    with pytest.raises(Refused):
        claim(filled, "heron", card_id=held.card_id)
    desks.clock.pass_(seconds=2)
    assert claimed(filled, "heron").card_id == held.card_id
    with pytest.raises(Lost):
        decide(filled, held)


def test_time_asleep_counts_for_the_lease(filled: Db, desks: Desks) -> None:
    held = claimed(filled)
    desks.clock.suspend(minutes=3)
    with pytest.raises(Lost), filled.transaction():
        queue.heartbeat(filled, held.id)


@pytest.mark.parametrize("engine", ["plain", "sqlcipher"])  # leases of a team are counted by its server
def test_a_restart_of_the_machine_ends_every_lease_of_the_file(db: Db, account: int, desks: Desks) -> None:
    gather(db, account, TURNIPS)
    held = claimed(db)
    desks.clock.restart()
    with pytest.raises(Lost):
        decide(db, held)
    assert claimed(db, "heron").card_id == held.card_id


def test_moving_the_clock_of_the_day_moves_no_lease(filled: Db, desks: Desks) -> None:
    held = claimed(filled)
    desks.clock.set_wall(desks.clock.wall().replace(year=2099))
    with pytest.raises(Refused):
        claim(filled, "heron", card_id=held.card_id)
    desks.clock.set_wall(desks.clock.wall().replace(year=1971))
    decide(filled, held)


def test_heartbeats_keep_a_card_and_end_with_it(filled: Db, desks: Desks) -> None:
    held = claimed(filled)
    for _ in range(5):
        desks.clock.pass_(seconds=100)
        with filled.transaction():
            queue.heartbeat(filled, held.id)
    decide(filled, held)
    with pytest.raises(Lost), filled.transaction():
        queue.heartbeat(filled, held.id)


def test_giving_back_an_old_claim_does_not_end_a_newer_one(filled: Db, desks: Desks) -> None:
    old = claimed(filled, "otter")
    desks.clock.pass_(minutes=3)
    new = claimed(filled, "heron", card_id=old.card_id)
    with filled.transaction():
        queue.release(filled, old.id, "released")
    decide(filled, new)


def test_two_desks_never_get_the_same_card(filled: Db, desks: Desks) -> None:
    other = desks.open()
    got = [claimed(filled, "otter").card_id, claimed(other, "heron").card_id, claimed(other, "vole").card_id]
    assert len(set(got)) == 3


def test_a_passed_card_is_not_offered_to_the_same_person_again(filled: Db) -> None:
    held = claimed(filled, "otter")
    with filled.transaction():
        queue.pass_(filled, held.id, "otter")
    assert claimed(filled, "otter").card_id != held.card_id
    assert claimed(filled, "heron").card_id == held.card_id


def test_only_allowed_bands_are_offered(filled: Db) -> None:
    score(filled, card_of(filled, 1), Band.S3, priority=9)
    score(filled, card_of(filled, 2), Band.S0)
    assert claimed(filled, "a", allowed_bands=[Band.S0]).card_id == card_of(filled, 2)
    assert claim(filled, "b", allowed_bands=[]) is None
    assert claimed(filled, "c", allowed_bands=[None]).card_id == card_of(filled, 3)


def test_a_decision_takes_all_copies_and_leaves_in_ten_seconds(db: Db, account: int, desks: Desks) -> None:
    gather(db, account, [comment(n, "You absolute turnip") for n in range(4)])
    made = decide(db, claimed(db))
    assert (made.copies, made.acts) == (4, 4)
    assert made.leaves_us == db.wall_us() + 10_000_000
    (recent,) = queue.recent(db, "p1", 5)
    assert (recent.id, recent.state, recent.verdict) == (made.id, "decided", Verdict.HIDE)


def test_a_repeated_request_gets_the_same_answer(filled: Db) -> None:
    held = claimed(filled)
    assert decide(filled, held, request="x") == decide(filled, held, request="x")
    assert len(filled.query("SELECT id FROM decision")) == 1


def test_a_request_id_cannot_be_used_for_something_else(filled: Db) -> None:
    held = claimed(filled)
    decide(filled, held, request="x")
    with pytest.raises(Refused):
        decide(filled, held, Verdict.KEEP, request="x")


def test_notes_stay_with_the_card(filled: Db) -> None:
    card = card_of(filled, 1)
    with filled.transaction():
        queue.add_note(filled, card, "otter", "Third time this week \ud800")
    (note,) = queue.notes(filled, card)
    assert (note.who, note.text) == ("otter", "Third time this week \\ud800")


def test_undo_before_anything_left_calls_it_back(filled: Db) -> None:
    held = claimed(filled)
    made = decide(filled, held)
    with filled.transaction():
        undone = queue.undo(filled, made.id, "p1", {})
    assert undone.kind is UndoKind.CALLED_BACK
    assert state_of(filled, held.card_id) == "waiting"
    assert [row["state"] for row in filled.query("SELECT state FROM outbox")] == ["cancelled"]
    assert queue.recent(filled, "p1", 1)[0].state == "undone"
    with filled.transaction():
        assert queue.undo(filled, made.id, "p1", {}) == undone


def test_an_undone_card_joins_the_copies_that_came_meanwhile(db: Db, account: int) -> None:
    gather(db, account, [comment(1, "You absolute turnip"), comment(2, "You absolute turnip")])
    held = claimed(db)
    with db.transaction():
        queue.add_note(db, held.card_id, "otter", "hm")
    made = decide(db, held, Verdict.KEEP)
    gather(db, account, [comment(3, "You absolute turnip")])
    with db.transaction():
        undone = queue.undo(db, made.id, "p1", {})
    assert undone.card == card_of(db, 3) == card_of(db, 1)
    (card,) = cards.line(db, 10).cards
    assert (card.id, card.copies) == (undone.card, 3)
    assert len(queue.notes(db, undone.card)) == 1


def test_undoing_what_is_not_there_is_refused(filled: Db) -> None:
    with pytest.raises(NoSuchCard), filled.transaction():
        queue.undo(filled, 10_000_000, "p1", {})


def test_a_card_can_be_decided_again_after_undo(filled: Db) -> None:
    held = claimed(filled)
    made = decide(filled, held)
    with filled.transaction():
        queue.undo(filled, made.id, "p1", {})
    again = claimed(filled, card_id=held.card_id)
    assert decide(filled, again, Verdict.KEEP).id != made.id


def test_what_cannot_be_taken_back_says_so_and_changes_nothing(filled: Db, desks: Desks) -> None:
    from moderator.store import outbox

    held = claimed(filled)
    made = decide(filled, held, Verdict.DELETE)
    desks.clock.pass_(seconds=11)
    assert outbox.take(filled, "w") is not None
    with pytest.raises(NotAllowed), filled.transaction():
        queue.undo(filled, made.id, "p1", {})
    assert state_of(filled, held.card_id) == "decided"
