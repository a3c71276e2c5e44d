"""Small words for the store's tests: a database to open several times, comments to fill it with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from moderator.clock import HandClock
from moderator.comments import Batch, Comment, Gone
from moderator.decisions import Op, Verdict
from moderator.scores import Band, Score
from moderator.store import accounts, cards, comments, queue
from moderator.store.db import Db, open_postgres, open_sqlite

ENGINES = ("plain", "sqlcipher", "postgresql")
TABLES = [
    "incident_offer",
    "named",
    "staff_mark",
    "staff_entry",
    "opt_out",
    "draft",
    "import_trace",
    "import_traced",
    "import_profile",
    "import_run",
    "shift",
    "roster_change",
    "membership",
    "team",
    "ticket",
    "role_grant",
    "person_name",
    "person",
    "journal",
    "worker",
    "passed",
    "answer",
    "note",
    "rest",
    "exposure",
    "reveal",
    "audit",
    "outbox",
    "wording",
    "parted",
    "decision",
    "claim",
    "score",
    "set_aside",
    "past_text",
    "house_rule",
    "raw",
    "comment",
    "card",
    "bookmark",
    "account",
]


@dataclass
class Desks:
    """One database of one engine. Every `open()` is a connection of its own, with the same clock."""

    engine: str
    path: Path
    key: bytes | None
    url: str
    clock: HandClock = field(default_factory=HandClock)
    opened: list[Db] = field(default_factory=list)

    def open(self) -> Db:
        db = self.make()
        self.opened.append(db)
        return db

    def make(self) -> Db:
        """A connection that its user closes, in the thread that opened it."""
        if self.engine == "postgresql":
            return open_postgres(self.url, self.clock, skew=skew_of(self.clock))
        return open_sqlite(self.path, self.key, self.clock)

    def close(self) -> None:
        for db in self.opened:
            db.close()
        self.opened.clear()


def skew_of(clock: HandClock) -> Callable[[], int]:
    """The server's clock runs on; what the hand clock is moved by is added to it."""
    start = clock.boot().us
    return lambda: clock.boot().us - start


def new_desks(engine: str, folder: Path, url: str) -> Desks:
    key = os.urandom(32) if engine == "sqlcipher" else None
    if engine == "postgresql":
        empty(url)
    return Desks(engine, folder / "home" / "desk.db", key, url)


def empty(url: str) -> None:
    """Take everything out of a PostgreSQL store; the schema stays."""
    with psycopg.connect(url) as conn:
        for table in TABLES:
            conn.execute(f"DELETE FROM {table}")
        conn.execute("DELETE FROM meta WHERE key IN ('promise', 'staff_directory')")


def make_database(server: str, name: str) -> str:
    """A new, migrated PostgreSQL database on this server; its URL."""
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        conn.execute(f"CREATE DATABASE {name}")
    url = psycopg.conninfo.make_conninfo(server, dbname=name)
    open_postgres(url, HandClock()).close()
    return url


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def comment(
    native_id: object, text: str, *, author: str = "ann", version: str = "v1", **more: Any
) -> Comment:
    raw = text.encode("utf-8", "surrogatepass")
    return Comment(str(native_id), text, f"id-{author}", author, raw, version, **more)


def add_account(db: Db, handle: str = "desk") -> int:
    with db.transaction():
        return accounts.add(db, "rehearsal", "https://example.org", handle, b"sealed")


def gather(
    db: Db, account: int, found: Iterable[Comment], *, gone: Iterable[Gone] = (), cursor: str = "1"
) -> comments.Stored:
    with db.transaction():
        batch = Batch(tuple(found), tuple(gone), cursor=cursor)
        return comments.save_batch(db, account, batch, "test")


def score(db: Db, card_id: int, band: Band | None, *, priority: int = 0, because: str = "") -> int:
    """Give a card a score for its present version."""
    card = cards.one_card(db, card_id)
    assert card is not None
    labels = {"toxicity": 0.2 * (band or 0), "insult": 0.19 * (band or 0)}
    made = Score(labels, "test 1", band, "en", None if band is not None else "language")
    with db.transaction():
        return cards.save_scores(db, [cards.Scored(card_id, card.version, made, priority, because)])


def claim(db: Db, person: str = "p1", desk: str | None = None, **more: Any) -> queue.Claim | None:
    with db.transaction():
        return queue.claim(db, person, desk or f"desk of {person}", **more)


def claimed(db: Db, person: str = "p1", **more: Any) -> queue.Claim:
    made = claim(db, person, **more)
    assert made is not None
    return made


def decide(
    db: Db,
    held: queue.Claim,
    verdict: Verdict = Verdict.HIDE,
    *,
    request: str = "",
    safe: bool = True,
    op: Op | None = None,
) -> queue.DecisionRow:
    """Decide with one act for every copy, as the desk does."""
    with db.transaction():
        acts = [
            queue.Act(row["comment_id"], row["account_id"], op or Op(verdict.value), safe)
            for row in queue.copies(db, held.card_id)
            if verdict.acts
        ]
        return queue.decide(
            db, held.id, request or f"r{held.id}", verdict, "no-personal-attacks", "veiled", acts
        )


def state_of(db: Db, card_id: int) -> str:
    return str(db.query("SELECT state FROM card WHERE id = :id", id=card_id)[0]["state"])


def card_of(db: Db, native_id: object) -> int:
    row = db.one("SELECT card_id FROM comment WHERE native_id = :native", native=str(native_id))
    assert row is not None
    return int(row["card_id"])
