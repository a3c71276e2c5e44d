"""The statements that run on every claim and every look use their indexes, however many cards there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from moderator.decisions import Verdict
from moderator.records import Stand, Wanted
from moderator.scores import Band, Score
from moderator.store import (
    cards,
    claims,
    comments,
    explanations,
    history,
    outbox,
    places,
    queue,
    readings,
    turns,
)
from moderator.store.db import Db, Sqlite
from tests.store.desks import claimed, comment, decide, gather


@contextmanager
def plans(db: Db) -> Iterator[list[str]]:
    """The plan of every statement that runs inside."""
    told: list[str] = []
    query, column = db.query, db.column

    def plan(sql: str, values: dict[str, Any]) -> None:
        if isinstance(db, Sqlite):
            rows = query(f"EXPLAIN QUERY PLAN {sql}", **values)
            told.append("\n".join(row["detail"] for row in rows))
        else:
            rows = query(f"EXPLAIN {sql}", **values)
            told.append("\n".join(row["QUERY PLAN"] for row in rows))

    def explained(sql: str, **values: Any) -> Any:
        plan(sql, values)
        return query(sql, **values)

    def listed(sql: str, **values: Any) -> Any:
        plan(sql, values)
        return column(sql, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "query", explained)
        patch.setattr(db, "column", listed)
        yield told


@pytest.fixture
def full(db: Db, account: int) -> Db:
    gather(db, account, [comment(n, f"You absolute turnip {n}") for n in range(2000)])
    if db.kind == "postgresql":
        with db.transaction():
            db.run("ANALYZE card")
            db.run("ANALYZE comment")
            db.run("SET LOCAL enable_seqscan = on")
    return db


def walks_all(plan: str, table: str) -> bool:
    """Does it read the whole table, or sort?"""
    seen = [
        line
        for line in plan.splitlines()
        if line.strip().startswith((f"SCAN {table}", "SCAN k")) and "INDEX" not in line
    ]
    return bool(seen) or f"Seq Scan on {table}" in plan or "TEMP B-TREE FOR ORDER BY" in plan


def test_the_next_card_comes_from_the_index_of_the_line(full: Db) -> None:
    with plans(full) as told:
        claims.best(full, "otter")
    assert "card_line" in told[0]
    assert not walks_all(told[0], "card"), told[0]


def test_the_next_card_of_some_bands_comes_from_the_line_of_each(full: Db) -> None:
    with plans(full) as told:
        claims.best(full, "otter", [Band.S0, None])
    assert len(told) >= 2
    for plan in told[:2]:
        assert "card_band" in plan or full.kind == "postgresql", (
            plan
        )  # which knows that all have the same band
        assert not walks_all(plan, "card"), plan


def test_what_somebody_did_last_is_found_without_what_colleagues_did(full: Db) -> None:
    if full.kind == "postgresql":
        with full.transaction():
            full.run(
                "SET enable_seqscan = off"
            )  # a table of few rows is read whole, whatever indexes there are
    with plans(full) as told:
        turns.turns(full, "otter", 20)
        turns.last_severe(full, "otter", 3, 0)
        queue.open_of(full, "otter")
    assert not [plan for plan in told if walks_all(plan, "claim") or walks_all(plan, "reveal")], told


def test_missed_promises_are_counted_from_their_index(full: Db) -> None:
    with full.transaction():
        full.run("UPDATE card SET due_us = id - (SELECT min(id) FROM card)")
        if full.kind == "postgresql":
            full.run("ANALYZE card")
    with plans(full) as told:
        assert places.due_between(full, None, 100) > 0
        assert places.due_between(full, 100, 200) > 0
    assert all("card_due" in plan for plan in told), told


def test_dead_leases_are_found_by_their_index(full: Db) -> None:
    held = [claimed(full, f"p{n}") for n in range(5)]
    assert len(held) == 5
    with plans(full) as told, full.transaction():
        claims._dead(full, full.boot())
    assert not walks_all(told[-1], "card"), told[-1]


def test_the_first_cards_of_the_line_come_from_its_index(full: Db) -> None:
    with plans(full) as told:
        cards.line(full, 50)
    assert "card_line" in told[0]
    assert not walks_all(told[0], "card"), told[0]


def test_ids_and_counts_of_the_line_are_read_from_the_index_alone(full: Db) -> None:
    with plans(full) as told:
        cards.line_ids(full)
        cards.counts(full)
    if full.kind == "sqlite":
        assert "COVERING INDEX card_line" in told[0]
        assert "COVERING INDEX card_line" in "\n".join(told[1:])


def test_what_has_no_score_is_found_by_its_index(full: Db) -> None:
    with full.transaction():
        full.run("UPDATE card SET scored = 1 WHERE id % 100 > 0")
        if full.kind == "postgresql":
            full.run("ANALYZE card")
    with plans(full) as told:
        assert len(cards.unscored(full, 10)) == 10
    assert "card_unscored" in told[0]


def test_the_next_act_is_found_by_its_index(full: Db) -> None:
    decide(full, claimed(full))
    with plans(full) as told:
        outbox.take(full, "w")
    if full.kind == "sqlite":
        assert "outbox_open" in "\n".join(told)


def test_threads_and_authors_are_found_by_their_indexes(full: Db) -> None:
    some = full.query("SELECT id, card_id FROM comment LIMIT 1")[0]
    with plans(full) as told:
        comments.context(full, some["id"])
        comments.to_recheck(full, 1, 10)
    if full.kind == "sqlite":
        assert not any("SCAN c\n" in plan + "\n" for plan in told), told


def test_what_an_author_wrote_is_found_without_reading_comments(full: Db) -> None:
    some = full.query("SELECT id FROM comment LIMIT 1")[0]["id"]
    with plans(full) as told:
        history.page(full, Wanted(author="troll"), "ann", after=None, limit=10)
        comments.author_record(full, some)
    if full.kind == "sqlite":
        found = "\n".join(told)
        assert found.count("comment_handle") == found.count("COVERING INDEX comment_handle") > 1
        assert found.count("comment_author") == found.count("COVERING INDEX comment_author") > 1


def test_filters_of_the_history_begin_with_what_there_is_little_of(full: Db) -> None:
    """SQLite keeps no statistics: left to itself it goes through all decisions of a verdict for one author's."""
    if full.kind != "sqlite":
        return
    for wanted in (
        Wanted(Verdict.HIDE, author="troll"),
        Wanted(Verdict.HIDE, stand=Stand.PARKED),
        Wanted(Verdict.HIDE, mine=True),
    ):
        with plans(full) as told:
            history.page(full, wanted, "ann", after=None, limit=10)
        assert "SEARCH d USING INTEGER PRIMARY KEY" in told[-2], (wanted, told)
    with pytest.MonkeyPatch.context() as patch, plans(full) as told:
        patch.setattr(history, "FEW", -1)
        history.page(full, Wanted(Verdict.HIDE, "rule"), "ann", after=None, limit=10)
        history.page(full, Wanted(Verdict.HIDE, account=1), "ann", after=None, limit=10)
    for index in (
        "decision_reason_verdict (reason=? AND verdict=?)",
        "decision_account_verdict (account_id=? AND verdict=?)",
    ):
        found = [plan for plan in told if index in plan]
        assert found, told
        assert "ORDER BY" not in found[0]


