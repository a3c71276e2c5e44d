"""Veil points: from which probability each label veils a text by default.

One point on toxicity alone would have to lie so low that calm sentences about groups of people are veiled with the
abuse: what is unsure about them is identity and toxicity, while abuse of a person shows in insult and obscenity too.
So each label has a point of its own. They are chosen for protection first: at most BARE of abusive comments stay
bare on sources like public comments, and at most HATE_BARE on sources of hate; among such points those that veil
fewest calm comments.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS
from moderator.scoring.training import measuring
from moderator.scoring.training.data import Table

BARE, HATE_BARE = 0.05, 0.12
HATE = ("dynahate", "edos", "hatemoji_build", "hatexplain", "mhs", "stormfront")
_HATE_CALM = 0.5  # how much a calm comment of those sources counts

_TRIED = {
    "toxicity": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7),
    "insult": (0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1),
    "obscene": (0.05, 0.1, 0.15, 0.2, 0.3, 0.5),
    "identity_attack": (0.2, 0.25, 0.3, 0.35, 0.4, 0.5),
    "threat": (0.02, 0.03, 0.05),  # few rows are threats, so their number does not choose: low on purpose
}
_ALWAYS = {"severe_toxicity": 0.5, "sexual_explicit": 0.5}

Bools = NDArray[np.bool_]


def choose(english: Table, found: measuring.Floats) -> dict[str, float]:
    """`found`: calibrated probabilities of the rows. Falls back to the most protective points that are tried."""
    truth = english.truth[:, 0]
    social, hate = np.isin(english.sources, measuring.SOCIAL), np.isin(english.sources, HATE)
    abusive, calm = truth >= 0.5, truth < 0.2
    kinds = [social & abusive, hate & abusive, social & calm, hate & calm]
    rows = np.flatnonzero(np.any(kinds, axis=0))
    kinds = [kind[rows] for kind in kinds]
    over = {
        (label, point): found[rows, LABELS.index(label)] >= point
        for label, points in _TRIED.items()
        for point in points
    }
    best, least = {label: points[0] for label, points in _TRIED.items()}, np.inf
    for points in product(*_TRIED.values()):
        veiled = np.logical_or.reduce([over[pair] for pair in zip(_TRIED, points, strict=True)])
        caught, hate_caught, calm_veiled, hate_calm_veiled = (_share(veiled, kind) for kind in kinds)
        cost = calm_veiled + _HATE_CALM * hate_calm_veiled
        if 1 - caught <= BARE and 1 - hate_caught <= HATE_BARE and cost < least:
            best, least = dict(zip(_TRIED, points, strict=True)), cost
    return {label: best.get(label, _ALWAYS.get(label, 0.5)) for label in LABELS}


def _share(veiled: Bools, kind: Bools) -> float:
    return float(veiled[kind].mean()) if kind.any() else 0.0
