"""An account for the tests of platforms, without a store: what it keeps is kept in a list."""

from __future__ import annotations

import itertools
from pathlib import Path

from moderator.clock import Clock, SystemClock
from moderator.decisions import Action, Op
from moderator.platforms import Access

_numbers = itertools.count(1)


class Keeping:
    """Where sessions go. `access()` gives the account as it would be opened the next time."""

    def __init__(self, server: str, handle: str, secret: str, home: Path, clock: Clock | None = None) -> None:
        self.server, self.handle, self.secret, self.home = server, handle, secret, home
        self.clock = clock or SystemClock()
        self.sessions: list[str] = []

    def access(self) -> Access:
        session = self.sessions[-1] if self.sessions else ""
        return Access(
            1,
            self.server,
            self.handle,
            self.secret,
            session,
            self.sessions.append,
            self.clock,
            str(self.home),
        )


def action(op: Op, target: str, **more: str | None) -> Action:
    """One act with a key of its own; replay it by passing it again."""
    return Action(key=f"d{next(_numbers)}-{op.value}", op=op, target=target, **more)


async def gathered(platform, cursors: dict[str, str] | None = None):
    """All batches of one gathering, and the cursors that are true afterwards."""
    cursors = dict(cursors or {})
    batches = []
    async for batch in platform.gather(cursors):
        batches.append(batch)
        if batch.cursor:
            cursors[batch.stream] = batch.cursor
    return batches, cursors


def all_comments(batches):
    """By id, the newest word about each."""
    return {comment.native_id: comment for batch in batches for comment in batch.comments}
