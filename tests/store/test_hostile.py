"""Hostile texts and names go in, come out as they went in, and spoil nothing for their neighbours."""

from __future__ import annotations

import time

import pytest

from moderator.scores import Band
from moderator.store import cards, comments
from moderator.store.db import Db
from moderator.store.texts import short_id, size_bucket, storable, text_key
from tests.hostile import cases
from tests.store.desks import card_of, comment, gather, score

NASTY = [*cases("text"), *cases("author")]


def test_every_hostile_text_and_name_reads_back_exactly(db: Db, account: int) -> None:
    page = [comment("calm", "Which street?")]
    for case in NASTY:
        page.append(comment(case.id, case.text, author=case.text, author_name=case.text, url=case.text))
    stored = gather(db, account, page)
    assert (stored.new, stored.set_aside) == (len(page), 0)
    for case in NASTY:
        row = db.query(
            "SELECT id, text, author, author_name, url FROM comment WHERE native_id = :id", id=case.id
        )[0]
        kept = storable(case.text)
        assert (row["text"], row["author"], row["author_name"], row["url"]) == (kept, kept, kept, kept), (
            case.id
        )
        assert comments.raw_of(db, row["id"])[0][2] == case.text.encode("utf-8", "surrogatepass"), case.id
        if "\0" not in case.text and not any("\ud800" <= sign <= "\udfff" for sign in case.text):
            assert kept == case.text, case.id
    score(db, card_of(db, "calm"), Band.S0)
    assert [card.text for card in cards.line(db, 500).cards if card.text is not None] == ["Which street?"]


def test_hostile_ids_and_versions_find_their_comment_again(db: Db, account: int) -> None:
    page = [
        comment(case.text, "x", version=case.text, root_id=case.text, parent_id=case.text) for case in NASTY
    ]
    first = gather(db, account, page)
    again = gather(db, account, page)
    assert again.new == again.edited == 0
    assert first.new == again.unchanged


@pytest.mark.parametrize("text", [case.text for case in NASTY], ids=[case.id for case in NASTY])
def test_no_text_takes_long_to_prepare(text: str) -> None:
    started = time.thread_time()
    text_key(storable(text))
    assert time.thread_time() - started < 0.5


def test_what_no_database_takes_becomes_visible() -> None:
    assert storable("a\0b\ud800c") == "a\\u0000b\\ud800c"
    assert storable("plain \U0001f954 \u202e") == "plain \U0001f954 \u202e"


def test_long_foreign_ids_stay_apart() -> None:
    assert short_id("x" * 5000) != short_id("x" * 5001)
    assert len(short_id("x" * 5000)) < 200
    assert short_id("at://did:plc:abc/post/1") == "at://did:plc:abc/post/1"


def test_a_length_tells_no_more_than_its_bucket() -> None:
    assert [size_bucket("x" * length) for length in (0, 60, 61, 200, 201, 600, 601)] == [0, 0, 1, 1, 2, 2, 3]
