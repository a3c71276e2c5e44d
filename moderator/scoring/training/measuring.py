"""How good a scorer is: the figures of the model card and of `moderator bench scoring`.

Rows come from the validation split, sentences from `held_back`: nothing here was trained on. Everything is measured
through `score`, as the program uses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS, Band
from moderator.scoring import Scorer
from moderator.scoring.bands import band_of
from moderator.scoring.embedded import Embedded
from moderator.scoring.training import held_back, obfuscation, templates
from moderator.scoring.training.data import Table

# what people write to one another in public, as far as the data has it
SOCIAL = (
    "jigsaw_2018",
    "civil_cleaned_10k",
    "civil_more",
    "civil_toxic_spans",
    "davidson",
    "wiki_context_gn",
)
_PEOPLE = {
    "simple": held_back.SIMPLE,
    "hard": held_back.HARD,
    "hate": held_back.HATE,
    "threats": held_back.THREATS,
    "criticism": held_back.CRITICISM,
    "abuse": held_back.ABUSE,
    "first_simple": held_back.FIRST_SIMPLE,
    "first_hard": held_back.FIRST_HARD,
    "first_threats": held_back.FIRST_THREATS,
    "first_criticism": held_back.FIRST_CRITICISM,
    "first_abuse": held_back.FIRST_ABUSE,
}
_EACH = 40  # sentences a frame
LENGTHS = (30, 60, 120, 240, 1000, 1_000_000)
Floats = NDArray[np.floating[Any]]


def measure(scorer: Embedded, valid: Table, *, seed: int) -> dict[str, Any]:
    """Every figure, on rows and sentences that were not trained on."""
    english = valid.where(valid.languages == "en")
    found = scores(scorer, english.texts)
    point = threat_point(english.truth, found)
    return {
        "auc": {label: auc(english.truth[:, n], found[:, n]) for n, label in enumerate(LABELS)},
        "auc_by_source": _by(english, found[:, 0], english.sources),
        "auc_by_length": _by(english, found[:, 0], _lengths(english.texts)),
        "auc_by_language": _by(valid, scores(scorer, valid.texts)[:, 0], valid.languages),
        "bare": {
            name: bare(english, found[:, 0], name)
            for name in ("jigsaw_2018", "civil_cleaned_10k", "chat_automod")
        },
        "at_veil_points": at_veil_points(english, found, scorer.veil_points),
        "obfuscation": _obfuscated(scorer, english, found[:, 0], seed),
        "people": people(scorer, seed=seed, threat_point=point),
    }


def people(scorer: Embedded, *, seed: int, threat_point: float) -> dict[str, Any]:
    """Shares of held-back sentences that the default veils. Needs no data.

    `threat_point`: the probability of a threat above which lie 2 % of calm comments.
    """
    made: dict[str, Any] = {"threat_point": round(threat_point, 4)}
    for n, (name, chosen) in enumerate(_PEOPLE.items()):
        texts = templates.unseen(chosen, _EACH * len(chosen), Random(seed + n))
        made[name] = _veiled(scorer, texts)
        if "threats" in name:
            threat = scores(scorer, texts)[:, LABELS.index("threat")]
            made[f"{name}_found"] = round(float((threat >= threat_point).mean()), 3)
    return made


def scores(scorer: Scorer, texts: Sequence[str]) -> Floats:
    """Probabilities, a row a text and a column a label."""
    answers = scorer.score(texts)
    return np.array([[labels[name] for name in LABELS] for labels in answers]).reshape(-1, len(LABELS))


def threat_point(truth: Floats, found: Floats) -> float:
    """The probability of a threat above which lie 2 % of calm comments."""
    calm = found[truth[:, 0] < 0.2][:, LABELS.index("threat")]
    return float(np.quantile(calm, 0.98))


def auc(truth: Floats, found: Floats) -> dict[str, Any]:
    """Of the rows that are annotated; with a 95 % interval by bootstrap where positives are few."""
    known = ~np.isnan(truth)
    positive, score = truth[known] >= 0.5, found[known]
    count = int(positive.sum())
    if count < 5 or count == len(positive):
        return {"positives": count, "auc": None}
    made: dict[str, Any] = {"positives": count, "auc": round(_area(positive, score), 4)}
    if count < 200:
        random = np.random.RandomState(0)
        drawn = [random.randint(0, len(positive), len(positive)) for _ in range(200)]
        areas = [_area(positive[n], score[n]) for n in drawn if 0 < positive[n].sum() < len(n)]
        made["interval"] = [round(float(np.quantile(areas, q)), 4) for q in (0.025, 0.975)]
    return made


def _area(positive: NDArray[np.bool_], score: Floats) -> float:
    """The chance that an abusive row scores above a calm one; ties count half."""
    _, place, times = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[place]
    count = int(positive.sum())
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(positive) - count)))


def _by(table: Table, toxicity: Floats, kinds: NDArray[Any]) -> dict[str, Any]:
    made = {}
    for kind in dict.fromkeys(sorted(kinds)):
        here = kinds == kind
        if here.sum() >= 50:
            made[str(kind)] = auc(table.truth[here, 0], toxicity[here])
    return made


def _lengths(texts: Sequence[str]) -> NDArray[Any]:
    """Each text's kind by its letters; the names sort as the numbers do."""
    names = [f"{low:4d} to {high}" for low, high in zip((0, *LENGTHS), LENGTHS[:-1], strict=False)]
    names.append(f"{LENGTHS[-2]:4d} and more")
    return np.array([names[next(n for n, most in enumerate(LENGTHS) if len(text) < most)] for text in texts])


