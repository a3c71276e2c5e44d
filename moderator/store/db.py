"""Opening the desk database: a file on this machine, or a team's PostgreSQL server by its URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moderator.clock import Clock
from moderator.problems import StoreRefused
from moderator.store.base import Db, Row, as_list
from moderator.store.migrate import Steps, migrate_postgres, migrate_sqlite
from moderator.store.sqlite import Sqlite
from moderator.store.steps import STEPS

__all__ = ["Db", "Row", "Sqlite", "as_list", "is_url", "open_postgres", "open_sqlite", "open_store"]


def open_sqlite(path: Path, key: bytes | None, clock: Clock, *, steps: Steps = STEPS) -> Sqlite:
    """The store in one file, made where there is none. `key` is 32 bytes; None, for tests, means plain.

    Raises StoreRefused (place or modes), WrongKey, DamagedStore, NewerSchema, StoreBusy.
    """
    db = Sqlite(path, key, clock)
    try:
        migrate_sqlite(db, steps)
    except BaseException:
        db.close()
        raise
    return db


def open_postgres(
    url: str, clock: Clock, *, skew: Callable[[], int] | None = None, steps: Steps = STEPS
) -> Db:
    """The store of a team. `skew` adds microseconds to the server's clock: tests let time pass with it."""
    try:
        from moderator.store.postgres import Postgres  # an extra: a desk in a file does not need it
    except ImportError:
        raise StoreRefused(
            "PostgreSQL is not available", "psycopg is not installed", "pip install 'moderator-console[team]'"
        ) from None
    db = Postgres(url, clock, skew=skew)
    try:
        migrate_postgres(db, steps)
    except BaseException:
        db.close()
        raise
    return db


def is_url(where: str) -> bool:
    return where.startswith(("postgresql://", "postgres://"))


def open_store(where: str | Path, key: bytes | None, clock: Clock) -> Db:
    """By URL (`postgresql://...`) or by path."""
    if is_url(str(where)):
        return open_postgres(str(where), clock)
    return open_sqlite(Path(where), key, clock)
