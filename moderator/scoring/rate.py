"""Texts become scores: what is covered is scored and banded, the rest is *not checked* and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moderator.language import languages
from moderator.scores import Band, Score
from moderator.scoring import Scorer
from moderator.scoring.bands import band_of
from moderator.scoring.embedded import READ

_NO_POINTS: Mapping[str, float] = {}


def rate(texts: Sequence[str], scorer: Scorer, assumed_language: str = "en") -> list[Score]:
    """One score a text, same order. A text that is partly in a language that `scorer` does not cover is not given to
    it. Raises ScorerGone.

    Not checked: "blank" (no words), "language" (not covered, or emoji alone; the score names the language), "cut" (too
    long to be read whole and calm as far as it was read).
    """
    model = f"{scorer.name} {scorer.version}"
    points: Mapping[str, float] = getattr(scorer, "veil_points", _NO_POINTS)
    spoken = {n: languages(text, assumed_language, READ) for n, text in enumerate(texts) if _has_words(text)}
    covered = [n for n, found in spoken.items() if scorer.languages.issuperset(found)]
    labels = dict(zip(covered, scorer.score([texts[n] for n in covered]), strict=True))
    scores = []
    for n, text in enumerate(texts):
        if n not in spoken:
            why = "language" if text.strip() and not text.isascii() else "blank"
            scores.append(Score({}, model, None, "", why))
        elif n not in labels:
            foreign = next(language for language in spoken[n] if language not in scorer.languages)
            scores.append(Score({}, model, None, foreign, "language"))
        else:
            band: Band | None = band_of(labels[n], points)
            cut = len(text) > READ and band == Band.S0
            scores.append(
                Score(labels[n], model, None if cut else band, spoken[n][0], "cut" if cut else None)
            )
    return scores


def _has_words(text: str) -> bool:
    """Letters or digits: something that a scorer can read. Emoji and signs alone it cannot judge."""
    return any(sign.isalnum() for sign in text[:READ])
