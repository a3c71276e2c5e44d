"""The groups of a stream: each comment is laid beside the first of each group, and joins the nearest or begins its own.

What is kept is the first text of each group and the keys that lead to it; a member leaves at most keys. Nothing here is
the truth: the store says which comment belongs where. The index is filled again from it at start (`add`), and what is
decided is taken out (`forget`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from moderator.clustering import guards, sketch
from moderator.clustering.links import names_a_page
from moderator.clustering.reading import FEW_WORDS, Reading, read
from moderator.clustering.table import Table

FLOOR = 0.72  # how alike two texts are to be, by letters
FLOOR_BESIDE_A_LINK = 0.60  # the same page beside both says half of it
ASKED = 6  # candidates that are looked at for one comment, those with most keys in common first
APART = 8  # groups that are remembered beside one as kept apart from it
ONCE = 3  # candidates with one key in common: strangers, most of them
_BATCH = 500
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
    """A text as it is compared, and the keys that it is found by."""

    reading: Reading
    small: str
    keys: list[int]


class _Found(NamedTuple):
    near: Near | None
    number: int  # of the group, -1 for none
    alike: set[int]  # groups that are as near, but may not be joined


class Index:
    """`place` for what arrives, `add` at start, `forget` for what is decided. Not for two threads at once."""

    def __init__(self) -> None:
        self._table = Table()  # keys of texts -> number of their group
        self._numbers = Table()  # callers' keys, folded to 32 bits -> number of the group
        self._heads: list[str | None] = []  # the text of each group's first; None when it was forgotten
        self._keys = array("q")
        self._sizes = array("I")
        # groups as near as copies that the guards keep apart: from the older to the younger
        self._apart: dict[int, list[int]] = {}
        self._gone = 0

    def __len__(self) -> int:
        """How many groups can be joined."""
        return len(self._heads) - self._gone

    @property
    def nbytes(self) -> int:
        """What the tables and the texts take, the texts with Python's own part of each."""
        texts = sum(sys.getsizeof(head) for head in self._heads)
        return (
            self._table.nbytes
            + self._numbers.nbytes
            + texts
            + sys.getsizeof(self._heads)
            + 12 * len(self._keys)
        )

    def place(self, entries: Sequence[Entry]) -> list[Near | None]:
        """For each entry the group it joins, None where it begins its own (or says nothing); then it is in.

        Later entries are compared with earlier ones of the same batch too.
        """
        return [near for batch in _batches(entries) for near in self._place(batch)]

    def add(self, entries: Sequence[Entry], heads: Sequence[int] | None = None) -> None:
        """Fill from the store. `heads`: the key of the first of each entry's group, its own key for a first.

        A member whose first is not in (any more) is left out, so give firsts before their members.
        """
        firsts = iter([entry.key for entry in entries] if heads is None else heads)
        for batch in _batches(entries):
            seen = _seen(batch)
            filing, opened = _Filing(self._ask(seen), self._sizes), dict[int, int]()
            for row, (entry, one) in enumerate(zip(batch, seen, strict=True)):
                first = next(firsts)
                if one is None:
                    continue
                answers = filing.answers(row, one.keys)
                if first == entry.key:
                    filing.head(self._open(entry.key, one.reading), one.keys)
                    opened[first] = filing.opened[-1]
                elif (number := opened.get(first, self._number_of(first))) is not None:
                    self._sizes[number] += 1
                    filing.member(number, one.keys, answers)
            self._file(filing)

    def forget(self, key: int) -> None:
        """The group whose first this was attracts no more. Of any other comment: nothing."""
        number = self._number_of(key)
        if number is None:
            return
        self._let_go(number)
        if self._gone > 1024 and self._gone * 2 > len(self._heads):
            self._close_up()

    def _let_go(self, number: int) -> None:
        self._heads[number] = None
        self._sizes[number] = 0
        self._gone += 1

    def _place(self, batch: Sequence[Entry]) -> list[Near | None]:
        seen = _seen(batch)
        filing = _Filing(self._ask(seen), self._sizes)
        placed: list[Near | None] = []
        for row, (entry, one) in enumerate(zip(batch, seen, strict=True)):
            if one is None:
                placed.append(None)
                continue
            answers = filing.answers(row, one.keys)
            found = self._nearest(entry.key, one, answers)
            if found.near is None:
                number = self._open(entry.key, one.reading)
                for other in found.alike:
                    kept_apart = self._apart.setdefault(other, [])
                    if len(kept_apart) < APART:
                        kept_apart.append(number)
                filing.head(number, one.keys, answers)
            else:
                self._sizes[found.number] += 1
                filing.member(found.number, one.keys, answers)
            placed.append(found.near)
        self._file(filing)
        return placed

    def _ask(self, seen: Sequence[_Seen | None]) -> list[list[int]]:
        """For each text the number that each of its keys leads to, -1 for none."""
        flat = [key for one in seen if one is not None for key in one.keys]
        numbers = self._table.get(np.array(flat, "uint32")).tolist()
        answers, at = [], 0
        for one in seen:
            size = 0 if one is None else len(one.keys)
            answers.append(numbers[at : at + size])
            at += size
        return answers

    def _nearest(self, key: int, one: _Seen, answers: Sequence[int]) -> _Found:
        """The largest group that it may join: a campaign stays one group, though some of it stay apart.

        Never its own: that is a comment that was edited.
        """
        alike: set[int] = set()
        for number, keys in self._candidates(answers):
            head = self._heads[number]
            if head is None or self._keys[number] == key or _too_unequal(head, one.small):
                continue
            words, _, links = head.partition("\n")
            near = _beside(words, links, one, moved=keys > 1)
            if near is not None and near.by:
                return _Found(Near(self._keys[number], near.similarity, near.by), number, alike)
            if near is not None:
                alike.add(number)
        return _Found(None, -1, alike)

    def _candidates(self, answers: Sequence[int]) -> list[tuple[int, int]]:
        """Groups that the keys lead to, and those that the guards keep apart from these; with how many keys lead there.

        The largest come first.
        """
        counts = _most_first(answers)
        if not counts:
            return []
        for number, keys in list(counts.items()):
            for other in self._apart.get(number, ()):
                counts[other] = max(keys, counts.get(other, 0))
        sizes = self._sizes
        return sorted(counts.items(), key=lambda one: (-sizes[one[0]], one[0]))[: 2 * ASKED]

    def _open(self, key: int, reading: Reading) -> int:
        number = len(self._heads)
        self._heads.append(_packed(reading))
        self._keys.append(key)
        self._sizes.append(1)
        return number

    def _file(self, filing: _Filing) -> None:
        self._table.put(np.array(filing.keys, "uint32"), np.array(filing.numbers, "int32"))
        if filing.opened:
            folded = _folded([self._keys[number] for number in filing.opened])
            for number, old in zip(filing.opened, self._numbers.get(folded).tolist(), strict=True):
                if old >= 0 and self._keys[old] == self._keys[number] and self._heads[old] is not None:
                    self._let_go(old)  # a comment that was edited: what it said before attracts no more
            self._numbers.put(folded, np.array(filing.opened, "int32"))

    def _number_of(self, key: int) -> int | None:
        number = int(self._numbers.get(_folded([key]))[0])
        return (
            number if number >= 0 and self._keys[number] == key and self._heads[number] is not None else None
        )

    def _close_up(self) -> None:
        """Let go of the places of what was forgotten."""
        left = [number for number, head in enumerate(self._heads) if head is not None]
        renumbered = np.full(len(self._heads), -1, "int32")
        renumbered[left] = np.arange(len(left), dtype="int32")
        self._heads = [self._heads[number] for number in left]
        self._keys = array("q", [self._keys[number] for number in left])
        self._apart = {
            int(renumbered[number]): kept
            for number, others in self._apart.items()
            if renumbered[number] >= 0
            and (kept := [int(renumbered[one]) for one in others if renumbered[one] >= 0])
        }
        self._sizes = array("I", [self._sizes[number] for number in left])
        self._table.keep(renumbered)
        self._numbers.keep(renumbered)
        self._gone = 0


