"""The lane of the store ends before the program does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.problems import StoreBusy
from moderator.store.db import open_sqlite
from ui.work import Work

ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) AS c FROM t"
ROOT = Path(__file__).parents[2]
LEAVES = f"""
import atexit, os, sys, threading
from pathlib import Path
from PySide6.QtCore import QCoreApplication

def lanes():
    return [each for each in threading.enumerate() if each.name == "store"]

atexit.register(lambda: print("still reading" if lanes() else "ended before"))  # runs last
from moderator.clock import HandClock
from moderator.store.db import open_sqlite
from ui.work import Work

class Console:
    def __init__(self):
        self.db = open_sqlite(Path(sys.argv[1]) / "home" / "desk.db", os.urandom(32), HandClock())
        self.interrupt, self.close = self.db.interrupt, self.db.close

app = QCoreApplication([])
work = Work(Console)
begun = threading.Event()
work.store(lambda console: (begun.set(), console.db.query({ENDLESS!r})))
work.store(lambda console: print("another call"))
begun.wait(30)
"""


def test_a_program_that_ends_while_the_store_is_read_breaks_that_off_and_waits_for_its_thread(tmp_path: Path):
    """Else the database's library lets go of its memory under a thread that still reads: it fell over at quitting."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVES, str(tmp_path)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "ended before"), done.stderr


def test_what_is_broken_off_is_a_problem_and_the_store_goes_on(tmp_path: Path, qtbot):
    class Console:
        def __init__(self) -> None:
            self.db = open_sqlite(tmp_path / "home" / "desk.db", os.urandom(32), HandClock())
            self.interrupt, self.close = self.db.interrupt, self.db.close
            consoles.append(self)

    consoles: list[Console] = []
    told: list[object] = []
    work = Work(Console)  # type: ignore[arg-type]
    work.store(lambda console: console.db.query(ENDLESS), told.append, told.append)
    qtbot.waitUntil(lambda: bool(consoles))
    while not told:
        consoles[0].interrupt()
        qtbot.wait(5)
    assert isinstance(told[0], StoreBusy)
    work.store(lambda console: console.db.column("SELECT 7"), told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == [7]
    work.close()


@pytest.mark.parametrize("times", [1, 2])
def test_leaving_is_harmless_where_nothing_was_ever_asked(times: int, qtbot):
    work = Work(lambda: pytest.fail("nobody asked"))
    for _ in range(times):
        work.leave()
    work.close()
