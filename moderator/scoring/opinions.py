"""Two scorers on one text. The second opinion only raises a veil: calm is what both call calm."""

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
