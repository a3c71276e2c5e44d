"""Why a card is veiled, or not checked: in words that hold nothing of its text."""

from __future__ import annotations

from moderator.cards import Card
from moderator.scores import Band


def told(card: Card) -> str:
    """How the band came about, in words. Holds nothing of the text."""
    if card.unchecked or card.band is None:
        return {
            "language": "not checked: the scorer does not cover this language",
            "blank": "not checked: there are no words in it",
            "media": "not checked: only pictures, emoji, links or names are in it, no words",
            "cut": "not checked: too long to be scored whole",
            "scorer_down": "not checked: the scorer is not running",
            "poison": "not checked: the scorer failed on it, please score it by hand",
            "waiting": "not checked yet",
        }.get(card.unchecked or "waiting", "not checked")
    if card.band is Band.S0:
        return f"calm · {_by(card)}"
    sure = "very sure" if card.sure >= 0.95 else "quite sure" if card.sure >= 0.75 else "not very sure"
    return f"{sure} ({card.sure:.2f}) · {_by(card)}"


def _by(card: Card) -> str:
    return f"{card.model}, as the same text was scored before" if card.taken == "same" else card.model
