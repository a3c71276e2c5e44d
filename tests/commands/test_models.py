"""`moderator model ...` as whoever looks after the machine types it."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("onnxruntime", reason="the extra `onnx` is not installed")
pytest.importorskip("tokenizers", reason="the extra `onnx` is not installed")
pytest.importorskip("onnx", reason="the tests make their models with onnx")

from tests.commands.conftest import Scripts
from tests.scoring import bundles

NAME = "own-original-onnx"


def _one_line(said: str) -> str:
    assert said.count("\n") == 1, said
    assert "Traceback" not in said
    return said


@pytest.fixture
def stick(tmp_path):
    bundles.make(tmp_path / "stick")
    return str(tmp_path / "stick")


def test_a_model_is_installed_listed_tried_used_and_removed_without_a_key(scripts: Scripts, stick):
    assert "embedded scorer alone" in scripts.run("model", "list", key=None).stdout
    assert not scripts.home.exists(), "looking makes nothing"
    assert f"Installed {NAME}" in scripts.run("model", "install", stick, key=None).stdout
    listed = scripts.run("model", "list", key=None).stdout
    assert f"embedded scorer and {NAME}" in listed
    (facts,) = map(json.loads, scripts.run("model", "list", "--json", key=None).stdout.splitlines())
    assert facts["fingerprint"][:16] in listed
    assert facts["parity"]["passed"]
    assert "works" in scripts.run("model", "test", key=None).stdout
    done = scripts.run("score", "--model", NAME, stdin=b'{"text": "you turnip"}\n', key=None)
    answer = json.loads(done.stdout)
    assert answer["veiled"]
    assert answer["model"] == f"{NAME} 00c0ffee-int8"
    scripts.run("model", "remove", NAME, key=None)
    assert NAME not in scripts.run("model", "list", key=None).stdout


def test_what_is_wrong_is_said_in_one_line(scripts: Scripts, stick, tmp_path):
    for words in (
        ("install", str(tmp_path / "nowhere")),
        ("install", str(tmp_path)),
        ("install", stick, "--fingerprint", "0000"),
        ("remove", "unknown"),
        ("remove", "../elsewhere"),
        ("convert", "unknown", str(tmp_path / "out")),
    ):
        assert _one_line(scripts.run("model", *words, code=1, key=None).stderr)
    assert _one_line(scripts.run("score", "--model", "unknown", code=1, key=None).stderr)
    assert not (tmp_path / "out").exists()


def test_a_damaged_model_fails_its_test_and_the_list_still_lists(scripts: Scripts, stick):
    scripts.run("model", "install", stick, key=None)
    weights = scripts.home / "models" / NAME / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-7])
    assert "is not the one that was installed" in scripts.run("model", "test", code=3, key=None).stdout
    (told,) = map(json.loads, scripts.run("model", "test", "--json", code=3, key=None).stdout.splitlines())
    assert not told["passed"]
    (scripts.home / "models" / NAME / "manifest.json").write_text("{", "utf-8")
    assert "cannot be used" in scripts.run("model", "list", key=None).stdout


def test_the_worker_scores_with_it_and_goes_on_alone_when_it_is_damaged(scripts: Scripts, stick, tmp_path):
    rows = tmp_path / "comments.csv"
    rows.write_text("id,text\n1,The market has navet today.\n2,When will the bridge open?\n", "utf-8")
    scripts.run("model", "install", stick, key=None)
    scripts.run("import", str(rows), "--yes")
    scripts.run("worker", "--once")
    assert {card["id"]: card["veiled"] for card in scripts.queue()} == {1: True, 2: False}
    weights = scripts.home / "models" / NAME / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-7])
    rows.write_text("id,text\n3,The library is open today.\n4,you are an idiot\n", "utf-8")
    scripts.run("import", str(rows), "--yes")
    scripts.run("worker", "--once")
    assert [card["veiled"] for card in scripts.queue() if card["id"] > 2] == [True, False]
