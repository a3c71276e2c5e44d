"""Another program holds the desk's file for long: the window stays free, says so, and goes on by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlcipher3 import dbapi2 as sqlcipher

from moderator.clock import SystemClock
from moderator.console import DATABASE, open_console
from moderator.home import find_home
from moderator.keys import derive
from moderator.settings import Settings
from moderator.store import accounts
from tests.kept import write_page
from ui import words, work
from ui.window import Window
from ui.work import Work

KEY = bytes(range(32))


@pytest.fixture
def window(qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(work, "SLOW", 100)
    home = find_home()
    lane = Work(lambda: open_console(home, KEY, SystemClock(), Settings()))
    lane.store(lambda console: write_page(console.db, 0))
    made = Window(lane, Settings(), home.path, rehearsal=False)
    qtbot.addWidget(made)
    made.show()
    made.begin()
    qtbot.waitUntil(lambda: not lane.busy, timeout=10_000)
    yield made
    made.close()
    lane.close()


def stranger(path: Path) -> sqlcipher.Connection:
    """A tool that knows nothing of our turns, and has begun to write."""
    conn = sqlcipher.connect(str(path), isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{derive(KEY, 'database').hex()}'\"")
    conn.execute("BEGIN EXCLUSIVE")
    return conn


def test_the_window_stays_free_and_says_what_it_waits_for(qtbot, window: Window) -> None:
    lane = window._work
    lane.store(lambda console: console.db.query("PRAGMA busy_timeout = 1500"))
    qtbot.waitUntil(lambda: not lane.busy, timeout=10_000)
    other = stranger(find_home().path / DATABASE)
    told: list[str] = []

    def write(console) -> None:
        with console.db.transaction():
            accounts.ensure(console.db, "file", "", "later")

    lane.store(write, failed=lambda problem: told.append(words.problem(problem)))
    worst, begun = 0.0, time.thread_time()
    while not told:
        QApplication.processEvents()
        now = time.thread_time()
        worst, begun = max(worst, now - begun), now
        if window.status.moment == words.WAITING_FOR_STORE:
            told_meanwhile = True
    assert told_meanwhile, "after a second it is said what is waited for"
    assert worst < 0.1, "no event took the window's thread for long"
    assert "busy" in told[0]
    assert "Nothing is lost" in told[0]
    other.execute("ROLLBACK")
    other.close()
    done: list[object] = []
    lane.store(write, then=lambda _: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    assert window.status.moment != words.WAITING_FOR_STORE


def test_a_child_that_takes_long_is_no_busy_store(qtbot, window: Window) -> None:
    lane, said = window._work, list[bool]()
    lane.waiting.connect(said.append)
    lane.aside(lambda: time.sleep(0.3))
    qtbot.waitUntil(lambda: not lane.busy, timeout=10_000)
    assert said == []


def test_what_a_worker_writes_is_seen_while_the_window_waits_for_something_else(
    qtbot, window: Window
) -> None:
    """A pulse as frequent as the look (a rehearsal on faster time) or a child that takes long held it up for good."""
    lane, go_on = window._work, threading.Event()
    lane.aside(lambda: go_on.wait(20))
    try:
        window.show_queue()
        qtbot.waitUntil(lambda: not window.queue._looking_at_line, timeout=10_000)
        other = stranger(find_home().path / DATABASE)
        with qtbot.waitSignal(window.queue.looked, timeout=10_000):
            other.execute("UPDATE account SET handle = handle")
            other.execute("COMMIT")
            other.close()
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: not lane.busy, timeout=10_000)
