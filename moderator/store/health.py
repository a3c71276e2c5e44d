"""Is the database as it was written? Looked at before anything is opened for writing; nothing is written here.

Every page of an encrypted file carries a seal (HMAC-SHA512), so any flipped bit is found, in whatever page. Pages that
the write-ahead log holds are left out: the engine takes them from there, and a power cut may have torn them in the
file. Deleted logs and older copies have whole pages; they are found by the head of the journal that is kept beside.
"""

from __future__ import annotations

import enum
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.problems import DamagedStore, MissingStore, OlderStore
from moderator.store import guard, wal
from moderator.store.base import Row
from moderator.store.heads import Head, known
from moderator.store.pages import PAGE as PAGE
from moderator.store.pages import SALT, fits, seal_key
from moderator.store.turn import Turn

_AT_ONCE = 256  # pages

Progress = Callable[[int, int], None]


class State(enum.StrEnum):
    NEW = "new"  # nothing is there, and nothing has been
    WHOLE = "whole"
    DAMAGED = "damaged"
    OLDER = "older"  # whole, and lines of the journal that are known are missing
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Health:
    """`bad` of `pages` are not as they were written; `lines` of the journal are there, of `known` ones."""

    state: State
    pages: int = 0
    bad: tuple[int, ...] = ()
    why: str = ""
    lines: int = 0
    known: int = 0


