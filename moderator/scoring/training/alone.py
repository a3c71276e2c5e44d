"""How often a veil that rests on words for groups of people alone is wrong: measured on comments that were kept back."""

from __future__ import annotations

from typing import Any

import numpy as np

from moderator.scores import LABELS
from moderator.scoring.embedded import Embedded
from moderator.scoring.occlusion import why
from moderator.scoring.training.data import Table
from moderator.scoring.training.measuring import scores


def names_alone(scorer: Embedded, valid: Table) -> dict[str, Any]:
    """Of the English comments that the default veils, and of those among them that it would not veil without their words
    for groups: how many there are, and which share people called calm. Half a minute for 6,000 veiled comments.
    """
    english = valid.where((valid.languages == "en") & ~np.isnan(valid.truth[:, 0]))
    points = np.array([scorer.veil_points[label] for label in LABELS])
    veiled = np.flatnonzero((scores(scorer, english.texts) >= points).any(1))
    alone = [row for row in veiled if why(english.texts[row], scorer).names]
    calm = english.truth[:, 0] < 0.5
    return {
        "veiled": len(veiled),
        "calm": _share(calm[veiled]),
        "alone": len(alone),
        "alone_calm": _share(calm[alone]),
    }


def _share(calm: Any) -> float | None:
    return round(float(calm.mean()), 3) if len(calm) else None
