"""Killed again and again in one break, by `kill -9`: it neither ends nor stands still, and nothing opens meanwhile.

At a rehearsal home whose time runs sixty times as fast: ten minutes are ten seconds.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.clock import ScaledClock, SystemClock
from moderator.home import find_home
from moderator.wellbeing.values import Mode, Presence
from tests.journeys.aftermath import console
from tests.journeys.program import ROOT, Program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
LONG, SHORT = 10 * 60, 2 * 60  # seconds of the desk's time


@pytest.fixture
def home(tmp_path: Path) -> Path:
    find_home(rehearsal=True, time_scale=60, environ={"MODERATOR_HOME": str(tmp_path / "home")})
    home = tmp_path / "home" / "rehearsal"
    assert Program(home).run("worker", "--once", code=None).returncode == 0
    return home


def sit(home: Path, how: str) -> Iterator[tuple[str, float]]:
    """What one life of the person's program says. Ending the iteration kills it, by `kill -9`."""
    command = [sys.executable, "-m", "tests.journeys.break_person", str(home), how]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True) as person:
        assert person.stdout is not None
        try:
            for line in person.stdout:
                what, _, rest = line.strip().partition(" ")
                yield what, float(rest) if what == "LEFT" else 0.0
        finally:
            person.kill()


def test_a_break_that_is_killed_ten_times_is_served_in_full_and_opens_nothing(home: Path):
    found = find_home(environ={"MODERATOR_HOME": str(home)})
    assert found.origin is not None
    clock, chance = ScaledClock(SystemClock(), found.time_scale, found.origin), random.Random(6)
    for what, _ in sit(home, "begin"):
        assert what == "LEFT"
        break
    begun, whole, before, kills, done = 0.0, 0.0, 0.0, 0, False
    how = "leave"
    while not done:
        lives = time.monotonic() + chance.uniform(0.05, 0.6)
        for what, left in sit(home, how):
            at = clock.boot().us / 1_000_000
            assert what in ("LEFT", "DONE"), "a card was opened during a break"
            if what == "DONE":
                assert at - begun >= whole - 1
                done = True
                break
            if how == "leave":
                how, begun, whole = "sit", at, left
                assert LONG < whole <= LONG + SHORT  # with what was left of the short one
            elif before:
                assert left < before, "the break stood still while nobody ran"
            before = left
            if kills < 10 and time.monotonic() > lives:
                kills += 1
                break
    assert kills >= 5
    with console(home) as opened:
        assert opened.desk.rest(Presence.ACTIVE).mode is Mode.READY
        acts = [row["act"] for row in opened.db.query("SELECT act FROM journal ORDER BY seq")]
        assert acts.count("emergency exit") == 1
        assert not {"revealed", "decided"} & set(acts)
        assert opened.db.column("SELECT count(*) FROM reveal") == [0]
        assert opened.db.column("SELECT count(*) FROM claim") == [0]
