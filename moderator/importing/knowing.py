"""Is a comment of a file here already, gathered from its platform? Then it is not queued a second time.

It is when the platform and the id are the same; or the link, with the same text or author; or author and text, within
a minute, unless their links say that they are two. Found by marks (64 bits of a hash), and then compared in full: a
mark alone decides nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from moderator.clock import to_us
from moderator.importing.presets import fold
from moderator.importing.reading import Read
from moderator.store import imports
from moderator.store.db import Db
from moderator.store.texts import storable, text_key

_AT_ONCE = 2000
_MINUTE = 60_000_000

PLATFORMS = {
    "bluesky": "bluesky",
    "mastodon": "mastodon",
    "fediverse": "mastodon",
    "x": "x",
    "twitter": "x",
    "x twitter": "x",
    "x formerly twitter": "x",
    "facebook": "facebook",
    "facebook page": "facebook",
    "instagram": "instagram",
    "instagram business": "instagram",
    "threads": "threads",
    "youtube": "youtube",
    "tiktok": "tiktok",
    "linkedin": "linkedin",
    "reddit": "reddit",
}
_HOSTS = {
    "bsky.app": "bluesky",
    "x.com": "x",
    "twitter.com": "x",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "instagram.com": "instagram",
    "threads.net": "threads",
    "threads.com": "threads",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "tiktok.com": "tiktok",
    "linkedin.com": "linkedin",
    "reddit.com": "reddit",
}
_KEPT = (
    "v",
    "lc",
    "comment_id",
    "reply_comment_id",
    "story_fbid",
    "id",
    "fbid",
)  # parts of a query that name something


class Link(NamedTuple):
    """What a link leads to. `actor` is whose page it stands on, where the rest alone might be two people's."""

    site: str
    key: str
    actor: str = ""


def link(url: str) -> Link | None:
    """The same for every way in which a platform writes the link to one comment."""
    if len(url) > 2000:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    if parts.scheme == "at" and (found := re.fullmatch(r"at://([^/]+)/[\w.]+/([^/?#]+)", url.strip())):
        return Link("bluesky", found[2], found[1].casefold())
    if parts.scheme not in ("http", "https") or not host:
        return None
    host = re.sub(r"^(?:www|m|mobile|web)\.", "", host)
    path = parts.path.rstrip("/")
    site = _HOSTS.get(host, host)
    if site == "bluesky" and (found := re.fullmatch(r"/profile/([^/]+)/post/([^/]+)", path)):
        return Link(site, found[2], found[1].casefold())
    if site == "x" and (found := re.fullmatch(r"/(?:i/web|[^/]+)/status(?:es)?/(\d+)", path)):
        return Link(site, found[1])
    if found := re.fullmatch(r"/(?:@[^/]+|users/[^/]+/statuses)/(\d+)", path):
        return Link(site, found[1])
    query = sorted((name, value) for name, value in parse_qsl(parts.query[:1000]) if name in _KEPT)
    return Link(site, path + "?" + "&".join(f"{name}={value}" for name, value in query) if query else path)


def platform_of(url: str) -> str:
    """The platform that a link leads to, where everybody knows it; else ""."""
    found = link(url)
    return found.site if found is not None and found.site in set(_HOSTS.values()) else ""


def mark(*parts: str) -> int:
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _person(name: str) -> str:
    return name.strip().removeprefix("@").casefold()


def _marks(platform: str, native: str, url: str, people: Iterable[str], key: str | None) -> set[int]:
    found = {mark("id", platform, native)} if platform and native else set()
    for place in (link(url), link(native)):
        if place is not None and place.key:
            found.add(mark("link", place.site, place.key))
    if key is not None:
        found |= {mark("said", _person(name), key) for name in people if name.strip()}
    return found


def _marks_of(row: imports.Gathered) -> set[int]:
    people = (row["author"], row["author_name"])
    key = row["text_key"] or text_key(row["text"])
    return _marks(row["platform"], row["native_id"], row["url"] or "", people, key)


class Known:
    """What was gathered, as far as files are compared with it."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self.any = False

    def catch_up(self, stop: Callable[[], bool], told: Callable[[int, int], None]) -> None:
        """Mark what was gathered since the last import, which may be a million comments: `told` is given how many of how
        many. Each step is a transaction of its own; may be stopped."""
        all_of_them = imports.untraced_count(self._db)
        for done in range(0, all_of_them, _AT_ONCE):
            if stop():
                return
            told(done, all_of_them)
            with self._db.transaction():
                self.mark_new()

    def mark_new(self) -> None:
        """One step of it, in the caller's transaction."""
        self._db.alone("gather")
        rows, upto = imports.untraced(self._db, _AT_ONCE)
        imports.add_traces(self._db, ((one, row["id"]) for row in rows for one in _marks_of(row)), upto=upto)
        self.any = self.any or imports.has_traces(self._db)

    def among(self, reads: Sequence[Read]) -> set[int]:
        """Which of these are here already, by their place in the list. One gathered comment answers for one of them."""
        if not self.any:
            return set()
        wanted: dict[int, list[int]] = {}
        for at, read in enumerate(reads):
            comment = read.comment
            people = (comment.author, comment.author_name)
            key = text_key(storable(comment.text))
            for one in _marks(_platform(read), comment.native_id, comment.url or "", people, key):
                wanted.setdefault(one, []).append(at)
        found = imports.traced(self._db, list(wanted))
        rows = {row["id"]: row for row in imports.gathered(self._db, {comment_id for _, comment_id in found})}
        known: set[int] = set()
        spent: set[int] = set()
        for one, comment_id in sorted(found, key=lambda pair: pair[1]):
            for at in wanted[one]:
                if at in known or comment_id in spent or comment_id not in rows:
                    continue
                if _same(reads[at], rows[comment_id]):
                    known.add(at)
                    spent.add(comment_id)
        return known


def _platform(read: Read) -> str:
    named = PLATFORMS.get(fold(read.platform), "")
    return named or platform_of(read.comment.url or "") or platform_of(read.comment.native_id)


def _same(read: Read, row: imports.Gathered) -> bool:
    comment = read.comment
    if _platform(read) == row["platform"] and storable(comment.native_id) == row["native_id"]:
        return True
    text = text_key(storable(comment.text)) == (row["text_key"] or text_key(row["text"]))
    theirs = {_person(name) for name in (row["author"], row["author_name"], row["author_id"]) if name.strip()}
    ours = {_person(name) for name in (comment.author, comment.author_name) if name.strip()}
    links = [found for found in (link(comment.url or ""), link(comment.native_id)) if found and found.key]
    their_links = [found for found in (link(row["url"] or ""), link(row["native_id"])) if found and found.key]
    if any(_leads_same(a, b, ours, theirs) for a in links for b in their_links):
        return text or bool(ours & theirs)
    two = any(a.site == b.site and a.key != b.key for a in links for b in their_links)
    near = (
        comment.posted_at is not None
        and row["posted_us"] is not None
        and abs(to_us(comment.posted_at) - row["posted_us"]) <= _MINUTE
    )
    return text and near and not two and bool(ours & theirs)


def _leads_same(a: Link, b: Link, ours: set[str], theirs: set[str]) -> bool:
    if (a.site, a.key) != (b.site, b.key):
        return False
    return not a.actor or not b.actor or a.actor == b.actor or a.actor in theirs or b.actor in ours
