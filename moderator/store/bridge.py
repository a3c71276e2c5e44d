"""A way to the tables of a file whose first pages are spoilt, where the engine gives up: in a copy, never in the file.

The list of tables (`sqlite_master`) says at which page each table begins. It begins on the first page, beside the salt
under which all pages are sealed. Where it cannot be read, a copy of the file gets a new first page with a new list:

- the salt is the file's own, or that of a backup of the same desk, whichever the file's pages fit;
- where a table begins is told by what is left of the file's own list, else by a backup's, else by a new store of this
  program, which lays out its tables always in the same order. The page has to be whole, and its rows have to be such as
  that table has; where another file told it, no other page may lead to it.

Pages are copied as they are sealed. None is made up, and none is opened that does not fit its seal.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.problems import DiskFull
from moderator.store import health, wal
from moderator.store.backup import copy_bytes, problem_of
from moderator.store.pages import (
    INTERIOR,
    LEAF,
    LOCK_PAGE,
    PAGE,
    SALT,
    USABLE,
    Column,
    Pages,
    belongs,
    children,
    kind,
    records,
)

OWN, BACKUP, PROGRAM = "own", "backup", "program"
_TRIED = 64  # pages that a salt is tried on
_SPARE = 50_000_000  # bytes that stay free
_ASK = "SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"


@dataclass(slots=True)
class Way:
    """The file to read from. `told` counts the tables by what told where they begin, nothing where the file's own list
    was whole; `lost` names those that were not found."""

    path: Path
    told: Counter[str] = field(default_factory=Counter)
    lost: tuple[str, ...] = ()


class _Root(NamedTuple):
    page: int
    sql: str


def readable(path: Path, key: bytes | None, *, log: bool) -> bool:
    """Does the engine get as far as the list of tables, all of it?"""
    try:
        with health.reading(path, key, log=log) as conn:
            return bool(conn.execute(_ASK).fetchall())
    except sqlcipher.Error:
        return False


@contextmanager
def way(damaged: Path, key: bytes | None, backups: Sequence[Path], new: Path) -> Iterator[Way]:
    """`new` is an empty store of the present schema, and the copy is made beside it. Raises DiskFull."""
    if key is None or readable(damaged, key, log=_log_of(damaged).exists()):
        yield Way(damaged)
        return
    copy = new.with_name("bridged.db")
    try:
        _copy(damaged, copy)
        yield _lay(copy, damaged, key, backups, new) or Way(damaged)
    finally:
        for tail in ("", "-journal"):
            copy.with_name(copy.name + tail).unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _copy(damaged: Path, copy: Path) -> None:
    """The file, and what its log holds whole put into its place."""
    size = damaged.stat().st_size
    if shutil.disk_usage(copy.parent).free < 2 * size + _SPARE:
        raise DiskFull(
            "There is no room to recover what can be read",
            f"{(2 * size + _SPARE) // 1_000_000} MB are needed in {copy.parent.parent}",
            "Free some space; nothing was changed",
        )
    try:
        file = os.open(damaged, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            copy_bytes(file, copy)
        finally:
            os.close(file)
        log = wal.read(_log_of(damaged))
        if not log.at:
            return
        with _log_of(damaged).open("rb") as newer, copy.open("r+b") as into:
            for number, at in log.at.items():
                newer.seek(at)
                into.seek((number - 1) * PAGE)
                into.write(newer.read(PAGE))
    except OSError as refused:
        raise problem_of(refused, copy) from None


def _lay(copy: Path, damaged: Path, key: bytes, backups: Sequence[Path], new: Path) -> Way | None:
    """None where no salt is known under which pages fit, or no table was found."""
    with copy.open("r+b") as file:
        salt = _salt(file, key, [copy, *backups])
        if salt is None:
            return None
        found = _look_over(file, Pages(key, salt))
        told = [
            (OWN, found.own),
            *((BACKUP, _list_of(each, key)) for each in backups),
            (PROGRAM, _list_of(new, key)),
        ]
        if found.has_all_of_its_list:
            told = told[:1]
        wanted = _list_of(new, key)
        roots: dict[str, _Root] = {}
        by: Counter[str] = Counter()
        for table in wanted:
            for source, listed in told:
                fitting = [each for each in listed.get(table, ()) if found.begins(source, each)]
                if fitting:  # a page of the list from before a column was added may still lie in the file
                    roots[table] = max(fitting, key=found.width)
                    by[source] += 1
                    break
        if not roots:
            return None
        file.seek(0)
        file.write(Pages(key, salt).seal(1, _first_page()))
    _write_list(copy, key, roots)
    lost = () if found.has_all_of_its_list else tuple(name for name in wanted if name not in roots)
    return Way(copy, by, lost)


def _salt(file: BinaryIO, key: bytes, others: Iterable[Path]) -> bytes | None:
    """The salt under which the most of some pages fit."""
    count = os.fstat(file.fileno()).st_size // PAGE
    some = {1 + (count - 1) * each // _TRIED: b"" for each in range(1, _TRIED + 1)}
    for number in some:
        file.seek((number - 1) * PAGE)
        some[number] = file.read(PAGE)
    best: tuple[int, bytes | None] = (0, None)
    for salt in dict.fromkeys(_beginning(each) for each in others):
        if len(salt) == SALT:
            pages = Pages(key, salt)
            fit = sum(pages.fits(number, page) for number, page in some.items() if number > 1)
            best = max(best, (fit, salt), key=lambda each: each[0])
    return best[1]


def _beginning(path: Path) -> bytes:
    with suppress(OSError), path.open("rb") as file:
        return file.read(SALT)
    return b""


def _list_of(path: Path, key: bytes) -> Mapping[str, Sequence[_Root]]:
    """Where another file says that its tables begin; nothing when it cannot be read."""
    try:
        with health.reading(path, key, log=_log_of(path).exists()) as conn:
            return {name: [_Root(page, sql)] for name, page, sql in conn.execute(_ASK)}
    except (sqlcipher.Error, OSError):
        return {}


class _Found:
    """What the pages of the file say by themselves: what is left of its list, and which page leads to which."""

    def __init__(self, file: BinaryIO, pages: Pages) -> None:
        self._file, self._pages = file, pages
        self.own: dict[str, list[_Root]] = {}
        self.led_to: set[int] = set()
        self.spoilt = 0  # pages, but for the first
        self._shapes: dict[str, list[Column]] = {}

    def page(self, number: int) -> bytes | None:
        if number < 1:
            return None
        self._file.seek((number - 1) * PAGE)
        page = self._file.read(PAGE)
        return self._pages.open(number, page) if len(page) == PAGE else None

    @property
    def has_all_of_its_list(self) -> bool:
        """Then a table that is not in it was not made yet, when the desk was last opened by an older program."""
        return bool(self.own) and not self.spoilt

    def note(self, number: int, content: bytes) -> None:
        what = kind(content, number)
        with suppress(ValueError, IndexError):
            if what == INTERIOR:
                self.led_to.update(children(content, number))
            elif what == LEAF:
                for row in records(content, number):
                    if not self._note_table(row):
                        break

    def _note_table(self, row: Sequence[Any]) -> bool:
        """False when this is no row of a list of tables."""
        if len(row) != 5 or row[0] not in ("table", "index") or not isinstance(row[3], int):
            return False
        what, name, _, root, sql = row
        if what == "table" and isinstance(sql, str) and sql.upper().startswith("CREATE TABLE "):
            self.own.setdefault(name, []).append(_Root(root, sql))
        return True

    def begins(self, source: str, root: _Root) -> bool:
        """Does such a table begin there?"""
        if source != OWN and root.page in self.led_to:
            return False
        content = self.page(root.page)
        if content is None or kind(content) not in (INTERIOR, LEAF):
            return False
        leaf = self._leaf(content)
        if leaf is None:
            return False
        try:
            return all(belongs(row, self._columns(root.sql)) for row in records(leaf))
        except (ValueError, IndexError):
            return False

    def _leaf(self, content: bytes) -> bytes | None:
        """The first leaf that is whole below this page."""
        waiting = [content]
        with suppress(ValueError, IndexError):
            while waiting:
                here = waiting.pop()
                if kind(here) == LEAF:
                    return here
                if kind(here) == INTERIOR:
                    below = (self.page(each) for each in reversed(children(here)[:_TRIED]))
                    waiting += [each for each in below if each is not None]
        return None

    def width(self, root: _Root) -> int:
        return len(self._columns(root.sql))

    def _columns(self, sql: str) -> list[Column]:
        if sql not in self._shapes:
            self._shapes[sql] = _columns(sql)
        return self._shapes[sql]


def _look_over(file: BinaryIO, pages: Pages) -> _Found:
    found = _Found(file, pages)
    for number in range(1, os.fstat(file.fileno()).st_size // PAGE + 1):
        content = found.page(number)
        if content is not None:
            found.note(number, content)
        elif number not in (1, LOCK_PAGE):
            found.spoilt += 1
    return found


def _columns(sql: str) -> list[Column]:
    conn = sqlcipher.connect(":memory:")
    try:
        conn.execute(sql)
        name = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        told = conn.execute(f"PRAGMA table_info({name})").fetchall()
    except sqlcipher.Error:
        return []
    finally:
        conn.close()
    alone = sum(bool(pk) for *_, pk in told) == 1
    return [
        Column("ROWID", False, False)
        if pk and alone and type_.upper() == "INTEGER"
        else Column(type_.upper(), not must, default is not None or not must)
        for _, _, type_, must, default, pk in told
    ]


def _first_page() -> bytes:
    """The first page of a file with no tables. Its size is not told, so that the engine goes by the file's."""
    head = bytearray(USABLE)
    head[:24] = b"SQLite format 3\0" + PAGE.to_bytes(2, "big") + bytes((1, 1, PAGE - USABLE, 64, 32, 32))
    for at, value in ((24, 1), (40, 1), (44, 4), (56, 1)):  # changes, schema cookie and format, UTF-8
        head[at : at + 4] = value.to_bytes(4, "big")
    head[100] = LEAF
    head[105:107] = USABLE.to_bytes(2, "big")
    return bytes(head)


def _write_list(copy: Path, key: bytes, roots: Mapping[str, _Root]) -> None:
    conn = sqlcipher.connect(str(copy), isolation_level=None)
    try:
        conn.execute("PRAGMA cipher_log_level = NONE")
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        conn.execute("PRAGMA writable_schema = ON")
        conn.execute("BEGIN")
        conn.executemany(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', ?, ?, ?, ?)",
            [(name, name, root.page, root.sql) for name, root in roots.items()],
        )
        conn.execute("COMMIT")
    finally:
        conn.close()
