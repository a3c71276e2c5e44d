"""What scripts can change about what is veiled: allowed words, and where each band begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Scripts

SAID = """id,author,text,date
1,bob,Dick Smith has the keys of the hall,2026-11-20T10:00:00Z
2,bob,Dick Smith is an idiot,2026-11-20T10:00:00Z
3,bob,https://example.org/turnip,2026-11-20T10:00:00Z
"""


@pytest.fixture
def said(scripts: Scripts, tmp_path: Path) -> Scripts:
    file = tmp_path / "said.csv"
    file.write_text(SAID)
    scripts.run("import", str(file), "--yes", "--account", "city")
    scripts.run("worker", "--once")
    return scripts


def _line(scripts: Scripts) -> dict[int, str | None]:
    return {card["id"]: card["band"] for card in scripts.queue()}


def test_a_name_is_allowed_listed_and_taken_off_again(said: Scripts):
    assert _line(said) == {1: "S1", 2: "S2", 3: None}
    assert "Allowed: Dick Smith" in said.run("allow", "add", "Dick Smith").stdout
    said.run("worker", "--once")
    assert _line(said) == {1: "S0", 2: "S2", 3: None}
    told = json.loads(said.run("allow", "list", "--json").stdout)
    assert (told["word"], told["passed_over"]) == ("Dick Smith", True)
    said.run("allow", "remove", "Dick Smith")
    said.run("worker", "--once")
    assert _line(said)[1] == "S1"


def test_what_cannot_be_allowed_is_one_line_that_says_what_can(said: Scripts):
    refused = said.run("allow", "add", "kill", code=1)
    assert "Kill Devil Hills" in refused.stderr
    assert said.run("allow", "list").stdout == ""


def test_a_band_is_looked_at_moved_and_never_under_a_milder_one(said: Scripts):
    told = [
        json.loads(line)
        for line in said.run("veil", "preview", "1", "insult", "--band", "S3", "--json").stdout.splitlines()
    ]
    assert told[-1]["point"] is None
    assert told[-1]["now"]
    assert sum(told[-1]["bands"]) == 2
    refused = said.run("veil", "set", "1", "insult", "0.3", "--band", "S3", code=1)
    assert "Choose 0.5 or more" in refused.stderr
    said.run("veil", "set", "1", "insult", "0.6", "--band", "S3")
    assert "S3: " in said.run("veil", "show").stdout
    assert "insult 0.6*" in said.run("veil", "show").stdout
    said.run("worker", "--once")
    assert _line(said)[2] == "S3"
