"""Killed at any moment, worker and desktop lose nothing and do nothing twice.

At a rehearsal home whose time runs sixty times as fast: undo windows and leases are over in seconds.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.decisions import Verdict
from moderator.faults import FAULT_POINTS, VARIABLE
from moderator.home import find_home
from tests.journeys.aftermath import Told, check, console
from tests.journeys.program import ROOT, Program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

WORKER_ROOMS, DESKTOP_ROOMS = ("gather", "rate", "push"), ("claim", "reveal", "decide", "undo")
WORKER, DESKTOP = (
    [point for point in FAULT_POINTS if point.split(".")[0] in rooms]
    for rooms in (WORKER_ROOMS, DESKTOP_ROOMS)
)  # the others have tests of their own: see tests/store/test_faults.py


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    find_home(rehearsal=True, time_scale=60, environ={"MODERATOR_HOME": str(tmp_path / "home")})
    made = Rehearsal(tmp_path / "home" / "rehearsal")
    yield made
    made.end()


class Rehearsal:
    """One home, its worker and its desktop, each with as many lives as a test takes from it."""

    def __init__(self, home: Path) -> None:
        self.home, self.told = home, Told()
        self.workers: set[int] = set()
        self.desktops: list[subprocess.Popen[str]] = []

    def work(self, fault: str = "") -> int:
        """One round of everything. The exit code."""
        program = Program(self.home, environ={VARIABLE: fault} if fault else {})
        return int(program.run("worker", "--once", code=None).returncode)

    def sit_down(self, turns: int, *more: str, fault: str = "") -> subprocess.Popen[str]:
        environ = {**os.environ, "MODERATOR_HOME": str(self.home)} | ({VARIABLE: fault} if fault else {})
        command = [sys.executable, "-m", "tests.journeys.desk_person", str(turns), *more]
        desktop = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        self.desktops.append(desktop)
        return desktop

    def hear(self, desktop: subprocess.Popen[str], most: int = sys.maxsize) -> int:
        """Up to so many lines of what the person does and is told; how many came before the end."""
        assert desktop.stdout is not None
        heard = 0
        while heard < most and (line := desktop.stdout.readline()):
            heard += 1
            self.told.hear([line])
            if line.startswith("WORKER"):
                self.workers.add(int(line.split()[1]))
        return heard

    def sit_through(self, turns: int, *more: str, fault: str = "") -> int:
        desktop = self.sit_down(turns, *more, fault=fault)
        self.hear(desktop)
        code = desktop.wait(60)
        self.told.killed += code == -signal.SIGKILL
        return code

    def decide(self, count: int) -> None:
        """The first cards of the line are hidden unread."""
        with console(self.home) as opened:
            for card in opened.desk.line().cards[:count]:
                self.told.hear(["PRESS"])
                opened.desk.open(card.id)
                self.told.hear([f"DECIDED {opened.desk.decide(card.id, Verdict.HIDE).id}"])

    def settle(self) -> None:
        """Rounds, until nothing is on its way any more. A dead sender's row waits for the end of its lease."""
        for _ in range(5):
            assert self.work() == 0
            with console(self.home) as opened:
                rows = opened.db.query(
                    "SELECT lease_us FROM outbox WHERE state NOT IN ('confirmed', 'cancelled', 'parked')"
                )
                lease_us = max((row["lease_us"] or 0 for row in rows), default=0)
                while opened.db.boot().us <= lease_us:
                    time.sleep(0.02)
            if not rows:
                return
        raise AssertionError("acts that never settle")

    def gone(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] in "ZX"
        except OSError:
            return True

    def end(self) -> None:
        for desktop in self.desktops:
            if desktop.poll() is None:
                desktop.kill()
            desktop.communicate()
        for pid in self.workers:
            if not self.gone(pid):
                os.kill(pid, signal.SIGKILL)


def until(true, patience: float = 20) -> bool:
    end = time.monotonic() + patience
    while not (so := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(so)


@pytest.mark.parametrize("point", WORKER)
def test_a_worker_killed_at_a_named_place_loses_and_doubles_nothing(rehearsal: Rehearsal, point: str):
    """At its second visit there, so that one page, text or act is through and the next is in its hands."""
    if point.startswith("push"):
        assert rehearsal.work() == 0
        rehearsal.decide(3)
    assert rehearsal.work(f"{point}:kill:2") == -signal.SIGKILL
    rehearsal.settle()
    check(rehearsal.home, rehearsal.told)


@pytest.mark.parametrize("point", DESKTOP)
def test_a_desktop_killed_at_a_named_place_loses_and_doubles_nothing(rehearsal: Rehearsal, point: str):
    assert rehearsal.work() == 0
    assert rehearsal.sit_through(6, fault=f"{point}:kill:2") == -signal.SIGKILL
    assert rehearsal.sit_through(2) == 0
    rehearsal.settle()
    check(rehearsal.home, rehearsal.told)


@pytest.mark.parametrize("seed", range(10))
def test_both_killed_at_a_random_moment_lose_and_double_nothing(rehearsal: Rehearsal, seed: int):
    """The worker first, and the desktop while it starts another; or the desktop, and its worker ends by itself."""
    chance = random.Random(seed)
    desktop = rehearsal.sit_down(200, "worker")
    rehearsal.hear(desktop, chance.randrange(1, 40))
    time.sleep(chance.uniform(0, 0.3))
    if seed % 2:
        os.kill(max(rehearsal.workers), signal.SIGKILL)
        rehearsal.hear(desktop, chance.randrange(0, 30))
        time.sleep(chance.uniform(0, 0.3))
    desktop.kill()
    rehearsal.told.killed += 1
    rehearsal.hear(desktop)
    assert until(lambda: all(map(rehearsal.gone, rehearsal.workers))), "a worker outlives its desktop"
    assert rehearsal.sit_through(3, "worker") == 0
    rehearsal.settle()
    check(rehearsal.home, rehearsal.told)
