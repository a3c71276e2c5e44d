"""Mastodon's client: gathers from notifications and from our own threads, looks again, and acts.

Facts that shaped it: a list of notifications is read upwards from the last seen (`min_id`), downwards at first; a
notification may be stored after one with a higher number, so the last minutes are read again; notifications of people
whom the server filters are asked for as well; a list of statuses leaves out whom we mute or block, so each one that
is missing there is asked for by itself before it counts as gone.

The exact bytes of every status are kept as they stood in their page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderator.comments import Batch, Comment, Gone, GoneReason
from moderator.decisions import Action, Outcome
from moderator.platforms import Access, Found
from moderator.platforms._mastodon_acts import Acts
from moderator.platforms._mastodon_reading import (
    FIRST_LOOK,
    OVERLAP,
    Cursor,
    comments_of,
    is_id,
    time_of,
    wanted,
)
from moderator.platforms._mastodon_session import Session, onwards, read
from moderator.problems import PlatformRefused, Transient
from moderator.strangers_json import Parsed
from moderator.web import Web

PAGES = 20  # of notifications in one round, each way; the rest comes with the next
PAGE = 40
SWEPT = 10  # own recent posts whose threads are read
OWN_POSTS = 40  # own posts among which those are found
AT_ONCE = 20  # statuses in one question
ONE_BY_ONE = 30  # looked at again in one round, where the server answers for single ones only
_STUCK = "The server's list of notifications does not move on; what lies behind comes from the threads only"


@asynccontextmanager
async def signed_in(access: Access) -> AsyncIterator[Mastodon]:
    """Raises SignInNeeded when the token is refused, belongs to somebody else, or may do too little."""
    web = Web(access.server.rstrip("/") + "/", network=access.network)
    try:
        session = Session(web, access)
        await session.sign_in()
        yield Mastodon(session)
    finally:
        await web.close()


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of notifications, newest first. `newer` and `older` are where the list goes on, each way."""

    found: Parsed
    newer: str | None
    older: str | None

    @property
    def entries(self) -> list[Any]:
        return list(self.found.value)


