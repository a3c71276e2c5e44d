"""A real X display (Xvfb) and real key presses (xdotool), for tests that sit at the desktop as a person does."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers.keeping import PeerMissing, keep

SIZE = "1600x1000x24"


class Display:
    """One screen and its keyboard. `name` is what DISPLAY is set to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.environ = {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "QT_ACCESSIBILITY": "0"}

    def press(self, *keys: str) -> None:
        """Each key goes down and comes up, by its name in X ("x", "Return", "question", "shift+v")."""
        self._do("key", "--delay", "30", *keys)

    def down(self, *keys: str) -> None:
        self._do("keydown", *keys)

    def up(self, *keys: str) -> None:
        self._do("keyup", *keys)

    def type(self, text: str) -> None:
        """Letter by letter, into whatever has the focus."""
        self._do("type", "--delay", "15", "--", text)

    def windows(self, pid: int) -> list[str]:
        """Ids of the windows of a process that are on the screen."""
        found = self._ask("search", "--onlyvisible", "--pid", str(pid), "--name", ".")
        return found.stdout.split()

    def focus(self, window: str) -> None:
        """Without a window manager nobody else hands the keyboard over."""
        self._do("windowfocus", "--sync", window)

    def title(self, window: str) -> str:
        return self._ask("getwindowname", window).stdout.strip()

    def _do(self, *arguments: str) -> None:
        done = self._ask(*arguments)
        assert done.returncode == 0, (arguments[0], done.stderr)

    def _ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "DISPLAY": self.name}
        return subprocess.run(
            ["xdotool", *arguments], env=environ, capture_output=True, text=True, timeout=60
        )


@contextmanager
def running() -> Iterator[Display]:
    """A display while the block runs. Raises PeerMissing when it cannot be had."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            raise PeerMissing(f"{program} is not installed (apt-get install xvfb xdotool)")
    scratch = Path(tempfile.mkdtemp(prefix="moderator-display-"))
    log = scratch / "xvfb.log"
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    kept = keep(command, log=log, remove=scratch)
    try:
        kept.wait_until(lambda: _number(log) is not None, 30, "Xvfb")
        yield Display(f":{_number(log)}")
    finally:
        kept.stop()


def _number(log: Path) -> str | None:
    """-displayfd prints the number of the display, alone on its line, once it can be used."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    return next((line for line in lines if line.isdigit()), None)
