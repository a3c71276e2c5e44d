"""No process is forked while a store is open.

A fork carries the connection into the child; when either side closes it, SQLite believes that nobody else
has the file open and takes the write-ahead log away. Measured: 8 of 8 runs damaged the file and lost rows
that had been acknowledged. So `os.fork` (and multiprocessing's "fork", which calls it) raises here. Spawned
processes and subprocesses are fine: they begin a new program, and our descriptors are not inherited.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

_open: dict[int, int] = {}  # id of the Db -> process that opened it
_late: list[int] = []  # descriptors of database files, to be closed once no store is open
_lock = threading.Lock()
_hooked = False


class ForkWithOpenStore(RuntimeError):
    """Somebody forks with a store open, or uses a store that a fork carried over: a bug of ours."""


def opened(db: object) -> None:
    global _hooked
    with _lock:
        if not _hooked:
            sys.addaudithook(_audit)  # stays for good: Python cannot remove it
            _hooked = True
        _open[id(db)] = os.getpid()


def closed(db: object) -> None:
    with _lock:
        _open.pop(id(db), None)


def close_late(descriptor: int) -> None:
    """Close a descriptor of a database file that was opened beside SQLite, once no store is open here.

    Closing any descriptor of a file gives up all locks that this process has on it (POSIX). SQLite would go on as if it
    held them, and another process could take the write-ahead log away.
    """
    with _lock:
        _late.append(descriptor)
    close_now_that_none_is_open()


def close_now_that_none_is_open() -> None:
    """Called after SQLite has closed its own."""
    with _lock:
        waiting = [] if os.getpid() in _open.values() else list(_late)
        _late[:] = [] if waiting else _late
    for descriptor in waiting:
        os.close(descriptor)


def check(pid: int) -> None:
    """Raise when this process is not the one that opened the store: a fork that went round `os.fork`."""
    if os.getpid() != pid:
        raise ForkWithOpenStore("this store was opened by another process; open it again here")


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event in ("os.fork", "os.forkpty") and os.getpid() in _open.values():
        raise ForkWithOpenStore("close the store before forking, or start the process by spawn")
