"""A checkpoint as Detoxify publishes it becomes a model's folder. Needs torch; unpickles no code.

`torch.load` reads with `weights_only`, which refuses whatever would have to be run. What is kept are safetensors, the
tokenizer, and a config that is worked out from the shapes of the weights.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moderator import resources
from moderator.problems import ScorerGone
from moderator.scoring import bundle
from moderator.scoring.detoxify import build, libraries
from moderator.scoring.variants import VARIANTS, Variant, by_class

VOCABULARY = ("models", "bert-base-uncased-vocab.txt.gz")
WINDOW = 512
_OLD_NAMES = {"toxic": "toxicity", "severe_toxic": "severe_toxicity", "identity_hate": "identity_attack"}
_HEAD = 64  # numbers of one attention head in all three models


def unpack(
    checkpoint: Path, folder: Path, *, tokenizer: Path | None = None, own: bool = False
) -> bundle.Manifest:
    """Write the model of `checkpoint` into the empty `folder`.

    `tokenizer`: a folder with the tokenizer's files; for `original` it ships. `own`: not the published file, but one
    that was trained elsewhere in the same form. Raises ScorerGone.
    """
    sha256 = _sha256(checkpoint)
    _demand_published(checkpoint, sha256, own)
    with libraries():
        variant, labels, weights = _read(checkpoint)
        if not own and not sha256.startswith(variant.sha256):
            raise _another(checkpoint, f"it holds {variant.name}, whose SHA-256 begins with {variant.sha256}")
        vocabulary = len(_weight(weights, f"{_stem(variant)}.embeddings.word_embeddings.weight"))
        (folder / "config.json").write_text(json.dumps(_config(variant, weights, tokenizer)), "utf-8")
        _put_tokenizer(variant, folder, tokenizer)
        _, kept = build(variant, folder, weights)
        for name in variant.tokenizer_files:
            (folder / name).unlink(missing_ok=True)
        kept.model_max_length = WINDOW
        kept.save_pretrained(str(folder))
        _save(weights, folder / "weights.safetensors")
    for left_over in folder.iterdir():
        if left_over.name not in bundle.FILES["checkpoint"]:
            left_over.unlink()
    return bundle.write(
        folder,
        {
            "name": f"{'own' if own else 'detoxify'}-{variant.name}",
            "kind": "checkpoint",
            "variant": variant.name,
            "version": sha256[:8],
            "precision": "fp32",
            "labels": labels,
            "languages": sorted(variant.languages),
            "window": WINDOW,
            "vocabulary": vocabulary,
            "source": sha256,
            "checks": [],
            "parity": {},
        },
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise ScorerGone(f"{path} cannot be read", type(fault).__name__, "Name the checkpoint file") from None


def _demand_published(path: Path, sha256: str, own: bool) -> None:
    """Before anything of it is read: is it one of the three?"""
    if not own and not any(sha256.startswith(variant.sha256) for variant in VARIANTS.values()):
        raise _another(path, f"its SHA-256 begins with {sha256[:8]}")


def _another(path: Path, why: str) -> ScorerGone:
    return ScorerGone(
        f"{path.name} is none of the checkpoints that Detoxify published",
        why,
        "Copy it again from where you have it; for weights of your own add --own",
    )


def _read(path: Path) -> tuple[Variant, list[str], Mapping[str, Any]]:
    import torch

    try:
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, zipfile.BadZipFile) as fault:
        why = "it is truncated, no checkpoint, or holds code, which is not run"
        raise ScorerGone(
            f"{path.name} cannot be read as a checkpoint ({type(fault).__name__})", why, "Copy it again"
        ) from None
    try:
        arch, weights = found["config"]["arch"]["args"], found["state_dict"]
        classes = [_OLD_NAMES.get(name, name) for name in found["config"]["dataset"]["args"]["classes"]]
        variant = by_class(arch["model_name"])
        sound = all(isinstance(value, torch.Tensor) for value in weights.values())
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ScorerGone(
            f"{path.name} is no checkpoint of Detoxify", type(fault).__name__, "Name the published file"
        ) from None
    if variant is None:
        why = "its model is none of BERT, RoBERTa and XLM-R"
        raise ScorerGone(
            f"{path.name} is no checkpoint that can be used here", why, "Name the published file"
        )
    if sorted(classes) != sorted(variant.labels) or not sound:
        raise ScorerGone(
            f"{path.name} is no checkpoint that can be used here",
            "it has other labels or no weights",
            "Name the published file",
        )
    return (
        variant,
        classes,
        {name: value.float() for name, value in weights.items() if value.is_floating_point()},
    )


def _stem(variant: Variant) -> str:
    return "bert" if variant.name == "original" else "roberta"


def _weight(weights: Mapping[str, Any], name: str) -> Any:
    if name not in weights or weights[name].ndim != 2:
        raise ScorerGone(
            "The checkpoint lacks weights that its model has", f"{name} is missing", "Name the published file"
        )
    return weights[name]


def _config(variant: Variant, weights: Mapping[str, Any], tokenizer: Path | None) -> dict[str, Any]:
    """What the shapes say. The number of heads does not show in them: a config beside the tokenizer may say it."""
    stem = _stem(variant)
    words = _weight(weights, f"{stem}.embeddings.word_embeddings.weight")
    positions = _weight(weights, f"{stem}.embeddings.position_embeddings.weight")
    types = _weight(weights, f"{stem}.embeddings.token_type_embeddings.weight")
    inner = _weight(weights, f"{stem}.encoder.layer.0.intermediate.dense.weight")
    layers = {name.split(".")[3] for name in weights if name.startswith(f"{stem}.encoder.layer.")}
    outputs = "classifier.weight" if variant.name == "original" else "classifier.out_proj.weight"
    if len(positions) - variant.padding != WINDOW:
        raise ScorerGone("The checkpoint has another length than its model", "", "Name the published file")
    return {
        "architectures": [variant.model],
        "model_type": {"original": "bert", "unbiased": "roberta", "multilingual": "xlm-roberta"}[
            variant.name
        ],
        "vocab_size": len(words),
        "hidden_size": words.shape[1],
        "num_hidden_layers": len(layers),
        "num_attention_heads": _heads(tokenizer, words.shape[1]),
        "intermediate_size": len(inner),
        "max_position_embeddings": len(positions),
        "type_vocab_size": len(types),
        "layer_norm_eps": variant.layer_norm_eps,
        "pad_token_id": 0 if variant.name == "original" else 1,
        "id2label": {str(n): f"LABEL_{n}" for n in range(len(_weight(weights, outputs)))},
        "label2id": {f"LABEL_{n}": n for n in range(len(weights[outputs]))},
    }


def _heads(tokenizer: Path | None, hidden: int) -> int:
    try:
        found = json.loads((tokenizer / "config.json").read_text("utf-8")) if tokenizer else {}
        heads = int(found.get("num_attention_heads", 0))
    except (OSError, ValueError, TypeError, AttributeError):
        heads = 0
    return heads if heads > 0 and hidden % heads == 0 else max(1, hidden // _HEAD)


def _put_tokenizer(variant: Variant, folder: Path, tokenizer: Path | None) -> None:
    if tokenizer is None:
        if variant.name != "original":
            files = " and ".join(variant.tokenizer_files)
            raise ScorerGone(
                f"The tokenizer of {variant.name} is needed too",
                f"it is that of {variant.base}: {files}",
                "Put them into a folder and name it with --tokenizer FOLDER",
            )
        with gzip.open(resources.path(*VOCABULARY)) as packed, (folder / "vocab.txt").open("wb") as file:
            shutil.copyfileobj(packed, file)
        return
    for name in variant.tokenizer_files:
        try:
            shutil.copyfile(tokenizer / name, folder / name)
        except OSError as fault:
            raise ScorerGone(
                f"The tokenizer in {tokenizer} cannot be read",
                f"{name}: {type(fault).__name__}",
                f"It needs {' and '.join(variant.tokenizer_files)} of {variant.base}",
            ) from None


def _save(weights: Mapping[str, Any], path: Path) -> None:
    import safetensors.torch

    safetensors.torch.save_file({name: value.contiguous() for name, value in weights.items()}, path)
