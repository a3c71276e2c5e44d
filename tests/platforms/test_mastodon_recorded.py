"""What a real Mastodon 4.7 said is read as it was meant; and the contract made of it knows a wrong answer."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from moderator.platforms._mastodon_reading import Own, comments_of, link_of, wanted
from moderator.scoring.embedded import Embedded
from moderator.scoring.rate import rate
from moderator.strangers_json import page
from tests.platforms.mastodon.contract import Outside, contract, recorded, template

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OWN = Own("117440810532227399", "mastodonpy_test", "http://localhost:3000")


def answers(route):
    return [
        one
        for one in recorded()
        if f"{one['method']} {template(one['path'])}" == route and one["status"] == 200
    ]


def read_all():
    """Every recorded status, wherever it stands, by our own reading."""
    for one in recorded():
        found = page(one["body"].encode())
        open_ = [found.value]
        while open_:
            value = open_.pop()
            if (
                isinstance(value, dict)
                and "spoiler_text" in value
                and "visibility" in value
                and "content" in value
            ):
                yield found, value
            open_ += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []


def test_every_recorded_status_is_read_and_keeps_its_bytes():
    count = 0
    for found, status in read_all():
        (comment,), aside = comments_of(found, [(status, "")], "test", OWN, NOW)
        assert aside == ()
        assert json.loads(comment.raw) == status
        assert comment.posted_at is not None
        assert comment.native_id == status["id"]
        assert "<" not in comment.text
        assert "RE: http" not in comment.text
        count += 1
    assert count > 60


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("you can&#39;t say that on television", "you can't say that on television"),
        ("free <a href", "cool free #ringtones"),
        ("pssssst!", "@mastodonpy_test pssssst!"),
        ("watch?v=FAEKjYroiME", "https://www.youtube.com/watch?v=FAEKjYroiME"),
        ("yoooooooo", "yoooooooo"),
        ("<p>nice</p>", "nice"),
        ("LOL check this out", "LOL check this out\n\n[video] me when a cat"),
    ],
)
def test_recorded_words_read_as_people_see_them(part, text):
    found, status = next((found, each) for found, each in read_all() if part in each["content"])
    (comment,), _ = comments_of(found, [(status, "")], "test", OWN, NOW)
    assert comment.text.split("\n\n- ")[0].startswith(text)


def test_a_status_of_pictures_alone_names_them_and_is_not_checked():
    found, status = next((found, each) for found, each in read_all() if each["media_attachments"])
    status["content"], status["spoiler_text"] = "", ""
    for each in status["media_attachments"]:
        each["description"] = None
    (comment,), _ = comments_of(found, [(status, "")], "test", OWN, NOW)
    assert comment.text == "[picture]"
    assert [score.unchecked for score in rate([comment.text], Embedded.load())] == ["media"]


def test_an_edit_is_another_version():
    edited = [json.loads(one["body"]) for one in answers("PUT /api/v1/statuses/:id")]
    assert edited
    for status in edited:
        found = page(json.dumps(status).encode())
        (after,), _ = comments_of(found, [(found.value, "")], "test", OWN, NOW)
        found.value["edited_at"] = None
        (before,), _ = comments_of(found, [(found.value, "")], "test", OWN, NOW)
        assert after.version != before.version
        assert after.edited_at is not None


def test_recorded_notifications_are_taken_or_left():
    kinds = {}
    for one in answers("GET /api/v1/notifications"):
        for entry in json.loads(one["body"]):
            kinds[entry["type"]] = wanted(entry) is not None
    assert kinds["mention"]
    assert not any(taken for kind, taken in kinds.items() if kind != "mention")


def test_recorded_links_say_where_a_list_goes_on():
    one = next(one for one in answers("GET /api/v1/notifications") if one["headers"].get("link"))
    ids = [entry["id"] for entry in json.loads(one["body"])]
    assert link_of(one["headers"]["link"], "next", "max_id") == ids[-1]
    assert link_of(one["headers"]["link"], "prev", "min_id") == ids[0]
    assert link_of(one["headers"]["link"], "first", "min_id") is None
    assert link_of('<http://x/?max_id=../../x>; rel="next"', "next", "max_id") is None


# the contract itself


def test_the_contract_accepts_all_that_it_was_learned_from():
    for one in recorded():
        contract().demand_answer(one["method"], one["path"], one["status"], json.loads(one["body"]))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda made: made.pop("visibility"), "lacks"),
        (lambda made: made.update(visible="yes"), "never has"),
        (lambda made: made.update(replies_count="0"), "never text"),
        (lambda made: made.update(id="one"), "form"),
        (lambda made: made["account"].pop("acct"), "lacks"),
        (lambda made: made.update(created_at="yesterday"), "form"),
        (lambda made: made.update(content=None), "never null"),
    ],
)
def test_the_contract_knows_a_wrong_answer(change, why):
    made = copy.deepcopy(json.loads(answers("POST /api/v1/statuses")[0]["body"]))
    contract().demand_answer("POST", "/api/v1/statuses", 200, made)
    change(made)
    with pytest.raises(Outside, match=why):
        contract().demand_answer("POST", "/api/v1/statuses", 200, made)


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("POST", "/api/v1/statuses/1/hide", set()),
        ("POST", "/api/v1/reports", {"status_id"}),
        ("GET", "/api/v1/notifications", {"since"}),
    ],
)
def test_the_contract_knows_a_question_that_nobody_asks(method, path, given):
    with pytest.raises(Outside):
        contract().demand_question(method, path, given)