class Mastodon:
    """One signed-in account."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._acts = Acts(session)

    async def look(self) -> Found:
        """Asked anew, whatever is known: the account, and the first page of notifications."""
        answer = await self._session.call("GET", "api/v1/accounts/verify_credentials")
        who = read(answer, dict).value
        page = await self._page()
        name, note = who.get("display_name"), self._session.note
        heard = sum(wanted(entry) is not None for entry in page.entries)
        facts = self._session.facts
        return Found(facts.id, facts.acct, name if isinstance(name, str) else "", heard, note)

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        """New notifications, oldest first; at first what came before, downwards; then our own recent threads."""
        begun = Cursor.read(cursors.get("notifications"))
        earlier = Cursor.read(cursors.get("earlier"))
        if begun.id is None:
            page = await self._page()
            earlier = Cursor(page.older, done=page.older is None)
            yield Batch(stream="earlier", cursor=earlier.text(), more=not earlier.done)
            # without a settled one the next round begins at the top again: nothing slips in between
            yield self._batch(page, "notifications", Cursor(_settled(page, self._now())))
        else:
            async for batch in self._newer(begun):
                yield batch
        if not earlier.done and earlier.id is not None:
            async for batch in self._earlier(earlier):
                yield batch
        async for batch in self._sweep():
            yield batch

    async def _newer(self, cursor: Cursor) -> AsyncIterator[Batch]:
        at, seen = cursor.id, {cursor.id}
        for _ in range(PAGES):
            page = await self._page(min_id=at)
            if not page.entries:
                return
            cursor = Cursor(_settled(page, self._now()) or cursor.id)
            stuck = page.newer is None or page.newer in seen
            yield self._batch(page, "notifications", cursor, notes=(_STUCK,) if stuck else ())
            if stuck:
                return
            at = page.newer
            seen.add(at)

    async def _earlier(self, cursor: Cursor) -> AsyncIterator[Batch]:
        """What came before this account was added here. Each page is stored with the place of the next."""
        at, seen = cursor.id, {cursor.id}
        floor = self._now() - FIRST_LOOK
        for _ in range(PAGES):
            if self._session.nearly_spent:
                return
            page = await self._page(max_id=at)
            times = [when for when in map(_noted, page.entries) if when is not None]
            done = page.older is None or page.older in seen or min(times, default=self._now()) < floor
            yield self._batch(page, "earlier", Cursor(page.older, done=done), more=not done)
            if done:
                return
            at = page.older
            seen.add(at)

    async def _page(self, **where: str | None) -> _Page:
        params = {name: value for name, value in where.items() if value is not None}
        types = ["mention", "quote"] if self._session.facts.quotes else ["mention"]
        asked = {"types[]": types, "limit": PAGE, "include_filtered": "true", **params}
        answer = await self._session.call("GET", "api/v1/notifications", params=asked)
        if answer.status in (400, 422) and self._session.facts.quotes:
            self._session.knows_no_quotes()
            return await self._page(**where)
        found = read(answer, list)
        ids = [entry["id"] for entry in found.value if isinstance(entry, dict) and is_id(entry.get("id"))]
        newer = onwards(answer, "prev", "min_id") or (ids[0] if ids else None)
        older = onwards(answer, "next", "max_id") or (ids[-1] if ids else None)
        return _Page(found, newer, older)

    def _batch(
        self, page: _Page, stream: str, cursor: Cursor, *, more: bool = False, notes: tuple[str, ...] = ()
    ) -> Batch:
        entries = [found for found in map(wanted, reversed(page.entries)) if found is not None]
        comments, aside = comments_of(page.found, entries, stream, self._session.own, self._now())
        return Batch(
            comments=comments, set_aside=aside, stream=stream, cursor=cursor.text(), more=more, notes=notes
        )

    async def _sweep(self) -> AsyncIterator[Batch]:
        """Our own recent posts and all that stands under them: what notifications do not tell. No bookmark."""
        own = self._session.own
        posts = await self._session.listed(
            f"api/v1/accounts/{own.id}/statuses", limit=OWN_POSTS, exclude_reblogs="true"
        )
        if posts is None:
            return
        ours = [post for post in posts.value if isinstance(post, dict) and is_id(post.get("id"))]
        comments, aside = comments_of(posts, [(post, "post") for post in ours], "own posts", own, self._now())
        yield Batch(comments=comments, set_aside=aside, stream="own")
        for post in _roots(ours, own.id)[:SWEPT]:
            if self._session.nearly_spent:
                return
            try:
                found = await self._session.object(f"api/v1/statuses/{post}/context")
            except PlatformRefused:
                continue
            below = found.value.get("descendants") if found is not None else None
            if found is None or not isinstance(below, list):
                continue  # the post is gone
            entries = [(status, "") for status in below]
            comments, aside = comments_of(found, entries, "thread", own, self._now())
            yield Batch(comments=comments, set_aside=aside, stream="sweep")

    async def recheck(
        self, native_ids: Sequence[str], authors: Mapping[str, str] | None = None
    ) -> tuple[Sequence[Comment], Sequence[Gone]]:
        there: list[Comment] = []
        gone: list[Gone] = []
        asked = [native_id for native_id in native_ids if is_id(native_id)]
        single: list[str] = []
        for start in range(0, len(asked), AT_ONCE):
            some = asked[start : start + AT_ONCE]
            found = None if self._session.nearly_spent else await self._session.statuses(some)
            if found is None:
                single += some
                continue
            there += self._read(found, found.value)
            seen = {status.get("id") for status in found.value if isinstance(status, dict)}
            single += [native_id for native_id in some if native_id not in seen]
        for native_id in single[:ONE_BY_ONE]:
            if self._session.nearly_spent:
                break
            status = await self._status(native_id)
            if status is not None:
                there += self._read(status, [status.value])
            elif (reason := await self._why_gone((authors or {}).get(native_id))) is not None:
                gone.append(Gone(native_id, reason))
        return there, gone

    async def _status(self, native_id: str) -> Parsed | None:
        return await self._session.object(f"api/v1/statuses/{native_id}")

    def _read(self, page: Parsed, statuses: Sequence[Any]) -> tuple[Comment, ...]:
        entries = [(status, "") for status in statuses]
        return comments_of(page, entries, "looked at again", self._session.own, self._now())[0]

    async def _why_gone(self, author_id: str | None) -> GoneReason | None:
        """Why we are not given a status. None when that cannot be found out now: it is asked again later."""
        if not is_id(author_id):
            return GoneReason.DELETED
        try:
            relation = await self._session.relation(author_id)
            if relation is not None and any(
                relation.get(name) is True for name in ("blocking", "blocked_by", "domain_blocking")
            ):
                return GoneReason.NOT_VISIBLE_TO_US
            author = await self._session.object(f"api/v1/accounts/{author_id}")
        except (PlatformRefused, Transient):
            return None
        suspended = author is not None and author.value.get("suspended") is True
        return GoneReason.TAKEN_DOWN if suspended else GoneReason.DELETED

    async def act(self, action: Action) -> Outcome:
        return await self._acts.act(action)

    async def verify(self, action: Action) -> Outcome:
        return await self._acts.verify(action)

    def _now(self) -> datetime:
        return self._session.access.clock.wall()


def _noted(entry: Any) -> datetime | None:
    return time_of(entry.get("created_at")) if isinstance(entry, dict) else None


def _settled(page: _Page, now: datetime) -> str | None:
    """The newest notification that is old enough for nothing to be stored before it any more."""
    for entry in page.entries:
        when = _noted(entry)
        if when is not None and when < now - OVERLAP and is_id(entry.get("id")):
            return str(entry["id"])
    return None


def _roots(posts: Sequence[Mapping[str, Any]], own_id: str) -> list[str]:
    """Our posts with answers under them, newest first; not those that stand under another one of ours."""
    ids = {post["id"] for post in posts}
    return [
        post["id"]
        for post in posts
        if post.get("replies_count") != 0
        and not (post.get("in_reply_to_account_id") == own_id and post.get("in_reply_to_id") in ids)
        and isinstance(post.get("account"), dict)
        and post["account"].get("id") == own_id
    ]
