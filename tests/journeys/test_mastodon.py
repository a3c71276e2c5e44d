"""A Mastodon account from the command line to the last act: added, gathered, veiled, decided, answered, taken back."""

from __future__ import annotations

import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.program import Program
from tests.journeys.speech import CIVIL, HARSH, HARSH_COPIED
from tests.platforms.mastodon.standin import TOKEN, StandIn, standing_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

COPIES = 5


@pytest.fixture
def town():
    with standing_in() as here:
        yield here


@pytest.fixture
def program(tmp_path: Path, town: StandIn) -> Program:
    made = Program(tmp_path / "home")
    added = made.run(
        "account", "add", "mastodon", "--server", town.url, "--handle", "town", stdin=TOKEN + "\n"
    )
    assert "Added town on Mastodon" in added.stdout
    return made


def test_the_main_job_where_nothing_can_be_hidden(program: Program, town: StandIn):
    troll, ann = town.person("troll", "far.example"), town.person("ann")
    root = town.post(town.town, "Track works close the northern line until Thursday")
    for text in [HARSH_COPIED] * COPIES + HARSH:
        town.post(troll, text, under=root)
    for text in CIVIL:
        town.post(ann, text, under=root)
    program.work()

    cards = program.queue()
    assert sum(card["copies"] for card in cards) == COPIES + len(HARSH) + len(CIVIL)
    harsh = [card for card in cards if card["author"] == "troll@far.example"]
    assert {card["copies"] for card in harsh} == {1, COPIES}
    assert all(card["veiled"] for card in harsh)
    civil = [card for card in cards if card["author"] == "ann" and not card["veiled"]]
    assert len(civil) >= len(CIVIL) * 0.7
    assert "turnip" not in program.run("queue").stdout

    copied = next(card for card in harsh if card["copies"] == COPIES)
    refused = program.run("decide", str(copied["id"]), "hide", code=1)
    assert "no way to hide" in refused.stderr
    assert "mute" in refused.stderr
    said = program.run(
        "decide", str(copied["id"]), "keep", "--also", "mute", "--also", "report", "--forward",
        "--reply", "Please be kind.",
    )  # fmt: skip
    assert "also reply, mute, report" in said.stdout
    program.run("decide", str(civil[0]["id"]), "keep")
    program.work()
    program.work()

    assert [answer["visibility"] for answer in town.answers()] == ["public"]
    assert [(one["account_id"], one["forward"]) for one in town.reports] == [(troll, True)]
    assert town.relations[troll]["muting"] is True
    states = {card["id"]: card["state"] for card in program.queue("--all")}
    assert (states[copied["id"]], states[civil[0]["id"]]) == ("pushed", "decided")
    program.run("journal", "verify")

    town.edit(town.answers()[0]["in_reply_to_id"], CIVIL[0] + " now edited")
    program.work()
    assert len(town.answers()) == 1


def test_an_account_signed_in_in_the_browser_is_withdrawn_when_it_is_removed(tmp_path: Path, town: StandIn):
    program = Program(tmp_path / "home")
    child = program.start(
        "account", "add", "mastodon", "--server", town.url, "--browser", stdin=subprocess.DEVNULL
    )
    assert child.stdout is not None
    lines = [child.stdout.readline().decode() for _ in range(2)]
    assert lines[1].startswith(f"{town.url}/oauth/authorize?")
    with urllib.request.urlopen(lines[1].strip(), timeout=20) as page:
        assert b"close this page" in page.read()
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert b"Added town on Mastodon" in out
    assert "new: not gathered yet" in program.run("account", "list").stdout

    again = program.start(
        "account", "add", "mastodon", "--server", town.url, "--browser", stdin=subprocess.DEVNULL
    )
    assert again.stdout is not None
    again.stdout.readline()
    urllib.request.urlopen(again.stdout.readline().decode().strip(), timeout=20).close()
    assert again.wait(timeout=60) == 1
    again.stdout.close()
    assert again.stderr is not None
    assert b"added already" in again.stderr.read()
    again.stderr.close()
    assert len(town.revoked) == 1, "what could not be kept was withdrawn again"

    assert "no longer works" in program.run("account", "remove", "1").stdout
    assert len(town.revoked) == 2
    assert list(town.tokens) == [TOKEN]


def test_a_pasted_token_stays_with_whoever_made_it(program: Program, town: StandIn):
    said = program.run("account", "remove", "1").stdout
    assert "could not be withdrawn" in said
    assert "under Development" in said
    assert town.revoked == []


@pytest.mark.parametrize(
    ("token", "handle", "says"),
    [
        ("no-such-token", "town", "access token"),
        (TOKEN, "village", "another account"),
        ("two words", "town", "no access token"),
    ],
)
def test_a_token_that_does_not_fit_is_refused_and_nothing_is_kept(
    tmp_path: Path, town: StandIn, token, handle, says
):
    fresh = Program(tmp_path / "home")
    refused = fresh.run(
        "account", "add", "mastodon", "--server", town.url, "--handle", handle, stdin=f"{token}\n", code=1
    )
    assert says in refused.stderr
    assert token not in refused.stderr + refused.stdout or token == TOKEN
    assert "No accounts" in fresh.run("account", "list").stdout


def test_a_server_has_to_be_named(tmp_path: Path):
    fresh = Program(tmp_path / "home")
    refused = fresh.run("account", "add", "mastodon", "--handle", "town", stdin="x\n", code=1)
    assert "many servers" in refused.stderr
