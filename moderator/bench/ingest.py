"""How fast pages go in: `save_batch` against a raw `executemany` of the very same rows.

A ratio within one run. Both go into the same columns and indexes, a page a transaction, both durable
(`synchronous=FULL`); the raw one gets its rows worked out beforehand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from moderator.bench.places import Place
from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.store import accounts, comments
from moderator.store.db import Db

PAGE = 500
WORDS = ["You", "absolute", "turnip", "the", "council", "road", "works", "again", "thanks", "street", "why"]


def ingest(rows: int = 20_000, *, engine: str = "sqlcipher", url: str = "") -> dict[str, Any]:
    """Comments a second through `save_batch` and raw, and the ratio of the two (goal: 0.3 or more)."""
    clock = SystemClock()
    pages = [page(start, min(PAGE, rows - start)) for start in range(0, rows, PAGE)]
    with Place(engine, url, 2) as place:
        ours, raw = place.open(0), place.open(1)
        with ours.transaction():
            account = accounts.add(ours, "bench", "", "bench", None)
        started = clock.mono()
        for number, one in enumerate(pages):
            with ours.transaction():
                comments.save_batch(ours, account, Batch(one, cursor=str(number)), "bench")
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


def page(start: int, count: int) -> tuple[Comment, ...]:
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


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`: SQLCipher always, PostgreSQL where there is a server."""
    figures = {"sqlcipher": ingest(size or 20_000)}
    if postgres:
        figures["postgresql"] = ingest(size or 20_000, engine="postgresql", url=postgres)
    return figures
