"""Overrides of a closed limit: what a lead offers, what was accepted, what is to be reviewed.

An offer is a row for as long as it waits. Declined or run out, it is gone, and nothing else is: its number is no number
of a row that others follow, and no other row knows of it. On SQLite what it said is wiped from the page and from the log
with it; a PostgreSQL server keeps dead rows until it is next vacuumed, where no query reaches them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from moderator.store.base import Db, Row
from moderator.store.texts import storable

OVERRIDE, GLASS = "override", "glass"


@dataclass(frozen=True, slots=True)
class Offer:
    """`card_id`: the one card that it is for (break-glass), else 0. `until_us`: by the clock that leases are counted by."""

    person: str
    lead: str
    reason: str
    why: str
    minutes: int
    card_id: int
    boot: str
    until_us: int


@dataclass(frozen=True, slots=True)
class Grant:
    """One that was accepted. `opens`: by key of a limit, how much may be counted under it. `from_us`, `until_us`: of the
    person's effective time; the other moments are times of day. `review_due_us`: None where none is asked for.
    """

    id: int
    person: str
    lead: str
    kind: str
    reason: str
    why: str
    card_id: int
    opens: Mapping[str, float]
    from_us: int
    until_us: int
    at_us: int
    review_due_us: int | None
    reviewed_us: int | None
    reviewed_by: str
    review: str


# offers


def offer(db: Db, made: Offer) -> None:
    """In place of whatever was offered to the same person before."""
    withdraw(db, made.person)
    db.run(
        """INSERT INTO override_offer (person, lead, reason, why, minutes, card_id, boot, until_us)
        VALUES (:person, :lead, :reason, :why, :minutes, :card, :boot, :until)""",
        person=made.person,
        lead=made.lead,
        reason=made.reason,
        why=storable(made.why),
        minutes=made.minutes,
        card=made.card_id,
        boot=made.boot,
        until=made.until_us,
    )


def offered(db: Db, person: str) -> Offer | None:
    """What waits for this person's answer. One that has run out is none."""
    row = db.one("SELECT * FROM override_offer WHERE person = :person", person=person)
    if row is None:
        return None
    found, now = Offer(**row), db.boot()
    return found if found.boot == now.id and now.us < found.until_us else None


def withdraw(db: Db, person: str) -> None:
    """Gone, and so are those that have run out. Nothing tells that there was one."""
    if db.kind == "sqlite":
        db.query("PRAGMA secure_delete = ON")  # of this connection: what is deleted is overwritten
    now = db.boot()
    db.run(
        "DELETE FROM override_offer WHERE person = :person OR boot <> :boot OR until_us <= :now",
        person=person,
        boot=now.id,
        now=now.us,
    )


def wipe(db: Db) -> None:
    """What was withdrawn leaves the log too. Outside a transaction; where somebody reads just now, the next one does it."""
    if db.kind == "sqlite":
        db.query("PRAGMA wal_checkpoint(TRUNCATE)")


# what was accepted


def add(
    db: Db,
    made: Offer,
    kind: str,
    opens: Mapping[str, float],
    from_us: int,
    until_us: int,
    due_us: int | None,
) -> int:
    return db.insert(
        """INSERT INTO override_grant (person, lead, kind, reason, why, card_id, opens, from_us, until_us, at_us,
          review_due_us)
        VALUES (:person, :lead, :kind, :reason, :why, :card, :opens, :from, :until, :at, :due) RETURNING id""",
        person=made.person,
        lead=made.lead,
        kind=kind,
        reason=made.reason,
        why=storable(made.why),
        card=made.card_id,
        opens=json.dumps(dict(opens), sort_keys=True),
        until=until_us,
        at=db.wall_us(),
        due=due_us,
        **{"from": from_us},
    )


def running(db: Db, person: str, eff_us: int) -> list[Grant]:
    """Those whose time is not over at this moment of the person's effective time."""
    rows = db.query(
        "SELECT * FROM override_grant WHERE person = :person AND until_us > :eff AND from_us <= :eff ORDER BY id",
        person=person,
        eff=eff_us,
    )
    return [_grant(row) for row in rows]


def since(db: Db, person: str, eff_us: int, kind: str | None = None) -> list[int]:
    """When those that this person accepted after that moment began, oldest first, in their effective time."""
    rows = db.column(
        """SELECT from_us FROM override_grant WHERE person = :person AND from_us > :eff
          AND (:every = 1 OR kind = :kind) ORDER BY from_us""",
        person=person,
        eff=eff_us,
        every=int(kind is None),
        kind=kind or "",
    )
    return [int(each) for each in rows]


def get(db: Db, grant_id: int) -> Grant | None:
    row = db.one("SELECT * FROM override_grant WHERE id = :id", id=grant_id)
    return None if row is None else _grant(row)


def listed(db: Db, limit: int = 200) -> list[Grant]:
    """The newest first."""
    rows = db.query("SELECT * FROM override_grant ORDER BY id DESC LIMIT :limit", limit=limit)
    return [_grant(row) for row in rows]


def to_review(db: Db) -> list[Grant]:
    """Those that nobody has reviewed, the one that is due first at the top."""
    rows = db.query(
        """SELECT * FROM override_grant WHERE review_due_us IS NOT NULL AND reviewed_us IS NULL
        ORDER BY review_due_us, id"""
    )
    return [_grant(row) for row in rows]


def reviewed(db: Db, grant_id: int, who: str, review: str) -> bool:
    """False when somebody has reviewed it already, or it needs none."""
    return bool(
        db.run(
            """UPDATE override_grant SET reviewed_us = :at, reviewed_by = :who, review = :review
            WHERE id = :id AND review_due_us IS NOT NULL AND reviewed_us IS NULL""",
            at=db.wall_us(),
            who=who,
            review=storable(review),
            id=grant_id,
        )
    )


def _grant(row: Row) -> Grant:
    return Grant(**{**row, "opens": json.loads(row["opens"])})
