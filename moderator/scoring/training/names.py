"""What people in the labelled rows are called, found by how the words are used: "... are", "... should".

Names that occur mostly in abuse would be taken for abuse themselves. Two things are done against it: calm rows that
hold such a name count more, and our own calm sentences are about them too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from moderator.scoring import lexicon
from moderator.scoring.training import held_back, words

WEIGHT = 2.5  # of a calm row that holds a name which mostly stands in abuse
_SUSPECT = 0.5
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_DOING = frozenset("are were have should do who don deserve want need can will must live think".split())
_OFTEN, _ALONE = 6, 15  # times a name is used so, and in all
_ABUSE = 0.8  # a word that stands in abuse more often is abuse itself


def names(texts: Sequence[str], toxicity: NDArray[np.float32]) -> dict[str, float]:
    """Plural words that do what people do, and are no abuse by themselves, with the share of abuse among their rows."""
    doing: Counter[str] = Counter()
    abusive: Counter[str] = Counter()
    calm: Counter[str] = Counter()
    for text, toxic in zip(texts, toxicity, strict=True):
        found = _WORD.findall(text.lower())
        doing.update(word for word, after in pairwise(found) if after in _DOING and _plural(word))
        if toxic == toxic:  # annotated at all
            (abusive if toxic >= 0.5 else calm).update(set(found))
    harsh = (
        lexicon.words()
        | frozenset(words.FOOL)
        | frozenset(f"{word}s" for word in words.FOOL)
        | frozenset(words.BAD)
    )
    shares = {
        word: abusive[word] / count
        for word, times in doing.items()
        if times >= _OFTEN and word not in harsh
        if (count := abusive[word] + calm[word]) >= _ALONE
    }
    return {word: share for word, share in shares.items() if share <= _ABUSE}


def _plural(word: str) -> bool:
    return len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "'s"))


def for_frames(found: Iterable[str]) -> list[str]:
    """Those that our own sentences may be about: all but what is held back, and what shares its beginning."""
    apart = tuple(word[:5] for word in [*held_back.WORDS.adjectives, *held_back.WORDS.groups])
    return sorted(word for word in found if not word.startswith(apart))


def weights(
    texts: Sequence[str], toxicity: NDArray[np.float32], found: Mapping[str, float]
) -> NDArray[np.float32]:
    """How much each row counts."""
    made = np.ones(len(texts), "float32")
    suspect = frozenset(word for word, share in found.items() if share > _SUSPECT)
    for row, text in enumerate(texts):
        if toxicity[row] < 0.2 and not suspect.isdisjoint(_WORD.findall(text.lower())):
            made[row] = WEIGHT
    return made
