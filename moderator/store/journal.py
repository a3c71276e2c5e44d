"""The journal's table. A line is written in the transaction of what it tells, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from moderator.chain import GENESIS, JournalLine, canonical, link
from moderator.store.base import Db, Row
from moderator.store.texts import storable


class Reads(Protocol):
    """Whoever can be asked: a store, or a copy that is only looked at."""

    def query(self, sql: str, **values: Any) -> list[Row]: ...


def append(db: Db, who: str, act: str, subject: str, facts: Mapping[str, Any]) -> int:
    """Add one line; its number. The last thing a transaction does: the end of the journal is one at a time.

    `facts` hold no content and no names of persons: words of ours, numbers, commitments (`chain`).
    """
    db.alone("journal")
    kept = _storable(dict(facts))
    last = head(db)
    seq, prev = last[0] + 1, last[1]
    at_us = max(db.wall_us(), last[2])  # a clock set back does not turn the order round
    line = {"who": storable(who), "act": act, "subject": storable(subject)}
    hash_ = link(prev, seq, at_us, facts=kept, **line)
    db.run(
        """INSERT INTO journal (seq, at_us, who, act, subject, facts, prev, hash)
        VALUES (:seq, :at, :who, :act, :subject, :facts, :prev, :hash)""",
        seq=seq,
        at=at_us,
        facts=canonical(kept).decode("utf-8"),
        prev=prev,
        hash=hash_,
        **line,
    )
    db.journalled(seq, hash_)
    return seq


def head(db: Reads) -> tuple[int, str, int]:
    """Number, hash and time of the last line; zeros before the first."""
    rows = db.query("SELECT seq, hash, at_us FROM journal ORDER BY seq DESC LIMIT 1")
    return (rows[0]["seq"], rows[0]["hash"], rows[0]["at_us"]) if rows else (0, GENESIS, 0)


def lines(db: Reads, *, after: int = 0) -> Iterator[JournalLine]:
    """From the line that follows `after`, in order, a thousand at a time."""
    while True:
        rows = db.query("SELECT * FROM journal WHERE seq > :after ORDER BY seq LIMIT 1000", after=after)
        yield from map(_line, rows)
        if len(rows) < 1000:
            return
        after = rows[-1]["seq"]


def _line(row: Row) -> JournalLine:
    try:
        facts = json.loads(row["facts"])
        exact = canonical(facts).decode("utf-8") == row["facts"]
    except ValueError:
        exact = False
    if not exact:  # somebody has been at it: what is shown must be what was hashed
        facts = {"unreadable": row["facts"]}
    return JournalLine(**{**row, "facts": facts})


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
