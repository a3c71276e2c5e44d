"""Detoxify itself, on small checkpoints of the true architectures: loaded without a network and without running what
a pickle holds, as the library would score, and converted only when that changes nothing."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: make detoxify")
pytest.importorskip("detoxify", reason="Detoxify is not installed: make detoxify")

import numpy as np
import torch

from moderator.problems import ScorerGone
from moderator.scorers import load_model, loader
from moderator.scoring import bundle, converting
from moderator.scoring.detoxify import Detoxify, libraries
from moderator.scoring.installing import install_from, try_out
from moderator.scoring.shelf import Shelf
from tests.scoring import checkpoints

VARIANTS = ["multilingual", "original", "unbiased"]
TEXTS = [
    "You absolute turnip",
    "When will the bridge open?",
    "",
    "🙂",
    "the bus " * 40,
    "what a stupid pumpkin",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    with libraries():
        base = tmp_path_factory.mktemp("checkpoints")
        return {variant: checkpoints.make(variant, base / variant) for variant in VARIANTS}


@pytest.fixture(scope="module")
def shelf(made, tmp_path_factory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("home"))
    for path in made.values():
        install_from(shelf, path, tokenizer=path.parent, own=True)
    return shelf


@pytest.fixture
def empty(tmp_path) -> Shelf:
    return Shelf(tmp_path / "empty")


def _library(made: dict[str, Path], variant: str) -> Any:
    """What the library makes of the same file, by its own way of loading."""
    from detoxify.detoxify import Detoxify as Library

    path = made[variant]
    with libraries():
        found = torch.load(path, weights_only=True)
        found["config"]["arch"]["args"]["model_type"] = str(path.parent)
        torch.save(found, path.with_suffix(".local"))
        return Library(checkpoint=str(path.with_suffix(".local")), huggingface_config_path=str(path.parent))


def _refused(call, *words: str) -> None:
    with pytest.raises(ScorerGone) as gone:
        call()
    said = gone.value.sentence()
    assert gone.value.remedy
    assert "\n" not in said
    for word in words:
        assert word in said, said


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_installed_checkpoint_scores_as_the_library_itself_does(made, shelf, variant):
    library = _library(made, variant)
    scorer = load_model(shelf.folder.parent, f"own-{variant}")
    for text, answer in zip(TEXTS, scorer.score(TEXTS), strict=True):
        wanted = library.predict(text)
        for label, value in wanted.items():
            assert answer[label] == pytest.approx(value, abs=1e-5), (text, label)
        assert sorted(set(answer) - set(wanted)) == (["sexual_explicit"] if variant == "original" else [])


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_that_is_kept_is_a_pickle(shelf, variant):
    folder = shelf.place(f"own-{variant}")
    assert {path.name for path in folder.iterdir()} == {*bundle.FILES["checkpoint"], bundle.MANIFEST}
    for path in folder.iterdir():
        start = path.read_bytes()[:2]
        assert start not in (b"PK", b"\x80\x02", b"\x80\x04"), path


class Runs:
    """Unpickling this makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.path),)


def test_what_a_checkpoint_wants_to_run_is_not_run(made, empty, tmp_path):
    trap = tmp_path / "it ran"
    found = torch.load(made["original"], weights_only=True)
    found["state_dict"]["more"] = Runs(trap)
    bad = tmp_path / "bad.ckpt"
    torch.save(found, bad)
    _refused(lambda: install_from(empty, bad, own=True), "code")
    (tmp_path / "plain.ckpt").write_bytes(pickle.dumps(Runs(trap)))
    _refused(lambda: install_from(empty, tmp_path / "plain.ckpt", own=True), "cannot be read")
    assert not trap.exists()
    assert empty.listed() == []


def test_only_a_published_checkpoint_is_taken_for_one(made, empty):
    _refused(lambda: install_from(empty, made["original"]), "published", "SHA-256")


@pytest.mark.parametrize("variant", ["multilingual", "unbiased"])
def test_a_checkpoint_without_its_tokenizer_says_which_files_are_missing(made, empty, variant, tmp_path):
    _refused(lambda: install_from(empty, made[variant], own=True), "--tokenizer", "roberta-base")
    _refused(lambda: install_from(empty, made[variant], own=True, tokenizer=tmp_path), "cannot be read")


def test_the_tokenizer_of_original_ships_and_must_fit_the_weights(made, empty, tmp_path):
    _refused(lambda: install_from(empty, made["original"], own=True), "do not belong together")


def _changed(path: Path, to: Path, change) -> Path:
    found = torch.load(path, weights_only=True)
    change(found)
    torch.save(found, to)
    return to


