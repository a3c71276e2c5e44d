"""All that the network learns from, ready to be fitted: labelled rows, what is cut from them, our own sentences."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS
from moderator.scoring.normalise import normalise
from moderator.scoring.training import names, naming, obfuscation, swapping, templates
from moderator.scoring.training.data import Table

OWN_SENTENCES = 70_000
CUT_OUT = 40_000  # short calm sentences from long comments, at most
CARRIED = 0.4  # of those that speak of nobody
CARRIED_ABUSE = 6_000  # short abusive rows in a frame that names a group, at most
OBFUSCATED = 0.12  # of all texts
_SHORT = 140  # letters

Floats = NDArray[np.float32]


class Lesson(NamedTuple):
    """`texts` are normalised; `wanted`: float32[texts, 7], 0 to 1; `counts`: how much each cell counts, 0 where nothing
    is known."""

    texts: list[str]
    wanted: Floats
    counts: Floats


class _Pile(NamedTuple):
    """What has been put together: texts, their labels (NaN where unknown) and how much each text counts."""

    texts: list[str]
    labels: list[Floats]
    weights: list[float]

    def add(self, text: str, labels: Floats, weight: float = 1.0) -> None:
        self.texts.append(text)
        self.labels.append(labels)
        self.weights.append(weight)


def prepare(rows: Table, random: Random) -> Lesson:
    """Labelled rows, sentences cut from them and our own; identity words put in and exchanged, some written around
    filters."""
    english = np.flatnonzero(rows.languages == "en")
    toxicity = rows.truth[:, 0]
    found = names.names([rows.texts[row] for row in english], toxicity[english])
    known = names.for_frames(found)
    weight = np.ones(len(rows.texts), "float32")
    weight[english] = names.weights([rows.texts[row] for row in english], toxicity[english], found)
    pile = _Pile([], [], [])
    foreign = rows.languages != "en"
    for row, text in enumerate(rows.texts):
        if foreign[row]:
            pile.add(text, rows.labels[row])
        else:
            pile.add(*_renamed(text, rows.labels[row], float(toxicity[row]), random, known), weight[row])
    _cut_out(pile, rows, english, random, known)
    for sentence in templates.sentences(OWN_SENTENCES, random, known):
        own = [sentence.labels.get(name, float("nan")) for name in LABELS]
        pile.add(sentence.text, np.array(own, "float32"))
    ways = list(obfuscation.ALL.values())
    written = [
        random.choice(ways)(text, random) if random.random() < OBFUSCATED else text for text in pile.texts
    ]
    labels = np.stack(pile.labels)
    counts = np.where(np.isnan(labels), 0, np.array(pile.weights, "float32")[:, None])
    read = [normalise(text[:4000]).text for text in written]
    return Lesson(read, np.nan_to_num(labels, nan=0.0), counts.astype("float32"))


def _renamed(
    text: str, labels: Floats, toxicity: float, random: Random, known: list[str]
) -> tuple[str, Floats]:
    """A row with the groups it names exchanged, or with one named, now and then."""
    if random.random() < swapping.SHARE:
        text = swapping.swap(text, random)
    if random.random() < (naming.CALM_SHARE if toxicity < 0.2 else naming.ABUSIVE_SHARE):
        named = naming.named(text, random, known)
        if named != text and toxicity >= 0.2:
            labels = labels.copy()
            labels[_IDENTITY] = np.nan  # abuse of a person, or by now of a group
        text = named
    return text, labels


def _cut_out(pile: _Pile, rows: Table, english: NDArray[np.int64], random: Random, known: list[str]) -> None:
    """Short sentences: calm ones from long calm rows; abusive rows in the same frames, so that a frame says nothing."""
    order = [int(row) for row in english]
    random.shuffle(order)
    cut, abuse = 0, 0
    for row in order:
        text, toxic = rows.texts[row], rows.truth[row, 0]
        if toxic <= 0.05 and len(text) > _SHORT and cut < CUT_OUT:
            if sentence := naming.sentence_of(text, random):
                cut += 1
                named = naming.named(sentence, random, known)
                if named == sentence and random.random() < CARRIED:
                    named = naming.carried(sentence, random, known)
                pile.add(named, rows.labels[row])
        elif toxic >= 0.5 and len(text) <= _SHORT and abuse < CARRIED_ABUSE:
            abuse += 1
            labels = rows.labels[row].copy()
            labels[_IDENTITY] = np.nan
            pile.add(naming.carried(text, random, known), labels)


_IDENTITY = LABELS.index("identity_attack")
