"""The main job on a real Bluesky network: gathered, scored, veiled, decided unread, hidden for everyone, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.program import Program
from tests.journeys.speech import CIVIL, HARSH, HARSH_COPIED
from tests.journeys.storm import COPIES, storm
from tests.peers.bluesky import Network, Person

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.xdist_group("bluesky"),
    pytest.mark.timeout(600),
]


@pytest.fixture
def agency(bluesky_network: Network) -> Person:
    return bluesky_network.new_person("agency")


@pytest.fixture
def program(tmp_path: Path, bluesky_network: Network, agency: Person) -> Program:
    made = Program(tmp_path / "home")
    added = made.run(
        "account", "add", "bluesky", "--server", bluesky_network.pds, "--handle", agency.handle,
        stdin=agency.app_password() + "\n",
    )  # fmt: skip
    assert "Added" in added.stdout
    return made


def test_the_main_job_on_a_real_network(program: Program, bluesky_network: Network, agency: Person):
    morning = storm(bluesky_network, agency)
    program.work()

    cards = program.queue()
    assert sum(card["copies"] for card in cards) == COPIES + len(HARSH) + len(CIVIL)
    harsh = [card for card in cards if card["author"].startswith("troll")]
    civil = [card for card in cards if card["author"].startswith("citizen")]
    assert len(harsh) == 1 + len(HARSH)
    assert {card["copies"] for card in harsh} == {1, COPIES}
    assert all(card["veiled"] for card in harsh)
    assert sum(not card["veiled"] for card in civil) >= 14

    for card in harsh:
        program.run("decide", str(card["id"]), "hide")
    program.run("decide", str(civil[0]["id"]), "keep")
    refused = program.run("decide", str(civil[1]["id"]), "delete", code=1)
    assert "author" in refused.stderr
    program.work()

    bluesky_network.settle()
    seen = morning.citizen.sees_in_thread(morning.post)
    assert HARSH_COPIED not in seen
    assert not set(HARSH) & set(seen)
    assert len(seen) == len(CIVIL)
    states = {card["id"]: card["state"] for card in program.queue("--all")}
    assert all(states[card["id"]] == "pushed" for card in harsh)
    assert states[civil[0]["id"]] == "decided"
    program.run("journal", "verify")


def test_gathering_again_brings_nothing_twice(program: Program, bluesky_network: Network, agency: Person):
    citizen = bluesky_network.new_person("citizen")
    post = agency.post("The pool opens on Friday")
    bluesky_network.settle()
    for text in CIVIL[:5]:
        citizen.post(text, under=post)
    bluesky_network.settle()
    program.work()
    program.work()
    assert sorted(card["copies"] for card in program.queue()) == [1] * 5


def test_edits_and_deletions_are_noticed(program: Program, bluesky_network: Network, agency: Person):
    citizen = bluesky_network.new_person("citizen")
    post = agency.post("The pool opens on Friday")
    bluesky_network.settle()
    _, edited, deleted = (citizen.post(text, under=post) for text in CIVIL[:3])
    bluesky_network.settle()
    program.work()
    assert len(program.queue()) == 3
    citizen.edit(edited, HARSH[0])
    citizen.delete(deleted)
    bluesky_network.settle()
    program.work()
    cards = program.queue()
    assert len(cards) == 2
    assert sum(card["veiled"] for card in cards) == 1


def test_a_wrong_app_password_is_refused_and_nothing_is_kept(
    tmp_path: Path, bluesky_network: Network, agency: Person
):
    fresh = Program(tmp_path / "other")
    refused = fresh.run(
        "account", "add", "bluesky", "--server", bluesky_network.pds, "--handle", agency.handle,
        stdin="not-the-password\n", code=1,
    )  # fmt: skip
    assert "app password" in refused.stderr
    assert "not-the-password" not in refused.stderr + refused.stdout
    assert "No accounts" in fresh.run("account", "list").stdout
