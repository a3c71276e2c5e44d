"""Comments come in: every account, one round at a time, each batch stored whole with its cursor.

A fault of one account is that account's alone: it is written on the account in words, and its next try waits
longer each time. Nothing here decides or scores.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta

from moderator.clock import from_us
from moderator.comments import Batch
from moderator.faults import fault
from moderator.platforms import Platform
from moderator.problems import PlatformProblem, SignInNeeded, StoreProblem, Transient
from moderator.store import accounts, comments, journal
from moderator.store.db import Db

log = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
RECHECKED = 100  # comments looked at again in one round, oldest look first

Opener = Callable[[accounts.Account], AbstractAsyncContextManager[Platform]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one round brought, over all accounts."""

    new: int = 0
    edited: int = 0
    gone: int = 0
    set_aside: int = 0
    troubled: int = 0

    def plus(self, stored: comments.Stored) -> Gathered:
        return Gathered(
            self.new + stored.new,
            self.edited + stored.edited,
            self.gone + stored.gone,
            self.set_aside + stored.set_aside,
            self.troubled,
        )

    def __add__(self, other: Gathered) -> Gathered:
        return Gathered(
            self.new + other.new,
            self.edited + other.edited,
            self.gone + other.gone,
            self.set_aside + other.set_aside,
            self.troubled + other.troubled,
        )


async def gather_round(
    db: Db, due: Sequence[accounts.Account], opened: Opener, on_batch: Callable[[], object] = lambda: None
) -> Gathered:
    """One round over the accounts that are due. `on_batch` is called after each stored batch."""
    rounds = await asyncio.gather(*(_one_account(db, account, opened, on_batch) for account in due))
    return sum(rounds, Gathered())


async def _one_account(
    db: Db, account: accounts.Account, opened: Opener, on_batch: Callable[[], object]
) -> Gathered:
    try:
        async with opened(account) as platform:
            got = await _gather(db, account, platform, on_batch)
            got += await _look_again(db, account, platform)
    except PlatformProblem as problem:
        _note_trouble(db, account, problem)
        return Gathered(troubled=1)
    except StoreProblem:
        raise  # a full disk is nobody's account: the worker stops, and is started again
    except Exception as bug:  # one account's fault never stops the others; see writing.md, Errors
        log.error("gathering account %d failed: %s", account.id, type(bug).__name__)
        _note_trouble(
            db,
            account,
            PlatformProblem(
                "Gathering stopped with an error of ours",
                f"{type(bug).__name__}",
                "It is tried again by itself. If it stays, send the log to whoever looks after this desk",
            ),
        )
        return Gathered(troubled=1)
    with db.transaction():
        accounts.set_health(db, account.id, login=account.login)
    return got


async def _gather(
    db: Db, account: accounts.Account, platform: Platform, on_batch: Callable[[], object]
) -> Gathered:
    got = Gathered()
    async for batch in platform.gather(comments.bookmarks(db, account.id)):
        got = got.plus(store_batch(db, account.id, batch, source=account.platform))
        on_batch()
    return got


def store_batch(
    db: Db, account_id: int, batch: Batch, *, source: str, who: str = "worker"
) -> comments.Stored:
    """Comments, cursor and journal line of one batch, in one transaction."""
    with db.transaction():
        stored = comments.save_batch(db, account_id, batch, source)
        if stored.new or stored.edited or stored.gone or stored.set_aside:
            journal.append(db, who, "gathered", f"account {account_id}", _facts(batch, stored))
        fault("gather.before_commit")
    fault("gather.after_commit")
    return stored


def _facts(batch: Batch, stored: comments.Stored) -> dict[str, object]:
    """What the journal says of a batch: counts, and one hash over the bytes that came. No content."""
    digest = hashlib.sha256()
    for comment in batch.comments:
        digest.update(hashlib.sha256(comment.raw).digest())
    return {
        "stream": batch.stream,
        "new": stored.new,
        "edited": stored.edited,
        "gone": stored.gone,
        "set_aside": stored.set_aside,
        "bytes_sha256": digest.hexdigest(),
    }


async def _look_again(db: Db, account: accounts.Account, platform: Platform) -> Gathered:
    """Edits and deletions of what is already here: platforms do not tell of them."""
    authors = comments.to_recheck(db, account.id, RECHECKED)
    if not authors:
        return Gathered()
    there, gone = await platform.recheck(list(authors), authors)
    batch = Batch(comments=tuple(there), gone=tuple(gone), stream="recheck")
    return Gathered().plus(store_batch(db, account.id, batch, source=account.platform))


def _note_trouble(db: Db, account: accounts.Account, problem: PlatformProblem) -> None:
    wait = next_wait(account.failures, problem)
    with db.transaction():
        accounts.set_health(
            db,
            account.id,
            trouble=problem.sentence(),
            kind="sign_in" if isinstance(problem, SignInNeeded) else "passing",
            next_try_us=db.wall_us() + wait // timedelta(microseconds=1),
            login=account.login,
        )
    log.warning(
        "account %d: %s, next try %s",
        account.id,
        type(problem).__name__,
        from_us(db.wall_us() + wait // timedelta(microseconds=1)).isoformat(timespec="seconds"),
    )


def next_wait(failures: int, problem: PlatformProblem) -> timedelta:
    """How long to leave an account alone: what the platform asks for, else doubling from 30 s to 1 h."""
    if isinstance(problem, SignInNeeded):
        return LONGEST_WAIT
    doubled = min(FIRST_WAIT * (1 << min(max(failures, 0), 10)), LONGEST_WAIT)
    if isinstance(problem, Transient) and problem.after is not None:
        return min(max(problem.after, timedelta(seconds=1)), LONGEST_WAIT)
    return doubled
