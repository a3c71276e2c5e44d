"""Bluesky's side of the network: sign-in, gathering, acts. Plain XRPC over `Web`; see `bluesky.py`.

Facts that shaped it (measured on the real network): notifications get lost when a reply is indexed before its
post, so our own recent threads are swept as well; the old thread view still shows hidden replies; putRecord with the same key
twice is one record; after a block of our own the author's posts vanish from our view, which is no deletion.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from moderator.comments import Batch, Comment, Gone, GoneReason, SetAside
from moderator.decisions import Action, Op, Outcome, Result
from moderator.platforms import Access
from moderator.problems import PlatformRefused, SignInNeeded, Transient, Unsure
from moderator.web import Answer, Web

OVERLAP = timedelta(minutes=5)  # read again before the last seen: the index is not in order
PAGES = 50  # of notifications in one round; the rest comes with the next
SWEPT = 10  # own recent posts whose threads are read
DEPTH = 10
MOST_HIDDEN = 300  # hidden replies that one thread holds
SWAPS = 6  # tries at changing a record that somebody else changes too
_GATE = "app.bsky.feed.threadgate"
_POST = "app.bsky.feed.post"
_B32 = "234567abcdefghijklmnopqrstuvwxyz"


@asynccontextmanager
async def signed_in(access: Access) -> AsyncIterator[Bluesky]:
    """Raises SignInNeeded when the handle and app password are refused."""
    web = Web(access.server.rstrip("/") + "/xrpc/")
    try:
        client = Bluesky(web, access)
        await client.sign_in()
        yield client
    finally:
        await web.close()


class Bluesky:
    """One signed-in account."""

    def __init__(self, web: Web, access: Access) -> None:
        self._web, self._access = web, access
        self._session: dict[str, str] = {}
        self._renewing = asyncio.Lock()

    # sign-in

    async def sign_in(self) -> None:
        """With the session that was kept, else with the app password."""
        kept = _kept(self._access.session)
        if kept:
            self._session = kept
            return
        await self._new_session()

    async def _new_session(self) -> None:
        asked = {"identifier": self._access.handle, "password": self._access.secret}
        answer = await self._web.ask("POST", "com.atproto.server.createSession", body=asked, safe=True)
        if answer.status != 200:
            raise SignInNeeded(
                f"Bluesky does not accept the app password of {self._access.handle}",
                "",
                "Make a new app password in Bluesky's settings and add the account again",
            )
        self._keep(answer.json())

    def _keep(self, session: Any) -> None:
        try:
            self._session = {name: str(session[name]) for name in ("did", "accessJwt", "refreshJwt")}
        except (KeyError, TypeError):
            raise Transient(
                "Bluesky's answer to the sign-in cannot be read", "", "It is tried again"
            ) from None
        self._access.keep_session(json.dumps(self._session))

    async def _renew(self, spent: str) -> None:
        """One at a time: replaying an old refresh token ends the session for everybody."""
        async with self._renewing:
            if self._session["accessJwt"] != spent:
                return
            headers = {"authorization": "Bearer " + self._session["refreshJwt"]}
            try:
                answer = await self._web.ask(
                    "POST", "com.atproto.server.refreshSession", headers=headers, safe=False
                )
                renewed = answer.status == 200
            except (SignInNeeded, Unsure):
                renewed = False
            if renewed:
                self._keep(answer.json())
            else:
                await self._new_session()

    @property
    def did(self) -> str:
        return self._session["did"]

    async def _call(
        self,
        method: str,
        name: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        safe: bool | None = None,
    ) -> Answer:
        """One XRPC call, signed in, its session renewed once where it has run out."""
        for last in (False, True):
            token = self._session["accessJwt"]
            try:
                answer = await self._web.ask(
                    method,
                    name,
                    params={key: value for key, value in (params or {}).items() if value is not None},
                    body=body,
                    headers={"authorization": "Bearer " + token},
                    safe=safe,
                )
            except SignInNeeded:
                if last:
                    raise
                await self._renew(token)
                continue
            if not (answer.status == 400 and _error(answer) in ("ExpiredToken", "InvalidToken")) or last:
                return answer
            await self._renew(token)
        raise AssertionError

    async def _get(self, name: str, **params: Any) -> dict[str, Any]:
        answer = await self._call("GET", name, params=params)
        if answer.status != 200:
            raise _refusal(answer)
        found = answer.json()
        if not isinstance(found, dict):
            raise Transient("Bluesky's answer has not the form that it promises", "", "It is asked again")
        return found

    # gathering

    async def gather(self, cursors: Mapping[str, str]) -> AsyncIterator[Batch]:
        """Notifications since the last seen, oldest page first, then the threads of our own recent posts."""
        cursor = _cursor(cursors.get("notifications"))
        async for batch in self._notifications(cursor):
            yield batch
        yield await self._sweep()

    async def _notifications(self, cursor: _Cursor) -> AsyncIterator[Batch]:
        pages, notes, top = [], [], cursor.at
        page, floor = None, cursor.floor()
        seen: set[str] = set()
        for _ in range(PAGES):
            found = await self._get("app.bsky.notification.listNotifications", limit=100, cursor=page)
            entries = _listed(found, "notifications")
            pages.append(entries)
            times = [_text(entry, "indexedAt") for entry in entries]
            top = max([top, *(time for time in times if _is_time(time))])
            page = found.get("cursor")
            if not isinstance(page, str) or not page or not entries or min(times) < floor:
                break
            if page in seen:
                notes.append(
                    "Bluesky's list of notifications did not move on; the rest comes with the next round"
                )
                break
            seen.add(page)
        wanted = ("reply", "mention", "quote")
        for at, entries in enumerate(reversed(pages)):
            fresh = [
                entry
                for entry in reversed(entries)
                if not isinstance(entry, dict)
                or (entry.get("reason") in wanted and _text(entry, "indexedAt") >= floor)
            ]
            comments, aside = self._read(fresh, "notification", kind_key="reason")
            last = at == len(pages) - 1
            yield Batch(
                comments=comments,
                set_aside=aside,
                stream="notifications",
                cursor=_Cursor(top).text() if last else cursor.text(),
                more=not last,
                notes=tuple(notes) if last else (),
            )

    async def _sweep(self) -> Batch:
        """Our own recent posts and all that stands under them: what notifications lost."""
        feed = await self._get(
            "app.bsky.feed.getAuthorFeed", actor=self.did, limit=SWEPT, filter="posts_with_replies"
        )
        roots: dict[str, None] = {}
        for entry in _listed(feed, "feed"):
            post = entry.get("post") if isinstance(entry, dict) else None
            if isinstance(post, dict) and isinstance(post.get("uri"), str):
                roots[_root_of(post) or post["uri"]] = None
        comments: dict[str, Comment] = {}
        aside: list[SetAside] = []
        for uri in roots:
            try:
                thread = await self._get("app.bsky.feed.getPostThread", uri=uri, depth=DEPTH, parentHeight=0)
            except PlatformRefused:
                continue  # the post is gone, or not ours to see
            good, bad = self._read(_posts(thread.get("thread")), "thread", kind_key=None)
            comments |= {comment.native_id: comment for comment in good}
            aside += bad
        return Batch(comments=tuple(comments.values()), set_aside=tuple(aside), stream="sweep")

    def _read(
        self, entries: Iterable[Any], where: str, *, kind_key: str | None
    ) -> tuple[tuple[Comment, ...], tuple[SetAside, ...]]:
        """Comments of those entries that can be read; the others with their bytes."""
        comments, aside = [], []
        for at, entry in enumerate(entries, 1):
            raw = _bytes(entry)
            try:
                comments.append(self._comment(entry, raw, kind_key))
            except _Bad as bad:
                aside.append(SetAside(f"{where} entry {at}", str(bad), raw))
        return tuple(comments), tuple(aside)

    def _comment(self, entry: Any, raw: bytes, kind_key: str | None) -> Comment:
        if not isinstance(entry, dict):
            raise _Bad("It is not an object")
        record, author = entry.get("record"), entry.get("author")
        uri, cid = entry.get("uri"), entry.get("cid")
        if not isinstance(uri, str) or not uri or not isinstance(cid, str):
            raise _Bad("It has no id")
        if not isinstance(record, dict) or not isinstance(author, dict):
            raise _Bad("It has no text or no author")
        text, did = record.get("text"), author.get("did")
        if not isinstance(text, str) or not isinstance(did, str):
            raise _Bad("It has no text or no author")
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise _Bad("Its text holds half a character (a lone surrogate)")
        reply = record.get("reply") if isinstance(record.get("reply"), dict) else {}
        handle = author.get("handle") if isinstance(author.get("handle"), str) else did
        name = author.get("displayName")
        kind = str(entry.get(kind_key)) if kind_key else ("reply" if reply else "post")
        return Comment(
            native_id=uri,
            text=text,
            author_id=did,
            author=str(handle),
            author_name=name if isinstance(name, str) else "",
            raw=raw,
            version=cid,
            posted_at=_time(record.get("createdAt")),
            kind=kind,
            own=did == self.did,
            url=_url(uri, str(handle)),
            root_id=_ref(reply, "root"),
            parent_id=_ref(reply, "parent"),
        )

    async def recheck(self, native_ids: Sequence[str]) -> tuple[Sequence[Comment], Sequence[Gone]]:
        there: list[Comment] = []
        missing: list[str] = []
        for start in range(0, len(native_ids), 25):
            asked = native_ids[start : start + 25]
            found = await self._get("app.bsky.feed.getPosts", uris=list(asked))
            good, _ = self._read(_listed(found, "posts"), "post", kind_key=None)
            there += good
            seen = {comment.native_id for comment in good} | {
                str(post.get("uri")) for post in _listed(found, "posts") if isinstance(post, dict)
            }
            missing += [uri for uri in asked if uri not in seen]
        return there, [Gone(uri, await self._why_gone(uri)) for uri in missing]

    async def _why_gone(self, uri: str) -> GoneReason:
        """A block hides a post from us that is still there; its author's own server knows better."""
        try:
            record = await self._call("GET", "com.atproto.repo.getRecord", params=_address(uri))
            relation = await self._get("app.bsky.graph.getRelationships", actor=self.did, others=[_repo(uri)])
        except PlatformRefused:
            return GoneReason.DELETED
        for other in _listed(relation, "relationships"):
            if isinstance(other, dict) and (other.get("blocking") or other.get("blockedBy")):
                return GoneReason.NOT_VISIBLE_TO_US
        return GoneReason.TAKEN_DOWN if record.status == 200 else GoneReason.DELETED

    # acts

    async def act(self, action: Action) -> Outcome:
        match action.op:
            case Op.HIDE:
                return await self._hidden(action, wanted=True)
            case Op.UNHIDE:
                return await self._hidden(action, wanted=False)
            case Op.REPLY:
                return await self._reply(action)
            case Op.MUTE | Op.UNMUTE:
                name = "muteActor" if action.op is Op.MUTE else "unmuteActor"
                body = {"actor": action.author_id}
                return _done(await self._call("POST", f"app.bsky.graph.{name}", body=body, safe=True))
            case Op.BLOCK | Op.UNBLOCK:
                return await self._blocked(action, wanted=action.op is Op.BLOCK)
            case Op.REPORT:
                return await self._report(action)
        return Outcome(Result.REFUSED, detail="Only the author or the host can delete a post on Bluesky")

    async def verify(self, action: Action) -> Outcome:
        """Reads only. What leaves no trace that can be read (mute, report) stays unknown."""
        if action.op in (Op.HIDE, Op.UNHIDE):
            if action.root_id is None or _repo(action.root_id) != self.did:
                return Outcome(Result.REFUSED)
            gate = await self._record(self.did, _GATE, _key(action.root_id))
            hidden = action.target in _hidden_in(gate)
            return Outcome(Result.DONE if hidden == (action.op is Op.HIDE) else Result.REFUSED)
        if action.op is Op.REPLY:
            found = await self._record(self.did, _POST, _tid(action.key))
            return Outcome(Result.DONE if found else Result.REFUSED)
        if action.op in (Op.BLOCK, Op.UNBLOCK):
            found = await self._record(self.did, "app.bsky.graph.block", _tid(f"block {action.author_id}"))
            return Outcome(Result.DONE if bool(found) == (action.op is Op.BLOCK) else Result.REFUSED)
        return Outcome(Result.UNKNOWN)

    async def _hidden(self, action: Action, *, wanted: bool) -> Outcome:
        """Change the thread's gate, guarded against whoever else changes it at the same time."""
        root = action.root_id
        if root is None or _repo(root) != self.did:
            return Outcome(
                Result.REFUSED,
                detail="Bluesky can hide replies under your own posts only. Mute or block the author, or report it",
            )
        for _ in range(SWAPS):
            gate = await self._record(self.did, _GATE, _key(root))
            hidden = _hidden_in(gate)
            if (action.target in hidden) == wanted:
                return Outcome(Result.ALREADY)
            if wanted and len(hidden) >= MOST_HIDDEN:
                detail = (
                    "Bluesky hides 300 replies in one thread at most. Mute or block the author, or report it"
                )
                return Outcome(Result.REFUSED, detail=detail)
            kept = [*hidden, action.target] if wanted else [uri for uri in hidden if uri != action.target]
            value = dict(gate["value"]) if gate else {"post": root, "createdAt": self._now()}
            answer = await self._put(
                _GATE, _key(root), value | {"hiddenReplies": kept}, gate and gate.get("cid")
            )
            if answer.status == 200:
                return Outcome(Result.DONE, str(answer.json().get("uri", "")))
            if _error(answer) != "InvalidSwap":
                return Outcome(Result.REFUSED, detail=_said(answer))
        raise Transient(
            "The thread's list of hidden replies is being changed elsewhere", "", "It is tried again"
        )

    async def _reply(self, action: Action) -> Outcome:
        found = await self._get("app.bsky.feed.getPosts", uris=[action.target])
        posts = [post for post in _listed(found, "posts") if isinstance(post, dict)]
        if not posts:
            return Outcome(Result.GONE)
        parent = {"uri": posts[0]["uri"], "cid": posts[0]["cid"]}
        reply = posts[0]["record"].get("reply") or {}
        record = {
            "text": action.text or "",
            "createdAt": self._now(),
            "reply": {"root": reply.get("root", parent), "parent": parent},
        }
        return _done(await self._put(_POST, _tid(action.key), record, None))

    async def _blocked(self, action: Action, *, wanted: bool) -> Outcome:
        key = _tid(f"block {action.author_id}")
        if wanted:
            record = {"subject": action.author_id, "createdAt": self._now()}
            return _done(await self._put("app.bsky.graph.block", key, record, None))
        body = {"repo": self.did, "collection": "app.bsky.graph.block", "rkey": key}
        return _done(await self._call("POST", "com.atproto.repo.deleteRecord", body=body, safe=True))

    async def _report(self, action: Action) -> Outcome:
        body = {
            "reasonType": "com.atproto.moderation.defs#" + (action.reason or "reasonRude"),
            "subject": {
                "$type": "com.atproto.repo.strongRef",
                "uri": action.target,
                "cid": action.version,
            },
        }
        return _done(await self._call("POST", "com.atproto.moderation.createReport", body=body, safe=False))

    async def _record(self, repo: str, collection: str, key: str) -> dict[str, Any] | None:
        where = {"repo": repo, "collection": collection, "rkey": key}
        answer = await self._call("GET", "com.atproto.repo.getRecord", params=where)
        if answer.status != 200:
            if _error(answer) in ("RecordNotFound", "InvalidRequest") and answer.status in (400, 404):
                return None
            raise _refusal(answer)
        found = answer.json()
        return found if isinstance(found, dict) and isinstance(found.get("value"), dict) else None

    async def _put(self, collection: str, key: str, record: Mapping[str, Any], swap: Any) -> Answer:
        """One record under a key of our own: twice is once. `swap` is the version that must still be there."""
        body = {
            "repo": self.did,
            "collection": collection,
            "rkey": key,
            "record": {"$type": collection, **record},
        }
        if swap:
            body["swapRecord"] = swap
        return await self._call("POST", "com.atproto.repo.putRecord", body=body, safe=True)

    def _now(self) -> str:
        return _stamp(self._access.clock.wall())


