"""Backup, restore and the look at the start, on a desk of a given size, while another process goes on writing.

Goals at 1,000,000 comments on two cores: a backup within 10 s, no commit of the writer held up for more than 300 ms, a
restore with all its checks within 60 s, and every flipped bit noticed with nothing written to the file.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from moderator import keeping, restoring
from moderator.bench.ingest import PAGE, page
from moderator.bench.places import Place
from moderator.clock import SystemClock
from moderator.comments import Batch
from moderator.home import DATABASE, Home, find_home, save
from moderator.keys import check_value, derive
from moderator.problems import DamagedStore
from moderator.store import accounts, comments, journal
from moderator.store.db import Sqlite, open_sqlite
from moderator.store.health import PAGE as PAGE_BYTES
from moderator.store.health import demand_whole, look

ROOT_KEY = bytes(range(32))


def measure(rows: int = 20_000, *, flips: int = 2000) -> dict[str, Any]:
    """Seconds of wall time for each, and the writer's commits in milliseconds, alone and beside the backup.

    The backup's CPU time is spent on two threads.
    """
    clock = SystemClock()
    with Place("sqlcipher", "", 1) as place:
        home = _home(place.folder / "home")
        database, key = home.path / DATABASE, derive(ROOT_KEY, "database")
        db = open_sqlite(database, key, clock)
        _fill(db, rows)
        with _writing(database, key, place.folder / "alone") as alone:
            _pause(clock, 2_000_000)
        with _writing(database, key, place.folder / "beside") as beside:
            started, worked = clock.mono(), time.process_time()
            made = keeping.back_up(home, ROOT_KEY, db, clock)
            backup_us, backup_cpu = clock.mono() - started, time.process_time() - worked
        db.close()
        started = clock.mono()
        health = look(database, key)
        look_us = clock.mono() - started
        found = _flips(database, key, flips)
        started = clock.mono()
        restored = restoring.restore(home, [made], ROOT_KEY, clock)
        restore_us = clock.mono() - started
        return {
            "comments": rows,
            "megabytes": round(made.size / 1e6, 1),
            "backup_s": round(backup_us / 1e6, 2),
            "backup_cpu_s": round(backup_cpu, 2),
            "restore_and_verify_s": round(restore_us / 1e6, 2),
            "lines_since": restored.lost,
            "look_at_start_s": round(look_us / 1e6, 2),
            "state": str(health.state),
            "commits_alone_ms": alone,
            "commits_beside_ms": beside,
            **found,
        }


def _home(path: Path) -> Home:
    made = replace(find_home(environ={"MODERATOR_HOME": str(path)}), check=check_value(ROOT_KEY))
    save(made)
    return made


def _fill(db: Sqlite, rows: int) -> None:
    db.query("PRAGMA synchronous = OFF")  # this part is not measured
    with db.transaction():
        account = accounts.add(db, "bench", "", "bench", None)
    for start in range(0, rows, PAGE):
        with db.transaction():
            some = page(start, min(PAGE, rows - start))
            comments.save_batch(db, account, Batch(some, cursor=str(start)), "bench")
            journal.append(db, "bench", "gathered", f"page {start}", {"new": len(some)})
    db.query("PRAGMA synchronous = FULL")
    db.query("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _writing(database: Path, key: bytes, log: Path) -> Iterator[dict[str, Any]]:
    """Somebody else commits a line of the journal and a comment, one after the other, as fast as that goes."""
    spawn = multiprocessing.get_context("spawn")
    stop, begun = spawn.Event(), spawn.Event()
    writer = spawn.Process(target=_write, args=(database, key, log, stop, begun))
    writer.start()
    begun.wait(60)
    told: dict[str, Any] = {}
    try:
        yield told
    finally:
        stop.set()
        writer.join()
    waits = sorted(json.loads(log.read_text()))
    told |= {
        "commits": len(waits),
        "p50": round(waits[len(waits) // 2] / 1000, 2),
        "p99": round(waits[len(waits) * 99 // 100] / 1000, 2),
        "longest": round(waits[-1] / 1000, 2),
    }


def _write(database: Path, key: bytes, log: Path, stop: Event, begun: Event) -> None:
    clock = SystemClock()
    db = open_sqlite(database, key, clock)
    account = db.query("SELECT id FROM account")[0]["id"]
    waits, number = array("q"), 10_000_000 + os.getpid() * 100_000
    while not stop.is_set():
        one = page(number, 1)
        started = clock.mono()
        with db.transaction():
            comments.save_batch(db, account, Batch(one), "bench")
            journal.append(db, "bench", "gathered", f"page {number}", {"new": 1})
        waits.append(clock.mono() - started)
        number += 1
        begun.set()
        stop.wait(0.005)
    db.close()
    log.write_text(json.dumps(waits.tolist()))


def _pause(clock: SystemClock, us: int) -> None:
    multiprocessing.get_context("spawn").Event().wait(us / 1e6)


def _flips(database: Path, key: bytes, count: int) -> dict[str, Any]:
    """One bit in each of `count` pages: how many pages are noticed, and is the file as it was afterwards?"""
    chance = random.Random(3)
    pages = database.stat().st_size // PAGE_BYTES
    chosen = sorted(chance.sample(range(1, pages + 1), min(count, pages)))
    places = [
        ((page - 1) * PAGE_BYTES + chance.randrange(PAGE_BYTES), 1 << chance.randrange(8)) for page in chosen
    ]
    _flip(database, [place for place in places if place[0] >= PAGE_BYTES])
    before = database.stat().st_mtime_ns
    noticed = set(look(database, key).bad)
    refused = False
    try:
        demand_whole(database, key)
    except DamagedStore:
        refused = True
    written = database.stat().st_mtime_ns != before
    _flip(database, [place for place in places if place[0] >= PAGE_BYTES])
    expected = {page for page in chosen if page > 1}
    return {
        "flipped_pages": len(expected),
        "noticed_pages": len(noticed & expected),
        "false_alarms": len(noticed - expected),
        "refused": refused,
        "written_to": written,
    }


def _flip(database: Path, places: list[tuple[int, int]]) -> None:
    with database.open("r+b") as file:
        for at, bit in places:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ bit]))


def single_flips(flips: int = 1000) -> dict[str, Any]:
    """One bit a time, on a small desk, anywhere in the file: how many are noticed at a start?"""
    clock = SystemClock()
    with Place("sqlcipher", "", 1) as place:
        home = _home(place.folder / "home")
        database, key = home.path / DATABASE, derive(ROOT_KEY, "database")
        db = open_sqlite(database, key, clock)
        _fill(db, 500)
        db.close()
        chance, size, good = random.Random(4), database.stat().st_size, database.read_bytes()
        noticed = untouched = 0
        for _ in range(flips):
            place_of = (chance.randrange(size), 1 << chance.randrange(8))
            _flip(database, [place_of])
            spoilt = database.read_bytes()
            try:
                demand_whole(database, key)
            except DamagedStore:
                noticed += 1
            untouched += database.read_bytes() == spoilt
            _flip(database, [place_of])
        assert database.read_bytes() == good
        return {"flips": flips, "noticed": noticed, "untouched": untouched, "share": noticed / flips}


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`: one file of one desk; a team's server is backed up there."""
    return {"desk": measure(size or 20_000), "single_flips": single_flips()}
