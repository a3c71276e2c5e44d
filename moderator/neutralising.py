"""Scores, with the words passed over that the agency allows: `passing_over` stands around a scorer.

A text that was found harsh and holds allowed words is read twice more, without them and with a plain name in their place.
It is calm only where both readings are, where no slur of the lexicon stands beside them, and where it may not be a threat.
Otherwise its score stays what it was: an allowed word can hide nothing that stands beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from moderator.problems import ScorerGone
from moderator.scores import LABELS, Band, Score
from moderator.scoring.allowed import Allowed, Span, neutral, slur_beside
from moderator.scoring.bands import shipped, shipped_points, staged
from moderator.scoring.lexicon import READ
from moderator.store import allowed
from moderator.store.db import Db

log = logging.getLogger(__name__)

TRIES = 2

Rate = Callable[[Sequence[str]], Sequence[Score]]

# A word that is by itself taken for one of these, and with such certainty, is never passed over.
ALONE: Mapping[str, float] = {"identity_attack": 0.8, "severe_toxicity": 0.8, "threat": 0.3}


def passing_over(rate: Rate, words: Allowed) -> Rate:
    """The same scorer, for an agency that allows some words."""
    if not words:
        return rate

    def rated(texts: Sequence[str]) -> Sequence[Score]:
        scores = list(rate(texts))
        found = [
            (n, spans)
            for n, (text, score) in enumerate(zip(texts, scores, strict=True))
            if (spans := _spans(words, text, score))
        ]
        if not found:
            return scores
        readings = rate([each for n, spans in found for each in neutral(texts[n], spans)])
        for at, (n, spans) in enumerate(found):
            first, second = readings[2 * at : 2 * at + 2]
            if first.band == second.band == Band.S0 and not slur_beside(texts[n], spans):
                labels = {
                    label: max(first.labels.get(label, 0.0), second.labels.get(label, 0.0))
                    for label in LABELS
                }
                scores[n] = replace(scores[n], labels=labels, band=Band.S0, allowed=len(spans))
        return scores

    return rated


def _spans(words: Allowed, text: str, score: Score) -> list[Span]:
    """Words that may be passed over in it; none where it is calm anyway, or may be a threat."""
    if score.band is None or score.band is Band.S0 or staged(score.model):
        return []
    if len(text) > READ:  # of which the lexicon does not see the end
        return []
    threat = score.labels.get("threat", 0.0)
    if threat >= shipped()[Band.S3]["threat"]:
        return []
    spans = words.spans(text)
    if threat >= shipped_points()["threat"] and not all(span.exact for span in spans):
        return []
    return spans


def words_allowed(db: Db, rate: Rate) -> Allowed:
    """The words that the agency allows, without those that are hateful by themselves; which these are is noted.

    Nothing is passed over where the scorer comes down over them, until the list changes. Raises ScorerGone.
    """
    found = Allowed([row["word"] for row in allowed.listed(db)], allowed.stamp(db))
    for _ in range(TRIES):
        try:
            refused = hateful_alone(rate, found)
            break
        except ScorerGone:
            raise
        except Exception as bug:  # around the scorer; see writing.md, Errors
            log.error("the allowed words cannot be tried: %s", type(bug).__name__)
    else:
        return Allowed((), found.stamp)
    with db.transaction():
        allowed.note_alone(db, refused)
    return found.without(refused)


def hateful_alone(rate: Rate, words: Allowed) -> frozenset[str]:
    """Entries that are by themselves taken for hate or a threat. Raises ScorerGone."""
    entries = [each.written for each in words.entries]
    if not entries:
        return frozenset()
    return frozenset(
        entry
        for entry, score in zip(entries, rate(entries), strict=True)
        if any(score.labels.get(label, 0.0) >= point for label, point in ALONE.items())
    )
