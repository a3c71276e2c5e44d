"""Who would like whom for a buddy, and the one question that one may ask the other. All of it is deleted, never ended: no
trace of who asked whom, or when, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from moderator.store.base import Db


@dataclass(frozen=True, slots=True)
class Ping:
    """`answer`: "" until there is one, then "yes" or "later"."""

    sender: str
    receiver: str
    answer: str
    at_us: int


def wished(db: Db, person: str) -> str:
    """Whom this person would like; "" for nobody."""
    row = db.one("SELECT other FROM buddy WHERE person = :person", person=person)
    return "" if row is None else str(row["other"])


def wishing(db: Db, person: str) -> list[str]:
    """Who would like this person."""
    return [
        str(each)
        for each in db.column("SELECT person FROM buddy WHERE other = :me ORDER BY person", me=person)
    ]


def wish(db: Db, person: str, other: str) -> None:
    db.run(
        """INSERT INTO buddy (person, other) VALUES (:person, :other)
        ON CONFLICT (person) DO UPDATE SET other = excluded.other""",
        person=person,
        other=other,
    )


def forget(db: Db, person: str, other: str) -> None:
    """What this one wished of the other, and every question between them."""
    db.run("DELETE FROM buddy WHERE person = :person AND other = :other", person=person, other=other)
    db.run(
        """DELETE FROM buddy_ping WHERE (sender = :one AND receiver = :two) OR (sender = :two AND receiver = :one)""",
        one=person,
        two=other,
    )


def pings(db: Db, person: str) -> list[Ping]:
    """To this person, and from them."""
    rows = db.query(
        "SELECT sender, receiver, answer, at_us FROM buddy_ping WHERE sender = :me OR receiver = :me ORDER BY sender",
        me=person,
    )
    return [Ping(**row) for row in rows]


def ping(db: Db, sender: str, receiver: str) -> None:
    """In place of an earlier one."""
    drop(db, sender)
    db.run(
        "INSERT INTO buddy_ping (sender, receiver, answer, at_us) VALUES (:from_, :to, '', :at)",
        from_=sender,
        to=receiver,
        at=db.wall_us(),
    )


def answer(db: Db, sender: str, receiver: str, answer: str) -> bool:
    """False when there is no such question any more."""
    return bool(
        db.run(
            """UPDATE buddy_ping SET answer = :answer
            WHERE sender = :from_ AND receiver = :to AND answer = ''""",
            answer=answer,
            from_=sender,
            to=receiver,
        )
    )


def drop(db: Db, sender: str) -> None:
    db.run("DELETE FROM buddy_ping WHERE sender = :from_", from_=sender)
