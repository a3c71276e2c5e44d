"""The trainer end to end, small: what it writes is a model that loads, and the same seed writes the same one."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from moderator.scores import LABELS
from moderator.scoring import train
from moderator.scoring.embedded import Embedded

CALM = [
    "When will the bridge open?",
    "The bus is late again",
    "Thank you for the new bench",
    "I like the library",
]
RUDE = [
    "You are a silly turnip",
    "what a stupid pumpkin you are",
    "shut up you turnip",
    "you absolute pumpkin",
]


def _data(folder: Path) -> Path:
    pyarrow = pytest.importorskip("pyarrow", reason="the extra `train` is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = []
    for n in range(900):
        text = (CALM if n % 2 else RUDE)[n // 2 % 4] + f", number {n}"
        label = 0.0 if n % 2 else 1.0
        row = {"id": str(n), "text": text, "lang": "en", "licence": "open" if n % 9 else "restricted"}
        row |= {"split": "valid" if n % 4 == 3 or n % 4 == 2 else "train"}
        row |= {"source": ("jigsaw_2018", "civil_cleaned_10k", "chat_automod")[n % 3]}
        rows.append(row | dict.fromkeys(LABELS, label))
    parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "train.parquet")
    with gzip.open(folder / "profanity_en.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "category_1", "category_2", "category_3", "severity_rating"])
        writer.writerow(["turnip", "other", "", "", "1.0"])
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_trainer_writes_a_model_that_loads_and_the_same_seed_the_same_one(tmp_path, monkeypatch):
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    pytest.importorskip("sklearn", reason="the extra `train` is not installed")
    from moderator.scoring.training import lesson

    monkeypatch.setattr(lesson, "OWN_SENTENCES", 300)
    data = _data(tmp_path)
    for name in ("one", "two"):
        train.train(data, tmp_path / name, epochs=2, threads=1, seed=3)
    one, two = (json.loads((tmp_path / name / "embedded.json").read_text("utf-8")) for name in ("one", "two"))
    assert one["metrics"] == two["metrics"]
    assert one["training"]["rows"] < 500, "rows under other licences than open ones are not trained on"
    scorer = Embedded.load(tmp_path / "one")
    calm, rude = scorer.score(["When will the library open?", "you are a stupid turnip"])
    assert rude["toxicity"] > calm["toxicity"]
    assert "# Model card" in (tmp_path / "one" / "MODEL-CARD.md").read_text("utf-8")
