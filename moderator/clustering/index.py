"""The groups of a stream: each comment is laid beside the first of each group, and joins the nearest or begins its own.

What is kept is one text for each group, and the text of a member that has gone far from it, so that the next like
it is found; a member near its first leaves nothing. Nothing here is the truth: the store says which comment belongs
where. The index is filled again from it at start (`add`), and what is decided is taken out (`forget`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from moderator.clustering import guards, sketch
from moderator.clustering.links import names_a_page
from moderator.clustering.reading import Reading, read
from moderator.clustering.table import Table

FLOOR = 0.72  # how alike two texts are to be, by letters
FLOOR_BESIDE_A_LINK = 0.60  # the same page beside both says half of it
NEAR = 0.90  # nearer ones are found by their first alone
ASKED = 6  # candidates that are looked at for one comment, those with most keys in common first
_BATCH = 2000
_LETTERS = 400_000  # of a batch at most, so that long texts do not pile up


@dataclass(frozen=True, slots=True)
class Entry:
    """One comment. `key` is the caller's number for it; `links` are those the platform keeps beside the text."""

    key: int
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """`key` of the first of the group, how alike the two are (0 to 1), and whether by "text" or by "link"."""

    key: int
    similarity: float
    by: str


class _Seen(NamedTuple):
    """A text as it is kept and compared."""

    reading: Reading
    small: str
    keys: list[int]


class Index:
    def __init__(self) -> None:
        self._table = Table()
        self._numbers = Table()  # of each caller's key, folded to 32 bits
        self._texts: list[bytes | None] = []
        self._keys = array("q")
        self._heads = array("q")  # the caller's key of the first of the group
        self._gone = 0

    def __len__(self) -> int:
        """How many texts are kept."""
        return len(self._texts) - self._gone

    @property
    def nbytes(self) -> int:
        """What the tables and texts take; the texts of Python's lists are reckoned with their headers."""
        texts = sum(len(text) + 33 for text in self._texts if text is not None)
        return self._table.nbytes + self._numbers.nbytes + texts + len(self._texts) * (8 + 16)

    def place(self, entries: Sequence[Entry]) -> list[Near | None]:
        """For each entry the group it joins, None where it begins its own (or says nothing); then it is in.

        Later entries are compared with earlier ones of the same batch too.
        """
        return [near for batch in _batches(entries) for near in self._place(batch)]

    def add(self, entries: Sequence[Entry], heads: Sequence[int] | None = None) -> None:
        """Fill from the store. `heads`: the key of the first of each entry's group, its own key for a first.

        A member whose first is not in (any more) is left out, so give firsts before their members.
        """
        told = iter(heads) if heads is not None else None
        for batch in _batches(entries):
            firsts = [next(told) if told is not None else entry.key for entry in batch]
            fresh: dict[int, int] = {}
            new: list[tuple[int, _Seen]] = []
            for entry, first, seen in zip(batch, firsts, _seen(batch), strict=True):
                if seen is None:
                    continue
                if first == entry.key:
                    self._keep(entry.key, first, seen, new, fresh)
                    continue
                at = self._number_of(first, new)
                if at is not None and _alike(self._small(at), seen.small) < NEAR:
                    self._keep(entry.key, first, seen, new, fresh)
            self._file(new)

    def forget(self, key: int) -> None:
        """This comment attracts no more; if it was the first of a group, nor do its members. Unknown: nothing."""
        at = self._number_of(key, [])
        if at is None:
            return
        self._texts[at] = None
        self._gone += 1
        if self._gone > 1024 and self._gone * 2 > len(self._texts):
            self._close_up()

    def _place(self, batch: Sequence[Entry]) -> list[Near | None]:
        seen = _seen(batch)
        asked = self._ask(seen)
        fresh: dict[int, int] = {}
        new: list[tuple[int, _Seen]] = []
        placed: list[Near | None] = []
        for entry, one, numbers in zip(batch, seen, asked, strict=True):
            if one is None:
                placed.append(None)
                continue
            for key in one.keys:
                if key in fresh:
                    numbers.append(fresh[key])
            near = self._nearest(one, numbers)
            if near is None or (near.similarity < NEAR and one.reading.letters >= guards.FEWEST_LETTERS):
                self._keep(entry.key, entry.key if near is None else near.key, one, new, fresh)
            placed.append(near)
        self._file(new)
        return placed

    def _ask(self, seen: Sequence[_Seen | None]) -> list[list[int]]:
        flat = [key for one in seen if one is not None for key in one.keys]
        numbers = iter(self._table.get(np.array(flat, "uint32")).tolist())
        return [[] if one is None else [at for _ in one.keys if (at := next(numbers)) >= 0] for one in seen]

    def _nearest(self, one: _Seen, numbers: list[int]) -> Near | None:
        best: Near | None = None
        for at in _most_first(numbers):
            kept = self._texts[at]
            if kept is None:
                continue
            text = kept.decode("utf-8", "surrogatepass")
            head_key = self._heads[at]
            if best is not None and head_key == best.key:
                continue
            near = self._beside(text, one)
            if near is None:
                continue
            if head_key != self._keys[at]:  # a member: what counts is the first of its group
                first = self._number_of(head_key, [])
                if first is None:
                    continue
                near = self._beside(self._whole(first), one)
                if near is None:
                    continue
            similarity, by = near
            if best is None or similarity > best.similarity:
                best = Near(head_key, similarity, by)
                if similarity == 1.0:
                    return best
        return best

    def _beside(self, text: str, one: _Seen) -> tuple[float, str] | None:
        """How alike, and by what; None where they may not be one group or are too far apart."""
        words, _, links = text.partition("\n")
        small = words.lower()
        shared = bool(links) and any(
            names_a_page(link) for link in one.reading.links.intersection(links.split("\n"))
        )
        floor = FLOOR_BESIDE_A_LINK if shared else FLOOR
        similarity = _alike(small, one.small, floor)
        head = _unpacked(words, links)
        if similarity < floor:
            if shared and guards.passes_on(head, one.reading):
                return max(similarity, FLOOR_BESIDE_A_LINK), "link"
            return None
        if not guards.allows(head, one.reading):
            return None
        return similarity, "text" if similarity >= FLOOR else "link"

    def _keep(
        self, key: int, head: int, seen: _Seen, new: list[tuple[int, _Seen]], fresh: dict[int, int]
    ) -> None:
        at = len(self._texts)
        self._texts.append(_packed(seen.reading))
        self._keys.append(key)
        self._heads.append(head)
        new.append((at, seen))
        self._numbers.put(_folded([key]), np.array([at], "int32"))
        for each in seen.keys:
            fresh[each] = at

    def _file(self, new: list[tuple[int, _Seen]]) -> None:
        if not new:
            return
        keys = np.array([key for _, seen in new for key in seen.keys], "uint32")
        numbers = np.repeat(np.array([at for at, _ in new], "int32"), [len(seen.keys) for _, seen in new])
        self._table.put(keys, numbers)

    def _number_of(self, key: int, new: list[tuple[int, _Seen]]) -> int | None:
        at = int(self._numbers.get(_folded([key]))[0])
        return at if at >= 0 and self._keys[at] == key and self._texts[at] is not None else None

    def _whole(self, at: int) -> str:
        kept = self._texts[at]
        return "" if kept is None else kept.decode("utf-8", "surrogatepass")

    def _small(self, at: int) -> str:
        return self._whole(at).partition("\n")[0].lower()

    def _close_up(self) -> None:
        """Let go of the places of what was forgotten, and of members whose first is gone."""
        left = [
            at
            for at, text in enumerate(self._texts)
            if text is not None and self._number_of(self._heads[at], []) is not None
        ]
        renumbered = np.full(len(self._texts), -1, "int32")
        renumbered[left] = np.arange(len(left), dtype="int32")
        self._texts = [self._texts[at] for at in left]
        self._keys = array("q", [self._keys[at] for at in left])
        self._heads = array("q", [self._heads[at] for at in left])
        self._table.keep(renumbered)
        self._numbers.keep(renumbered)
        self._gone = 0


