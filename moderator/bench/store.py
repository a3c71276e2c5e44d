"""The store's figures: how fast pages go in, and how many desks can claim at once without meeting.

Ingest is a ratio within one run: `save_batch` against a raw `executemany` of the very same rows into the very
same columns and indexes, both durable. Claims are made by processes that were spawned; each writes what it got
into a file of its own, and whether anybody got the same card twice is read from those files.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
from array import array
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.decisions import Verdict
from moderator.store import accounts, comments, queue
from moderator.store.db import Db, open_postgres, open_sqlite

PAGE = 500
WORDS = ["You", "absolute", "turnip", "the", "council", "road", "works", "again", "thanks", "street", "why"]


def ingest(rows: int = 20_000, *, engine: str = "sqlcipher", url: str = "") -> dict[str, Any]:
    """Comments a second through `save_batch` and raw, and the ratio of the two (goal: 0.3 or more)."""
    clock = SystemClock()
    pages = [_page(start, min(PAGE, rows - start)) for start in range(0, rows, PAGE)]
    with _Place(engine, url, 2) as place:
        ours, raw = place.open(0), place.open(1)
        with ours.transaction():
            account = accounts.add(ours, "bench", "", "bench", None)
        started = clock.mono()
        for number, page in enumerate(pages):
            with ours.transaction():
                comments.save_batch(ours, account, Batch(page, cursor=str(number)), "bench")
        ours_us = clock.mono() - started
        tables = {name: ours.query(f"SELECT * FROM {name} ORDER BY id") for name in _TABLES}
        raw_us = _raw(raw, tables, clock)
        same = {name: len(raw.query(f"SELECT id FROM {name}")) for name in _TABLES}
        ours.close()
        raw.close()
    assert same == {name: len(found) for name, found in tables.items()}
    return {
        "engine": engine,
        "rows": rows,
        "ours_a_second": round(rows / ours_us * 1e6),
        "raw_a_second": round(rows / raw_us * 1e6),
        "ratio": round(raw_us / ours_us, 3),
    }


_TABLES = ("account", "card", "comment", "raw")


def _raw(db: Db, tables: dict[str, list[dict[str, Any]]], clock: SystemClock) -> int:
    """The same rows by executemany, a transaction a page, as if somebody had worked them out before."""
    inserts = {
        name: f"INSERT INTO {name} ({', '.join(found[0])}) VALUES ({', '.join(':' + key for key in found[0])})"
        for name, found in tables.items()
    }
    with db.transaction():
        db.many(inserts["account"], tables["account"])
    cards = {row["id"]: row for row in tables["card"]}
    raws = {row["comment_id"]: row for row in tables["raw"]}
    pages = []
    for start in range(0, len(tables["comment"]), PAGE):
        page = tables["comment"][start : start + PAGE]
        own = {row["card_id"] for row in page}
        pages.append((page, [cards.pop(key) for key in sorted(own) if key in cards]))
    started = clock.mono()
    for page, new_cards in pages:
        with db.transaction():
            db.many(inserts["card"], new_cards)
            db.many(inserts["comment"], page)
            db.many(inserts["raw"], [raws[row["id"]] for row in page])
    return clock.mono() - started


def _page(start: int, count: int) -> tuple[Comment, ...]:
    """Comments of about 240 characters; one in five is an exact copy of an earlier one."""
    made = []
    for n in range(start, start + count):
        which = n if n % 5 else n // 50
        text = " ".join(WORDS[(which * 7 + at * at) % len(WORDS)] for at in range(40)) + f" {which}"
        raw = json.dumps({"uri": f"at://bench/{n}", "text": text, "author": {"did": f"did:{n % 997}"}})
        made.append(
            Comment(
                f"at://bench/{n}",
                text,
                f"did:{n % 997}",
                f"user{n % 997}.example",
                raw.encode(),
                f"cid{n}",
                root_id=f"at://root/{n % 50}",
                parent_id=f"at://root/{n % 50}",
            )
        )
    return tuple(made)


def claims(
    n: int = 20_000, processes: int = 8, *, engine: str = "sqlcipher", url: str = ""
) -> dict[str, Any]:
    """`n` cards, claimed and decided by that many desks at once (goals: no double, p99 of a claim <= 100 ms)."""
    clock = SystemClock()
    spawn = multiprocessing.get_context("spawn")
    with _Place(engine, url, 1) as place:
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


def _fill(place: _Place, n: int) -> None:
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
    db = _open(where, key)
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


class _Place:
    """Empty databases for one measurement: files in a folder of their own, or scratch ones on the server."""

    def __init__(self, engine: str, url: str, count: int) -> None:
        if engine not in ("sqlcipher", "plain", "postgresql") or (engine == "postgresql") != bool(url):
            raise ValueError("engine is sqlcipher, plain, or postgresql with a url")
        self.engine, self._server, self._count = engine, url, count
        self.key = os.urandom(32) if engine == "sqlcipher" else None
        self._kept = tempfile.TemporaryDirectory(prefix="moderator-bench-")
        self.folder = Path(self._kept.name)

    def __enter__(self) -> _Place:
        if self.engine == "postgresql":
            for number in range(self._count):
                self._on_server(f"CREATE DATABASE {self._name(number)}")
        return self

    def __exit__(self, *_: object) -> None:
        if self.engine == "postgresql":
            for number in range(self._count):
                self._on_server(f"DROP DATABASE IF EXISTS {self._name(number)} WITH (FORCE)")
        self._kept.cleanup()

    def where(self, number: int) -> str:
        if self.engine != "postgresql":
            return str(self.folder / "home" / f"bench{number}.db")
        from psycopg.conninfo import make_conninfo

        return make_conninfo(self._server, dbname=self._name(number))

    def open(self, number: int) -> Db:
        return _open(self.where(number), self.key)

    def _name(self, number: int) -> str:
        return f"moderator_bench_{os.getpid()}_{number}"

    def _on_server(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as conn:
            conn.execute(sql.encode())


def _open(where: str, key: bytes | None) -> Db:
    if where.startswith("/"):
        return open_sqlite(Path(where), key, SystemClock())
    return open_postgres(where, SystemClock())
