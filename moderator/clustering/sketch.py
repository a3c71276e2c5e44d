"""A few keys for each text, so that near-copies share one: weighted MinHash over pairs and triples of words, in NumPy.

A pair is two words beside each other, or with one between, in either order; a triple is three in a row, in any order. A
word that was put in, left out or exchanged breaks a few and leaves the rest: pairs find short texts again that were
changed much, triples long ones whose pairs strangers have too. Each key is what wins one draw, and words that carry
something win more often than "the" and "of". The draw depends on the words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from moderator.clustering.words import LIGHT, TURNING

PAIRS, TRIPLES = 7, 5  # draws of each
DRAWS = PAIRS + TRIPLES
_KEPT_WORDS = 20_000
_known: dict[str, int] = {}
_FACTORS = np.random.default_rng(8).integers(1, 1 << 31, DRAWS, dtype="uint32") * np.uint32(2) + np.uint32(1)
_ADDED = np.random.default_rng(9).integers(0, 1 << 32, DRAWS, dtype="uint32")


def keys(texts: Sequence[Sequence[str]], joined: Sequence[str]) -> NDArray[np.uint32]:
    """uint32[texts, DRAWS + 1], the key of the whole text first.

    `texts` are lists of small words, none of them empty; `joined` the same with blanks between.
    """
    known, counts = [], []
    get = _known.get
    for words in texts:
        if len(words) < 3:
            words = [*words, *words, *words]
        counts.append(len(words))
        known += [get(word) or _know(word) for word in words]
    found = np.empty((len(texts), DRAWS + 1), "uint32")
    found[:, 0] = [crc32(text.encode("utf-8", "surrogatepass")) ^ 0x5BD1E995 for text in joined]
    every = _Words.of(np.array(known, "uint64"), np.array(counts, "int64"))
    with np.errstate(over="ignore"):
        _draw(_pairs(every), found[:, 1 : PAIRS + 1], 0)
        _draw(_triples(every), found[:, PAIRS + 1 :], PAIRS)
    return found


def _draw(marks: _Marks, found: NDArray[np.uint32], first: int) -> None:
    """Fill one column for each draw with what wins in each text."""
    starts = np.concatenate([[0], np.cumsum(marks.per_text)[:-1]]).astype("int64")
    low = marks.hashes >> np.uint32(8)
    for column in range(found.shape[1]):
        draw = first + column
        drawn = marks.hashes * _FACTORS[draw] + _ADDED[draw]
        drawn ^= drawn >> np.uint32(15)
        drawn *= np.uint32(0x2C1B3C6D)
        drawn ^= drawn >> np.uint32(13)
        ranked = (drawn.astype("uint64") * marks.handicaps) << np.uint64(24)
        ranked |= low
        won = np.minimum.reduceat(ranked, starts)
        won *= np.uint64(0x9E3779B97F4A7C15 + 2 * draw)
        found[:, column] = (won >> np.uint64(32)).astype("uint32")


def link_key(link: str) -> int:
    return crc32(b"link " + link.encode("utf-8", "surrogatepass"))


def _know(word: str) -> int:
    """Hash and weight of a word in one number, remembered. Most slips of the finger leave the hash as it is."""
    if len(_known) >= _KEPT_WORDS:
        _known.clear()
    weight = 1 if word in LIGHT or word in TURNING else min(8, max(2, len(word)))
    bones = word[0] + "".join(sorted(set(word)))
    _known[word] = (crc32(bones.encode("utf-8", "surrogatepass")) | 1) << 8 | weight
    return _known[word]


class _Words(NamedTuple):
    """The words of all texts, one after the other: hash, weight, and the text they are of."""

    hashes: NDArray[np.uint32]
    weights: NDArray[np.uint64]
    text: NDArray[np.int64]
    texts: int

    @classmethod
    def of(cls, known: NDArray[np.uint64], counts: NDArray[np.int64]) -> _Words:
        text = np.repeat(np.arange(len(counts)), counts)
        return cls((known >> np.uint64(8)).astype("uint32"), known & np.uint64(255), text, len(counts))


class _Marks(NamedTuple):
    """What is drawn from, text by text. `handicaps` are 1 to 64, small for what says much."""

    hashes: NDArray[np.uint32]
    handicaps: NDArray[np.uint64]
    per_text: NDArray[np.int64]


def _pairs(words: _Words) -> _Marks:
    first, second = [], []
    for apart in (1, 2):
        at = np.flatnonzero(words.text[:-apart] == words.text[apart:])
        first.append(at)
        second.append(at + apart)
    one, other = np.concatenate(first), np.concatenate(second)
    order = np.argsort(words.text[one], kind="stable")
    one, other = one[order], other[order]
    low, high = (
        np.minimum(words.hashes[one], words.hashes[other]),
        np.maximum(words.hashes[one], words.hashes[other]),
    )
    mixed = low * np.uint32(0x85EBCA6B) + (high ^ (high >> np.uint32(16))) * np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return _marks(mixed, words.weights[one] * words.weights[other], words.text[one], words.texts)


def _triples(words: _Words) -> _Marks:
    at = np.flatnonzero(words.text[:-2] == words.text[2:])
    scattered = words.hashes * np.uint32(0x85EBCA6B)
    scattered ^= scattered >> np.uint32(15)
    mixed = scattered[at] + scattered[at + 1] + scattered[at + 2]
    mixed ^= mixed >> np.uint32(16)
    weight = words.weights[at] * words.weights[at + 1] * words.weights[at + 2]
    return _marks(mixed, weight, words.text[at], words.texts)


def _marks(
    hashes: NDArray[np.uint32], weights: NDArray[np.uint64], text: NDArray[np.int64], texts: int
) -> _Marks:
    handicaps = np.maximum(np.uint64(64) // weights, np.uint64(1))
    return _Marks(hashes, handicaps, np.bincount(text, minlength=texts))
