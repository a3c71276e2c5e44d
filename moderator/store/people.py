"""Persons by pseudonym, their roles, and what proves who they are. Names are in a table of their own.

Who looks at the names is written into the journal: `names` is the only way to them. Nobody is ever deleted: what a
person decided and was shown stays with their pseudonym after they have left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from moderator.store import journal
from moderator.store.base import Db, Row
from moderator.store.texts import storable


@dataclass(frozen=True, slots=True)
class Person:
    """`state`: "ready" (has a passphrase), "code" (a one-time code waits for them) or "none" (neither)."""

    id: str
    joined_us: int
    left_us: int | None
    state: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Secret:
    """What a sign-in is checked against. Times of the wait are those of the clock that leases are counted by."""

    hash: str = field(repr=False)
    code: str = field(repr=False)
    code_until_us: int
    tries: int
    boot: str
    wait_until_us: int


def everybody(db: Db, *, left_too: bool = False) -> list[Person]:
    """In the order in which they joined."""
    given: dict[str, set[str]] = {}
    for row in db.query("SELECT person, role FROM role_grant WHERE ended_us IS NULL"):
        given.setdefault(row["person"], set()).add(row["role"])
    only = "" if left_too else "WHERE left_us IS NULL"
    rows = db.query(f"SELECT id, joined_us, left_us, secret, code FROM person {only} ORDER BY joined_us, id")
    return [_person(row, given.get(row["id"], set())) for row in rows]


def get(db: Db, person: str) -> Person | None:
    row = db.one("SELECT id, joined_us, left_us, secret, code FROM person WHERE id = :id", id=person)
    return None if row is None else _person(row, roles(db, person))


def _person(row: Row, given: Collection[str]) -> Person:
    state = "code" if row["code"] else "ready" if row["secret"] else "none"
    return Person(row["id"], row["joined_us"], row["left_us"], state, frozenset(given))


def here(db: Db, person: str) -> tuple[int, bool, bool]:
    """How many persons there are now, whether this is one of them, and whether they ever were."""
    row = db.query(
        """SELECT coalesce(sum(CASE WHEN left_us IS NULL THEN 1 END), 0) AS count,
          coalesce(sum(CASE WHEN left_us IS NULL AND id = :id THEN 1 END), 0) AS now,
          coalesce(sum(CASE WHEN id = :id THEN 1 END), 0) AS ever FROM person""",
        id=person,
    )[0]
    return int(row["count"]), bool(row["now"]), bool(row["ever"])


def only_one(db: Db) -> str | None:
    """The one person who is here; None when there are none or several."""
    found = db.column("SELECT id FROM person WHERE left_us IS NULL LIMIT 2")
    return str(found[0]) if len(found) == 1 else None


def join(db: Db, person: str) -> None:
    """A new person, or one who comes back."""
    db.run(
        """INSERT INTO person (id, joined_us) VALUES (:id, :at)
        ON CONFLICT (id) DO UPDATE SET left_us = NULL""",
        id=person,
        at=db.wall_us(),
    )


def leave(db: Db, person: str) -> None:
    """Nothing proves any more that somebody is this person. Roles and teams are ended by the caller."""
    db.run(
        """UPDATE person SET left_us = :at, secret = '', code = '', code_until_us = 0, tries = 0,
          wait_until_us = 0 WHERE id = :id AND left_us IS NULL""",
        at=db.wall_us(),
        id=person,
    )
    db.run("DELETE FROM ticket WHERE person = :id", id=person)


def stamp(db: Db) -> str:
    """Another one after persons, names, roles, teams or the roster have changed. Looks at no name."""
    row = db.one("SELECT value FROM meta WHERE key = 'people'")
    return "" if row is None else str(row["value"])


def mark_changed(db: Db) -> None:
    db.run(
        """INSERT INTO meta (key, value) VALUES ('people', '1')
        ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)"""
    )


# names


def names(db: Db, who: str, why: str) -> dict[str, str]:
    """The name of everybody who is or was here, by pseudonym. Leaves a line in the journal about who looked."""
    rows = db.query("SELECT person, name FROM person_name")
    journal.append(db, who, "names read", why, {"count": len(rows)})
    return {row["person"]: row["name"] for row in rows}


def set_name(db: Db, person: str, name: str, key: str) -> bool:
    """False when somebody else bears a name that looks the same."""
    other = named(db, key)
    if other is not None and other != person:
        return False
    db.run(
        """INSERT INTO person_name (person, name, name_key) VALUES (:id, :name, :key)
        ON CONFLICT (person) DO UPDATE SET name = excluded.name, name_key = excluded.name_key""",
        id=person,
        name=storable(name),
        key=storable(key),
    )
    return True


def named(db: Db, key: str) -> str | None:
    """Whose name this is, gone persons included. Tells nobody's name to anybody."""
    row = db.one("SELECT person FROM person_name WHERE name_key = :key", key=storable(key))
    return None if row is None else str(row["person"])


