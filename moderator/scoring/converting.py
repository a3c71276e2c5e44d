"""An installed Detoxify becomes a bundle that runs without torch: ONNX, tokenizer, manifest, parity report.

Eight bits first, then eight bits with a scale for each channel, then full precision: the first that scores as torch
does on the whole sample is taken, and its report goes into the manifest. Needs torch, Detoxify, onnx and onnxscript.
"""

from __future__ import annotations

import logging
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from moderator.problems import ScorerGone
from moderator.scoring import bundle, parity
from moderator.scoring.bundle import Check, Manifest
from moderator.scoring.detoxify import Detoxify, libraries
from moderator.scoring.onnx import Onnx

PRECISIONS = ("int8", "int8-channel", "fp32")
MISSING = "pip install 'moderator-console[convert]', after torch and Detoxify"
_OPSET = 18
# tried wherever the bundle is installed
CHECKS = (
    "When will the bridge open?",
    "Thank you for the new bench by the river.",
    "The bus was late again and nobody answers the telephone.",
    "I do not agree with the council, and I will say so at the meeting.",
    "You absolute turnip",
    "You are an idiot and a liar.",
    "What a stupid idea, whoever had it should be ashamed.",
    "Shut up, you silly fool!",
    "¿Cuándo abre la biblioteca?",
    "Quel imbécile a décidé cela ?",
    "Когда откроется мост?",
    "The bins were not collected, the road is closed, and the letter came too late. " * 6,
)


def own_sample(count: int) -> list[str]:
    """Sentences of our own, calm and not, of mixed length."""
    from moderator.scoring.training import templates

    chance = random.Random(20261125)  # noqa: S311 - a sample, no secret
    texts = [sentence.text for sentence in templates.sentences(3 * count, chance)]
    chance.shuffle(texts)
    return [" ".join(texts[3 * n : 3 * n + 1 + n % 3]) for n in range(min(count, len(texts) // 3))]


def convert(
    source: Path,
    out: Path,
    sample: Sequence[str],
    *,
    precisions: Sequence[str] = PRECISIONS,
    tell: Callable[[str], None] = lambda doing: None,
) -> Manifest:
    """From a model's folder into the empty folder `out`. Raises ScorerGone, with nothing left in `out`."""
    if len(sample) < parity.TEXTS:
        raise ScorerGone(
            f"A sample of {len(sample)} comments is too small",
            f"{parity.TEXTS} are needed",
            "Give a larger one",
        )
    _demand_tools()
    scorer = Detoxify.load(source)
    tell(f"scoring {len(sample)} comments with torch")
    reference = scorer.probabilities(sample)
    checks = [
        Check(text, tuple(map(float, row)))
        for text, row in zip(CHECKS, scorer.probabilities(CHECKS), strict=True)
    ]
    tried = list[dict[str, Any]]()
    with tempfile.TemporaryDirectory(dir=out) as room:
        whole = Path(room) / "fp32.onnx"
        tell("writing the model as ONNX")
        _export(scorer, whole)
        del scorer.model
        _fuse(whole)
        for precision in precisions:
            made = Path(room) / precision
            made.mkdir()
            tell(f"trying {precision}")
            _quantise(whole, made / "model.onnx", precision)
            shutil.copyfile(source / "tokenizer.json", made / "tokenizer.json")
            manifest = bundle.write(made, _facts(scorer.manifest, precision, checks))
            told = parity.report(reference, Onnx.load(made).probabilities(sample), manifest.labels)
            tried.append({"precision": precision, **told})
            if told["passed"]:
                facts = _facts(scorer.manifest, precision, checks) | {"parity": {**told, "tried": tried}}
                manifest = bundle.write(made, facts)
                for path in made.iterdir():
                    path.rename(out / path.name)
                return manifest
    last = tried[-1]
    raise ScorerGone(
        f"{scorer.name} was not converted",
        f"no precision scores as torch does; {last['precision']} differs by up to {last['largest']}, "
        f"{last['mean']} on average, and changes {last['changed']:.1%} of the decisions",
        "Use it with torch as it is",
    )


def _facts(source: Manifest, precision: str, checks: Sequence[Check]) -> dict[str, Any]:
    onnx = replace(source, kind="onnx", precision=precision)
    return {
        "name": f"{onnx.name}-onnx",
        "kind": onnx.kind,
        "variant": onnx.variant,
        "version": onnx.version,
        "precision": onnx.precision,
        "labels": list(onnx.labels),
        "languages": sorted(onnx.languages),
        "window": onnx.window,
        "vocabulary": onnx.vocabulary,
        "source": onnx.source,
        "checks": [{"text": check.text, "probabilities": list(check.probabilities)} for check in checks],
        "parity": {},
    }


def _demand_tools() -> None:
    try:
        import onnx
        import onnxruntime
        import onnxscript
    except ImportError as missing:
        raise ScorerGone(f"{missing.name} is not installed", "", MISSING) from None
    assert onnx
    assert onnxruntime
    assert onnxscript


def _export(scorer: Detoxify, path: Path) -> None:
    import torch

    class Probabilities(torch.nn.Module):
        """The outputs that are labels, as probabilities."""

        def __init__(self, model: Any, outputs: int) -> None:
            super().__init__()
            self.model, self.outputs = model, outputs

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            found = self.model(input_ids=input_ids, attention_mask=attention_mask)[0]
            return torch.sigmoid(found[:, : self.outputs])

    # the other ways of attention guard every row against having no tokens, which costs a tenth of the time
    scorer.model.set_attn_implementation("eager")
    ids = torch.full((2, 9), 5, dtype=torch.int64)
    shape = {0: torch.export.Dim("batch", min=1, max=512), 1: torch.export.Dim("tokens", min=2, max=512)}
    with _quietly():
        torch.onnx.export(
            Probabilities(scorer.model, len(scorer.manifest.labels)).eval(),
            (ids, torch.ones_like(ids)),
            str(path),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            output_names=["probabilities"],
            dynamic_shapes={"input_ids": shape, "attention_mask": shape},
            opset_version=_OPSET,
            external_data=False,
            verbose=False,
        )


def _fuse(whole: Path) -> None:
    """GELU as one step: a sixth faster. What ONNX Runtime does not find by itself in what torch exports."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    options = FusionOptions("bert")
    for name in vars(options):
        if name.startswith("enable_") and "gelu" not in name:
            setattr(options, name, False)
    with _quietly():
        fused = optimize_model(str(whole), model_type="bert", opt_level=0, optimization_options=options)
        fused.save_model_to_file(str(whole))


def _quantise(whole: Path, path: Path, precision: str) -> None:
    if precision == "fp32":
        shutil.copyfile(whole, path)
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _quietly():
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=precision == "int8-channel")


@contextmanager
def _quietly() -> Iterator[None]:
    """What exporters say is for those who write exporters."""
    with libraries():
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
