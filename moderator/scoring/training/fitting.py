"""The network in torch, and its fitting. The same arithmetic as `network.py` does with NumPy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from moderator.scoring.features import MOST_WORDS, batches, features, split
from moderator.scoring.network import WIDTHS

log = logging.getLogger(__name__)

BITS, WIDTH, FILTERS, HIDDEN, REACH = 18, 48, 144, 160, 5
EPOCHS, BATCH = 4, 128
DROPOUT, WORDS_DROPPED, FEATURES_DROPPED = 0.25, 0.02, 0.05
RATE_ROWS, RATE_REST = 0.02, 1e-3
LEVELS = 15


Floats = NDArray[np.float32]


class Encoded(NamedTuple):
    """Many texts as words. `rows` and `row_at`: the features of each different word; `which` and `text_at`: the
    words of each text, one text after the other."""

    rows: NDArray[np.uint32]
    row_at: NDArray[np.int64]
    which: NDArray[np.int32]
    text_at: NDArray[np.int64]


def encode(texts: Sequence[str]) -> Encoded:
    """Words and features of normalised texts."""
    words, which, counts = split(texts)
    made = [features(words[start:end], BITS) for start, end in batches(words)]
    per_word = np.concatenate([part.per_word for part in made])
    return Encoded(
        np.concatenate([part.rows for part in made]),
        np.concatenate([[0], np.cumsum(per_word)]),
        which,
        np.concatenate([[0], np.cumsum(counts)]),
    )


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag(1 << BITS, WIDTH, mode="sum", sparse=True)
        nn.init.normal_(self.rows.weight, 0, 0.1)
        self.around = nn.Conv1d(WIDTH, WIDTH, REACH, padding=REACH // 2)
        self.conv = nn.ModuleList([nn.Conv1d(WIDTH, FILTERS, k, padding=k - 1) for k in WIDTHS])
        self.drop = nn.Dropout(DROPOUT)
        self.hidden = nn.Linear(len(WIDTHS) * FILTERS + WIDTH, HIDDEN)
        self.out = nn.Linear(HIDDEN, 7)

    def forward(self, batch: dict[str, Any]) -> torch.Tensor:
        words = self.rows(batch["rows"], batch["offsets"]) / batch["counts"].sqrt()[:, None]
        texts, longest = batch["shape"]
        real = words.new_zeros(texts * longest, 1).index_fill(0, batch["at"], 1.0)
        words = words[batch["of_word"]]
        if self.training:  # now and then a whole word is not seen: no single one may decide alone
            words = words * (torch.rand(len(words), 1) > WORDS_DROPPED)
        table = words.new_zeros(texts * longest, WIDTH).index_copy(0, batch["at"], words)
        table = self.drop(table.view(texts, longest, WIDTH))
        around = torch.relu(self.around(table.transpose(1, 2))).transpose(1, 2)
        table = table + around * real.view(texts, longest, 1)
        mean = table.sum(1) / batch["words"][:, None].sqrt()
        signal = table.transpose(1, 2)
        pooled = [torch.relu(conv(signal).amax(2)) for conv in self.conv]
        hidden = torch.relu(self.hidden(torch.cat([*pooled, mean], 1)))
        return self.out(self.drop(hidden))  # type: ignore[no-any-return]


def _batch(
    encoded: Encoded, chosen: NDArray[np.int64], dropping: np.random.RandomState | None = None
) -> dict[str, Any]:
    """`dropping`: leave out some features of each word, so that none of them, the whole word too, is learnt by heart."""
    spans = [
        np.arange(encoded.text_at[text], min(encoded.text_at[text + 1], encoded.text_at[text] + MOST_WORDS))
        for text in chosen
    ]
    sizes = np.array([len(span) for span in spans])
    longest = int(sizes.max()) + 1  # a window of nothing counts for every text, as it does in `network.py`
    different, of_word = np.unique(encoded.which[np.concatenate(spans)], return_inverse=True)
    counts = encoded.row_at[different + 1] - encoded.row_at[different]
    offsets = np.concatenate([[0], np.cumsum(counts)])
    rows = encoded.rows[np.repeat(encoded.row_at[different] - offsets[:-1], counts) + np.arange(offsets[-1])]
    if dropping is not None:
        kept = dropping.random_sample(len(rows)) > FEATURES_DROPPED
        rows, counts = rows[kept], np.add.reduceat(kept.astype("int64"), offsets[:-1])
        offsets = np.concatenate([[0], np.cumsum(counts)])
    at = np.concatenate([n * longest + np.arange(size) for n, size in enumerate(sizes)])
    tensor = torch.from_numpy
    return {
        "rows": tensor(rows.astype("int64")),
        "offsets": tensor(offsets[:-1].astype("int64")),
        "counts": tensor(np.maximum(counts, 1).astype("float32")),
        "of_word": tensor(of_word.astype("int64")),
        "at": tensor(at.astype("int64")),
        "words": tensor(np.maximum(sizes, 1).astype("float32")),
        "shape": (len(chosen), longest),
    }


def fit(encoded: Encoded, wanted: Floats, counts: Floats, *, seed: int, epochs: int = EPOCHS) -> Net:
    """Train towards `wanted` (0 to 1), each cell counting as much as `counts` says; 0 where nothing is known.

    Batches are made of texts of like length.
    """
    torch.manual_seed(seed)
    random = np.random.RandomState(seed)
    net = Net()
    sparse = torch.optim.Adagrad([net.rows.weight], lr=RATE_ROWS)
    rest = [parameter for name, parameter in net.named_parameters() if not name.startswith("rows.")]
    dense = torch.optim.AdamW(rest, lr=RATE_REST, weight_decay=1e-3)
    targets, weights = torch.from_numpy(wanted), torch.from_numpy(counts)
    lengths = np.diff(encoded.text_at)
    total, step = epochs * (len(wanted) // BATCH), 0
    for epoch in range(epochs):
        lost = 0.0
        order = _order(lengths, random)
        for n, chosen in enumerate(order):
            step += 1
            left = max(0.02, 1 - step / total)
            dense.param_groups[0]["lr"] = RATE_REST * left
            sparse.param_groups[0]["lr"] = RATE_ROWS * max(0.1, left)
            loss = nn.functional.binary_cross_entropy_with_logits(
                net(_batch(encoded, chosen, random)), targets[chosen], weights[chosen], reduction="none"
            )
            mean = loss.sum() / len(chosen)
            sparse.zero_grad()
            dense.zero_grad()
            mean.backward()  # type: ignore[no-untyped-call]
            sparse.step()
            dense.step()
            lost += float(mean.detach())
            if n % 500 == 0:
                done = step / total
                log.info(
                    "epoch %d of %d, %3.0f %% done, loss %.4f", epoch + 1, epochs, 100 * done, lost / (n + 1)
                )
    return net


def _order(lengths: NDArray[np.int64], random: np.random.RandomState) -> list[NDArray[np.int64]]:
    shuffled = random.permutation(len(lengths))
    made: list[NDArray[np.int64]] = []
    for start in range(0, len(shuffled), BATCH * 50):
        block = shuffled[start : start + BATCH * 50]
        block = block[np.argsort(lengths[block], kind="stable")]
        made += [block[at : at + BATCH] for at in range(0, len(block), BATCH)]
    return [made[n] for n in random.permutation(len(made))]


def shrunk(table: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Each row in whole steps of its own scale. LEVELS steps each way and not 127: no figure changes by more than .0003,
    and the packed file loses a third."""
    scale = np.abs(table).max(1, keepdims=True) / LEVELS + 1e-7
    return np.round(table / scale).astype("int8"), scale.astype("float16").ravel()


def weights(net: Net) -> dict[str, NDArray[Any]]:
    """The trained network as `network.Network` takes it: rows in int8 with a float16 scale each."""
    rows, scales = shrunk(net.rows.weight.detach().numpy())
    made: dict[str, NDArray[Any]] = {
        "bits": np.array(BITS),
        "rows": rows,
        "scales": scales,
        "hidden_w": net.hidden.weight.detach().numpy(),
        "hidden_b": net.hidden.bias.detach().numpy(),
        "out_w": net.out.weight.detach().numpy(),
        "out_b": net.out.bias.detach().numpy(),
    }
    made["around_w"] = net.around.weight.detach().numpy()
    made["around_b"] = net.around.bias.detach().numpy()  # type: ignore[union-attr]
    for k, conv in zip(WIDTHS, net.conv, strict=True):
        made[f"conv{k}_w"] = conv.weight.detach().numpy()  # type: ignore[operator, union-attr]
        made[f"conv{k}_b"] = conv.bias.detach().numpy()  # type: ignore[operator, union-attr]
    return made
