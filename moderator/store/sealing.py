"""What was escalated and stands so."""

from __future__ import annotations

from moderator.store.base import Db, Row


def escalated(db: Db, limit: int = 500) -> list[Row]:
    """Decisions that stand, oldest first: id, card_id, at_us."""
    return db.query(
        """SELECT d.id, d.card_id, d.at_us FROM decision d JOIN card k ON k.id = d.card_id
        WHERE d.verdict = 'escalate' AND d.undone_us IS NULL AND d.audit = '' AND k.state = 'decided'
        ORDER BY d.id LIMIT :limit""",
        limit=limit,
    )


def escalation(db: Db, card_id: int) -> Row | None:
    return db.one(
        """SELECT id, at_us FROM decision
        WHERE card_id = :card AND verdict = 'escalate' AND undone_us IS NULL AND audit = ''""",
        card=card_id,
    )
