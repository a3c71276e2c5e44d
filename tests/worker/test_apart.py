"""Whatever a comment does to the scorer, the queue goes on. With real processes that really end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from moderator.apart import Apart, ScorerDied, own_command, patience
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.overview import Overview
from moderator.problems import ScorerGone
from moderator.rating import rate_waiting, second_opinions
from moderator.scorers_apart import ScorersApart
from moderator.scores import Band, Mark, Why
from moderator.store import cards, comments
from moderator.store.db import Db

ROOT = Path(__file__).parents[2]
CALM, HARSH = "When will the bridge open?", "You absolute turnip"


class Making:
    """Scorers in processes of their own, ended at the end of the test."""

    def __init__(self, folder: Path, clock: HandClock, environ: pytest.MonkeyPatch) -> None:
        self._folder, self._clock = folder, clock
        self._made: list[Apart] = []
        environ.setenv("PYTHONPATH", str(ROOT))

    def __call__(self, *, patience: float = 20.0, **setup: object) -> Apart:
        told = {"starts": str(self._folder / "starts"), **setup}
        command = [sys.executable, "-m", "tests.worker.fragile"]
        self._made.append(Apart(command, told, self._clock, patience=patience))
        return self._made[-1]

    def starts(self) -> int:
        return len((self._folder / "starts").read_text().split())

    def close(self) -> None:
        for each in self._made:
            each.close()


@pytest.fixture
def making(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Making]:
    made = Making(tmp_path, clock, monkeypatch)
    yield made
    made.close()


def _say(db: Db, *texts: str, start: int = 0) -> None:
    said = tuple(
        Comment(f"n{start + n}", text, "bob", "bob", text.encode(), version="1")
        for n, text in enumerate(texts)
    )
    with db.transaction():
        comments.save_batch(db, 1, Batch(comments=said), "rehearsal")


def test_it_scores_as_the_scorer_in_it_does_and_in_order(making: Making):
    scorer = making()
    texts = [HARSH if n % 3 == 0 else f"{CALM} {n}" for n in range(50)]
    scores = scorer(texts)
    assert [score.band for score in scores] == [Band.S2 if n % 3 == 0 else Band.S0 for n in range(50)]
    assert scores[0].labels == {"insult": 0.9}
    assert (scores[1].model, scores[1].language, scores[1].unchecked) == ("fragile 1", "en", None)
    assert scorer([]) == []
    assert making.starts() == 1


@pytest.mark.parametrize(
    "poison",
    [
        "crash", "abort", "killed", "greedy", "glutton", "raise", "babble", "no numbers", "answer nan", "answer infinite",
        "answer seven", "shape", "twice", "noise", "flood",
    ],
)  # fmt: skip
def test_a_comment_that_brings_the_scorer_down_twice_is_left_for_people_and_the_others_are_scored(
    db: Db, making: Making, poison: str
):
    scorer = making(memory=600 << 20)
    _say(db, f"{CALM} 1", poison, *(f"{CALM} {n}" for n in range(2, 6)), HARSH)
    while cards.counts(db)["unscored"]:
        rate_waiting(db, scorer)
    assert Overview(db).status().failed == 1
    line = cards.line(db, 10).cards
    (left,) = [card for card in line if card.unchecked == "poison"]
    assert (left.veiled, left.text, left.band) == (True, None, None)
    assert sum(card.band == Band.S0 for card in line) == 5
    assert sum(card.band == Band.S2 for card in line) == 1
    assert making.starts() == 3  # at first, and after each time that it came down
    _say(db, "The library was lovely today", start=20)
    assert rate_waiting(db, scorer) == 1


def test_one_that_hangs_is_ended_after_its_time_and_other_work_comes_between(db: Db, making: Making):
    scorer = making(patience=0.7)
    _say(db, "hang 1", "hang 2", CALM)
    rounds = 0
    while cards.counts(db)["unscored"]:
        starts = rounds
        rate_waiting(db, scorer)
        rounds += 1
        assert making.starts() <= starts + 1  # one time limit a round, at the most
    found = {card.unchecked for card in cards.line(db, 10).cards}
    assert found == {"poison", None}
    assert rounds >= 3


def test_one_that_no_longer_reads_is_ended_too_however_much_there_is_to_say_to_it(db: Db, making: Making):
    """A stopped process takes nothing in: a large question would hold the worker for ever."""
    scorer = making(patience=0.5)
    scorer([CALM])
    assert scorer.pid is not None
    os.kill(scorer.pid, signal.SIGSTOP)
    with pytest.raises(ScorerDied, match="no answer within"):
        scorer(["a long word " * 100_000])
    assert scorer([CALM])[0].band == Band.S0
    _say(db, "frozen", CALM)
    while cards.counts(db)["unscored"]:
        rate_waiting(db, scorer)
    assert {card.unchecked for card in cards.line(db, 10).cards} == {"poison", None}


def test_the_time_for_texts_is_fitted_to_their_length():
    assert patience(["short"], 20) == 5
    assert patience(["x" * 4_000], 20) == 20
    assert patience(["x" * 1_000_000], 20) == 40
    assert patience(["x" * 250] * 16, 20) == 20


def test_long_texts_are_not_asked_about_all_at_once(making: Making):
    texts = [HARSH + " and so on" * 500, *[CALM] * 20, CALM * 5_000, HARSH]
    assert [score.veiled for score in making()(texts)] == [True, *[False] * 21, True]


def test_one_that_ends_whatever_it_is_given_is_left_alone_for_a_while_and_few_comments_pay_for_it(
    db: Db, making: Making, clock: HandClock
):
    """Somebody, or a machine without memory, kills it each time: that is no comment's fault."""
    scorer = making(dies=True)
    _say(db, *(f"{CALM} {n}" for n in range(30)))
    for _ in range(20):
        with suppress(ScorerGone):
            rate_waiting(db, scorer)
    assert scorer.resting
    assert making.starts() == 5
    assert sum(card.unchecked == "poison" for card in cards.line(db, 40).cards) <= 4
    with pytest.raises(ScorerGone, match="again and again"):
        scorer([CALM])
    clock.pass_(seconds=11)
    with suppress(ScorerGone):
        rate_waiting(db, scorer)
    assert making.starts() == 6
    assert scorer.resting
    well = making()
    while cards.counts(db)["unscored"]:
        rate_waiting(db, well)
    assert sum(card.unchecked is None for card in cards.line(db, 40).cards) >= 25


