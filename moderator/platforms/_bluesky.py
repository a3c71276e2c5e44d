"""Bluesky's client: gathers from notifications and from our own threads, looks again, and acts.

Facts that shaped it, measured on the real network: notifications get lost when a reply is indexed before its
post, so our own recent threads are swept as well; the old thread view still shows hidden replies; after a block
of our own the author's posts vanish from our view, which is no deletion.

The exact bytes of every entry are kept as they stood in their page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from moderator.comments import Batch, Comment, Gone, GoneReason
from moderator.decisions import Action, Outcome
from moderator.platforms import Access, Found
from moderator.platforms._bluesky_acts import Acts
from moderator.platforms._bluesky_reading import (
    Cursor,
    comments_of,
    is_uri,
    key_of,
    own_roots,
    repo_of,
    thread_posts,
    time_of,
)
from moderator.platforms._bluesky_session import Session, listed
from moderator.problems import PlatformRefused, Transient
from moderator.strangers_json import Parsed
from moderator.web import Web

PAGES = 20  # of notifications in one round; the rest comes with the next
STUCK = 3  # equal page marks, after which a list does not move
SWEPT = 10  # own recent posts whose threads are read
DEPTH = 10
POSTS_AT_ONCE = 25  # getPosts answers 400 above
_WANTED = ("reply", "mention", "quote")
_NOTE_STUCK = "Bluesky's list of notifications does not move on; what lies behind comes from the threads only"


@asynccontextmanager
async def signed_in(access: Access) -> AsyncIterator[Bluesky]:
    """Raises SignInNeeded when the handle and app password are refused."""
    web = Web(access.server.rstrip("/") + "/xrpc/", network=access.network)
    try:
        session = Session(web, access)
        await session.sign_in()
        yield Bluesky(session)
    finally:
        await web.close()


class Bluesky:
    """One signed-in account."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._acts = Acts(session, self._why_gone)

    async def look(self) -> Found:
        """The profile, which a new account may not have yet, and the first page of notifications."""
        try:
            profile = (await self._session.get("app.bsky.actor.getProfile", actor=self._session.did)).value
        except PlatformRefused:
            profile = {}
        page = await self._session.get("app.bsky.notification.listNotifications", limit=100)
        heard = sum(
            isinstance(each, dict) and each.get("reason") in _WANTED for each in listed(page, "notifications")
        )
        name, handle = profile.get("displayName"), profile.get("handle")
        return Found(
            self._session.did,
            handle if isinstance(handle, str) and handle else self._session.access.handle,
            name if isinstance(name, str) else "",
            heard,
        )

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        """Notifications since the last seen, oldest page first, then the threads of our own recent posts."""
        async for batch in self._notifications(Cursor.read(cursors.get("notifications"))):
            yield batch
        async for batch in self._sweep():
            yield batch

    async def _notifications(self, cursor: Cursor) -> AsyncIterator[Batch]:
        now = self._now()
        floor, top, page = cursor.floor(now), cursor.top or cursor.at, cursor.page
        pages: list[tuple[Parsed, list[Any]]] = []
        notes: tuple[str, ...] = ()
        equal = 0
        for _ in range(PAGES + STUCK):
            found = await self._session.get("app.bsky.notification.listNotifications", limit=100, cursor=page)
            entries = listed(found, "notifications")
            times = [when for when in map(_indexed, entries) if when is not None]
            if equal == 0:
                pages.append((found, [entry for entry in reversed(entries) if _wanted(entry, floor)]))
            # a time of theirs that lies ahead must not make us skip what comes until then
            top = max((min(when, now) for when in [*times, *([top] if top else [])]), default=None)
            onwards = found.value.get("cursor")
            if not isinstance(onwards, str) or not onwards or not entries or min(times, default=now) < floor:
                page = None
                break
            equal = equal + 1 if onwards == page else 0
            if equal >= STUCK:
                page, notes = None, (_NOTE_STUCK,)
                break
            page = onwards
            if len(pages) >= PAGES and equal == 0:
                break
        after = Cursor(cursor.at, page, top) if page else Cursor(top)
        for number, (found, entries) in enumerate(reversed(pages), 1):
            last = number == len(pages)
            comments, aside = comments_of(found, entries, "notifications", self._session.did, now)
            yield Batch(
                comments=comments,
                set_aside=aside,
                stream="notifications",
                cursor=(after if last else cursor).text(),
                more=not last or page is not None,
                notes=notes if last else (),
            )

    async def _sweep(self) -> AsyncIterator[Batch]:
        """Our own recent posts and all that stands under them: what notifications lost. No bookmark."""
        feed = await self._session.get(
            "app.bsky.feed.getAuthorFeed", actor=self._session.did, limit=SWEPT, filter="posts_with_replies"
        )
        for uri in own_roots(listed(feed, "feed"), self._session.did):
            try:
                found = await self._session.get(
                    "app.bsky.feed.getPostThread", uri=uri, depth=DEPTH, parentHeight=0
                )
            except PlatformRefused:
                continue  # the post is gone
            posts = thread_posts(found.value.get("thread"))
            comments, aside = comments_of(found, posts, "thread", self._session.did, self._now())
            yield Batch(comments=comments, set_aside=aside, stream="sweep")

    async def recheck(
        self, native_ids: Sequence[str], authors: Mapping[str, str] | None = None
    ) -> tuple[Sequence[Comment], Sequence[Gone]]:
        there: list[Comment] = []
        gone: list[Gone] = []
        asked = [uri for uri in native_ids if is_uri(uri)]
        for start in range(0, len(asked), POSTS_AT_ONCE):
            some = asked[start : start + POSTS_AT_ONCE]
            found = await self._session.get("app.bsky.feed.getPosts", uris=some)
            posts = listed(found, "posts")
            comments, _ = comments_of(found, posts, "posts", self._session.did, self._now())
            there += comments
            seen = {post.get("uri") for post in posts if isinstance(post, dict)}
            for uri in some:
                reason = None if uri in seen else await self._why_gone(uri)
                if reason is not None:
                    gone.append(Gone(uri, reason))
        return there, gone

    async def _why_gone(self, uri: str) -> GoneReason | None:
        """Why we are not given a post. None when that cannot be found out now: it is asked again later.

        A block hides a post that is still there; its record, which no block hides, tells the two apart.
        """
        try:
            collection = uri.split("/")[3]
            record = await self._session.record(repo_of(uri), collection, key_of(uri))
            if record is None:
                return GoneReason.DELETED
            relation = await self._session.relation(repo_of(uri))
        except PlatformRefused:
            return GoneReason.TAKEN_DOWN
        except Transient:
            return None
        if any(relation.get(name) for name in ("blocking", "blockedBy", "blockingByList")):
            return GoneReason.NOT_VISIBLE_TO_US
        return GoneReason.TAKEN_DOWN

    async def act(self, action: Action) -> Outcome:
        return await self._acts.act(action)

    async def verify(self, action: Action) -> Outcome:
        return await self._acts.verify(action)

    def _now(self) -> datetime:
        return self._session.access.clock.wall()


def _indexed(entry: Any) -> datetime | None:
    return time_of(entry.get("indexedAt")) if isinstance(entry, dict) else None


def _wanted(entry: Any, floor: datetime) -> bool:
    """What answers, names or quotes us; and what is too broken to tell."""
    if not isinstance(entry, dict):
        return True
    when = _indexed(entry)
    return entry.get("reason", "reply") in _WANTED and (when is None or when >= floor)
