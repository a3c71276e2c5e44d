"""Imports of files: each run with how far it got, what was chosen for a header, and marks of what was gathered.

The position of a run moves in the transaction that stores its rows. Only the process that took a run last may move
it: a second one that takes it over shuts the first one out.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moderator.clock import from_us
from moderator.problems import Lost
from moderator.store.base import Db, Row, as_list
from moderator.store.texts import short_id, storable

Gathered = Row
RUNNING, DONE, CANCELLED, STOPPED = "running", "done", "cancelled", "stopped"


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one file. `position` is the number of entries that are dealt with; `plan` is JSON of the importer.

    `counts` has new, edited, unchanged, known, own, skipped, set_aside, undated, no_time, taken_in. `why`: what stopped it.
    """

    id: int
    file: str
    path: str
    size: int
    changed_ns: int
    hash: str
    plan: str
    state: str
    position: int
    who: str
    why: str
    started: datetime
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What the quarantine knows the entries of this file by."""
        return short_id(f"file {self.file}")[:500]


_RUN = "id, file, path, size, changed_ns, hash, plan, state, position, who, why, started_us, at_us, counts"


def begin(db: Db, file: str, path: str, print_: tuple[int, int, str], plan: str, who: str) -> tuple[Run, str]:
    """A new run and the token of whoever moves it."""
    token, now = secrets.token_hex(8), db.wall_us()
    size, changed_ns, digest = print_
    number = db.insert(
        """INSERT INTO import_run (file, path, size, changed_ns, hash, plan, state, token, who, started_us, at_us)
        VALUES (:file, :path, :size, :changed, :hash, :plan, 'running', :token, :who, :now, :now) RETURNING id""",
        file=storable(file),
        path=storable(path),
        size=size,
        changed=changed_ns,
        hash=digest,
        plan=plan,
        token=token,
        who=who,
        now=now,
    )
    found = get(db, number)
    assert found is not None
    return found, token


def take(db: Db, run_id: int) -> str:
    """Go on with a run: whoever had it before can move it no more."""
    token = secrets.token_hex(8)
    db.run(
        "UPDATE import_run SET token = :token, state = 'running', why = '', at_us = :at WHERE id = :id",
        token=token,
        at=db.wall_us(),
        id=run_id,
    )
    return token


def advance(db: Db, run_id: int, token: str, position: int, counts: Mapping[str, int]) -> None:
    """In the transaction of the rows. Raises Lost when another process has taken the run."""
    moved = db.run(
        "UPDATE import_run SET position = :position, counts = :counts, at_us = :at WHERE id = :id AND token = :token",
        position=position,
        counts=json.dumps(dict(counts)),
        at=db.wall_us(),
        id=run_id,
        token=token,
    )
    if not moved:
        raise Lost("This import goes on in another window", "", "Nothing was imported twice")


def finish(db: Db, run_id: int, token: str, state: str, why: str = "") -> None:
    """Only if it is still ours."""
    db.run(
        "UPDATE import_run SET state = :state, why = :why, at_us = :at WHERE id = :id AND token = :token",
        state=state,
        why=storable(why),
        at=db.wall_us(),
        id=run_id,
        token=token,
    )


def get(db: Db, run_id: int) -> Run | None:
    row = db.one(f"SELECT {_RUN} FROM import_run WHERE id = :id", id=run_id)
    return None if row is None else _run(row)


def latest(db: Db, limit: int = 20) -> list[Run]:
    return [
        _run(row)
        for row in db.query(f"SELECT {_RUN} FROM import_run ORDER BY id DESC LIMIT :limit", limit=limit)
    ]


def unfinished(db: Db, path: str, digest: str) -> Run | None:
    """The last run of this file, by its content or its place, unless it came to its end."""
    row = db.one(
        f"""SELECT {_RUN} FROM import_run WHERE hash = :hash OR path = :path
        ORDER BY CASE WHEN hash = :hash THEN 0 ELSE 1 END, id DESC LIMIT 1""",
        hash=digest,
        path=storable(path),
    )
    return None if row is None or row["state"] == DONE else _run(row)


def _run(row: Row) -> Run:
    told: dict[str, Any] = {key: row[key] for key in row if key not in ("started_us", "at_us", "counts")}
    return Run(
        started=from_us(row["started_us"]), at=from_us(row["at_us"]), counts=json.loads(row["counts"]), **told
    )


# what was chosen for a header


def remember(db: Db, signature: str, plan: str) -> None:
    db.run(
        """INSERT INTO import_profile (signature, plan, used_us) VALUES (:signature, :plan, :at)
        ON CONFLICT (signature) DO UPDATE SET plan = excluded.plan, used_us = excluded.used_us""",
        signature=signature,
        plan=plan,
        at=db.wall_us(),
    )


def remembered(db: Db, signature: str) -> str | None:
    row = db.one("SELECT plan FROM import_profile WHERE signature = :signature", signature=signature)
    return None if row is None else str(row["plan"])


def all_remembered(db: Db) -> list[str]:
    """Plans, those used last first."""
    return [
        str(plan) for plan in db.column("SELECT plan FROM import_profile ORDER BY used_us DESC LIMIT 200")
    ]


# what was gathered, to be recognised


def untraced(db: Db, limit: int) -> tuple[list[Gathered], int]:
    """Gathered comments that have no marks yet, oldest first, and the id up to which these are all.

    Files are not compared with other files. Inside a transaction that gathers alone: ids are given in order then.
    """
    after = int(db.query("SELECT coalesce(max(comment_id), 0) AS id FROM import_traced")[0]["id"])
    last = int(db.query("SELECT coalesce(max(id), 0) AS id FROM comment")[0]["id"])
    rows = db.query(
        """SELECT c.id, a.platform, c.native_id, c.url, c.author, c.author_name, c.text_key,
          CASE WHEN c.text_key IS NULL THEN c.text ELSE '' END AS text
        FROM comment c JOIN account a ON a.id = c.account_id
        WHERE c.id > :after AND a.platform <> 'file' ORDER BY c.id LIMIT :limit""",
        after=after,
        limit=limit,
    )
    return rows, rows[-1]["id"] if len(rows) == limit else last


def untraced_count(db: Db) -> int:
    """How many comments are between the last mark and the newest, files among them."""
    rows = db.query(
        """SELECT (SELECT coalesce(max(id), 0) FROM comment)
          - (SELECT coalesce(max(comment_id), 0) FROM import_traced) AS behind"""
    )
    return int(rows[0]["behind"])


def add_traces(db: Db, marks: Iterable[tuple[int, int]], *, upto: int) -> None:
    db.many(
        "INSERT INTO import_trace (mark, comment_id) VALUES (:mark, :comment) ON CONFLICT DO NOTHING",
        ({"mark": mark, "comment": comment} for mark, comment in marks),
    )
    if not db.run("UPDATE import_traced SET comment_id = :upto", upto=upto):
        db.run("INSERT INTO import_traced (comment_id) VALUES (:upto)", upto=upto)


def has_traces(db: Db) -> bool:
    return db.one("SELECT mark FROM import_trace LIMIT 1") is not None


def traced(db: Db, marks: Sequence[int]) -> list[tuple[int, int]]:
    """Marks and the comments that have them."""
    rows = db.query(
        f"SELECT mark, comment_id FROM import_trace WHERE mark IN ({db.among('marks', 'int')})",
        marks=as_list(marks),
    )
    return [(row["mark"], row["comment_id"]) for row in rows]


def gathered(db: Db, ids: Iterable[int]) -> list[Gathered]:
    return db.query(
        f"""SELECT c.id, a.platform, c.native_id, c.url, c.author_id, c.author, c.author_name, c.posted_us, c.text_key,
          CASE WHEN c.text_key IS NULL THEN c.text ELSE '' END AS text
        FROM comment c JOIN account a ON a.id = c.account_id WHERE c.id IN ({db.among("ids", "int")})""",
        ids=as_list(sorted(ids)),
    )


# quarantine


def set_aside(db: Db, source: str, limit: int = 500) -> list[Row]:
    """Where and why, of one source. The bytes stay where they are: nobody has looked at them yet."""
    return db.query(
        "SELECT id, place, why, at_us FROM set_aside WHERE source = :source ORDER BY id LIMIT :limit",
        source=source,
        limit=limit,
    )


def place(where: str) -> str:
    """Where an entry stands, as the quarantine keeps it."""
    return short_id(where)[:500]


def waiting(db: Db, source: str, places: Iterable[str]) -> dict[tuple[str, str], int]:
    """What is in quarantine from these places of a source: place and SHA-256 of the bytes, with the entry's number."""
    rows = db.query(
        f"""SELECT id, place, sha256 FROM set_aside
        WHERE source = :source AND place IN ({db.among("places", "text")})""",
        source=source,
        places=as_list(sorted(places)),
    )
    return {(row["place"], row["sha256"]): row["id"] for row in rows}


def release(db: Db, ids: Iterable[int]) -> int:
    """These are comments now, with their bytes."""
    return db.run(f"DELETE FROM set_aside WHERE id IN ({db.among('ids', 'int')})", ids=as_list(sorted(ids)))
