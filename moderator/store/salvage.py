"""Rows that can still be read are carried out of a damaged database into a new one.

A damaged page takes its rows with it, or the way to them. Every table is read in the order of its row numbers; where
reading fails, the next row that can be read is sought, and the gap is filled from a backup, if there is one: with the
rows of those numbers alone, so that nothing comes back that had been removed. Where the list of the tables itself is
spoilt, `bridge` lays another way to them. `mending` then makes the rows agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.store import bridge, health
from moderator.store.mending import mend
from moderator.store.sqlite import Sqlite

_AT_ONCE = 200  # rows
_FARTHEST = 1 << 62


@dataclass(slots=True)
class Salvaged:
    """Rows read from the damaged file, rows that the backup filled in, and rows that had to be left out because
    what they belong to is gone. `gaps` counts the places that could not be read. `told` and `lost` are as in
    `bridge.Way`: how tables were found whose list was spoilt."""

    read: int = 0
    filled: int = 0
    left_out: int = 0
    gaps: int = 0
    tables: dict[str, int] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    lost: tuple[str, ...] = ()

    @property
    def list_was_spoilt(self) -> str:
        """How the tables were found, in a sentence; "" when the file's own list was whole."""
        if not self.told:
            return ""
        by = [f"{self.told[source]} by {words}" for source, words in _BY.items() if self.told[source]]
        missing = f" Not found: {', '.join(self.lost)}." if self.lost else ""
        return f"The file's list of its tables was spoilt; they were found all the same: {', '.join(by)}.{missing}"


_BY = {
    bridge.OWN: "what is left of the list",
    bridge.BACKUP: "a backup's list",
    bridge.PROGRAM: "the way this program lays them out",
}


def salvage(damaged: Path, backup: Path | None, into: Sqlite, others: Sequence[Path] = ()) -> Salvaged:
    """`into` is a new, empty store of the present schema. `others` are more copies of the desk, which may tell where
    its tables begin. None of these files is written to. Raises DiskFull.
    """
    copies = [backup, *others] if backup is not None else others
    with bridge.way(damaged, into.key, copies, into.path) as way:
        done = Salvaged(told=way.told, lost=way.lost)
        _carry_all(way.path, backup, into, done)
    return done


def _carry_all(path: Path, backup: Path | None, into: Sqlite, done: Salvaged) -> None:
    into.query("PRAGMA foreign_keys = OFF")
    source = _Reader(path, into.key)
    other = _Reader(backup, into.key) if backup is not None else None
    try:
        for table in _tables(into):
            with into.transaction():
                _carry(table, source, other, into, done)
        with into.transaction():
            done.left_out = mend(into)
    finally:
        source.close()
        if other is not None:
            other.close()
        into.query("PRAGMA foreign_keys = ON")


def _tables(db: Sqlite) -> list[str]:
    rows = db.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' "
        "ESCAPE '\\' ORDER BY rowid"
    )
    return [row["name"] for row in rows]


def _carry(table: str, source: _Reader, other: _Reader | None, into: Sqlite, done: Salvaged) -> None:
    if table not in done.lost and source.lacks(table):
        done.tables[table] = 0
        return
    wanted = [row["name"] for row in into.query(f"PRAGMA table_info({table})")]
    gaps: list[tuple[int, int]] = []
    read = 0
    for rows, gap in source.rows(table, wanted):
        read += _put(into, table, rows)
        if gap is not None:
            gaps.append(gap)
    done.read += read
    done.tables[table] = read
    done.gaps += len(gaps)
    if other is not None:
        for first, last in gaps:
            for rows, _ in other.rows(table, wanted, first, last):
                done.filled += _put(into, table, rows)


def _put(into: Sqlite, table: str, rows: list[dict[str, Any]]) -> int:
    """Rows that contradict each other, because one of them is older, give way to those already there."""
    if not rows:
        return 0
    columns = list(rows[0])
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join(':' + name for name in columns)})"
    return sum(into.run(sql, **row) for row in rows)


class _Reader:
    """Reads on where a page is damaged, on a new connection: the engine gives the old one up."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._path, self._key = path, key
        self._held: AbstractContextManager[Any] | None = None
        self._conn: Any = None
        self._log = path.with_name(path.name + "-wal").exists()

    def close(self) -> None:
        if self._held is not None:
            with suppress(sqlcipher.Error):
                self._held.__exit__(None, None, None)
        self._held = self._conn = None

    def _ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]] | None:
        """None when it cannot be read."""
        try:
            if self._conn is None:
                self._held = health.reading(self._path, self._key, log=self._log)
                self._conn = self._held.__enter__()
            return list(self._conn.execute(sql, values).fetchall())
        except sqlcipher.Error:
            self.close()
            return None

    def lacks(self, table: str) -> bool:
        """Was it not made yet, when the desk was last opened by an older program?"""
        listed = self._ask("SELECT name FROM sqlite_master WHERE type = 'table'")
        return listed is not None and (table,) not in listed

    def rows(
        self, table: str, wanted: list[str], first: int = -_FARTHEST, last: int = _FARTHEST
    ) -> Iterator[tuple[list[dict[str, Any]], tuple[int, int] | None]]:
        """Rows by their numbers from `first` to `last`, some at once, each with the gap that follows it."""
        there = {row[1] for row in self._ask(f"PRAGMA table_info({table})") or ()}
        columns = [name for name in wanted if name in there]
        if not columns:
            yield [], (first, last)
            return
        sql = (  # not by an index: a way that was laid has none
            f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED "
            "WHERE rowid >= ? AND rowid <= ? ORDER BY rowid LIMIT ?"
        )
        at, some = first, _AT_ONCE
        while at <= last:
            found = self._ask(sql, at, last, some)
            if found is None and some > 1:
                some = 1  # as near to the damage as one can get
                continue
            if found is None:
                start = self._next(sql, at, last)
                yield [], (at, start - 1)
                at, some = start, _AT_ONCE
                continue
            yield [dict(zip(columns, row[1:], strict=True)) for row in found], None
            if len(found) < some:
                return
            at = found[-1][0] + 1

    def _next(self, sql: str, at: int, last: int) -> int:
        """The first number beyond the damage from which reading works again; beyond `last` when there is none."""
        step = 1
        low = at if at > -_FARTHEST else 0
        while self._ask(sql, low + step, last, 1) is None:
            step *= 2
            if low + step > last:
                return last + 1
        bad, good = low + step // 2, low + step
        while good - bad > 1:
            middle = (bad + good) // 2
            if self._ask(sql, middle, last, 1) is None:
                bad = middle
            else:
                good = middle
        return good
