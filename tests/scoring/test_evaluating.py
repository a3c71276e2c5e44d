"""`moderator model evaluate`: anyone may check a scorer on comments of their own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from moderator.problems import BadInput
from moderator.scores import LABELS
from moderator.scoring import evaluating
from tests.commands.conftest import Scripts, scripts  # noqa: F401

CALM = ["When will the bridge open, and who decides it?", "The gay choir sings at the library on Sunday."]
RUDE = ["You are an idiot and a liar.", "Shut up, you stupid fool!"]


def _data(path: Path, rows: int = 120) -> Path:
    lines = []
    for n in range(rows):
        rude = n % 3 == 0
        row = {"text": f"{(RUDE if rude else CALM)[n % 2]} Number {n}.", "toxicity": float(rude)}
        if n % 2:
            row["insult"] = 0.9 if rude else 0.0
        lines.append(json.dumps(row))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_figures_of_a_small_data_set(embedded, tmp_path):
    found = evaluating.evaluate(embedded, evaluating.read(_data(tmp_path / "data.ndjson")))
    assert found["comments"] == 120
    assert found["auc"]["toxicity"]["positives"] == 40
    assert found["auc"]["toxicity"]["auc"] > 0.95
    assert found["auc"]["insult"]["positives"] == 20, "rows that do not say are not counted"
    assert found["auc"]["threat"]["auc"] is None
    assert set(found["recall"]["toxicity"]) == {"1%", "5%", "10%", "20%"}
    assert found["recall"]["toxicity"]["10%"] > 0.9
    assert found["recall"]["threat"] == {}
    assert found["identity terms"]["gay"]["comments"] == 40
    assert set(found["obfuscation"]) >= {"clean", "leet", "spaced", "typo"}


def test_a_gap_is_how_much_more_often_calm_comments_with_a_term_are_veiled():
    texts = ["the deaf teacher is here"] * 50 + ["the teacher is here"] * 450
    truth = np.zeros(500)
    toxicity = np.concatenate([np.full(50, 0.9), np.linspace(0, 0.5, 450)])
    found = evaluating.terms(texts, truth, toxicity)
    assert found["deaf"]["veiled"] == 1.0
    assert found["deaf"]["gap"] == pytest.approx(0.9, abs=0.01)
    assert "blind" not in found


def test_recall_counts_at_the_share_of_false_veils():
    truth = np.array([0.0] * 100 + [1.0] * 10 + [np.nan] * 5)
    found = np.concatenate([np.linspace(0, 1, 100), np.full(5, 0.97), np.full(5, 0.5), np.zeros(5)])
    assert evaluating.recall(truth, found) == {"1%": 0.0, "5%": 0.5, "10%": 0.5, "20%": 0.5}


def test_rows_that_cannot_be_read_are_counted_and_the_others_measured(tmp_path):
    path = _data(tmp_path / "data.ndjson", 9)
    bad = [
        "{",
        "[]",
        "7",
        '{"text": 3, "toxicity": 1}',
        '{"text": "x"}',
        '{"text": "x", "toxicity": 2}',
        "[" * 10_000,
    ]
    path.write_text(path.read_text("utf-8") + "\n".join(bad) + "\n", "utf-8")
    labelled = evaluating.read(path)
    assert (len(labelled.texts), labelled.bad) == (9, len(bad))


def test_a_table_is_as_good(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text('\ufefftext,toxicity,insult\n"Hello, you",0,\nYou fool,1,0.8\n', "utf-8")
    labelled = evaluating.read(path)
    assert labelled.texts == ["Hello, you", "You fool"]
    assert np.isnan(labelled.truth[0, LABELS.index("insult")])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b'{"text": "no label"}'])
def test_a_file_without_labelled_comments_is_refused(tmp_path, content):
    (tmp_path / "data.ndjson").write_bytes(content)
    with pytest.raises(BadInput) as bad:
        evaluating.read(tmp_path / "data.ndjson")
    assert bad.value.remedy


def test_the_command_prints_a_page_or_an_object_and_repeats_no_comment(scripts: Scripts, tmp_path):  # noqa: F811
    data = str(_data(tmp_path / "data.ndjson"))
    page = scripts.run("model", "evaluate", data, key=None).stdout
    for word in ("AUC", "found at 5%", "toxicity", "gay", "leet", "embedded"):
        assert word in page
    assert "idiot" not in page
    assert json.loads(scripts.run("model", "evaluate", data, "--json", key=None).stdout)["comments"] == 120
    assert not scripts.home.exists()
