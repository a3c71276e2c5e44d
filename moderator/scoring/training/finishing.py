"""Calibration, veil points and manifest of a fitted network; then it is measured and its card written."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS
from moderator.scoring.embedded import Embedded
from moderator.scoring.network import Network
from moderator.scoring.normalise import normalise
from moderator.scoring.training import alone, card, measuring, points
from moderator.scoring.training.data import Table

log = logging.getLogger(__name__)

VERSION = "3"
Floats = NDArray[np.float32]


def finish(
    weights: dict[str, NDArray[Any]], valid: Table, out: Path, *, seed: int, epochs: int, rows: int, own: int
) -> dict[str, Any]:
    """Calibrate on the validation rows, choose veil points, measure everything, write it down."""
    english = valid.where(valid.languages == "en")
    logits = _logits(weights, english.texts)
    content = (out / "embedded.npz").read_bytes()
    manifest: dict[str, Any] = {
        "name": "embedded",
        "version": VERSION,
        "file": "embedded.npz",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "languages": ["en"],
        "labels": list(LABELS),
        "calibration": {label: _platt(logits[:, n], english.labels[:, n]) for n, label in enumerate(LABELS)},
        "veil_points": dict.fromkeys(LABELS, 0.5),
        "training": {
            "command": "python -m moderator.scoring.train DATA",
            "seed": seed,
            "epochs": epochs,
            "rows": rows,
            "own_sentences": own,
        },
        "data": {
            "licence": "rows under open licences only (CC0, CC BY, CC BY-SA, MIT, Apache-2.0)",
            "sources": valid.licences,
        },
        "bad_at": list(card.BAD_AT),
    }
    scorer = Embedded(Network(weights), manifest)
    manifest["veil_points"] = points.choose(english, measuring.scores(scorer, english.texts))
    scorer = Embedded(Network(weights), manifest)
    manifest["metrics"] = measuring.measure(scorer, valid, seed=seed)
    manifest["metrics"]["names_alone"] = alone.names_alone(scorer, valid)
    (out / "embedded.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    (out / "MODEL-CARD.md").write_text(card.written(manifest), "utf-8")
    log.info("written to %s", out)
    return manifest


def _logits(weights: dict[str, NDArray[Any]], texts: list[str]) -> Floats:
    plain = {
        "version": "",
        "languages": [],
        "veil_points": dict.fromkeys(LABELS, 0.5),
        "calibration": {key: {"slope": 1.0, "shift": 0.0} for key in LABELS},
    }
    return Embedded(Network(weights), plain).logits([normalise(text[:4000]).text for text in texts])


def _platt(logit: Floats, label: Floats) -> dict[str, float]:
    """Slope and shift of a logistic curve through the annotated rows; the slope never turns the order round."""
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(label)
    fitted = LogisticRegression(C=1e4).fit(logit[known, None], label[known] >= 0.5)
    return {"slope": max(0.05, float(fitted.coef_[0, 0])), "shift": float(fitted.intercept_[0])}
