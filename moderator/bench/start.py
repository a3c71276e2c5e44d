"""What the desktop costs from its start to the queue on the screen, over a store with a million comments.

CPU seconds and resident memory are told by the desktop's own process; this module fills a store and starts it.
Goals: 1.0 s of CPU, 230 MB, and none of the modules that only a worker may load.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from moderator.bench.ingest import page
from moderator.clock import SystemClock
from moderator.comments import Batch
from moderator.console import open_db
from moderator.home import find_home
from moderator.keys import root_key
from moderator.settings import Settings
from moderator.store import accounts, comments

PAGE = 5000
RUNS = 5


def start(comments_: int = 1_000_000, runs: int = RUNS) -> dict[str, Any]:
    """Medians of some starts, after one that fills the caches."""
    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as folder:
        home, key = Path(folder) / "home", os.urandom(32)
        cards = fill(home, key, comments_)
        start_once(home, key)
        told = [start_once(home, key) for _ in range(runs)]
    middle = {
        name: round(statistics.median(each[name] for each in told), 3)
        for name in ("window_cpu_s", "queue_cpu_s", "rss_mb")
    }
    return {"comments": comments_, "cards": cards, **middle, "heavy": told[-1]["heavy"], "runs": runs}


def fill(home: Path, key: bytes, count: int) -> int:
    """Comments by the way that every comment comes, then scored at one go. Returns how many cards wait."""
    made = find_home(environ={"MODERATOR_HOME": str(home)})
    root_key(made, given=key, ask=lambda _: "")
    db = open_db(made, key, SystemClock(), Settings())
    try:
        with db.transaction():
            account = accounts.add(db, "file", "", "bench", None)
        for begin in range(0, count, PAGE):
            with db.transaction():
                batch = Batch(page(begin, min(PAGE, count - begin)), cursor=str(begin))
                comments.save_batch(db, account, batch, "bench")
        with db.transaction():
            db.run(
                """UPDATE card SET scored = 1, band = id % 5, unchecked = NULL, priority = id * 7919 % 1000,
                category = CASE id % 5 WHEN 0 THEN '' ELSE 'insult' END, sure = 0.9, model = 'bench 1'"""
            )
        return int(db.column("SELECT count(*) FROM card WHERE state = 'waiting'")[0])
    finally:
        db.close()


def start_once(home: Path, key: bytes, *more: str) -> dict[str, Any]:
    """One start of the desktop, without a display unless QT_QPA_PLATFORM names one."""
    environ = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "MODERATOR_HOME": str(home)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, as they are for everybody
    child = subprocess.run(
        [sys.executable, "-m", "moderator", "--key-fd", "0", "desktop", "--until-shown", *more],
        input=key.hex().encode("ascii") + b"\n",
        stdout=subprocess.PIPE,
        env=environ,
        check=True,
        timeout=300,
    )
    return dict(json.loads(child.stdout.splitlines()[-1]))


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`."""
    return start(size or 1_000_000)
