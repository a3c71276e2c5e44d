"""The agency's logins on platforms. Secrets and sessions arrive here encrypted and leave encrypted."""

from __future__ import annotations

from dataclasses import dataclass, field

from moderator.problems import BadInput, Refused
from moderator.store.base import Db, Row
from moderator.store.texts import storable


@dataclass(frozen=True, slots=True)
class Account:
    """One login. `trouble` is a sentence for people, `trouble_kind` one word for programs ("sign_in").

    `native_id` is the account's own on the platform, "" where nobody has looked. `login` counts sign-ins: what a
    round with an earlier one finds says nothing about this one. `asked_us`: somebody wants it tried now.
    """

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
    added_us: int
    native_id: str
    login: int
    tried_us: int | None
    asked_us: int | None
    paused_us: int | None


_COLUMNS = """id, platform, server, handle, secret, session, last_ok_us, trouble, trouble_kind, failures, next_try_us,
  added_us, native_id, login, tried_us, asked_us, paused_us"""


def add(db: Db, platform: str, server: str, handle: str, secret: bytes | None, *, native_id: str = "") -> int:
    """Raises Refused when this login is there already."""
    if not handle.strip():
        raise BadInput(
            "An account needs a handle", "none was given", "Give the agency's name on the platform"
        )
    made = db.query(
        """INSERT INTO account (platform, server, handle, secret, added_us, native_id)
        VALUES (:platform, :server, :handle, :secret, :at, :native) ON CONFLICT DO NOTHING RETURNING id""",
        platform=platform,
        server=storable(server),
        handle=storable(handle),
        secret=secret,
        at=db.wall_us(),
        native=storable(native_id),
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
    return Refused(f"{handle} on {platform} is added already", "", "Sign in to it again to change its secret")


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


def sign_in_again(db: Db, account_id: int, secret: bytes, session: bytes | None, native_id: str = "") -> bool:
    """Another secret for the same login: bookmarks stay, what stood in the way is forgotten, and the next look of a
    worker tries it. Acts that waited for this leave. False when it was removed meanwhile."""
    at = db.wall_us()
    renewed = db.run(
        """UPDATE account SET secret = :secret, session = :session, native_id = :native, login = login + 1,
          trouble = '', trouble_kind = '', failures = 0, next_try_us = 0, asked_us = :at
        WHERE id = :id AND removed_us IS NULL""",
        secret=secret,
        session=session,
        native=storable(native_id),
        at=at,
        id=account_id,
    )
    if renewed:
        db.run(
            """UPDATE outbox SET next_try_us = NULL
            WHERE account_id = :id AND state IN ('pending', 'uncertain')""",
            id=account_id,
        )
    return bool(renewed)


def ask(db: Db, account_id: int) -> bool:
    """Somebody wants it tried now."""
    return bool(
        db.run(
            "UPDATE account SET asked_us = :at WHERE id = :id AND removed_us IS NULL AND paused_us IS NULL",
            at=db.wall_us(),
            id=account_id,
        )
    )


def pause(db: Db, account_id: int) -> bool:
    """Nothing is gathered from it until `resume`. False when it rests already, or was removed."""
    return bool(
        db.run(
            """UPDATE account SET paused_us = :at, asked_us = NULL
            WHERE id = :id AND removed_us IS NULL AND paused_us IS NULL""",
            at=db.wall_us(),
            id=account_id,
        )
    )


def resume(db: Db, account_id: int) -> bool:
    """Gathering goes on where it stopped, at once."""
    return bool(
        db.run(
            """UPDATE account SET paused_us = NULL, asked_us = :at
            WHERE id = :id AND removed_us IS NULL AND paused_us IS NOT NULL""",
            at=db.wall_us(),
            id=account_id,
        )
    )


def waiting_acts(db: Db) -> dict[int, int]:
    """How many acts of each account are on their way."""
    rows = db.query(
        """SELECT account_id, count(*) AS n FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')
        GROUP BY account_id"""
    )
    return {row["account_id"]: row["n"] for row in rows}


def save_session(db: Db, account_id: int, session: bytes | None, *, login: int | None = None) -> None:
    """Keep a renewed session, before it is first used; not one of an earlier `login`."""
    db.run(
        f"UPDATE account SET session = :session WHERE id = :id AND removed_us IS NULL{_of(login)}",
        session=session,
        id=account_id,
        **_with(login),
    )


def set_health(
    db: Db,
    account_id: int,
    *,
    trouble: str = "",
    kind: str = "",
    next_try_us: int = 0,
    login: int | None = None,
) -> None:
    """How the last round with this account went: `trouble` empty means well. A round of an earlier `login` says
    nothing about the present one."""
    if not trouble:
        db.run(
            f"""UPDATE account SET last_ok_us = :at, tried_us = :at, asked_us = NULL, trouble = '',
              trouble_kind = '', failures = 0, next_try_us = 0 WHERE id = :id{_of(login)}""",
            at=db.wall_us(),
            id=account_id,
            **_with(login),
        )
        return
    db.run(
        f"""UPDATE account SET trouble = :trouble, trouble_kind = :kind, failures = failures + 1,
          next_try_us = :next, tried_us = :at, asked_us = NULL
        WHERE id = :id AND removed_us IS NULL{_of(login)}""",
        trouble=storable(trouble),
        kind=kind,
        next=next_try_us,
        at=db.wall_us(),
        id=account_id,
        **_with(login),
    )


def _of(login: int | None) -> str:
    return "" if login is None else " AND login = :login"


def _with(login: int | None) -> dict[str, int]:
    return {} if login is None else {"login": login}


def _account(row: Row) -> Account:
    return Account(**row)
