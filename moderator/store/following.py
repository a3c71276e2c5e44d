"""Decisions that followed another one, because the comment is a near-copy."""

from __future__ import annotations

from typing import NamedTuple

from moderator.decisions import Verdict
from moderator.store.base import Db


class Leader(NamedTuple):
    """A person's decision that stands, and that nothing beside its verdict was asked for with."""

    id: int
    card_id: int
    verdict: Verdict
    reason: str | None


def leader(db: Db, card_id: int, since_us: int) -> Leader | None:
    """The decision that stands on this card, a person's own, when it was made since then."""
    row = db.one(
        """SELECT id, card_id, verdict, reason FROM decision d WHERE card_id = :card AND undone_us IS NULL
          AND awaits = 0 AND follows IS NULL AND also = '' AND at_us >= :since AND NOT EXISTS (
            SELECT 1 FROM outbox o WHERE o.decision_id = d.id AND o.op <> d.verdict)""",
        card=card_id,
        since=since_us,
    )
    return None if row is None else Leader(**{**row, "verdict": Verdict(row["verdict"])})


def led(db: Db, since_us: int, limit: int) -> list[tuple[int, str]]:
    """Cards with such decisions, the newest first, and the text that was decided on: what new ones may follow."""
    rows = db.query(
        """SELECT d.card_id, x.text FROM decision d JOIN comment x ON x.id = d.exemplar AND x.revision = d.revision
        WHERE d.undone_us IS NULL AND d.awaits = 0 AND d.follows IS NULL AND d.verdict IN ('keep', 'hide')
          AND d.at_us >= :since ORDER BY d.at_us DESC LIMIT :limit""",
        since=since_us,
        limit=limit,
    )
    return [(row["card_id"], row["text"]) for row in rows]


def mark(db: Db, decision_id: int, leader_id: int) -> None:
    db.run("UPDATE decision SET follows = :leader WHERE id = :id", leader=leader_id, id=decision_id)


def followers(db: Db, decision_id: int) -> list[int]:
    """Decisions that stand because this one was made."""
    return list(
        map(
            int,
            db.column(
                "SELECT id FROM decision WHERE follows = :id AND undone_us IS NULL ORDER BY id",
                id=decision_id,
            ),
        )
    )
