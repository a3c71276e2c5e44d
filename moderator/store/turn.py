"""Taking turns at one SQLite file: whoever writes holds the turn, first come, first served.

SQLite's own waiting is not fair: of 16 processes one got 41 cards and another 714. A file lock queues its
waiters, and a process that dies gives its turn back.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from moderator.problems import StoreBusy, StoreRefused

WAIT_SECONDS = 10.0

if sys.platform == "win32":
    import msvcrt

    def _try(fd: int) -> bool:
        os.lseek(fd, 0, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(fd: int) -> None:
        while not _try(fd):
            threading.Event().wait(0.01)

    def _free(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)

    def _free(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class Turn:
    """The lock of one connection. Used by one thread; `path` is a file that holds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = self._open()

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
        try:
            return os.open(self._path, flags, 0o600)
        except OSError as fault:
            raise StoreRefused(
                "The desk database cannot be opened", os.strerror(fault.errno or 0), f"Look at {self._path}"
            ) from None

    def take(self) -> None:
        """Wait for the turn, ten seconds at most. Raises StoreBusy."""
        if not _try(self._fd):
            self._queue()

    def _queue(self) -> None:
        # The kernel's wait cannot be bounded, so a thread waits. When we give up, the thread keeps the
        # descriptor and gives the turn back as soon as it gets it.
        wait = _Waiting(self._fd)
        if not wait.got_it(WAIT_SECONDS):
            self._fd = self._open()
            raise StoreBusy(
                "The desk database is busy",
                f"another program has been writing for {WAIT_SECONDS:.0f} seconds",
                "Nothing was changed; try again",
            )

    def give(self) -> None:
        _free(self._fd)

    def close(self) -> None:
        os.close(self._fd)


class _Waiting:
    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._got = self._left = False
        threading.Thread(target=self._run, name="turn", daemon=True).start()

    def _run(self) -> None:
        _wait(self._fd)
        with self._lock:
            self._got = True
            left = self._left
        self._done.set()
        if left:
            os.close(self._fd)

    def got_it(self, seconds: float) -> bool:
        self._done.wait(seconds)
        with self._lock:
            self._left = not self._got
            return self._got
