"""What an agency recorded of its consultation. The newest record holds, unless it was withdrawn; none is deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moderator.store.base import Db, Row


@dataclass(frozen=True, slots=True)
class Kept:
    """`body` is what `wellbeing.consultation` makes a record of; times are UTC, microseconds."""

    id: int
    body: Mapping[str, Any]
    who: str
    at_us: int
    withdrawn_us: int | None


def add(db: Db, body: Mapping[str, Any], who: str) -> int:
    return db.insert(
        "INSERT INTO consultation (body, who, at_us) VALUES (:body, :who, :at) RETURNING id",
        body=json.dumps(dict(body), ensure_ascii=False, sort_keys=True),
        who=who,
        at=db.wall_us(),
    )


def newest(db: Db) -> Kept | None:
    row = db.one("SELECT id, body, who, at_us, withdrawn_us FROM consultation ORDER BY id DESC LIMIT 1")
    return None if row is None else _kept(row)


def withdraw(db: Db, number: int, who: str) -> bool:
    """False when it was withdrawn before."""
    return bool(
        db.run(
            """UPDATE consultation SET withdrawn_us = :at, withdrawn_by = :who
            WHERE id = :id AND withdrawn_us IS NULL""",
            at=db.wall_us(),
            who=who,
            id=number,
        )
    )


def _kept(row: Row) -> Kept:
    return Kept(**{**row, "body": json.loads(row["body"])})
