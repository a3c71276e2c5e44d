"""What words say together: a second, shallow network beside the one over letters, in NumPy.

Its features are single words, pairs of neighbours, and pairs with one word between, slips of the finger undone; only
those that were seen often are known, the rest say nothing. A text's vector is the sum of its different features' rows
over the root of their number; one hidden layer and seven outputs follow. It errs elsewhere than the network over
letters, so both together err less.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scoring.features import Split
from moderator.scoring.vocabulary import meant

NAMES = ("keys", "rows", "scales", "hidden_w", "hidden_b", "out_w", "out_b")
_MARKS = '.,!?;:"()'  # they stand at a word, and are not of it
_ODD = np.uint64(0x9E3779B97F4A7C15)
_APART = np.uint64(0x51ED270B)  # a pair with a word between is another than neighbours
_KEY_BITS, _GATE_BITS = 30, 20

Floats = NDArray[np.float32]


def keys(split: Split) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Each feature of some texts: which text it is of, and its key. A feature may come twice."""
    of_word = _mixed(np.array([zlib.crc32(_bare(word)) for word in split.words], "uint64"))
    word = of_word[split.which] if len(split.which) else np.zeros(0, "uint64")
    text = np.repeat(np.arange(len(split.counts)), split.counts)
    texts, made = [text], [word]
    with np.errstate(over="ignore"):
        for step, kind in ((1, np.uint64(0)), (2, _APART)):
            pair = _mixed(_mixed(word[:-step] * _ODD + kind) + word[step:])
            together = text[:-step] == text[step:]
            texts.append(text[:-step][together])
            made.append(pair[together])
    return np.concatenate(texts), (np.concatenate(made) >> np.uint64(64 - _KEY_BITS)).astype("uint32")


class Known:
    """The phrases that are known, by keys that ascend; which row each has."""

    def __init__(self, ascending: NDArray[np.uint32]) -> None:
        self._keys = ascending
        self._gate = np.zeros(1 << _GATE_BITS, bool)  # most unknown ones are turned away without a search
        self._gate[ascending >> np.uint32(_KEY_BITS - _GATE_BITS)] = True

    def of(self, split: Split) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The different known phrases of each text, text after text: which text, and which row."""
        text, key = keys(split)
        likely = self._gate[key >> np.uint32(_KEY_BITS - _GATE_BITS)]
        text, key = text[likely], key[likely]
        row = np.searchsorted(self._keys, key)
        row[row == len(self._keys)] = 0
        there = self._keys[row] == key
        every = np.sort(text[there] * np.int64(len(self._keys)) + row[there])
        different = every[np.diff(every, prepend=-1) > 0]
        return different // len(self._keys), different % len(self._keys)


class Phrases:
    """Weights by name, each with `phrase_` before it: `keys` uint32[n], `rows` int8[n, d], `scales`, `hidden_w` ..."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        ascending, self._rows, scales, *rest = (weights[f"phrase_{name}"] for name in NAMES)
        _check(ascending, self._rows, scales, rest)
        self._known = Known(ascending)
        self._scales = scales.astype("float32")
        hidden, hidden_b, out, out_b = rest
        self._hidden = (np.ascontiguousarray(hidden.T), hidden_b)
        self._out = (np.ascontiguousarray(out.T), out_b)

    def logits(self, split: Split) -> Floats:
        """float32[texts, 7]."""
        text, row = self._known.of(split)
        summed = np.zeros((len(split.counts), self._rows.shape[1]), "float32")
        if len(text):
            vectors = self._rows[row].astype("float32")
            vectors *= self._scales[row][:, None]
            first = np.flatnonzero(np.diff(text, prepend=-1))
            number = np.diff(first, append=len(text))
            sums = np.add.reduceat(vectors, first, axis=0)
            summed[text[first]] = sums / np.sqrt(number).astype("float32")[:, None]
        hidden = np.maximum(summed @ self._hidden[0] + self._hidden[1], 0)
        return np.asarray(hidden @ self._out[0] + self._out[1], "float32")


def _bare(word: str) -> bytes:
    return meant(word.strip(_MARKS)).encode("utf-8", "surrogatepass")


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        value = (value ^ (value >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(value ^ (value >> np.uint64(32)), "uint64")


def _check(
    ascending: NDArray[Any], rows: NDArray[Any], scales: NDArray[Any], rest: Sequence[NDArray[Any]]
) -> None:
    """Raises ValueError when these are not the weights of this network."""
    if ascending.dtype != np.uint32 or ascending.ndim != 1 or rows.dtype != np.int8 or rows.ndim != 2:
        raise ValueError("these are not the phrases of this network")
    number, hidden = len(ascending), len(rest[1]) if rest[1].ndim == 1 else 0
    expected = [(number,), (hidden, rows.shape[1]), (hidden,), (7, hidden), (7,)]
    shapes = [value.shape for value in (scales, *rest)]
    if not number or not hidden or len(rows) != number or shapes != expected:
        raise ValueError("the phrases do not have the shape of this network")
    if not np.all(ascending[1:] > ascending[:-1]) or ascending[-1] >> np.uint32(_KEY_BITS):
        raise ValueError("the phrases are not in order")
    if not all(np.isfinite(value).all() for value in (scales, *rest)):
        raise ValueError("a weight is no number")
