"""What may never be one group, however alike the letters.

Two texts are laid side by side, word by word, and the words that differ decide. Apart they stay for a negation or
another word that turns the sense, a figure, a day, a name, an @name that is meant, an insult on one side only, one of
a pair of opposites for the other, one noun for another in the same place, a word that changed its place among others.
What may differ: light words, words put in or left out of a longer text, slips of the finger, case, signs, emoji that
hurt nobody, @names that a text is shown to, links beside a text that stands by itself.

A wrong "no" costs a moderator a look. A wrong "yes" takes away what somebody had to say. So in doubt it is no.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from moderator import resources
from moderator.clustering.alignment import LONG, MANY, Hunk, Place, is_name, places
from moderator.clustering.links import names_a_page
from moderator.clustering.reading import FEW_WORDS, Reading, read
from moderator.clustering.words import (
    INSULTS,
    LIGHT,
    NUMBERS,
    OPPOSITE,
    POINTING,
    PREFIXES,
    PRONOUNS,
    STAND_FOR,
    SUFFIXES,
    TURNING,
    VIOLENT,
)

_SAYING_LITTLE = LIGHT - STAND_FOR
FEWEST_LETTERS = 12  # shorter texts are copies only when they are equal
SHORT = 6  # words; in a shorter text every word that carries something counts
_BLOCK = 6  # words that may move together in a long text: a sentence
_SPELT_WRONG = frozenset(
    "never nothing nobody without nicht nichts keine keinen niemals niemand jamais nunca ninguem nenhum nessuno senza"
    " nooit zonder cannot hardly against gegen tegen".split()
)


def may_join(head: str, member: str) -> bool:
    """May these be one group at all? Says nothing about whether they are near enough."""
    return allows(read(head), read(member))


def allows(head: Reading, member: Reading) -> bool:
    """The guards over two texts as they are read."""
    first, second = head.small, member.small
    if not first and not second:
        return bool(head.links) and head.links == member.links
    if not _links_allow(head, member):
        return False
    if first == second:
        return True
    if min(head.letters, member.letters) < FEWEST_LETTERS:
        return False
    return _differences_allow(head, member)


def passes_on(head: Reading, member: Reading) -> bool:
    """Both only pass on one and the same page, with nothing of their own said beside it."""
    pages = {link for link in head.links if names_a_page(link)}
    return bool(pages & member.links) and all(
        word in POINTING or (word in LIGHT and word not in PRONOUNS) for word in {*head.small, *member.small}
    )


def _links_allow(head: Reading, member: Reading) -> bool:
    """In a text of few words the link is what it says; a longer one stands by itself."""
    if head.links == member.links or head.links & member.links:
        return True
    return min(len(head.words), len(member.words)) >= FEW_WORDS


def _differences_allow(head: Reading, member: Reading) -> bool:
    first, second = head.small, member.small
    words = min(len(first), len(second))
    calm = _insults().isdisjoint(first) or _insults().isdisjoint(second)
    longest_run = max(4, words // 5)
    found = places(head, member)
    gone = {first[at] for place in found for at in place.gone}
    come = {second[at] for place in found for at in place.come}
    if words < SHORT and (gone | come) - LIGHT:
        return False
    for place in found:
        if any(_decides(head.words[at], calm) for at in place.gone) or any(
            _decides(member.words[at], calm) for at in place.come
        ):
            return False
        if max(len(place.gone), len(place.come)) > longest_run and not _moved_block(
            place.hunk, first, second
        ):
            return False
        if _exchanged({first[at] for at in place.gone}, {second[at] for at in place.come}, gone & come):
            return False
    if (gone - come) & PRONOUNS and (come - gone) & PRONOUNS and (words < LONG or _within_a_clause(found)):
        return False
    if len(gone) <= 8 and len(come) <= 8 and any(opposite(one, other) for one in gone for other in come):
        return False
    return _order_allows(first, second, found, gone & come)


def _within_a_clause(found: list[Place]) -> bool:
    """Two of these places are so near that what went at one and came at the other is one change."""
    return any(other.hunk.start - one.hunk.stop <= 3 for one, other in pairwise(found))


def _exchanged(gone: set[str], come: set[str], moved: set[str]) -> bool:
    """One thing stands where another stood: two pronouns, two words that say something, or a number."""
    if not gone or not come:
        return False
    if len(gone) * len(come) > MANY or any(opposite(one, other) for one in gone for other in come):
        return True
    if gone & NUMBERS or come & NUMBERS:
        return True
    gone, come = gone - _SAYING_LITTLE, come - _SAYING_LITTLE
    return bool((gone - moved and come - moved) or (gone & moved and come & moved))


def _decides(word: str, calm: bool) -> bool:
    """This word on one side alone keeps two texts apart; an insult, where one of them is free of any."""
    return (
        word in TURNING
        or word in VIOLENT
        or word[0].isdigit()
        or is_name(word)
        or (calm and word in _insults())
        or _turning_spelt_wrong(word)
    )


@lru_cache(maxsize=4096)
def _turning_spelt_wrong(word: str) -> bool:
    """nevver, nciht: a negation that somebody made look like another word."""
    if len(word) < 4 or word in LIGHT:
        return False
    return any(
        (len(word) != len(turning) or sorted(word) == sorted(turning))
        and OSA.distance(word, turning, score_cutoff=1) <= 1
        for turning in _SPELT_WRONG
    )


@lru_cache(maxsize=1)
def _insults() -> frozenset[str]:
    """Insults and curses: what makes abuse of a criticism. The long list is English."""
    packed = resources.path("language", "profanity_en.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n")) - LIGHT - {""} | INSULTS


def opposite(one: str, other: str) -> bool:
    """Is one word the other's contrary, by the list or by how it is made: hope and hopeless, legal and illegal?"""
    if one == other:
        return False
    if frozenset((one, other)) in OPPOSITE:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 3 and longer.endswith(shorter) and longer[: -len(shorter)] in PREFIXES:
        return True
    for end in SUFFIXES:
        stem = longer.removesuffix(end)
        if stem != longer and len(stem) >= 3 and shorter.startswith(stem):
            return True
        stem = shorter.removesuffix(end)
        if stem != shorter and len(stem) >= 3 and longer.startswith(stem):
            return True
    return False


