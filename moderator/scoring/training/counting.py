"""The words of the training rows and how often they stand there, for `vocabulary`."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from moderator.scoring.normalise import light
from moderator.scoring.training.data import Table
from moderator.scoring.vocabulary import LONGEST

_LEAST = 12  # times: what was seen more seldom may be a slip
_LEAST_SHORT = 4000  # of one or two letters: most of them are no words
_WORD = re.compile(r"[a-z]+")
_ALONE = frozenset("aiu")


def count(rows: Table) -> list[tuple[str, int, int]]:
    """Each English word, how often it was seen, and how often in abusive rows; the most frequent first."""
    every: Counter[str] = Counter()
    abuse: Counter[str] = Counter()
    for text, toxicity, language in zip(rows.texts, rows.truth[:, 0], rows.languages, strict=True):
        if language != "en":
            continue
        found = Counter(word.strip(".,!?;:\"'()") for word in light(text[:4000]).text.split())
        every.update(found)
        if toxicity >= 0.5:
            abuse.update(found)
    kept = [word for word in every if _kept(word, every[word])]
    return [(word, every[word], abuse[word]) for word in sorted(kept, key=lambda word: (-every[word], word))]


def _kept(word: str, times: int) -> bool:
    if not _WORD.fullmatch(word) or len(word) > LONGEST:
        return False
    return word in _ALONE if len(word) == 1 else times >= (_LEAST_SHORT if len(word) == 2 else _LEAST)


def write(lines: Iterable[tuple[str, int, int]], path: Path) -> None:
    """The same bytes for the same words."""
    content = "".join(f"{word} {count} {abusive}\n" for word, count, abusive in lines)
    path.write_bytes(gzip.compress(content.encode("ascii"), mtime=0))
