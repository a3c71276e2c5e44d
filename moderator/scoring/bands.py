"""From calibrated probabilities to a severity band. The highest band of any label wins (wellbeing rules, B.2)."""

from __future__ import annotations

from collections.abc import Mapping

from moderator.scores import Band

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