class _Bad(ValueError):
    """Why one entry cannot be read, in words of ours."""


class _Cursor:
    """The newest notification seen. Text of version 1: {"v": 1, "at": ISO time}."""

    def __init__(self, at: str) -> None:
        self.at = at

    def text(self) -> str:
        return json.dumps({"v": 1, "at": self.at})

    def floor(self) -> str:
        """What is older than this has been read."""
        when = _time(self.at)
        return _stamp(when - OVERLAP) if when else ""


def _cursor(text: str | None) -> _Cursor:
    try:
        found = json.loads(text or "{}")
        at = found.get("at", "") if found.get("v") == 1 else ""
    except (ValueError, AttributeError):
        at = ""
    return _Cursor(at if isinstance(at, str) and _is_time(at) else "")


def _kept(session: str) -> dict[str, str]:
    try:
        found = json.loads(session or "{}")
        return {name: str(found[name]) for name in ("did", "accessJwt", "refreshJwt")}
    except (ValueError, KeyError, TypeError):
        return {}


def _listed(found: Mapping[str, Any], name: str) -> list[Any]:
    entries = found.get(name)
    if not isinstance(entries, list):
        raise Transient(
            "Bluesky's answer has not the form that it promises", f"no list of {name}", "It is asked again"
        )
    return entries


