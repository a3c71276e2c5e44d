"""What is kept from people whatever they ask for: who is the target of an open incident, and cards that nobody is shown.

Whoever opens an incident that is aimed at somebody says so with `target`, and `no_longer_target` when it is closed.
"""

from __future__ import annotations

from moderator.store.base import Db


def target(db: Db, person: str, incident: str) -> None:
    """An incident is open in which this person is the target. `incident` is whatever names it."""
    db.run(
        """INSERT INTO targeted (person, incident, opened_us) VALUES (:person, :incident, :at)
        ON CONFLICT (person, incident) DO UPDATE SET closed_us = NULL""",
        person=person,
        incident=incident,
        at=db.wall_us(),
    )


def no_longer_target(db: Db, person: str, incident: str) -> None:
    db.run(
        "UPDATE targeted SET closed_us = :at WHERE person = :person AND incident = :incident AND closed_us IS NULL",
        at=db.wall_us(),
        person=person,
        incident=incident,
    )


def is_target(db: Db, person: str) -> bool:
    """Is an incident open in which this person is the target?"""
    row = db.one(
        "SELECT 1 AS so FROM targeted WHERE person = :person AND closed_us IS NULL LIMIT 1", person=person
    )
    return row is not None


def withhold(db: Db, card_id: int, who: str, why: str) -> None:
    """Nobody is shown this card's words any more, for no reason. `why`: a word of ours."""
    db.run(
        "INSERT INTO withheld (card_id, why, who, at_us) VALUES (:card, :why, :who, :at) ON CONFLICT DO NOTHING",
        card=card_id,
        why=why,
        who=who,
        at=db.wall_us(),
    )


def is_withheld(db: Db, card_id: int) -> bool:
    """This card, or the one that it is a second look at?"""
    row = db.one(
        """SELECT 1 AS so FROM withheld
        WHERE card_id = :card OR card_id = (SELECT twin_of FROM card WHERE id = :card) LIMIT 1""",
        card=card_id,
    )
    return row is not None
