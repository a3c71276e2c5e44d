"""Slurs as bars: finds the lexicon's words, however they are written, in the text as it was written.

The lexicon ships in resources/language/ (English, MIT). Words are looked up in four readings of a text: with
obfuscation undone and as it stands, each with and without addresses and @names. The normaliser's map says where
they stand in the original. Only whole words count: Scunthorpe keeps its name. Not found: a word cut in two by a
blank, and misspellings that are not in the list.
No NumPy here: a window's own thread may ask for it.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from moderator import resources
from moderator.scores import Mark
from moderator.scoring.normalise import Mapped, hard, light

BAR = "▬▬▬▬"  # the same for every word: its length tells nothing
READ = 20_000  # letters; the rest of a longer text is one bar
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_WRITTEN = re.compile(r"\S{2,40}")  # with its signs: some entries of the list end in one
_STARRED = re.compile(r"(?<![^\W_*])[^\W\d_](?:[^\W\d_]|\*){1,28}[^\W\d_](?![^\W_*])")
_ENDINGS = ("s", "es", "ed", "er", "ers", "ing", "in", "y", "z")

# of the list, but everybody's words as well: as bars they would make a calm text unreadable
_ORDINARY = frozenset(
    "sit wore sheet peter bbc crow crows cox niger wang leitch bates sack forked sobs sob. hoar".split()
)


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Single words of the lexicon, normalised."""
    return frozenset(entry for entry in _entries() if " " not in entry) - _ORDINARY


@lru_cache(maxsize=1)
def _phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in _entries() if 1 < len(entry.split()) <= 4)


@lru_cache(maxsize=1)
def _entries() -> frozenset[str]:
    text = gzip.decompress(resources.path("language", "profanity_en.txt.gz").read_bytes()).decode("utf-8")
    return frozenset(line for line in text.splitlines() if line)


@lru_cache(maxsize=1)
def _by_ends() -> dict[tuple[int, str], list[str]]:
    """Words by length and first letter, for those with a letter starred out."""
    made = defaultdict(list)
    for word in words():
        made[len(word), word[0]].append(word)
    return made


@lru_cache(maxsize=1)
def _drawn_in() -> frozenset[str]:
    """Words with each double letter written once: how a drawn-out word looks when its runs are gone."""
    return frozenset(_once(word) for word in words() if word.isalpha())


def mask_spans(text: str) -> list[tuple[int, int]]:
    """Where slurs stand in the text as it was written: sorted, half-open, not overlapping."""
    text = text[:READ]
    found = {span for mapped in _readings(text) for span in _find(mapped, text)}
    return _merged(sorted(found))


def masked(text: str) -> str:
    """The text with each slur as a bar of one length."""
    return masked_with(text, ())[0]


def masked_with(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """The same, and where the marks of the text lie in it: on the bar, where a marked word has become one."""
    parts, moved, end, length = list[str](), list[tuple[int, int, int]](), 0, 0
    for start, stop in mask_spans(text):
        parts += [text[end:start], BAR]
        moved.append((start, stop, length + start - end))
        length += start - end + len(BAR)
        end = stop
    rest = BAR if len(text) > READ else ""
    shown = "".join([*parts, text[end:READ], rest])
    return shown, tuple(_shifted(mark, moved) for mark in marks if mark.end <= READ)


def _shifted(mark: Mark, bars: Sequence[tuple[int, int, int]]) -> Mark:
    """`bars`: where each slur began and ended, and where its bar begins."""
    begin, end = mark.begin, mark.end
    for start, stop, at in bars:
        if mark.begin >= start:
            begin = at if mark.begin < stop else at + len(BAR) + mark.begin - stop
        if mark.end > start:
            end = at + len(BAR) + max(0, mark.end - stop)
    return replace(mark, begin=begin, end=end)


def _readings(text: str) -> Iterator[Mapped]:
    plain = light(text)
    yield plain
    apart, together = hard(plain), hard(plain, told_apart=False)
    yield apart
    if together.text != apart.text:  # "a b e e d" may be read as three words
        yield together
    whole = light(text, addresses=True)
    if whole.text != plain.text:
        yield whole
        yield hard(whole)


def _find(mapped: Mapped, text: str) -> Iterator[tuple[int, int]]:
    tokens = [(found[0], found.start(), found.end()) for found in _WORD.finditer(mapped.text)]
    for word, start, end in tokens:
        if _is_slur(word):
            yield mapped.whole(start, end, text)
        elif word[0] in "ai" and _is_slur(word[1:]) and _apart(mapped, start):
            yield mapped.whole(start + 1, end, text)
    for found in _WRITTEN.finditer(mapped.text):
        for start, end in _bare(found):
            if mapped.text[start:end] in words():
                yield mapped.whole(start, end, text)
    if "*" in mapped.text:
        for found in _STARRED.finditer(mapped.text):
            if _stars_out(found[0]):
                yield mapped.whole(found.start(), found.end(), text)
    names = [word for word, _, _ in tokens]
    for size in (2, 3, 4):
        for at in range(len(tokens) - size + 1):
            if tuple(names[at : at + size]) in _phrases():
                yield mapped.whole(tokens[at][1], tokens[at + size - 1][2], text)


def _apart(mapped: Mapped, start: int) -> bool:
    """Something stood between this letter and the next: "a j e r k" was read as one word."""
    return mapped.at[start + 1] - mapped.at[start] > 1


def _bare(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """What is written between blanks, with and without the signs around it."""
    start, end = found.span()
    yield start, end
    written = found[0]
    front = len(written) - len(written.lstrip("\"'([{<#@“‘"))
    back = len(written) - len(written.rstrip("\"')]}>.,;:!?”’"))
    if front + back < len(written):
        yield start + front, end - back


def _is_slur(word: str) -> bool:
    known = words()
    if word in known:
        return True
    if (
        any(word[n] == word[n + 1] == word[n + 2] for n in range(len(word) - 2))
        and _once(word) in _drawn_in()
    ):
        return True
    return any(
        len(word) - len(ending) >= 4
        and word.endswith(ending)
        and not word.endswith("ss")  # assess is not a plural
        and word[: -len(ending)] in known
        for ending in _ENDINGS
    )


def _stars_out(written: str) -> bool:
    """Is this a word of the lexicon with letters starred out? Its first letter stands, and half of all."""
    if not 0 < written.count("*") * 2 <= len(written):
        return False
    lengths = [(written, len(written))]
    lengths += [(written[: -len(end)], len(written) - len(end)) for end in _ENDINGS if written.endswith(end)]
    return any(
        all(seen in ("*", sign) for seen, sign in zip(part, word, strict=True))
        for part, length in lengths
        if length >= 3
        for word in _by_ends().get((length, part[0]), ())
    )


def _once(word: str) -> str:
    return "".join(sign for sign, _ in groupby(word))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made
