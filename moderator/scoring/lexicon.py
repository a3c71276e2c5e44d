"""Slurs as bars: finds the lexicon's words, however they are written, in the text as it was written.

The lexicon ships in resources/language/ (English, MIT). Words are looked up in the normalised text, and the
normaliser's map says where they stand in the original. Only whole words count: Scunthorpe keeps its name.
No NumPy here: a window's own thread may ask for it.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

from moderator import resources
from moderator.scoring.normalise import Mapped, light, normalise

BAR = "▬▬▬▬"  # the same for every word: its length tells nothing
READ = 20_000  # letters; what follows is barred whole by the window's cap
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS = ("s", "es", "ed", "er", "ers", "ing", "in", "y", "z")


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Single words of the lexicon, normalised."""
    return frozenset(entry for entry in _entries() if " " not in entry)


@lru_cache(maxsize=1)
def _phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in _entries() if 1 < len(entry.split()) <= 4)


@lru_cache(maxsize=1)
def _entries() -> frozenset[str]:
    text = gzip.decompress(resources.path("language", "profanity_en.txt.gz").read_bytes()).decode("utf-8")
    return frozenset(line for line in text.splitlines() if line)


def mask_spans(text: str) -> list[tuple[int, int]]:
    """Where slurs stand in the text as it was written: sorted, half-open, not overlapping."""
    text = text[:READ]
    found = set(_find(normalise(text))) | set(_find(light(text)))
    return _merged(sorted(found))


def masked(text: str) -> str:
    """The text with each slur as a bar of one length."""
    parts, end = [], 0
    for start, stop in mask_spans(text):
        parts += [text[end:start], BAR]
        end = stop
    return "".join([*parts, text[end:]])


def _find(mapped: Mapped) -> list[tuple[int, int]]:
    tokens = [(found[0], found.start(), found.end()) for found in _WORD.finditer(mapped.text)]
    spans = [mapped.span(start, end) for word, start, end in tokens if _is_slur(word)]
    names = [word for word, _, _ in tokens]
    for size in (2, 3, 4):
        for at in range(len(tokens) - size + 1):
            if tuple(names[at : at + size]) in _phrases():
                spans.append(mapped.span(tokens[at][1], tokens[at + size - 1][2]))
    return spans


def _is_slur(word: str) -> bool:
    known = words()
    if word in known:
        return True
    return any(
        len(word) - len(ending) >= 4
        and word.endswith(ending)
        and not word.endswith("ss")  # assess is not a plural
        and word[: -len(ending)] in known
        for ending in _ENDINGS
    )


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made
