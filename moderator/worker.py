"""The worker: gathers, scores and pushes, apart from every window. The only process with sockets and models.

It may be killed at any moment: whatever it had not stored comes again, whatever it had stored stays.
Several workers may run over one store; each claims what it works on.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from moderator import platforms
from moderator.accounts import due, every
from moderator.aiming import seek
from moderator.auditing import LATER_DAYS, look_back
from moderator.choices import Choices
from moderator.clock import Boot, Clock, to_us
from moderator.following import Following
from moderator.gathering import Gathered, gather_round
from moderator.hourly import Hourly
from moderator.joining import Joining
from moderator.keys import TokenBox
from moderator.marking import Explain, explain_next, explain_open
from moderator.network import Network
from moderator.neutralising import passing_over, words_allowed
from moderator.overview import AGAIN, ALONE
from moderator.parking import Parking
from moderator.platforms import Access, Platform
from moderator.problems import DiskFull, ScorerGone, SignInNeeded, StoreBusy
from moderator.promising import Promises
from moderator.pushing import Pusher
from moderator.rating import NOTHING, TRIES, Memory, ask_again, place_grown, rate_waiting, second_opinions
from moderator.rulebook import in_force
from moderator.scores import Score
from moderator.scoring.allowed import Allowed
from moderator.second import SecondOpinions
from moderator.store import accounts, allowed, cards, elapsed, outbox, workers
from moderator.store.db import Db
from moderator.together import POLICY, Together

log = logging.getLogger(__name__)
T = TypeVar("T")

_AS_IT_IS = Network()
_SAFE = Together()
Rate = Callable[[Sequence[str]], list[Score]]

LOOK_BACK_EVERY = timedelta(seconds=5)
ALLOWED = "allowed "  # and which list of words it was
SAY_EVERY = timedelta(seconds=10)  # a worker silent for 45 s counts as gone
STORE_WAIT_SECONDS = 5.0  # until a full disk or a busy database is tried again
LOOK_EVERY_SECONDS = 0.25  # how often an idle worker looks for work
SCORE_EVERY_SECONDS = 0.25  # while it waits for a platform: others bring comments too


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    gathered: Gathered
    scored: int
    pushed: int
    scorer: str = ""  # why scoring stood still, "" when it did not


class Worker:
    """One worker over one store. `load_scorer` is called once, at the first text to score. `hourly` makes backups,
    where there is something to keep; `promises`, `lower_veils`, `unread_checks_days` and `together` are the agency's."""

    def __init__(
        self,
        db: Db,
        box: TokenBox,
        clock: Clock,
        *,
        home: str,
        rehearsal: bool,
        load_scorer: Callable[[], Rate],
        network: Network = _AS_IT_IS,
        hourly: Hourly | None = None,
        promises: Promises | None = None,
        lower_veils: bool = True,
        unread_checks_days: int = LATER_DAYS,
        together: Together = _SAFE,
        names_key: bytes | None = None,
    ) -> None:
        self._names_key = names_key
        self._db, self._box, self._clock = db, box, clock
        self._promises, self._placed = promises or Promises(db), 0
        self._home, self._rehearsal = home, rehearsal
        self._network = replace(network, dated=self._dated)
        self._heard: tuple[Boot, int] | None = (
            None  # a server's time, at a reading of our clock, not yet written
        )
        self._trusted = ""  # the start of this machine for which a server was heard
        self._load_scorer, self._hourly = load_scorer, hourly
        self._rate: Rate | None = None
        self._lower_veils = lower_veils
        self._second = SecondOpinions(db, self._promises, lower=lower_veils)
        self._later, self._looked_back_us = timedelta(days=unread_checks_days), 0
        self._allowed = Allowed()
        self._title, self._left, self._counted_us = "", 0, 0
        self._kinds = platforms.kinds()
        self.name = workers.own_name()
        self._pusher = Pusher(db, self._opened, self.name)
        self._joining = Joining(db, together, self._following(together))
        self._parking = Parking(db, {name: kind.caps for name, kind in self._kinds.items()})
        self._last_gathering: int | None = None
        self._scorer_trouble = ""
        self._model = ""
        self._told, self._told_us = ("", ""), 0

    async def once(self) -> Round:
        """One round of everything. Undo windows are waited out before pushing."""
        self._set_the_stage()
        self._say("gathering")
        scored = 0

        def score() -> None:
            nonlocal scored
            scored += self._score_some()

        gathered = await self._gather(everything=True, on_batch=score)
        self._say("scoring")
        scored += self._score_all()
        while self._joining.round() or self._seek_names():
            pass
        place_grown(self._db, self._promises)
        while self._promises.recount():
            pass
        self._explain_all()
        self._look_back(at_once=True)
        self._say("sending decisions")
        pushed = await self._pusher.push_due()
        while (wait := outbox.first_leave_in(self._db)) is not None:
            await asyncio.sleep(min(max(wait.total_seconds(), 0.05), LOOK_EVERY_SECONDS))
            pushed += await self._pusher.push_due()
        self._say("stopped")
        return Round(gathered, scored, pushed, self._scorer_trouble)

    async def run(self, stop: threading.Event) -> None:
        """Rounds until `stop` is set. What is most urgent first: scoring, then pushing, then gathering.

        A disk that is full, or a database that somebody holds for long, is waited for: nothing is lost meanwhile, and
        nobody has to start the worker again. A damaged database ends it.
        """
        staged = waiting = False
        while not stop.is_set():
            try:
                if not staged:
                    self._set_the_stage()
                    staged = True
                busy, waiting = await self._one_round(), False
            except (StoreBusy, DiskFull) as trouble:
                if not waiting:
                    log.error("waiting for the store: %s", type(trouble).__name__)
                waiting = True
                await _pause(stop, STORE_WAIT_SECONDS)
                continue
            if not busy:
                await self._rest(stop)
        self._second.stop()
        if self._hourly is not None:
            self._hourly.stop()
        with suppress(StoreBusy, DiskFull):
            self._say("stopped")

    async def _one_round(self) -> int:
        busy = self._score_some() + self._seek_names()
        busy += self._second_beside()
        busy += self._joining.round()
        busy += self._explain(explain_open)
        busy += self._promises.recount()
        busy += await self._scoring_meanwhile(self._pusher.push_due())
        self._look_back()
        if self._gathering_due():
            self._say("gathering")
            await self._scoring_meanwhile(self._gather(everything=False, on_batch=self._score_some))
            busy = 1
        if self._hourly is not None:
            self._hourly.look()
        self._say("watching")
        return busy or self._explain(partial(explain_next, limit=1))

    async def _scoring_meanwhile(self, work: Coroutine[Any, Any, T]) -> T:
        """A platform may take its time: what comes in meanwhile does not wait for it."""
        task = asyncio.ensure_future(work)
        trouble: StoreBusy | DiskFull | None = None
        while not (await asyncio.wait({task}, timeout=SCORE_EVERY_SECONDS))[0]:
            if trouble is None:
                try:
                    self._score_some()
                    self._second_beside()
                    self._explain(explain_open)
                except (StoreBusy, DiskFull) as found:
                    trouble = found
        done = task.result()
        if trouble is not None:
            raise trouble
        return done

    async def _rest(self, stop: threading.Event) -> None:
        if self._second.reading:
            await asyncio.get_running_loop().run_in_executor(None, self._second.wait, LOOK_EVERY_SECONDS)
        else:
            await _pause(stop, LOOK_EVERY_SECONDS)

    def _following(self, together: Together) -> Following:
        caps = {name: kind.caps for name, kind in self._kinds.items()}
        titles = {name: kind.title for name, kind in self._kinds.items()}
        choices = Choices(self._db, caps=caps, titles=titles, reasons=lambda: in_force(self._db))
        return Following(self._db, choices, together, f"{POLICY} {self.name}")

    def _set_the_stage(self) -> None:
        """A rehearsal home has the one account that is not there."""
        if self._rehearsal:
            with self._db.transaction():
                accounts.ensure(self._db, "rehearsal", "", "Rehearsal")

    def _look_back(self, *, at_once: bool = False) -> None:
        """Decisions that are to be looked at once more: every few seconds is soon enough."""
        now = self._clock.boot().us
        if at_once or now - self._looked_back_us >= LOOK_BACK_EVERY // timedelta(microseconds=1):
            self._looked_back_us = now
            look_back(self._db, self._promises, self._later)
            self._parking.look()

    def _dated(self, server: datetime) -> None:
        """A platform told the time. The first word in each start of this machine is enough."""
        boot = self._clock.boot()
        if boot.id != self._trusted:
            self._heard, self._trusted = (boot, to_us(server)), boot.id

    def _note_time(self) -> None:
        """What a server said of the time, for whoever has to know how long this machine was off."""
        if self._heard is not None:
            (boot, server_us), self._heard = self._heard, None
            if elapsed.plausible(self._db, server_us):
                with self._db.transaction():
                    elapsed.trust(self._db, boot, server_us)

    # gathering

    def _gathering_due(self) -> bool:
        now = self._clock.boot().us
        last = self._last_gathering
        wait = every(rehearsal=self._rehearsal) // timedelta(microseconds=1)
        soon = last is not None and now - last < wait
        if soon and not self._somebody_waits():
            return False
        self._last_gathering = now
        return True

    def _somebody_waits(self) -> bool:
        """Is there an account that was never gathered, or that somebody wants tried now? They are waiting for it."""
        now = self._db.wall_us()
        return any(
            account.asked_us is not None or account.last_ok_us is None
            for account in due(accounts.listed(self._db), self._kinds, now)
        )

    async def _gather(self, *, everything: bool, on_batch: Callable[[], object]) -> Gathered:
        now = None if everything else self._db.wall_us()
        found = due(accounts.listed(self._db), self._kinds, now)
        gathered = await gather_round(self._db, found, self._opened, on_batch=on_batch)
        self._note_time()
        return gathered

    def _opened(self, account: accounts.Account) -> AbstractAsyncContextManager[Platform]:
        kind = self._kinds[account.platform]
        return kind.open(self._access(account))

    def _access(self, account: accounts.Account) -> Access:
        def keep(session: str) -> None:
            with self._db.transaction():
                sealed = self._box.seal(session, account.platform, account.handle)
                accounts.save_session(self._db, account.id, sealed, login=account.login)

        secret = self._box.open(account.secret, account.platform, account.handle)
        if self._kinds[account.platform].rehearsal:
            secret = ""
        if secret is None:
            raise SignInNeeded(
                f"The secret of {account.handle} cannot be read with this key",
                "It was stored under another key",
                f"Sign in again on the Accounts screen, or with: moderator account sign-in {account.id}",
            )
        return Access(
            account_id=account.id,
            server=account.server,
            handle=account.handle,
            secret=secret,
            session=self._box.open(account.session, account.platform, account.handle) or "",
            keep_session=keep,
            clock=self._clock,
            home=self._home,
            network=self._network,
        )

    # scoring

    def _seek_names(self) -> int:
        """Whom comments name, of the staff directory: before they are scored, since what is calm is shown bare then."""
        return 0 if self._names_key is None else seek(self._db, self._names_key)

    def _score_some(self) -> int:
        self._seek_names()
        place_grown(self._db, self._promises)
        try:
            self._notice_allowed()
            self._notice_new_scorers()
            return rate_waiting(
                self._db, self._scorer, self._promises, second=self._has_second, memory=self._memory()
            )
        except ScorerGone as gone:
            self._placed = self._promises.place_unscored(self._placed)
            if not self._scorer_trouble:
                log.error("scoring stands still: %s", gone.sentence())
            self._scorer_trouble = gone.sentence()
            return 0

    def _second_some(self) -> int:
        """What the embedded scorer has read is read by an installed model too, and anew by all when a model came or
        changed. Waits for it.
        """
        return self._unless_gone(
            lambda: second_opinions(
                self._db, self._both, self._promises, lower=self._lower_veils, memory=self._memory()
            )
        )

    def _second_beside(self) -> int:
        """The same, without waiting for it."""
        return self._unless_gone(lambda: self._second.go_on(self._both, self._memory))

    def _unless_gone(self, read: Callable[[], int]) -> int:
        if not self._second.reading and not cards.without_second(self._db, 1):
            self._left = 0
            return 0
        try:
            if self._rate is None:
                self._rate = self._load_scorer()
            resting = getattr(self._rate, "resting", False) or not (self._title or self._has_second())
            if resting and not self._second.reading:
                return 0
            done = read()
        except ScorerGone:
            return 0  # first scores stay, and `_say` tells why there is no second
        now = self._clock.boot().us
        if self._left and now - self._counted_us >= SAY_EVERY // timedelta(microseconds=1):
            self._left, self._counted_us = cards.second_left(self._db), now
        return done

    def _memory(self) -> Memory:
        """What is read with some words passed over is known only as long as the same words are allowed."""
        known: Memory = memory() if (memory := getattr(self._rate, "memory", None)) else NOTHING
        stamp = self._allowed.stamp
        return replace(known, under=f"{known.under} {ALLOWED}{stamp}") if known.under and stamp else known

    def _notice_allowed(self) -> None:
        """The words that the agency allows now. Raises ScorerGone."""
        if allowed.stamp(self._db) != self._allowed.stamp:
            self._allowed = words_allowed(self._db, self._read)

    def _notice_new_scorers(self) -> None:
        """`title` is what scorers in processes of their own can tell. Raises ScorerGone."""
        if self._rate is None:
            self._rate = self._load_scorer()
        parts = [getattr(self._rate, "title", str)()]
        if self._allowed.stamp:
            parts.append(f"{ALLOWED}{self._allowed.stamp}")
        title = " + ".join(filter(None, parts))
        if title and title != self._title:
            self._left, self._counted_us = ask_again(self._db, title), self._clock.boot().us
            self._title = title

    def _explain(self, some: Callable[[Db, Explain], int]) -> int:
        """Which words scores rest on. Only by scorers that are at work already: it is no reason to load them."""
        explain = getattr(self._rate, "why", None)
        return 0 if explain is None or self._scorer_trouble else some(self._db, explain)

    def _explain_all(self) -> None:
        while self._explain(explain_open) or self._explain(explain_next):
            pass

    def _has_second(self) -> bool:
        return bool(getattr(self._rate, "has_second", bool)())

    def _both(self, texts: Sequence[str]) -> list[Score]:
        assert self._rate is not None
        scores = list(passing_over(getattr(self._rate, "both", self._rate), self._allowed)(texts))
        if scores:
            self._model = scores[0].model
        return scores

    def _score_all(self) -> int:
        scored = missed = 0
        while missed <= TRIES and not self._scorer_trouble:
            some = self._score_some()
            if some == 0 and cards.counts(self._db)["unscored"] == 0:
                break
            scored += some
            missed += some == 0
        missed = 0
        while missed <= TRIES and cards.without_second(self._db, 1):
            missed += self._second_some() == 0
        return scored

    def _read(self, texts: Sequence[str]) -> list[Score]:
        if self._rate is None:
            self._rate = self._load_scorer()
        scores: list[Score] = getattr(self._rate, "first", self._rate)(texts)
        return scores

    def _scorer(self, texts: Sequence[str]) -> list[Score]:
        scores = list(passing_over(self._read, self._allowed)(texts))
        self._scorer_trouble = ""
        if scores:
            self._model = scores[0].model
        return scores

    def _say(self, doing: str) -> None:
        """A sign of life when something is new, and every few seconds. Each one is a write that desks notice."""
        missing = getattr(self._rate, "trouble", "")
        if missing and doing != "stopped":
            doing = ALONE + missing
        elif self._left and doing == "watching":
            doing = f"{AGAIN}{self._left:,} card{'s' if self._left != 1 else ''} left"
        told, now = (self._scorer_trouble or doing, self._model), self._clock.boot()
        if told == self._told and now.us - self._told_us < SAY_EVERY // timedelta(microseconds=1):
            return
        self._told, self._told_us = told, now.us
        with self._db.transaction():
            workers.beat(self._db, self.name, *told)


async def _pause(stop: threading.Event, seconds: float) -> None:
    """Sleep, but wake at once when told to stop."""
    await asyncio.get_running_loop().run_in_executor(None, stop.wait, seconds)


@contextmanager
def stop_with_parent(stop: threading.Event) -> Iterator[None]:
    """Sets `stop` when standard input closes: the desktop that started this worker is gone."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        stop.set()

    threading.Thread(target=watch, name="parent", daemon=True).start()
    yield
