"""A converted model made by hand: it knows a few words, and needs no torch. It says what its words say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from moderator.scoring import bundle
from moderator.scoring.bundle import Manifest

LABELS = ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
# words and what they make of toxicity and insult; anything else is calm
WORDS = {"turnip": 6.0, "pumpkin": 3.5, "hello": 0.0, "bridge": 0.0, "the": 0.0, "navet": 6.0}
WINDOW = 16
CHECKS = ["hello bridge", "you turnip", "the pumpkin", "", "quite another thing"]


def tokenizer() -> str:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    words = [*MARKS, *WORDS]
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made.to_str()


def model(*, words: int = len(MARKS) + len(WORDS), labels: int = len(LABELS), broken: bool = False) -> bytes:
    """The harshest word counts: one row of logits a word, the largest over the text."""
    from onnx import TensorProto, helper, numpy_helper

    rows = np.full((words, labels), -6.0, "float32")
    for n, harsh in enumerate(WORDS.values(), start=len(MARKS)):
        if n < words and harsh:
            rows[n, [0, min(4, labels - 1)]] = harsh - 2.0
    if broken:
        rows[:] = np.nan
    number = TensorProto.INT64
    nodes = [
        helper.make_node("Gather", ["rows", "input_ids"], ["found"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["mask", "one"], ["hidden"]),
        helper.make_node("Mul", ["hidden", "many"], ["far"]),
        helper.make_node("Unsqueeze", ["far", "last"], ["away"]),
        helper.make_node("Add", ["found", "away"], ["seen"]),
        helper.make_node("ReduceMax", ["seen", "tokens"], ["most"], keepdims=0),
        helper.make_node("Sigmoid", ["most"], ["probabilities"]),
    ]
    constants = {
        "rows": rows,
        "one": np.array(1.0, "float32"),
        "many": np.array(100.0, "float32"),
        "last": np.array([2], "int64"),
        "tokens": np.array([1], "int64"),
    }
    graph = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info(name, number, ["b", "t"]) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", labels])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return made.SerializeToString()


def facts(**other: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": "own-original-onnx",
        "kind": "onnx",
        "variant": "original",
        "version": "00c0ffee",
        "precision": "int8",
        "labels": LABELS,
        "languages": ["en"],
        "window": WINDOW,
        "vocabulary": len(MARKS) + len(WORDS),
        "source": "00c0ffee" * 8,
        "checks": [],
        "parity": {"texts": 600, "largest": 0.01, "mean": 0.001, "changed": 0.0, "passed": True},
    }
    return found | other


def make(
    folder: Path,
    *,
    weights: bytes | None = None,
    words: str | None = None,
    lying: Callable[[list[float]], list[float]] = lambda row: row,
    **other: Any,
) -> Manifest:
    """A bundle in `folder`. `lying` changes what its checks promise."""
    from moderator.scoring.onnx import Onnx

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model() if weights is None else weights)
    (folder / "tokenizer.json").write_text(tokenizer() if words is None else words, "utf-8")
    checks = other.pop("checks", None)
    if checks is None:
        plain = folder.with_name(folder.name + "-checks")
        plain.mkdir()
        (plain / "model.onnx").write_bytes(model())
        (plain / "tokenizer.json").write_text(tokenizer(), "utf-8")
        bundle.write(plain, facts())
        rows = Onnx.load(plain, threads=1).probabilities(CHECKS)
        checks = [
            {"text": text, "probabilities": lying(list(map(float, row)))}
            for text, row in zip(CHECKS, rows, strict=True)
        ]
        for path in plain.iterdir():
            path.unlink()
        plain.rmdir()
    return bundle.write(folder, facts(checks=checks, **other))


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest of a bundle."""
    path = folder / bundle.MANIFEST
    found = json.loads(path.read_text("utf-8"))
    change(found)
    path.write_text(json.dumps(found), "utf-8")
