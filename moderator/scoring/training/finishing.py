"""Calibration, veil points, measurements, manifest and model card of a fitted network."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS, Band
from moderator.scoring.bands import band_of
from moderator.scoring.embedded import Embedded
from moderator.scoring.network import Network
from moderator.scoring.normalise import normalise
from moderator.scoring.training import obfuscation, templates
from moderator.scoring.training.data import Table

log = logging.getLogger(__name__)

# what people write to one another in public, as far as the data has it
SOCIAL = (
    "jigsaw_2018",
    "civil_cleaned_10k",
    "civil_more",
    "civil_toxic_spans",
    "davidson",
    "wiki_context_gn",
)
BARE = 0.05  # of abusive comments, at most, below the veil point
CALM_VEILED = 0.25  # of calm ones, at most: beyond, the veil would say nothing any more
Floats = NDArray[np.float32]


def finish(
    weights: dict[str, NDArray[Any]], valid: Table, out: Path, *, seed: int, epochs: int, rows: int, own: int
) -> dict[str, Any]:
    """Calibrate on the validation rows, choose veil points, measure everything, write it down."""
    english = valid.where(valid.languages == "en")
    logits = _logits(weights, english.texts)
    calibration = {label: _platt(logits[:, n], english.labels[:, n]) for n, label in enumerate(LABELS)}
    content = (out / "embedded.npz").read_bytes()
    manifest: dict[str, Any] = {
        "name": "embedded",
        "version": "1",
        "file": "embedded.npz",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "languages": ["en"],
        "labels": list(LABELS),
        "calibration": calibration,
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
    }
    scorer = Embedded(Network(weights), manifest)
    manifest["veil_points"] |= _veil_points(scorer, english)
    manifest["metrics"] = measure(Embedded(Network(weights), manifest), valid, seed=seed)
    (out / "embedded.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    (out / "MODEL-CARD.md").write_text(_card(manifest), "utf-8")
    log.info("written to %s", out)
    return manifest


def _logits(weights: dict[str, NDArray[Any]], texts: list[str]) -> Floats:
    one = {"slope": 1.0, "shift": 0.0}
    plain = {
        "version": "",
        "languages": [],
        "veil_points": dict.fromkeys(LABELS, 0.5),
        "calibration": dict.fromkeys(LABELS, one),
    }
    return Embedded(Network(weights), plain).logits([normalise(text[:4000]).text for text in texts])


def _platt(logit: Floats, label: Floats) -> dict[str, float]:
    """Slope and shift of a logistic curve through the annotated rows; the slope never turns the order round."""
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(label)
    fitted = LogisticRegression(C=1e4).fit(logit[known, None], label[known] >= 0.5)
    return {"slope": max(0.05, float(fitted.coef_[0, 0])), "shift": float(fitted.intercept_[0])}


def _veil_points(scorer: Embedded, english: Table) -> dict[str, float]:
    """Toxicity's point protects: at most 5 % of abusive comments stay bare, within what calm ones can bear."""
    social = english.where(np.isin(english.sources, SOCIAL))
    toxicity = np.array([labels["toxicity"] for labels in scorer.score(social.texts)])
    truth = social.truth[:, 0]
    protects = float(np.quantile(toxicity[truth >= 0.5], BARE))
    bears = float(np.quantile(toxicity[truth < 0.2], 1 - CALM_VEILED))
    return {"toxicity": round(max(protects, bears), 4), "obscene": 0.5}


def measure(scorer: Embedded, valid: Table, *, seed: int) -> dict[str, Any]:
    """The figures of the model card, on rows and sentences that were not trained on."""
    english = valid.where(valid.languages == "en")
    found = np.array([[labels[name] for name in LABELS] for labels in scorer.score(english.texts)])
    return {
        "auc": {label: _auc(english.truth[:, n], found[:, n]) for n, label in enumerate(LABELS)},
        "auc_by_language": _by_language(scorer, valid),
        "bare": {
            name: _bare(english, found[:, 0], name)
            for name in ("jigsaw_2018", "civil_cleaned_10k", "chat_automod")
        },
        "at_veil_point": _at_veil_point(english, found[:, 0], scorer.veil_points["toxicity"]),
        "obfuscation": _obfuscated(scorer, english, seed),
        "identity": _identity(scorer, seed),
        "second_person_threats": _threats(scorer, english, found, seed),
        "civic": _civic(scorer, seed),
    }