def test_a_scorer_that_somebody_kills_from_outside_is_started_again_and_nothing_is_quarantined(
    db: Db, making: Making
):
    scorer = making()
    scorer([CALM])
    assert scorer.pid is not None
    os.kill(scorer.pid, signal.SIGKILL)
    _say(db, CALM, HARSH)
    while cards.counts(db)["unscored"]:
        rate_waiting(db, scorer)
    assert {card.unchecked for card in cards.line(db, 10).cards} == {None}


@pytest.mark.parametrize("setup", ["missing", "crashes"])
def test_one_that_cannot_be_loaded_costs_no_comment_a_try_and_is_not_started_all_the_time(
    db: Db, making: Making, clock: HandClock, setup: str
):
    scorer = making(**{setup: True})
    _say(db, CALM)
    for _ in range(4):
        with pytest.raises(ScorerGone):
            rate_waiting(db, scorer)
    (card,) = cards.line(db, 10).cards
    assert (card.unchecked, card.veiled) == ("scorer_down", True)
    assert cards.unscored(db, 10)[0].tries == 0
    mended = making()
    assert rate_waiting(db, mended) == 1


def test_a_scorer_that_could_not_be_loaded_is_tried_again_after_a_while(tmp_path: Path, clock: HandClock):
    there = tmp_path / "scorer"
    scorer = Apart([str(there)], {}, clock)
    for _ in range(2):
        with pytest.raises(ScorerGone) as gone:
            scorer([CALM])
    assert "cannot be started" in gone.value.sentence()
    there.write_text("#!/bin/sh\nread setup\necho '{\"ready\": true, \"n\": 0}'\nread asked\necho '[]'\n")
    there.chmod(0o700)
    with pytest.raises(ScorerGone):
        scorer([CALM])
    clock.pass_(seconds=3)
    with pytest.raises(ScorerDied):
        scorer([CALM])
    scorer.close()


