"""Names and ordinary words that an agency allows: a text whose only trouble they are is read without them.

Only whole words count, written plainly: a word in disguise is not the one that was allowed. What may hide behind one is
kept out here. A word that is said to somebody ("you ...") is not passed over; one that is also a slur is passed over only
where it stands as the name that was allowed, letter by letter, and not after "a", "such" or "what a". What else a text
holds is left to the scorers, which read it without the allowed words, and to the lexicon. See `neutralising`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from moderator.scoring.lexicon import mask_spans, words
from moderator.scoring.normalise import normalise
from moderator.scoring.training.words import VIOLATED, VIOLENT

MOST_WORDS, LONGEST = 5, 60
_WORD = re.compile(r"(?<!\w)[^\W_]+(?:['’\-][^\W_]+)*(?!\w)")
_OWNED = re.compile(r"['’]s$")
_BETWEEN = re.compile(r"[ \u00a0\-]{1,2}")
_YOU = frozenset("you your yours u ur ya yer you're youre you’re thou thee".split())
_CALLED = frozenset(
    "a an such what some little big fucking bloody damn absolute total complete utter".split()
)
_SMALL = frozenset(
    "i me my we us our he him his she her they them their it its is are was were be been am do does did will would shall "
    "should can could may might must not no yes and or but if so the this that these those of to in on at by for with from "
    "as all any some every each more most very too here there now then go get let make take have has had who whom".split()
)
_HARM = frozenset(
    word for phrase in (*VIOLENT, *VIOLATED) for word in phrase.split() if word not in _SMALL
) | frozenset(
    "die dies dying dead death kills killing killer rape raped find hunt knife gun bleed suffer".split()
)


class Span(NamedTuple):
    """Where an allowed word stands in a text. `exact`: written as it was allowed, and as a name is."""

    begin: int
    end: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One entry. `slur`: it stands in the lexicon too. `name`: every part of it begins with a capital letter."""

    written: str
    parts: tuple[str, ...]
    slur: bool
    name: bool


def word(written: str) -> Word:
    """An entry as somebody typed it."""
    written = " ".join(written.split())
    parts = tuple(_WORD.findall(written))
    slur = any(_is_slur(part) for part in parts)
    return Word(written, parts, slur, bool(parts) and all(part[0].isupper() for part in parts))


def why_not(entry: Word) -> tuple[str, str] | None:
    """Why an entry cannot be allowed, and what can be done; None where it can."""
    parts = [part.lower() for part in entry.parts]
    letters = sum(sign.isalpha() for sign in entry.written)
    if letters < 2 or len(entry.written) > LONGEST or not 0 < len(parts) <= MOST_WORDS:
        return "It is no word or name", f"Give one to {MOST_WORDS} words, {LONGEST} letters at the most"
    if _BETWEEN.sub("", entry.written) != _BETWEEN.sub("", "".join(entry.parts)):
        return "It holds signs", "Write it with letters, blanks, hyphens and apostrophes alone"
    if _YOU.intersection(parts):
        return "It speaks to somebody, so that it would hide insults", "Give the name or the word alone"
    if all(part in _SMALL or part in _HARM for part in parts):
        return (
            "Threats are made of this word, so that it would hide them",
            "Give the whole name that it is part of, as Kill Devil Hills",
        )
    if entry.slur and not entry.name:
        return "It stands in the list of slurs", "If it is a name, write it as one, with capital letters"
    return None


class Allowed:
    """The entries of an agency. `stamp` names this very list."""

    def __init__(self, entries: Sequence[str] = (), stamp: str = "") -> None:
        self.entries = tuple(word(each) for each in entries)
        self.stamp = stamp
        self._by_first: dict[str, list[Word]] = {}
        for each in self.entries:
            if each.parts:
                self._by_first.setdefault(each.parts[0].casefold(), []).append(each)

    def without(self, written: frozenset[str]) -> Allowed:
        """The same list without these entries."""
        return Allowed([each.written for each in self.entries if each.written not in written], self.stamp)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def spans(self, text: str) -> list[Span]:
        """Where words stand that may be passed over: sorted, not overlapping."""
        if not self._by_first:
            return []
        found = list(_WORD.finditer(text))
        spans, at = list[Span](), 0
        while at < len(found):
            span, used = self._at(text, found, at)
            if span is not None:
                spans.append(span)
            at += used
        return spans

    def _at(self, text: str, found: Sequence[re.Match[str]], at: int) -> tuple[Span | None, int]:
        """The longest entry that begins with this word, and how many words it has."""
        first = _OWNED.sub("", found[at][0]).casefold()
        entries = sorted(self._by_first.get(first, ()), key=lambda each: -len(each.parts))
        for entry in entries:
            size = len(entry.parts)
            here = found[at : at + size]
            if len(here) == size and _fits(entry, here, text):
                before = [each[0].casefold() for each in found[max(0, at - 2) : at]]
                if _YOU.intersection(before) or (entry.slur and _CALLED.intersection(before)):
                    return None, size
                return _span(entry, here), size
        return None, 1


def _fits(entry: Word, here: Sequence[re.Match[str]], text: str) -> bool:
    for one, other in pairwise(here):
        if not _BETWEEN.fullmatch(text[one.end() : other.start()]):
            return False
    parts = [found[0] for found in here]
    parts[-1] = _OWNED.sub("", parts[-1])
    if entry.slur:
        return tuple(parts) == entry.parts
    return [part.casefold() for part in parts] == [part.casefold() for part in entry.parts]


def _span(entry: Word, here: Sequence[re.Match[str]]) -> Span:
    last = _OWNED.sub("", here[-1][0])
    exact = entry.name and [*(found[0] for found in here[:-1]), last] == list(entry.parts)
    return Span(here[0].start(), here[-1].start() + len(last), exact)


def neutral(text: str, spans: Sequence[Span]) -> tuple[str, str]:
    """The text without these words, and with a plain name in their place: calm only where both are."""
    return _replaced(text, spans, ""), _replaced(text, spans, "Anna")


def _replaced(text: str, spans: Sequence[Span], by: str) -> str:
    parts, end = list[str](), 0
    for span in spans:
        parts += [text[end : span.begin], by]
        end = span.end
    return "".join([*parts, text[end:]])


def slur_beside(text: str, spans: Sequence[Span]) -> bool:
    """Does the lexicon find a slur that is not one of these words?"""
    return any(
        not any(span.begin <= begin and end <= span.end for span in spans) for begin, end in mask_spans(text)
    )


def _is_slur(part: str) -> bool:
    return normalise(part).text in words() or bool(mask_spans(part))
