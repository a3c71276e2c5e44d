"""Bringing a store up to the schema of this program, one numbered step at a time.

Each step and its record are one transaction: whoever pulls the plug finds the old schema or the new one,
never half. Where there is something to lose, a copy is made first. A schema that this program does not know
is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moderator import __version__
from moderator.problems import NewerSchema
from moderator.store.backup import backup
from moderator.store.base import Db
from moderator.store.sqlite import Sqlite

if TYPE_CHECKING:
    from sqlite_utils import Database

Steps = Sequence[tuple[str, str]]
_BEFORE = "-before-"


def statements(db: Db, text: str) -> list[str]:
    """The statements of one step in this engine's words. Each ends with a semicolon at a line's end."""
    ready = text.format(**db.types)
    return [statement for part in ready.split(";\n") if (statement := part.strip().rstrip(";"))]


def migrate_sqlite(db: Sqlite, steps: Steps) -> Path | None:
    """Returns the copy that was made before, where one was made."""
    have = int(db.query("PRAGMA user_version")[0]["user_version"])
    if have > len(steps):
        raise _newer(db, f"schema {have}", len(steps))
    if have == len(steps):
        return None
    saved = None
    if have:
        saved = backup(db, db.path.with_name(f"{db.path.stem}{_BEFORE}{steps[have][0]}.db")).path
    from sqlite_utils import Migrations  # only where there is something to do: it brings numpy with it

    with db.holding_the_turn(), db.telling_problems():
        migrations = Migrations("moderator")
        for number, (name, text) in enumerate(steps, start=1):
            migrations(name=name)(_sqlite_step(db, number, text))
        migrations.apply(db.tables)
    return saved


def copies_beside(database: Path) -> list[Path]:
    """The copies that were made before steps of this store. `keeping` lets go of the older ones."""
    return list(database.parent.glob(f"{database.stem}{_BEFORE}*.db"))


def _sqlite_step(db: Sqlite, number: int, text: str) -> Callable[[Database], None]:
    def apply(tables: Database) -> None:
        for statement in statements(db, text):
            tables.conn.execute(statement)
        tables.conn.execute(f"PRAGMA user_version = {number}")
        tables.conn.execute(_SIGN, {"version": __version__})

    return apply


_SIGN = """INSERT INTO meta (key, value) VALUES ('schema_by', :version)
ON CONFLICT (key) DO UPDATE SET value = excluded.value"""


def migrate_postgres(db: Db, steps: Steps) -> None:
    with db.transaction():
        db.alone("migrate")
        db.run("SET LOCAL statement_timeout = 0")
        db.run("CREATE TABLE IF NOT EXISTS schema_step (name TEXT PRIMARY KEY, at_us BIGINT NOT NULL)")
        have = {row["name"] for row in db.query("SELECT name FROM schema_step")}
        if unknown := sorted(have - {name for name, _ in steps}):
            raise _newer(db, f"schema step {unknown[-1]}", len(steps))
        for name, text in steps:
            if name not in have:
                for statement in statements(db, text):
                    db.run(statement)
                db.run(
                    "INSERT INTO schema_step (name, at_us) VALUES (:name, :at)", name=name, at=db.wall_us()
                )
        if len(have) < len(steps):
            db.run(_SIGN, version=__version__)


def _newer(db: Db, found: str, known: int) -> NewerSchema:
    by = db.one("SELECT value FROM meta WHERE key = 'schema_by'")
    maker = f", made by version {by['value']}" if by else ""
    return NewerSchema(
        "The desk database was made by a newer program",
        f"it has {found}{maker}; this is version {__version__}, which knows up to {known}",
        "Install that version or a newer one; nothing was changed",
    )
