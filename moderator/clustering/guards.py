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
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from moderator import resources
from moderator.clustering.links import names_a_page
from moderator.clustering.reading import FEW_WORDS, Reading, read
from moderator.clustering.words import (
    LIGHT,
    NUMBERS,
    OPPOSITE,
    POINTING,
    PREFIXES,
    PRONOUNS,
    SUFFIXES,
    TURNING,
)

FEWEST_LETTERS = 12  # shorter texts are copies only when they are equal
SHORT = 6  # words; in a shorter text every word that carries something counts
LONG = 20  # words; in a longer one a word may stand for another
_BLOCK = 6  # words that may move together in a long text: a sentence
_SPELT_WRONG = frozenset(
    "never nothing nobody without nicht nichts keine keinen niemals niemand jamais aucun nunca ninguem nenhum nessuno niente"
    " senza niet nooit niemand geen zonder dont cannot hardly against gegen contre contra contro tegen".split()
)


class Hunk(NamedTuple):
    """Words that differ at one place: of the head `first[start:stop]`, of the member `second[from_:to]`."""

    start: int
    stop: int
    from_: int
    to: int


def may_join(head: str, member: str) -> bool:
    """May these be one group at all? Says nothing about whether they are near enough."""
    return allows(read(head), read(member))


def allows(head: Reading, member: Reading) -> bool:
    """The guards over two texts as they are read."""
    first, second = [w.lower() for w in head.words], [w.lower() for w in member.words]
    if not first and not second:
        return bool(head.links) and head.links == member.links
    if not _links_allow(head, member):
        return False
    if first == second:
        return True
    if min(head.letters, member.letters) < FEWEST_LETTERS:
        return False
    return _differences_allow(first, second, head.words, member.words)


def passes_on(head: Reading, member: Reading) -> bool:
    """Both only pass on one and the same page, with nothing of their own said beside it."""
    pages = {link for link in head.links if names_a_page(link)}
    return bool(pages & member.links) and all(
        word in POINTING or (word in LIGHT and word not in PRONOUNS) for word in {*head.words, *member.words}
    )


def _links_allow(head: Reading, member: Reading) -> bool:
    """In a text of few words the link is what it says; a longer one stands by itself."""
    if head.links == member.links or head.links & member.links:
        return True
    return min(len(head.words), len(member.words)) >= FEW_WORDS


def hunks(first: Sequence[str], second: Sequence[str]) -> list[Hunk]:
    """Where two lists of words differ, in order; neighbouring places are one."""
    found: list[Hunk] = []
    for code in Indel.opcodes(first, second):
        if code.tag == "equal":
            continue
        start, stop, from_, to = code.src_start, code.src_end, code.dest_start, code.dest_end
        if found and found[-1].stop == start and found[-1].to == from_:
            found[-1] = Hunk(found[-1].start, stop, found[-1].from_, to)
        else:
            found.append(Hunk(start, stop, from_, to))
    return found


