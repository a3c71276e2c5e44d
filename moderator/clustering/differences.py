"""Where a member of a group differs from its first: spans of the member's own text, so that a screen can show what varies.

Both texts are cut into words, figures, links, @names, emoji and signs as they are written, each with its place, and
laid side by side. The words themselves are never in the answer: a veiled card can show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from moderator.clustering.alignment import MANY, hunks, same_word
from moderator.clustering.links import LINK, canonical
from moderator.clustering.reading import folded, word
from moderator.clustering.words import TURNING

READ = 8000  # letters of each text; what a longer one goes on with is one part, unless it is the same

_PIECE = re.compile(
    rf"(?P<link>{LINK.pattern})"
    r"|(?P<mention>(?<![\w@.])@\w[\w.\-@]{0,80})"
    r"|(?P<number>\d+(?:[.,:/]\d+)*)"
    r"|(?P<word>[^\W\d_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|['’‘ʼ](?=\w))*)"
    r"|(?P<emoji>[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d\U000e0020-\U000e007f]+)"
    r"|(?P<signs>[^\w\s]+|_+)",
    re.IGNORECASE,
)


class Kind(StrEnum):
    WORD = "word"
    TURN = "turn"  # a word on which the sense turns; `may_join` lets none of these through
    NUMBER = "number"
    NAME = "name"
    MENTION = "mention"
    LINK = "link"
    EMOJI = "emoji"
    CASE = "case"  # the same word in other letters: large, small
    TYPO = "typo"  # the same word, but for a slip of the finger or letters that look alike
    SIGNS = "signs"
    REST = "rest"  # what a very long text goes on with


@dataclass(frozen=True, slots=True)
class Part:
    """`member[start:end]` is not as in the head. Where they are equal, the head has something here that is left out."""

    start: int
    end: int
    kind: Kind


class _Piece(NamedTuple):
    start: int
    end: int
    kind: Kind
    same: str  # what it is compared by
    written: str


def difference(head: str, member: str) -> tuple[Part, ...]:
    """The parts of `member` that differ from `head`, in order, not overlapping. Of equal texts none."""
    first, second = list(_pieces(head[:READ])), list(_pieces(member[:READ]))
    parts: list[Part] = []
    at = from_ = 0
    for hunk in hunks([piece.same for piece in first], [piece.same for piece in second]):
        parts += _written_otherwise(first[at : hunk.start], second[from_ : hunk.from_])
        parts += _in_place(
            first[hunk.start : hunk.stop], second[hunk.from_ : hunk.to], second, hunk.from_, member
        )
        at, from_ = hunk.stop, hunk.to
    parts += _written_otherwise(first[at:], second[from_:])
    if head[READ:] != member[READ:]:
        end = len(member)
        parts.append(Part(min(READ, end), end, Kind.REST))
    return tuple(parts)


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _PIECE.finditer(text):
        written, start, end = found[0], found.start(), found.end()
        kind = Kind(found.lastgroup or "signs")
        if kind is Kind.LINK:
            shorn = written.rstrip(".,;:!?)]}*_…")
            yield _Piece(start, start + len(shorn), kind, canonical(shorn), shorn)
        elif kind is Kind.MENTION:
            yield _Piece(start, end, kind, written.lower(), written)
        elif kind is Kind.WORD:
            plain = folded(written)
            same = " ".join(word(plain).read) if plain and plain[0].isalnum() else written.lower()
            yield _Piece(start, end, kind, same, written)
        else:
            yield _Piece(start, end, kind, written, written)


def _written_otherwise(first: list[_Piece], second: list[_Piece]) -> Iterator[Part]:
    """Pieces that are compared as equal, but not written as equal."""
    for one, other in zip(first, second, strict=True):
        if one.written != other.written:
            kind = other.kind
            if kind is Kind.WORD:
                kind = Kind.CASE if one.written.lower() == other.written.lower() else Kind.TYPO
            yield Part(other.start, other.end, kind)


def _in_place(
    first: list[_Piece], second: list[_Piece], pieces: list[_Piece], at: int, member: str
) -> Iterator[Part]:
    """What stands at one place: the member's pieces, or where it has none, what it leaves out."""
    if not second:
        here = pieces[at].start if at < len(pieces) else min(len(member), READ)
        yield Part(here, here, _kind(first[0]))
        return
    few = len(first) * len(second) <= MANY
    for piece in second:
        slip = (
            few
            and piece.kind is Kind.WORD
            and any(one.kind is Kind.WORD and same_word(one.same, piece.same) for one in first)
        )
        yield Part(piece.start, piece.end, Kind.TYPO if slip else _kind(piece))


def _kind(piece: _Piece) -> Kind:
    if piece.kind is not Kind.WORD:
        return piece.kind
    if any(part in TURNING for part in piece.same.split()):
        return Kind.TURN
    return Kind.NAME if piece.written[0].isupper() and not piece.written.isupper() else Kind.WORD
