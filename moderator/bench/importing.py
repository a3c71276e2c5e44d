"""How fast a file of comments comes in, against its bare parser plus raw insert of the same rows.

Goals: 0.25 or more of that speed, memory that does not grow with the file, cancelled within a second, and gone on with
without a double.
"""

from __future__ import annotations

import csv
import multiprocessing
import time
from pathlib import Path
from typing import Any, NamedTuple

from moderator.bench.ingest import PAGE, WORDS
from moderator.bench.places import Place, open_at
from moderator.clock import SystemClock
from moderator.comments import Batch, Comment
from moderator.importing import proposing, recognising, running
from moderator.importing.plans import Plan
from moderator.importing.running import Ended, Progress
from moderator.store import accounts, comments
from moderator.store.db import Db

GATHERED = 20_000  # comments that were gathered before, for the file to be compared with


class Took(NamedTuple):
    """Microseconds. What the processor was busy with does not depend on who else is on the machine."""

    wall: int
    cpu: int

    def __add__(self, other: Took) -> Took:  # type: ignore[override]
        return Took(self.wall + other.wall, self.cpu + other.cpu)


class _Watch:
    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._wall, self._cpu = clock.mono(), time.process_time_ns()

    def took(self) -> Took:
        return Took(self._clock.mono() - self._wall, (time.process_time_ns() - self._cpu) // 1000)


def importing(rows: int = 200_000, *, engine: str = "sqlcipher", url: str = "") -> dict[str, Any]:
    clock = SystemClock()
    with Place(engine, url, 4) as place:
        file = place.folder / "export.csv"
        write(file, rows)
        parse = _parsed(file, clock)
        ours, raw, compared, stopped = (place.open(number) for number in range(4))
        alone = _timed(ours, file, clock)
        raw_insert = _raw(ours, raw, clock)
        _gather(compared)
        beside = _timed(compared, file, clock)
        cancelled = _cancelled(stopped, file, clock, rows)
        for db in (ours, raw, compared, stopped):
            db.close()
        peaks = {} if url else {each: _peak(place, each) for each in (rows // 10, rows)}
    bare = parse + raw_insert
    return {
        "engine": engine,
        "rows": rows,
        "ours_a_second": round(rows / alone.wall * 1e6),
        "bare_a_second": round(rows / bare.wall * 1e6),
        "ratio": round(bare.wall / alone.wall, 3),
        "ratio_of_cpu": round(bare.cpu / alone.cpu, 3),
        "ratio_compared_with_gathered": round(bare.wall / beside.wall, 3),
        "ratio_compared_of_cpu": round(bare.cpu / beside.cpu, 3),
        **cancelled,
        "peak_mb": peaks,
    }


def write(path: Path, rows: int) -> None:
    """An export of twelve columns, texts of about 240 characters; one in five is an exact copy of an earlier one."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            "Id,Date,Author,Author Name,Message,URL,Source,Country,Language,Sentiment,Reach,Tags".split(",")
        )
        for n in range(rows):
            which = n if n % 5 else n // 50
            text = ", ".join(
                " ".join(WORDS[(which * 7 + at * at) % len(WORDS)] for at in range(20)) for _ in "ab"
            )
            writer.writerow(
                [
                    f"m{n}",
                    f"{n % 28 + 1:02}/11/2026 {n % 24:02}:{n % 60:02}",
                    f"user{n % 997}",
                    f"User {n % 997}",
                    f"{text} {which}",
                    f"https://x.com/user{n % 997}/status/{10**15 + n}",
                    "Twitter",
                    "Australia",
                    "English",
                    "negative",
                    n % 1000,
                    "city; bus",
                ]
            )


def _parsed(file: Path, clock: SystemClock) -> Took:
    watch = _Watch(clock)
    with file.open(encoding="utf-8", newline="") as text:
        for _ in csv.reader(text):
            pass
    return watch.took()


def _timed(db: Db, file: Path, clock: SystemClock) -> Took:
    watch = _Watch(clock)
    run_import(db, file)
    return watch.took()


def run_import(db: Db, file: Path, **more: Any) -> Ended:
    made, token = running.begin(db, file, plan(file), who="bench")
    return running.carry_on(db, file, made, token, **more)


def plan(file: Path) -> Plan:
    return proposing.propose(recognising.recognise(file))


def _raw(ours: Db, raw: Db, clock: SystemClock) -> Took:
    """The same rows by executemany, a transaction a page, as if somebody had worked them out before."""
    account = ours.query("SELECT * FROM account ORDER BY id")
    with raw.transaction():
        raw.many(_insert("account", account[0]), account)
    took, after = Took(0, 0), 0
    while page := ours.query(
        "SELECT * FROM comment WHERE id > :after ORDER BY id LIMIT :page", after=after, page=PAGE
    ):
        first, after = page[0]["id"], page[-1]["id"]
        cards = ours.query("SELECT * FROM card WHERE exemplar BETWEEN :a AND :b", a=first, b=after)
        raws = ours.query("SELECT * FROM raw WHERE comment_id BETWEEN :a AND :b", a=first, b=after)
        watch = _Watch(clock)
        with raw.transaction():
            for name, found in (("card", cards), ("comment", page), ("raw", raws)):
                if found:
                    raw.many(_insert(name, found[0]), found)
        took += watch.took()
    return took


def _insert(table: str, row: dict[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(':' + key for key in row)})"


def _gather(db: Db) -> None:
    with db.transaction():
        account = accounts.add(db, "bluesky", "", "bench", None)
    for start in range(0, GATHERED, PAGE):
        page = tuple(
            Comment(
                f"at://x/{n}",
                f"gathered {n}",
                "a",
                f"user{n % 997}",
                b"{}",
                "v",
                url=f"https://b.example/{n}",
            )
            for n in range(start, start + PAGE)
        )
        with db.transaction():
            comments.save_batch(db, account, Batch(page), "bench")


def _cancelled(db: Db, file: Path, clock: SystemClock, rows: int) -> dict[str, Any]:
    """Ask three times, at different places, then go on to the end."""
    waits: list[float] = []
    made, token = running.begin(db, file, plan(file), who="bench")
    for share in (0.1, 0.4, 0.7):
        asked: list[int] = []

        def at(progress: Progress, share: float = share, asked: list[int] = asked) -> None:
            if progress.position >= share * rows and not asked:
                asked.append(clock.mono())

        running.carry_on(db, file, made, token, told=at, stop=lambda asked=asked: bool(asked))  # type: ignore[misc]
        waits.append((clock.mono() - asked[0]) / 1e6)
        made, token = running.take_up(db, file)
    running.carry_on(db, file, made, token)
    here = int(db.column("SELECT count(*) FROM comment")[0])
    return {"cancel_seconds": round(max(waits), 3), "resumed_rows": here, "resumed_doubles": here - rows}


def _peak(place: Place, rows: int) -> int:
    """The most memory that a process of its own ever held while it imported, in MB."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    child = spawn.Process(target=_alone, args=(str(place.folder), rows, place.key, theirs))
    child.start()
    theirs.close()  # so that a child that dies is noticed
    peak = ours.recv()
    child.join()
    return int(peak)


def _alone(folder: str, rows: int, key: bytes | None, told: Any) -> None:
    import resource

    where = Path(folder)
    file = where / f"export{rows}.csv"
    write(file, rows)
    db = open_at(str(where / f"home{rows}" / "desk.db"), key)
    run_import(db, file)
    db.close()
    told.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`: SQLCipher always, PostgreSQL where there is a server."""
    figures = {"sqlcipher": importing(size or 200_000)}
    if postgres:
        figures["postgresql"] = importing(size or 200_000, engine="postgresql", url=postgres)
    return figures
