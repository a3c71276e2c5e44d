"""From which probability a label means a band on one account, where the agency chose that itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from moderator.scores import Band
from moderator.store.base import Db


def chosen(db: Db) -> dict[int, dict[Band, dict[str, float]]]:
    """By account, band and label; what was not chosen is missing."""
    found: dict[int, dict[Band, dict[str, float]]] = {}
    for row in db.query(
        "SELECT account_id, band, label, point FROM band_point ORDER BY account_id, band, label"
    ):
        bands = found.setdefault(row["account_id"], {})
        bands.setdefault(Band(row["band"]), {})[row["label"]] = row["point"]
    return found


def choose(db: Db, account: int, band: Band, label: str, point: float | None, who: str) -> None:
    """None: as the program comes."""
    db.run(
        "DELETE FROM band_point WHERE account_id = :account AND band = :band AND label = :label",
        account=account,
        band=int(band),
        label=label,
    )
    if point is not None:
        db.run(
            """INSERT INTO band_point (account_id, band, label, point, at_us, who)
            VALUES (:account, :band, :label, :point, :at, :who)""",
            account=account,
            band=int(band),
            label=label,
            point=point,
            at=db.wall_us(),
            who=who,
        )


def ask_again(db: Db, account: int) -> None:
    """Open cards of this account are rated anew in the background, unless a person must score them."""
    db.run(
        """UPDATE card SET second = 1, tries = 0 WHERE scored = 1 AND coalesce(unchecked, '') <> 'poison'
        AND state IN ('waiting', 'claimed')
        AND exemplar IN (SELECT id FROM comment WHERE account_id = :account)""",
        account=account,
    )


class Past(NamedTuple):
    """A card of the last days: what the scorers made of it, and what people did ("" while it waits)."""

    labels: Mapping[str, float]
    band: int
    model: str
    verdict: str


def past(db: Db, account: int, since_us: int, limit: int) -> Iterator[Past]:
    """Scored cards of one account, the newest first."""
    rows = db.query(
        """SELECT k.labels, k.band, k.model, coalesce(d.verdict, '') AS verdict
        FROM card k JOIN comment x ON x.id = k.exemplar
        LEFT JOIN decision d ON d.card_id = k.id AND d.undone_us IS NULL
        WHERE x.account_id = :account AND k.since_us >= :since AND k.scored = 1 AND k.band IS NOT NULL
          AND k.twin_of IS NULL
        ORDER BY k.id DESC LIMIT :limit""",
        account=account,
        since=since_us,
        limit=limit,
    )
    for row in rows:
        yield Past(json.loads(row["labels"]), row["band"], row["model"], row["verdict"])
