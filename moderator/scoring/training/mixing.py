"""Two networks as one: how much each counts is worked into their last layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS

SHARE = 0.3  # of the network over phrases
_OF_LABEL = {"threat": 0.5}  # a threat lies in how words stand together

Weights = dict[str, NDArray[Any]]


def mixed(letters: Weights, phrases: Weights) -> Weights:
    """The weights of both, their outputs' sum being the mean by share."""
    share = np.array([_OF_LABEL.get(label, SHARE) for label in LABELS], "float32")
    made = letters | phrases
    for prefix, part in (("", 1 - share), ("phrase_", share)):
        made[f"{prefix}out_w"] = made[f"{prefix}out_w"] * part[:, None]
        made[f"{prefix}out_b"] = made[f"{prefix}out_b"] * part
    return made
