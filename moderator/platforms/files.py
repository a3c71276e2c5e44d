"""Comments from files: exports and archives that `moderator.importing` reads.

Acts on such comments are done by a person on the platform's own page: the desk keeps the record.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from moderator.comments import Batch, Comment, Gone
from moderator.decisions import Action, Cap, Level, Op, Outcome, Result
from moderator.platforms import Access, Found, Platform, PlatformKind

_HAND = "Done by a person on the platform's own page; the desk keeps the record"


class _Nowhere:
    """A platform of comments that came in files: there is nothing to ask and nothing to send."""

    async def look(self) -> Found:
        return Found("", "")

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        return
        yield Batch()

    async def recheck(
        self, native_ids: Sequence[str], authors: Mapping[str, str] | None = None
    ) -> tuple[Sequence[Comment], Sequence[Gone]]:
        return (), ()

    async def act(self, action: Action) -> Outcome:
        return Outcome(Result.REFUSED, detail=_HAND)

    async def verify(self, action: Action) -> Outcome:
        return Outcome(Result.REFUSED, detail=_HAND)


@asynccontextmanager
async def _open(access: Access) -> AsyncIterator[Platform]:
    yield _Nowhere()


PLATFORM = PlatformKind(
    name="file",
    title="File",
    caps={op: Cap(Level.MANUAL, _HAND) for op in Op},
    open=_open,
    addable=False,
)
