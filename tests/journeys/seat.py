"""Somebody who sits at the desktop: presses real keys on a real display, and sees what the window shows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.journeys.program import ROOT, Program
from tests.peers.display import Display

PATIENCE = 60.0  # seconds


class Seat:
    """One running desktop. `seen` is everything that its window has shown since it was opened."""

    def __init__(self, program: Program, display: Display, *arguments: str) -> None:
        self.program, self.display = program, display
        mine, theirs = socket.socketpair()
        reader, writer = os.pipe()
        os.write(writer, program.key.encode("ascii") + b"\n")
        os.close(writer)
        self.log = program.home.parent / "desktop.out"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.peers.onlooker", str(theirs.fileno()),
                 "--key-fd", str(reader), "desktop", *arguments],
                pass_fds=(reader, theirs.fileno()),
                cwd=ROOT,
                env={**os.environ, **program.environ, **display.environ, "MODERATOR_HOME": str(program.home)},
                stdout=log,
                stderr=log,
            )  # fmt: skip
        os.close(reader)
        theirs.close()
        self._socket, self._line = mine, mine.makefile("rwb")
        self.seen: set[str] = set()
        self._window = self._focused_window()

    def _focused_window(self) -> str:
        found = self.until(lambda: self.display.windows(self.process.pid), "a window")
        self.display.focus(found[0])
        self.until(lambda: self.look()["active"], "the keyboard")
        return str(found[0])

    # looking

    def look(self) -> dict[str, Any]:
        self._line.write(b"look\n")
        self._line.flush()
        answer: dict[str, Any] = json.loads(self._line.readline() or b"{}")
        self.seen.update(answer.get("said", ()))
        return answer

    def sees(self) -> str:
        """All that is on the screen now."""
        return "\n".join(self.look().get("said", ()))

    def until(self, there: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """Wait for the thing itself."""
        give_up = time.monotonic() + seconds
        while not (found := there()):
            assert self.process.poll() is None, f"the desktop is gone: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < give_up, self._missing(what)
            time.sleep(0.05)
        return found

    def _missing(self, what: str) -> str:
        seen = self.look()
        return (
            f"{what} did not come; the focus is on {seen.get('focus')!r}; on the screen: {seen.get('said')}"
        )

    def until_seen(self, words: str, seconds: float = PATIENCE) -> None:
        self.until(lambda: words in self.sees(), f"“{words}”", seconds)

    # doing

    def press(self, *keys: str) -> None:
        self.display.press(*keys)

    def decide(self, key: str) -> None:
        """A verdict's key. For 300 ms after it has moved on, the desk takes none; nobody decides that fast."""
        time.sleep(0.4)
        self.press(key)

    def type(self, text: str) -> None:
        self.display.type(text)

    def hold(self, keys: Sequence[str], seconds: float) -> str:
        """Keep keys down for so long; returns what was on the screen at the end of it."""
        self.display.down(*keys)
        time.sleep(seconds)
        shown = self.sees()
        self.display.up(*reversed(keys))
        return shown

    # the processes

    def worker(self) -> int | None:
        """The process id of the worker that this desktop has started."""
        return next((pid for pid in _children(self.process.pid) if b"worker" in _command(pid)), None)

    def close(self) -> int:
        """As a session that ends does."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self._line.close()
            self._socket.close()


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    return b""
