"""Opens every part of one installation once, and hands them out: the store, the desk, the overview.

The window and the command line get their parts here. A console belongs to one thread, as its connection does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moderator import platforms, rules
from moderator.clock import Clock
from moderator.desk import Desk, Who
from moderator.keys import Home, derive
from moderator.overview import Overview
from moderator.settings import Settings
from moderator.store.db import Db, open_store

DATABASE = "desk.db"


def open_db(home: Home, key: bytes, clock: Clock, settings: Settings) -> Db:
    """The store of this installation: a file of its own, or the PostgreSQL server that settings name."""
    where: str | Path = settings.store or Path(home.path) / DATABASE
    return open_store(where, derive(key, "database"), clock)


class Console:
    """See the module. `key` is the root key of this home."""

    def __init__(
        self, home: Home, key: bytes, clock: Clock, settings: Settings, *, desk_suffix: str = ""
    ) -> None:
        self.home, self.settings, self.clock = home, settings, clock
        self._key, self._suffix = key, desk_suffix
        self._kinds = platforms.kinds()
        self._reasons = rules.house_rules()
        self._open()

    @property
    def key(self) -> bytes:
        """The root key, for children of this program alone."""
        return self._key

    def _open(self) -> None:
        self.db = open_db(self.home, self._key, self.clock, self.settings)
        who = Who(self.home.person, self.home.desk + self._suffix)
        self.desk = Desk(
            self.db,
            who,
            caps={name: kind.caps for name, kind in self._kinds.items()},
            titles={name: kind.title for name, kind in self._kinds.items()},
            reasons=self._reasons,
        )
        self.overview = Overview(self.db)

    @contextmanager
    def away(self) -> Iterator[None]:
        """No connection is open inside: the only place where another process may be started."""
        self.db.close()
        try:
            yield
        finally:
            self._open()

    def changed(self) -> int:
        """A number that differs after another process has written. Cheap enough to ask four times a second."""
        return self.db.changed()

    def close(self) -> None:
        self.db.close()


def open_console(
    home: Home, key: bytes, clock: Clock, settings: Settings, *, desk_suffix: str = ""
) -> Console:
    return Console(home, key, clock, settings, desk_suffix=desk_suffix)
