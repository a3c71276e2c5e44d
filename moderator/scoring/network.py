"""The embedded network's forward pass in NumPy: word vectors, convolutions over words, one hidden layer.

A word's vector is the sum of its features' int8 rows, each with its own scale, over the root of their number.
Convolutions over 1 to 4 words (max over the text) and the mean feed a hidden layer and seven outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.scoring.features import Features

WIDTHS = (1, 2, 3, 4)
_PAD = max(WIDTHS) - 1  # rows of nothing before each text, so that no window reaches into its neighbour

Floats = NDArray[np.float32]


class Network:
    """Weights by name: `rows` int8[2^bits, d], `scales`, `conv{k}_w` [f, d, k], `conv{k}_b`, `hidden_w` ..."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self.bits = int(weights["bits"])
        self._rows = weights["rows"]
        self._scales = weights["scales"].astype("float32")
        self._width = self._rows.shape[1]
        self._conv = [np.ascontiguousarray(weights[f"conv{k}_w"].transpose(2, 1, 0)) for k in WIDTHS]
        self._conv_b = [weights[f"conv{k}_b"] for k in WIDTHS]
        self._hidden = (np.ascontiguousarray(weights["hidden_w"].T), weights["hidden_b"])
        self._out = (np.ascontiguousarray(weights["out_w"].T), weights["out_b"])
        if self._rows.shape != (1 << self.bits, self._width) or self._out[1].shape != (7,):
            raise ValueError("the weights do not have the shape of this network")

    def logits(self, features: Features) -> Floats:
        """float32[texts, 7], before calibration."""
        counts = features.words
        texts, words = len(counts), len(features.per_word)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        heads = starts + _PAD * (np.arange(texts) + 1)  # first row of each text in the padded table
        total = words + _PAD * (texts + 1)
        table = np.zeros((total, self._width), "float32")
        real = np.zeros(total, bool)
        if words:
            at = np.arange(words) + _PAD * (np.repeat(np.arange(texts), counts) + 1)
            table[at] = self._word_vectors(features)
            real[at] = True
        return self._head(self._pool(table, real, heads, counts))

    def _word_vectors(self, features: Features) -> Floats:
        vectors = self._rows[features.rows].astype("float32")
        vectors *= self._scales[features.rows][:, None]
        offsets = np.concatenate([[0], np.cumsum(features.per_word)[:-1]])
        summed = np.add.reduceat(vectors, offsets, axis=0)
        summed /= np.sqrt(np.maximum(features.per_word, 1)).astype("float32")[:, None]
        return np.asarray(summed, "float32")

    def _pool(
        self, table: Floats, real: NDArray[np.bool_], heads: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> Floats:
        total, segments = len(table), np.minimum(heads, len(table) - 1)
        filled = counts > 0
        mean = np.add.reduceat(table, segments, axis=0)
        mean /= np.sqrt(np.maximum(counts, 1)).astype("float32")[:, None]
        mean[~filled] = 0
        last = heads + np.maximum(counts, 1) - 1
        pooled = []
        for k, (weight, bias) in enumerate(zip(self._conv, self._conv_b, strict=True), 1):
            out = np.zeros((total, weight.shape[2]), "float32")
            for tap in range(k):
                back = k - 1 - tap
                if back:
                    out[back:] += table[:-back] @ weight[tap]
                else:
                    out += table @ weight[tap]
            out += bias
            np.maximum(out, 0, out=out)
            seen = real.copy()
            for after in range(1, k):  # windows that reach beyond the last word
                seen[np.minimum(last + after, total - 1)] = True
            out[~seen] = 0
            pooled.append(np.maximum.reduceat(out, segments, axis=0))
        return np.concatenate([*pooled, mean], axis=1)

    def _head(self, pooled: Floats) -> Floats:
        hidden = np.maximum(pooled @ self._hidden[0] + self._hidden[1], 0)
        return np.asarray(hidden @ self._out[0] + self._out[1], "float32")
