"""Texts as the models of Detoxify read them: tokens, in windows of a length that the model can take.

Windows are sorted by length and go through the model in batches of about the same number of tokens, because a long
text among short ones makes every short one as long. Of a text with several windows the harshest counts, so that an
insult at the end of a long text is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.problems import ScorerGone
from moderator.scores import LABELS
from moderator.scoring.bundle import AGAIN, Manifest
from moderator.scoring.embedded import READ

TOKENS_AT_ONCE = 512
MOST_AT_ONCE = 256
_SURROGATES = re.compile("[\ud800-\udfff]")  # half a character: tokenizers take whole ones

Run = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]
"""Token ids and mask, int64[batch, length] each, to probabilities, float32[batch, outputs]."""


class Windows:
    """`window` tokens are read at once, the marks at both ends among them."""

    def __init__(self, tokenizer: Any, *, window: int, vocabulary: int, pad: int) -> None:
        ends = tokenizer.encode("").ids
        if len(ends) != 2 or window <= 2 or max(*ends, pad, tokenizer.get_vocab_size() - 1) >= vocabulary:
            raise ScorerGone(
                "The model and its tokenizer do not belong together",
                "the tokenizer has other tokens than the model knows",
                "Install the model again, both from the same place",
            )
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer, self._window, self._pad = tokenizer, window, pad
        self._first, self._last = ends

    def probabilities(self, texts: Sequence[str], run: Run, outputs: int) -> NDArray[np.float32]:
        """float32[texts, outputs]. Of each text the first READ letters are read. Raises ScorerGone for no numbers."""
        found = np.zeros((len(texts), outputs), "float32")
        windows, owners = self._cut(texts)
        for chosen in batches([len(window) for window in windows]):
            longest = len(windows[chosen[-1]])
            ids = np.full((len(chosen), longest), self._pad, "int64")
            mask = np.zeros((len(chosen), longest), "int64")
            for row, n in enumerate(chosen):
                ids[row, : len(windows[n])] = windows[n]
                mask[row, : len(windows[n])] = 1
            np.maximum.at(found, [owners[n] for n in chosen], run(ids, mask)[:, :outputs])
        if not np.isfinite(found).all():
            raise ScorerGone(
                "The model answers with no numbers", "its weights are damaged", "Install the model again"
            )
        return np.clip(found, 0.0, 1.0)

    def _cut(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        whole = [_SURROGATES.sub("\ufffd", text[:READ]) for text in texts]
        room = self._window - 2
        windows, owners = list[list[int]](), list[int]()
        for owner, encoded in enumerate(self._tokenizer.encode_batch(whole, add_special_tokens=False)):
            tokens = encoded.ids
            for start in range(0, max(len(tokens), 1), room):
                windows.append([self._first, *tokens[start : start + room], self._last])
                owners.append(owner)
        return windows, owners


class Transformer:
    """What the scorers of one model share, whatever it runs on. Fits `Scorer`; they say how a batch is run."""

    def __init__(self, manifest: Manifest, windows: Windows) -> None:
        self.name, self.languages = manifest.name, manifest.languages
        self.version = f"{manifest.version}-{manifest.precision}"
        self.manifest, self._windows = manifest, windows

    def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        return by_label(self.probabilities(texts), self.manifest.labels)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32[texts, labels of the manifest]."""
        return self._windows.probabilities(texts, self._run, len(self.manifest.labels))

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        raise NotImplementedError


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions, shortest first, in groups of TOKENS_AT_ONCE tokens or less, padding included."""
    chosen = list[int]()
    for n in sorted(range(len(lengths)), key=lambda n: lengths[n]):
        if chosen and (lengths[n] * (len(chosen) + 1) > TOKENS_AT_ONCE or len(chosen) >= MOST_AT_ONCE):
            yield chosen
            chosen = []
        chosen.append(n)
    if chosen:
        yield chosen


def by_label(rows: NDArray[np.float32], labels: Sequence[str]) -> list[Mapping[str, float]]:
    """As `Scorer.score` answers. A label that the model does not have is 0: it raises no veil."""
    return [dict.fromkeys(LABELS, 0.0) | dict(zip(labels, map(float, row), strict=True)) for row in rows]


def gone(manifest: Manifest, why: str) -> ScorerGone:
    """A model that cannot be used."""
    return ScorerGone(f"The model {manifest.name} cannot be used", why, AGAIN)
