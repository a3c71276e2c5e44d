"""Two texts laid side by side, word by word: the places where they differ, slips of the finger paired off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from moderator.clustering.reading import Reading
from moderator.clustering.words import NUMBERS, OPPOSITE, TURNING

MANY = 400  # pairs of words at one place; where there are more, one by one says nothing
LONG = 12  # words; from here on short words may be slips of one another, and sentences may move
_DOUBLED = re.compile(r"(.)\1")
_NEIGHBOURS = frozenset(
    one + other
    for row, below in pairwise(["qwertyuiop", "asdfghjkl", "zxcvbnm", ""])
    for at, key in enumerate(row)
    for near in (row[at + 1 : at + 2] + below[max(at - 1, 0) : at + 1])
    for one, other in ((key, near), (near, key))
)  # keys that lie beside each other


class Hunk(NamedTuple):
    """Words that differ at one place: of the head `first[start:stop]`, of the member `second[from_:to]`."""

    start: int
    stop: int
    from_: int
    to: int


class Place(NamedTuple):
    """A hunk, and the positions on each side that are left when slips of the finger are paired off."""

    hunk: Hunk
    gone: list[int]
    come: list[int]


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


def places(head: Reading, member: Reading) -> list[Place]:
    """Where more than slips of the finger tells them apart."""
    found = [_unlike(hunk, head, member) for hunk in hunks(head.small, member.small)]
    return [place for place in found if place.gone or place.come]


def _unlike(hunk: Hunk, head: Reading, member: Reading) -> Place:
    gone, come = list(range(hunk.start, hunk.stop)), list(range(hunk.from_, hunk.to))
    if not gone or not come or len(gone) * len(come) > MANY:
        return Place(hunk, gone, come)
    first, second = head.small, member.small
    ours, theirs = first[hunk.start : hunk.stop], second[hunk.from_ : hunk.to]
    if "".join(ours) == "".join(theirs) and TURNING.isdisjoint([*ours, *theirs]):
        return Place(hunk, [], [])  # a word that one of them writes in two
    long = min(len(first), len(second)) >= LONG
    for at in range(hunk.start, hunk.stop):
        for other in come:
            name = is_name(head.words[at]) or is_name(member.words[other])
            if same_word(first[at], second[other], name, long):
                gone.remove(at)
                come.remove(other)
                break
    return Place(hunk, gone, come)


def is_name(word: str) -> bool:
    """Of a word as it is read: begins with a capital, or is an @name that is meant."""
    return word[0] == "@" or word[0].isupper()


def same_word(one: str, other: str, name: bool = False, long: bool = False) -> bool:
    """The same word but for a slip of the finger: two letters swapped, one left out, doubled, or its neighbour's key.

    Of a name only two letters swapped or one doubled: Jansen and Hansen are two people. `long`: in a long text
    four letters may have lost one.
    """
    if one == other:
        return True
    shortest, longest = sorted((len(one), len(other)))
    if (
        shortest < 3
        or longest - shortest > 2
        or one[0] != other[0]
        or not (one.isalpha() and other.isalpha())
    ):
        return False
    if {one, other} & (TURNING | NUMBERS) or frozenset((one, other)) in OPPOSITE:
        return False
    if sorted(one) == sorted(other):
        return OSA.distance(one, other, score_cutoff=1) <= 1
    if long and not name and shortest >= 4 and _slipped_twice(one, other):
        return True
    if longest < (4 if long else 5):
        return False
    undoubled = _DOUBLED.sub(r"\1", one), _DOUBLED.sub(r"\1", other)
    if undoubled[0] == undoubled[1]:
        return True
    if name or all(OSA.distance(*pair, score_cutoff=1) > 1 for pair in ((one, other), undoubled)):
        return False
    if len(one) != len(other):
        return True
    return longest >= 6 and next(a + b in _NEIGHBOURS for a, b in zip(one, other, strict=True) if a != b)


def _slipped_twice(one: str, other: str) -> bool:
    """Each a slip of one word: abot and aobut. No more than one letter is lost between them."""
    return (Counter(one) - Counter(other)).total() + (
        Counter(other) - Counter(one)
    ).total() <= 1 and OSA.distance(one, other, score_cutoff=2) <= 2