def _moved_block(hunk: Hunk, first: list[str], second: list[str]) -> bool:
    """A sentence that stands elsewhere in the other text."""
    ours, theirs = first[hunk.start : hunk.stop], second[hunk.from_ : hunk.to]
    return min(len(first), len(second)) >= LONG and (
        (not theirs and _within(ours, second)) or (not ours and _within(theirs, first))
    )


def _within(part: list[str], whole: list[str]) -> bool:
    size = len(part)
    return size >= _BLOCK and any(whole[at : at + size] == part for at in range(len(whole) - size + 1))


def _order_allows(first: list[str], second: list[str], found: list[Place], moved: set[str]) -> bool:
    """No word that says something, and no pronoun, may have gone further than past its neighbour."""
    moved = {word for word in moved if word not in LIGHT or word in PRONOUNS}
    if not moved:
        return True
    if min(len(first), len(second)) < SHORT:
        return False
    blocks = {
        word
        for hunk, _, _ in found
        if _moved_block(hunk, first, second)
        for word in [*first[hunk.start : hunk.stop], *second[hunk.from_ : hunk.to]]
    }
    return moved <= {*_past_a_neighbour(found, first, second), *blocks}


def _past_a_neighbour(found: list[Place], first: list[str], second: list[str]) -> Iterator[str]:
    """Words that changed places with one other, or went past two light ones."""
    for one, other in pairwise(found):
        between = first[one.hunk.stop : other.hunk.start]
        if not TURNING.isdisjoint(between):
            continue
        if len(between) == 1 or (
            len(between) == 2 and LIGHT.issuperset(between) and PRONOUNS.isdisjoint(between)
        ):
            for moved in (
                {first[at] for at in one.gone} & {second[at] for at in other.come},
                {second[at] for at in one.come} & {first[at] for at in other.gone},
            ):
                if sum(word in PRONOUNS or word not in LIGHT for word in moved) <= 1:
                    yield from moved
