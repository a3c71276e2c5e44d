"""Why a card is veiled, or not checked: in words that hold nothing of its text."""

from __future__ import annotations

from moderator.cards import PLACES, Because, Card, Found, Place
from moderator.scores import Band, Mark
from moderator.scoring import faults
from moderator.store import explanations
from moderator.store.db import Db


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
        return f"calm{passed_over(card.allowed)} · {_by(card)}"
    return f"{in_ten(card.sure)} ({card.sure:.2f}) · {_by(card)}"


def passed_over(words: int) -> str:
    """What is added where words that the agency allows were left out; "" for none."""
    return f" without {words} word{'' if words == 1 else 's'} that your agency allows" if words else ""


def in_ten(sure: float) -> str:
    """A probability as people reckon: "about 9 in 10"."""
    if sure >= 0.95:
        return "more than 19 in 20"
    if sure < 0.05:
        return "fewer than 1 in 20"
    return f"about {round(sure * 10)} in 10" if sure >= 0.075 else "about 1 in 20"


def because(db: Db, card: Card) -> Because | None:
    """None for what is calm, and for what nobody checked: `told` says why."""
    if card.band is None or card.band is Band.S0:
        return None
    kept = explanations.of_card(db, card.id)
    if kept is None:
        return Because(
            Found.NOT_YET, faults=faults.known(card.model), calibrated=faults.calibrated(card.model)
        )
    return _because(kept, card.model, elsewhere=explanations.another_wording(db, card.id))


def because_then(db: Db, card_id: int, comment_id: int, revision: int, model: str) -> Because | None:
    """Why a text was veiled that has been decided on. None where nobody found that out before."""
    kept = explanations.of_text(db, card_id, comment_id, revision)
    return None if kept is None else _because(kept, model)


def _because(kept: explanations.Kept, model: str, *, elsewhere: bool = False) -> Because:
    bad_at, calibrated = faults.known(model), faults.calibrated(model)
    why = kept.why
    if why is None:
        return Because(Found.FAILED, faults=bad_at, calibrated=calibrated)
    nothing = Found.ELSEWHERE if elsewhere else Found.NO_WORD if why.by == model else Found.NOTHING
    return Because(
        Found.MARKED if why.marks else nothing,
        tuple(_place(mark, kept.letters) for mark in why.marks),
        why.by,
        why.names,
        why.part,
        bad_at,
        faults.names_wrong(why.by) if why.names else None,
        calibrated,
    )


def _place(mark: Mark, letters: int) -> Place:
    middle = (mark.begin + mark.end) / 2 / max(1, letters)
    return Place(min(PLACES - 1, int(middle * PLACES)), mark.label)


_TAKEN = {"same": ", as the same text was scored before", "near": ", as a near-copy of it was scored"}


def _by(card: Card) -> str:
    return card.model + _TAKEN.get(card.taken, "")
