"""From calibrated probabilities to a severity band. The highest band of any label wins (wellbeing rules, B.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from moderator import resources
from moderator.scores import LABELS, Band

# from which probability a label means this band; S1 begins at each label's own veil point
THRESHOLDS: tuple[tuple[Band, Mapping[str, float]], ...] = (
    (Band.S4, {"threat": 0.7}),
    (
        Band.S3,
        {"identity_attack": 0.5, "sexual_explicit": 0.5, "severe_toxicity": 0.5, "threat": 0.3},
    ),
    (Band.S2, {"insult": 0.5, "toxicity": 0.8}),
)


def band_of(labels: Mapping[str, float], veil_points: Mapping[str, float]) -> Band:
    """`veil_points`: the probability by label from which a text is veiled; missing means .5."""
    for band, points in THRESHOLDS:
        if any(labels.get(label, 0.0) >= point for label, point in points.items()):
            return band
    veiled = any(value >= veil_points.get(label, 0.5) for label, value in labels.items())
    return Band.S1 if veiled else Band.S0


def with_points(band: Band, labels: Mapping[str, float], points: Mapping[str, float]) -> Band:
    """The band where an account has veil points of its own; they decide between S0 and S1 alone."""
    if band > Band.S1:
        return band
    veiled = any(value >= points.get(label, 0.5) for label, value in labels.items())
    return Band.S1 if veiled else Band.S0


@cache
def shipped_points() -> Mapping[str, float]:
    """The veil points of the scorer that ships; one half where its manifest cannot be read."""
    try:
        told = json.loads(resources.path("models", "embedded.json").read_text("utf-8"))["veil_points"]
        return {label: float(told[label]) for label in LABELS}
    except (OSError, ValueError, KeyError, TypeError):
        return dict.fromkeys(LABELS, 0.5)


def staged(model: str) -> bool:
    """A rehearsal's sentences have the band that they were written for, whatever is chosen."""
    return model.startswith("rehearsal ")