WRONG = {
    "a weight of another shape": lambda found: found["state_dict"].update(
        {"bert.encoder.layer.1.output.dense.weight": torch.zeros(32, 63)}
    ),
    "a missing weight": lambda found: found["state_dict"].pop("bert.pooler.dense.bias"),
    "a missing table": lambda found: found["state_dict"].pop("bert.embeddings.word_embeddings.weight"),
    "no numbers": lambda found: found["state_dict"].update(
        {"classifier.bias": torch.full((6,), float("nan"))}
    ),
    "another model": lambda found: found["config"]["arch"]["args"].update(model_name="GPT2LMHeadModel"),
    "other labels": lambda found: found["config"]["dataset"]["args"].update(classes=["kindness"] * 6),
    "no config": lambda found: found.pop("config"),
    "no weights": lambda found: found.update(state_dict={}),
    "weights that are words": lambda found: found["state_dict"].update(more="words"),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_a_checkpoint_that_is_not_right_is_refused_with_a_sentence(made, empty, tmp_path, wrong):
    bad = _changed(made["original"], tmp_path / "bad.ckpt", WRONG[wrong])
    _refused(lambda: install_from(empty, bad, own=True, tokenizer=made["original"].parent))
    assert empty.listed() == []


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_truncated_checkpoint_is_refused(made, empty, tmp_path, keep):
    bad = tmp_path / "bad.ckpt"
    bad.write_bytes(made["original"].read_bytes()[:keep])
    _refused(lambda: install_from(empty, bad, own=True), "cannot be read")


@pytest.mark.parametrize("name", bundle.FILES["checkpoint"])
def test_a_file_that_changed_after_it_was_installed_is_noticed_and_the_desk_goes_on(shelf, empty, name):
    shutil.copytree(shelf.place("own-original"), empty.place("own-original"))
    path = empty.place("own-original") / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    _refused(lambda: Detoxify.load(empty.place("own-original")), name, "SHA-256")
    rating = loader(rehearsal=False, language="en", home=empty.folder.parent)()
    assert rating(["you are an idiot"])[0].veiled
    assert name in rating.trouble  # type: ignore[attr-defined]


def test_the_weights_of_another_model_are_refused_even_with_the_right_hash(shelf, empty):
    shutil.copytree(shelf.place("own-original"), empty.place("own-original"))
    folder = empty.place("own-original")
    shutil.copyfile(shelf.place("own-unbiased") / "weights.safetensors", folder / "weights.safetensors")
    facts = {key: value for key, value in _manifest(folder).items() if key not in ("form", "files")}
    bundle.write(folder, facts)
    _refused(lambda: Detoxify.load(folder))


def _manifest(folder: Path) -> dict[str, Any]:
    import json

    return dict(json.loads((folder / bundle.MANIFEST).read_text("utf-8")))


def test_a_published_model_needs_no_network_when_it_is_installed_or_loaded(made, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import socket, sys\n"
            "def no(*_, **__): raise SystemExit('a socket was opened')\n"
            "socket.socket.connect = no\n"
            "from pathlib import Path\n"
            "from moderator.scorers import load_model\n"
            "from moderator.scoring.installing import install_from\n"
            "from moderator.scoring.shelf import Shelf\n"
            "ck = Path(sys.argv[1])\n"
            "install_from(Shelf(Path(sys.argv[2])), ck, tokenizer=ck.parent, own=True)\n"
            "print(len(load_model(Path(sys.argv[2]), 'own-unbiased').score(['hello'])[0]))\n",
            str(made["unbiased"]),
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "7", done.stderr


# conversion

SAMPLE = [
    " ".join(
        random.Random(n).choices(
            [word for text in checkpoints.SENTENCES[:5] for word in text.split()], k=1 + n % 30
        )
    )
    for n in range(500)
]


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_converted_model_scores_as_torch_does_and_installs_elsewhere(made, shelf, empty, tmp_path, variant):
    out = tmp_path / "out"
    out.mkdir()
    manifest = converting.convert(shelf.place(f"own-{variant}"), out, SAMPLE)
    assert {path.name for path in out.iterdir()} == {*bundle.FILES["onnx"], bundle.MANIFEST}
    assert manifest.parity["passed"]
    assert manifest.parity["texts"] == 500
    assert manifest.parity["tried"][-1]["precision"] == manifest.precision
    assert install_from(empty, out) == manifest
    assert try_out(empty.place(manifest.name))["passed"]
    library = _library(made, variant)
    for text, answer in zip(TEXTS, load_model(empty.folder.parent, manifest.name).score(TEXTS), strict=True):
        for label, value in library.predict(text).items():
            assert answer[label] == pytest.approx(value, abs=0.05)


def test_a_sample_that_is_too_small_proves_nothing(shelf, tmp_path):
    _refused(lambda: converting.convert(shelf.place("own-original"), tmp_path, SAMPLE[:499]), "too small")


@pytest.mark.slow
def test_where_no_precision_scores_as_torch_does_nothing_is_written(shelf, tmp_path, monkeypatch):
    """The exporter is made to lose something: the last layer's bias goes away."""
    whole = converting._export

    def loses(scorer, path):
        with torch.no_grad():
            scorer.model.classifier.bias += 1.0
        whole(scorer, path)

    monkeypatch.setattr(converting, "_export", loses)
    out = tmp_path / "out"
    out.mkdir()
    _refused(lambda: converting.convert(shelf.place("own-original"), out, SAMPLE), "was not converted")
    assert list(out.iterdir()) == []


@pytest.mark.slow
def test_a_trained_small_model_keeps_its_decisions_in_eight_bits(tmp_path):
    """Random weights hardly spread their answers. This one has learned which words are harsh."""
    with libraries():
        path = checkpoints.make("original", tmp_path / "made", sizes=checkpoints.MIDDLING)
        checkpoints.train(path, steps=60)
    shelf = Shelf(tmp_path / "home")
    manifest = install_from(shelf, path, tokenizer=path.parent, own=True)
    scorer = Detoxify.load(shelf.place(manifest.name))
    found = scorer.probabilities(SAMPLE)[:, 0]
    assert (found > 0.8).any()
    assert (found < 0.2).any()
    out = tmp_path / "out"
    out.mkdir()
    told = converting.convert(shelf.place(manifest.name), out, SAMPLE).parity
    assert told["changed"] <= 0.005
    assert told["largest"] <= 0.05
    assert np.isfinite(told["mean"])