def bare(english: Table, toxicity: Floats, source: str) -> dict[str, float]:
    """Share of abusive comments that stay bare when 5, 10 or 20 % of the calm ones are veiled."""
    here = english.sources == source
    truth, score = english.truth[here, 0], toxicity[here]
    calm, abusive = score[truth < 0.5], score[truth >= 0.5]
    return {
        f"{share:.0%}": round(float((abusive < np.quantile(calm, 1 - share)).mean()), 3)
        for share in (0.05, 0.1, 0.2)
    }


def at_veil_points(english: Table, found: Floats, points: Mapping[str, float]) -> dict[str, Any]:
    """Per source, and over the social ones together: abusive left bare, calm veiled."""
    veiled = np.any([found[:, n] >= points[label] for n, label in enumerate(LABELS)], axis=0)
    made: dict[str, Any] = {"social": _shares(english, veiled, SOCIAL)}
    for source in sorted(set(english.sources)):
        shares = _shares(english, veiled, (source,))
        if shares:
            made[str(source)] = shares
    return made


def _shares(english: Table, veiled: NDArray[np.bool_], sources: Sequence[str]) -> dict[str, float]:
    here = np.isin(english.sources, sources)
    truth = english.truth[here, 0]
    abusive, calm = veiled[here][truth >= 0.5], veiled[here][truth < 0.5]
    if len(abusive) < 20 or len(calm) < 20:
        return {}
    return {
        "abusive_bare": round(float(1 - abusive.mean()), 3),
        "calm_veiled": round(float(calm.mean()), 3),
    }


def _obfuscated(scorer: Embedded, english: Table, toxicity: Floats, seed: int) -> dict[str, float]:
    """Recall at 10 % false veils, clean and written around the filter."""
    social = np.flatnonzero(np.isin(english.sources, SOCIAL))
    truth, score = english.truth[social, 0], toxicity[social]
    point = np.quantile(score[truth < 0.5], 0.9)
    abusive = [english.texts[row] for row in social[truth >= 0.5][:1500]]
    made = {"clean": round(float((score[truth >= 0.5][:1500] >= point).mean()), 3)}
    for name, way in obfuscation.ALL.items():
        random = Random(seed)
        written = [way(text, random) for text in abusive]
        made[name] = round(float((scores(scorer, written)[:, 0] >= point).mean()), 3)
    return made


def _veiled(scorer: Embedded, texts: Sequence[str]) -> float:
    veiled = [band_of(labels, scorer.veil_points) >= Band.S1 for labels in scorer.score(texts)]
    return round(float(np.mean(veiled)), 3)
