"""A few keys for each text, so that near-copies share one: weighted MinHash over pairs of words, in NumPy.

A pair is two words beside each other, or with one between, in either order; a word that was put in, left out or
exchanged breaks four pairs and leaves the rest. Each key is the pair that wins one draw, and pairs of words that carry
something win more often than pairs of "the" and "of", which strangers share. The draw depends on the words alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from moderator.clustering.words import LIGHT, TURNING

DRAWS = 14
_KEPT_WORDS = 100_000
_known: dict[str, tuple[int, int]] = {}
_FACTORS = np.random.default_rng(8).integers(1, 1 << 31, DRAWS, dtype="uint32") * np.uint32(2) + np.uint32(1)
_ADDED = np.random.default_rng(9).integers(0, 1 << 32, DRAWS, dtype="uint32")


def keys(texts: Sequence[Sequence[str]]) -> NDArray[np.uint32]:
    """uint32[texts, DRAWS + 1]: the key of the whole text first. Texts are lists of small words, none of them empty."""
    hashes, weights, counts = [], [], []
    whole = np.empty(len(texts), "uint32")
    for row, words in enumerate(texts):
        known = [_known.get(word) or _know(word) for word in words]
        if len(known) == 1:
            known = known * 2
        counts.append(len(known))
        hashes += [one[0] for one in known]
        weights += [one[1] for one in known]
        whole[row] = crc32(" ".join(words).encode("utf-8", "surrogatepass")) ^ 0x5BD1E995
    pairs, chances, per_text = _pairs(
        np.array(hashes, "uint32"), np.array(weights, "uint8"), np.array(counts, "int64")
    )
    found = np.empty((len(texts), DRAWS + 1), "uint32")
    found[:, 0] = whole
    starts = np.concatenate([[0], np.cumsum(per_text)[:-1]]).astype("int64")
    with np.errstate(over="ignore"):
        for draw in range(DRAWS):
            drawn = pairs * _FACTORS[draw] + _ADDED[draw]
            drawn ^= drawn >> np.uint32(15)
            drawn *= np.uint32(0x2C1B3C6D)
            drawn ^= drawn >> np.uint32(13)
            ranked = (drawn.astype("uint64") * chances) << np.uint64(24)
            ranked |= pairs >> np.uint32(8)
            won = np.minimum.reduceat(ranked, starts)
            won *= np.uint64(0x9E3779B97F4A7C15 + 2 * draw)
            found[:, draw + 1] = (won >> np.uint64(32)).astype("uint32")
    return found


def link_keys(links: Sequence[str]) -> NDArray[np.uint32]:
    return np.array([crc32(b"link " + link.encode("utf-8", "surrogatepass")) for link in links], "uint32")


def _know(word: str) -> tuple[int, int]:
    if len(_known) >= _KEPT_WORDS:
        _known.clear()
    weight = 1 if word in LIGHT or word in TURNING else min(8, max(2, len(word)))
    _known[word] = crc32(word.encode("utf-8", "surrogatepass")) | 1, weight
    return _known[word]


def _pairs(
    hashes: NDArray[np.uint32], weights: NDArray[np.uint8], counts: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.uint64], NDArray[np.int64]]:
    """Hash and handicap (1 to 64, small for pairs that say much) of every pair, text by text."""
    text = np.repeat(np.arange(len(counts)), counts)
    first, second, owner = [], [], []
    for apart in (1, 2):
        at = np.flatnonzero(text[:-apart] == text[apart:])
        first.append(at)
        second.append(at + apart)
        owner.append(text[at])
    owners = np.concatenate(owner)
    order = np.argsort(owners, kind="stable")
    one, other = np.concatenate(first)[order], np.concatenate(second)[order]
    a, b = hashes[one], hashes[other]
    with np.errstate(over="ignore"):
        low, high = np.minimum(a, b), np.maximum(a, b)
        mixed = low * np.uint32(0x85EBCA6B) + (high ^ (high >> np.uint32(16))) * np.uint32(0xC2B2AE35)
        mixed ^= mixed >> np.uint32(16)
    chances = np.uint64(64) // (weights[one].astype("uint64") * weights[other].astype("uint64"))
    return mixed, np.maximum(chances, np.uint64(1)), np.bincount(owners, minlength=len(counts))
