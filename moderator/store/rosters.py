"""Shifts, and the changes that brought and took them. A change can be undone; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from moderator.store.base import Db, as_list


@dataclass(frozen=True, slots=True, order=True)
class Planned:
    """One shift as it is kept: an ISO day, minutes after its midnight by the clock on the wall, a zone."""

    person: str
    day: str
    begins: int
    ends: int
    zone: str


def between(db: Db, first: str, last: str, *, persons: Collection[str] | None = None) -> list[Planned]:
    """Shifts that begin on these days, both included."""
    only = f"AND person IN ({db.among('persons', 'text')})" if persons is not None else ""
    more = {"persons": as_list(sorted(persons))} if persons is not None else {}
    rows = db.query(
        f"""SELECT person, day, begins, ends, zone FROM shift
        WHERE removed_in IS NULL AND day >= :first AND day <= :last {only} ORDER BY day, begins, person""",
        first=first,
        last=last,
        **more,
    )
    return [Planned(**row) for row in rows]


class Hours(NamedTuple):
    """Hours of a day in which somebody is planned, whoever it is."""

    day: str
    begins: int
    ends: int
    zone: str


def hours(db: Db) -> list[Hours]:
    """All hours of the roster."""
    rows = db.query("SELECT DISTINCT day, begins, ends, zone FROM shift WHERE removed_in IS NULL")
    return [Hours(**row) for row in rows]


def newest(db: Db) -> int:
    """The newest change of the roster; another number after each."""
    return int(db.column("SELECT coalesce(max(id), 0) FROM roster_change")[0])


def change(
    db: Db, who: str, kind: str, *, add: Iterable[Planned] = (), remove: Iterable[Planned] = ()
) -> int:
    """One change to the roster: some shifts go, others come. Its number, by which it is undone."""
    number = db.insert(
        "INSERT INTO roster_change (who, kind, at_us) VALUES (:who, :kind, :at) RETURNING id",
        who=who,
        kind=kind,
        at=db.wall_us(),
    )
    db.many(
        """UPDATE shift SET removed_in = :change
        WHERE person = :person AND day = :day AND begins = :begins AND removed_in IS NULL""",
        [
            {"change": number, "person": gone.person, "day": gone.day, "begins": gone.begins}
            for gone in remove
        ],
    )
    db.many(
        """INSERT INTO shift (person, day, begins, ends, zone, added_in)
        VALUES (:person, :day, :begins, :ends, :zone, :change)""",
        [
            {
                "person": new.person,
                "day": new.day,
                "begins": new.begins,
                "ends": new.ends,
                "zone": new.zone,
                "change": number,
            }
            for new in add
        ],
    )
    return number


def touched(db: Db, number: int) -> tuple[list[Planned], list[Planned]]:
    """What a change brought, and what it took."""
    columns = "person, day, begins, ends, zone"
    brought = db.query(f"SELECT {columns} FROM shift WHERE added_in = :id ORDER BY id", id=number)
    took = db.query(f"SELECT {columns} FROM shift WHERE removed_in = :id ORDER BY id", id=number)
    return [Planned(**row) for row in brought], [Planned(**row) for row in took]


def newest_of(db: Db, who: str) -> tuple[int, str] | None:
    """The newest change of this person that stands, and its kind; not an undoing, and not what somebody's
    leaving took."""
    row = db.one(
        """SELECT id, kind FROM roster_change WHERE who = :who AND undone_by IS NULL AND kind NOT IN ('undo', 'leave')
        ORDER BY id DESC LIMIT 1""",
        who=who,
    )
    return None if row is None else (row["id"], row["kind"])


def mark_undone(db: Db, number: int, by: int) -> None:
    db.run("UPDATE roster_change SET undone_by = :by WHERE id = :id", by=by, id=number)
