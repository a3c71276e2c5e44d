"""Real servers that tests start for themselves: on loopback, on free ports, private, gone afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

_KEEPER = Path(__file__).with_name("keeper.py")


class PeerMissing(Exception):
    """This machine cannot run the peer; the sentence says why."""


class Kept:
    """A running server. `stop()` may be called twice; it is stopped as well when this process ends."""

    def __init__(self, keeper: subprocess.Popen[bytes], log: Path) -> None:
        self._keeper, self._log = keeper, log

    def wait_until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Raises PeerMissing with the end of the server's log when it does not get ready."""
        until = time.monotonic() + seconds
        while not ready():
            if self._keeper.poll() is not None or time.monotonic() > until:
                end = self._log.read_text("utf-8", "replace")[-2000:] if self._log.exists() else ""
                self.stop()
                raise PeerMissing(f"{what} did not get ready. Its last words: {end}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self._keeper.stdin is not None and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        self._keeper.wait(30)


def keep(
    command: Sequence[str],
    *,
    log: Path,
    user: str | None = None,
    gentle: str = "TERM",
    remove: Path | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Kept:
    """Start `command` under a keeper. `remove` is a folder that goes away with it."""
    options = ["--signal", gentle, "--log", str(log)]
    options += ["--user", user] if user else []
    options += ["--remove", str(remove)] if remove else []
    keeper = subprocess.Popen(
        [sys.executable, str(_KEEPER), *options, "--", *command],
        stdin=subprocess.PIPE,
        start_new_session=True,
        env=None if env is None else {**os.environ, **env},
        cwd=cwd,
    )
    return Kept(keeper, log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_range(count: int, first: int = 21500, last: int = 32700) -> int:
    """The first of `count` ports in a row that nobody listens on now, below those that systems give out by themselves.

    Each process begins to look at a place of its own, so that two that look at the same moment do not meet.
    """
    bases = list(range(first, last - count, count))
    own = os.getpid() % len(bases)
    for base in bases[own:] + bases[:own]:
        if all(_free(base + n) for n in range(count)):
            return base
    raise PeerMissing("no free range of ports on this machine")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def missing(peer: str, why: object) -> NoReturn:
    """Skip, and say why; with CI=true a peer that cannot be had is a failure."""
    said = f"{peer} cannot be started here: {why}"
    if os.environ.get("CI") == "true":
        pytest.fail(said, pytrace=False)
    pytest.skip(said)
