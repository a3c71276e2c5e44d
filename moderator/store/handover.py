"""Cards that were handed over because somebody reached a limit: to whom, "" for the lead's list. Nobody is shown a row."""

from __future__ import annotations

from moderator.store.base import Db

LEADS = ""  # the receiver of what lies in the lead's list


def add(db: Db, card_id: int, giver: str, receiver: str) -> None:
    db.run(
        "INSERT INTO handover (card_id, giver, receiver, at_us) VALUES (:card, :giver, :receiver, :at)",
        card=card_id,
        giver=giver,
        receiver=receiver,
        at=db.wall_us(),
    )


def times(db: Db, card_id: int) -> int:
    """How often this card was handed over."""
    return int(db.column("SELECT count(*) FROM handover WHERE card_id = :card", card=card_id)[0])


def gave(db: Db, card_id: int, person: str) -> bool:
    """Did this person hand it over before? It does not come back to them."""
    row = db.one(
        "SELECT 1 AS so FROM handover WHERE card_id = :card AND giver = :person LIMIT 1",
        card=card_id,
        person=person,
    )
    return row is not None


def newest_is(db: Db, card_id: int, receiver: str) -> bool:
    """Was this card last handed to this person?"""
    row = db.one("SELECT receiver FROM handover WHERE card_id = :card ORDER BY id DESC LIMIT 1", card=card_id)
    return row is not None and row["receiver"] == receiver


def when(db: Db, card_id: int) -> int:
    """When it was last handed over."""
    found = db.column("SELECT coalesce(max(at_us), 0) FROM handover WHERE card_id = :card", card=card_id)
    return int(found[0])


def waiting_for(db: Db, receiver: str) -> list[int]:
    """Waiting cards that were last handed to this person, the first handed over first."""
    rows = db.query(
        """SELECT h.card_id FROM handover h JOIN card k ON k.id = h.card_id
        WHERE h.receiver = :receiver AND k.state = 'waiting'
          AND h.id = (SELECT max(n.id) FROM handover n WHERE n.card_id = h.card_id)
          AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.card_id = h.card_id AND d.at_us > h.at_us)
        ORDER BY h.id""",
        receiver=receiver,
    )
    return [int(row["card_id"]) for row in rows]
