"""The last one at the desk reaches a limit: the real worker says so and hides what is severe, within ten seconds."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.console import Console
from moderator.decisions import Verdict
from moderator.home import find_home
from moderator.platforms.rehearsal import EFFECTS
from moderator.problems import LimitReached
from moderator.scores import Band
from moderator.store import parking, whs
from tests.desk.overrides import charge
from tests.journeys.aftermath import console
from tests.journeys.program import Program

SCALE = 2  # the smallest that is one: ten seconds of the desk are five of ours
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    find_home(rehearsal=True, time_scale=SCALE, environ={"MODERATOR_HOME": str(tmp_path / "home")})
    home = tmp_path / "home" / "rehearsal"
    assert Program(home).run("worker", "--once", code=None).returncode == 0
    return home


def comes(true: Callable[[], object], seconds: float) -> bool:
    """Another process writes it: there is nothing else to wait for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return False


def effects(home: Path) -> Counter[tuple[str, str]]:
    lines = (home / EFFECTS).read_text().splitlines() if (home / EFFECTS).exists() else []
    done = [json.loads(line) for line in lines]
    return Counter((one["op"], one["target"]) for one in done if one["effect"])


def work(home: Path) -> subprocess.Popen[bytes]:
    return Program(home).start("worker", stdin=subprocess.PIPE)


def severe(seat: Console) -> set[str]:
    return set(
        seat.db.column(
            """SELECT c.native_id FROM comment c JOIN card k ON k.id = c.card_id
            WHERE k.band >= 3 AND k.state = 'waiting' AND c.own = 0"""
        )
    )


def test_the_last_one_at_the_desk_locks(home: Path):
    with console(home) as seat:
        assert severe(seat)
        worker = work(home)
        try:
            assert comes(lambda: seat.overview.status().worker.doing == "watching", 60)
            charge(seat, 150)
            assert comes(lambda: parking.running(seat.db), 10 / SCALE)
            os.kill(worker.pid, signal.SIGKILL)  # in the midst of it, whatever it does
            worker.communicate(timeout=10)
            worker = work(home)
            assert comes(lambda: {("hide", one) for one in severe(seat)} <= set(effects(home)), 60)
        finally:
            worker.kill()
            worker.communicate()
        done = effects(home)
        assert {target for op, target in done if op == "hide"} == severe(seat)
        assert set(done.values()) == {1}
        kept = seat.db.query(
            """SELECT p.sha256, r.body, p.at_us, r.at_us AS kept_us FROM parked_hide p
            JOIN raw r ON r.comment_id = p.comment_id AND r.revision = p.revision"""
        )
        assert len(kept) == len(severe(seat))
        for row in kept:
            assert hashlib.sha256(zlib.decompress(bytes(row["body"]))).hexdigest() == row["sha256"]
            assert row["kept_us"] < row["at_us"]
        assert [each.kind for each in whs.listed(seat.db)] == ["parked", "corrective action"]
        status = seat.overview.status()
        assert status.exhausted is not None
        assert (status.promises_missed, status.promises_nearly) == (0, 0)
        assert seat.desk.line().exhausted
        card = next(each for each in seat.desk.line().cards if each.band is Band.S3)
        with pytest.raises(LimitReached):
            seat.desk.open(card.id)
        seat.desk.decide_unread(card.id, Verdict.ESCALATE)
        sealed = seat.sealed.listed().cards
        assert [(one.card.id, one.card.text, one.hidden) for one in sealed] == [(card.id, None, True)]
    told = Program(home).run("capacity", "status").stdout
    assert "Team capacity is exhausted" in told
