"""Hashed character n-grams of words, for a whole batch at once: NumPy alone, no Python loop per n-gram.

A word is what stands between blanks. Its features are its character 2- to 5-grams, with a blank before and after
it, and the whole word; each is hashed to one of 2^bits rows. A word has the same features wherever it stands, so
each different word of a batch is hashed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIZES = (2, 3, 4, 5)
MOST_WORDS = 256  # of one text; a longer one is judged in parts
_OVERLAP = 16  # words that two parts share

_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_BASE = 0x9E3779B97F4A7C15 | 1


class Features(NamedTuple):
    """`rows`: hashed rows of all words, one word after the other; `per_word`: how many belong to each."""

    rows: NDArray[np.uint32]
    per_word: NDArray[np.int64]


class Split(NamedTuple):
    """Texts as words: the different words, which of them stand one after the other, and how many in each text."""

    words: list[str]
    which: NDArray[np.int32]
    counts: NDArray[np.int64]


def split(texts: Sequence[str]) -> Split:
    """The words of normalised texts. No text may have more than MOST_WORDS; see `parts`."""
    index: dict[str, int] = {}
    which: list[int] = []
    counts = []
    for text in texts:
        words = text.split()
        which += [index.setdefault(word, len(index)) for word in words]
        counts.append(len(words))
    return Split(list(index), np.array(which, "int32"), np.array(counts, "int64"))


def parts(text: str) -> Iterator[str]:
    """A normalised text in parts of at most MOST_WORDS; each next one repeats the last few words."""
    if len(text) <= 2 * MOST_WORDS:
        yield text
        return
    words = text.split()
    start = 0
    while True:
        yield " ".join(words[start : start + MOST_WORDS])
        start += MOST_WORDS - _OVERLAP
        if start + _OVERLAP >= len(words):
            return


def batches(texts: Sequence[str], letters: int = 80_000) -> Iterator[tuple[int, int]]:
    """Cut a list of texts into batches of about so many letters: (start, end) of each."""
    start = 0
    while start < len(texts):
        end, total = start, 0
        while end < len(texts):
            size = len(texts[end]) + 3
            if end > start and total + size >= letters:
                break
            total += size
            end += 1
        yield start, end
        start = end


def features(words: Sequence[str], bits: int) -> Features:
    """The features of each of some words, none of which is empty or holds a blank."""
    signs = np.frombuffer((" " + " ".join(words) + " ").encode("utf-32-le", "surrogatepass"), dtype="<u4")
    blank = signs == 32
    length, blanks = len(signs), np.cumsum(blank)
    values, kept = [], []
    with np.errstate(over="ignore"):
        rolling = signs.astype("uint32")
        for n in range(2, max(SIZES) + 1):
            rolling = rolling[: length - n + 1] * _PRIME + signs[n - 1 :]
            count = max(0, length - n + 1)
            value, keep = np.zeros(length, "uint32"), np.zeros(length, bool)
            inner = blanks[n - 2 : n - 2 + count] == blanks[:count]
            keep[:count] = inner & ~(blank[:count] & blank[n - 1 :])
            value[:count] = _mixed(rolling, n) >> np.uint32(32 - bits)
            values.append(value)
            kept.append(keep)
    starts, stops = np.flatnonzero(blank)[:-1] + 1, np.flatnonzero(blank)[1:]
    value, keep = np.zeros(length, "uint32"), np.zeros(length, bool)
    value[starts] = _whole(signs, starts, stops) >> np.uint64(64 - bits)
    keep[starts] = True
    all_values, all_kept = np.stack([*values, value], 1), np.stack([*kept, keep], 1)
    # an n-gram that begins with the blank before a word is that word's
    per_word = np.bincount(blanks - 1, weights=all_kept.sum(1), minlength=len(words))[: len(words)]
    return Features(all_values[all_kept], per_word.astype("int64"))


def _mixed(rolling: NDArray[np.uint32], n: int) -> NDArray[np.uint32]:
    mixed = (rolling ^ np.uint32(n * 0x51ED270B & 0xFFFFFFFF)) * _MIX
    mixed ^= mixed >> np.uint32(15)
    return np.asarray(mixed * np.uint32(0x85EBCA6B), "uint32")


def _whole(
    signs: NDArray[np.uint32], starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """A hash of each whole word, by differences of a running sum."""
    up, down = _power_tables(len(signs) + 1)
    with np.errstate(over="ignore"):
        terms = signs.astype("uint64") * up[: len(signs)]
        sums = np.concatenate([[np.uint64(0)], np.cumsum(terms, dtype="uint64")])
        whole = (sums[stops] - sums[starts]) * down[starts]
        whole ^= whole >> np.uint64(29)
        whole *= np.uint64(0xBF58476D1CE4E5B9)
        whole ^= whole >> np.uint64(32)
    return np.asarray(whole, "uint64")


def _power_tables(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Tables at least this long; sizes grow by doubling, so that few are made."""
    return _powers(1 << max(14, (length - 1).bit_length()))


@lru_cache(maxsize=4)
def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    up, down = (
        np.ones(length, "uint64"),
        np.ones(length, "uint64"),
    )  # beside an int64 they would become float64
    up[1:], down[1:] = np.uint64(_BASE), np.uint64(pow(_BASE, -1, 1 << 64))
    return np.asarray(np.cumprod(up), "uint64"), np.asarray(np.cumprod(down), "uint64")
