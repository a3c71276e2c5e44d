"""From calibrated probabilities to a severity band. The highest band of any label wins (wellbeing rules, B.2)."""

from __future__ import annotations

import hashlib
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

CHOSEN = (Band.S4, Band.S3, Band.S2, Band.S1)  # the bands that begin somewhere, the harshest first
Points = Mapping[Band, Mapping[str, float]]
_NONE: Mapping[str, float] = {}


def band_of(labels: Mapping[str, float], veil_points: Mapping[str, float]) -> Band:
    """`veil_points`: the probability by label from which a text is veiled; missing means .5."""
    for band, points in THRESHOLDS:
        if any(labels.get(label, 0.0) >= point for label, point in points.items()):
            return band
    veiled = any(value >= veil_points.get(label, 0.5) for label, value in labels.items())
    return Band.S1 if veiled else Band.S0


def with_points(band: Band, labels: Mapping[str, float], points: Points) -> Band:
    """The band where an account has points of its own. What ships as S2 or worse (`band`) is never bare."""
    found = next((each for each in CHOSEN if _reached(labels, points.get(each, _NONE))), Band.S0)
    return max(found, Band.S1) if band > Band.S1 else found


def _reached(labels: Mapping[str, float], points: Mapping[str, float]) -> bool:
    return any(labels.get(label, 0.0) >= point for label, point in points.items())


def shipped() -> dict[Band, dict[str, float]]:
    """From where each label means each band, as the program comes."""
    return {Band.S1: dict(shipped_points()), **{band: dict(points) for band, points in THRESHOLDS}}


def over(points: Points, own: Points) -> dict[Band, dict[str, float]]:
    """An account's own points over those that ship."""
    return {band: {**points.get(band, {}), **own.get(band, {})} for band in CHOSEN}


def highest(band: Band, label: str) -> float:
    """How far up a point may be moved: from S2 on, six tenths of the way from where it ships to certainty."""
    ships = dict(THRESHOLDS).get(band, _NONE).get(label)
    return 1.0 if ships is None else round(ships + 0.6 * (1 - ships), 2)


def room(
    points: Points, band: Band, label: str
) -> tuple[tuple[float, Band | None], tuple[float, Band | None]]:
    """Between which points this one may lie, and the band that each of the two belongs to, None for no band: a harsher
    band never begins under a milder one.
    """
    found = [(points[each][label], each) for each in CHOSEN if label in points.get(each, _NONE)]
    under: list[tuple[float, Band | None]] = [(0.0, None), *(one for one in found if one[1] < band)]
    above: list[tuple[float, Band | None]] = [
        (highest(band, label), None),
        *(one for one in found if one[1] > band),
    ]
    return max(under, key=lambda one: one[0]), min(above, key=lambda one: one[0])


@cache
def shipped_points() -> Mapping[str, float]:
    """The veil points of the scorer that ships; one half where its manifest cannot be read."""
    try:
        told = json.loads(resources.path("models", "embedded.json").read_text("utf-8"))["veil_points"]
        return {label: float(told[label]) for label in LABELS}
    except (OSError, ValueError, KeyError, TypeError):
        return dict.fromkeys(LABELS, 0.5)


def fingerprint() -> str:
    """Another one when any threshold or veil point that ships is another."""
    told = [[int(band), sorted(points.items())] for band, points in THRESHOLDS]
    return hashlib.sha256(json.dumps([told, sorted(shipped_points().items())]).encode()).hexdigest()[:16]


def staged(model: str) -> bool:
    """A rehearsal's sentences have the band that they were written for, whatever is chosen."""
    return model.startswith("rehearsal ")
