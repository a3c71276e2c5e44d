"""The worker as a child of the desktop: started, watched, and started again when it dies.

The root key goes over the child's standard input, which then stays open: when the desktop is gone, it closes, and
the worker ends by itself. No connection to the store is open while a process is started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.console import Console
from moderator.problems import Problem
from ui.work import Work

LOOK_EVERY = 500  # ms
LONGEST_WAIT = 60_000  # ms between two starts
ELSEWHERE = 30_000  # ms until it is looked again whether the service still gathers
WELL_AFTER = 30_000  # ms alive: the next failure counts as the first


def command(*arguments: str) -> list[str]:
    """Our own program, as a child."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "moderator", *arguments]


class WorkerProcess(QObject):
    """Says what happens in `state`: "starting", "running", "elsewhere" (a service gathers, and this starts none),
    "again" (with a wait), "stopped"."""

    state = Signal(str)

    def __init__(
        self, work: Work, key: bytes, environ: dict[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self._key, self._environ = work, key, environ
        self._child: subprocess.Popen[bytes] | None = None
        self._failures = self._lived = 0
        self._ours: frozenset[int] = frozenset()
        self._stopping = False
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self._watch)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.start)

    @property
    def next_start_in(self) -> int:
        """ms, -1 when none is planned."""
        return self._later.remainingTime()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def start(self) -> None:
        if self._stopping or self.pid is not None:
            return
        self.state.emit("starting")
        self._work.store(self._spawn, then=self._started, failed=self._not_started)

    def _spawn(self, console: Console) -> subprocess.Popen[bytes] | None:
        if console.overview.worker_elsewhere(self._ours):
            return None
        with console.away():
            return start_child(command("--key-fd", "0", "worker", "--parent"), self._key, self._environ)

    def _started(self, child: subprocess.Popen[bytes] | None) -> None:
        if self._stopping:
            if child is not None:
                end_child(child)
            return
        if child is None:
            self.state.emit("elsewhere")
            self._later.start(ELSEWHERE)
            return
        self._child, self._lived = child, 0
        self._ours |= {child.pid}
        self.state.emit("running")
        self._look.start()

    def _not_started(self, problem: Problem) -> None:
        """The store could not be left or opened again just now."""
        if not self._stopping:
            self._again()

    def _watch(self) -> None:
        self._lived += LOOK_EVERY
        if self._child is None or self._child.poll() is None:
            return
        self._look.stop()
        if self._child.stdin is not None:
            with suppress(OSError):
                self._child.stdin.close()
        self._child = None
        if self._lived >= WELL_AFTER:
            self._failures = 0
        self._again()

    def _again(self) -> None:
        """After 1 s, 2, 4 and so on."""
        self._failures += 1
        self.state.emit("again")
        self._later.start(min(1000 * 2 ** (self._failures - 1), LONGEST_WAIT))

    def stop(self) -> None:
        """Ask the worker to end, and wait a little for it."""
        self._stopping = True
        self._look.stop()
        self._later.stop()
        if self._child is not None:
            end_child(self._child)
            self._child = None
        self.state.emit("stopped")


def start_for(
    console: Console, *arguments: str, environ: dict[str, str] | None = None, **more: Any
) -> subprocess.Popen[bytes]:
    """A command of ours as a child, given by whoever sits here. On the store lane; its input is still open."""
    given = console.ticket()
    who = ("--person", given[0], "--pass-fd", "0") if given else ()
    with console.away():
        return start_child(
            command("--key-fd", "0", *who, *arguments),
            console.key,
            dict(os.environ) if environ is None else environ,
            ticket=given[1] if given else "",
            **more,
        )


def start_child(
    arguments: Sequence[str], key: bytes, environ: dict[str, str], *, ticket: str = "", **more: Any
) -> subprocess.Popen[bytes]:
    """A child with the root key as its first line of input and a ticket as its second, in a session of its own."""
    child = subprocess.Popen(
        list(arguments),
        stdin=subprocess.PIPE,
        stdout=more.pop("stdout", subprocess.DEVNULL),
        stderr=more.pop("stderr", subprocess.DEVNULL),
        env=environ,
        start_new_session=True,
        **more,
    )
    assert child.stdin is not None
    with suppress(BrokenPipeError):  # it died at once; whoever watches it sees that
        child.stdin.write(
            key.hex().encode("ascii") + b"\n" + (ticket.encode("ascii") + b"\n" if ticket else b"")
        )
        child.stdin.flush()
    return child


def end_child(child: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """Close its input, which ends it; after some seconds end it for sure."""
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(patience)
