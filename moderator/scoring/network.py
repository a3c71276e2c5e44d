"""The embedded network's forward pass in NumPy: word vectors, convolutions over words, one hidden layer.

A word's vector is the sum of its features' int8 rows, each with its own scale, over the root of their number.
Convolutions over 1 to 4 words (max over the text) and the mean feed a hidden layer and seven outputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from moderator.scoring.features import features, split

WIDTHS = (1, 2, 3, 4)
OUTPUTS = 7
_PAD = max(WIDTHS) - 1  # rows of nothing before each text, so that no window reaches into its neighbour
_KNOWN = 30_000  # words whose vectors are kept; when there are more, all are made anew
_KEPT = 24  # letters; longer words are seldom seen twice

Floats = NDArray[np.float32]


class Network:
    """Weights by name: `rows` int8[2^bits, d], `scales`, `conv{k}_w` [f, d, k], `conv{k}_b`, `hidden_w` ..."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        _check(weights)
        self.bits = int(weights["bits"])
        self._rows = weights["rows"]
        self._scales = weights["scales"].astype("float32")
        self._width = self._rows.shape[1]
        self._conv = [_flat(weights[f"conv{k}_w"]) for k in WIDTHS]
        self._conv_b = [weights[f"conv{k}_b"] for k in WIDTHS]
        self._hidden = (np.ascontiguousarray(weights["hidden_w"].T), weights["hidden_b"])
        self._out = (np.ascontiguousarray(weights["out_w"].T), weights["out_b"])
        self._known: dict[str, int] = {}
        self._vectors = np.zeros((0, self._width), "float32")

    def logits(self, texts: Sequence[str]) -> Floats:
        """float32[texts, 7], before calibration, for normalised texts of MOST_WORDS words at most."""
        words, which, counts = split(texts)
        before = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype("int64")
        heads = before + _PAD * (np.arange(len(counts)) + 1)  # first row of each text in the padded table
        table = np.zeros((len(which) + _PAD * (len(counts) + 1) + 1, self._width), "float32")
        if words:
            at = np.arange(len(which)) + _PAD * (np.repeat(np.arange(len(counts)), counts) + 1)
            table[at] = self._of(words)[which]
        return self._head(self._pool(table, heads, counts))

    def _of(self, words: list[str]) -> Floats:
        """The vector of each word; those met before are remembered."""
        new = [word for word in words if word not in self._known]
        if len(self._known) + len(new) > _KNOWN:
            self._known, new = {}, words
            self._vectors = self._vectors[:0]
        if new:
            made = self._word_vectors(new)
            kept = [n for n, word in enumerate(new) if len(word) <= _KEPT]
            first = len(self._vectors)
            self._known.update((new[n], first + place) for place, n in enumerate(kept))
            self._vectors = np.concatenate([self._vectors, made[kept]])
            if len(kept) < len(new):
                long = {word: made[n] for n, word in enumerate(new) if len(word) > _KEPT}
                return np.stack([long[w] if w in long else self._vectors[self._known[w]] for w in words])
        return self._vectors[[self._known[word] for word in words]]

    def _word_vectors(self, words: list[str]) -> Floats:
        rows, per_word = features(words, self.bits)
        vectors = self._rows[rows].astype("float32")
        vectors *= self._scales[rows][:, None]
        offsets = np.concatenate([[0], np.cumsum(per_word)[:-1]])
        summed = np.add.reduceat(vectors, offsets, axis=0)
        summed /= np.sqrt(per_word).astype("float32")[:, None]
        return np.asarray(summed, "float32")

    def _pool(self, table: Floats, heads: NDArray[np.int64], counts: NDArray[np.int64]) -> Floats:
        """Each text's largest answer of each filter, and its mean. A window of nothing counts too."""
        mean = np.add.reduceat(table, heads, axis=0)
        mean /= np.sqrt(np.maximum(counts, 1)).astype("float32")[:, None]
        pooled = []
        step, width = table.strides
        for k, weight, bias in zip(WIDTHS, self._conv, self._conv_b, strict=True):
            windows = as_strided(table[_PAD - k + 1 :], (len(table) - _PAD, k * self._width), (step, width))
            largest = np.maximum.reduceat(windows @ weight, heads - _PAD, axis=0)
            pooled.append(np.maximum(np.maximum(largest, 0) + bias, 0))
        return np.concatenate([*pooled, mean], axis=1)

    def _head(self, pooled: Floats) -> Floats:
        hidden = np.maximum(pooled @ self._hidden[0] + self._hidden[1], 0)
        return np.asarray(hidden @ self._out[0] + self._out[1], "float32")


def _flat(weight: NDArray[Any]) -> Floats:
    """[filters, d, taps] as one matrix over a window's rows, first row first."""
    return np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, weight.shape[0]), "float32")


def _check(weights: Mapping[str, NDArray[Any]]) -> None:
    """Raises ValueError when these are not the weights of this network: better now than at the first text."""
    shapes = {
        name: weights[name].shape for name in ("rows", "scales", "hidden_w", "hidden_b", "out_w", "out_b")
    }
    if weights["bits"].shape != () or weights["rows"].dtype != np.int8 or len(shapes["rows"]) != 2:
        raise ValueError("these are not the rows of this network")
    number, width = shapes["rows"]
    hidden = shapes["hidden_b"][0] if len(shapes["hidden_b"]) == 1 else 0
    pooled = width
    for k in WIDTHS:
        conv, bias = weights[f"conv{k}_w"].shape, weights[f"conv{k}_b"].shape
        if len(conv) != 3 or conv[1:] != (width, k) or bias != (conv[0],):
            raise ValueError("a convolution has another shape")
        pooled += conv[0]
    expected = {
        "rows": (1 << int(weights["bits"]), width),
        "scales": (number,),
        "hidden_w": (hidden, pooled),
        "hidden_b": (hidden,),
        "out_w": (OUTPUTS, hidden),
        "out_b": (OUTPUTS,),
    }
    if shapes != expected or not hidden:
        raise ValueError("the weights do not have the shape of this network")
    if not all(np.isfinite(value).all() for name, value in weights.items() if name != "rows"):
        raise ValueError("a weight is no number")
