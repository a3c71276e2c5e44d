"""What somebody was typing about a card and has not sent: theirs alone, until they leave and hand it over."""

from __future__ import annotations

from moderator.store import typed
from moderator.store.base import Db


def keep(db: Db, card_id: int, person: str, text: str) -> None:
    """As it is now; nothing typed is no draft. What this person took over from others is then theirs."""
    typed.keep(db, "draft", card_id, person, text)


def of(db: Db, card_id: int, person: str) -> str:
    """What this person was typing; else what somebody who left was."""
    return typed.of(db, "draft", card_id, person)


def count(db: Db, person: str) -> int:
    """How many cards this person was typing about that still wait for somebody."""
    return int(db.query(f"SELECT count(*) AS count FROM draft WHERE {_OPEN}", person=person)[0]["count"])


def hand_over(db: Db, person: str) -> int:
    """To whoever opens the card next. How many that were; those on cards that are decided are dropped."""
    handed = db.run(f"UPDATE draft SET handed_over = 1 WHERE {_OPEN}", person=person)
    db.run("DELETE FROM draft WHERE person = :person AND handed_over = 0", person=person)
    return handed


_OPEN = """person = :person AND handed_over = 0
  AND card_id IN (SELECT id FROM card WHERE state IN ('waiting', 'claimed'))"""
