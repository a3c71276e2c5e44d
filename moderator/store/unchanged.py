"""A desk's file that is only read: on a disk that is read-only or full, beside a program that holds it, or damaged.

Nothing is written, neither to the file nor beside it, and no lock is waited for. Whatever would write is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.clock import Clock
from moderator.problems import MissingStore, NotAllowed, StoreProblem
from moderator.store import guard
from moderator.store.base import Db
from moderator.store.sqlite import Sqlite
from moderator.store.steps import STEPS


class Unchanged(Sqlite):
    """Raises WrongKey, DamagedStore, MissingStore, StoreProblem when not even that can be done."""

    def __init__(self, path: Path, key: bytes | None, clock: Clock) -> None:
        Db.__init__(self, clock)
        self.path, self.encrypted, self._pid, self.key = path, key is not None, os.getpid(), key
        self._held = ExitStack()
        if not path.is_file() or not path.stat().st_size:
            raise MissingStore("There is no desk database to look at", "", "Bring back a backup")
        try:
            with self.telling_problems():
                self._conn = self._reading()
                self._demand_known_schema()
        except sqlcipher.Error as fault:
            raise StoreProblem(
                "The desk database cannot be read", type(fault).__name__, "Bring back a backup"
            ) from None
        guard.opened(self)

    def _reading(self) -> sqlcipher.Connection:
        """With the log, where there is one. Without one nothing has to be made beside the file."""
        log = self.path.with_name(self.path.name + "-wal")
        with_log = log.exists() and log.stat().st_size > 0
        uri = f"{self.path.absolute().as_uri()}?mode=ro" + ("" if with_log else "&immutable=1")
        conn = sqlcipher.connect(uri, uri=True, isolation_level=None)
        try:
            for pragma in (
                "cipher_log_level = NONE",
                *self._key_pragma(),
                "query_only = ON",
                "temp_store = MEMORY",
            ):
                conn.execute(f"PRAGMA {pragma}").fetchall()
            conn.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except BaseException:
            conn.close()
            raise
        return conn

    def _key_pragma(self) -> tuple[str, ...]:
        return () if self.key is None else (f"key = \"x'{self.key.hex()}'\"",)

    def _demand_known_schema(self) -> None:
        have = self._conn.execute("PRAGMA user_version").fetchone()[0]
        if have != len(STEPS):
            self._conn.close()
            raise StoreProblem(
                "This desk was last opened by another version",
                f"it has schema {have}, and this program reads {len(STEPS)}",
                "It can be looked at once it can be written to again, or with that version",
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        raise NotAllowed("The desk is only looked at", "Nothing can be written to it now", "")
        yield
