"""`moderator score` as a script uses it: a line in, a line out, in order, with no store anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moderator.scores import LABELS

ROOT = Path(__file__).resolve().parent.parent.parent


def _score(given: bytes, home: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "moderator", "score", *options],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "MODERATOR_HOME": str(home)},
        timeout=120,
    )


def _answers(lines: list[bytes], home: Path) -> list[dict[str, Any]]:
    done = _score(b"\n".join(lines) + b"\n", home)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _asked(text: str) -> bytes:
    return json.dumps({"text": text}).encode()


def test_each_line_gets_its_answer_in_order_and_no_store_is_made(tmp_path):
    home = tmp_path / "home"
    texts = [
        "When will the bridge open?",
        "you are an idiot",
        "",
        "Quand est-ce que le pont sera ouvert à nouveau ?",
    ]
    calm, harsh, blank, foreign = _answers([_asked(text) for text in texts], home)
    assert set(calm) >= {"labels", "band", "veiled", "model"}
    assert set(calm["labels"]) == set(LABELS)
    assert (calm["band"], calm["veiled"]) == ("S0", False)
    assert harsh["veiled"]
    assert harsh["band"] in ("S1", "S2")
    assert (blank["band"], blank["veiled"], blank["not_checked"]) == (None, True, "blank")
    assert (foreign["band"], foreign["veiled"], foreign["not_checked"]) == (None, True, "language")
    assert calm["model"].startswith("embedded ")
    assert not home.exists()


BAD = {
    "not JSON": b"{nothing",
    "an empty line": b"",
    "a list": b'["text"]',
    "no text": b'{"words": "x"}',
    "a number for a text": b'{"text": 7}',
    "not UTF-8": b'{"text": "\xff"}',
    "nested without end": b"[" * 100_000,
    "a truncated line": b'{"text": "abc',
}


def test_a_line_that_cannot_be_read_gets_an_error_and_the_others_are_scored(tmp_path):
    lines = [line for bad in BAD.values() for line in (_asked("hello"), bad)]
    answers = _answers(lines, tmp_path / "home")
    assert len(answers) == len(lines)
    for good, bad in zip(answers[::2], answers[1::2], strict=True):
        assert good["band"] == "S0"
        assert list(bad) == ["error"]
        assert bad["error"]


def test_the_error_says_nothing_of_what_was_in_the_line(tmp_path):
    (answer,) = _answers([b'{"text": "You absolute turnip'], tmp_path / "home")
    assert "turnip" not in json.dumps(answer)


def test_the_last_line_needs_no_end(tmp_path):
    done = _score(_asked("hello"), tmp_path / "home")
    assert json.loads(done.stdout)["band"] == "S0"


def test_nothing_in_nothing_out(tmp_path):
    done = _score(b"", tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, b"")


def test_texts_with_line_ends_escapes_and_lone_surrogates_are_one_line_each(tmp_path):
    lines = [
        _asked("two\nlines"),
        b'{"text": "\\ud800"}',
        '{"text": "caf\u00e9 \u2028 open?"}'.encode(),
        b'{"text": "a", "id": 3}',
    ]
    assert len(_answers(lines, tmp_path / "home")) == len(lines)


def test_a_line_of_ten_million_letters_is_answered(tmp_path):
    big, small = _answers([_asked("word " * 2_100_000), _asked("hello")], tmp_path / "home")
    assert "error" in big
    assert small["band"] == "S0"


def test_a_script_may_wait_for_each_answer_before_it_sends_the_next(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-m", "moderator", "score"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "MODERATOR_HOME": str(tmp_path / "home")},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        for text in ("hello", "When will the bridge open?"):
            child.stdin.write(_asked(text) + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["band"] == "S0"
        child.stdin.close()
        assert child.wait(60) == 0


@pytest.mark.parametrize("options", [("--nonsense",), ("file.txt",)])
def test_wrong_usage_is_told_in_one_line(tmp_path, options):
    done = _score(b"", tmp_path / "home", *options)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
