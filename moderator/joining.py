"""Near-copies are brought onto one card, by the worker, once each has a score: never before it is protected.

The index of likeness is this process's own and holds what was scored; it is filled from the open cards at start, a slice
at a time. What it finds is a proposal: `wordings.join` decides it in the store, with the guards asked again over the texts
of that moment, so that workers agree and a desk that has a card open keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from moderator import clustering
from moderator.clustering import Entry, Index, Near, may_join
from moderator.store import following, placing, wordings
from moderator.store.db import Db
from moderator.store.placing import Placed
from moderator.together import Together

AT_ONCE = 128  # cards of one slice
JOINED_AT_ONCE = 32  # of one transaction, so that no desk waits for long
AT_MOST = 200_000  # of the open cards the newest are compared; older ones are found as exact copies only
OVERLAP = 500  # scores that are looked at once more on a server, where they may arrive out of order
LATER_AT_ONCE = 16
LATER_EVERY = 20  # rounds with nothing to do

Follow = Callable[[int, int], bool]  # (card, decided card): did it follow that decision?


class Joining:
    """See the module. `follow` is asked about a new near-copy of what is decided; None: a person decides it."""

    def __init__(self, db: Db, together: Together, follow: Follow | None = None) -> None:
        self._db, self._together, self._follow = db, together, follow
        self._begin()

    def _begin(self) -> None:
        self._index = Index()
        self._known: dict[int, int] = {}  # card and the version of it that is in the index
        self._later: dict[int, int] = {}  # cards that could not join the card they are near to just now
        self._filled: int | None = None  # the last card of the filling; None before it and after it
        self._scores: int | None = None  # up to where scores were looked at; None before the filling
        self._idle = 0

    def round(self) -> int:
        """One slice. Returns how many cards were looked at; 0 when there is nothing to do."""
        if not self._together.share:
            return 0
        if self._scores is None:
            self._scores = placing.last_score(self._db)
            self._filled = placing.newest_from(self._db, AT_MOST)
            self._add_decided()
        if self._filled is not None:
            return self._fill(self._filled)
        return self._go_on(self._scores)

    def _add_decided(self) -> None:
        if self._follow is None or self._together.follow is None:
            return
        since = self._db.wall_us() - self._together.follow // placing.US
        self._index.add([Entry(*each) for each in following.led(self._db, since, AT_MOST // 10)])

    def _fill(self, after: int) -> int:
        found = placing.to_place(self._db, after, AT_ONCE)
        self._filled = found[-1].id if found else None
        self._place(found)
        return len(found) or 1

    def _go_on(self, after: int) -> int:
        last = placing.score_after(self._db, after, AT_ONCE)
        if last is None:
            return self._look_again()
        seen_again = OVERLAP if self._db.for_update else 0
        found = placing.scored_between(self._db, after - seen_again, last)
        self._scores = last
        self._place(found)
        if len(self._index) > 2 * AT_MOST:
            self._begin()
        return len(found) or 1

    def _look_again(self) -> int:
        """What could not join because somebody had it open may be able to now."""
        self._idle += 1
        if self._idle % LATER_EVERY or not self._later:
            return 0
        some = [(card, self._later.pop(card)) for card in list(self._later)[:LATER_AT_ONCE]]
        self._join(some)
        return 0

    def _place(self, found: Sequence[Placed]) -> None:
        fresh: dict[int, Placed] = {}
        again: list[tuple[int, int]] = []
        for card in found:
            if self._known.get(card.id) != card.version:
                fresh[card.id] = card
            elif card.id in self._later:
                again.append((card.id, self._later.pop(card.id)))
        for card in fresh.values():
            if card.id in self._known:
                self._index.forget(card.id)
            self._known[card.id] = card.version
        entries = [Entry(card.id, card.text) for card in fresh.values()]
        near = zip(entries, self._index.place(entries), strict=True)
        self._join(
            again + [(entry.key, self._head(entry, found)) for entry, found in near if found is not None]
        )

    def _head(self, entry: Entry, near: Near) -> int:
        """The card it is near to; itself, where that is not near enough for a common decision."""
        if self._together.near_enough(near.similarity, near.by):
            return near.key
        self._index.add([entry])
        return entry.key

    def _join(self, pairs: Sequence[tuple[int, int]]) -> None:
        pairs = [(card, head) for card, head in pairs if card != head]
        for at in range(0, len(pairs), JOINED_AT_ONCE):
            left: list[tuple[int, int]] = []
            with self._db.transaction():
                for card, head in pairs[at : at + JOINED_AT_ONCE]:
                    now = wordings.where(self._db, head)
                    fits = may_join if now == head else partial(_still_near, self._together)
                    if not wordings.join(self._db, now, card, fits=fits):
                        left.append((card, now))
            for card, head in left:
                self._not_joined(card, head)

    def _not_joined(self, card: int, head: int) -> None:
        """It waits on a card of its own. What is like it finds it, or follows what was decided, where that is allowed."""
        there = {each.id: each for each in placing.standing(self._db, [card, head])}
        mine, other = there.get(card), there.get(head)
        if mine is None or mine.state not in ("waiting", "claimed") or card == head:
            return
        if (
            other is not None
            and other.state == "decided"
            and self._follow is not None
            and self._follow(card, head)
        ):
            return
        if other is None or other.state not in ("waiting", "claimed"):
            self._index.forget(head)
            self._known.pop(head, None)
            again = self._index.place([Entry(card, mine.text)])[0]
            if again is not None and again.key not in (card, head):
                self._join([(card, self._head(Entry(card, mine.text), again))])
        elif mine.pending or mine.state == "claimed" or other.state == "claimed":
            self._later[card] = head
        else:
            self._index.add([Entry(card, mine.text)])


def _still_near(together: Together, head: str, member: str) -> bool:
    """For a card that stands on another one by now: is that one near enough too?"""
    if not may_join(head, member):
        return False
    pair = clustering.Index()
    near = pair.place([Entry(1, head), Entry(2, member)])[1]
    return near is not None and together.near_enough(near.similarity, near.by)
