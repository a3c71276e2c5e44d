"""A comment that was gathered from its platform is recognised in a file, and is not queued a second time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moderator.comments import Batch, Comment
from moderator.importing.knowing import link, platform_of
from moderator.store import accounts, cards, comments
from moderator.store.db import Db
from tests.importing.conftest import bring

AT = datetime(2026, 11, 4, 12, 30, tzinfo=UTC)
DID = "did:plc:abc"


def gathered(db: Db, platform: str = "bluesky", **told: Any) -> None:
    """One comment that a platform gave."""
    told = {
        "native_id": f"at://{DID}/app.bsky.feed.post/3k2a",
        "text": "You absolute turnip",
        "author_id": DID,
        "author": "ann.example",
        "author_name": "Ann",
        "posted_at": AT,
        "url": f"https://bsky.app/profile/{DID}/post/3k2a",
        **told,
    }
    with db.transaction():
        account = accounts.ensure(db, platform, "https://server.example", "city")
        comments.save_batch(db, account, Batch((Comment(raw=b"{}", version="v", **told),)), platform)


def known(db: Db, written: Any, **cells: str) -> int:
    """How many of one row, with these cells, are known."""
    row = {"text": "You absolute turnip", "author": "", "url": "", "id": "", "date": "", "platform": ""}
    row |= cells
    head, line = ",".join(row), ",".join(f'"{cell}"' for cell in row.values())
    done = bring(db, written(f"{head}\n{line}\n"))
    assert done.counts["known"] + done.counts["new"] == 1
    return done.counts["known"]


def test_the_same_platform_and_id(db, written):
    gathered(db, "mastodon", native_id="1122334455667788", url=None)
    assert known(db, written, id="1122334455667788", platform="Mastodon", text="edited since") == 1
    assert known(db, written, id="1122334455667788", platform="Facebook") == 0


def test_an_id_alone_says_nothing(db, written):
    gathered(db, "mastodon", native_id="1", url=None)
    assert known(db, written, id="1") == 0


@pytest.mark.parametrize(
    "url",
    [
        f"https://bsky.app/profile/{DID}/post/3k2a",
        "https://bsky.app/profile/ann.example/post/3k2a?ref=x#y",
        "http://www.bsky.app/profile/ANN.example/post/3k2a/",
        f"at://{DID}/app.bsky.feed.post/3k2a",
    ],
)
def test_every_way_to_write_the_link_to_a_comment(db, written, url):
    gathered(db)
    assert known(db, written, url=url) == 1
    assert known(db, written, url=url, text="Edited since", author="@ann.example") == 1


def test_a_link_with_another_text_and_another_author_is_another_comment(db, written):
    """Some exports give the link of the post for every comment under it."""
    gathered(db, own=True, text="Buses run late tonight")
    assert known(db, written, url=f"https://bsky.app/profile/{DID}/post/3k2a", author="bob") == 0


def test_the_same_number_on_another_persons_page_is_another_comment(db, written):
    """Whoever posts may choose the end of the link, and must not be able to hide a comment with it."""
    gathered(db)
    assert known(db, written, url="https://bsky.app/profile/did:plc:other/post/3k2a") == 0


@pytest.mark.parametrize("author", ["ann.example", "@Ann.Example", "Ann"])
@pytest.mark.parametrize("seconds", [0, 59, -59])
def test_the_same_author_and_text_within_a_minute(db, written, author, seconds):
    gathered(db)
    moment = (AT + timedelta(seconds=seconds)).isoformat()
    assert known(db, written, author=author, text="You  absolute turnip ", date=moment) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"author": "ann.example", "date": (AT + timedelta(seconds=61)).isoformat()},
        {"author": "ann.example"},
        {"author": "bob", "date": AT.isoformat()},
        {"author": "ann.example", "date": AT.isoformat(), "text": "You absolute potato"},
        {
            "author": "ann.example",
            "date": AT.isoformat(),
            "url": "https://bsky.app/profile/ann.example/post/3zzz",
        },
        {"date": AT.isoformat()},
    ],
)
def test_what_is_only_alike_is_queued(db, written, cells):
    gathered(db, author_name="")
    assert known(db, written, **cells) == 0


def test_one_gathered_comment_answers_for_one_row(db, written):
    gathered(db)
    row = f"You absolute turnip,ann.example,{AT.isoformat()}\n"
    done = bring(db, written("text,author,date\n" + row * 3))
    assert (done.counts["known"], done.counts["new"]) == (1, 2)
    assert cards.line(db, 10).cards[0].copies == 3


def test_known_comments_are_not_queued_again_and_are_said_and_journaled(db, written):
    gathered(db)
    done = bring(
        db, written(f"text,url\nYou absolute turnip,https://bsky.app/profile/{DID}/post/3k2a\nNew,\n")
    )
    assert (done.counts["known"], done.counts["new"]) == (1, 1)
    assert sorted(card.copies for card in cards.line(db, 10).cards) == [1, 1]
    assert db.column("SELECT count(*) FROM comment") == [2]


def test_comments_gathered_after_the_first_import_are_known_to_the_next(db, written):
    bring(db, written("text\nOther\n"))
    gathered(db)
    assert known(db, written, url=f"https://bsky.app/profile/{DID}/post/3k2a") == 1


def test_files_are_not_compared_with_other_files(db, written):
    for name in ("a.csv", "b.csv"):
        done = bring(db, written(f"text,author,date\nHello,ann,{AT.isoformat()}\n", name))
        assert done.counts["new"] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://twitter.com/ann/status/123", "https://x.com/i/web/status/123?s=20"),
        ("https://town.example/@ann/112233", "https://town.example/users/ann/statuses/112233"),
        ("https://m.facebook.com/story.php?story_fbid=1&id=2&x=y", "https://www.facebook.com/story.php?id=2&story_fbid=1"),
        ("https://www.youtube.com/watch?v=a&lc=b", "https://youtube.com/watch?lc=b&v=a"),
    ],
)  # fmt: skip
def test_links_of_other_platforms(one, other):
    assert link(one) == link(other)


@pytest.mark.parametrize(
    "url",
    ["", "x", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "https://", "x" * 5000, "at://x"],
)
def test_what_is_no_link_leads_nowhere(url):
    assert link(url) is None
    assert platform_of(url) == ""


def test_different_comments_have_different_links():
    urls = [
        "https://x.com/a/status/1",
        "https://x.com/a/status/2",
        "https://town.example/@a/1",
        "https://other.example/@a/1",
        "https://youtube.com/watch?v=a",
        "https://youtube.com/watch?v=a&lc=b",
        "https://a.example/x",
    ]
    assert len({link(url) for url in urls}) == len(urls)