def _posts(node: Any) -> list[Any]:
    """All posts of a thread view, from the top, without going deeper than the server was asked for."""
    found, open_ = [], [node]
    while open_:
        at = open_.pop(0)
        if not isinstance(at, dict) or "post" not in at:
            continue  # blocked or not found: there is nothing to read
        found.append(at["post"])
        replies = at.get("replies")
        open_ += replies if isinstance(replies, list) else []
    return found


def _root_of(post: Mapping[str, Any]) -> str | None:
    record = post.get("record")
    reply = record.get("reply") if isinstance(record, dict) else None
    return _ref(reply, "root") if isinstance(reply, dict) else None


def _ref(reply: Any, name: str) -> str | None:
    ref = reply.get(name) if isinstance(reply, dict) else None
    uri = ref.get("uri") if isinstance(ref, dict) else None
    return uri if isinstance(uri, str) else None


def _bytes(entry: Any) -> bytes:
    """The entry as bytes: its JSON written again in one fixed form, since a page is parsed as a whole.

    Values and their order are the platform's; only white space and escapes may differ from what came.
    """
    return json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _text(entry: Any, name: str) -> str:
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _time(text: Any) -> datetime | None:
    """None for a missing or impossible time: the comment is kept, its time is unknown."""
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _is_time(text: str) -> bool:
    return _time(text) is not None


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def _repo(uri: str) -> str:
    return uri.removeprefix("at://").split("/", 1)[0]


