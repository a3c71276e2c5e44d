"""When a worker gathers: at once for a new account, then round by round."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.keys import TokenBox
from moderator.overview import ALONE, WorkerSeen
from moderator.problems import ScorerGone
from moderator.promising import Promises
from moderator.rating import SECOND_AT_ONCE
from moderator.scorers import loader
from moderator.scores import Band, Score
from moderator.settings import Settings
from moderator.store import accounts, cards, comments, people, rosters, workers
from moderator.store.db import Db, open_sqlite
from moderator.worker import Rate, Worker
from ui.status import worker_words

KEY = os.urandom(32)


@pytest.fixture
def db(tmp_path: Path, clock: HandClock) -> Iterator[Db]:
    opened = open_sqlite(tmp_path / "home" / "desk.db", KEY, clock)
    yield opened
    opened.close()


class After(threading.Event):
    """A stop that comes after some turns of the worker's loop; before each turn one thing may happen."""

    def __init__(self, *happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens = list(happens)

    def again(self, happens: Callable[[], object]) -> None:
        """One more turn, for what has not come about yet."""
        self._happens.append(happens)

    def is_set(self) -> bool:
        if not self._happens:
            return True
        self._happens.pop(0)()
        return False

    def wait(self, timeout: float | None = None) -> bool:
        return False  # nobody waits for real


def _gathered(db: Db) -> dict[str, int]:
    rows = db.query(
        """SELECT a.handle, count(c.id) AS n FROM account a LEFT JOIN comment c ON c.account_id = a.id
        GROUP BY a.handle"""
    )
    return {row["handle"]: row["n"] for row in rows}


def _worker(db: Db, clock: HandClock, tmp_path: Path, **more: Any) -> Worker:
    usual: dict[str, Any] = {"rehearsal": True, "load_scorer": loader(rehearsal=True, language="en")}
    return Worker(db, TokenBox(KEY), clock, home=str(tmp_path / "home"), **(usual | more))


def test_a_new_account_does_not_wait_for_the_next_round(db: Db, clock: HandClock, tmp_path: Path):
    worker = _worker(db, clock, tmp_path)
    seen: list[dict[str, int]] = []

    def one_more() -> None:
        seen.append(_gathered(db))
        with db.transaction():
            accounts.ensure(db, "rehearsal", "", "Second")

    asyncio.run(worker.run(After(lambda: None, one_more, lambda: seen.append(_gathered(db)))))
    assert seen[0]["Rehearsal"] > 0
    assert seen[1]["Second"] > 0
    assert seen[1]["Rehearsal"] == seen[0]["Rehearsal"] + 8


def test_an_idle_worker_writes_a_sign_of_life_only_now_and_then(db: Db, clock: HandClock, tmp_path: Path):
    worker = _worker(db, clock, tmp_path, rehearsal=False)
    signs: list[datetime | None] = []

    def look() -> None:
        clock.pass_(seconds=2)
        beat = workers.latest(db)
        signs.append(beat.at if beat else None)

    asyncio.run(worker.run(After(*[look] * 20)))
    assert len(set(signs[2:])) == 4  # in 36 seconds


def test_a_new_roster_moves_the_due_times_of_what_waits(db: Db, clock: HandClock, tmp_path: Path):
    worker = _worker(db, clock, tmp_path, promises=Promises(db, Settings(time_zone="UTC")))
    dues: list[list[int]] = []

    def look() -> None:
        dues.append(db.column("SELECT due_us FROM card WHERE due_us IS NOT NULL ORDER BY id LIMIT 8"))

    def plan_sunday() -> None:
        with db.transaction():
            people.join(db, "otter")
            shift = rosters.Planned("otter", "2026-11-29", 600, 1200, "UTC")
            rosters.change(db, "otter", "grid", add=[shift])

    asyncio.run(worker.run(After(lambda: None, lambda: None, look, plan_sunday, lambda: None, look)))
    before, after = dues
    assert len(before) == len(after) == 8
    assert all(later > sooner for sooner, later in zip(before, after, strict=True))
    assert "promises counted anew" in db.column("SELECT act FROM journal")


def test_without_a_scorer_what_waits_has_its_place_all_the_same(db: Db, clock: HandClock, tmp_path: Path):
    def missing() -> Rate:
        raise ScorerGone("The scorer is missing")

    worker = _worker(db, clock, tmp_path, load_scorer=missing)
    asyncio.run(worker.run(After(lambda: None, lambda: None)))
    places = db.query("SELECT because, due_us FROM card")
    assert places
    assert {each["because"] for each in places} == {"not checked", "30 copies", "6 copies"}
    assert all(each["due_us"] for each in places)


class Pair:
    """A quick scorer and one that reads until `answers` is set."""

    trouble = ""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.begun, self.answers = threading.Event(), threading.Event()

    def first(self, texts: Sequence[str]) -> list[Score]:
        self.asked.append(("first", len(texts)))
        return [Score({}, "quick 1", Band.S0, "en") for _ in texts]

    def both(self, texts: Sequence[str]) -> list[Score]:
        self.begun.set()
        assert self.answers.wait(60)
        self.asked.append(("both", len(texts)))
        return [Score({}, "quick 1 + slow 1", Band.S0, "en") for _ in texts]

    def has_second(self) -> bool:
        return True

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        return self.both(texts)


def _say(db: Db, start: int, count: int) -> None:
    said = (f"Comment number {n} on the bridge" for n in range(start, start + count))
    new = tuple(Comment(text, text, "bob", "bob", text.encode(), version="1") for text in said)
    with db.transaction():
        comments.save_batch(db, accounts.ensure(db, "file", "", "x"), Batch(comments=new), "file")


def test_while_the_second_scorer_reads_what_is_new_has_its_first_score(
    db: Db, clock: HandClock, tmp_path: Path
):
    pair = Pair()
    worker = Worker(
        db, TokenBox(KEY), clock, home=str(tmp_path / "home"), rehearsal=False, load_scorer=lambda: pair
    )
    waited: list[int] = []

    def more() -> None:
        assert pair.begun.wait(60)
        _say(db, 1000, 5)

    def look() -> None:
        waited.append(cards.counts(db)["unscored"])
        pair.answers.set()

    def until_read() -> None:
        if cards.second_left(db):
            stop.again(until_read)

    _say(db, 0, 3 * SECOND_AT_ONCE)
    stop = After(lambda: None, more, look, until_read)
    asyncio.run(worker.run(stop))
    assert waited == [0]
    assert pair.asked[:2] == [("first", 3 * SECOND_AT_ONCE), ("first", 5)]
    assert sum(count for kind, count in pair.asked if kind == "both") == 3 * SECOND_AT_ONCE + 5


def test_a_worker_that_stops_while_the_second_scorer_reads_counts_no_try(
    db: Db, clock: HandClock, tmp_path: Path
):
    pair = Pair()
    worker = Worker(
        db, TokenBox(KEY), clock, home=str(tmp_path / "home"), rehearsal=False, load_scorer=lambda: pair
    )
    _say(db, 0, 3)
    asyncio.run(worker.run(After(lambda: None, lambda: pair.begun.wait(60) and None)))
    pair.answers.set()
    assert {card.tries for card in cards.without_second(db, 10)} == {0}


def test_a_new_model_rates_what_waits_in_the_background_and_the_status_line_says_how_far_it_is(
    db: Db, clock: HandClock, tmp_path: Path
):
    class Apart:
        trouble, version = "", "1"

        def title(self) -> str:
            return f"test {self.version}"

        def first(self, texts: Sequence[str]) -> list[Score]:
            band = Band.S0 if self.version == "1" else Band.S2
            return [Score({}, f"test {self.version}", band, "en") for _ in texts]

        both = __call__ = first

        def has_second(self) -> bool:
            return False

    scorers = Apart()
    with db.transaction():
        account = accounts.ensure(db, "file", "", "x")
        texts = [f"Comment {n} on the bridge" for n in range(3 * SECOND_AT_ONCE)]
        new = tuple(Comment(text, text, "bob", "bob", text.encode(), version="1") for text in texts)
        comments.save_batch(db, account, Batch(comments=new), "file")
    said: list[str] = []

    def newer() -> None:
        scorers.version = "2"

    def look() -> None:
        clock.pass_(seconds=11)
        beat = workers.latest(db)
        said.append(worker_words(WorkerSeen("running", beat.doing if beat else ""), ()))

    worker = Worker(
        db, TokenBox(KEY), clock, home=str(tmp_path), rehearsal=False, load_scorer=lambda: scorers
    )

    def until_read() -> None:
        look()
        if cards.second_left(db):
            stop.again(until_read)

    stop = After(lambda: None, look, newer, until_read, look, look)
    asyncio.run(worker.run(stop))
    assert "Scoring again" not in said[0]
    left = [int(words.split()[2]) for words in said if words.startswith("Scoring again: ")]
    assert 96 >= left[0] > left[-1]
    assert left == sorted(left, reverse=True)
    assert "Scoring again" not in said[-1]
    assert set(db.column("SELECT band FROM card")) == {2}


def test_while_it_runs_the_sign_of_life_tells_why_the_model_is_left_out(
    db: Db, clock: HandClock, tmp_path: Path
):
    (tmp_path / "models" / "detoxify-original").mkdir(parents=True)
    seen: list[str] = []
    worker = Worker(
        db,
        TokenBox(KEY),
        clock,
        home=str(tmp_path),
        rehearsal=True,
        load_scorer=loader(rehearsal=False, language="en", home=tmp_path),
    )

    def look() -> None:
        clock.pass_(seconds=20)
        beat = workers.latest(db)
        seen.append(beat.doing if beat else "")

    asyncio.run(worker.run(After(*[look] * 6)))
    assert seen[-1].startswith(ALONE)
    assert "No installed model can be used" in seen[-1]
    assert cards.counts(db)["unscored"] == 0, "the embedded scorer went on"
    after = workers.latest(db)
    assert after is not None
    assert after.doing == "stopped", "a worker that has stopped says that alone"


def _near_copies(db: Db) -> list[tuple[int, int]]:
    rows = db.query("SELECT copies, wordings FROM card WHERE wordings > 1")
    return [(row["copies"], row["wordings"]) for row in rows]


def test_one_round_brings_near_copies_together_and_gives_their_card_its_place(
    db: Db, clock: HandClock, tmp_path: Path
):
    asyncio.run(_worker(db, clock, tmp_path).once())
    assert _near_copies(db) == [(12, 4)]
    assert db.column("SELECT because FROM card WHERE wordings > 1") == ["12 copies"]


def test_a_worker_that_runs_brings_them_together_too(db: Db, clock: HandClock, tmp_path: Path):
    asyncio.run(_worker(db, clock, tmp_path).run(After(*[lambda: None] * 4)))
    assert _near_copies(db) == [(12, 4)]
