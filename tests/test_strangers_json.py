"""JSON from strangers: what the standard library lets pass or trips over is refused, quickly."""

from __future__ import annotations

import json
import time

import pytest

from moderator.strangers_json import BadJson, parse, strict_json
from tests.hostile import json_documents


@pytest.mark.parametrize("document", json_documents(), ids=lambda document: document.id)
def test_the_documents_of_the_test_suite_are_accepted_and_refused_as_they_must_be(document):
    try:
        strict_json(document.data)
        verdict = "accept"
    except BadJson:
        verdict = "reject"
    assert document.expect in ("either", verdict)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '"' + '\\"' * 1_000_000,
        "[" + "1," * 64 + "[]" * 3,
        '{"a": 1e999}',
        "-Infinity",
    ],
    ids=["brackets", "objects", "escapes", "loose", "infinite", "infinity"],
)
def test_hostile_text_is_refused_without_much_work(text):
    before = time.process_time()
    with pytest.raises(BadJson):
        strict_json(text.encode())
    assert time.process_time() - before < 2


def test_each_entry_keeps_its_own_bytes_and_its_own_flaws():
    text = '{"list": [ {"a" : "\\u0041}{æ"}, {"b": [1e999]}, {"c": {"d": 1, "d": 2}}, 7 ]}'
    page = parse(text.encode())
    sound, endless, twice, number = page.value["list"]
    assert page.raw(sound) == '{"a" : "\\u0041}{æ"}'.encode()
    assert page.raw(twice) == b'{"c": {"d": 1, "d": 2}}'
    assert page.raw(number) == b"7"
    assert not page.flaw(sound)
    assert page.flaw(endless)
    assert page.flaw(twice)
    assert not page.own_flaw()
    assert parse(b'{"a": 1, "a": 2}').own_flaw()


def test_a_large_sound_page_is_read_at_a_glance():
    entries = [{"uri": f"at://x/y/{n}", "record": {"text": "word " * 40, "n": n}} for n in range(2000)]
    body = json.dumps({"list": entries}).encode()
    before = time.process_time()
    page = parse(body)
    assert time.process_time() - before < 1
    assert page.value["list"] == entries
    assert all(json.loads(page.raw(entry)) == entry for entry in page.value["list"])
