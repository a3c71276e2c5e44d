"""Hashed character n-grams of words, for a whole batch at once: NumPy alone, no Python loop per n-gram.

A word is a token between blanks. Its features are its character 2- to 5-grams, with a blank before and after
it, and the whole word; each is hashed to one of 2^bits rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIZES = (2, 3, 4, 5)
LONGEST = 1200  # letters of a normalised text that are read
_MOST = 1 << 21  # letters of one batch

_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_BASE = 0x9E3779B97F4A7C15 | 1


class Features(NamedTuple):
    """`rows`: hashed rows of all words, one after the other; `per_word`: how many belong to each word;
    `words`: how many words each text has."""

    rows: NDArray[np.uint32]
    per_word: NDArray[np.int64]
    words: NDArray[np.int64]


@lru_cache(maxsize=4)
def _powers(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    inverse = pow(_BASE, -1, 1 << 64)
    with np.errstate(over="ignore"):
        up = np.cumprod(np.concatenate([[1], np.full(length - 1, _BASE, "uint64")]).astype("uint64"))
        down = np.cumprod(np.concatenate([[1], np.full(length - 1, inverse, "uint64")]).astype("uint64"))
    return up, down


def _power_tables(length: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Tables at least this long; sizes grow by doubling, so that few are made."""
    size = 1 << max(14, (length - 1).bit_length())
    return _powers(size)


def batches(texts: Sequence[str], letters: int = 40_000) -> Iterator[tuple[int, int]]:
    """Cut a list of texts into batches of about so many letters: (start, end) of each."""
    start = 0
    while start < len(texts):
        end, total = start, 0
        while end < len(texts):
            size = min(len(texts[end]), LONGEST) + 3
            if end > start and total + size >= letters:
                break
            total += size
            end += 1
        yield start, end
        start = end


def features(texts: Sequence[str], bits: int) -> Features:
    """The features of each word of each text (already normalised)."""
    joined = "\0".join(f" {text[:LONGEST]} " for text in texts) + "\0"
    signs = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype("uint32")
    length = len(signs)
    if length >= _MOST:
        raise ValueError("a batch is too long; cut it with batches()")
    ends = signs == 0
    blank = (signs == 32) | ends
    blanks = np.cumsum(blank)
    shift = np.uint32(32 - bits)
    columns, masks = [], []
    with np.errstate(over="ignore"):
        rolling = signs.copy()
        for n in range(2, max(SIZES) + 1):
            rolling = rolling[: length - n + 1] * _PRIME + signs[n - 1 :]
            count = length - n + 1
            inner = (blanks[n - 2 : n - 2 + count] - blanks[:count]) == 0 if n > 2 else np.ones(count, bool)
            mask = np.zeros(length, bool)
            mask[:count] = inner & ~(blank[:count] & blank[n - 1 :]) & ~ends[:count] & ~ends[n - 1 :]
            mixed = (rolling ^ np.uint32(n * 0x51ED270B & 0xFFFFFFFF)) * _MIX
            mixed ^= mixed >> np.uint32(15)
            mixed = mixed * np.uint32(0x85EBCA6B)
            column = np.zeros(length, "uint32")
            column[:count] = mixed >> shift
            columns.append(column)
            masks.append(mask)
        first, last = ~blank, ~blank
        first[1:] &= blank[:-1]
        last[:-1] &= blank[1:]
        starts, stops = np.flatnonzero(first), np.flatnonzero(last) + 1
        up, down = _power_tables(length + 1)
        sums = np.concatenate(
            [[np.uint64(0)], np.cumsum(signs.astype("uint64") * up[:length], dtype="uint64")]
        )
        whole = (sums[stops] - sums[starts]) * down[starts]
        whole ^= whole >> np.uint64(29)
        whole *= np.uint64(0xBF58476D1CE4E5B9)
        whole ^= whole >> np.uint64(32)
        column, mask = np.zeros(length, "uint32"), np.zeros(length, bool)
        column[starts] = (whole >> np.uint64(64 - bits)).astype("uint32")
        mask[starts] = True
        columns.append(column)
        masks.append(mask)
    values, kept = np.stack(columns, 1), np.stack(masks, 1)
    # an n-gram that begins with the blank before a word stands in that blank's slot, which is the word's slot
    slots = np.bincount(blanks, weights=kept.sum(1), minlength=int(blanks[-1]) + 1).astype("int64")
    per_word = slots[blanks[starts]]
    text_of_word = np.searchsorted(np.flatnonzero(ends), starts)
    words = np.bincount(text_of_word, minlength=len(texts)).astype("int64")
    return Features(values[kept], per_word, words)
