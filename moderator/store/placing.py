"""Which open cards there are to be compared, by whoever looks for near-copies: all of them once, then as they are scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from moderator.store.base import Db
from moderator.store.wordings import OPEN, sides

US = timedelta(microseconds=1)


class Placed(NamedTuple):
    """An open, scored card and the text that stands for it."""

    id: int
    version: int
    text: str


_PLACED = f"""SELECT k.id, k.version, x.text FROM card k JOIN comment x ON x.id = k.exemplar
WHERE k.scored = 1 AND k.text_key IS NOT NULL AND k.{OPEN}"""


def newest_from(db: Db, count: int) -> int:
    """The id before that of the last of so many open cards, counted from the newest; 0 where there are fewer."""
    rows = db.column(f"SELECT id FROM card WHERE {OPEN} ORDER BY id DESC LIMIT 1 OFFSET :count", count=count)
    return int(rows[0]) if rows else 0


def to_place(db: Db, after: int, limit: int) -> list[Placed]:
    """Open, scored cards by their id."""
    rows = db.query(f"{_PLACED} AND k.id > :after ORDER BY k.id LIMIT :limit", after=after, limit=limit)
    return [Placed(**row) for row in rows]


def last_score(db: Db) -> int:
    return int(db.column("SELECT coalesce(max(id), 0) FROM score")[0])


def score_after(db: Db, after: int, limit: int) -> int | None:
    """The last of the next so many scores; None when there is none."""
    found = db.column(
        "SELECT id FROM score WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=limit
    )
    return int(found[-1]) if found else None


def scored_between(db: Db, after: int, last: int) -> list[Placed]:
    """Cards that got these scores and are open, in the order of their ids."""
    rows = db.query(
        f"""{_PLACED} AND k.id IN (SELECT s.card_id FROM score s WHERE s.id > :after AND s.id <= :last)
        ORDER BY k.id""",
        after=after,
        last=last,
    )
    return [Placed(**row) for row in rows]


class Standing(NamedTuple):
    """How a card stands that was to join another. `pending`: another scorer is to look, or somebody writes about it."""

    id: int
    state: str
    text: str
    pending: bool


def standing(db: Db, ids: Sequence[int]) -> list[Standing]:
    return [
        Standing(row["id"], row["state"], row["text"], bool(row["second"] or row["written"]))
        for row in sides(db, ids)
    ]
