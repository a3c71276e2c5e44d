"""From a comment's being stored to its score: a real worker, and comments that arrive meanwhile.

The worker is the program's own command over a desk of its own, its scorers in processes of theirs. The comments are
stored by another process (this one), which is harder for it than what it gathers itself: it has to notice them.
A card counts as scored when another connection sees it so.

A machine that others use too makes every wait longer. So beside the waits by the clock stand those without the time in
which the worker or its first scorer was ready to run and another program had the processor (they take turns, so that
these times do not overlap), and the same without a second scorer at work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from moderator.bench.goals import Goal
from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.console import open_db
from moderator.gathering import store_batch
from moderator.home import find_home
from moderator.keys import root_key
from moderator.settings import Settings
from moderator.store import accounts, cards
from moderator.store.db import Db

A_SECOND = 50
SECONDS = 20
BACKLOG = 300  # cards that the second scorer has to read meanwhile
PATIENCE_SECONDS = 120.0  # until the worker must have scored its first comment


def lines(texts: Sequence[str], model: Path | None) -> dict[str, Any]:
    """For `bench.scoring`. `model`: the folder of a converted model of true size; None where there is none."""
    quiet = measured(texts, None)
    figures = _told("arrivals", quiet)
    if model is not None:
        figures |= _told("arrivals while a model reads", measured(texts, model))
    return figures


def _told(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}: a second": {"value": found["a_second"]},
        f"{name}: stored to scored, most s": Goal("-", 1, False).beside(found["most_s"]),
        f"{name}: stored to scored, p50 and p99 s": {"value": [found["p50_s"], found["p99_s"]]},
        f"{name}: the same by the clock, p50, p99 and most s": {"value": found["by_the_clock_s"]},
        **({f"{name}: second opinions meanwhile": {"value": found["second"]}} if found["second"] else {}),
    }


def measured(texts: Sequence[str], model: Path | None, *, seconds: float = SECONDS) -> dict[str, Any]:
    """`texts` are taken in turn, each with a number, so that no two are the same."""
    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as folder:
        home, key = Path(folder) / "home", os.urandom(32)
        made = find_home(environ={"MODERATOR_HOME": str(home)})
        root_key(made, given=key, ask=lambda _: "")
        if model is not None:
            shutil.copytree(model, home / "models" / "own-original-onnx")
        db = open_db(made, key, SystemClock(), Settings())
        try:
            with db.transaction():
                account = accounts.add(db, "file", "", "bench", None)
            stream = _comments(texts)
            with _worker(home, key) as worker:
                _store(db, account, [next(stream) for _ in range(BACKLOG if model else 1)])
                _until_scored(db)
                if model is not None:
                    _until(lambda: _second_done(db) > 0, "the second scorer reads nothing")
                before = _second_done(db)
                found = _arrive(db, account, stream, seconds, _chain(worker.pid))
                return {**found, "second": _second_done(db) - before}
        finally:
            db.close()


def _comments(texts: Sequence[str]) -> Iterator[Comment]:
    number = 0
    while True:
        for text in texts:
            number += 1
            said = f"{text[:400]} {number}"
            yield Comment(
                f"n{number}", said, f"a{number % 97}", f"a{number % 97}", said.encode(), version="1"
            )


def _store(db: Db, account: int, said: Sequence[Comment]) -> None:
    store_batch(db, account, Batch(comments=tuple(said)), source="bench", who="bench")


def _arrive(
    db: Db, account: int, stream: Iterator[Comment], seconds: float, chain: Sequence[Path]
) -> dict[str, Any]:
    last = int(db.column("SELECT max(id) FROM card")[0])
    stored: dict[int, tuple[float, float]] = {}
    waits: list[tuple[float, float]] = []
    begun = time.monotonic()
    due, count = begun, 0
    while (passed := time.monotonic() - begun) < seconds or (stored and passed < seconds + 60):
        if due <= time.monotonic() and passed < seconds:
            _store(db, account, [next(stream)])
            count += 1
            due += 1 / A_SECOND
            now = time.monotonic(), _kept_waiting(chain)
            for card in db.column("SELECT id FROM card WHERE id > :last", last=last):
                stored[card], last = now, max(last, card)
        seen = _scored(db, list(stored))
        if seen:
            now = time.monotonic(), _kept_waiting(chain)
            waits += [(now[0] - stored[card][0], now[1] - stored.pop(card)[1]) for card in seen]
        time.sleep(max(0.0, min(due - time.monotonic(), 0.01)))
    waits += [(float("inf"), 0.0)] * len(stored)
    fair = _quantiles([max(0.0, wait - kept) for wait, kept in waits])
    return {
        "p50_s": fair[0],
        "p99_s": fair[1],
        "most_s": fair[2],
        "by_the_clock_s": _quantiles([wait for wait, _ in waits]),
        "a_second": round(count / seconds, 1),
    }


def _quantiles(waits: Sequence[float]) -> list[float]:
    """The middle one, the one that 1 % are longer than, and the longest."""
    found = sorted(waits)
    return [round(found[at], 3) for at in (len(found) // 2, int(len(found) * 0.99), -1)]


def _scored(db: Db, ids: Sequence[int]) -> list[int]:
    from moderator.store.base import as_list

    return db.column(
        f"SELECT id FROM card WHERE scored = 1 AND id IN ({db.among('ids', 'int')})", ids=as_list(ids)
    )


def _second_done(db: Db) -> int:
    return int(db.column("SELECT count(*) FROM score WHERE model LIKE '% + %'")[0])


def _until_scored(db: Db) -> None:
    _until(lambda: cards.counts(db)["unscored"] == 0, "the worker scores nothing")


def _until(true: Any, otherwise: str) -> None:
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise RuntimeError(otherwise)
        time.sleep(0.05)


@contextmanager
def _worker(home: Path, key: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """The program's own worker; it stops when its standard input closes."""
    child = subprocess.Popen(
        [sys.executable, "-m", "moderator", "--key-fd", "0", "worker", "--parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "MODERATOR_HOME": str(home)},
    )
    assert child.stdin is not None
    try:
        child.stdin.write(key.hex().encode("ascii") + b"\n")
        child.stdin.flush()
        yield child
    finally:
        child.stdin.close()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _chain(worker: int) -> list[Path]:
    """What a card waits for: the worker, and the first of its children, which is the scorer that ships."""
    try:
        children = Path(f"/proc/{worker}/task/{worker}/children").read_text("ascii").split()
    except OSError:
        children = []
    return [Path(f"/proc/{pid}/task/{pid}/schedstat") for pid in (worker, *map(int, children[:1]))]


def _kept_waiting(chain: Sequence[Path]) -> float:
    """Seconds that these were ready to run and had no processor; 0 where the system does not tell."""
    try:
        return sum(int(path.read_text("ascii").split()[1]) for path in chain) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
