"""The scorer that ships with the program: offline, at once, NumPy alone. Covers English.

Its weights are loaded only when their SHA-256 is the one of the manifest beside them, and never by pickle.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator import resources
from moderator.problems import ScorerGone
from moderator.scores import LABELS
from moderator.scoring.features import batches, parts
from moderator.scoring.network import Network
from moderator.scoring.normalise import normalise

READ = 4000  # letters of a text that are read; a longer one is cut, and said to be
# what NumPy and zipfile raise for a damaged archive, and we for one that holds something else
_UNREADABLE = (
    ValueError, KeyError, IndexError, OSError, EOFError, TypeError, AttributeError, NotImplementedError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_REMEDY = "Install the program again; until then new comments stay veiled"


class Embedded:
    """Fits `Scorer`. `veil_points`: the probability by label from which a text is veiled by default."""

    name = "embedded"

    def __init__(self, network: Network, manifest: Mapping[str, Any]) -> None:
        self._network = network
        self.version = str(manifest["version"])
        self.languages = frozenset(manifest["languages"])
        self.veil_points = {label: float(manifest["veil_points"][label]) for label in LABELS}
        pairs = [manifest["calibration"][label] for label in LABELS]
        self._slope = np.array([pair["slope"] for pair in pairs], "float32")
        self._shift = np.array([pair["shift"] for pair in pairs], "float32")

    @classmethod
    def load(cls, folder: Path | None = None) -> Embedded:
        """From `resources/models`. Raises ScorerGone naming what is missing, damaged or another's."""
        folder = folder or resources.path("models")
        try:
            manifest = json.loads((folder / "embedded.json").read_text("utf-8"))
            content = (folder / manifest["file"]).read_bytes()
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise ScorerGone(
                "The embedded scorer is missing or its manifest is damaged", type(fault).__name__, _REMEDY
            ) from None
        if hashlib.sha256(content).hexdigest() != manifest.get("sha256"):
            raise ScorerGone(
                "The embedded scorer's file is not the one that was shipped", "its SHA-256 differs", _REMEDY
            )
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as weights:
                return cls(Network({name: weights[name] for name in weights.files}), manifest)
        except _UNREADABLE as fault:
            raise ScorerGone(
                "The embedded scorer's file cannot be read", type(fault).__name__, _REMEDY
            ) from None

    def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        """Calibrated probabilities. Of a text longer than READ letters, the first READ are read."""
        probabilities = self.probabilities([normalise(text[:READ]).text for text in texts])
        return [dict(zip(LABELS, map(float, row), strict=True)) for row in probabilities]

    def probabilities(self, normalised: Sequence[str]) -> NDArray[np.float32]:
        """float32[texts, 7] for texts that are normalised already."""
        calibrated = self.logits(normalised) * self._slope + self._shift
        return np.asarray(1 / (1 + np.exp(-np.clip(calibrated, -40, 40))), "float32")

    def logits(self, normalised: Sequence[str]) -> NDArray[np.float32]:
        """Before calibration. A long text is as harsh as the harshest of its parts."""
        if not normalised:
            return np.zeros((0, len(LABELS)), "float32")
        pieces = [list(parts(text)) for text in normalised]
        whole = [piece for text in pieces for piece in text]
        made = np.concatenate([self._network.logits(whole[start:end]) for start, end in batches(whole)])
        first = np.cumsum([0] + [len(text) for text in pieces[:-1]])
        return np.asarray(np.maximum.reduceat(made, first, axis=0), "float32")
