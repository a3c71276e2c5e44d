"""What readers of a Bluesky post see: its words, and a line for each thing that is attached."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from moderator.platforms._bluesky_reading import comments_of
from moderator.strangers_json import parse
from tests.platforms.standin import OWN, entry

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
IMAGES = {"$type": "app.bsky.embed.images", "images": [{"alt": "a\nturnip"}, {"alt": ""}, "broken"]}


def _text(words: str, embed: Any) -> str:
    told = entry("one", words)
    told["record"]["embed"] = embed
    page = parse(json.dumps([told]).encode())
    ((comment,), aside) = comments_of(page, page.value, "a page", OWN, NOW)
    assert aside == ()
    return comment.text


@pytest.mark.parametrize(
    ("words", "embed", "text"),
    [
        ("look", IMAGES, "look\n\n[picture] a turnip\n[picture]"),
        ("", IMAGES, "[picture] a turnip\n[picture]"),
        ("", {"$type": "app.bsky.embed.video", "video": {}, "alt": "it rolls"}, "[video] it rolls"),
        ("", {"external": {"uri": "https://x.example", "title": "Turnips"}}, "[link] Turnips"),
        ("so", {"record": {}, "media": IMAGES}, "so\n\n[picture] a turnip\n[picture]"),
        ("so", {"record": {}}, "so"),
        ("so", {"images": 7, "external": [], "media": 3}, "so"),
        ("so", "embed", "so"),
    ],
)
def test_what_is_attached_has_a_line_of_its_own(words, embed, text):
    assert _text(words, embed) == text
