"""What the agency has entered of its support card. The newest holds; who looks at it is written nowhere."""

from __future__ import annotations

from moderator.store.base import Db


def newest(db: Db) -> str:
    """As it was written; "" when nothing was ever entered."""
    row = db.one("SELECT body FROM support ORDER BY id DESC LIMIT 1")
    return "" if row is None else str(row["body"])


def add(db: Db, body: str, who: str) -> int:
    return db.insert(
        "INSERT INTO support (body, who, at_us) VALUES (:body, :who, :at) RETURNING id",
        body=body,
        who=who,
        at=db.wall_us(),
    )