class _Filing:
    """What one batch adds to the tables: seen by the rest of the batch at once, filed when it ends."""

    def __init__(self, asked: list[list[int]], sizes: array[int]) -> None:
        self._asked, self._sizes = asked, sizes
        self._fresh: dict[int, int] = {}
        self.keys: list[int] = []
        self.numbers: list[int] = []
        self.opened: list[int] = []

    def answers(self, row: int, keys: Sequence[int]) -> list[int]:
        fresh = self._fresh
        return [fresh.get(key, number) for key, number in zip(keys, self._asked[row], strict=True)]

    def head(self, number: int, keys: Sequence[int], answers: Sequence[int] = ()) -> None:
        """A new group: its keys lead to it, but for those that lead to a group with members."""
        self.opened.append(number)
        if answers:
            keys = self._free(keys, answers, 2)
        self._put(keys, number)

    def member(self, number: int, keys: Sequence[int], answers: Sequence[int]) -> None:
        """One that is not easily found from the first leads there too, by keys that no larger group has."""
        if sum(answer == number for answer in answers) * 2 < len(keys):
            self._put(self._free(keys, answers, self._sizes[number]), number)

    def _free(self, keys: Sequence[int], answers: Sequence[int], size: int) -> list[int]:
        sizes = self._sizes
        return [key for key, answer in zip(keys, answers, strict=True) if answer < 0 or sizes[answer] < size]

    def _put(self, keys: Sequence[int], number: int) -> None:
        self.keys += keys
        self.numbers += [number] * len(keys)
        for key in keys:
            self._fresh[key] = number