def _key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


def _address(uri: str) -> dict[str, str]:
    repo, collection, key = [*uri.removeprefix("at://").split("/"), "", ""][:3]
    return {"repo": repo, "collection": collection, "rkey": key}


def _url(uri: str, handle: str) -> str:
    return f"https://bsky.app/profile/{handle}/post/{_key(uri)}"


def _hidden_in(gate: Mapping[str, Any] | None) -> list[str]:
    hidden = gate["value"].get("hiddenReplies") if gate else None
    return [uri for uri in hidden if isinstance(uri, str)] if isinstance(hidden, list) else []


def _tid(key: str) -> str:
    """A record key made from an act's key, in the form that Bluesky asks for: the same act, the same record."""
    number = int.from_bytes(sha256(key.encode("utf-8")).digest()[:8], "big") >> 1
    return "".join(_B32[number >> 5 * place & 31] for place in range(12, -1, -1))


def _error(answer: Answer) -> str:
    try:
        return str(answer.json().get("error", ""))
    except (Transient, AttributeError):
        return ""


def _said(answer: Answer) -> str:
    """Their error's name and status; never their sentence, which may quote a post."""
    name = _error(answer)
    return f"Bluesky refused it ({answer.status}{' ' + name[:40] if name.isalnum() else ''})"


def _refusal(answer: Answer) -> PlatformRefused:
    return PlatformRefused(_said(answer))


def _done(answer: Answer) -> Outcome:
    if answer.status == 200:
        found = answer.json() if answer.body.strip() else {}
        return Outcome(
            Result.DONE, str(found.get("uri") or found.get("id") or "") if isinstance(found, dict) else ""
        )
    return Outcome(Result.REFUSED, detail=_said(answer))
