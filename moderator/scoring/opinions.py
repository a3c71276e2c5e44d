"""Two scorers on one text, or one asked again. A second opinion only raises a veil: calm is what both call calm."""

from __future__ import annotations

from moderator.scores import LABELS, Band, Score


def together(first: Score, second: Score) -> Score:
    """One score of two: the harsher of each label and of the bands.

    A text in a language that one of them does not cover is left to the other. One that was too long to be read
    whole stays so, unless the other found it harsh.
    """
    if first.band is None and second.band is None:
        return first if second.unchecked == "language" or first.unchecked == second.unchecked else second
    if first.unchecked == "language":
        return second
    if second.unchecked == "language":
        return first
    band = max(first.band or Band.S0, second.band or Band.S0)
    unchecked = None if band > Band.S0 else first.unchecked or second.unchecked
    return Score(
        {label: max(first.labels.get(label, 0.0), second.labels.get(label, 0.0)) for label in LABELS},
        f"{first.model} + {second.model}",
        None if unchecked else band,
        first.language,
        unchecked,
    )


def later(before: Score, after: Score, *, lower: bool) -> Score:
    """Which of two scores of one text a card keeps, when this desk's scorers were asked again.

    By itself a later score only raises. `lower` lets it lower too, as all scorers of now agree on `after`; but one that
    was asked before and is gone cannot agree. What nobody had checked before is not lowered by being checked.
    """
    if before.band is None:
        return after
    if after.band is None:
        return after if before.band == Band.S0 else before
    if after.band >= before.band:
        return after
    return after if lower and names(before.model) <= names(after.model) else before


def names(model: str) -> set[str]:
    """ "embedded 2 + own-original 1-int8" are embedded and own-original."""
    return {part.split(" ")[0] for part in model.split(" + ")}
