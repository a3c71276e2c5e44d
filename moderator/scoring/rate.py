"""Texts become scores: what is covered is scored and banded, the rest is *not checked* and says why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from moderator.comments import ATTACHED
from moderator.language import languages
from moderator.scores import Band, Score
from moderator.scoring import Scorer
from moderator.scoring.bands import band_of
from moderator.scoring.embedded import READ
from moderator.scoring.normalise import light

_ATTACHED = re.compile(rf"^\[(?:{'|'.join(ATTACHED)})\].*$", re.MULTILINE)
_LINK_OR_NAME = re.compile(r"://|www\.|@", re.IGNORECASE)
_NO_POINTS: Mapping[str, float] = {}


def rate(texts: Sequence[str], scorer: Scorer, assumed_language: str = "en") -> list[Score]:
    """One score a text, same order. A text that is partly in a language that `scorer` does not cover is not given to
    it. Raises ScorerGone.

    Not checked: "blank" (nothing in it), "media" (pictures, emoji, links or @names, and no words), "language" (not
    covered; the score names it), "cut" (too long to be read whole and calm as far as it was read).
    """
    model = f"{scorer.name} {scorer.version}"
    points: Mapping[str, float] = getattr(scorer, "veil_points", _NO_POINTS)
    spoken = {n: languages(text, assumed_language, READ) for n, text in enumerate(texts) if _has_words(text)}
    covered = [n for n, found in spoken.items() if scorer.languages.issuperset(found)]
    labels = dict(zip(covered, scorer.score([texts[n] for n in covered]), strict=True))
    scores = []
    for n, text in enumerate(texts):
        if n not in spoken:
            scores.append(Score({}, model, None, "", _why_wordless(text)))
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
    """Letters or digits that are no attachment's, link's or name's: something that a scorer reads."""
    return any(sign.isalnum() for sign in _own_words(text))


def _own_words(text: str) -> str:
    part = text[:READ]
    if "[" in part:
        part = _ATTACHED.sub("", part)
    return light(part).text if _LINK_OR_NAME.search(part) else part


def _why_wordless(text: str) -> str:
    """Emoji and signs alone it cannot judge, nor what is behind a link or in a picture."""
    if len(text) > READ:
        return "cut"
    shown = any(
        sign.isalnum() or (not sign.isascii() and unicodedata.category(sign)[0] == "S") for sign in text
    )
    return "media" if shown else "blank"
