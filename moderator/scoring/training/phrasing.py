"""The network over phrases in torch: which phrases it knows, and its fitting. `phrases.py` does the same with NumPy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from moderator.scoring import phrases
from moderator.scoring.features import MOST_WORDS, split
from moderator.scoring.training.fitting import shrunk

log = logging.getLogger(__name__)

KNOWN = 160_000  # phrases: those that stand in most texts
LEAST = 6  # texts that a phrase stands in. Learnt by heart, rarer ones cost more than they bring
WIDTH, HIDDEN = 24, 48
EPOCHS, BATCH = 2, 256
DROPOUT, DROPPED = 0.2, 0.1
RATE_ROWS, RATE_REST = 0.05, 2e-3
_AT_ONCE = 20_000  # texts

Floats = NDArray[np.float32]


class Net(nn.Module):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(number, WIDTH, mode="sum", sparse=True)
        nn.init.normal_(self.rows.weight, 0, 0.001)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 7)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, rows: torch.Tensor, first: torch.Tensor, number: torch.Tensor) -> torch.Tensor:
        vectors = self.drop(self.rows(rows, first) / number.sqrt()[:, None])
        return self.out(self.drop(torch.relu(self.hidden(vectors))))  # type: ignore[no-any-return]


def fit(texts: Sequence[str], wanted: Floats, counts: Floats, *, seed: int) -> dict[str, NDArray[Any]]:
    """Weights as `phrases.Phrases` takes them, learnt from normalised texts towards `wanted`, as in `fitting.fit`."""
    cut = [" ".join(text.split()[:MOST_WORDS]) for text in texts]
    keys = _choose(cut)
    rows, at = _known(cut, keys)
    log.info("%d phrases", len(keys))
    torch.manual_seed(seed)
    random = np.random.RandomState(seed)
    net = Net(len(keys))
    sparse = torch.optim.Adagrad([net.rows.weight], lr=RATE_ROWS)
    dense = torch.optim.AdamW([*net.hidden.parameters(), *net.out.parameters()], lr=RATE_REST)
    targets, weights = torch.from_numpy(wanted), torch.from_numpy(counts)
    total, step = EPOCHS * (len(cut) // BATCH), 0
    for epoch in range(EPOCHS):
        order = random.permutation(len(cut))
        for start in range(0, len(order) - BATCH, BATCH):
            step += 1
            left = max(0.03, 1 - step / total)
            dense.param_groups[0]["lr"], sparse.param_groups[0]["lr"] = RATE_REST * left, RATE_ROWS * left
            chosen = order[start : start + BATCH]
            loss = nn.functional.binary_cross_entropy_with_logits(
                net(*_batch(rows, at, chosen, random)), targets[chosen], weights[chosen], reduction="none"
            )
            sparse.zero_grad()
            dense.zero_grad()
            (loss.sum() / BATCH).backward()  # type: ignore[no-untyped-call]
            sparse.step()
            dense.step()
        log.info("phrases: epoch %d of %d", epoch + 1, EPOCHS)
    return _weights(net, keys)


def _choose(texts: Sequence[str]) -> NDArray[np.uint32]:
    """The keys of the phrases that stand in most texts, ascending."""
    seen = []
    for start in range(0, len(texts), _AT_ONCE):
        text, key = phrases.keys(split(texts[start : start + _AT_ONCE]))
        different = np.unique((text.astype("uint64") << np.uint64(32)) | key)
        seen.append(different.astype("uint32"))  # its lower half is the key
    keys, times = np.unique(np.concatenate(seen), return_counts=True)
    best = np.argsort(-times, kind="stable")[:KNOWN]
    return np.sort(keys[best[times[best] >= LEAST]])


def _known(texts: Sequence[str], keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows of each text's known phrases, text after text, and where each text's begin."""
    known = phrases.Known(keys)
    rows, numbers = [], []
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        text, row = known.of(split(some))
        rows.append(row)
        numbers.append(np.bincount(text, minlength=len(some)))
    return np.concatenate(rows), np.concatenate([[0], np.cumsum(np.concatenate(numbers))])


def _batch(
    rows: NDArray[np.int64], at: NDArray[np.int64], chosen: NDArray[np.int64], random: np.random.RandomState
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    number = at[chosen + 1] - at[chosen]
    first = np.concatenate([[0], np.cumsum(number)])
    here = rows[np.repeat(at[chosen] - first[:-1], number) + np.arange(first[-1])]
    kept = random.random_sample(len(here)) > DROPPED
    first = np.concatenate([[0], np.cumsum(kept)])[first]
    number = np.maximum(np.diff(first), 1).astype("float32")
    return torch.from_numpy(here[kept]), torch.from_numpy(first[:-1].copy()), torch.from_numpy(number)


def _weights(net: Net, keys: NDArray[np.uint32]) -> dict[str, NDArray[Any]]:
    rows, scales = shrunk(net.rows.weight.detach().numpy())
    return {
        "phrase_keys": keys,
        "phrase_rows": rows,
        "phrase_scales": scales,
        "phrase_hidden_w": net.hidden.weight.detach().numpy(),
        "phrase_hidden_b": net.hidden.bias.detach().numpy(),
        "phrase_out_w": net.out.weight.detach().numpy(),
        "phrase_out_b": net.out.bias.detach().numpy(),
    }
