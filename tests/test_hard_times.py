"""A full disk, a read-only one, no memory, no files left: told in words, nothing lost, and work goes on afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator import scorers, worker
from moderator.clock import HandClock, SystemClock
from moderator.console import DATABASE
from moderator.decisions import Verdict
from moderator.home import find_home
from moderator.keys import TokenBox, derive, root_key
from moderator.problems import DiskFull, StoreBusy
from moderator.store import accounts
from moderator.store.db import open_sqlite
from tests.desk.conftest import Office
from tests.disks import SmallDisk, small_disk
from tests.journeys.program import Program
from tests.kept import write_page
from tests.test_keys import nobody

KEY = bytes(range(32))
CANARY = "quokkacanary"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    yield from small_disk(tmp_path / "disk", 8)


def test_a_decision_on_a_full_disk_is_refused_not_lost_and_goes_through_once_there_is_room(
    disk: SmallDisk, clock: HandClock
) -> None:
    path = disk.path / "home" / DATABASE
    db = open_sqlite(path, KEY, clock)
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "City Transport")
    office = Office(path, KEY, clock, db, account)
    card = office.says("You absolute turnip")
    desk = office.desk()
    assert desk.open(card.id)
    disk.fill()
    told = []
    for page in range(200):  # what the log has room for is used up first
        try:
            write_page(db, page, 5)
        except DiskFull as full:
            told.append(full)
            break
    with pytest.raises(DiskFull) as refused:
        desk.decide(card.id, Verdict.KEEP, None, "a note of mine" * 2000)
    assert "nothing was lost" in refused.value.remedy
    assert "50 MB" in refused.value.why
    assert told
    assert db.query("SELECT count(*) AS n FROM decision")[0]["n"] == 0
    assert db.query("SELECT state FROM card WHERE id = :id", id=card.id)[0]["state"] == "claimed"
    disk.free()
    decided = desk.decide(card.id, Verdict.KEEP, None, "a note of mine")
    assert decided.copies == 1
    assert db.damage(thorough=True) == []
    for each in (*office.dbs, db):
        each.close()


def test_a_worker_waits_for_a_full_disk_and_goes_on_by_itself(
    disk: SmallDisk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "STORE_WAIT_SECONDS", 0.05)
    home = find_home(rehearsal=True, environ={"MODERATOR_HOME": str(disk.path / "home")})
    key = root_key(home, given=None, ask=nobody)
    database = derive(key, "database")
    stop, clock = threading.Event(), SystemClock()
    db = open_sqlite(home.path / DATABASE, database, clock)
    disk.fill()

    def work() -> None:
        own = open_sqlite(home.path / DATABASE, database, clock)
        made = worker.Worker(
            own,
            TokenBox(key),
            clock,
            home=str(home.path),
            rehearsal=True,
            load_scorer=scorers.loader(rehearsal=True, language="en"),
        )
        asyncio.run(made.run(stop))
        own.close()

    running = threading.Thread(target=work)
    running.start()
    try:
        _until(lambda: "waiting for the store: DiskFull" in caplog.text)
        assert running.is_alive()
        disk.free()
        _until(lambda: db.query("SELECT count(*) AS n FROM comment")[0]["n"] > 0)
    finally:
        stop.set()
        running.join(30)
    assert caplog.text.count("waiting for the store") == 1
    db.close()


def _until(there: object, seconds: float = 20) -> None:
    clock = SystemClock()
    end = clock.mono() + seconds * 1e6
    while not there():  # type: ignore[operator]
        assert clock.mono() < end, "it did not come"
        threading.Event().wait(0.02)


def test_a_disk_that_became_read_only_is_refused_at_the_start_with_what_to_look_at(disk: SmallDisk) -> None:
    one = Program(disk.path / "home")
    one.run("queue")
    before = (one.home / DATABASE).read_bytes()
    disk.remount("ro")
    try:
        for command in (["queue"], ["worker", "--once"], ["backup"], ["doctor"]):
            told = one.run(*command, code=(1,))
            said = told.stderr + told.stdout
            assert "ead-only" in said, said
            assert "Traceback" not in said
        assert "moderator view" in one.run("queue", code=1).stderr
        assert "0 cards wait" in one.run("view").stdout
    finally:
        disk.remount("rw")
    assert (one.home / DATABASE).read_bytes() == before
    one.run("queue")


HUNGRY = """
import os, resource, sys, pathlib
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from ui import bugs
folder = pathlib.Path(sys.argv[1])
bugs.watch(folder, lambda sentence: print(sentence))

def open_all_files():
    held = []
    while True:
        held.append(os.open(os.devnull, os.O_RDONLY))

def eat_all_memory():
    limit = 1 << 20
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 30 * limit, used + 30 * limit))
    held = ["quokkacanary"]
    while True:
        held.append(bytearray(limit // 4))

resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
{act}
"""


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("open_all_files()", "OSError"),
        ("eat_all_memory()", "MemoryError"),
        ("raise ValueError('quokkacanary')", "ValueError"),
        ("import threading; t = threading.Thread(target=open_all_files); t.start(); t.join()", "OSError"),
    ],
    ids=["files", "memory", "mistake", "files in a thread"],
)
def test_a_crash_is_noted_without_content_when_files_or_memory_have_run_out(
    tmp_path: Path, act: str, kind: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", HUNGRY.format(act=act), str(tmp_path / "logs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    note = (tmp_path / "logs" / "crash.txt").read_text()
    assert note.startswith(kind), (note, ran.stderr)
    assert "<string>:" in note
    for said in (note, ran.stdout, ran.stderr):
        assert CANARY not in said
    assert (tmp_path / "logs" / "crash.txt").stat().st_mode & 0o777 == 0o600


def test_a_store_that_another_program_holds_is_told_after_a_while(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "home" / DATABASE
    db, other = open_sqlite(path, KEY, clock), open_sqlite(path, KEY, clock)
    db.query("PRAGMA busy_timeout = 100")
    other._conn.execute("BEGIN EXCLUSIVE")  # not in our turn, as a stranger's tool would
    begun = time.thread_time()
    with pytest.raises(StoreBusy, match="busy"), db.transaction():
        pass
    assert time.thread_time() - begun < 0.1, "it waits without working"
    assert db.query("SELECT count(*) AS n FROM comment")[0]["n"] == 0, "reading goes on"
    other._conn.execute("ROLLBACK")
    with db.transaction():
        db.run("DELETE FROM note")
    db.close()
    other.close()
