"""What came in: when, how harsh, how many copies. Not a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from moderator.store.base import Db

_AT_ONCE = 20_000


class Came(NamedTuple):
    since_us: int
    band: int | None
    copies: int
    labels: str
    text_key: str | None


def came(db: Db, since_us: int, until_us: int) -> Iterator[Came]:
    """Cards of that time, in the order in which they were made. Second looks at a decision are none of them."""
    after = 0
    while True:
        rows = db.query(
            """SELECT id, since_us, band, copies, labels, text_key FROM card
            WHERE id > :after AND since_us >= :since AND since_us < :until AND twin_of IS NULL
            ORDER BY id LIMIT :most""",
            after=after,
            since=since_us,
            until=until_us,
            most=_AT_ONCE,
        )
        for row in rows:
            yield Came(row["since_us"], row["band"], row["copies"], row["labels"], row["text_key"])
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1]["id"]