def test_it_ends_with_the_worker(making: Making):
    scorer = making()
    scorer([CALM])
    child = scorer._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(10) == 0


def test_the_programs_own_process_scores_with_what_ships(tmp_path: Path, clock: HandClock, making: Making):
    setup = {"home": str(tmp_path), "rehearsal": False, "language": "en", "wanted": ""}
    scorer = Apart(own_command(), setup, clock)
    try:
        calm, harsh, foreign = scorer([CALM, HARSH, "Wann wird die Brücke endlich wieder geöffnet?"])
        why = scorer.why(HARSH, "insult")
    finally:
        scorer.close()
    assert calm.model.startswith("embedded")
    assert harsh.veiled
    assert (foreign.unchecked, foreign.language) == ("language", "de")
    assert why is not None
    assert why.marks
    assert why.by == calm.model


@pytest.mark.parametrize("text", ["You crash", "You raise me", "You go beyond"])
def test_a_text_that_cannot_be_explained_ends_the_scorer_and_no_more(making: Making, text: str):
    scorer = making()
    with pytest.raises(ScorerDied):
        scorer.why(text, "insult")
    assert scorer.why(HARSH, "insult") == Why((Mark(0, len(HARSH), "insult"),), "fragile 1")
    assert scorer([HARSH])[0].band == Band.S2
    assert making.starts() == 2


def test_an_installed_model_in_a_process_of_its_own_raises_a_veil_and_may_die_without_the_first(
    db: Db, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("onnx", reason="the tests make their models with onnx")
    pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
    from tests.scoring import bundles

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    home, name = tmp_path / "desk", "own-original-onnx"
    setup = {"home": str(home), "rehearsal": False, "language": "en", "wanted": "embedded"}
    made: dict[str, Apart] = {}

    def start(model: str) -> Apart:
        made[model] = Apart(own_command(), {**setup, "model": model}, clock)
        return made[model]

    scorers = ScorersApart(home, "", start)
    try:
        _say(db, "The pumpkin stood on the bridge in October")
        assert rate_waiting(db, scorers.first, second=scorers.has_second) == 1
        assert cards.without_second(db, 10) == []
        bundles.make(home / "models" / name)
        _say(db, "A pumpkin stood at the library in October", start=5)
        assert rate_waiting(db, scorers.first, second=scorers.has_second) == 1
        (card,) = [card for card in cards.line(db, 10).cards if card.id == 2]
        assert (card.band, card.model) == (Band.S0, "embedded 3")
        assert second_opinions(db, scorers.both) == 1
        (card,) = [card for card in cards.line(db, 10).cards if card.id == 2]
        assert card.veiled
        assert name in card.model
        assert card.model == scorers.title(), "or it would be rated again and again"
        pid = made[name].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert scorers.first([CALM])[0].band == Band.S0
        with pytest.raises(ScorerDied):
            scorers.both([CALM])
        assert scorers.both([CALM])[0].band == Band.S0
        (home / "models" / name / "model.onnx").write_bytes(b"another's")
        os.utime(home / "models" / name)
        with pytest.raises(ScorerGone):
            scorers.both([CALM])
        assert scorers.resting
        assert scorers.trouble
        assert scorers.first([CALM])[0].band == Band.S0
    finally:
        scorers.close()
