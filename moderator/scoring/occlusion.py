"""Which words a score rests on: each is left out in turn, and what falls most without it was the reason.

Exact for the scorer that ships: one call scores a text without each of its words. The strongest word is marked and left
out for good, and the rest is asked again, until what remains is calm: two insults do not hide each other. Words are those
that the scorer reads, obfuscation undone; the normaliser's map says where they stand in the text as it was written.

The work is bounded: a long text is looked at in its harshest parts, each by itself. Only places come out of here, never
words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from moderator.scores import LABELS, Mark, Why
from moderator.scoring.embedded import READ
from moderator.scoring.normalise import normalise
from moderator.scoring.training import held_back
from moderator.scoring.training.words import TRAINED

MOST_MARKS = 8  # of one part
MOST_PARTS = 2
PART, OVERLAP = 48, 8  # words
LEAST = 0.3  # log odds that a word must be worth,
NEAR = -4.6  # log odds of 1 in 100: an account's own point may be as low, or another scorer sees more in it
SHARE = 0.25  # and this much of the strongest one
_TOXICITY = LABELS.index("toxicity")
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ARTICLES = frozenset(("a", "an", "the"))  # they change a score and tell a person nothing
_NO_GROUP = frozenset("with of house single users dementia disabilities autism native".split())

Floats = NDArray[np.float32]


class Readable(Protocol):
    """What is asked of a scorer here. `Embedded` fits."""

    name: str
    version: str
    veil_points: dict[str, float]

    def probabilities(self, normalised: Sequence[str]) -> Floats: ...


class _Word(NamedTuple):
    text: str
    begin: int  # in the normalised text
    end: int


@lru_cache(maxsize=1)
def group_words() -> frozenset[str]:
    """Words for groups of people."""
    found = set[str]()
    for each in (TRAINED, held_back.WORDS):
        found.update(each.adjectives)
        found.update(word for group in each.groups for word in group.split())
    return frozenset(found - _NO_GROUP)


def why(text: str, scorer: Readable, label: str = "") -> Why:
    """`label`: the one that names the card; whatever veils the text is looked for besides. No marks: this scorer finds
    nothing in it.
    """
    mapped = normalise(text[:READ])
    words = [_Word(found[0], *found.span()) for found in _WORD.finditer(mapped.text)]
    points = _logit(np.array([scorer.veil_points[name] for name in LABELS], "float32"))
    cut = _parts(words)
    found: list[tuple[_Word, str]] = []
    names, harsh = True, 0
    whole = _logit(scorer.probabilities([mapped.text]))[0]
    if label in LABELS and not (whole >= points).any() and whole[LABELS.index(label)] >= NEAR:
        points[LABELS.index(label)] = whole[LABELS.index(label)] - LEAST
    if cut and (whole >= points).any():
        each = _logit(scorer.probabilities([_joined(part) for part in cut]))
        over = (each - points).max(1)
        harsh = int((over >= 0).sum())
        for n in np.argsort(-over)[: MOST_PARTS if harsh else 1]:
            if over[n] < 0 < harsh:
                break
            # what is harsh as a whole may be so in no part by itself: then in the harshest, however little that is
            from_here = np.minimum(points, each[n] - LEAST) if not harsh else points
            part = _Part(scorer, from_here, _wanted(each[n], points, whole, label))
            groups = part.groups(cut[n], each[n])
            found += groups or part.marked(cut[n])
            names = names and bool(groups)
    once = {word: name for word, name in reversed(found)}  # parts overlap
    marks = sorted(
        (Mark(*mapped.whole(word.begin, word.end, text), name) for word, name in once.items()), key=_place
    )
    return Why(
        tuple(marks),
        f"{scorer.name} {scorer.version}",
        names=bool(found) and names,
        part=harsh > MOST_PARTS,
    )


def _place(mark: Mark) -> tuple[int, int]:
    return mark.begin, mark.end


def _parts(words: list[_Word]) -> list[list[_Word]]:
    if len(words) <= PART + OVERLAP:
        return [words] if words else []
    return [words[at : at + PART] for at in range(0, len(words) - OVERLAP, PART - OVERLAP)]


def _wanted(logits: Floats, points: Floats, whole: Floats, label: str) -> NDArray[np.bool_]:
    """Labels that veil this part, else those that veil the whole; the one that names the card among them when it is
    anywhere near.
    """
    wanted = logits >= points
    if not wanted.any():
        wanted = whole >= points
    if label in LABELS:
        at = LABELS.index(label)
        wanted[at] |= bool(logits[at] >= points[at] - 1)
    return np.asarray(wanted, "bool")


class _Part:
    """One part of a text, and the labels that it is to be explained for."""

    def __init__(self, scorer: Readable, points: Floats, wanted: NDArray[np.bool_]) -> None:
        self._scorer, self._points, self._wanted = scorer, points, wanted

    def marked(self, words: list[_Word]) -> list[tuple[_Word, str]]:
        """The words that it rests on, strongest first, and what each was taken for."""
        left, found, first = list(words), list[tuple[_Word, str]](), 0.0
        while left and len(found) < MOST_MARKS:
            base = self._logits([left])[0]
            active = self._wanted & (base >= self._points)
            if not active.any():
                return found
            which, falls = self._falls(left, base, active)
            best = int(falls.max(1).argmax())
            worth = float(falls[best].max())
            first = max(first, worth)
            if worth < max(LEAST, first * SHARE):
                break
            found.append((left[which[best]], _named(falls[best])))
            del left[which[best]]
        return [*found, *self._alone(left, more=bool(found))][:MOST_MARKS]

    def _alone(self, words: list[_Word], *, more: bool) -> list[tuple[_Word, str]]:
        """Where so much is harsh that leaving one more word out changes little: words that are harsh by themselves."""
        words = [word for word in words if word.text not in _ARTICLES]
        if not words:
            return []
        # beside others only what is more likely so than not
        points = np.maximum(self._points, 0.0) if more else self._points
        over = np.where(self._wanted, self._logits([[word] for word in words]) - points, -np.inf)
        best = [int(n) for n in np.argsort(-over.max(1), kind="stable")[:MOST_MARKS] if over[n].max() >= 0]
        return [(words[n], _named(np.maximum(over[n], 0.0) + LEAST)) for n in best]

    def groups(self, words: list[_Word], base: Floats) -> list[tuple[_Word, str]]:
        """Its words for groups of people, where it is calm without them."""
        rest = [word for word in words if not _is_group(word)]
        without = self._logits([rest])[0]
        if len(rest) == len(words) or (self._wanted & (without >= self._points)).any():
            return []
        label = _named(np.where(self._wanted, base - without, -np.inf).astype("float32"))
        return [(word, label) for word in words if _is_group(word)][:MOST_MARKS]

    def _falls(self, words: list[_Word], base: Floats, active: NDArray[np.bool_]) -> tuple[list[int], Floats]:
        """Positions of words that were left out one at a time, and how far each label falls without them."""
        which = [n for n, word in enumerate(words) if word.text not in _ARTICLES]
        if not which:
            return [0], np.zeros((1, len(LABELS)), "float32")
        without = [words[:n] + words[n + 1 :] for n in which]
        return which, np.asarray(np.where(active, base - self._logits(without), -np.inf), "float32")

    def _logits(self, texts: list[list[_Word]]) -> Floats:
        return _logit(self._scorer.probabilities([_joined(words) for words in texts]))


def _named(falls: Floats) -> str:
    """The label that falls most; "toxicity", which says only that something is harsh, where no other falls with it."""
    rest = falls.copy()
    rest[_TOXICITY] = -np.inf
    best = int(rest.argmax())
    return LABELS[best] if rest[best] >= max(LEAST, falls[_TOXICITY] / 2) else LABELS[_TOXICITY]


def _is_group(word: _Word) -> bool:
    found = _LETTERS.findall(word.text)
    return bool(found) and all(each in group_words() for each in found)


def _joined(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _logit(probabilities: Floats) -> Floats:
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)), "float32")
