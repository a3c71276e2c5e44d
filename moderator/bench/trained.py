"""A small model of the true architecture that has learned something, converted: does it decide as torch does?

Weights that were never trained answer nearly the same to everything, so that nothing can change sides. This one is taught
on labelled comments for half a minute, and compared on others.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from moderator.bench import models
from moderator.bench.goals import Goal
from moderator.scores import LABELS
from moderator.scoring.onnx import Onnx
from moderator.scoring.training.data import Table
from moderator.scoring.training.measuring import auc

SIZES = {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 512}
SIX = LABELS[:6]
STEPS, AT_ONCE, WINDOW = 200, 32, 48
SAMPLE = 600  # comments that are compared
SEED = 20261125


def lines(train: Table, valid: Table) -> dict[str, Any]:
    """For `bench.scoring`. Raises ScorerGone where torch and Detoxify are not installed."""
    rows = np.flatnonzero((valid.languages == "en") & ~np.isnan(valid.truth[:, 0])).tolist()
    sample = Random(SEED).sample(rows, SAMPLE)
    texts = [valid.texts[row] for row in sample]
    with models.made(SIZES, taught=lambda path: _teach(path, train), sample=texts) as both:
        toxicity = Onnx.load(both.folder).probabilities(texts)[:, 0]
        told = both.manifest.parity
    return {
        "trained small model: AUC of toxicity": {"value": auc(valid.truth[sample, 0], toxicity)["auc"]},
        "trained small model: precision": {"value": both.manifest.precision},
        "trained small model: largest difference": Goal(".0185", 0.05, False).beside(told["largest"]),
        "trained small model: mean difference": Goal(".0004", 0.005, False).beside(told["mean"]),
        "trained small model: veils that change": Goal(".004", 0.005, False).beside(told["changed"]),
    }


def _teach(path: Path, train: Table) -> None:
    import torch
    import transformers

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    found = torch.load(path, weights_only=True)
    model = transformers.BertForSequenceClassification(transformers.BertConfig.from_pretrained(path.parent))
    model.load_state_dict(found["state_dict"])
    tokenizer = transformers.BertTokenizer.from_pretrained(path.parent)
    rows = np.flatnonzero((train.languages == "en") & ~np.isnan(train.truth[:, 0])).tolist()
    chance = Random(SEED)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(STEPS):
        some = chance.sample(rows, AT_ONCE)
        wanted = torch.from_numpy(np.nan_to_num(train.labels[some][:, : len(SIX)]) >= 0.5).float()
        given = tokenizer(
            [train.texts[row] for row in some],
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=WINDOW,
        )
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**given).logits, wanted)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    torch.save(found | {"state_dict": model.state_dict()}, path)
