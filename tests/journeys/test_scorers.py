"""One gathered stream, scored by each scorer in turn: what ships, Detoxify on torch, and the same weights converted.

The checkpoint is a small one of the true architecture that has learned that turnips are harsh. The program is the real
one, its worker and scorers are processes of their own, and Mastodon is a stand-in that is gathered over HTTP.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderator.cards import Card
from moderator.clock import SystemClock
from moderator.keys import derive
from moderator.store import cards
from moderator.store.db import open_sqlite
from tests import hostile
from tests.journeys.program import Program
from tests.platforms.mastodon.standin import TOKEN, StandIn, standing_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

QUIET = "The turnip is late again, thank you"  # calm to what ships; the small model has learned otherwise
CALM = "When will the bridge open?"
EMBEDDED, TORCH, ONNX = "embedded", "own-original", "own-original-onnx"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="torch is not installed: make detoxify")
    pytest.importorskip("detoxify", reason="Detoxify is not installed: make detoxify")
    from tests.scoring import checkpoints

    made = checkpoints.make(
        "original", tmp_path_factory.mktemp("made"), sizes=checkpoints.MIDDLING, spread=0.02
    )
    checkpoints.train(made, steps=120)
    return made


@pytest.fixture
def town():
    with standing_in() as here:
        yield here


def _said(town: StandIn, who: str, round_: int) -> None:
    author = town.person(f"{who}{round_}")
    root = town.post(town.town, f"News, part {round_}")
    for text in (f"{QUIET}, part {round_}", f"{CALM} Part {round_}"):
        town.post(author, text, under=root)


def _new(program: Program, before: set[int]) -> dict[str, Card]:
    """The cards that came since, the calmer one first by what its scorers made of it."""
    program.work()
    db = open_sqlite(program.home / "desk.db", derive(bytes.fromhex(program.key), "database"), SystemClock())
    try:
        found = [card for card in cards.line(db, 100).cards if card.id not in before]
    finally:
        db.close()
    assert len(found) == 2
    before |= {card.id for card in found}
    mostly = sorted(found, key=lambda card: card.labels["toxicity"])
    return {"bridge": mostly[0], "turnip": mostly[1]}


def test_the_worker_scores_a_gathered_stream_with_each_scorer_in_turn(
    tmp_path: Path, town: StandIn, checkpoint: Path
):
    program = Program(tmp_path / "home")
    program.run("account", "add", "mastodon", "--server", town.url, "--handle", "town", stdin=TOKEN + "\n")
    before: set[int] = set()

    _said(town, "ann", 1)
    new = _new(program, before)
    assert {card.model.split()[0] for card in new.values()} == {EMBEDDED}
    assert not any(card.veiled for card in new.values())

    folder = str(checkpoint.parent)
    program.run("model", "install", str(checkpoint), "--own", "--tokenizer", folder)
    _said(town, "bea", 2)
    new = _new(program, before)
    assert all(f" + {TORCH} " in card.model for card in new.values())
    assert new["turnip"].veiled
    assert not new["bridge"].veiled
    assert all(card["veiled"] for card in program.queue() if card["labels"]["toxicity"] > 0.5), (
        "what came before was rated anew, and only raised"
    )

    program.run("model", "convert", TORCH, str(tmp_path / "stick"))
    program.run("model", "remove", TORCH)
    program.run("model", "install", str(tmp_path / "stick"))
    _said(town, "cy", 3)
    new = _new(program, before)
    assert all(f" + {ONNX} " in card.model for card in new.values())
    assert new["turnip"].veiled
    assert not new["bridge"].veiled

    program.run("model", "remove", ONNX)
    _said(town, "dan", 4)
    new = _new(program, before)
    assert {card.model.split()[0] for card in new.values()} == {EMBEDDED}
    assert " + " not in new["turnip"].model
    program.run("journal", "verify")


@pytest.mark.parametrize("name", [TORCH, ONNX])
def test_hostile_texts_go_through_each_installed_scorer(tmp_path: Path, checkpoint: Path, name: str):
    program = Program(tmp_path / "home")
    program.run("model", "install", str(checkpoint), "--own", "--tokenizer", str(checkpoint.parent))
    if name == ONNX:
        program.run("model", "convert", TORCH, str(tmp_path / "stick"))
        program.run("model", "install", str(tmp_path / "stick"))
    texts = [case.data.decode("utf-8", "replace") for case in hostile.cases("text")]
    texts += ["", "a" * 1_000_000, "🤡" * 50, "Привет turnip 你好 bridge", "\ud800 half", "\x00\x1b[2J"]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    answers = [
        json.loads(line)
        for line in program.run("score", "--model", name, stdin=lines).stdout.split("\n")
        if line
    ]
    assert len(answers) == len(texts)
    for answer in answers:
        assert answer["model"].startswith(name)
        assert all(0 <= value <= 1 for value in answer["labels"].values())
        assert answer["veiled"] or not answer.get("not_checked"), "what is not checked is veiled"
