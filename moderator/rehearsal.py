"""The sentences of a rehearsal desk, as they ship in resources/rehearsal/comments.json.

They are harmless. Each has a *staged* band, so that the veil, the meter, limits and breaks can be tried without
anyone reading abuse. The rehearsal platform hands them out; the rehearsal scorer looks their bands up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from moderator import resources
from moderator.scores import Band


@dataclass(frozen=True, slots=True)
class Sentence:
    """One comment of the rehearsal. `band` is None where it is staged as not checked, and `unchecked` says why."""

    id: str
    thread: str
    author: str
    author_name: str
    text: str
    parent: str
    band: Band | None
    category: str = ""
    sure: float = 0.0
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What is played: the agency's own posts (id to text), and what people answer, in order."""

    posts: Mapping[str, str]
    sentences: tuple[Sentence, ...]

    def by_id(self) -> dict[str, Sentence]:
        return {sentence.id: sentence for sentence in self.sentences}

    def by_text(self) -> dict[str, Sentence]:
        """Exact copies are staged alike, so that one of them speaks for all."""
        return {sentence.text: sentence for sentence in self.sentences}


@cache
def script() -> Script:
    """Read once for each process."""
    with resources.path("rehearsal", "comments.json").open(encoding="utf-8") as file:
        written = json.load(file)
    sentences = [copy for entry in written["comments"] for copy in _copies(entry)]
    return Script({post["id"]: post["text"] for post in written["posts"]}, tuple(sentences))


def _copies(entry: Mapping[str, object]) -> list[Sentence]:
    """`copies` accounts that all send the same, each with an id and a name of its own."""
    count = int(str(entry.get("copies", 1)))
    band = entry["band"]
    return [
        Sentence(
            id=f"{entry['id']}-{n}" if count > 1 else str(entry["id"]),
            thread=str(entry["thread"]),
            author=f"{n}.{entry['author']}" if count > 1 else str(entry["author"]),
            author_name=f"{entry['author_name']} {n}" if count > 1 else str(entry["author_name"]),
            text=str(entry["text"]),
            parent=str(entry.get("parent", entry["thread"])),
            band=None if band is None else Band[str(band)],
            category=str(entry.get("category", "")),
            sure=float(str(entry.get("sure", 0))),
            unchecked=str(entry.get("unchecked", "")),
        )
        for n in range(1, count + 1)
    ]
