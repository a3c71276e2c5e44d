"""The scorer of a rehearsal desk: it looks up what is staged for each sentence. It judges nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from moderator.rehearsal import Sentence, script
from moderator.scores import LABELS, Mark, Score, Why

_STANDS_FOR = re.compile(
    r"insult|hateful|threat(?:ening)?|snide|coarse|mocking|curse|rude|swearing|harshest|harsh|crude|unwelcome|sour|"
    r"sarcastic|bitter|trouble|untidy|blames|harmless? name"
)
_CALM = 0.02  # what a label gets that is not staged


class Rehearsal:
    """Fits `Scorer`; `rate` gives whole scores, with the staged band."""

    name = "rehearsal"
    version = "1"
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self._staged = script().by_text()

    def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        return [_labels(self._staged.get(text)) for text in texts]

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        return self.rate(texts)

    def rate(self, texts: Sequence[str]) -> list[Score]:
        """One score a text, same order. A text that is not of the rehearsal stays unchecked, and so veiled."""
        return [self._rate(text) for text in texts]

    def why(self, text: str, label: str) -> Why:
        """The words that stand for the harsh ones."""
        staged = self._staged.get(text)
        label = label or (staged.category if staged is not None else "")
        marks = tuple(Mark(*found.span(), label) for found in _STANDS_FOR.finditer(text)) if staged else ()
        return Why(marks, f"{self.name} {self.version}")

    def _rate(self, text: str) -> Score:
        staged, model = self._staged.get(text), f"{self.name} {self.version}"
        if not text.strip():
            return Score({}, model, None, unchecked="blank")
        if staged is None or staged.band is None:
            return Score({}, model, None, unchecked=(staged and staged.unchecked) or "language")
        return Score(_labels(staged), model, staged.band, language="en")


def _labels(staged: Sentence | None) -> dict[str, float]:
    labels = dict.fromkeys(LABELS, _CALM)
    if staged is not None and staged.category:
        labels["toxicity"] = labels[staged.category] = staged.sure
    return labels
