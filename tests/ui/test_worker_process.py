"""The desktop and its worker, as processes: one that dies is started again, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from moderator.clock import SystemClock
from moderator.commands.opening import Opening
from moderator.console import open_console
from moderator.home import find_home, home_path
from moderator.keys import root_key
from moderator.problems import StoreBusy
from moderator.settings import Settings
from ui.app import Desktop, application
from ui.work import Work
from ui.worker_process import LONGEST_WAIT, WELL_AFTER, WorkerProcess, end_child, start_child


@pytest.fixture
def work() -> Iterator[Work]:
    """The store lane of a rehearsal desk: its worker needs no network."""
    home = find_home(rehearsal=True)
    key = root_key(home, given=None, ask=lambda _: "")
    made = Work(lambda: open_console(home, key, SystemClock(), Settings()))
    yield made
    made.close()


@pytest.fixture
def worker(work: Work) -> Iterator[WorkerProcess]:
    home = find_home(rehearsal=True)
    key = root_key(home, given=None, ask=lambda _: "")
    made = WorkerProcess(work, key, {**os.environ, "MODERATOR_HOME": str(home.path)})
    yield made
    made.stop()


def _kill(qtbot, worker: WorkerProcess) -> int:
    """The worker dies; returns its process id, once that was noticed."""
    qtbot.waitUntil(lambda: worker.pid is not None, timeout=20_000)
    dead = worker.pid
    assert dead is not None
    with qtbot.waitSignal(worker.state, timeout=10_000, check_params_cb=lambda state: state == "again"):
        os.kill(dead, signal.SIGKILL)
    return dead


def test_a_worker_that_is_killed_is_started_again_after_longer_and_longer_waits(qtbot, worker: WorkerProcess):
    worker.start()
    seen, waits = set[int](), list[int]()
    for _ in range(3):
        seen.add(_kill(qtbot, worker))
        waits.append(worker.next_start_in)
        worker._later.start(0)  # the wait itself is not waited out
    qtbot.waitUntil(lambda: worker.pid is not None, timeout=20_000)
    assert len(seen | {worker.pid}) == 4
    assert [round(wait, -3) for wait in waits] == [1000, 2000, 4000]


def test_a_worker_that_lived_well_is_started_again_soon_and_no_wait_is_longer_than_a_minute(
    qtbot, worker: WorkerProcess
):
    worker._failures = 20
    worker.start()
    _kill(qtbot, worker)
    assert worker.next_start_in == pytest.approx(LONGEST_WAIT, abs=1000)
    worker._later.start(0)
    qtbot.waitUntil(lambda: worker.pid is not None, timeout=20_000)
    worker._lived = WELL_AFTER
    _kill(qtbot, worker)
    assert worker.next_start_in == pytest.approx(1000, abs=500)


def test_a_store_that_is_busy_only_puts_the_start_off(qtbot, worker: WorkerProcess, monkeypatch):
    def busy(console: object) -> None:
        raise StoreBusy("The desk database is busy")

    monkeypatch.setattr(worker, "_spawn", busy)
    with qtbot.waitSignal(worker.state, timeout=10_000, check_params_cb=lambda state: state == "again"):
        worker.start()
    assert 0 < worker.next_start_in <= 1100


def test_stopping_ends_the_worker_and_starts_no_other(qtbot, worker: WorkerProcess):
    worker.start()
    qtbot.waitUntil(lambda: worker.pid is not None, timeout=20_000)
    pid = worker.pid
    worker.stop()
    assert pid is not None
    assert not _alive(pid)
    worker.start()
    assert worker.pid is None
    assert worker.next_start_in == -1


def test_a_child_that_does_not_end_when_asked_is_ended():
    deaf = start_child([sys.executable, "-c", "import time; time.sleep(600)"], bytes(32), dict(os.environ))
    end_child(deaf, patience=0.2)
    assert deaf.returncode == -signal.SIGKILL


def test_it_is_said_in_words_that_the_worker_is_started_again(qtbot, monkeypatch: pytest.MonkeyPatch):
    for holder, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(holder, name, getattr(holder, name))  # what the desktop sets is taken back
    signals = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    desktop = Desktop(application(), Opening(None), rehearsal=True, time_scale=1)
    try:
        desktop.open()
        _kill(qtbot, desktop.worker)
        assert desktop.window.status.moment == "The worker stopped and is started again. Nothing is lost."
        qtbot.waitUntil(lambda: desktop.worker.pid is not None, timeout=20_000)
        qtbot.waitUntil(lambda: "1 account gathering" in desktop.window.status.words(), timeout=30_000)
    finally:
        desktop.window.quit()
        desktop.close()
        for each, handler in signals.items():
            signal.signal(each, handler)


def test_a_desktop_that_is_killed_leaves_no_worker_behind():
    child = subprocess.Popen(
        [sys.executable, "-m", "moderator", "desktop", "--rehearsal"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
    )
    try:
        worker = _until(lambda: _worker_of(child.pid), "a worker")
        child.kill()
        child.wait(10)
        _until(lambda: not _alive(worker), "the end of the worker")
    finally:
        child.kill()
        child.wait(10)
    assert (home_path() / "rehearsal" / "desk.db").exists()


def _worker_of(pid: int) -> int | None:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for each in task.read_text().split():
                if b"worker" in Path(f"/proc/{each}/cmdline").read_bytes():
                    return int(each)
    return None


def _alive(pid: int) -> bool:
    """Is this process there, and no zombie?"""
    with suppress(OSError):
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return False


def _until(there: Callable[[], object], what: str, seconds: float = 30) -> int:
    give_up = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < give_up, f"{what} did not come"
        time.sleep(0.05)
    return int(found)  # type: ignore[call-overload]
