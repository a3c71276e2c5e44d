"""What every store can do, whichever engine is under it. The engines are `sqlite.py` and `postgres.py`."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from moderator.clock import Boot, Clock, to_us

Row = dict[str, Any]
T = TypeVar("T")


def as_list(values: Iterable[Any]) -> str:
    """Values for `Db.among`, as the JSON list that both engines can take apart."""
    return json.dumps(list(values), ensure_ascii=False)


class Db(ABC):
    """One connection, used by one thread of one process. SQL is portable, its parameters are `:name`.

    Reading may happen at any time; whatever writes stands inside `transaction()`, or raises RuntimeError.
    `for_update` and `skip_locked` are the words that PostgreSQL needs and SQLite, which writes one at a
    time, does not.
    """

    kind: ClassVar[str]
    for_update: ClassVar[str]
    skip_locked: ClassVar[str]
    types: ClassVar[Mapping[str, str]]

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._kept: dict[str, tuple[object, Any]] = {}
        self._writing = False

    @abstractmethod
    def query(self, sql: str, **values: Any) -> list[Row]: ...

    @abstractmethod
    def column(self, sql: str, **values: Any) -> list[Any]:
        """The first column alone, for long lists."""

    def ids(self, sql: str, **values: Any) -> array[int]:
        """The column `id` of a very long list, in its order, and in eight bytes each."""
        return array("q", self.column(sql, **values))

    @abstractmethod
    def _run(self, sql: str, values: Mapping[str, Any]) -> int: ...

    @abstractmethod
    def _many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None: ...

    @abstractmethod
    def among(self, name: str, kind: str) -> str:
        """SQL that lists the elements of the JSON list `:name`: `x IN ({db.among("ids", "int")})`."""

    @abstractmethod
    def new_ids(self, table: str, count: int) -> Sequence[int]:
        """Ids that no other row of this table has or gets. Inside a transaction."""

    @abstractmethod
    def alone(self, what: str) -> None:
        """Nobody else does `what` until this transaction ends. On SQLite that is so anyway."""

    @abstractmethod
    def boot(self) -> Boot:
        """The clock that leases are counted by."""

    @abstractmethod
    def changed(self) -> int:
        """A number that is another one after somebody else has written. Cheap enough for four a second."""

    def stamp(self) -> object | None:
        """Another one after anybody has written, this desk among them; None where that cannot be told."""
        return None

    def unless_written(self, what: str, look: Callable[[], T]) -> T:
        """What `look` found, for as long as nobody writes: some answers cost as much as there are cards."""
        stamp = self.stamp()
        kept = self._kept.get(what)
        if stamp is not None and kept is not None and kept[0] == stamp:
            return kept[1]  # type: ignore[no-any-return]
        found = look()
        self._kept[what] = (stamp, found)
        return found

    def interrupt(self) -> None:
        """From any thread: the statement that runs now ends with a problem. Nothing happens where none runs."""
        return None

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _transaction(self) -> Any: ...

    @property
    def in_transaction(self) -> bool:
        return self._writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept, or nothing. Not to be nested: the outermost caller owns it."""
        if self._writing:
            raise RuntimeError("a transaction is open already: its owner is the outermost caller")
        with self._transaction():
            self._writing = True
            try:
                yield
            finally:
                self._writing = False

    def one(self, sql: str, **values: Any) -> Row | None:
        rows = self.query(sql, **values)
        return rows[0] if rows else None

    def run(self, sql: str, **values: Any) -> int:
        """Write; the number of rows touched."""
        self._must_write()
        return self._run(sql, values)

    def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._must_write()
        listed = list(rows)
        if listed:
            self._many(sql, listed)

    def insert(self, sql: str, **values: Any) -> int:
        """Write one row with `RETURNING id`; its id."""
        self._must_write()
        return int(self.query(sql, **values)[0]["id"])

    def journalled(self, seq: int, hash_: str) -> None:
        """The open transaction wrote this line of the journal. A file keeps its newest one beside it."""
        return None

    def wall_us(self) -> int:
        return to_us(self.clock.wall())

    def _must_write(self) -> None:
        if not self._writing:
            raise RuntimeError("writing needs a transaction")
