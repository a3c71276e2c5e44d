"""The words that people write, and how often: to tell words apart that were spaced out, and to read starred ones.

`resources/models/words.txt.gz` has a line a word: the word, how often it stands in the training rows, and how often in
abusive ones. It is made by the training. Where the file is missing nothing is told apart, and stars are only dropped.
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from moderator import resources

FILE = "words.txt.gz"
LONGEST = 20  # letters of a word
_UNKNOWN = 14.0  # what a part that is no word costs, and each of its letters beside
_LETTER = 3.0
SHORTEST, _FREQUENT = 4, 60  # letters of a word that a slip is undone to, and how often it was seen
_HARSH = 0.6  # share of abusive rows from which a word is worth hiding behind stars at its end,
_OFTEN = 150  # and how often it has to stand there


class Vocabulary(NamedTuple):
    """`cost`: the rarer a word, the dearer. `hidden`: how likely a word is meant where letters are starred out."""

    cost: dict[str, float]
    hidden: dict[str, float]
    harsh: frozenset[str]
    alike: dict[tuple[int, str], list[str]]  # by length and first letter, the likeliest first
    slips: dict[str, str]  # what is left of a frequent word without one of its letters, but for the first


def of(lines: Iterable[tuple[str, int, int]]) -> Vocabulary:
    """From words, how often each was seen, and how often in abuse."""
    counted = list(lines)
    total = math.log(sum(count for _, count, _ in counted) or 1)
    alike: dict[tuple[int, str], list[str]] = {}
    # stars hide harsh words: of two words that fit, the one that stands in abuse
    hidden = {word: abusive * abusive / count for word, count, abusive in counted}
    for word in sorted(hidden, key=lambda word: (-hidden[word], word)):
        alike.setdefault((len(word), word[0]), []).append(word)
    harsh = frozenset(word for word, count, abusive in counted if abusive >= max(_HARSH * count, _OFTEN))
    slips: dict[str, str] = {}
    for word, count, _ in sorted(counted, key=lambda line: -line[1]):
        if count >= _FREQUENT and len(word) >= SHORTEST:
            for left in _without_one(word):
                slips.setdefault(left, word)
    return Vocabulary(
        {word: total - math.log(count) for word, count, _ in counted}, hidden, harsh, alike, slips
    )


@lru_cache(maxsize=1)
def shipped() -> Vocabulary:
    return read(resources.path("models", FILE))


def read(path: Path) -> Vocabulary:
    try:
        with gzip.open(path, "rt", encoding="ascii") as file:
            parts = [line.split() for line in file]
        return of([(word, int(count), int(abusive)) for word, count, abusive in parts])
    except (OSError, EOFError, ValueError, zlib.error):
        return of([])


@lru_cache(maxsize=4096)
def cuts(letters: str) -> tuple[int, ...]:
    """Where words begin, but for the first, in letters that were written apart: the likeliest way to read them."""
    cost = shipped().cost
    if letters in cost or not cost:
        return ()
    best, came = [0.0], [0]
    for end in range(1, len(letters) + 1):
        least, start = min(
            (best[start] + cost.get(letters[start:end], _UNKNOWN + _LETTER * (end - start)), start)
            for start in range(max(0, end - LONGEST), end)
        )
        best.append(least)
        came.append(start)
    found, at = [], came[-1]
    while at:
        found.append(at)
        at = came[at]
    return tuple(found[::-1])


@lru_cache(maxsize=4096)
def unstarred(word: str) -> str | None:
    """What a word with stars for letters says, letter for letter; None when it is no word that way, or more of one
    without the stars ("mo*ron")."""
    known = shipped()
    pattern = re.compile(re.sub(r"[*#]", "[a-z]", word))
    at_end = word[-1] in "*#"
    for other in known.alike.get((len(word), word[0]), ()):
        if pattern.fullmatch(other) and (other in known.harsh or not at_end):
            bare = word.replace("*", "").replace("#", "")
            return other if at_end or known.hidden[other] >= known.hidden.get(bare, 0.0) else None
    return None


@lru_cache(maxsize=1 << 15)
def meant(word: str) -> str:
    """The word itself, or where it is none the most frequent one that a single slip makes it from: a letter left out,
    added, exchanged for another or with its neighbour; never the first one."""
    known = shipped()
    if word in known.cost or not SHORTEST <= len(word) + 1 <= LONGEST + 2 or not word.isalpha():
        return word
    found = {known.slips[left] for left in (word, *_without_one(word)) if left in known.slips}
    found |= {left for left in _without_one(word) if left in known.cost and len(left) >= SHORTEST}
    return min(found, key=lambda other: (known.cost[other], other), default=word)


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))
