"""Detoxify itself as the worker's second scorer: in a real process with torch, which may hang, die or run out of memory.

A small checkpoint of the true architecture stands for the published one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: make detoxify")
pytest.importorskip("detoxify", reason="Detoxify is not installed: make detoxify")

from moderator.apart import Apart, ScorerDied, own_command
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.problems import ScorerGone
from moderator.rating import rate_waiting, second_opinions
from moderator.scorers_apart import ScorersApart
from moderator.store import cards, comments
from moderator.store.db import Db

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
MAKE = """
import sys
from pathlib import Path
from moderator.scoring.detoxify import libraries
from moderator.scoring.installing import install_from
from moderator.scoring.shelf import Shelf
from tests.scoring import checkpoints
with libraries():
    made = checkpoints.make("original", Path(sys.argv[1]))
install_from(Shelf(Path(sys.argv[2])), made, tokenizer=made.parent, own=True)
"""  # in a process of its own: this one stays without torch's threads


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, home = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("desk")
    subprocess.run(
        [sys.executable, "-c", MAKE, str(folder / "m"), str(home)], cwd=ROOT, check=True, timeout=300
    )
    return home


class Scorers:
    def __init__(self, home: Path, clock: HandClock) -> None:
        self.made: dict[str, Apart] = {}
        self._home, self._clock = home, clock
        self.all = ScorersApart(home, "", self._start)

    def _start(self, model: str) -> Apart:
        setup = {
            "home": str(self._home),
            "rehearsal": False,
            "language": "en",
            "wanted": "embedded",
            "model": model,
        }
        self.made[model] = Apart(own_command(), setup, self._clock, patience=60.0, loading=120.0)
        return self.made[model]

    @property
    def torch(self) -> Apart:
        return self.made["own-original"]


@pytest.fixture
def scorers(home: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scorers]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = Scorers(home, clock)
    yield made
    made.all.close()


def test_a_gathered_stream_is_scored_by_both_and_a_killed_torch_costs_nothing(db: Db, scorers: Scorers):
    texts = ["You absolute turnip", "When will the bridge open?", "\U0001f642", "the bus " * 2_000, "", "\ud800".encode(
        "utf-8", "replace").decode()]  # fmt: skip
    with db.transaction():
        said = tuple(Comment(f"n{n}", text, "bob", "bob", b"x", version="1") for n, text in enumerate(texts))
        comments.save_batch(db, 1, Batch(comments=said), "rehearsal")
    while cards.counts(db)["unscored"]:
        rate_waiting(db, scorers.all.first, second=scorers.all.has_second)
    scorers.all.both([texts[0]])
    assert scorers.torch.pid is not None
    os.kill(scorers.torch.pid, signal.SIGKILL)
    for _ in range(6):
        second_opinions(db, scorers.all.both)
    line = cards.line(db, 10).cards
    assert cards.second_left(db) == 0
    assert sum("own-original" in card.model for card in line) >= 3
    assert not [card for card in line if card.unchecked == "poison"]


def test_a_torch_that_is_stopped_is_ended_and_the_embedded_scorer_goes_on_meanwhile(scorers: Scorers):
    scorers.all.both(["When will the bridge open?"])
    scorers.torch._patience = 2.0
    assert scorers.torch.pid is not None
    os.kill(scorers.torch.pid, signal.SIGSTOP)
    with pytest.raises(ScorerDied):
        scorers.all.both(["You absolute turnip"])
    assert scorers.all.first(["You absolute turnip"])[0].veiled
    scorers.torch._patience = 60.0
    assert "own-original" in scorers.all.both(["You absolute turnip"])[0].model


def test_without_the_memory_that_torch_needs_it_is_left_out_with_a_sentence(home: Path, clock: HandClock):
    setup = {"home": str(home), "language": "en", "model": "own-original", "memory": 40 << 20}
    scorer = Apart(own_command(), setup, clock, loading=120.0)
    try:
        for _ in range(3):
            with pytest.raises(ScorerGone):
                scorer(["You absolute turnip"])
        assert scorer.resting
    finally:
        scorer.close()
