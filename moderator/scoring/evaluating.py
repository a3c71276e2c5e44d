"""How good a scorer is on labelled comments that somebody brings: for agencies, and for anyone who wants to check us.

A data set is NDJSON or CSV: `text`, and any of the seven labels as a share from 0 to 1 (from .5 on it counts as so). What
a row does not say is not counted for that label.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderator.problems import BadInput
from moderator.scores import LABELS
from moderator.scoring import Scorer
from moderator.scoring.training import obfuscation
from moderator.scoring.training.measuring import auc, scores
from moderator.scoring.training.words import TRAINED

FALSE_VEILS = (0.01, 0.05, 0.1, 0.2)
_FEWEST = 20  # rows with a term, below which its figures say nothing
_FORM = 'Each row needs a text and at least one label from 0 to 1: {"text": "...", "toxicity": 1}'
_SEED = 20261125


class Labelled(NamedTuple):
    """One row a comment. `truth`: float64[n, 7], NaN where a row does not say. `bad`: rows that cannot be read."""

    texts: list[str]
    truth: NDArray[np.float64]
    bad: int


def read(path: Path) -> Labelled:
    """Raises BadInput when there is nothing in it that could be measured on."""
    try:
        rows = list(_rows(path))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise BadInput(f"{path.name} cannot be read", type(fault).__name__, _FORM) from None
    good = [row for row in rows if row is not None]
    truth = np.array([values for _, values in good], "float64").reshape(-1, len(LABELS))
    if not np.isfinite(truth).any():
        raise BadInput(f"{path.name} holds no labelled comments", "", _FORM)
    return Labelled([text for text, _ in good], truth, len(rows) - len(good))


def _rows(path: Path) -> Iterator[tuple[str, list[float]] | None]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix.lower() in (".csv", ".tsv"):
            for row in csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ","):
                yield _row(row)
            return
        for line in file:
            if line.strip():
                try:
                    yield _row(json.loads(line))
                except (ValueError, RecursionError):
                    yield None


def _row(found: Any) -> tuple[str, list[float]] | None:
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return None
    values = [_share(found.get(label)) for label in LABELS]
    if any(value is None for value in values) or all(value != value for value in values):
        return None
    return found["text"], [float(value) for value in values if value is not None]


def _share(value: Any) -> float | None:
    """NaN for nothing said; None for what is no share."""
    if value is None or value == "":
        return float("nan")
    try:
        share = float(value)
    except (TypeError, ValueError):
        return None
    return share if 0.0 <= share <= 1.0 else None


def evaluate(scorer: Scorer, labelled: Labelled) -> dict[str, Any]:
    """AUC and recall by label, gaps of identity terms, and what writing around the filter costs."""
    found = scores(scorer, labelled.texts)
    toxicity, truth = found[:, 0], labelled.truth[:, 0]
    return {
        "model": f"{scorer.name} {scorer.version}",
        "comments": len(labelled.texts),
        "rows that cannot be read": labelled.bad,
        "auc": {label: auc(labelled.truth[:, n], found[:, n]) for n, label in enumerate(LABELS)},
        "recall": {label: recall(labelled.truth[:, n], found[:, n]) for n, label in enumerate(LABELS)},
        "identity terms": terms(labelled.texts, truth, toxicity),
        "obfuscation": obfuscated(scorer, labelled.texts, truth, toxicity),
    }


def recall(truth: NDArray[Any], found: NDArray[Any]) -> dict[str, float]:
    """Share of what is so that is found, when this share of what is not so is taken for it. Empty without both."""
    known = ~np.isnan(truth)
    so, score = truth[known] >= 0.5, found[known]
    if not so.any() or so.all():
        return {}
    return {
        f"{share:.0%}": round(float((score[so] > np.quantile(score[~so], 1 - share)).mean()), 3)
        for share in FALSE_VEILS
    }


def terms(texts: Sequence[str], truth: NDArray[Any], toxicity: NDArray[Any]) -> dict[str, Any]:
    """Of comments that name a group. `veiled`: share of the calm ones among them above the point at which 10 % of all
    calm comments lie; `gap`: how much more than those 10 %. `auc_gap`: below that of all comments, where it can be told.
    """
    known = ~np.isnan(truth)
    calm = known & (truth < 0.5)
    if not calm.any():
        return {}
    point, whole = np.quantile(toxicity[calm], 0.9), auc(truth, toxicity)["auc"]
    base = float((toxicity[calm] > point).mean())
    made = dict[str, Any]()
    lower = [text.lower() for text in texts]
    for term in dict.fromkeys([*TRAINED.adjectives, *TRAINED.groups]):
        named = re.compile(rf"\b{re.escape(term)}\b")
        here = np.array([named.search(text) is not None for text in lower], "bool") & known
        if (here & calm).sum() < _FEWEST:
            continue
        veiled = float((toxicity[here & calm] > point).mean())
        own = auc(truth[here], toxicity[here])["auc"]
        made[term] = {
            "comments": int(here.sum()),
            "veiled": round(veiled, 3),
            "gap": round(veiled - base, 3),
            "auc_gap": None if own is None or whole is None else round(whole - own, 4),
        }
    return dict(sorted(made.items(), key=lambda item: -item[1]["gap"]))


def obfuscated(
    scorer: Scorer, texts: Sequence[str], truth: NDArray[Any], toxicity: NDArray[Any], most: int = 1500
) -> dict[str, float]:
    """Recall of toxicity at 10 % false veils, as written and written around the filter, by way."""
    calm, toxic = truth < 0.5, np.flatnonzero(truth >= 0.5)[:most]
    if not calm.any() or not len(toxic):
        return {}
    point = np.quantile(toxicity[calm], 0.9)
    made = {"clean": round(float((toxicity[toxic] > point).mean()), 3)}
    for name, way in obfuscation.ALL.items():
        chance = Random(_SEED)  # noqa: S311 - a sample, no secret
        written = [way(texts[row], chance) for row in toxic]
        made[name] = round(float((scores(scorer, written)[:, 0] > point).mean()), 3)
    return made
