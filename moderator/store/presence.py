"""Who has the database open: each connection holds a shared lock on `desk.db.open` as long as it lives.

Whoever is to put another file in its place takes that lock alone, and is refused while anybody is there. A process that
dies gives its lock back. On Windows the system itself refuses to replace a file that is open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moderator.problems import StoreBusy, StoreRefused

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]


class Presence:
    """Held until `close`. Waits for nobody: whoever has the file alone has it for seconds, and says so."""

    def __init__(self, database: Path) -> None:
        self._fd = _opened(database)
        try:
            _lock(self._fd, alone=False)
        except BaseException:
            os.close(self._fd)
            raise

    def close(self) -> None:
        os.close(self._fd)


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Nobody has the database open, and nobody opens it meanwhile. Raises StoreBusy."""
    descriptor = _opened(database)
    try:
        _lock(descriptor, alone=True)
        yield
    finally:
        os.close(descriptor)


def _opened(database: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(database.with_name(database.name + ".open"), flags, 0o600)
    except OSError as fault:
        raise StoreRefused(
            "The desk database cannot be opened",
            os.strerror(fault.errno or 0),
            f"Look at {database.parent}",
        ) from None


def _lock(descriptor: int, *, alone: bool) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        raise StoreBusy(
            "The desk is open" if alone else "The desk is just being restored",
            "a window, a worker or another command has it" if alone else "its database is being put in place",
            "Close them all and try again" if alone else "Try again in a moment",
        ) from None
