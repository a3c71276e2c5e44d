"""Past decisions are found by every filter, on every engine, and their words are kept through edits."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from moderator.decisions import Verdict
from moderator.records import Stand, Wanted
from moderator.store import history
from moderator.store.db import Db
from tests.store.desks import claimed, comment, decide, gather


@pytest.fixture
def made(db: Db, account: int) -> int:
    gather(db, account, [comment(1, "You absolute turnip", author="troll")])
    return decide(db, claimed(db), Verdict.HIDE).id


WAYS = pytest.mark.parametrize(
    ("few", "some"),
    [(0, 0), (0, history.SOME), (history.FEW, history.SOME)],
    ids=["much of it", "some of it", "little of it"],
)


@WAYS
@pytest.mark.parametrize("stand", [None, *Stand])
def test_every_filter_can_be_asked_for(
    db: Db, account: int, made: int, stand: Stand | None, few: int, some: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way they are looked up: what there is little of first, what there is much of going back in time."""
    monkeypatch.setattr(history, "FEW", few)
    monkeypatch.setattr(history, "SOME", some)
    now = db.clock.wall()
    everything = Wanted(
        Verdict.HIDE, "", stand, account, "tro", False, now - timedelta(hours=1), now + timedelta(hours=1)
    )
    rows = history.page(db, everything, "ann", after=None, limit=10)
    assert [row["id"] for row in rows] == ([made] if stand in (None, Stand.DECIDED) else [])
    if rows:
        last = (rows[0]["at_us"], rows[0]["id"])
        assert history.page(db, everything, "ann", after=last, limit=10) == []


@WAYS
@pytest.mark.parametrize("verdict", [None, Verdict.HIDE])
def test_an_author_is_found_by_the_copies_of_a_card_too_and_after_an_edit(
    db: Db, account: int, monkeypatch: pytest.MonkeyPatch, few: int, some: int, verdict: Verdict | None
) -> None:
    monkeypatch.setattr(history, "FEW", few)
    monkeypatch.setattr(history, "SOME", some)
    gather(db, account, [comment(n, "You absolute turnip", author=f"troll{n}") for n in range(3)])
    decision = decide(db, claimed(db), Verdict.HIDE).id
    gather(db, account, [comment(0, "You dear friend", author="troll0", version="v2")])
    gather(db, account, [comment(9, "You parsnip", author="badger")])
    for author, found in (
        ("troll0", [decision]),
        ("troll2", [decision]),
        ("badger", []),
        ("tro", [decision]),
    ):
        rows = history.page(db, Wanted(verdict, author=author), "ann", after=None, limit=10)
        assert [row["id"] for row in rows] == found, author
    for wanted, found in ((account, [decision]), (account + 1, [])):
        rows = history.page(db, Wanted(account=wanted), "ann", after=None, limit=10)
        assert [row["id"] for row in rows] == found


def test_words_decided_on_outlive_an_edit(db: Db, account: int, made: int) -> None:
    before = history.held(db, made)
    gather(db, account, [comment(1, "You dear friend", author="troll", version="v2")])
    after = history.held(db, made)
    assert before is not None
    assert after == before
    facts = history.facts(db, made)
    assert facts is not None
    assert facts["edited"] == 1
    assert history.acts(db, made)


@WAYS
def test_each_two_filters_together_find_what_both_find_alone(
    db: Db, account: int, few: int, some: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "FEW", few)
    monkeypatch.setattr(history, "SOME", some)
    gather(db, account, [comment(n, f"You absolute turnip {n}", author=f"troll{n % 3}") for n in range(12)])
    for n in range(10):
        person = "ann" if n % 2 else "bob"
        decide(db, claimed(db, person), Verdict.HIDE if n % 3 else Verdict.KEEP)
    alone = (
        Wanted(Verdict.HIDE),
        Wanted(author="troll1"),
        Wanted(mine=True),
        Wanted(account=account),
        Wanted(stand=Stand.DECIDED),
    )

    def found(wanted: Wanted) -> set[int]:
        return {row["id"] for row in history.page(db, wanted, "ann", after=None, limit=50)}

    for one in alone:
        assert found(one), one
        for other in alone:
            both = {
                each.name: getattr(one, each.name) or getattr(other, each.name) for each in fields(Wanted)
            }
            assert found(Wanted(**both)) == found(one) & found(other), both
