"""The desk in one file: SQLite as SQLCipher brings it, through sqlite-utils.

The driver is always sqlcipher3, also for the plain files of tests: one modern SQLite on every machine.
"""

from __future__ import annotations

import os
import shutil
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.clock import Boot, Clock
from moderator.problems import (
    DamagedStore,
    DiskFull,
    Problem,
    StoreBusy,
    StoreProblem,
    StoreRefused,
    WrongKey,
)
from moderator.store import guard, place
from moderator.store.base import Db, Row
from moderator.store.heads import Head, Heads
from moderator.store.presence import Presence
from moderator.store.turn import Turn

if TYPE_CHECKING:
    from sqlite_utils import Database

_PRAGMAS = (
    "busy_timeout = 10000",
    "cache_size = -16000",  # KiB; with the usual 2,000 a filter of the history unseals most pages anew
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost acknowledged rows at 314 of 600 simulated power cuts
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "journal_size_limit = 67108864",
)
_BUSY, _READONLY, _INTERRUPT, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 8, 9, 10, 11, 13, 14, 26


class Sqlite(Db):
    """An open file. Made by `db.open_sqlite`, which also brings its schema up to date."""

    kind: ClassVar[str] = "sqlite"
    for_update: ClassVar[str] = ""
    skip_locked: ClassVar[str] = ""
    types: ClassVar[Mapping[str, str]] = {
        "pk": "INTEGER PRIMARY KEY",
        "int": "INTEGER",
        "real": "REAL",
        "bytes": "BLOB",
    }

    def __init__(self, path: Path, key: bytes | None, clock: Clock, *, mountinfo: str | None = None) -> None:
        super().__init__(clock)
        if key is not None and len(key) != 32:
            raise ValueError("a store key has 32 bytes")
        self.path, self.encrypted, self._pid = path, key is not None, os.getpid()
        self.key = key
        place.prepare(path, mountinfo=mountinfo)
        self._head: Head | None = None  # the line that the open transaction wrote
        with ExitStack() as held:
            self._turn = Turn(path.with_name(path.name + ".turn"))
            held.callback(self._turn.close)
            self._presence = Presence(path)
            held.callback(self._presence.close)
            self._heads = Heads(path, key)
            held.callback(self._heads.close)
            self._connect()
            self._held = held.pop_all()
        guard.opened(self)

    def _connect(self) -> None:
        self._conn = sqlcipher.connect(str(self.path), isolation_level=None, cached_statements=256)
        try:
            with self.telling_problems(), self.holding_the_turn():
                self._execute("PRAGMA cipher_log_level = NONE")  # it writes to standard error by itself
                if self.key is not None:
                    self._execute(f"PRAGMA key = \"x'{self.key.hex()}'\"")
                self._execute("SELECT count(*) FROM sqlite_master")  # tells whether the key fits
                for pragma in _PRAGMAS:
                    self._execute("PRAGMA " + pragma)
        except BaseException:
            self._conn.close()
            raise

    @property
    def tables(self) -> Database:
        """The same connection, as sqlite-utils sees it."""
        import sqlite_utils

        return sqlite_utils.Database(self._conn)

    def query(self, sql: str, **values: Any) -> list[Row]:
        guard.check(self._pid)
        with self.telling_problems():
            cursor = self._conn.execute(sql, values)
            if cursor.description is None:
                return []
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def column(self, sql: str, **values: Any) -> list[Any]:
        guard.check(self._pid)
        with self.telling_problems():
            return [row[0] for row in self._conn.execute(sql, values)]

    def ids(self, sql: str, **values: Any) -> array[int]:
        """In one value: fetching a million rows one by one takes half as long again, and 40 MB."""
        told = self.column(f"SELECT group_concat(printf('%016x', id), '') FROM ({sql})", **values)[0]
        found = array("q", bytes.fromhex(told or ""))
        if sys.byteorder == "little":
            found.byteswap()
        return found

    def _run(self, sql: str, values: Mapping[str, Any]) -> int:
        guard.check(self._pid)
        with self.telling_problems():
            return int(self._conn.execute(sql, values).rowcount)

    def _many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        guard.check(self._pid)
        with self.telling_problems():
            self._conn.executemany(sql, rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        guard.check(self._pid)
        with self.holding_the_turn():
            with self.telling_problems():
                self._execute("BEGIN IMMEDIATE")
            self._head = None
            try:
                yield
                with self.telling_problems():
                    self._execute("COMMIT")
            except BaseException:
                if self._conn.in_transaction:
                    self._execute("ROLLBACK")
                raise
            if self._head is not None:
                self._heads.keep(self._head)

    def journalled(self, seq: int, hash_: str) -> None:
        self._head = Head(seq, hash_)

    @contextmanager
    def holding_the_turn(self) -> Iterator[None]:
        """Nobody else writes meanwhile. `transaction()` does this by itself."""
        self._turn.take()
        try:
            yield
        finally:
            self._turn.give()

    @contextmanager
    def telling_problems(self) -> Iterator[None]:
        """The driver's errors become `problems`. For whoever works on `tables` directly."""
        try:
            yield
        except sqlcipher.Error as fault:  # its words name tables and columns, never values
            problem = self._problem(fault)
            if problem is None:
                raise
            raise problem from None

    def _problem(self, fault: Any) -> Problem | None:
        code = (getattr(fault, "sqlite_errorcode", 0) or 0) & 0xFF
        if code == _BUSY:
            return StoreBusy(
                "The desk database is busy", "another program holds it", "Nothing was changed; try again"
            )
        if code == _FULL or (code == _IOERR and self._nearly_full()):
            return DiskFull(
                "The disk is full",
                f"the desk needs at least 50 MB free in {self.path.parent}",
                "Free some space and try again; nothing was lost and nothing was changed",
            )
        if code == _INTERRUPT:
            return StoreBusy("It was broken off", "the program ends", "Nothing was changed")
        if code in (_READONLY, _CANTOPEN):
            return StoreRefused(
                "The desk database cannot be written",
                f"{self.path} or its folder is read-only for this account",
                f"Look at: ls -ld {self.path.parent} {self.path}",
            )
        if code == _NOTADB:
            return self._cannot_read()
        if code == _CORRUPT:
            return DamagedStore(
                "The desk database is damaged",
                "a page of the file is not as it was written",
                "Close the program, keep the file, and restore the last backup",
            )
        if code == _IOERR:
            return StoreProblem(
                "The disk reported an error", type(fault).__name__, "Nothing was changed; try again"
            )
        return None

    def _cannot_read(self) -> Problem:
        with self.path.open("rb") as file:
            plain = file.read(16) == b"SQLite format 3\0"
        if plain and self.encrypted:
            return StoreRefused(
                "The desk database is not encrypted", f"{self.path} is a plain SQLite file", "Move it away"
            )
        return WrongKey(
            "This key does not open the desk database",
            "it is the key of another database, or the first page of the file is damaged",
            "Look in the keyring, or type the key from the recovery sheet; do not delete the file",
        )

    def _nearly_full(self) -> bool:
        try:
            return shutil.disk_usage(self.path.parent).free < 8_000_000
        except OSError:
            return False

    def _execute(self, sql: str) -> None:
        self._conn.execute(sql).fetchall()

    def among(self, name: str, kind: str) -> str:
        return f"SELECT value FROM json_each(:{name})"

    def new_ids(self, table: str, count: int) -> Sequence[int]:
        self._must_write()
        first = int(self.query(f"SELECT coalesce(max(id), 0) + 1 AS id FROM {table}")[0]["id"])
        return range(first, first + count)

    def alone(self, what: str) -> None:
        self._must_write()

    def boot(self) -> Boot:
        return self.clock.boot()

    def changed(self) -> int:
        return int(self.query("PRAGMA data_version")[0]["data_version"])

    def damage(self, *, thorough: bool = False) -> list[str]:
        """What is wrong with the file, in the engine's words; an empty list when all is well.

        The check of an encrypted file looks at the seal of every page: any flipped bit is found. `thorough`
        also compares indexes with their tables.
        """
        guard.check(self._pid)
        found: list[str] = []
        check = "integrity_check" if thorough else "quick_check"
        for pragma in ("cipher_integrity_check", check) if self.encrypted else (check,):
            try:
                found += [row[0] for row in self._conn.execute(f"PRAGMA {pragma}") if row[0] != "ok"]
            except sqlcipher.Error as fault:
                found.append(type(fault).__name__)
        return found

    def stamp(self) -> object | None:
        """What a transaction that is open has written may be taken back."""
        return None if self._conn.in_transaction else (self.changed(), self._conn.total_changes)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that is read inside is of one moment, while others go on writing; the log is not begun afresh."""
        guard.check(self._pid)
        with self.telling_problems():
            self._execute("BEGIN")
            try:
                self._execute("SELECT count(*) FROM sqlite_master")
                yield
            finally:
                self._execute("ROLLBACK")

    def vacuum_into(self, path: Path) -> None:
        """A whole copy in one file under the same key, written anew. Slower than `backup`, and needs no locks."""
        guard.check(self._pid)
        with self.telling_problems():
            self._conn.execute("VACUUM INTO ?", (str(path),))

    def interrupt(self) -> None:
        """End what the engine is doing. The only call that another thread may make."""
        with suppress(sqlcipher.Error):  # it is closed: it does nothing
            self._conn.interrupt()

    def close(self) -> None:
        guard.check(self._pid)
        guard.closed(self)
        self._conn.close()
        self._held.close()
        guard.close_now_that_none_is_open()