def _seen(batch: Sequence[Entry]) -> list[_Seen | None]:
    """None for what says nothing: no word, no link."""
    readings = [read(entry.text, entry.links) for entry in batch]
    smalls = [[word.lower() for word in reading.words] for reading in readings]
    spoken = [row for row, small in enumerate(smalls) if small]
    keys = (
        dict(zip(spoken, sketch.keys([smalls[row] for row in spoken]).tolist(), strict=True))
        if spoken
        else {}
    )
    found: list[_Seen | None] = []
    for row, reading in enumerate(readings):
        own = keys.get(row, [])
        if reading.letters < guards.FEWEST_LETTERS:
            own = own[:1]
        own = own + sketch.link_keys([link for link in sorted(reading.links) if names_a_page(link)]).tolist()
        found.append(_Seen(reading, " ".join(smalls[row]), own) if own else None)
    return found


def _alike(one: str, other: str, floor: float = 0.0) -> float:
    """How alike by letters, 0 to 1; words that changed places cost little. Below the floor, 0."""
    if one == other:
        return 1.0
    straight = fuzz.ratio(one, other, score_cutoff=floor * 100)
    if straight < 100 * NEAR:
        straight = max(straight, fuzz.token_sort_ratio(one, other, score_cutoff=floor * 100) - 1)
    return min(max(straight, 0.0) / 100, 0.999)


def _most_first(numbers: list[int]) -> list[int]:
    if len(numbers) < 2:
        return numbers
    counts: dict[int, int] = {}
    for at in numbers:
        counts[at] = counts.get(at, 0) + 1
    return sorted(counts, key=lambda at: (-counts[at], at))[:ASKED]


def _packed(reading: Reading) -> bytes:
    return "\n".join([" ".join(reading.words), *sorted(reading.links)]).encode("utf-8", "surrogatepass")


def _unpacked(words: str, links: str) -> Reading:
    parts = words.split()
    return Reading(parts, sum(map(len, parts)), frozenset(links.split("\n")) if links else frozenset())


def _folded(keys: Sequence[int]) -> NDArray[np.uint32]:
    whole = np.array(keys, "int64").view("uint64") * np.uint64(0x9E3779B97F4A7C15)
    return (whole >> np.uint64(32)).astype("uint32")


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    start = letters = 0
    for at, entry in enumerate(entries):
        letters += min(len(entry.text), 4000)
        if at - start >= _BATCH or (letters > _LETTERS and at > start):
            yield entries[start:at]
            start, letters = at, len(entry.text)
    if start < len(entries):
        yield entries[start:]
