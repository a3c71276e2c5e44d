"""Detoxify as the library calls it against the same weights converted: speed, parity, memory, start.

The weights are random, of the true size and architecture of `original`: what they answer means nothing, what it costs
is what the published ones cost. Nothing is downloaded. Ways take turns within one run; a round is the fastest of each.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from moderator import resources
from moderator.bench.fresh import in_fresh_process
from moderator.bench.goals import Goal
from moderator.scoring import bundle

TEXTS = 32
LIST = 32  # texts in one call of the library
TRUE_SIZE: dict[str, int] = {}  # what transformers takes for bert-base-uncased
SMALL = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 1, "intermediate_size": 128}
_CLASSES = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]


class Made(NamedTuple):
    """One set of weights twice: as the library loads it, and converted, in `folder`."""

    library: Any
    folder: Path
    manifest: bundle.Manifest


@contextmanager
def made(
    sizes: dict[str, int],
    *,
    taught: Callable[[Path], object] = lambda checkpoint: None,
    sample: Sequence[str] = (),
) -> Iterator[Made]:
    """Raises ScorerGone where torch and Detoxify are not installed. `taught` changes the weights before they are
    converted; `sample`: what torch and the converted model are compared on, sentences of our own where it is empty.
    """
    from moderator.scoring.detoxify import libraries

    with tempfile.TemporaryDirectory(prefix="moderator-bench-") as name, libraries():
        from moderator.scoring.converting import convert, own_sample
        from moderator.scoring.installing import install_from
        from moderator.scoring.shelf import Shelf

        room = Path(name)
        shelf, out = Shelf(room), room / "converted"
        out.mkdir()
        weights = checkpoint(room / "made", sizes)
        taught(weights)
        installed = install_from(shelf, weights, own=True)
        manifest = convert(shelf.place(installed.name), out, sample or own_sample(600))
        yield Made(_library(room / "made"), out, manifest)


def lines(both: Made, texts: Sequence[str]) -> dict[str, Any]:
    """For `bench.scoring`."""
    import torch

    from moderator.scoring.onnx import Onnx

    library, manifest = both.library, both.manifest
    scorers = {threads: Onnx.load(both.folder, threads=threads) for threads in (1, 2)}
    figures: dict[str, Any] = {
        "converted: precision": manifest.precision,
        "converted: size MB": round(manifest.size / 1e6, 1),
        "converted: largest difference": Goal(".007", 0.05, False).beside(manifest.parity["largest"]),
        "converted: mean difference": Goal(".002", 0.005, False).beside(manifest.parity["mean"]),
        "converted: veils that change": Goal("-", 0.005, False).beside(manifest.parity["changed"]),
    }
    for threads, clock in ((1, time.process_time), (2, time.perf_counter)):
        torch.set_num_threads(threads)
        ways: dict[str, Callable[[], object]] = {
            "one": lambda: [library.predict(text) for text in texts],
            "list": lambda: listed(library, texts),
            "converted": lambda threads=threads: scorers[threads].score(texts),  # type: ignore[misc]
        }
        took = _in_turns(ways, clock)
        per = "CPU second" if threads == 1 else "second"
        figures |= {
            f"converted: comments per {per}, {threads} threads": round(len(texts) / took["converted"], 1),
            f"converted against the better call, {threads} threads": Goal("2.6", 2.5).beside(
                round(min(took["one"], took["list"]) / took["converted"], 2)
            ),
            f"converted against lists of {LIST}, {threads} threads": Goal("9.5", 8).beside(
                round(took["list"] / took["converted"], 2)
            ),
        }
    return figures | _from_nothing(both.folder, texts)


def listed(library: Any, texts: Sequence[str]) -> None:
    """As the library's own examples call it."""
    for start in range(0, len(texts), LIST):
        library.predict(list(texts[start : start + LIST]))


def _in_turns(
    ways: dict[str, Callable[[], object]], clock: Callable[[], float], rounds: int = 2
) -> dict[str, float]:
    took = dict.fromkeys(ways, float("inf"))
    for n in range(rounds):
        for name in list(ways) if n % 2 == 0 else list(ways)[::-1]:
            began = clock()
            ways[name]()
            took[name] = min(took[name], clock() - began)
    return took


def _from_nothing(folder: Path, texts: Sequence[str]) -> dict[str, Any]:
    cost = in_fresh_process("fresh_model", list(texts), str(folder))
    return {
        "converted: import, load and first call, CPU s": Goal("-", 1, False).beside(
            round(cost["import_s"] + cost["load_s"], 3)
        ),
        "converted: peak MB": Goal("-", 450, False).beside(cost["peak_mb"]),
    }


def checkpoint(folder: Path, sizes: dict[str, int]) -> Path:
    """A checkpoint of `original` with random weights, and its vocabulary. Inside `libraries()`."""
    import torch
    import transformers

    folder.mkdir()
    with gzip.open(resources.path("models", "bert-base-uncased-vocab.txt.gz")) as packed:
        (folder / "vocab.txt").write_bytes(packed.read())
    torch.manual_seed(20261125)
    config = transformers.BertConfig(num_labels=len(_CLASSES), **sizes)
    model = transformers.BertForSequenceClassification(config)
    config.architectures = ["BertForSequenceClassification"]
    config.save_pretrained(folder)
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true, "model_max_length": 512}', "utf-8")
    arch = {
        "num_classes": len(_CLASSES),
        "model_type": str(folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    config_of = {"arch": {"type": "", "args": arch}, "dataset": {"type": "", "args": {"classes": _CLASSES}}}
    torch.save({"state_dict": model.state_dict(), "config": config_of}, folder / "original.ckpt")
    return folder / "original.ckpt"


def _library(folder: Path) -> Any:
    """As the library loads it itself."""
    from detoxify.detoxify import Detoxify

    return Detoxify(checkpoint=str(folder / "original.ckpt"), huggingface_config_path=str(folder))
