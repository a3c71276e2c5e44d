"""Where cards stand in the line: their place, by what it was counted, and what is due by when.

The line is the index `card_line` over `priority`, a stored number. `scheduling.order` makes it; nothing here reckons.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from moderator.scores import Band
from moderator.store.base import Db

MOST_COUNTED = 1000  # promises; beyond that it is said to be more
_OPEN = "state IN ('waiting', 'claimed')"


class Standing(NamedTuple):
    """An open card, and the place that it has. `due_us` is None where it has none yet."""

    id: int
    band: Band | None
    copies: int
    labels: Mapping[str, float]
    since_us: int
    priority: int
    because: str
    due_us: int | None


def grown(db: Db, limit: int) -> list[Standing]:
    """Cards that lost their place: more copies joined them, or they came back into the line. Not those that get their
    first place with their score.
    """
    return _standing(
        db, "grown = 1 AND (scored = 1 OR due_us IS NOT NULL) ORDER BY id LIMIT :limit", limit=limit
    )


def open_after(db: Db, after: int, limit: int, *, unscored: bool = False) -> list[Standing]:
    """Cards of the line by their id, held still until the transaction ends. `unscored`: those alone."""
    only = "scored = 0 AND" if unscored else ""
    return _standing(
        db,
        f"{only} id > :after AND {_OPEN} ORDER BY id LIMIT :limit {db.for_update}",
        after=after,
        limit=limit,
    )


def _standing(db: Db, which: str, **values: int) -> list[Standing]:
    rows = db.query(
        f"SELECT id, band, copies, labels, since_us, priority, because, due_us FROM card WHERE {which}",
        **values,
    )
    for row in rows:
        row["band"] = None if row["band"] is None else Band(row["band"])
        row["labels"] = json.loads(row["labels"])
    return [Standing(**row) for row in rows]


def put(db: Db, places: Iterable[Standing]) -> None:
    """New places for cards that were read before. One that more copies have joined since is left for later."""
    db.many(
        """UPDATE card SET priority = :priority, because = :because, due_us = :due,
          grown = CASE WHEN copies = :copies THEN 0 ELSE 1 END WHERE id = :id""",
        [
            {
                "id": at.id,
                "copies": at.copies,
                "priority": at.priority,
                "because": at.because,
                "due": at.due_us,
            }
            for at in sorted(places, key=lambda at: at.id)
        ],
    )


def due_between(db: Db, since_us: int | None, until_us: int) -> int:
    """How many cards of the line are due before a moment, and not before another. MOST_COUNTED at most."""
    rows = db.column(
        f"""SELECT count(*) FROM (SELECT 1 AS one FROM card WHERE due_us IS NOT NULL AND {_OPEN}
          AND due_us >= :since AND due_us < :until LIMIT :most) s""",
        since=-(1 << 62) if since_us is None else since_us,
        until=until_us,
        most=MOST_COUNTED,
    )
    return int(rows[0])


class Counted(NamedTuple):
    """By which promises and roster the line was counted, and after which card that goes on; None: it is done."""

    by: str
    after: int | None


def counted(db: Db) -> Counted:
    row = db.one("SELECT value FROM meta WHERE key = 'promise'")
    return Counted("", None) if row is None else Counted(*json.loads(row["value"]))


def set_counted(db: Db, counted: Counted) -> None:
    db.run(
        """INSERT INTO meta (key, value) VALUES ('promise', :value)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value""",
        value=json.dumps(counted),
    )
