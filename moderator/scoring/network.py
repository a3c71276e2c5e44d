"""The embedded network's forward pass in NumPy: word vectors, convolutions over words, one hidden layer.

A word's vector is the sum of its features' int8 rows, each with its own scale, over the root of their number.
To it is added what the words around it say (a convolution over five words), so that "hate" after "do not" is
another word. Convolutions over 1 to 4 words (max over the text) and the mean feed a hidden layer and seven outputs.
To them are added those of the network over phrases; how much each of the two counts is within their last layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from moderator.scoring.features import features, split
from moderator.scoring.phrases import Phrases

WIDTHS = (1, 2, 3, 4)
AROUND = 5  # words that a word is read among
OUTPUTS = 7
_PAD = max(*WIDTHS, AROUND) - 1
_ROWS = 1500  # words of one block
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
        self._around = (_flat(weights["around_w"]), weights["around_b"])
        self._conv = [_flat(weights[f"conv{k}_w"]) for k in WIDTHS]
        self._conv_b = [weights[f"conv{k}_b"] for k in WIDTHS]
        self._hidden = (np.ascontiguousarray(weights["hidden_w"].T), weights["hidden_b"])
        self._out = (np.ascontiguousarray(weights["out_w"].T), weights["out_b"])
        self._phrases = Phrases(weights)
        self._known: dict[str, int] = {}
        self._vectors = np.zeros((0, self._width), "float32")

    def logits(self, texts: Sequence[str]) -> Floats:
        """float32[texts, 7], before calibration, for normalised texts of MOST_WORDS words at most."""
        parted = split(texts)
        words, which, counts = parted
        vectors = self._of(words) if words else np.zeros((1, self._width), "float32")
        first = np.concatenate([[0], np.cumsum(counts)])
        made = np.zeros((len(counts), OUTPUTS), "float32")
        order = np.argsort(counts, kind="stable")
        for start, end in _blocks(counts[order]):
            chosen = order[start:end]
            longest = int(counts[chosen[-1]])
            # each text is followed by rows of nothing, so that no window reaches into its neighbour
            table = np.zeros((len(chosen) + 1, longest + _PAD, self._width), "float32")
            for row, text in enumerate(chosen, 1):
                table[row, : counts[text]] = vectors[which[first[text] : first[text + 1]]]
            made[chosen] = self._head(self._pool(table, counts[chosen]))
        made += self._phrases.logits(parted)
        return made

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

    def _pool(self, table: Floats, counts: NDArray[np.int64]) -> Floats:
        """Each text's largest answer of each filter, and its mean. A window of nothing counts too.

        `table`: float32[1 + texts, words + _PAD, d], its first text a blank one.
        """
        texts, rows = table.shape[0] - 1, table.shape[1]
        flat = table.reshape(-1, self._width)
        weight, bias = self._around
        around = np.maximum(_windows(flat[rows - AROUND // 2 :], AROUND) @ weight + bias, 0)
        real = np.arange(rows) < counts[:, None]
        flat[rows : rows + len(around)] += around * real.reshape(-1, 1)[: len(around)]
        mean = table[1:].sum(1) / np.sqrt(np.maximum(counts, 1)).astype("float32")[:, None]
        pooled = []
        for k, weight, bias in zip(WIDTHS, self._conv, self._conv_b, strict=True):
            answers = _windows(flat[rows - k + 1 :], k) @ weight  # of the window that ends at each row
            largest = answers.reshape(texts, rows, -1).max(1)
            pooled.append(np.maximum(np.maximum(largest, 0) + bias, 0))
        return np.concatenate([*pooled, mean], axis=1)

    def _head(self, pooled: Floats) -> Floats:
        hidden = np.maximum(pooled @ self._hidden[0] + self._hidden[1], 0)
        return np.asarray(hidden @ self._out[0] + self._out[1], "float32")


def _blocks(counts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ascending numbers of words cut where texts are of like length, and where a block fits the cache."""
    start, rows = 0, 0
    for n, count in enumerate(counts):
        rows += int(count) + _PAD
        if n > start and (rows > _ROWS or count > counts[start] * 1.15 + 2):
            yield start, n
            start, rows = n, int(count) + _PAD
    yield start, len(counts)


def _windows(table: Floats, size: int) -> Floats:
    """All runs of `size` rows, each as one row, without copying."""
    step, width = table.strides
    return as_strided(table, (len(table) - size + 1, size * table.shape[1]), (step, width))


def _flat(weight: NDArray[Any]) -> Floats:
    """[filters, d, taps] as one matrix over a window's rows, first row first."""
    return np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, weight.shape[0]), "float32")


def _check(weights: Mapping[str, NDArray[Any]]) -> None:
    """Raises ValueError when these are not the weights of this network: better now than at the first text."""
    names = ("rows", "scales", "around_w", "around_b", "hidden_w", "hidden_b", "out_w", "out_b")
    shapes = {name: weights[name].shape for name in names}
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
        "around_w": (width, width, AROUND),
        "around_b": (width,),
        "hidden_w": (hidden, pooled),
        "hidden_b": (hidden,),
        "out_w": (OUTPUTS, hidden),
        "out_b": (OUTPUTS,),
    }
    if shapes != expected or not hidden:
        raise ValueError("the weights do not have the shape of this network")
    if not all(np.isfinite(value).all() for name, value in weights.items() if name != "rows"):
        raise ValueError("a weight is no number")
