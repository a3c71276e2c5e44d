"""A second look at a decision, in every store: drawn once, shown as a card of its own, compared once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderator.decisions import Op, Verdict
from moderator.sampling import comes_back_after, drawn, members
from moderator.scores import Band
from moderator.store import audits, cards, deciding, queue
from moderator.store.db import Db
from tests.store.checked import CheckedMachine
from tests.store.desks import Desks, claim, comment, gather, score
from tests.store.test_machine import run


def decided(db: Db, account: int, who: str = "ann", text: str = "You absolute turnip") -> queue.DecisionRow:
    gather(db, account, [comment("n1", text)])
    (card,) = cards.unscored(db, 9)
    score(db, card.id, Band.S2)
    got = claim(db, who)
    assert got is not None
    with db.transaction():
        row = queue.copies(db, card.id)[0]
        acts = [queue.Act(row["comment_id"], row["account_id"], Op.HIDE, True)]
        return queue.decide(db, got.id, "r1", Verdict.HIDE, None, "unread", acts)


def twin_of(db: Db, made: queue.DecisionRow, *, same: bool = False) -> tuple[int, int]:
    """The audit and its twin in the line."""
    with db.transaction():
        audit = audits.ask(db, made.id, cards.exemplar(db, made.card_id), 0)
        assert audit is not None
        twin = audits.into_line(db, audit, same=same)
        assert twin is not None
    return audit, twin


def answer(
    db: Db, twin: int, who: str, seen: str = "plain", verdict: Verdict = Verdict.KEEP
) -> queue.DecisionRow:
    got = claim(db, who, card_id=twin)
    assert got is not None
    with db.transaction():
        bad = [
            queue.Act(row["comment_id"], row["account_id"], Op.DELETE, False)
            for row in queue.copies(db, twin)
        ]
        made = queue.decide(db, got.id, f"r{twin}{who}", verdict, None, seen, bad)
        found = audits.of_card(db, twin)
        assert found is not None
        audits.answered(db, found, made.id)
    return made


def test_a_comment_is_asked_about_once_however_often_somebody_asks(db: Db, account: int):
    made = decided(db, account)
    exemplar = cards.exemplar(db, made.card_id)
    with db.transaction():
        assert audits.ask(db, made.id, exemplar, 0) is not None
        assert audits.ask(db, made.id, exemplar, 0, kind="copies") is None
        assert audits.ask(db, made.id, 4711, 0) is None
    (row,) = db.query("SELECT kind, state, band, revision FROM audit")
    assert row == {"kind": "unread", "state": "drawn", "band": 2, "revision": 1}


def test_a_twin_shows_the_same_words_and_no_act_comes_of_it_whatever_is_asked(db: Db, account: int):
    made = decided(db, account)
    _, twin = twin_of(db, made)
    words, first = cards.held_words(db, twin), cards.held_words(db, made.card_id)
    assert words is not None
    assert first is not None
    assert words == first._replace(card_id=twin)
    answer(db, twin, "ben", verdict=Verdict.DELETE)
    assert db.column("SELECT op FROM outbox") == ["hide"]


def test_it_is_not_offered_to_whoever_decided_nor_a_second_time_to_who_answered(db: Db, account: int):
    _, twin = twin_of(db, decided(db, account))
    assert claim(db, "ann") is None
    assert audits.hidden_cards(db, "ann") == {twin}
    assert audits.hidden_cards(db, "ben") == set()
    assert claim(db, "ben") is not None


def test_two_workers_compare_an_answer_once(desks: Desks):
    from tests.store.desks import add_account

    db, other = desks.open(), desks.open()
    _, twin = twin_of(db, decided(db, add_account(db)))
    answer(db, twin, "ben")
    desks.clock.pass_(seconds=11)
    (found,) = audits.to_compare(db, db.wall_us(), 9)
    assert audits.to_compare(other, other.wall_us(), 9) == [found]
    with db.transaction():
        assert audits.compared(db, found, "differs")
    with other.transaction():
        assert not audits.compared(other, found, "agreed")
    assert db.column("SELECT state FROM audit") == ["differs"]


def test_what_came_of_it_is_counted_and_listed_in_every_store(db: Db, account: int):
    made = decided(db, account)
    audit, twin = twin_of(db, made)
    assert audits.overdue(db, db.wall_us() + 1, 9) == [audit]
    assert audits.hidden_decisions(db, "ben") == [made.id]
    assert audits.hidden_cards(db, "ben", decided_too=True) == {made.card_id}
    told = answer(db, twin, "ben")
    (found,) = audits.to_compare(db, db.wall_us() + 1, 9)
    with db.transaction():
        audits.compared(db, found, "differs")
    assert (
        audits.counted(db) == audits.counted(db, "insult") == [audits.Counted("insult", 2, 0.38, "ann", True)]
    )
    assert audits.counted(db, "threat") == []
    assert audits.about(db, told.id) == made.id
    assert [row["id"] for row in audits.differing(db, None, 9)] == [audit]
    assert [row["id"] for row in audits.differing(db, "ben", 9)] == [audit]
    assert audits.differing(db, "cem", 9) == []
    assert twin in audits.hidden_cards(db, "ann", decided_too=True)
    with db.transaction():
        assert audits.stands(db, audit) == made.id
        assert audits.stands(db, audit) is None


def test_taking_the_decision_back_settles_a_difference(db: Db, account: int):
    made = decided(db, account)
    _, twin = twin_of(db, made)
    answer(db, twin, "ben")
    (found,) = audits.to_compare(db, db.wall_us() + 1, 9)
    with db.transaction():
        audits.compared(db, found, "differs")
        queue.undo(db, made.id, "lead", {})
    assert db.column("SELECT state FROM audit") == ["reopened"]


def test_what_an_edited_comment_was_decided_on_is_not_compared(db: Db, account: int):
    made = decided(db, account)
    twin_of(db, made)
    gather(db, account, [comment("n1", "You utter cabbage", version="v2")])
    assert db.column("SELECT state FROM audit") == ["dropped"]
    assert db.column("SELECT state FROM card WHERE twin_of IS NOT NULL") == ["gone"]


def test_the_same_is_drawn_in_every_process_and_nobody_without_the_secret_can_tell(db: Db):
    with db.transaction():
        secret = audits.secret(db)
        assert audits.secret(db) == secret
    one = {n for n in range(5000) if drawn(secret, n, Band.S2, 0.02)}
    two = {n for n in range(5000) if drawn(b"another", n, Band.S2, 0.02)}
    assert 60 <= len(one) <= 140
    assert len(one & two) <= 12
    assert one == {n for n in range(5000) if drawn(secret, n, Band.S2, 0.02)}


@pytest.mark.parametrize(("band", "least", "most"), [(None, 850, 1150), (Band.S1, 850, 1150), (Band.S3, 400, 600),
                                                     (Band.S4, 180, 320), (Band.S0, 0, 0)])  # fmt: skip
def test_the_harsher_the_fewer(band: Band | None, least: int, most: int):
    assert least <= sum(drawn(b"k", n, band, 0.1) for n in range(10_000)) <= most


def test_of_a_large_group_some_are_looked_at_and_of_a_small_one_at_least_one():
    assert members(b"k", 1, [5, 6, 7], 0.02) == members(b"k", 1, [7, 6, 5], 0.02)
    assert len(members(b"k", 1, [5, 6, 7], 0.0001)) == 1
    assert 10 <= len(members(b"k", 1, range(1000), 0.02)) <= 35
    assert members(b"k", 1, range(1000), 0) == []


def test_it_comes_back_within_hours_and_not_always_after_the_same_time():
    after = [comes_back_after(b"k", n).total_seconds() for n in range(500)]
    assert min(after) >= 300
    assert max(after) <= 7200
    assert max(after) - min(after) > 5000


@pytest.mark.parametrize("engine", ["sqlcipher", "postgresql"], indirect=True)
def test_checks_hold_in_any_order_of_events(desks: Desks):
    run(desks, {"sqlcipher": 25, "postgresql": 6}[desks.engine], CheckedMachine)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("engine", ["sqlcipher", "postgresql"], indirect=True)
def test_checks_hold_in_many_more_orders_of_events(desks: Desks):
    run(desks, {"sqlcipher": 300, "postgresql": 60}[desks.engine], CheckedMachine)


def _keeps_after_an_edit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audits, "words_changed", lambda db, ids: None)


def _keeps_after_the_decision_was_taken_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audits, "taken_back", lambda db, decision: None)


def _forgets_that_an_answer_was_undone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(audits, "answer_undone", lambda db, decision, card: None)


def _acts_on_the_platform(patch: pytest.MonkeyPatch) -> None:
    real = deciding.held
    patch.setattr(deciding, "held", lambda *given: {**real(*given), "twin_of": None})


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize(
    "fault",
    [
        _keeps_after_an_edit,
        _keeps_after_the_decision_was_taken_back,
        _forgets_that_an_answer_was_undone,
        _acts_on_the_platform,
    ],
)
def test_the_machine_notices_a_fault_in_the_checks(
    desks: Desks, fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        run(desks, 60, CheckedMachine)