def look(
    database: Path,
    key: bytes | None,
    *,
    had: bool = False,
    thorough: bool = True,
    progress: Progress | None = None,
) -> Health:
    """`had`: this desk is known to have had a database. Not `thorough`: the first page and the log's alone.

    Plain files, which only tests have, carry no seals and are only opened. Raises StoreBusy.
    """
    head = known(database, key)
    if not database.exists() or database.stat().st_size == 0:
        return Health(State.MISSING if had or head is not None else State.NEW, known=head.seq if head else 0)
    turn = Turn(database.with_name(database.name + ".turn"))
    try:
        with _descriptor(database) as file:
            if key is not None and _bytes(file, 0, 16) == b"SQLite format 3\0":
                return Health(State.DAMAGED, why="it is not encrypted: a plain SQLite file lies in its place")
            sealed = b"" if key is None else _seal_key(key, file)
            pages = os.fstat(file).st_size // PAGE if thorough else 1
            suspects = set(_scan(file, sealed, pages, progress)) if sealed else set[int]()
            turn.take()  # nobody writes now: what is broken only because it was just being written is read again
            try:
                log = wal.read(database.with_name(database.name + "-wal"))
                if suspects:
                    suspects = _still_broken(file, sealed, suspects - log.pages)
                return _judge(database, key, os.fstat(file).st_size // PAGE, suspects, log, head)
            finally:
                turn.give()
    finally:
        turn.close()


def demand_whole(database: Path, key: bytes | None, **how: Any) -> Health:
    """Raises DamagedStore, OlderStore or MissingStore; nothing has been written then."""
    health = look(database, key, **how)
    match health.state:
        case State.MISSING:
            raise MissingStore(
                "The desk database is missing",
                f"{database} is empty" if database.exists() else f"{database} is not there",
                "Restore the last backup: moderator restore",
            )
        case State.DAMAGED:
            raise DamagedStore(
                "The desk database is damaged",
                health.why,
                "Nothing was written to it. Restore the last backup: moderator restore",
            )
        case State.OLDER:
            raise OlderStore(
                "The desk database is older than it should be",
                f"its journal has {health.lines} lines, and {health.known} were written; "
                "its log was removed, or an older copy was put in its place",
                "Put the right file back, or restore the last backup: moderator restore",
            )
    return health


def _judge(
    database: Path, key: bytes | None, pages: int, suspects: set[int], log: wal.Log, head: Head | None
) -> Health:
    if suspects:
        count = (
            f"{len(suspects):,} of its {pages:,} pages are" if len(suspects) != 1 else "one of its pages is"
        )
        return Health(State.DAMAGED, pages, tuple(sorted(suspects)), f"{count} not as written")
    if log.damaged:
        return Health(State.DAMAGED, pages, (), "its write-ahead log is not as it was written")
    try:
        with reading(database, key, log=bool(log.pages)) as conn:
            size = conn.execute("PRAGMA page_count").fetchone()[0]
            lost = size - len(log.pages.union(range(1, pages + 1)).intersection(range(1, size + 1)))
            if lost:
                return Health(
                    State.DAMAGED, pages, (), f"it was cut short: {lost:,} of its {size:,} pages are missing"
                )
            lines, as_known = _journal(conn, head)
    except sqlcipher.Error:
        return Health(State.DAMAGED, pages, (1,), "it cannot be read from its first page on")
    at = head.seq if head else 0
    return Health(State.WHOLE if as_known else State.OLDER, pages, lines=lines, known=at)


def _journal(conn: Any, head: Head | None) -> tuple[int, bool]:
    """How many lines there are, and whether the known one is among them."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchall():
        return 0, head is None
    lines = conn.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0]
    if head is None:
        return lines, True
    found = conn.execute("SELECT hash FROM journal WHERE seq = ?", (head.seq,)).fetchone()
    return lines, found is not None and found[0] == head.hash


@contextmanager
def reading(database: Path, key: bytes | None, *, log: bool = False) -> Iterator[Any]:
    """A bare connection that cannot write. Without `log` it looks at the file alone and takes no locks."""
    uri = f"{database.absolute().as_uri()}?mode=ro" + ("" if log else "&immutable=1")
    conn = sqlcipher.connect(uri, uri=True, isolation_level=None)
    try:
        conn.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        conn.execute("PRAGMA query_only = ON")
        conn.execute("SELECT count(*) FROM sqlite_master").fetchall()
        yield conn
    finally:
        conn.close()


class Reading:
    """Rows of a database that is only looked at, as `Db.query` gives them."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn

    def query(self, sql: str, **values: Any) -> list[Row]:
        cursor = self._conn.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _descriptor(database: Path) -> Iterator[int]:
    file = os.open(database, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    try:
        yield file
    finally:
        guard.close_late(file)


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def seals_and_hash(file: int, key: bytes | None, progress: Progress | None = None) -> tuple[list[int], str]:
    """The pages that do not fit their seal, and the SHA-256 of the whole file, read once."""
    sha = hashlib.sha256()
    pages = os.fstat(file).st_size // PAGE
    sealed = b"" if key is None else _seal_key(key, file)
    return list(_scan(file, sealed, pages, progress, sha.update)), sha.hexdigest()


def _scan(
    file: int,
    seal_key: bytes,
    pages: int,
    progress: Progress | None,
    also: Callable[[bytes], None] | None = None,
) -> Iterator[int]:
    """Which of the first `pages` pages do not fit their seal. `also` gets all that is read."""
    for first in range(1, pages + 1, _AT_ONCE):
        block = _bytes(file, (first - 1) * PAGE, _AT_ONCE * PAGE)
        if also is not None:
            also(block)
        if not seal_key:
            continue
        last = min(first + _AT_ONCE - 1, pages)
        for number in range(first, last + 1):
            at = (number - first) * PAGE
            if not fits(seal_key, number, block[at : at + PAGE]):
                yield number
        if progress is not None:
            progress(last, pages)


def _still_broken(file: int, seal_key: bytes, numbers: Iterable[int]) -> set[int]:
    return {each for each in numbers if not fits(seal_key, each, _bytes(file, (each - 1) * PAGE, PAGE))}


def _seal_key(key: bytes, file: int) -> bytes:
    return seal_key(key, _bytes(file, 0, SALT))


def _bytes(file: int, at: int, count: int) -> bytes:
    os.lseek(file, at, os.SEEK_SET)
    return os.read(file, count)
