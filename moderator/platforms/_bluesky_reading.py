"""Bluesky's answers become comments: one post at a time, suspicious of each. Pure; nothing here asks a server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from moderator.comments import Comment, SetAside, attached
from moderator.strangers_json import Parsed

OVERLAP = timedelta(minutes=5)  # read again before the last seen: the index is not in order
FIRST_LOOK = timedelta(days=30)  # how far back an account that is new here is read
_URI = re.compile(r"at://[!-.0-~]+/[!-.0-~]+/[!-.0-~]+")
_LONGEST_ID = 1000


class Unreadable(ValueError):
    """Why one entry cannot be read, in words of ours."""


def comments_of(
    page: Parsed, entries: Iterable[Any], where: str, own_did: str, now: datetime
) -> tuple[tuple[Comment, ...], tuple[SetAside, ...]]:
    """Comments of those entries that can be read; the others with their bytes, and why."""
    comments, aside = [], []
    for at, entry in enumerate(entries, 1):
        try:
            comments.append(_comment(page, entry, own_did, now))
        except Unreadable as why:
            aside.append(SetAside(f"{where}, entry {at}", str(why), page.raw(entry)))
    return tuple(comments), tuple(aside)


def _comment(page: Parsed, entry: Any, own_did: str, now: datetime) -> Comment:
    if not isinstance(entry, dict):
        raise Unreadable("It is not an object")
    if flaw := page.flaw(entry):
        raise Unreadable(f"It is no sound JSON: {flaw}")
    uri, cid = entry.get("uri"), entry.get("cid")
    if not is_uri(uri) or not isinstance(cid, str) or not 0 < len(cid) <= _LONGEST_ID:
        raise Unreadable("It has no id that can be used")
    record, author = entry.get("record"), entry.get("author")
    if not isinstance(record, dict) or not isinstance(author, dict):
        raise Unreadable("It has no text or no author")
    written, did = record.get("text"), author.get("did")
    if not isinstance(written, str) or not isinstance(did, str) or not did:
        raise Unreadable("It has no text or no author")
    text = "\n\n".join(part for part in (written, _attached(record.get("embed"))) if part)
    for sign in (text, did):
        if any("\ud800" <= one <= "\udfff" for one in sign):
            raise Unreadable("It holds half a character (a lone surrogate)")
    reply = record.get("reply")
    handle, name, reason = author.get("handle"), author.get("displayName"), entry.get("reason")
    shown = handle if isinstance(handle, str) and handle else did
    return Comment(
        native_id=uri,
        text=text,
        author_id=did,
        author=shown,
        author_name=name if isinstance(name, str) else "",
        raw=page.raw(entry),
        version=cid,
        posted_at=_believable(record.get("createdAt"), now),
        kind=reason if isinstance(reason, str) else ("reply" if reply else "post"),
        own=did == own_did,
        url=f"https://bsky.app/profile/{did}/post/{key_of(uri)}",
        root_id=ref(reply, "root"),
        parent_id=ref(reply, "parent"),
    )


def _attached(embed: Any) -> str:
    """A line for each picture, film or link that readers see under the words; a quoted post is its author's."""
    if not isinstance(embed, dict):
        return ""
    if isinstance(embed.get("media"), dict):  # beside a quoted post
        embed = embed["media"]
    images, link = embed.get("images"), embed.get("external")
    lines = [attached("picture", each.get("alt")) for each in _objects(images)]
    if "video" in embed:
        lines.append(attached("video", embed.get("alt")))
    if isinstance(link, dict):
        lines.append(attached("link", link.get("title")))
    return "\n".join(lines)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def thread_posts(node: Any) -> Iterator[Any]:
    """All posts of a thread view from the top. Blocked and missing ones have nothing to read."""
    open_ = [node]
    while open_:
        at = open_.pop(0)
        if isinstance(at, dict) and "post" in at:
            yield at["post"]
            replies = at.get("replies")
            open_ += replies if isinstance(replies, list) else []


def own_roots(feed: Iterable[Any], own_did: str) -> list[str]:
    """Where to sweep: our posts, and of threads that are not ours only what stands under our own answer."""
    found: dict[str, None] = {}
    for entry in feed:
        post = entry.get("post") if isinstance(entry, dict) else None
        uri = post.get("uri") if isinstance(post, dict) else None
        if not isinstance(post, dict) or not is_uri(uri) or repo_of(uri) != own_did:
            continue  # a repost of somebody else's
        record = post.get("record")
        root = ref(record.get("reply"), "root") if isinstance(record, dict) else None
        found[root if root and repo_of(root) == own_did else uri] = None
    return list(found)


def ref(reply: Any, name: str) -> str | None:
    """The post that a reply stands under: "root" or "parent"."""
    found = reply.get(name) if isinstance(reply, dict) else None
    uri = found.get("uri") if isinstance(found, dict) else None
    return uri if is_uri(uri) else None


def is_uri(uri: Any) -> TypeGuard[str]:
    return isinstance(uri, str) and len(uri) <= _LONGEST_ID and _URI.fullmatch(uri) is not None


def repo_of(uri: str) -> str:
    return uri.removeprefix("at://").split("/", 1)[0]


def key_of(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


def time_of(text: Any) -> datetime | None:
    """None for a missing or impossible time."""
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _believable(text: Any, now: datetime) -> datetime | None:
    """Authors write this time themselves: one that lies ahead is no time."""
    when = time_of(text)
    return when if when is not None and when <= now + timedelta(days=1) else None


def stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the notifications are read. Text of version 1: {"v": 1, "at": ..., "page": ..., "top": ...}.

    `at`: all that was indexed before has been read. `page`: where to go on downwards, when one round was not
    enough; `top` is then the newest that was seen, and becomes `at` at the end.
    """

    at: datetime | None = None
    page: str | None = None
    top: datetime | None = None

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """What cannot be understood begins anew: reading again changes nothing."""
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, Mapping) or found.get("v") != 1:
            return cls()
        page = found.get("page")
        return cls(
            time_of(found.get("at")), page if isinstance(page, str) else None, time_of(found.get("top"))
        )

    def text(self) -> str:
        times = {"at": self.at, "top": self.top}
        known = {name: stamp(when) for name, when in times.items() if when is not None}
        return json.dumps({"v": 1, **known, **({"page": self.page} if self.page else {})})

    def floor(self, now: datetime) -> datetime:
        """What was indexed before this needs no reading."""
        return self.at - OVERLAP if self.at is not None else now - FIRST_LOOK
