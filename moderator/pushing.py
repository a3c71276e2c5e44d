"""Decisions take effect on the platform: each act once, in order, never silently lost.

An act is written down as *sending* before it is sent. What happened to it is then one of: confirmed; to be
tried again at a time; uncertain, and then read back before anything is sent again; parked, for a person.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TypeVar

from moderator.decisions import Action, Outcome, Result
from moderator.faults import fault
from moderator.gathering import LONGEST_WAIT, Opener, next_wait
from moderator.platforms import Platform
from moderator.problems import PlatformProblem, PlatformRefused, Problem, SignInNeeded, Transient, Unsure
from moderator.store import accounts, journal, outbox
from moderator.store.db import Db

log = logging.getLogger(__name__)

T = TypeVar("T")
PARK_AFTER = 25  # tries; with the doubling wait up to an hour this is about a day

_SETTLED = {Result.DONE: "confirmed", Result.ALREADY: "confirmed", Result.GONE: "confirmed"}


class Pusher:
    """Sends what is due. One sender name a process: it marks the rows that are in its hands."""

    def __init__(self, db: Db, opened: Opener, sender: str) -> None:
        self._db, self._opened, self._sender = db, opened, sender

    async def push_due(self) -> int:
        """Send every act whose undo window is over. Returns how many changed their state."""
        moved = 0
        async with AsyncExitStack() as stack:
            open_now: dict[int, Platform | PlatformProblem] = {}
            while (row := outbox.take_uncertain(self._db, self._sender)) is not None:
                moved += await self._read_back(row, await self._platform(row, open_now, stack))
            while (row := self._take()) is not None:
                moved += await self._send(row, await self._platform(row, open_now, stack))
        return moved

    def _take(self) -> outbox.OutboxRow | None:
        row = outbox.take(self._db, self._sender)
        if row is not None:
            fault("push.taken")
        return row

    async def _platform(
        self, row: outbox.OutboxRow, open_now: dict[int, Platform | PlatformProblem], stack: AsyncExitStack
    ) -> Platform | PlatformProblem:
        if row.account_id not in open_now:
            try:
                account = accounts.get(self._db, row.account_id)
                if account is None:
                    raise PlatformRefused("The account of this comment is no longer here")
                open_now[row.account_id] = await _contained(self._open(account, stack), row)
            except PlatformProblem as problem:
                open_now[row.account_id] = problem
        return open_now[row.account_id]

    async def _open(self, account: accounts.Account, stack: AsyncExitStack) -> Platform:
        return await stack.enter_async_context(self._opened(account))

    async def _send(self, row: outbox.OutboxRow, platform: Platform | PlatformProblem) -> int:
        try:
            if isinstance(platform, PlatformProblem):
                raise platform
            outcome = await _contained(platform.act(_action(row)), row)
        except PlatformProblem as problem:
            return self._put_off(row, problem)
        fault("push.sent")
        return self._settle(row, outcome)

    async def _read_back(self, row: outbox.OutboxRow, platform: Platform | PlatformProblem) -> int:
        """An act whose outcome is unknown: ask the platform, then count it or send it again."""
        try:
            if isinstance(platform, PlatformProblem):
                raise platform
            outcome = await _contained(platform.verify(_action(row)), row)
        except PlatformProblem as problem:
            return self._put_off(row, problem, state="uncertain")
        if outcome.result is Result.REFUSED:
            return self._write(row, "pending", problem="", next_try_us=None)
        if outcome.result is Result.UNKNOWN:  # asking again would not tell either: a person has to
            unsure = Unsure(
                "It may or may not have arrived",
                outcome.detail,
                "Look on the platform before it is sent again",
            )
            return self._write(row, "parked", problem=unsure.sentence())
        return self._settle(row, outcome)

    def _settle(self, row: outbox.OutboxRow, outcome: Outcome) -> int:
        if outcome.result is Result.UNKNOWN:
            return self._put_off(row, Unsure(outcome.detail or "The platform did not say whether it arrived"))
        if outcome.result is Result.REFUSED:
            return self._write(row, "parked", problem=outcome.detail or "The platform refused it")
        return self._write(row, _SETTLED[outcome.result], ref=outcome.ref or "")

    def _put_off(self, row: outbox.OutboxRow, problem: PlatformProblem, *, state: str | None = None) -> int:
        waits = isinstance(problem, SignInNeeded)  # for as long as it takes a person to sign in again
        if isinstance(problem, PlatformRefused) or (row.attempts >= PARK_AFTER and not waits):
            return self._write(row, "parked", problem=problem.sentence())
        unsure = isinstance(problem, Unsure) and not row.replay_safe
        wait = LONGEST_WAIT if isinstance(problem, SignInNeeded) else next_wait(row.attempts - 1, problem)
        if not isinstance(problem, Transient | SignInNeeded):
            wait = min(wait, timedelta(minutes=5))
        next_try = self._db.wall_us() + wait // timedelta(microseconds=1)
        log.warning("outbox row %d put off: %s", row.id, type(problem).__name__)
        return self._write(
            row,
            state or ("uncertain" if unsure else "pending"),
            problem=problem.sentence(),
            next_try_us=next_try,
        )

    def _write(
        self,
        row: outbox.OutboxRow,
        state: str,
        *,
        ref: str = "",
        problem: str = "",
        next_try_us: int | None = None,
    ) -> int:
        db = self._db
        with db.transaction():
            held = outbox.settle(
                db, row.id, self._sender, state, ref=ref, problem=problem, next_try_us=next_try_us
            )
            if held and state in ("confirmed", "parked"):
                facts = {"op": row.op, "state": state, "attempts": row.attempts, "decision": row.decision_id}
                journal.append(db, "worker", f"push {state}", f"outbox {row.id}", facts)
        fault("push.settled")
        return int(held)


async def _contained(asked: Awaitable[T], row: outbox.OutboxRow) -> T:
    """A mistake of ours about one act is that act's alone: see writing.md, Errors."""
    try:
        return await asked
    except Problem:
        raise
    except Exception as bug:
        log.error("outbox row %d failed: %s", row.id, type(bug).__name__)
        raise Unsure(
            "Sending stopped with an error of ours",
            type(bug).__name__,
            "It is tried again by itself. If it stays, send the log to whoever looks after this desk",
        ) from None


def _action(row: outbox.OutboxRow) -> Action:
    told = json.loads(row.detail or "{}")
    return Action(
        key=row.key,
        op=row.op,
        target=row.native_id,
        author_id=row.author_id,
        root_id=row.root_id,
        version=row.version,
        text=told.get("text"),
        reason=told.get("ground"),
        rules=tuple(told.get("rules", ())),
        forward=told.get("forward", False),
        ref=row.ref,
    )
