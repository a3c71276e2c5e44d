"""`python -m moderator.scoring.train DATA`: makes the embedded scorer that ships in resources/models/.

Needs the extra `train` (torch, pyarrow, scikit-learn). Seeded: the same data and seed give the same metrics
within .002. Writes words.txt.gz, embedded.npz, its manifest embedded.json with sha256, data, licences, metrics and
thresholds, and MODEL-CARD.md.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from random import Random

log = logging.getLogger("moderator.scoring.train")

SEED = 20261124
_TARGET = Path(__file__).resolve().parent.parent.parent / "resources" / "models"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m moderator.scoring.train", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with train.parquet and profanity_en.csv.gz")
    parser.add_argument("--out", type=Path, default=_TARGET)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(asked.data, asked.out, epochs=asked.epochs, threads=asked.threads, seed=asked.seed)


def train(data: Path, out: Path, *, epochs: int, threads: int, seed: int) -> None:
    """Read, fit, calibrate, measure, write."""
    import numpy as np
    import torch

    from moderator.scoring import vocabulary
    from moderator.scoring.training import counting, finishing, fitting, lesson, mixing, phrasing
    from moderator.scoring.training import data as tables

    torch.set_num_threads(threads)
    rows, valid = tables.load(data)
    log.info("%d training rows, %d validation rows", len(rows.texts), len(valid.texts))
    out.mkdir(parents=True, exist_ok=True)
    counting.write(counting.count(rows), out / vocabulary.FILE)
    learnt = lesson.prepare(rows, Random(seed))  # noqa: S311 - augmentation, no secret
    log.info("features made")
    phrases = phrasing.fit(learnt.texts, learnt.wanted, learnt.counts, seed=seed)
    encoded = fitting.encode(learnt.texts)
    net = fitting.fit(encoded, learnt.wanted, learnt.counts, seed=seed, epochs=epochs)
    raw = mixing.mixed(fitting.weights(net), phrases)
    np.savez_compressed(out / "embedded.npz", **raw)  # type: ignore[arg-type]
    log.info("fitted; calibrating and measuring")
    own = len(learnt.wanted) - len(rows.texts)  # of which some are cut from rows
    finishing.finish(raw, valid, out, seed=seed, epochs=epochs, rows=len(rows.texts), own=own)


if __name__ == "__main__":
    main()
