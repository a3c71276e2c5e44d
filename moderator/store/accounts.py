"""The agency's logins on platforms. Secrets and sessions arrive here encrypted and leave encrypted."""

from __future__ import annotations

from dataclasses import dataclass, field

from moderator.problems import BadInput, Refused
from moderator.store.base import Db, Row
from moderator.store.texts import storable


@dataclass(frozen=True, slots=True)
class Account:
    """One login. `trouble` is a sentence for people, `trouble_kind` one word for programs ("sign_in")."""

    id: int
    platform: str
    server: str
    handle: str
    secret: bytes | None = field(repr=False)
    session: bytes | None = field(repr=False)
    last_ok_us: int | None
    trouble: str
    trouble_kind: str
    failures: int
    next_try_us: int


_COLUMNS = (
    "id, platform, server, handle, secret, session, last_ok_us, trouble, trouble_kind, failures, next_try_us"
)


def add(db: Db, platform: str, server: str, handle: str, secret: bytes | None) -> int:
    """Raises Refused when this login is there already."""
    if not handle.strip():
        raise BadInput(
            "An account needs a handle", "none was given", "Give the agency's name on the platform"
        )
    made = db.query(
        """INSERT INTO account (platform, server, handle, secret, added_us)
        VALUES (:platform, :server, :handle, :secret, :at) ON CONFLICT DO NOTHING RETURNING id""",
        platform=platform,
        server=storable(server),
        handle=storable(handle),
        secret=secret,
        at=db.wall_us(),
    )
    if not made:
        raise _there_already(platform, handle)
    return int(made[0]["id"])


def ensure(db: Db, platform: str, server: str, handle: str) -> int:
    """The id of this login, added without a secret where it is missing: the sources of files."""
    found = _find(db, platform, server, handle)
    return add(db, platform, server, handle, None) if found is None else found


def demand_new(db: Db, platform: str, server: str, handle: str) -> None:
    """Raises Refused when this login is there already, before anybody signs in for nothing."""
    if _find(db, platform, server, handle) is not None:
        raise _there_already(platform, handle)


def _find(db: Db, platform: str, server: str, handle: str) -> int | None:
    row = db.one(
        """SELECT id FROM account WHERE platform = :platform AND server = :server AND handle = :handle
          AND removed_us IS NULL""",
        platform=platform,
        server=storable(server),
        handle=storable(handle),
    )
    return None if row is None else int(row["id"])


def _there_already(platform: str, handle: str) -> Refused:
    return Refused(f"{handle} on {platform} is added already", "", "Remove it first to change its secret")


def listed(db: Db) -> list[Account]:
    """Accounts that were not removed, oldest first."""
    return [
        _account(row)
        for row in db.query(f"SELECT {_COLUMNS} FROM account WHERE removed_us IS NULL ORDER BY id")
    ]


def get(db: Db, account_id: int) -> Account | None:
    """Also a removed one: its comments remain."""
    row = db.one(f"SELECT {_COLUMNS} FROM account WHERE id = :id", id=account_id)
    return None if row is None else _account(row)


def remove(db: Db, account_id: int) -> bool:
    """The login and its secrets go; its comments and decisions stay. What was on its way is parked."""
    db.run(
        """UPDATE outbox SET state = 'parked', problem = 'The account was removed.', settled_us = :at
        WHERE account_id = :id AND state = 'pending'""",
        at=db.wall_us(),
        id=account_id,
    )
    return bool(
        db.run(
            """UPDATE account SET removed_us = :at, secret = NULL, session = NULL, trouble = '',
              trouble_kind = '' WHERE id = :id AND removed_us IS NULL""",
            at=db.wall_us(),
            id=account_id,
        )
    )


def save_session(db: Db, account_id: int, session: bytes | None) -> None:
    """Keep a renewed session, before it is first used."""
    db.run(
        "UPDATE account SET session = :session WHERE id = :id AND removed_us IS NULL",
        session=session,
        id=account_id,
    )


def set_health(db: Db, account_id: int, *, trouble: str = "", kind: str = "", next_try_us: int = 0) -> None:
    """How the last round with this account went: `trouble` empty means well."""
    if not trouble:
        db.run(
            """UPDATE account SET last_ok_us = :at, trouble = '', trouble_kind = '', failures = 0,
              next_try_us = 0 WHERE id = :id""",
            at=db.wall_us(),
            id=account_id,
        )
        return
    db.run(
        """UPDATE account SET trouble = :trouble, trouble_kind = :kind, failures = failures + 1,
          next_try_us = :next WHERE id = :id""",
        trouble=storable(trouble),
        kind=kind,
        next=next_try_us,
        id=account_id,
    )


def _account(row: Row) -> Account:
    return Account(**row)
