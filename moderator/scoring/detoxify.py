"""Detoxify itself, on torch. The only place that imports torch, transformers or detoxify to score.

Fits `Scorer`. The weights are safetensors, read by the library's own function from a folder that was hashed before;
nothing is asked of the network, and no pickle is read.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.problems import ScorerGone
from moderator.scoring import bundle
from moderator.scoring.onnx import read_tokenizer
from moderator.scoring.threads import cores
from moderator.scoring.variants import VARIANTS, Variant
from moderator.scoring.windows import Transformer, Windows, gone

MISSING = "make detoxify in a checkout; torch comes first, then Detoxify"
_OUTPUTS = {"original": 6, "unbiased": 16, "multilingual": 16}


class Detoxify(Transformer):
    """`threads`: None for one a core. It holds for all of torch in this process."""

    def __init__(self, manifest: bundle.Manifest, model: Any, windows: Windows) -> None:
        super().__init__(manifest, windows)
        self.model = model

    @classmethod
    def load(cls, folder: Path, *, threads: int | None = None) -> Detoxify:
        """Raises ScorerGone naming what is missing, damaged or another's."""
        manifest = bundle.of_folder(folder)
        if manifest.kind != "checkpoint" or manifest.variant not in VARIANTS:
            raise ScorerGone(f"{manifest.name} is no model of Detoxify's", "", bundle.AGAIN)
        with libraries():
            import safetensors.torch
            import torch

            bundle.demand_whole(folder, manifest)
            windows = read_tokenizer((folder / "tokenizer.json").read_bytes(), manifest)
            try:
                weights = safetensors.torch.load_file(folder / "weights.safetensors")
            except Exception as fault:  # SafetensorError derives from nothing narrower
                raise gone(manifest, type(fault).__name__) from None
            torch.set_num_threads(threads or cores())
            model, _ = build(VARIANTS[manifest.variant], folder, weights)
        scorer = cls(manifest, model, windows)
        scorer.probabilities(["."])
        return scorer

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        import torch

        try:
            with torch.inference_mode():
                found = self.model(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))[0]
                return np.asarray(torch.sigmoid(found).numpy(), "float32")
        except (RuntimeError, IndexError, ValueError) as fault:
            raise gone(self.manifest, type(fault).__name__) from None


@contextmanager
def libraries() -> Iterator[None]:
    """Torch and Detoxify are there, ask the network nothing, and keep their warnings to themselves.

    Raises ScorerGone saying what to install.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import detoxify
            import torch
            import transformers
        except ImportError as missing:
            raise ScorerGone(f"{missing.name or 'Detoxify'} is not installed", "", MISSING) from None
        assert detoxify
        assert torch
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        yield


def build(variant: Variant, folder: Path, weights: Mapping[str, Any]) -> tuple[Any, Any]:
    """Detoxify's own model and tokenizer from the config and the tokenizer in `folder`.

    Raises ScorerGone unless the weights are exactly those that the model has. Inside `libraries()`.
    """
    from detoxify.detoxify import get_model_and_tokenizer

    try:
        model, tokenizer = get_model_and_tokenizer(
            model_type=str(folder),
            model_name=variant.model,
            tokenizer_name=variant.tokenizer,
            num_classes=_OUTPUTS[variant.name],
            state_dict=dict(weights),
            huggingface_config_path=str(folder),
        )
    except Exception as fault:  # transformers raises what it likes
        raise ScorerGone(
            f"Detoxify cannot build its model {variant.name} from these files",
            type(fault).__name__,
            "Install it again from the published checkpoint and its tokenizer",
        ) from None
    for name, wanted in model.state_dict().items():
        if name not in weights or weights[name].shape != wanted.shape:
            raise ScorerGone(
                f"The weights are not those of Detoxify's model {variant.name}",
                f"{name} is missing or has another shape",
                "Install it again from the published checkpoint",
            )
    model.eval()
    return model, tokenizer
