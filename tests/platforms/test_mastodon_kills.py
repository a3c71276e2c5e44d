"""Killed at any place on the way to a Mastodon server, acts are done once, or wait in sight of a person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from moderator.clock import HandClock
from moderator.faults import VARIABLE
from tests.platforms.mastodon.pusher import open_desk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ACTS = ["reply", "mute", "block", "report"]


def run(tmp_path, town, later: int, fault: str = "") -> int:
    command = [sys.executable, "-m", "tests.platforms.mastodon.pusher", str(tmp_path), town.url, str(later)]
    environ = {**os.environ, VARIABLE: fault} if fault else {**os.environ}
    return subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False).returncode


def acts(tmp_path):
    db = open_desk(tmp_path, HandClock())
    rows = db.query("SELECT op, state FROM outbox ORDER BY id")
    db.close()
    return [(row["op"], row["state"]) for row in rows]


PLACES = ["push.taken", "push.sent", "push.settled"]
CASES = [(place, visit, True) for place in PLACES for visit in range(1, len(ACTS) + 1)]
CASES += [(place, 1, False) for place in PLACES]  # only an answer carries a key


def _named(case) -> str:
    place, visit, keeps_keys = case
    return f"{ACTS[visit - 1]}-{place}{'' if keeps_keys else '-keys ignored'}"


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_an_act_is_done_once_wherever_the_worker_dies(tmp_path, town, case):
    place, visit, keeps_keys = case
    town.wishes.keeps_keys = keeps_keys
    troll = town.person("troll", "far.example")
    town.post(troll, "You absolute turnip", under=town.post(town.town, "The library is closed."))
    assert run(tmp_path, town, 0, f"{place}:kill:{visit}") == -signal.SIGKILL
    for later in (10, 20):
        assert run(tmp_path, town, later) == 0
    states = dict(acts(tmp_path))
    assert list(states) == ACTS
    assert len(town.answers()) == 1
    assert town.relations[troll]["muting"] is True
    assert town.relations[troll]["blocking"] is True
    assert len(town.reports) <= 1
    died_with_the_report = ACTS[visit - 1] == "report" and place != "push.settled"
    if died_with_the_report:  # the server tells nobody which reports it has: a person is asked in the end
        assert states.pop("report") == "parked"
    else:
        assert len(town.reports) == 1
    assert set(states.values()) == {"confirmed"}
