"""Runs of imports, on every engine: who moves them, what is remembered, how gathered comments are found again."""

from __future__ import annotations

import pytest

from moderator.importing.knowing import Known
from moderator.importing.reading import Read
from moderator.problems import Lost
from moderator.store import imports
from moderator.store.db import Db
from tests.store.desks import Desks, add_account, comment, gather

PRINT = (10, 1_700_000_000_000_000_000, "abc")


def begin(db: Db) -> tuple[imports.Run, str]:
    with db.transaction():
        return imports.begin(db, "x.csv", "/tmp/x.csv", PRINT, "{}", "anna")


def test_a_run_moves_only_for_whoever_took_it_last(desks: Desks) -> None:
    one, two = desks.open(), desks.open()
    run, token = begin(one)
    with one.transaction():
        imports.advance(one, run.id, token, 500, {"new": 499, "set_aside": 1})
    with two.transaction():
        newer = imports.take(two, run.id)
    with pytest.raises(Lost), one.transaction():
        imports.advance(one, run.id, token, 1000, {})
    with one.transaction():
        imports.finish(one, run.id, token, imports.DONE)
    found = imports.get(two, run.id)
    assert found is not None
    assert (found.state, found.position, found.counts["new"]) == ("running", 500, 499)
    with two.transaction():
        imports.finish(two, run.id, newer, imports.STOPPED, "It is damaged")
    assert imports.latest(one)[0].why == "It is damaged"


def test_an_unfinished_run_is_found_by_its_content_before_its_place(db: Db) -> None:
    run, token = begin(db)
    assert (run.size, run.changed_ns, run.hash) == PRINT
    assert imports.unfinished(db, "/elsewhere", "abc") == run
    assert imports.unfinished(db, "/tmp/x.csv", "other") == run
    assert imports.unfinished(db, "/elsewhere", "other") is None
    with db.transaction():
        imports.finish(db, run.id, token, imports.DONE)
    assert imports.unfinished(db, "/tmp/x.csv", "abc") is None


def test_what_was_chosen_last_for_a_header_is_remembered(db: Db) -> None:
    with db.transaction():
        imports.remember(db, "s", "one")
        imports.remember(db, "s", "two")
    assert imports.remembered(db, "s") == "two"
    assert imports.remembered(db, "t") is None
    assert imports.all_remembered(db) == ["two"]


def test_gathered_comments_are_marked_once_and_found_again(db: Db) -> None:
    account = add_account(db)
    gather(db, account, [comment(n, f"turnip {n}", url=f"https://a.example/{n}") for n in range(5)])
    known, steps = Known(db), []
    known.catch_up(lambda: False, lambda done, of: steps.append((done, of)))
    [(done, of)] = steps  # counted by ids, of which a server has given some to other tests
    assert (done, of >= 5) == (0, True)
    reads = [
        Read("", "", comment("x", f"turnip {n}", url=f"https://a.example/{n}"), False, f"line {n}")
        for n in range(7)
    ]
    with db.transaction():
        assert known.among(reads) == {0, 1, 2, 3, 4}
    gather(db, account, [comment(5, "turnip 5", url="https://a.example/5")], cursor="2")
    with db.transaction():
        known.mark_new()
        assert known.among(reads) == {0, 1, 2, 3, 4, 5}
    known.catch_up(lambda: False, lambda done, of: steps.append((done, of)))
    assert len(steps) == 1


def test_marking_can_be_stopped_between_its_steps(db: Db) -> None:
    account = add_account(db)
    for page in range(5):
        found = [comment(f"{page}-{n}", f"turnip {page} {n}") for n in range(1000)]
        gather(db, account, found, cursor=str(page))
    asked = []
    Known(db).catch_up(lambda: len(asked) > 1, lambda done, of: asked.append((done, of)))
    assert [done for done, _ in asked] == [0, 2000]
    before = imports.untraced_count(db)
    Known(db).catch_up(lambda: False, lambda done, of: asked.append((done, of)))
    assert before >= 1000
    assert asked[-1] == (0, before)
    assert imports.untraced_count(db) == 0


def test_an_empty_batch_of_marks_is_no_trouble(db: Db) -> None:
    with db.transaction():
        imports.add_traces(db, (), upto=0)
    assert not imports.has_traces(db)
    assert imports.traced(db, []) == []
    assert imports.gathered(db, []) == []
