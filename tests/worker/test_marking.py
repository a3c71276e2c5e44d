"""Veiled cards get their explanation from the worker: the open ones first, once, and never as words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.marking import explain_next, explain_open
from moderator.problems import ScorerGone
from moderator.promising import Promises
from moderator.rating import scored
from moderator.scores import LABELS, Band, Mark, Score, Why
from moderator.store import accounts, cards, comments, explanations, queue
from moderator.store.db import Db, open_sqlite

SAID = ("You absolute turnip", "You pumpkin", "When will the bridge open?")


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), clock)
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "city")
        said = tuple(Comment(text, text, "bob", "bob", text.encode(), version="1") for text in SAID)
        comments.save_batch(db, account, Batch(comments=said), "rehearsal")
    _score(db)
    yield db
    db.close()


def _score(db: Db, model: str = "embedded 2") -> None:
    with db.transaction():
        rows = []
        for card in cards.unscored(db, 10):
            harsh = card.text.startswith("You")
            labels = dict.fromkeys(LABELS, 0.01) | ({"insult": 0.9} if harsh else {})
            score = Score(labels, model, Band.S2 if harsh else Band.S0, "en")
            rows.append(scored(Promises(db), card, score))
        cards.save_scores(db, rows)


class Asked:
    """A scorer that marks the last word, and remembers what it was asked."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.texts, self.fails = list[str](), fails

    def __call__(self, text: str, label: str) -> Why:
        self.texts.append(text)
        if self.fails is not None:
            raise self.fails
        return Why((Mark(text.rindex(" ") + 1, len(text), label),), "embedded 2")


def test_each_veiled_card_is_explained_once_and_calm_ones_are_not(db: Db):
    asked = Asked()
    assert explain_next(db, asked) == 2
    assert explain_next(db, asked) == 0
    assert sorted(asked.texts) == ["You absolute turnip", "You pumpkin"]
    kept = explanations.of_card(db, 1)
    assert kept is not None
    assert kept.why == Why((Mark(13, 19, "insult"),), "embedded 2")
    assert kept.letters == 19


def test_no_word_of_a_comment_is_kept_with_its_explanation(db: Db):
    explain_next(db, Asked())
    for row in db.query("SELECT * FROM explanation"):
        assert "turnip" not in str(row)
        assert "pumpkin" not in str(row)


def test_what_somebody_has_open_comes_first(db: Db):
    with db.transaction():
        queue.claim(db, "ann", "desk-1", card_id=2)
    asked = Asked()
    assert explain_open(db, asked) == 1
    assert asked.texts == ["You pumpkin"]
    assert explain_open(db, asked) == 0


def test_a_text_that_brings_the_scorer_down_is_not_tried_again(db: Db):
    asked = Asked(RuntimeError())
    explain_next(db, asked)
    explain_next(db, asked)
    assert len(asked.texts) == 2
    kept = explanations.of_card(db, 1)
    assert kept is not None
    assert kept.why is None


def test_where_the_scorer_is_gone_it_is_asked_again_later(db: Db):
    explain_next(db, Asked(ScorerGone("It is gone")))
    assert explanations.of_card(db, 1) is None
    assert explain_next(db, Asked()) == 2


def test_other_words_or_another_model_are_explained_anew(db: Db):
    explain_next(db, Asked())
    with db.transaction():
        edited = Comment(SAID[0], "You absolute pumpkin now", "bob", "bob", b"2", version="2")
        comments.save_batch(db, 1, Batch(comments=(edited,)), "rehearsal")
    assert explanations.marks(db, 1, 1, 1) == (Mark(13, 19, "insult"),)  # of the words as they were
    assert explanations.of_card(db, 1) is None
    _score(db)
    asked = Asked()
    assert explain_next(db, asked) == 1
    assert asked.texts == ["You absolute pumpkin now"]
    with db.transaction():
        db.run("UPDATE card SET model = 'embedded 3' WHERE id = 2")
    assert explain_next(db, asked) == 1
