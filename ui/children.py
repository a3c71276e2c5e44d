"""Commands of our own as short-lived children: the window owns no sockets, and reads no file of a stranger."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from moderator.console import Console
from moderator.problems import Problem
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


def follow_child(
    work: Work,
    arguments: Sequence[str],
    each: Callable[[str], None],
    then: Callable[[int], None],
    failed: Callable[[Problem], None],
    began: Callable[[subprocess.Popen[bytes]], None] = lambda child: None,
) -> None:
    """Run a command for whoever sits here, however long it takes; each line that it prints goes to `each` as it comes,
    errors among them, and its exit code to `then`. `failed`: it could not be started; `began`: it was, and this is it,
    for whoever may want to stop it."""

    def start(console: Console) -> subprocess.Popen[bytes]:
        return start_for(console, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def started(child: subprocess.Popen[bytes]) -> None:
        began(child)
        work.follow(lambda: lines(child), each, lambda: then(child.returncode))

    work.store(start, then=started, failed=failed)


def lines(child: subprocess.Popen[bytes]) -> Iterator[str]:
    """What a child prints, as it comes. In a thread of its own, until the child is gone."""
    assert child.stdout is not None
    with child.stdout as out:
        for line in out:
            yield line.decode("utf-8", "replace").rstrip("\r\n")
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    child.wait()
