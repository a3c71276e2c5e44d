"""A converted Detoxify on ONNX Runtime: the same weights, without torch. The only place that imports it.

Fits `Scorer`. Every file is hashed before it is read. With 512 tokens at once and no plan of its memory, a model of
true size in eight bits stays under 450 MB; with 2,048 it took 700, and was no faster (`moderator bench scoring`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moderator.problems import ScorerGone
from moderator.scoring import bundle
from moderator.scoring.threads import cores
from moderator.scoring.windows import Transformer, Windows, gone

# their kernel for two steps in one takes a quarter of the whole time, the two by themselves next to nothing (1.32, 2026-11)
_SLOWER = ["SkipLayerNormFusion", "BiasSkipLayerNormFusion"]
MISSING = "pip install 'moderator-console[onnx]', or make run in a checkout"


class Onnx(Transformer):
    """`threads`: None for one a core."""

    def __init__(self, manifest: bundle.Manifest, session: Any, windows: Windows) -> None:
        super().__init__(manifest, windows)
        self._session = session

    @classmethod
    def load(cls, folder: Path, *, threads: int | None = None) -> Onnx:
        """Raises ScorerGone naming what is missing, damaged or another's."""
        manifest = bundle.of_folder(folder)
        if manifest.kind != "onnx":
            raise ScorerGone(f"{manifest.name} is no converted model", "", "moderator model convert")
        try:
            import onnxruntime
        except ImportError:
            raise ScorerGone("ONNX Runtime is not installed", "", MISSING) from None
        windows = read_tokenizer(bundle.content(folder, manifest, "tokenizer.json"), manifest)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        bundle.demand_whole(folder, manifest, ["model.onnx"])
        try:
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOWER,
            )
        except Exception as fault:  # ONNX Runtime's own errors have no class in common but this
            raise gone(manifest, type(fault).__name__) from None
        if [each.name for each in session.get_inputs()] != ["input_ids", "attention_mask"]:
            raise gone(manifest, "it takes other inputs")
        scorer = cls(manifest, session, windows)
        scorer.probabilities(["."])
        return scorer

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        try:
            (found,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        except Exception as fault:  # as above
            raise gone(self.manifest, type(fault).__name__) from None
        if found.ndim != 2 or len(found) != len(ids) or found.shape[1] < len(self.manifest.labels):
            raise gone(self.manifest, "its answers have another shape")
        return np.asarray(found, "float32")


def read_tokenizer(content: bytes, manifest: bundle.Manifest) -> Windows:
    """From a tokenizer.json. Raises ScorerGone."""
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise ScorerGone("The library `tokenizers` is not installed", "", MISSING) from None
    try:
        tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    except Exception as fault:  # tokenizers raises nothing narrower
        raise ScorerGone(
            f"The tokenizer of {manifest.name} cannot be read", type(fault).__name__, bundle.AGAIN
        ) from None
    pads = (tokenizer.token_to_id(name) for name in ("[PAD]", "<pad>"))
    pad = next((number for number in pads if number is not None), 0)
    return Windows(tokenizer, window=manifest.window, vocabulary=manifest.vocabulary, pad=pad)