def has_name(db: Db, person: str) -> bool:
    return db.one("SELECT 1 AS found FROM person_name WHERE person = :id", id=person) is not None


# roles


def roles(db: Db, person: str) -> frozenset[str]:
    return frozenset(
        db.column("SELECT role FROM role_grant WHERE person = :id AND ended_us IS NULL", id=person)
    )


def holders(db: Db, role: str) -> set[str]:
    """Who holds this role now."""
    rows = db.column(
        """SELECT g.person FROM role_grant g JOIN person p ON p.id = g.person
        WHERE g.role = :role AND g.ended_us IS NULL AND p.left_us IS NULL""",
        role=role,
    )
    return set(map(str, rows))


def give_role(db: Db, person: str, role: str, by: str) -> None:
    db.run(
        """INSERT INTO role_grant (person, role, given_us, given_by) VALUES (:id, :role, :at, :by)
        ON CONFLICT DO NOTHING""",
        id=person,
        role=role,
        at=db.wall_us(),
        by=by,
    )


def take_role(db: Db, person: str, role: str, by: str) -> None:
    db.run(
        """UPDATE role_grant SET ended_us = :at, ended_by = :by
        WHERE person = :id AND role = :role AND ended_us IS NULL""",
        id=person,
        role=role,
        at=db.wall_us(),
        by=by,
    )


# what proves who somebody is


def secret(db: Db, person: str) -> Secret | None:
    """None for who is not here. Inside a transaction the row is held, so that tries are counted one by one."""
    lock = db.for_update if db.in_transaction else ""
    row = db.one(
        f"""SELECT secret AS hash, code, code_until_us, tries, boot, wait_until_us FROM person
        WHERE id = :id AND left_us IS NULL {lock}""",
        id=person,
    )
    return None if row is None else Secret(**row)


def set_secret(db: Db, person: str, hash: str) -> None:
    """A passphrase chosen by the person themself. The one-time code is used up."""
    db.run(
        """UPDATE person SET secret = :hash, code = '', code_until_us = 0, tries = 0, wait_until_us = 0
        WHERE id = :id AND left_us IS NULL""",
        id=person,
        hash=hash,
    )


def set_code(db: Db, person: str, hash: str, until_us: int) -> None:
    """A one-time code in place of any passphrase."""
    db.run(
        """UPDATE person SET secret = '', code = :hash, code_until_us = :until, tries = 0, wait_until_us = 0
        WHERE id = :id AND left_us IS NULL""",
        id=person,
        hash=hash,
        until=until_us,
    )
    db.run("DELETE FROM ticket WHERE person = :id", id=person)


def set_tries(db: Db, person: str, tries: int, boot: str, wait_until_us: int) -> None:
    db.run(
        "UPDATE person SET tries = :tries, boot = :boot, wait_until_us = :wait WHERE id = :id",
        id=person,
        tries=tries,
        boot=boot,
        wait=wait_until_us,
    )


def add_ticket(db: Db, hash: str, person: str, boot: str, until_us: int) -> None:
    """For a child of ours, once: it acts for this person."""
    db.run("DELETE FROM ticket WHERE boot <> :boot OR until_us <= :now", boot=boot, now=db.boot().us)
    db.run(
        "INSERT INTO ticket (hash, person, boot, until_us) VALUES (:hash, :id, :boot, :until)",
        hash=hash,
        id=person,
        boot=boot,
        until=until_us,
    )


def take_ticket(db: Db, hash: str, person: str) -> bool:
    """Use it up. False when it is not there, not this person's, or too old."""
    now = db.boot()
    return bool(
        db.run(
            "DELETE FROM ticket WHERE hash = :hash AND person = :id AND boot = :boot AND until_us > :now",
            hash=hash,
            id=person,
            boot=now.id,
            now=now.us,
        )
    )