def _differences_allow(
    first: list[str], second: list[str], head: Sequence[str], member: Sequence[str]
) -> bool:
    words = min(len(first), len(second))
    longest_run = max(4, words // 5)
    places: list[tuple[Hunk, list[int], list[int]]] = []
    exchanged = 0
    for hunk in hunks(first, second):
        ours, theirs = _unlike(hunk, first, second, head, member)
        if not ours and not theirs:
            continue
        if max(len(ours), len(theirs)) > longest_run and not _moved_block(hunk, first, second):
            return False
        if any(_decides(head[at]) for at in ours) or any(_decides(member[at]) for at in theirs):
            return False
        if ours and theirs:
            gone, come = {first[at] for at in ours}, {second[at] for at in theirs}
            if any(opposite(one, other) for one in gone for other in come):
                return False
            if gone & PRONOUNS and come & PRONOUNS:
                return False
            if gone & NUMBERS or come & NUMBERS:
                return False
            if gone - LIGHT and come - LIGHT:
                exchanged += 1
                if words < LONG or exchanged > words // LONG:
                    return False
        places.append((hunk, ours, theirs))
    gone, come = (
        {first[at] for _, ours, _ in places for at in ours},
        {second[at] for _, _, theirs in places for at in theirs},
    )
    if words < SHORT and (gone | come) - LIGHT:
        return False
    if len(gone) <= 8 and len(come) <= 8 and any(opposite(one, other) for one in gone for other in come):
        return False
    return _order_allows(first, second, places)


def _unlike(
    hunk: Hunk, first: list[str], second: list[str], head: Sequence[str], member: Sequence[str]
) -> tuple[list[int], list[int]]:
    """The positions on each side that are left when slips of the finger are paired off."""
    ours, theirs = list(range(hunk.start, hunk.stop)), list(range(hunk.from_, hunk.to))
    if not ours or not theirs:
        return ours, theirs
    if "".join(first[hunk.start : hunk.stop]) == "".join(second[hunk.from_ : hunk.to]) and not any(
        word in TURNING for word in [*first[hunk.start : hunk.stop], *second[hunk.from_ : hunk.to]]
    ):
        return [], []
    for at in range(hunk.start, hunk.stop):
        for other in theirs:
            name = _is_name(head[at]) or _is_name(member[other])
            if same_word(first[at], second[other], name):
                ours.remove(at)
                theirs.remove(other)
                break
    return ours, theirs


def same_word(one: str, other: str, name: bool = False) -> bool:
    """The same word but for a slip of the finger: two letters that changed places, one left out or too many.

    Of a name, only two letters that changed places: Jansen and Hansen are two people.
    """
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4 or not (one.isalpha() and other.isalpha()) or {one, other} & (TURNING | NUMBERS):
        return False
    if frozenset((one, other)) in OPPOSITE or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    if len(shorter) == len(longer):
        if sorted(one) == sorted(other):
            return one[0] == other[0] if name else (one[0] == other[0] or len(one) >= 5)
        return not name and len(one) >= 6 and one[0] == other[0]
    return not name and len(longer) >= 5 and one[0] == other[0]


def _is_name(word: str) -> bool:
    return word[0] == "@" or word[0].isupper()


def _decides(word: str) -> bool:
    """This word on one side alone keeps two texts apart."""
    return (
        word in TURNING
        or word[0].isdigit()
        or _is_name(word)
        or word in _insults()
        or (len(word) >= 4 and any(same_letters(word, turning) for turning in _SPELT_WRONG))
    )


@lru_cache(maxsize=4096)
def same_letters(word: str, turning: str) -> bool:
    return abs(len(word) - len(turning)) <= 1 and OSA.distance(word, turning, score_cutoff=1) <= 1


@lru_cache(maxsize=1)
def _insults() -> frozenset[str]:
    """English insults and curses: what makes abuse of a criticism."""
    packed = resources.path("language", "profanity_en.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n")) - LIGHT - {""}


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


def _order_allows(
    first: list[str], second: list[str], places: list[tuple[Hunk, list[int], list[int]]]
) -> bool:
    """No word that carries something, and no pronoun, may have gone further than past its neighbour."""
    gone = {first[at] for _, ours, _ in places for at in ours}
    moved = {second[at] for _, _, theirs in places for at in theirs} & gone
    moved = {word for word in moved if word not in LIGHT or word in PRONOUNS}
    if not moved:
        return True
    if min(len(first), len(second)) < SHORT:
        return False
    beside = {word for word in _past_a_neighbour(places, first, second)}
    blocks = {
        word
        for hunk, _, _ in places
        if _moved_block(hunk, first, second)
        for word in [*first[hunk.start : hunk.stop], *second[hunk.from_ : hunk.to]]
    }
    return moved <= beside | blocks


def _past_a_neighbour(
    places: list[tuple[Hunk, list[int], list[int]]], first: list[str], second: list[str]
) -> Iterator[str]:
    for (one, ours, theirs), (other, ours_next, theirs_next) in pairwise(places):
        if other.start - one.stop == 1 and other.from_ - one.to == 1:
            yield from {first[at] for at in ours} & {second[at] for at in theirs_next}
            yield from {second[at] for at in theirs} & {first[at] for at in ours_next}
