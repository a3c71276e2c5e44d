"""An agency allows names and ordinary words: new comments follow at once, open cards in the background, all of it noted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from moderator.allowing import LONGEST, Allowing
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.explaining import told
from moderator.gate import Who
from moderator.keys import TokenBox
from moderator.neutralising import words_allowed
from moderator.problems import BadInput
from moderator.scorers import loader
from moderator.scores import Band, Score
from moderator.scoring.allowed import LONGEST as longest_word
from moderator.store import accounts, allowed, cards, comments
from moderator.store.db import Db, open_sqlite
from moderator.worker import Worker

SAID = {
    "name": "Dick Smith has the keys of the hall",
    "insult": "Dick Smith is an idiot",
    "calm": "When will the bridge open again?",
}


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    with db.transaction():
        accounts.ensure(db, "bluesky", "", "city")
    yield db
    db.close()


@pytest.fixture
def allowing(db: Db) -> Allowing:
    return Allowing(db, Who("otter", "desk"))


def _say(db: Db, **said: str) -> None:
    with db.transaction():
        batch = tuple(
            Comment(name, text, "bob", "bob", text.encode(), version="1") for name, text in said.items()
        )
        comments.save_batch(db, 1, Batch(comments=batch), "bluesky")


def _bands(db: Db) -> dict[str, int | None]:
    rows = db.query("SELECT x.native_id, k.band FROM card k JOIN comment x ON x.id = k.exemplar")
    return {row["native_id"]: row["band"] for row in rows}


def _worker(db: Db, clock: HandClock, folder: Path, *, lower: bool = True) -> Worker:
    return Worker(
        db,
        TokenBox(os.urandom(32)),
        clock,
        home=str(folder),
        rehearsal=False,
        load_scorer=loader(rehearsal=False, language="en"),
        lower_veils=lower,
    )


def _round(worker: Worker) -> None:
    asyncio.run(worker.once())


def test_new_comments_follow_at_once_and_the_card_says_so(db: Db, allowing: Allowing, clock, tmp_path: Path):
    assert allowing.add("Dick  Smith") == "Dick Smith"
    _say(db, **SAID)
    _round(_worker(db, clock, tmp_path))
    bands = _bands(db)
    assert (bands["name"], bands["calm"]) == (Band.S0, Band.S0)
    assert bands["insult"] == Band.S2
    card = next(card for card in cards.line(db, 10).cards if card.text == SAID["name"])
    assert card.allowed == 1
    assert told(card) == f"calm without 1 word that your agency allows · {card.model}"
    assert not any("Smith" in str(row) for row in db.query("SELECT facts, subject FROM journal"))


def test_open_cards_follow_in_the_background_both_ways(db: Db, allowing: Allowing, clock, tmp_path: Path):
    _say(db, **SAID)
    worker = _worker(db, clock, tmp_path)
    _round(worker)
    before = _bands(db)
    assert before["name"] == Band.S1
    allowing.add("Dick Smith")
    _round(worker)
    assert _bands(db) == before | {"name": Band.S0}
    allowing.remove("dick smith")
    _round(worker)
    assert _bands(db) == before
    acts = db.column("SELECT act FROM journal WHERE act LIKE 'word%' ORDER BY seq")
    assert acts == ["word allowed", "word no longer allowed"]


def test_where_policy_lets_nothing_lower_a_veil_cards_that_are_there_keep_theirs(
    db: Db, allowing: Allowing, clock, tmp_path: Path
):
    _say(db, **SAID)
    worker = _worker(db, clock, tmp_path, lower=False)
    _round(worker)
    allowing.add("Dick Smith")
    _round(worker)
    assert _bands(db)["name"] == Band.S1


def test_a_worker_that_starts_later_knows_what_was_allowed_meanwhile(
    db: Db, allowing: Allowing, clock, tmp_path: Path
):
    _say(db, **SAID)
    _round(_worker(db, clock, tmp_path))
    allowing.add("Dick Smith")
    _round(_worker(db, clock, tmp_path))
    assert _bands(db)["name"] == Band.S0


def test_an_edit_that_brings_an_insult_is_veiled_again(db: Db, allowing: Allowing, clock, tmp_path: Path):
    allowing.add("Dick Smith")
    _say(db, name=SAID["name"])
    worker = _worker(db, clock, tmp_path)
    _round(worker)
    assert _bands(db)["name"] == Band.S0
    with db.transaction():
        changed = Comment("name", SAID["insult"], "bob", "bob", b"2", version="2")
        comments.save_batch(db, 1, Batch(comments=(changed,)), "bluesky")
    (card,) = cards.line(db, 10).cards
    assert (card.text, card.allowed) == (None, 0)
    _round(worker)
    assert _bands(db)["name"] == Band.S2


def test_the_list_is_kept_told_and_each_word_is_on_it_once(allowing: Allowing):
    allowing.add("turnip")
    allowing.add("Dick Smith")
    assert [(each.word, each.who, each.refused) for each in allowing.listed()] == [
        ("Dick Smith", "otter", False),
        ("turnip", "otter", False),
    ]
    with pytest.raises(BadInput, match="allowed already"):
        allowing.add("TURNIP")
    allowing.remove("turnip")
    with pytest.raises(BadInput, match="not among"):
        allowing.remove("turnip")
    allowing.add("turnip")


@pytest.mark.parametrize("written", ["you", "kill", "dick", "", "Dick\0Smith"])
def test_what_cannot_be_allowed_is_refused_with_what_can(allowing: Allowing, written: str):
    with pytest.raises(BadInput) as refused:
        allowing.add(written)
    assert refused.value.why
    assert refused.value.remedy
    assert allowing.listed() == ()


def test_the_window_takes_as_many_letters_as_a_word_may_have():
    assert longest_word == LONGEST


def test_a_word_that_is_hateful_by_itself_is_marked_and_not_passed_over(
    db: Db, allowing: Allowing, clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("moderator.neutralising.ALONE", {"insult": 0.2})
    allowing.add("Dick Smith")
    allowing.add("turnip")
    _say(db, **SAID)
    _round(_worker(db, clock, tmp_path))
    assert [(each.word, each.refused) for each in allowing.listed()] == [
        ("Dick Smith", True),
        ("turnip", False),
    ]
    assert _bands(db)["name"] == Band.S1


def test_where_the_scorer_comes_down_over_the_words_nothing_is_passed_over(db: Db, allowing: Allowing):
    allowing.add("Dick Smith")
    tried: list[int] = []

    def dies(texts: Sequence[str]) -> list[Score]:
        tried.append(len(texts))
        raise RuntimeError

    found = words_allowed(db, dies)
    assert not found
    assert found.stamp == allowed.stamp(db)  # it is not tried at every turn
    assert tried == [1, 1]
