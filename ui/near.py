"""What is said of the wordings on a card: how many, who sent them, where each varies. Never a word of them."""

from __future__ import annotations

from collections.abc import Sequence

from moderator.cards import Card, Wording
from ui import words

MOST_AUTHORS = 500  # of one card that are counted
SHOW_WORDINGS, HIDE_WORDINGS = "Wordings", "Put away"
WORDINGS_EXPLAINED = "shows or puts away how many sent each wording and where it varies"
WHERE_IT_VARIES = "Where it varies"
TAKE_OUT, PUT_BACK = "Take it out", "Put it back"
TAKE_OUT_MEANS = "it gets a card of its own and is not decided with these"


def one_decision(card: Card, listed: int = 0) -> str:
    """`listed`: how many of its wordings are told of beneath, where that is not all of them."""
    if card.wordings < 2:
        return f"{words.comments(card.copies)}, one wording."
    told = f"{words.comments(card.copies)}, {card.wordings:,} wordings"
    if card.authors > 1:
        told += (
            f", {card.authors:,} authors"
            if card.authors < MOST_AUTHORS
            else f", {MOST_AUTHORS:,} authors or more"
        )
    told += ". One decision is about all of them."
    return told if not 0 < listed < card.wordings else f"{told} The {listed:,} that most sent are listed."


def sent_by(wording: Wording) -> str:
    """ "7 comments from 5 authors"."""
    told = words.comments(wording.copies)
    if wording.copies > 1:
        told += " from one author" if wording.authors == 1 else f" from {wording.authors:,} authors"
    return told


_VARYING = {
    "word": ("1 word", "{} words"),
    "turn": ("1 word that may turn the sense", "{} words that may turn the sense"),
    "number": ("1 number", "{} numbers"),
    "name": ("1 name or word with a capital", "{} names or words with a capital"),
    "mention": ("1 @name", "{} @names"),
    "link": ("1 link", "{} links"),
    "emoji": ("emoji", "emoji"),
    "case": ("capitals", "capitals"),
    "typo": ("a slip of the finger", "{} slips of the finger"),
    "signs": ("signs", "signs"),
    "rest": ("how it goes on", "how it goes on"),
}


def varies(wording: Wording) -> str:
    """What is not as in the one that stands for all, in kinds and places; never its words."""
    if wording.stands:
        return "The wording of the card"
    if not wording.varies:
        return "Differs in nothing that can be named"
    told = []
    for left_out, saying in ((False, "differs in"), (True, "leaves out")):
        kinds: dict[str, int] = {}
        for each in wording.varies:
            if each.left_out is left_out:
                kinds[each.kind] = kinds.get(each.kind, 0) + 1
        named = [_VARYING[kind][number > 1].format(number) for kind, number in kinds.items()]
        if named:
            told.append(f"{saying} {', '.join(named)}")
    sentence = "; ".join(told)
    return sentence[:1].upper() + sentence[1:]


def listed(found: Sequence[Wording]) -> str:
    return f"{len(found):,} wordings are listed" if len(found) != 1 else "One wording is left"


def taken_out(number: int) -> str:
    return f"Taken out: {words.comments(number)} on a card of {'its' if number == 1 else 'their'} own."


WORDINGS_DECIDED = "Wordings that it was about"


def followed(number: int) -> str:
    """Decisions that the policy made because of this one."""
    which = "1 near-copy was" if number == 1 else f"{number:,} near-copies were"
    return f"{which} decided the same since, by your agency's policy; reopening takes that back too"