class _Beside(NamedTuple):
    similarity: float
    by: str  # empty where the guards keep them apart


def _beside(words: str, links: str, one: _Seen, moved: bool) -> _Beside | None:
    """How alike a group's first and this text are, and by what; None where they are too far apart.

    `moved`: it is worth looking whether words only changed places.
    """
    small = words.lower()
    shared = bool(links) and any(
        names_a_page(link) for link in one.reading.links.intersection(links.split("\n"))
    )
    if small == one.small and len(one.reading.words) >= FEW_WORDS:
        return _Beside(1.0, "text")
    floor = FLOOR_BESIDE_A_LINK if shared else FLOOR
    similarity = _alike(small, one.small, floor, moved)
    if similarity < floor:
        if shared and guards.passes_on(_unpacked(words, links), one.reading):
            return _Beside(FLOOR_BESIDE_A_LINK, "link")
        return None
    if not guards.allows(_unpacked(words, links), one.reading):
        return _Beside(similarity, "")
    return _Beside(similarity, "text" if similarity >= FLOOR else "link")


def _seen(batch: Sequence[Entry]) -> list[_Seen | None]:
    """None for what says nothing: no word, no link."""
    readings = [read(entry.text, entry.links) for entry in batch]
    smalls = [" ".join(reading.small) for reading in readings]
    spoken = [row for row, small in enumerate(smalls) if small]
    keys: list[list[int]] = [[] for _ in readings]
    if spoken:
        found = sketch.keys([readings[row].small for row in spoken], [smalls[row] for row in spoken])
        for row, own in zip(spoken, found.tolist(), strict=True):
            keys[row] = own if readings[row].letters >= guards.FEWEST_LETTERS else own[:1]
    for row, reading in enumerate(readings):
        if reading.links:
            keys[row] = keys[row] + [
                sketch.link_key(link) for link in sorted(reading.links) if names_a_page(link)
            ]
    return [
        _Seen(reading, small, own) if own else None
        for reading, small, own in zip(readings, smalls, keys, strict=True)
    ]


def _too_unequal(head: str, small: str) -> bool:
    """By their lengths alone these two cannot come to FLOOR; a text with links may come to the lower one."""
    shorter, longer = sorted((len(head), len(small)))
    return shorter * 9 < longer * 5 and "\n" not in head


def _alike(one: str, other: str, floor: float, moved: bool) -> float:
    """How alike by letters, 0 to 1; words that changed places cost little. Below the floor, 0."""
    if one == other:
        return 1.0
    straight = fuzz.ratio(one, other, score_cutoff=floor * 100)
    if straight < 90 and moved:
        straight = max(straight, fuzz.token_sort_ratio(one, other, score_cutoff=floor * 100) - 1)
    return min(max(straight, 0.0) / 100, 0.999)


def _most_first(answers: Sequence[int]) -> dict[int, int]:
    """The groups that most keys lead to, and how many lead there."""
    counts: dict[int, int] = {}
    for at in answers:
        if at >= 0:
            counts[at] = counts.get(at, 0) + 1
    if len(counts) <= 2:
        return counts
    often = {number: keys for number, keys in counts.items() if keys > 1}
    once = [number for number in counts if number not in often][:ONCE]
    if len(often) > ASKED:
        often = dict(sorted(often.items(), key=lambda one: -one[1])[:ASKED])
    return often | dict.fromkeys(once, 1)


def _packed(reading: Reading) -> str:
    return "\n".join([" ".join(reading.words), *sorted(reading.links)])


def _unpacked(words: str, links: str) -> Reading:
    parts, small = words.split(), words.lower().split()
    return Reading(parts, small, sum(map(len, small)), frozenset(links.split("\n")) if links else frozenset())


def _folded(keys: Sequence[int]) -> NDArray[np.uint32]:
    """Different for all keys under 2^32."""
    whole = np.array(keys, "int64").view("uint64")
    return np.asarray(whole ^ (whole >> np.uint64(32)), "uint64").astype("uint32")


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    start = letters = 0
    for at, entry in enumerate(entries):
        letters += min(len(entry.text), 4000)
        if at - start >= _BATCH or (letters > _LETTERS and at > start):
            yield entries[start:at]
            start, letters = at, len(entry.text)
    if start < len(entries):
        yield entries[start:]
