"""Answers to comments that somebody began to write: one a card and person, until it goes with a decision."""

from __future__ import annotations

import json

from moderator.store import typed
from moderator.store.base import Db


def keep(db: Db, card_id: int, person: str, text: str) -> None:
    """As it is now; nothing written is no answer. What this person took over from others is then theirs."""
    typed.keep(db, "answer", card_id, person, text)


def of(db: Db, card_id: int, person: str) -> str:
    """What this person was writing; else what somebody who left was."""
    return typed.of(db, "answer", card_id, person)


def forget(db: Db, card_id: int, person: str) -> None:
    """It has been sent."""
    keep(db, card_id, person, "")


def bring_back(db: Db, card_id: int, decision_id: int) -> None:
    """The answer of a decision that was taken back is being written by its writer again."""
    rows = db.query(
        """SELECT d.person, o.detail FROM outbox o JOIN decision d ON d.id = o.decision_id
        WHERE o.decision_id = :id AND o.op = 'reply'""",
        id=decision_id,
    )
    for row in rows:
        if not of(db, card_id, row["person"]):
            keep(db, card_id, row["person"], json.loads(row["detail"])["text"])


def hand_over(db: Db, person: str) -> None:
    """This person leaves: what they were writing goes to whoever opens the card next."""
    db.run("UPDATE answer SET handed_over = 1 WHERE person = :person", person=person)
