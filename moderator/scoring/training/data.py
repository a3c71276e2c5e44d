"""The labelled table: rows under open licences, with gaps filled by rules that are written down here.

A gap (null) is masked in the loss unless one of these weak labels fills it, for English rows:

- a clean row (toxicity at most .05) is a negative for severe_toxicity, threat, insult and identity_attack;
- sexual words of the lexicon: none -> sexual_explicit 0, two or more -> .8; no profanity at all -> obscene 0;
- a threat pattern in a toxic row -> threat .7; no threat pattern and no profanity in a calm one -> threat 0.
"""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS

Floats = NDArray[np.float32]

_THREAT = re.compile(
    r"\b(?:i(?:'ll| will|'m g|m g| am g| wanna| want to|'d like to)|gonna|going to|we (?:should|will|need to)"
    r"|should be|deserves? to|hope (?:you|they|he|she))\b.{0,40}?\b(?:kill|murder|shoot|shot|stab|hang|beat"
    r"|rape|burn|punch|slit|bomb|behead|lynch|die|smash|exterminat|gas)\w*"
)
_WORD = re.compile(r"[a-z']+")
_TOX, _THREAT_AT, _OBSCENE, _SEXUAL = (
    LABELS.index(name) for name in ("toxicity", "threat", "obscene", "sexual_explicit")
)


class Table(NamedTuple):
    """One row a comment. `labels` float32[n, 7], NaN where nothing is known; `truth` without weak labels."""

    texts: list[str]
    labels: Floats
    truth: Floats
    sources: NDArray[Any]
    languages: NDArray[Any]
    licences: list[str]

    def where(self, mask: NDArray[np.bool_]) -> Table:
        rows = np.flatnonzero(mask)
        return Table(
            [self.texts[row] for row in rows],
            self.labels[rows],
            self.truth[rows],
            self.sources[rows],
            self.languages[rows],
            self.licences,
        )


def load(folder: Path) -> tuple[Table, Table]:
    """The training and the validation rows of `train.parquet`, open licences only."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(folder / "train.parquet")
    table = table.filter(pyarrow.compute.equal(table["licence"], "open"))
    texts = table["text"].to_pylist()
    truth = np.stack(
        [table[name].to_numpy(zero_copy_only=False).astype("float32") for name in LABELS], axis=1
    )
    languages = np.array(table["lang"].to_pylist())
    everything = Table(
        texts,
        weak(texts, truth, languages == "en", _profanity(folder)),
        truth,
        np.array(table["source"].to_pylist()),
        languages,
        sorted(set(table["source"].to_pylist())),
    )
    train = np.array(table["split"].to_pylist()) == "train"
    return everything.where(train), everything.where(~train)


class Profanity(NamedTuple):
    every: frozenset[str]
    sexual: frozenset[str]


def _profanity(folder: Path) -> Profanity:
    with gzip.open(folder / "profanity_en.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sexual = {
        row["text"].lower()
        for row in rows
        if any("sexual a" in row[f"category_{n}"] for n in (1, 2, 3)) and float(row["severity_rating"]) >= 1.4
    }
    return Profanity(
        frozenset(row["text"].lower() for row in rows),
        frozenset(word for word in sexual if re.fullmatch(r"[a-z' ]{3,}", word)),
    )


def weak(texts: list[str], truth: Floats, english: NDArray[np.bool_], words: Profanity) -> Floats:
    """The labels with the gaps filled that the rules of this module fill."""
    labels = truth.copy()
    toxicity = truth[:, _TOX]
    clean = toxicity <= 0.05
    for name in ("severe_toxicity", "threat", "insult", "identity_attack"):
        column = labels[:, LABELS.index(name)]
        column[clean & np.isnan(column)] = 0
    tokens = [set(_WORD.findall(text.lower())) for text in texts]
    sexual = np.array([len(found & words.sexual) for found in tokens])
    profane = np.array([len(found & words.every) for found in tokens])
    column = labels[:, _SEXUAL]
    gap = np.isnan(column) & english
    column[gap & (sexual == 0)] = 0
    column[gap & (sexual >= 2)] = 0.8
    column = labels[:, _OBSCENE]
    column[np.isnan(column) & english & (profane == 0)] = 0
    threatening = np.array([bool(_THREAT.search(text.lower()[:2000])) for text in texts])
    column = labels[:, _THREAT_AT]
    gap = np.isnan(column)
    column[gap & threatening & (toxicity >= 0.5)] = 0.7
    column[gap & ~threatening & english & (profane == 0) & (toxicity < 0.5)] = 0
    return labels
