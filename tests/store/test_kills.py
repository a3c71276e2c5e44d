"""Kill -9, a full disk or a failing one at any system call that writes: nothing is lost, nothing is doubled.

strace stops the victim at its k-th such call. Set KILL_POINTS to visit more of them than the sample.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.journal import verify
from moderator.store import comments, journal
from moderator.store.db import Db, Sqlite, open_sqlite
from moderator.store.steps import STEPS
from tests.store import victim
from tests.store.desks import empty
from tests.store.machine import AGREE

WRITES = "pwrite64,fdatasync,fsync,ftruncate,unlink,rename"
FAILS = "pwrite64,fdatasync,fsync,ftruncate"
SENDS = "sendto"
POINTS = int(os.environ.get("KILL_POINTS", "40"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@dataclass
class Crime:
    """One place where the victim lives, and what is known from outside of what it did there."""

    where: str
    effects: Path
    acks: dict[str, list[str]] = field(default_factory=dict)

    def run(self, *strace: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.store.victim", self.where, str(self.effects)]
        if strace:
            command = ["strace", "-f", "-qq", *strace, *command]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        for line in ran.stdout.splitlines():
            if found := re.fullmatch(r"ACK (\w+) (\S+)", line):
                self.acks.setdefault(found[1], []).append(found[2])
        return ran

    def count(self, calls: str) -> int:
        """How many such calls a whole undisturbed life has."""
        log = self.effects.with_suffix(".strace")
        assert "DONE" in self.run("-o", str(log), "-e", f"trace={calls}").stdout
        return sum("resumed" not in line for line in log.read_text().splitlines())

    def injected(self, calls: str, what: str) -> subprocess.CompletedProcess[str]:
        self.acks.clear()
        return self.run("-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{what}")

    def check(self) -> None:
        """Nothing that was acknowledged is missing, and what is there agrees with itself."""
        if self.where.startswith("/") and not Path(self.where).exists():
            assert not self.acks
            return
        clock = HandClock()
        db = victim.open_at(self.where, clock)
        try:
            self._check(db)
        finally:
            db.close()

    def _check(self, db: Db) -> None:
        if isinstance(db, Sqlite):
            assert db.damage(thorough=True) == []
        for what, sql in AGREE.items():
            assert not db.query(sql), what
        account = db.one("SELECT id FROM account")
        page = int(comments.bookmarks(db, account["id"]).get("main", "0")) if account else 0
        assert len(db.query("SELECT id FROM comment")) == page * victim.PAGE, (
            "the bookmark is not with its page"
        )
        assert page >= max(map(int, self.acks.get("page", ["0"]))), "an acknowledged page is lost"
        decisions = {str(row["id"]) for row in db.query("SELECT id FROM decision")}
        assert set(self.acks.get("decision", [])) <= decisions, "an acknowledged decision is lost"
        confirmed = {row["key"] for row in db.query("SELECT key FROM outbox WHERE state = 'confirmed'")}
        assert set(self.acks.get("effect", [])) <= confirmed, "an acknowledged effect is forgotten"
        told = verify(journal.lines(db))
        assert (told.ok, told.count) == (True, page + len(decisions)), "journal and desk do not agree"

    def finish(self) -> None:
        """Started again, it finishes its work, and every act has had its effect once."""
        self.effects.with_suffix(".again").touch()
        ran = self.run()
        assert "DONE" in ran.stdout, ran.stdout[-200:] + ran.stderr[-400:]
        self.check()
        db = victim.open_at(self.where, HandClock())
        states = {row["state"] for row in db.query("SELECT DISTINCT state FROM outbox")}
        keys = sorted(row["key"] for row in db.query("SELECT key FROM outbox"))
        open_cards = db.query("SELECT id FROM card WHERE state <> 'decided'")
        db.close()
        assert states == {"confirmed"}
        assert not open_cards
        assert sorted(victim.done(self.effects)) == keys, Counter(victim.done(self.effects)).most_common(2)


@pytest.fixture
def crime(tmp_path: Path) -> Callable[[int], Crime]:
    def made(number: int) -> Crime:
        folder = tmp_path / f"home{number}"
        folder.mkdir(mode=0o700)
        return Crime(str(folder / "desk.db"), folder / "effects")

    return made


def sample(last: int, points: int = POINTS) -> list[int]:
    step = max(1, last // points)
    return [*range(1, last, step), last]


def test_killed_at_any_write_it_loses_and_doubles_nothing(crime: Callable[[int], Crime]) -> None:
    points = sample(crime(0).count(WRITES))
    killed = 0
    for k in points:
        scene = crime(k)
        ran = scene.injected(WRITES, f"signal=KILL:when={k}")
        killed += "DONE" not in ran.stdout
        assert "CLEAN" not in ran.stdout
        scene.check()
        scene.finish()
    assert killed > len(points) * 0.6
    print(f"{killed} kills at {len(points)} of {points[-1]} points")


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_fails_at_any_write_is_told_clearly_and_loses_nothing(
    crime: Callable[[int], Crime], error: str
) -> None:
    points = sample(crime(0).count(FAILS), POINTS // 2)
    told: Counter[str] = Counter()
    for k in points:
        scene = crime(k)
        ran = scene.injected(FAILS, f"error={error}:when={k}+")
        last = ran.stdout.splitlines()[-1] if ran.stdout else ""
        assert last == "DONE" or last.startswith("CLEAN"), ran.stderr[-600:]
        told[last] += 1
        scene.check()
        scene.finish()
    assert told["DONE"] < len(points) * 0.4
    print(dict(told), f"at {len(points)} of {points[-1]} points")


def test_killed_at_any_message_to_the_server_it_loses_and_doubles_nothing(
    tmp_path: Path, team_database: str
) -> None:
    def scene(number: int) -> Crime:
        empty(team_database)
        return Crime(team_database, tmp_path / f"effects{number}")

    points = sample(scene(0).count(SENDS), POINTS // 2)
    killed = 0
    for k in points:
        one = scene(k)
        killed += "DONE" not in one.injected(SENDS, f"signal=KILL:when={k}").stdout
        one.check()
        one.finish()
    assert killed > len(points) * 0.8
    print(f"{killed} kills at {len(points)} of {points[-1]} points")


STEP = "CREATE TABLE later (id {pk}, x TEXT);\nCREATE INDEX later_x ON later (x);\nALTER TABLE note ADD COLUMN y TEXT;\n"
MIGRATE = """
import pathlib, sys
from moderator.clock import HandClock
from moderator.store.db import open_sqlite
from tests.store import test_kills, victim
open_sqlite(pathlib.Path(sys.argv[1]), victim.KEY, HandClock(), steps=test_kills.NEXT).close()
"""
NEXT = (*STEPS, ("900_later", STEP), ("901_more", "CREATE TABLE more (id {pk});\nDROP TABLE passed;\n"))


def test_killed_in_a_migration_it_has_the_old_schema_or_the_new(tmp_path: Path) -> None:
    home = tmp_path / "home"
    origin = open_sqlite(home / "desk.db", victim.KEY, HandClock())
    origin.close()
    kept = (home / "desk.db").read_bytes()

    def migrate(*strace: str) -> int:
        command = ["strace", "-f", "-qq", "-e", f"trace={WRITES}", *strace]
        command += [sys.executable, "-c", MIGRATE, str(home / "desk.db")]
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode

    assert migrate("-o", str(tmp_path / "calls")) == 0
    calls = (tmp_path / "calls").read_text().splitlines()
    points = sample(sum("resumed" not in line for line in calls))
    found = Counter[int]()
    for k in points:
        shutil.rmtree(home)
        home.mkdir(mode=0o700)
        path = home / "desk.db"
        path.touch(0o600)
        path.write_bytes(kept)
        migrate("-o", "/dev/null", "-e", f"inject={WRITES}:signal=KILL:when={k}")
        db = Sqlite(path, victim.KEY, HandClock())
        version = int(db.query("PRAGMA user_version")[0]["user_version"])
        tables = {row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert db.damage() == []
        db.close()
        assert ("later" in tables) == (version > len(STEPS))
        assert ("more" in tables) == ("passed" not in tables) == (version > len(STEPS) + 1)
        found[version] += 1
        open_sqlite(path, victim.KEY, HandClock(), steps=NEXT).close()
    assert set(found) == {len(STEPS) + n for n in range(3)}
    print(dict(found), f"at {len(points)} of {points[-1]} points")
    assert not list(home.glob("*.part")), "a half copy was left behind"
