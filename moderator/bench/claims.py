"""How many desks can claim at once without meeting, and how long each waits.

The desks are processes that were spawned. Each writes what it got into a file of its own, and whether anybody
got the same card twice is read from those files, not from the database.
"""

from __future__ import annotations

import json
import multiprocessing
from array import array
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from moderator.bench.places import Place, open_at
from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.decisions import Verdict
from moderator.store import accounts, comments, queue


def claims(
    n: int = 20_000, processes: int = 8, *, engine: str = "sqlcipher", url: str = ""
) -> dict[str, Any]:
    """`n` cards, claimed and decided by that many desks at once (goals: no double, p99 of a claim <= 100 ms)."""
    clock = SystemClock()
    spawn = multiprocessing.get_context("spawn")
    with Place(engine, url, 1) as place:
        _fill(place, n)
        gate = spawn.Barrier(processes + 1)
        logs = [place.folder / f"desk{number}.log" for number in range(processes)]
        desks = [
            spawn.Process(target=_claim_all, args=(place.where(0), place.key, log, f"d{number}", gate))
            for number, log in enumerate(logs)
        ]
        for desk in desks:
            desk.start()
        gate.wait()
        started = clock.mono()
        for desk in desks:
            desk.join()
        took_us = clock.mono() - started
        if any(desk.exitcode for desk in desks):
            raise RuntimeError(f"a desk failed: {[desk.exitcode for desk in desks]}")
        return {"engine": engine, "processes": processes, **_told(logs, took_us)}


def _fill(place: Place, n: int) -> None:
    db = place.open(0)
    with db.transaction():
        account = accounts.add(db, "bench", "", "bench", None)
    for start in range(0, n, 2000):
        page = tuple(
            Comment(str(at), f"comment {at}", f"a{at % 97}", "a", b"{}", "v")
            for at in range(start, min(start + 2000, n))
        )
        with db.transaction():
            comments.save_batch(db, account, Batch(page), "bench")
    with db.transaction():
        db.run("UPDATE card SET priority = id % 3")
    db.close()


def _claim_all(where: str, key: bytes | None, log: Path, desk: str, gate: Barrier) -> None:
    """One desk: claim and decide until nothing is left."""
    clock = SystemClock()
    db = open_at(where, key)
    got, waits = array("q"), array("q")
    gate.wait()
    while True:
        started = clock.mono()
        with db.transaction():
            claim = queue.claim(db, desk, desk)
        if claim is None:
            break
        waits.append(clock.mono() - started)
        got.append(claim.card_id)
        with db.transaction():
            queue.decide(db, claim.id, f"{desk}-{len(got)}", Verdict.KEEP, None, "unread", [])
    db.close()
    log.write_text(json.dumps({"got": got.tolist(), "waits": waits.tolist()}))


def _told(logs: list[Path], took_us: int) -> dict[str, Any]:
    found = [json.loads(log.read_text()) for log in logs]
    times = Counter(card for each in found for card in each["got"])
    waits = sorted(wait for each in found for wait in each["waits"])
    each_got = [len(each["got"]) for each in found]
    return {
        "claims": len(waits),
        "doubles": sum(count - 1 for count in times.values()),
        "claims_a_second": round(len(waits) / took_us * 1e6),
        "p50_ms": round(waits[len(waits) // 2] / 1000, 2),
        "p99_ms": round(waits[len(waits) * 99 // 100] / 1000, 2),
        "max_ms": round(waits[-1] / 1000, 2),
        "best_to_worst": round(max(each_got) / max(min(each_got), 1), 2),
    }


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`: SQLCipher always, PostgreSQL where there is a server."""
    figures = {"sqlcipher": claims(size or 20_000)}
    if postgres:
        figures["postgresql"] = claims(size or 20_000, engine="postgresql", url=postgres)
    return figures
