"""The worker's hourly backup, in a thread and on a connection of its own, so that nothing waits for it."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from moderator import keeping
from moderator.clock import Clock
from moderator.home import DATABASE, Home
from moderator.keys import derive
from moderator.problems import Problem
from moderator.store.db import Sqlite, open_sqlite

LOOK_EVERY = timedelta(seconds=20)
PATIENCE = 3.0  # seconds that the end of the worker waits for a backup that is being given up


class Hourly:
    """Made and asked by the worker's own thread. `second` is the folder of the second copies, "" for none."""

    def __init__(self, home: Home, key: bytes, clock: Clock, second: str = "") -> None:
        self._home, self._key, self._clock, self._second = home, key, clock, second
        self._thread: threading.Thread | None = None
        self._db: Sqlite | None = None
        self._stopping = False
        self._last: int | None = None

    def look(self) -> bool:
        """Begin a backup when it is time. True when one was begun. Never waits."""
        now = self._clock.boot().us
        if self._last is not None and now - self._last < LOOK_EVERY // timedelta(microseconds=1):
            return False
        self._last = now
        if self.running or self._stopping or not keeping.due(self._home, self._clock):
            return False
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
        self._thread.start()
        return True

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Give up a backup that is being made: its half is removed here or by the next one."""
        self._stopping = True
        if self.running and self._db is not None:
            self._db.interrupt()
        self.wait(PATIENCE)

    def _run(self) -> None:
        try:
            db = open_sqlite(Path(self._home.path) / DATABASE, derive(self._key, "database"), self._clock)
        except Problem:
            return  # the worker has it open itself and tells what is wrong with it
        self._db = db
        try:
            keeping.hourly(
                self._home, self._key, db, self._clock, self._second, stopped=lambda: self._stopping
            )
        finally:
            self._db = None
            db.close()
