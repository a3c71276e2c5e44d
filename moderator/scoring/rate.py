"""Texts become scores: what is covered is scored and banded, the rest is *not checked* and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderator.language import identify
from moderator.scores import Band, Score
from moderator.scoring import Scorer
from moderator.scoring.bands import band_of
from moderator.scoring.embedded import READ

_NO_POINTS: Mapping[str, float] = {}


def rate(texts: Sequence[str], scorer: Scorer, assumed_language: str = "en") -> list[Score]:
    """One score a text, same order. Raises ScorerGone.

    Not checked: "blank" (no words), "language" (not covered, or emoji alone), "cut" (too long to be read whole
    and calm as far as it was read).
    """
    model = f"{scorer.name} {scorer.version}"
    points: Mapping[str, float] = getattr(scorer, "veil_points", _NO_POINTS)
    readable = [n for n, text in enumerate(texts) if _has_words(text)]
    labels = dict(zip(readable, scorer.score([texts[n] for n in readable]), strict=True))
    scores = []
    for n, text in enumerate(texts):
        if n not in labels:
            why = "language" if text.strip() and not text.isascii() else "blank"
            scores.append(Score({}, model, None, "", why))
            continue
        language = identify(text, assumed_language)
        band: Band | None = band_of(labels[n], points)
        unchecked = None
        if language not in scorer.languages:
            band, unchecked = None, "language"
        elif len(text) > READ and band == Band.S0:
            band, unchecked = None, "cut"
        scores.append(Score(labels[n], model, band, language, unchecked))
    return scores


def _has_words(text: str) -> bool:
    """Letters or digits: something that a scorer can read. Emoji and signs alone it cannot judge."""
    return any(sign.isalnum() for sign in text[:READ])