def _auc(truth: Floats, found: NDArray[Any]) -> dict[str, Any]:
    """With a 95 % interval by bootstrap where positives are few."""
    from sklearn.metrics import roc_auc_score

    known = ~np.isnan(truth)
    y, score = truth[known] >= 0.5, found[known]
    positives = int(y.sum())
    if positives < 5 or positives == len(y):
        return {"positives": positives, "auc": None}
    made: dict[str, Any] = {"positives": positives, "auc": round(float(roc_auc_score(y, score)), 4)}
    if positives < 200:
        random = np.random.RandomState(0)
        drawn = [random.randint(0, len(y), len(y)) for _ in range(200)]
        aucs = [roc_auc_score(y[n], score[n]) for n in drawn if 0 < y[n].sum() < len(n)]
        made["interval"] = [round(float(np.quantile(aucs, q)), 4) for q in (0.025, 0.975)]
    return made


def _by_language(scorer: Embedded, valid: Table) -> dict[str, Any]:
    made = {}
    for language in sorted(set(valid.languages)):
        part = valid.where(valid.languages == language)
        if len(part.texts) >= 50:
            toxicity = np.array([labels["toxicity"] for labels in scorer.score(part.texts)])
            made[str(language)] = _auc(part.truth[:, 0], toxicity)
    return made


def _bare(english: Table, toxicity: NDArray[Any], source: str) -> dict[str, float]:
    """Share of abusive comments that stay bare when 5, 10 or 20 % of the calm ones are veiled."""
    here = english.sources == source
    truth, score = english.truth[here, 0], toxicity[here]
    calm, abusive = score[truth < 0.5], score[truth >= 0.5]
    return {
        f"{share:.0%}": round(float((abusive < np.quantile(calm, 1 - share)).mean()), 3)
        for share in (0.05, 0.1, 0.2)
    }


def _at_veil_point(english: Table, toxicity: NDArray[Any], point: float) -> dict[str, Any]:
    made: dict[str, Any] = {"point": point}
    for source in sorted(set(english.sources)):
        here = english.sources == source
        truth, score = english.truth[here, 0], toxicity[here]
        abusive, calm = score[truth >= 0.5], score[truth < 0.5]
        if len(abusive) >= 20 and len(calm) >= 20:
            made[str(source)] = {
                "abusive_bare": round(float((abusive < point).mean()), 3),
                "calm_veiled": round(float((calm >= point).mean()), 3),
            }
    return made


def _obfuscated(scorer: Embedded, english: Table, seed: int) -> dict[str, float]:
    """Recall at 10 % false veils, clean and written around the filter."""
    part = english.where(np.isin(english.sources, SOCIAL))
    score = _toxicity(scorer, part.texts)
    truth = part.truth[:, 0]
    point = np.quantile(score[truth < 0.5], 0.9)
    abusive = [text for text, value in zip(part.texts, truth, strict=True) if value >= 0.5][:1500]
    made = {"clean": round(float((_toxicity(scorer, abusive) >= point).mean()), 3)}
    for name, way in obfuscation.ALL.items():
        random = Random(seed)
        written = [way(text, random) for text in abusive]
        made[name] = round(float((_toxicity(scorer, written) >= point).mean()), 3)
    return made


def _toxicity(scorer: Embedded, texts: list[str]) -> NDArray[Any]:
    return np.array([labels["toxicity"] for labels in scorer.score(texts)])


def _veiled(scorer: Embedded, texts: list[str]) -> float:
    veiled = [band_of(labels, scorer.veil_points) >= Band.S1 for labels in scorer.score(texts)]
    return round(float(np.mean(veiled)), 3)


def _identity(scorer: Embedded, seed: int) -> dict[str, float]:
    """Calm identity sentences that the default veils: frames and terms held back."""
    random = Random(seed + 1)
    return {
        "simple": _veiled(scorer, templates.held_back(templates.CALM_HELD_BACK_SIMPLE, 500, random)),
        "hard": _veiled(scorer, templates.held_back(templates.CALM_HELD_BACK_HARD, 500, random)),
    }