def test_earlier_readings_and_what_waits_for_a_second_one_come_from_their_indexes(full: Db) -> None:
    waiting = cards.unscored(full, 2000)
    calm = Score({"insult": 0.0}, "test 1", Band.S0, "en")
    with full.transaction():
        rows = [
            cards.Scored(card.id, card.version, calm, 0, "", None, cards.How(card.text_key, "en", Band.S0))
            for card in waiting
        ]
        cards.save_scores(full, rows, second=True)
        if full.kind == "postgresql":
            full.run("ANALYZE card")
    with plans(full) as told:
        found = readings.known(full, [card.text_key for card in waiting[:3]], "test 1", "en")
        cards.without_second(full, 10)
    assert len(found) == 3
    if full.kind == "sqlite":  # PostgreSQL reads so few at one go
        assert "score_text" in told[0]
    assert "card_second" in told[1]
    assert not walks_all(told[1], "card"), told[1]


def test_what_is_to_be_explained_comes_from_the_head_of_the_line(full: Db) -> None:
    with full.transaction():
        full.run("UPDATE card SET scored = 1, band = 2")
    with plans(full) as told:
        assert len(explanations.of_next(full, 8)) == 8
        explanations.of_open(full, 1)
    assert "card_line" in told[0]
    assert "SCAN k" not in told[0], told[0]
    if full.kind == "sqlite":
        assert "card_claimed" in told[1]
