"""Commands of our own as short-lived children: the window owns no sockets, and reads no file of a stranger."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from moderator.console import Console
from ui.work import Work
from ui.worker_process import start_for

WAIT = 90  # seconds
TOO_LONG = "It took too long and was stopped. Nothing was kept. Try again."


def run_child(
    work: Work,
    arguments: Sequence[str],
    then: Callable[[int, Sequence[str]], None],
    *,
    secret: str = "",
    wait: float = WAIT,
) -> None:
    """Run a command for whoever sits here; its exit code and what it printed go to `then`, errors among it."""

    def start(console: Console) -> subprocess.Popen[bytes]:
        return start_for(console, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def started(child: subprocess.Popen[bytes]) -> None:
        def finish() -> tuple[int, Sequence[str]]:
            try:
                out, _ = child.communicate(secret.encode("utf-8") + b"\n", timeout=wait)
            except subprocess.TimeoutExpired:
                child.kill()
                child.communicate()
                return 1, (TOO_LONG,)
            return child.returncode, out.decode("utf-8", "replace").strip().splitlines()

        work.aside(finish, then=lambda answer: then(*answer))

    work.store(start, then=started)
