"""Near-copies of what all scorers have read: their second opinion is that of the text they are a copy of.

Every text is still read by the first scorer itself. Where it finds a copy harsher than the other text, by a band or in
any label by more than HARSHER, the slow one reads the copy too; and what is taken is the harsher of the two in each label,
so that a copy is never milder for being one. It says of whom it was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from moderator.clustering import Entry, Index, may_join
from moderator.scores import LABELS, Band, Score
from moderator.store import readings
from moderator.store.cards import Rated
from moderator.store.db import Db

NEAR = 0.85  # how alike, by letters; what may never be one group is not, however alike: see clustering.guards
HARSHER = 0.15  # what case, signs and a slip of the finger move a label by, mostly (measured on 480 copies)
MOST_BESIDE = 8  # harsher copies of one text that others may be compared with
LOOKED_BACK = 20_000  # texts of earlier days that are known again after a start
AT_ONCE = 400  # of them at a time: about 50 ms
MOST = 200_000  # texts that are kept; then it begins anew


class Taken(NamedTuple):
    """`score` has the band that the scorers gave. `card` is where the text it was taken from was read."""

    score: Score
    card: int


class Alike:
    """Belongs to one worker. Texts that it has had read, and those of earlier days, are in its memory."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._begin_anew("", "")

    def taken(
        self, waiting: Sequence[Rated], first: str, both: str, under: str
    ) -> tuple[dict[int, Taken], set[int]]:
        """By card: what is taken from a near-copy, and the cards that leave it to one that waits beside them.

        `first` and `both` name the scorers with their versions.
        """
        if not under or first == both:
            return {}, set()
        if (first, both, under) != self._for or len(self._index) > MOST:
            self._begin_anew(first, both, under)
        self._look_back(both, under)
        texts = {
            card.id: (card.text_key, card.text)
            for card in waiting
            if card.text_key and _read(card.before, first)
        }
        heads = self._heads([card for card in waiting if card.id in texts])
        others = [key for head in heads.values() for key, _ in self._harsher.get(head, ())]
        wanted = {*heads.values(), *others, *(texts[card][0] for card in heads)}
        own = readings.known(self._db, wanted, first, under)
        whole = readings.known(self._db, wanted, both, under)
        waits = {card.text_key for card in waiting}  # and not where a card was decided before it was read
        found, later = dict[int, Taken](), set[int]()
        for card in sorted(heads, key=lambda card: -_harshness(own.get(texts[card][0]))):
            (key, text), mine = texts[card], own.get(texts[card][0])
            if mine is None:
                continue
            other = self._no_milder(heads[card], key, text, own)
            if other in whole:
                if (score := _harsher(mine.score, whole[other].score)) is not None:
                    found[card] = Taken(score, whole[other].card)
            elif other in waits and other != key:
                later.add(card)
        return found, later

    def _no_milder(self, head: str, key: str, text: str, own: Mapping[str, readings.Reading]) -> str:
        """Of the texts that this one is a near-copy of, one that the first scorer finds no milder. Where there is none it
        is one itself, for the copies to come."""
        others = self._harsher.setdefault(head, [])
        for other, its in [(head, ""), *others]:
            known = own.get(other)
            if other == key:
                return key
            if known is None or not _no_harsher(own[key].score, known.score):
                continue
            if not its or may_join(its, text):
                return other
        if len(others) < MOST_BESIDE:
            others.append((key, text))
        return key

    def _begin_anew(self, *scorers: str) -> None:
        self._for = scorers
        self._index = Index()
        self._texts: list[str] = []  # by the number that the index has for it
        self._harsher: dict[
            str, list[tuple[str, str]]
        ] = {}  # copies of a text that are harsher, and are read themselves
        self._placed: dict[str, str] = {}  # texts that wait, and of which each is a near-copy; "" of none
        self._before: int | None = None
        self._looked_back = 0

    def _heads(self, waiting: Sequence[Rated]) -> dict[int, str]:
        """By card the text that it is a near-copy of."""
        new = {card.text_key: card.text for card in waiting if card.text_key not in self._placed}
        self._placed = {
            card.text_key: self._placed[card.text_key]
            for card in waiting
            if card.text_key is not None and card.text_key in self._placed
        } | self._place([(key, text) for key, text in new.items() if key is not None])
        return {card.id: head for card in waiting if (head := self._placed.get(card.text_key or "", ""))}

    def _place(self, texts: Sequence[tuple[str, str]]) -> dict[str, str]:
        begin = len(self._texts)
        self._texts += [key for key, _ in texts]
        entries = [Entry(begin + n, text) for n, (_, text) in enumerate(texts)]
        made = {}
        for (key, _), near in zip(texts, self._index.place(entries), strict=True):
            close = near is not None and near.by == "text" and near.similarity >= NEAR
            made[key] = self._texts[near.key] if close and near is not None else ""
        return made

    def _look_back(self, both: str, under: str) -> None:
        if self._looked_back >= LOOKED_BACK or self._before == 0:
            return
        past = readings.past(self._db, both, under, self._before, AT_ONCE)
        self._place([(each.text_key, each.text) for each in past if each.text_key])
        self._before = past[-1].id if past else 0
        self._looked_back += AT_ONCE


def _read(before: Score, first: str) -> bool:
    return before.model == first and before.unchecked is None


def _harshness(reading: readings.Reading | None) -> float:
    return 0.0 if reading is None else max(reading.score.labels.values(), default=0.0)


def _no_harsher(score: Score, other: Score) -> bool:
    if score.unchecked or other.unchecked or (score.band or Band.S0) > (other.band or Band.S0):
        return False
    return all(score.labels.get(label, 0.0) <= other.labels.get(label, 0.0) + HARSHER for label in LABELS)


def _harsher(mine: Score, other: Score) -> Score | None:
    if other.unchecked or other.band is None:
        return None
    labels = {label: max(mine.labels.get(label, 0.0), other.labels.get(label, 0.0)) for label in LABELS}
    return Score(labels, other.model, max(mine.band or Band.S0, other.band), mine.language)
