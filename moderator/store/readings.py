"""What scorers made of a text before: the same text need not be read by the same scorers again.

A reading holds for a model and for what it was made `under` (program, language, thresholds): see `rating.Memory`. It
outlives its card, so that a text that comes back months after it was decided is known at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from moderator.scores import Band, Score
from moderator.store.base import Db, as_list


class Reading(NamedTuple):
    """`score` has the band that the scorers gave, before any account's own points. `card` is where it was read; `taken`
    is "near" where what was read there is a near-copy.
    """

    score: Score
    card: int
    taken: str = ""


def known(db: Db, text_keys: Iterable[str | None], model: str, under: str) -> dict[str, Reading]:
    """By text, those that were read by this model under the same. The newest reading counts."""
    keys = sorted({key for key in text_keys if key is not None})
    if not (keys and model and under):
        return {}
    rows = db.query(
        f"""SELECT s.text_key, s.labels, s.said, s.unchecked, s.language, s.allowed, s.taken,
          coalesce(s.taken_from, s.card_id) AS card
        FROM score s JOIN (SELECT max(id) AS id FROM score
          WHERE text_key IN ({db.among("keys", "text")}) AND model = :model AND under = :under
          GROUP BY text_key) newest ON newest.id = s.id""",
        keys=as_list(keys),
        model=model,
        under=under,
    )
    return {
        row["text_key"]: Reading(
            Score(
                json.loads(row["labels"]),
                model,
                None if row["said"] is None else Band(row["said"]),
                row["language"],
                row["unchecked"],
                row["allowed"],
            ),
            row["card"],
            row["taken"] if row["taken"] == "near" else "",
        )
        for row in rows
    }


class Past(NamedTuple):
    """A text as it stands on the card where it was read. `text` is for the core alone, "" where it was edited since."""

    id: int
    text_key: str
    text: str


def past(db: Db, model: str, under: str, before: int | None, limit: int) -> list[Past]:
    """Of the newest `limit` readings before this one, those by this model under the same. The last has the least id."""
    rows = db.query(
        """SELECT s.id, CASE WHEN s.model = :model AND s.under = :under AND s.taken = '' AND x.text_key = s.text_key
            THEN s.text_key ELSE '' END AS text_key, x.text
        FROM (SELECT * FROM score WHERE id < :before ORDER BY id DESC LIMIT :limit) s
        JOIN card k ON k.id = s.card_id JOIN comment x ON x.id = k.exemplar ORDER BY s.id DESC""",
        model=model,
        under=under,
        before=(1 << 62) if before is None else before,
        limit=limit,
    )
    return [Past(row["id"], row["text_key"] or "", row["text"] if row["text_key"] else "") for row in rows]
