"""Why a comment is veiled, in words for the card and for whoever listens. Places and numbers, never words of the comment."""

from __future__ import annotations

from collections.abc import Sequence

from moderator.cards import PLACES, Because, Card, Found, Place
from moderator.explaining import in_ten
from moderator.scores import Band
from ui import words

_ARE = {
    "toxicity": "are rude",
    "severe_toxicity": "are very harsh",
    "obscene": "are coarse",
    "threat": "are threats",
    "insult": "are insults",
    "identity_attack": "are hate",
    "sexual_explicit": "are sexual",
}
_THIRDS = ("first", "second", "last")
FROM_RIGHT = frozenset(("ar", "fa", "he", "ur"))  # languages that are read from the right

WHY = "Why it is veiled"


def rows(places: Sequence[Place]) -> list[tuple[str, list[int]]]:
    """What a bar each is drawn from: a category's name, and the places of its words."""
    found: dict[str, list[int]] = {}
    for place in places:
        found.setdefault(place.label, []).append(place.at)
    return [(words.label(label), at) for label, at in found.items()]


def places(because: Because) -> str:
    """ "3 words: insult, in the second third"."""
    match because.found:
        case Found.NOT_YET:
            return "Which words it rests on is being found out."
        case Found.NO_WORD:
            return "It is harsh as a whole: no word by itself stands out."
        case Found.ELSEWHERE:
            return "The wording that stands for all is not the harsh one: another one on this card is."
        case Found.FAILED:
            return "Which words it rests on could not be found out."
        case Found.NOTHING:
            return (
                f"{because.by} was asked word by word and does not find it harsh. Whoever did cannot say which words "
                "it was."
            )
    told = [
        f"{_count(len(at))}: {name[:1].lower()}{name[1:]}, {_where(at)}" for name, at in rows(because.places)
    ]
    return "; ".join(told) + ("; more of this long text is harsh" if because.part else "")


def _count(number: int) -> str:
    return "1 word" if number == 1 else f"{number} words"


def _where(places: Sequence[int]) -> str:
    thirds = sorted({at * 3 // PLACES for at in places})
    if len(thirds) == len(_THIRDS):
        return "all over the text"
    return f"in the {' and the '.join(_THIRDS[third] for third in thirds)} third"


def caution(because: Because) -> str:
    """Where it rests on words for groups of people alone: how often the scorer is wrong there, as measured."""
    if not because.names:
        return ""
    told = f"Without its words for groups of people {because.by} would not veil it."
    if because.names_wrong is None:
        return f"{told} There scorers are often wrong."
    alone, simple, hard = (round(share * 100) for share in because.names_wrong)
    return (
        f"{told} There it is often wrong: as measured, {alone} of 100 comments that it veils like this are calm, "
        f"and of calm sentences that name a group it veils {simple} of 100, {hard} of those that speak of hate."
    )


def details(card: Card, because: Because) -> list[str]:
    """For whoever asks why: how sure, by whom, and what that model is known to be bad at."""
    told = [_how_sure(card, because), f"Scored by {card.model}."]
    if because.found is Found.MARKED and because.by and because.by != card.model:
        told[-1] += f" {because.by} was asked word by word."
    if because.faults:
        told.append(f"Known to be bad at: {'; '.join(because.faults)}.")
    return told


def _how_sure(card: Card, because: Because) -> str:
    sure, kind = in_ten(card.sure), _ARE.get(card.category, "are harsh")
    if because.calibrated:
        told = f"Of comments with this score, {sure} {kind}."
    else:
        told = f"By its own account {sure} of such comments {kind}; nobody has compared that with people's judgement."
    return f"{told} Veiled all the same, to be safe." if card.band is Band.S1 and card.sure < 0.5 else told


def aloud(because: Because) -> str:
    return ". ".join(filter(None, (places(because).rstrip("."), caution(because).rstrip("."))))
