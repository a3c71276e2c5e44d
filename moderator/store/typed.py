"""What somebody was typing about a card and has not sent, in the table of its kind: one a card and person.

`drafts.py` (notes) and `answers.py` (replies to the author) say what becomes of each.
"""

from __future__ import annotations

from typing import Literal

from moderator.store.base import Db
from moderator.store.texts import storable

Kind = Literal["draft", "answer"]  # the tables


def keep(db: Db, kind: Kind, card_id: int, person: str, text: str) -> None:
    """As it is now; nothing typed is nothing. What this person took over from others is then theirs."""
    db.run(
        f"DELETE FROM {kind} WHERE card_id = :card AND (person = :person OR handed_over = 1)",
        card=card_id,
        person=person,
    )
    if text.strip():
        db.run(
            f"INSERT INTO {kind} (card_id, person, text, at_us) VALUES (:card, :person, :text, :at)",
            card=card_id,
            person=person,
            text=storable(text),
            at=db.wall_us(),
        )


def of(db: Db, kind: Kind, card_id: int, person: str) -> str:
    """What this person was typing; else what somebody who left was."""
    row = db.one(
        f"""SELECT text FROM {kind} WHERE card_id = :card AND (person = :person OR handed_over = 1)
        ORDER BY CASE WHEN person = :person THEN 0 ELSE 1 END, at_us DESC LIMIT 1""",
        card=card_id,
        person=person,
    )
    return "" if row is None else str(row["text"])
