"""The three models of Detoxify: what their published files are called, and what must be true of them.

The published checkpoints carry the beginning of their own SHA-256 in their names; more of it is not published. The
tokenizers are those of the models they were trained from.
"""

from __future__ import annotations

from dataclasses import dataclass

_RELEASES = "https://github.com/unitaryai/detoxify/releases/download"
_HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Variant:
    """`sha256` is how the checkpoint's begins. `tokenizer_files`: what `tokenizer` reads, where one of them is enough
    each alone, and where it can be had; for `original` it ships with this program."""

    name: str
    url: str
    sha256: str
    model: str  # class of transformers
    tokenizer: str
    base: str
    hub: str
    tokenizer_files: tuple[str, ...]
    labels: tuple[str, ...]  # in the order of the outputs
    languages: tuple[str, ...]
    padding: int  # positions that are never used, before the first
    layer_norm_eps: float

    @property
    def file(self) -> str:
        return self.url.rsplit("/", 1)[-1]


_SIX = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
_SEVEN = ("toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit")

VARIANTS = {
    variant.name: variant
    for variant in (
        Variant(
            "original",
            f"{_RELEASES}/v0.1-alpha/toxic_original-c1212f89.ckpt",
            "c1212f89",
            "BertForSequenceClassification",
            "BertTokenizer",
            "bert-base-uncased",
            "",
            ("vocab.txt",),
            _SIX,
            ("en",),
            0,
            1e-12,
        ),
        Variant(
            "unbiased",
            f"{_RELEASES}/v0.3-alpha/toxic_debiased-c7548aa0.ckpt",
            "c7548aa0",
            "RobertaForSequenceClassification",
            "RobertaTokenizer",
            "roberta-base",
            f"{_HUB}/FacebookAI/roberta-base/resolve/main",
            ("vocab.json", "merges.txt"),
            _SEVEN,
            ("en",),
            2,
            1e-5,
        ),
        Variant(
            "multilingual",
            f"{_RELEASES}/v0.4-alpha/multilingual_debiased-0b549669.ckpt",
            "0b549669",
            "XLMRobertaForSequenceClassification",
            "XLMRobertaTokenizer",
            "xlm-roberta-base",
            f"{_HUB}/FacebookAI/xlm-roberta-base/resolve/main",
            ("tokenizer.json",),
            _SEVEN,
            ("en", "es", "fr", "it", "pt", "ru", "tr"),
            2,
            1e-5,
        ),
    )
}


def by_class(model: str) -> Variant | None:
    """The variant that this class of transformers is."""
    return next((variant for variant in VARIANTS.values() if variant.model == model), None)
