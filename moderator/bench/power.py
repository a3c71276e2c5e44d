"""Power cuts: the desk's file as a disk would leave it, at any moment, with what had not been flushed lost or torn.

A process of ours works on a real encrypted store while strace writes down every write and flush of it. Then the disk is
built again for many moments: all that had been flushed, and of the rest some whole 512-byte sectors, by chance. Each
such disk is looked over, opened, and has to hold every transaction that had been acknowledged before the cut.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.journal import verify
from moderator.problems import Problem
from moderator.store import accounts, comments, journal
from moderator.store.db import open_sqlite
from moderator.store.health import State, look

KEY = bytes(range(32))
SECTOR = 512
CALLS = "openat,close,lseek,write,pwrite64,ftruncate,fdatasync,fsync,unlink"
_LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_KEPT = ("desk.db", "desk.db-wal", "desk.db.head")


@dataclass(slots=True)
class Op:
    """One thing that happened: `what` is write, cut, flush, gone or ack."""

    what: str
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Disk:
    """Files as they are on the disk for sure, and what has been written since their last flush."""

    sure: dict[str, bytearray] = field(default_factory=dict)
    loose: dict[str, list[Op]] = field(default_factory=dict)
    acknowledged: int = 0

    def do(self, op: Op) -> None:
        if op.what == "ack":
            self.acknowledged = op.at
            return
        self.sure.setdefault(op.file, bytearray())
        waiting = self.loose.setdefault(op.file, [])
        if op.what == "flush":
            for each in waiting:
                _apply(self.sure[op.file], each)
            waiting.clear()
        elif op.what == "gone":
            del self.sure[op.file], self.loose[op.file]
        else:
            waiting.append(op)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """One of the disks that a cut at this moment may leave."""
        left = {}
        for name, sure in self.sure.items():
            body, how = bytearray(sure), chance.choice(("none", "all", "some", "torn"))
            for op in self.loose[name] if how != "none" else ():
                if how == "all" or (how == "some" and chance.random() < 0.5):
                    _apply(body, op)
                elif how == "torn" and op.what == "write":
                    for part in range(0, len(op.data), SECTOR):
                        if chance.random() < 0.5:
                            _apply(body, Op("write", "", op.at + part, op.data[part : part + SECTOR]))
            left[name] = bytes(body)
        return left


def _apply(body: bytearray, op: Op) -> None:
    if op.what == "cut":
        del body[op.at :]
        return
    if len(body) < op.at:
        body.extend(bytes(op.at - len(body)))
    body[op.at : op.at + len(op.data)] = op.data


def live(path: Path, transactions: int, synchronous: str) -> None:
    """The life that is written down: pages of comments, each with its line in the journal, each acknowledged."""
    db = open_sqlite(path, KEY, SystemClock())
    db.query(f"PRAGMA synchronous = {synchronous}")
    db.query("PRAGMA wal_autocheckpoint = 60")
    with db.transaction():
        account = accounts.add(db, "bench", "", "bench", None)
    for number in range(1, transactions + 1):
        page = tuple(
            Comment(f"{number}.{n}", f"comment {number} {n} " + "x" * 200, "a", "a", b"{}", "v")
            for n in range(3)
        )
        with db.transaction():
            comments.save_batch(db, account, Batch(page, cursor=str(number)), "bench")
            journal.append(db, "bench", "gathered", f"page {number}", {"new": 3})
        os.write(1, b"ACK %d\n" % number)
    db.close()


def record(transactions: int, synchronous: str) -> list[Op]:
    """Everything that happened to the files of one such life, in order."""
    with tempfile.TemporaryDirectory(prefix="moderator-power-") as folder:
        log, home = Path(folder) / "calls", Path(folder) / "home"
        command = [
            sys.executable,
            "-m",
            "moderator.bench.power",
            str(home / "desk.db"),
            str(transactions),
            synchronous,
        ]
        tracing = ["strace", "-qq", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
        subprocess.run([*tracing, *command], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with log.open(encoding="ascii", errors="replace") as lines:
            return list(_ops(lines))


def _ops(lines: Iterator[str] | Any) -> Iterator[Op]:
    names: dict[int, str] = {}
    places: dict[int, int] = {}
    for line in lines:
        found = _LINE.match(line)
        if found is None or int(found[3]) < 0:
            continue
        call, given, result = found[1], found[2], int(found[3])
        if call == "openat":
            name = os.path.basename(_bytes(given).decode("utf-8", "replace"))
            names.pop(result, None)
            if name in _KEPT:
                names[result], places[result] = name, 0
            continue
        if call == "unlink":
            name = os.path.basename(_bytes(given).decode("utf-8", "replace"))
            if name in _KEPT:
                yield Op("gone", name)
            continue
        descriptor = int(given.split(",", 1)[0])
        if call == "write" and descriptor == 1:
            yield Op("ack", "", int(_bytes(given).split()[1]))
        elif descriptor in names:
            yield from _on_file(call, given, result, names, places, descriptor)


def _on_file(
    call: str, given: str, result: int, names: dict[int, str], places: dict[int, int], descriptor: int
) -> Iterator[Op]:
    name = names[descriptor]
    if call == "close":
        del names[descriptor]
    elif call == "lseek":
        places[descriptor] = result
    elif call == "write":
        yield Op("write", name, places[descriptor], _bytes(given)[:result])
        places[descriptor] += result
    elif call == "pwrite64":
        yield Op("write", name, int(given.rsplit(",", 1)[1]), _bytes(given)[:result])
    elif call == "ftruncate":
        yield Op("cut", name, int(given.rsplit(",", 1)[1]))
    else:
        yield Op("flush", name)


def _bytes(given: str) -> bytes:
    """The text in quotes, as strace writes it with -xx."""
    inside = given[given.index('"') + 1 : given.rindex('"')]
    return bytes.fromhex(inside.replace("\\x", ""))


def cuts(
    count: int = 600, *, transactions: int = 60, synchronous: str = "FULL", seed: int = 1
) -> dict[str, Any]:
    """`count` power cuts in one recorded life (goals: nothing lost, nothing damaged, no false alarm)."""
    ops = record(transactions, synchronous)
    chance = random.Random(seed)
    begun = next(at for at, op in enumerate(ops) if op.what == "ack")
    points = sorted(chance.choices(range(begun, len(ops) + 1), k=count))
    told: dict[str, Any] = {"synchronous": synchronous, "operations": len(ops), "cuts": 0}
    told |= {"whole": 0, "lost": 0, "damaged": 0, "false_alarms": 0}
    disk, done = Disk(), 0
    with tempfile.TemporaryDirectory(prefix="moderator-power-") as folder:
        for point in points:
            for op in ops[done:point]:
                disk.do(op)
            done = point
            told[_judged(Path(folder) / "home", disk.after_a_cut(chance), disk.acknowledged)] += 1
            told["cuts"] += 1
    return told


def _judged(home: Path, files: dict[str, bytes], acknowledged: int) -> str:
    """What a start after this cut would find."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    for name, body in files.items():
        (home / name).touch(0o600)
        (home / name).write_bytes(body)
    path = home / "desk.db"
    alarm = look(path, KEY).state not in (State.WHOLE, State.NEW)
    try:
        db = open_sqlite(path, KEY, SystemClock())
    except Problem:
        return "damaged"
    try:
        verdict = verify(journal.lines(db))
        rows = db.query("SELECT count(*) AS n FROM comment")[0]["n"]
        db.query(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # pages that the cut tore are in the log, and healed from it
        if not verdict.ok or db.damage():
            return "damaged"
        if verdict.count < acknowledged or rows < 3 * acknowledged:
            return "lost"
    except Problem:
        return "damaged"
    finally:
        db.close()
    return "false_alarms" if alarm else "whole"


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`: FULL as the desk has it, and NORMAL to show that losses would be seen."""
    if shutil.which("strace") is None:
        return {"skipped": "strace is not installed"}
    count = size or 600
    return {"FULL": cuts(count), "NORMAL": cuts(max(60, count // 10), synchronous="NORMAL")}


def main(arguments: Sequence[str]) -> None:
    live(Path(arguments[0]), int(arguments[1]), arguments[2])


if __name__ == "__main__":
    main(sys.argv[1:])