def _threats(scorer: Embedded, english: Table, found: NDArray[Any], seed: int) -> dict[str, float]:
    """Recall of second-person threats (frames held back) where 2 % of calm comments count as threats."""
    calm = found[english.truth[:, 0] < 0.2][:, LABELS.index("threat")]
    point = float(np.quantile(calm, 0.98))
    texts = templates.held_back(templates.THREAT_HELD_BACK, 300, Random(seed + 2))
    threat = np.array([labels["threat"] for labels in scorer.score(texts)])
    return {
        "point": round(point, 4),
        "recall": round(float((threat >= point).mean()), 3),
        "veiled": _veiled(scorer, texts),
    }


def _civic(scorer: Embedded, seed: int) -> dict[str, float]:
    """What people write to an agency. Frames are trained on: a sanity check, no measurement."""
    fill: Callable[[tuple[str, ...]], list[str]] = lambda frames: [  # noqa: E731
        templates.fill(frame, templates.HELD_BACK, Random(seed + n)) for n, frame in enumerate(frames)
    ]
    return {
        "calm_veiled": _veiled(scorer, fill(templates.CIVIC_CALM)),
        "rude_veiled": _veiled(scorer, fill(templates.CIVIC_RUDE)),
    }


def _card(manifest: dict[str, Any]) -> str:
    """The model card: what it is, what it was made of, how good it is, what it is bad at."""
    metrics = manifest["metrics"]
    auc = "\n".join(
        f"| {label} | {row['auc']} | {row['positives']} | {row.get('interval', '')} |"
        for label, row in metrics["auc"].items()
    )
    bare = "\n".join(
        f"| {name} | {row['5%']} | {row['10%']} | {row['20%']} |" for name, row in metrics["bare"].items()
    )
    ways = "\n".join(f"| {name} | {value} |" for name, value in metrics["obfuscation"].items())
    points = "\n".join(
        f"| {name} | {row['abusive_bare']} | {row['calm_veiled']} |"
        for name, row in metrics["at_veil_point"].items()
        if isinstance(row, dict)
    )
    languages = "\n".join(f"| {name} | {row['auc']} |" for name, row in metrics["auc_by_language"].items())
    training, identity = manifest["training"], metrics["identity"]
    threats = metrics["second_person_threats"]
    return f"""# Model card: embedded {manifest["version"]}

A character-n-gram network over words ({manifest["bytes"] / 1e6:.1f} MB, NumPy alone) that gives seven calibrated
probabilities, named as Detoxify names them. It decides which comments are veiled before anybody reads them. It is no
judge of people, and no decision is made by it alone.

Trained by `{training["command"]}` (seed {training["seed"]}, {training["epochs"]} epochs) on {training["rows"]:,} public
comments and {training["own_sentences"]:,} sentences of our own. {manifest["data"]["licence"]}. Sources:
{", ".join(manifest["data"]["sources"])}.

All figures are on validation rows and held-back sentences that were not trained on.

| label | AUC (English, annotated rows) | positives | 95 % interval |
|---|---|---|---|
{auc}

Abusive comments that stay bare when so many of the calm ones are veiled:

| source | 5 % | 10 % | 20 % |
|---|---|---|---|
{bare}

At the default veil point ({metrics["at_veil_point"]["point"]}):

| source | abusive left bare | calm veiled |
|---|---|---|
{points}

Recall at 10 % false veils, as written and written around filters:

| way | recall |
|---|---|
{ways}

Calm sentences about identity groups that are veiled (held-back frames and terms): simple {identity["simple"]}, hard
{identity["hard"]}. Threats in the second person (held back): recall {threats["recall"]} where 2 % of calm comments count as
threats; veiled {threats["veiled"]}.

AUC for toxicity by language; only English is covered, everything else is *not checked* and stays veiled:

| language | AUC |
|---|---|
{languages}

**Bad at**: hate without harsh words, sarcasm, emoji alone, quotations, reclaimed words, dialect (one source, davidson, takes
African American English for offence more often than it should), and every language but English.
"""
