"""Mastodon's answers become comments: one status at a time, suspicious of each. Pure; nothing here asks a server.

A status is HTML. Its plain text is what its readers see: content warning first, then the words, then the choices of
a poll, then a line for each picture with what its author says is in it. A status of pictures alone has these lines and
no word of its own, and is not checked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard
from urllib.parse import parse_qs, unquote, urlsplit

from moderator.comments import Comment, SetAside, attached
from moderator.platforms._html import plain
from moderator.strangers_json import Parsed

OVERLAP = timedelta(minutes=5)  # notifications read again: a later one may be stored before an earlier one
FIRST_LOOK = timedelta(days=30)  # how far back an account that is new here is read
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACCT = re.compile(r"[A-Za-z0-9_.-]{1,200}(?:@[A-Za-z0-9.:-]{1,250})?")


class Unreadable(ValueError):
    """Why one status cannot be read, in words of ours."""


@dataclass(frozen=True, slots=True)
class Own:
    """The agency's account on its server."""

    id: str
    acct: str
    server: str


def comments_of(
    page: Parsed, entries: Iterable[tuple[Any, str]], where: str, own: Own, now: datetime
) -> tuple[tuple[Comment, ...], tuple[SetAside, ...]]:
    """Comments of those statuses that can be read; the others with their bytes, and why.

    Each entry is a status and its kind ("quote"; "" lets the status say whether it is a reply).
    """
    comments, aside = [], []
    for at, (status, kind) in enumerate(entries, 1):
        try:
            comments.append(_comment(page, status, kind, own, now))
        except Unreadable as why:
            aside.append(SetAside(f"{where}, entry {at}", str(why), page.raw(status)))
    return tuple(comments), tuple(aside)


def _comment(page: Parsed, status: Any, kind: str, own: Own, now: datetime) -> Comment:
    if not isinstance(status, dict):
        raise Unreadable("It is not an object")
    if flaw := page.flaw(status):
        raise Unreadable(f"It is no sound JSON: {flaw}")
    native_id, account = status.get("id"), status.get("account")
    if not is_id(native_id):
        raise Unreadable("It has no id that can be used")
    author_id = account.get("id") if isinstance(account, dict) else None
    if not isinstance(account, dict) or not is_id(author_id):
        raise Unreadable("It has no author")
    text = words_of(status)
    acct, name = account.get("acct"), account.get("display_name")
    acct = acct if isinstance(acct, str) and acct else author_id
    edited = time_of(status.get("edited_at"))
    posted = time_of(status.get("created_at"))
    if not kind:
        kind = "reply" if status.get("in_reply_to_account_id") == own.id else "mention"
        kind = "quote" if _quotes(status, own) else kind
    return Comment(
        native_id=native_id,
        text=text,
        author_id=author_id,
        author=acct,
        author_name=name if isinstance(name, str) else "",
        raw=page.raw(status),
        version=_version(edited or posted, text),
        posted_at=posted if posted is not None and posted <= now + timedelta(days=1) else None,
        kind=kind,
        own=author_id == own.id,
        url=f"{own.server}/@{acct}/{native_id}" if _ACCT.fullmatch(acct) else None,
        parent_id=_id(status.get("in_reply_to_id")),
        edited_at=edited,
    )


def _quotes(status: Mapping[str, Any], own: Own) -> bool:
    found: Any = status
    for name in ("quote", "quoted_status", "account"):
        found = found.get(name)
        if not isinstance(found, dict):
            return False
    return bool(found.get("id") == own.id)


def _version(when: datetime | None, text: str) -> str:
    """When it was last edited. Not every server says so: then the text itself."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if when is None else when.isoformat()


def words_of(status: Mapping[str, Any]) -> str:
    """What readers of a status see, as plain text. Raises Unreadable."""
    content, warning = status.get("content"), status.get("spoiler_text")
    if not isinstance(content, str) or not isinstance(warning, str | None):
        raise Unreadable("It has no text")
    if any("\ud800" <= sign <= "\udfff" for sign in content + (warning or "")):
        raise Unreadable("It holds half a character (a lone surrogate)")
    tags, mentions = _addresses(status, "tags"), _addresses(status, "mentions")
    if isinstance(status.get("quote"), dict):
        content = _QUOTED.sub("", content, count=1)  # the quoted post is named for old programs
    words = plain(
        content, known=lambda text, href: href in mentions or href in tags or _is_hashtag(text, href)
    )
    parts = [(warning or "").strip(), words, *_choices(status), *_pictures(status)]
    return "\n\n".join(part for part in parts if part)


_QUOTED = re.compile(
    r'^<p class="quote-inline">[^<]{0,20}<a [^>]{0,3000}>(?:[^<]|</?span[^>]{0,200}>)*+</a></p>'
)


def _addresses(status: Mapping[str, Any], name: str) -> set[str]:
    """Where those lead that a status names itself; everything else is a link whose address is shown."""
    found = _objects(status.get(name))
    return {url for each in found if isinstance(url := each.get("url"), str)}


def _is_hashtag(text: str, href: str) -> bool:
    """A hashtag leads to its author's server, whatever that is called."""
    if not text.startswith("#"):
        return False
    try:
        last = unquote(urlsplit(href).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        return False
    return last.casefold() == text[1:].casefold()


def _choices(status: Mapping[str, Any]) -> list[str]:
    poll = status.get("poll")
    options = _objects(poll.get("options")) if isinstance(poll, dict) else []
    titles = [title for each in options if isinstance(title := each.get("title"), str)]
    return ["\n".join(f"- {title}" for title in titles)] if titles else []


def _pictures(status: Mapping[str, Any]) -> list[str]:
    """One line for each: that it is there, and what its author says is in it."""
    lines = []
    for each in _objects(status.get("media_attachments")):
        kind, says = each.get("type"), each.get("description")
        name = {"image": "picture", "gifv": "video"}.get(kind, kind) if isinstance(kind, str) else "file"
        lines.append(attached(name, says))
    return ["\n".join(lines)] if lines else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def wanted(entry: Any) -> tuple[Any, str] | None:
    """The status of a notification that concerns us, and its kind. What is too broken to tell is kept."""
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        return entry, ""
    if entry["type"] not in ("mention", "quote"):
        return None
    status = entry.get("status")
    return (status if isinstance(status, dict) else entry), "quote" if entry["type"] == "quote" else ""


def link_of(header: str, rel: str, name: str) -> str | None:
    """One parameter of a Link header ("next" and "max_id"). Its address itself is never followed."""
    for part in header[:4000].split(","):
        address, _, rest = part.partition(">")
        if f'rel="{rel}"' not in rest:
            continue
        try:
            values = parse_qs(urlsplit(address.strip().lstrip("<")).query, max_num_fields=50).get(name, [])
        except ValueError:
            return None
        return _id(values[0]) if values else None
    return None


def is_id(value: Any) -> TypeGuard[str]:
    """Fit to stand in a path."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _id(value: Any) -> str | None:
    return value if is_id(value) else None


def time_of(text: Any) -> datetime | None:
    """None for a missing or impossible time."""
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a list of notifications goes on. Text of version 1: {"v": 1, "id": ...}, or {"v": 1, "done": true}."""

    id: str | None = None
    done: bool = False

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """What cannot be understood begins anew: reading again changes nothing."""
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, Mapping) or found.get("v") != 1:
            return cls()
        return cls(_id(found.get("id")), found.get("done") is True)

    def text(self) -> str:
        known = {"id": self.id} if self.id else {}
        return json.dumps({"v": 1, **known, **({"done": True} if self.done else {})})
