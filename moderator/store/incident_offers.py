"""Decisions about what names somebody of the agency: an incident could be opened from each. Whoever opens one takes the
offer; nobody has to.
"""

from __future__ import annotations

from typing import NamedTuple

from moderator.store.base import Db


class Offer(NamedTuple):
    decision: int
    card: int
    at_us: int


def offer(db: Db, decision: int, card: int) -> None:
    db.run(
        """INSERT INTO incident_offer (decision_id, card_id, at_us) VALUES (:decision, :card, :at)
        ON CONFLICT DO NOTHING""",
        decision=decision,
        card=card,
        at=db.wall_us(),
    )


def standing(db: Db, limit: int = 100) -> list[Offer]:
    """Those of decisions that stand and that nobody has taken, the newest first. They say of whom as little as the card."""
    rows = db.query(
        """SELECT o.decision_id AS decision, o.card_id AS card, o.at_us FROM incident_offer o
        JOIN decision d ON d.id = o.decision_id WHERE o.taken_us IS NULL AND d.undone_us IS NULL
        ORDER BY o.at_us DESC, o.decision_id DESC LIMIT :limit""",
        limit=limit,
    )
    return [Offer(**row) for row in rows]


def offered(db: Db, decision: int) -> bool:
    """Was one offered with this decision, and nobody has taken it?"""
    row = db.one(
        "SELECT 1 AS there FROM incident_offer WHERE decision_id = :id AND taken_us IS NULL", id=decision
    )
    return row is not None


def take(db: Db, decision: int) -> bool:
    """An incident was opened from it. False where there is none, or somebody did before."""
    return bool(
        db.run(
            "UPDATE incident_offer SET taken_us = :at WHERE decision_id = :id AND taken_us IS NULL",
            at=db.wall_us(),
            id=decision,
        )
    )
