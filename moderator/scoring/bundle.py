"""A model's folder: its files, and the manifest that says what each of them must be.

Two kinds: "onnx" runs on ONNX Runtime alone, "checkpoint" needs torch and Detoxify. Nothing in either is a pickle.
Every file is hashed before it is used, each time. The fingerprint is the SHA-256 of the manifest, which holds all the
other hashes: two folders with one fingerprint are the same model.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderator.problems import ScorerGone
from moderator.scores import LABELS

FORM = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 1 << 20
FILES = {
    "onnx": ("model.onnx", "tokenizer.json"),
    "checkpoint": ("weights.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[\w.-]{1,40}", re.ASCII)
AGAIN = "Install it again from where you have it: moderator model install PATH"


@dataclass(frozen=True, slots=True)
class Check:
    """A sentence, and what torch makes of it: tried where the model is installed."""

    text: str
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`labels` are the model's outputs in order, all of them LABELS. `window`: tokens that are read at once.

    `vocabulary`: how many tokens the model knows. `source`: SHA-256 of the published checkpoint. `parity` is the
    report of the conversion; empty for a checkpoint.
    """

    name: str
    kind: str
    variant: str
    version: str
    precision: str
    labels: tuple[str, ...]
    languages: frozenset[str]
    window: int
    vocabulary: int
    source: str
    files: Mapping[str, tuple[str, int]]  # SHA-256 and bytes by name
    checks: tuple[Check, ...]
    parity: Mapping[str, Any]
    fingerprint: str

    @property
    def size(self) -> int:
        return sum(size for _, size in self.files.values())


def read(content: bytes, where: str) -> Manifest:
    """What a manifest says. Raises ScorerGone when it cannot be believed; `where` names it."""
    try:
        found = json.loads(content)
        if found["form"] != FORM:
            raise ScorerGone(f"The model in {where} was made for another version of this program", "", AGAIN)
        manifest = Manifest(
            name=_fits(_NAME, found["name"]),
            kind=found["kind"],
            variant=_fits(_WORD, found["variant"]),
            version=_fits(_WORD, found["version"]),
            precision=_fits(_WORD, found["precision"]),
            labels=tuple(found["labels"]),
            languages=frozenset(_fits(re.compile("[a-z]{2}"), each) for each in found["languages"]),
            window=_within(found["window"], 8, 4096),
            vocabulary=_within(found["vocabulary"], 4, 10_000_000),
            source=_fits(_HASH, found["source"]),
            files={
                name: (_fits(_HASH, part["sha256"]), _within(part["bytes"], 1, 1 << 33))
                for name, part in found["files"].items()
            },
            checks=tuple(
                Check(str(each["text"]), tuple(map(float, each["probabilities"])))
                for each in found["checks"][:200]
            ),
            parity=dict(found["parity"]),
            fingerprint=hashlib.sha256(content).hexdigest(),
        )
        _demand(
            set(manifest.files) == set(FILES[manifest.kind])
            and 0 < len(manifest.labels) == len(set(manifest.labels))
            and set(manifest.labels) <= set(LABELS)
            and all(len(each.probabilities) == len(manifest.labels) for each in manifest.checks)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ScorerGone(
            f"The manifest of the model in {where} is damaged", type(fault).__name__, AGAIN
        ) from None
    return manifest


def _fits(shape: re.Pattern[str], value: Any) -> str:
    _demand(isinstance(value, str) and shape.fullmatch(value) is not None)
    return str(value)


def _within(value: Any, least: int, most: int) -> int:
    _demand(type(value) is int and least <= value <= most)
    return int(value)


def _demand(true: bool) -> None:
    if not true:
        raise ValueError


def of_folder(folder: Path) -> Manifest:
    """The manifest in a folder. Raises ScorerGone. What it says of the files is not checked here."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            content = file.read(LARGEST_MANIFEST + 1)
    except OSError as fault:
        raise ScorerGone(f"There is no model in {folder}", type(fault).__name__, AGAIN) from None
    if len(content) > LARGEST_MANIFEST:
        raise ScorerGone(f"The manifest of the model in {folder} is damaged", "it is too long", AGAIN)
    return read(content, str(folder))


def content(folder: Path, manifest: Manifest, name: str) -> bytes:
    """The bytes of one file, which are those of the manifest. Raises ScorerGone."""
    sha256, size = manifest.files[name]
    try:
        if (folder / name).stat().st_size != size:
            raise _differs(manifest, name, "its size differs")
        found = (folder / name).read_bytes()
    except OSError as fault:
        raise ScorerGone(
            f"A file of {manifest.name} is missing: {name}", type(fault).__name__, AGAIN
        ) from None
    if hashlib.sha256(found).hexdigest() != sha256:
        raise _differs(manifest, name, "its SHA-256 differs")
    return found


def demand_whole(folder: Path, manifest: Manifest, names: Sequence[str] | None = None) -> None:
    """Raises ScorerGone unless every file is there and is the one of the manifest."""
    for name in names or sorted(manifest.files):
        sha256, size = manifest.files[name]
        try:
            with (folder / name).open("rb") as file:
                if file.seek(0, 2) != size:
                    raise _differs(manifest, name, "its size differs")
                file.seek(0)
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as fault:
            raise ScorerGone(
                f"A file of {manifest.name} is missing: {name}", type(fault).__name__, AGAIN
            ) from None
        if found != sha256:
            raise _differs(manifest, name, "its SHA-256 differs")


def _differs(manifest: Manifest, name: str, how: str) -> ScorerGone:
    return ScorerGone(f"A file of {manifest.name} is not the one that was installed: {name}", how, AGAIN)


def write(folder: Path, facts: Mapping[str, Any]) -> Manifest:
    """Hash the files in `folder` and write its manifest. `facts`: everything but the form and the files."""
    files = {}
    for name in FILES[facts["kind"]]:
        with (folder / name).open("rb") as file:
            files[name] = {
                "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
                "bytes": file.seek(0, 2),
            }
    found = json.dumps({"form": FORM, **facts, "files": files}, indent=1, ensure_ascii=True).encode()
    (folder / MANIFEST).write_bytes(found)
    return read(found, str(folder))
