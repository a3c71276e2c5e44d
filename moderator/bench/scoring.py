"""Scoring against its figures: every line with the prototype's figure and the one to reach.

With `--data FOLDER` (labelled comments, see the model card) everything, on the validation split; without it what
needs no data: sentences of our own, speed, start, memory and size. Speed is comments per CPU second of one thread. Unless
`--size` is given: how often somebody looks at abuse (`looks`); where torch and Detoxify are installed, a converted model of
true size (`models`), a replayed campaign from end to end (`cascade`) and a small model that was trained (`trained`); and
how long a comment waits for its score beside a real worker (`arrivals`).
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from moderator import resources
from moderator.bench import arrivals, cascade, looks, models, trained
from moderator.bench.fresh import in_fresh_process
from moderator.bench.goals import Goal
from moderator.problems import ScorerGone
from moderator.scores import LABELS
from moderator.scoring.embedded import Embedded
from moderator.scoring.training import frames, measuring, templates
from moderator.scoring.training.data import Table

SEED = 20261124
LETTERS = 205  # mean of a comment
TEXTS = 6000


AUC = {
    "toxicity": Goal(".938", 0.945),
    "obscene": Goal(".986", 0.989),
    "insult": Goal(".949", 0.955),
    "identity_attack": Goal(".918", 0.93),
    "threat": Goal(".909", 0.93),
    "severe_toxicity": Goal(".977", 0.98),
}
BARE = {
    ("jigsaw_2018", "5%"): Goal(".17", 0.12, False),
    ("jigsaw_2018", "10%"): Goal(".08", 0.06, False),
    ("jigsaw_2018", "20%"): Goal(".04", 0.02, False),
    ("civil_cleaned_10k", "5%"): Goal(".36 to .49", 0.28, False),
    ("civil_cleaned_10k", "10%"): Goal(".20 to .27", 0.15, False),
    ("civil_cleaned_10k", "20%"): Goal(".10 to .12", 0.07, False),
    ("chat_automod", "5%"): Goal(".65", 0.45, False),
    ("chat_automod", "10%"): Goal(".40", 0.30, False),
    ("chat_automod", "20%"): Goal(".33", 0.20, False),
}
WRITTEN = {
    "leet": ".99",
    "look-alikes": "1.00",
    "zero width": "1.00",
    "elongated": ".98",
    "spaced": ".88",
    "starred": ".89",
    "typo": ".93",
}
PEOPLE = {
    "simple": Goal(".09", 0.10, False),
    "hard": Goal(".28 to .52", 0.15, False),
    "threats": Goal("-", 0.85),
}


def run(*, data: Path | None = None, postgres: str | None = None, size: int | None = None) -> dict[str, Any]:
    """For `moderator bench`. `size`: how many comments the speed is measured with; then nothing else is that takes long."""
    scorer = Embedded.load()
    figures: dict[str, Any] = {"model": f"{scorer.name} {scorer.version}"}
    train = valid = None
    if data is not None:
        from moderator.scoring.training import data as tables

        train, valid = tables.load(data)
        figures |= _on_data(scorer, valid)
        texts = Random(SEED).sample(valid.texts, min(size or TEXTS, len(valid.texts)))
    else:
        point = _manifest()["metrics"]["people"]["threat_point"]
        figures |= _people(measuring.people(scorer, seed=SEED, threat_point=point))
        texts = _own_texts(size or TEXTS)
    figures |= _costs(texts)
    if size is not None:
        return figures
    if valid is not None:
        figures |= looks.lines(valid)
    return figures | _beside_detoxify(texts, train, valid)


def _beside_detoxify(texts: list[str], train: Table | None, valid: Table | None) -> dict[str, Any]:
    """What a converted model is measured for. One line that says why, where Detoxify is not installed."""
    try:
        with models.made(models.TRUE_SIZE) as both:
            figures = models.lines(both, texts[: models.TEXTS])
            figures |= cascade.lines(both, texts[models.TEXTS :])
            figures |= arrivals.lines(texts, both.folder)
        return figures | (trained.lines(train, valid) if train is not None and valid is not None else {})
    except ScorerGone as gone:
        told = {"converted model": f"not measured: {gone.sentence()}"}
        return told | arrivals.lines(texts, None)


def _manifest() -> dict[str, Any]:
    return dict(json.loads(resources.path("models", "embedded.json").read_text("utf-8")))


def _on_data(scorer: Embedded, valid: Table) -> dict[str, Any]:
    measured = measuring.measure(scorer, valid, seed=SEED)
    figures: dict[str, Any] = {}
    for label in LABELS:
        found = measured["auc"][label]
        figures[f"auc {label}"] = AUC[label].beside(found["auc"]) if label in AUC else {"value": found["auc"]}
        figures[f"auc {label}"] |= {key: found[key] for key in ("positives", "interval") if key in found}
    for (source, share), goal in BARE.items():
        figures[f"bare {source} at {share}"] = goal.beside(measured["bare"][source][share])
    clean = measured["obfuscation"]["clean"]
    figures["recall at 10% false veils"] = {"value": clean, "prototype": ".802"}
    for way, prototype in WRITTEN.items():
        share = round(measured["obfuscation"][way] / clean, 3)
        figures[f"recall {way} / clean"] = Goal(prototype, 0.95).beside(share)
    figures["at the veil points"] = measured["at_veil_points"]
    return figures | _people(measured["people"])


def _people(found: dict[str, Any]) -> dict[str, Any]:
    """Held-back sentences; in brackets those that were looked at while the training sentences were written."""
    return {
        "identity simple veiled": PEOPLE["simple"].beside(found["simple"]) | {"first": found["first_simple"]},
        "identity hard veiled": PEOPLE["hard"].beside(found["hard"]) | {"first": found["first_hard"]},
        "second-person threats found, 2% false": PEOPLE["threats"].beside(found["threats_found"])
        | {"first": found["first_threats_found"]},
        "second-person threats veiled": {"value": found["threats"], "first": found["first_threats"]},
        "hate held back veiled": {"value": found["hate"]},
        "criticism of an agency veiled": {"value": found["criticism"], "first": found["first_criticism"]},
        "abuse of an agency veiled": {"value": found["abuse"], "first": found["first_abuse"]},
    }


def _own_texts(count: int) -> list[str]:
    """Sentences put together to comments of mixed length, LETTERS on average."""
    random = Random(SEED)
    sentences = [sentence.text for sentence in templates.sentences(3 * count, random)]
    random.shuffle(sentences)
    filler = [frame.format(topic="bus", state="late") for frame in frames.CIVIC_CALM]
    texts = []
    for _ in range(count):
        length, words = random.expovariate(1 / LETTERS), [sentences.pop()]
        while sum(map(len, words)) < length:
            words.append(random.choice(filler))
        texts.append(" ".join(words))
    return texts


def _costs(texts: list[str]) -> dict[str, Any]:
    """Speed, start and memory of a fresh process with one thread; size of the file."""
    cost = in_fresh_process("fresh_scorer", texts, threads=False)
    start = round(cost["load_s"] + cost["first_call_s"], 3)
    size = resources.path("models", _manifest()["file"]).stat().st_size
    return {
        "letters a comment": round(sum(map(len, texts)) / len(texts)),
        "comments per CPU second": Goal("2,400 to 3,200", 4000).beside(cost["per_cpu_second"]),
        "comments per CPU second, words known": cost["per_cpu_second_again"],
        "ms for one alone": {"value": cost["one_alone_ms"], "prototype": ".5 to .8"},
        "load and first call, CPU s": Goal(".3", 0.3, False).beside(start),
        "import of numpy, CPU s": {"value": cost["import_numpy_s"], "prototype": ".1"},
        "resident MB": {"value": cost["resident_mb"], "prototype": "130"},
        "size MB": Goal("13.0", 15, False).beside(round(size / 1e6, 2)),
    }
