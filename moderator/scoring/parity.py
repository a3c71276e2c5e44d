"""Is a faster way through the same weights still the same scorer? Measured for each bundle, and refused if not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.problems import ScorerGone
from moderator.scores import Band
from moderator.scoring.bands import band_of
from moderator.scoring.bundle import Manifest

TEXTS = 500  # a report on fewer says too little
LARGEST, MEAN, CHANGED = 0.05, 0.005, 0.005


def report(
    reference: NDArray[np.float32], found: NDArray[np.float32], labels: Sequence[str]
) -> dict[str, Any]:
    """Of probabilities, float32[texts, labels] each. `changed`: share of texts veiled by one and not the other."""
    apart = np.abs(reference - found)
    changed = sum(
        _veiled(one, labels) != _veiled(other, labels) for one, other in zip(reference, found, strict=True)
    )
    largest, mean = float(apart.max(initial=0.0)), float(apart.mean()) if apart.size else 0.0
    share = changed / max(1, len(reference))
    return {
        "texts": len(reference),
        "largest": round(largest, 5),
        "mean": round(mean, 6),
        "changed": round(share, 5),
        "passed": bool(largest <= LARGEST and mean <= MEAN and share <= CHANGED),
    }


def _veiled(row: NDArray[np.float32], labels: Sequence[str]) -> bool:
    return band_of(dict(zip(labels, map(float, row), strict=True)), {}) > Band.S0


def demand_report(manifest: Manifest) -> None:
    """Raises ScorerGone for a converted model whose report does not say that it is the same scorer."""
    told = manifest.parity
    try:
        sound = (
            told["passed"] is True
            and told["texts"] >= TEXTS
            and 0 <= told["largest"] <= LARGEST
            and 0 <= told["mean"] <= MEAN
            and 0 <= told["changed"] <= CHANGED
            and bool(manifest.checks)
        )
    except (KeyError, TypeError):
        sound = False
    if not sound:
        raise ScorerGone(
            f"{manifest.name} was not shown to score as Detoxify does",
            "its parity report is missing or says that it differs",
            "Convert the model again: moderator model convert",
        )


def demand_same_here(manifest: Manifest, found: NDArray[np.float32]) -> dict[str, Any]:
    """`found`: what the model makes of its own checks on this machine. Raises ScorerGone when that differs."""
    wanted = np.array([check.probabilities for check in manifest.checks], "float32")
    told = report(wanted, found, manifest.labels)
    if told["largest"] > LARGEST or told["mean"] > MEAN:
        raise ScorerGone(
            f"{manifest.name} does not score on this machine as it did where it was made",
            f"differences up to {told['largest']}, {told['mean']} on average",
            "Convert it again with --precision fp32",
        )
    return told
