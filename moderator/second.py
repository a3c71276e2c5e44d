"""Second opinions while everything else goes on: new comments have their first score within a second, however long the
second scorer takes over the old ones.

One batch at a time is read in a thread of its own; what it touches is the scorer alone. The store belongs to whoever
calls, and calls again and again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress

from moderator.alike import Alike
from moderator.problems import ScorerGone, StoreProblem
from moderator.promising import Promises
from moderator.rating import SECOND_AT_ONCE, Memory, Rate, read_again, to_read_again
from moderator.scores import Score
from moderator.store import cards
from moderator.store.db import Db

log = logging.getLogger(__name__)

AIM_SECONDS = 2.0  # for one batch: then the next one is made of what is most urgent by then
BEGIN_WITH = 8


class SecondOpinions:
    """`lower` is the policy for lowering a veil (see scoring.opinions.later)."""

    def __init__(self, db: Db, promises: Promises, *, lower: bool) -> None:
        self._db, self._promises, self._lower = db, promises, lower
        self._thread: ThreadPoolExecutor | None = None
        self._batch: list[cards.Rated] = []
        self._reading: Future[Sequence[Score]] | None = None
        self._alike = Alike(db)
        self._under, self._began, self._at_once = "", 0, BEGIN_WITH

    @property
    def reading(self) -> bool:
        return self._reading is not None

    def go_on(self, both: Rate, memory: Callable[[], Memory]) -> int:
        """Keep what has been read, and have the next read. Returns how many cards were done with; 0 too while it
        reads. Raises ScorerGone when the second scorer cannot be used; the cards keep their first scores, and wait.
        """
        done = 0
        if self._reading is not None:
            if not self._reading.done():
                return 0
            done = self._kept()
        known = memory()
        known_already, batches = to_read_again(
            self._db,
            self._promises,
            limit=self._at_once,
            lower=self._lower,
            memory=known,
            alike=self._alike,
        )
        if batches:
            self._begin(both, batches[0], known.under)
        return done + known_already

    def wait(self, seconds: float) -> None:
        if self._reading is not None:
            wait([self._reading], timeout=seconds)

    def stop(self) -> None:
        """What is being read was no try of these cards: it is ended with the worker."""
        if self._reading is not None and not self._reading.done():
            with suppress(StoreProblem), self._db.transaction():
                cards.take_back_try(self._db, [card.id for card in self._batch])
        self._reading = None
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, both: Rate, batch: list[cards.Rated], under: str) -> None:
        with self._db.transaction():  # the try is committed before it is made: a text may kill this process
            cards.add_try(self._db, [card.id for card in batch])
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="second")
        self._batch, self._under, self._began = batch, under, self._db.clock.mono()
        self._reading = self._thread.submit(both, [card.text for card in batch])

    def _kept(self) -> int:
        reading, batch, self._reading = self._reading, self._batch, None
        assert reading is not None
        try:
            scores = reading.result()
        except ScorerGone:
            with self._db.transaction():
                cards.take_back_try(self._db, [card.id for card in batch])
            raise
        except Exception as bug:  # around the scorer; see writing.md, Errors
            log.error("scoring %d cards again failed: %s", len(batch), type(bug).__name__)
            return 0
        took = max((self._db.clock.mono() - self._began) / 1e6, 0.001)
        self._at_once = max(1, min(SECOND_AT_ONCE, 2 * len(batch), int(AIM_SECONDS * len(batch) / took)))
        return read_again(self._db, self._promises, batch, scores, lower=self._lower, under=self._under)
