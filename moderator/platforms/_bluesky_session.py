"""Signed in to Bluesky: XRPC calls over `Web`, and a session that is renewed once for everybody who waits for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from moderator.platforms import Access
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure
from moderator.strangers_json import Parsed
from moderator.web import Answer, Web

_PARTS = ("did", "accessJwt", "refreshJwt")
_SPENT = ("ExpiredToken", "InvalidToken")


class Session:
    """One account's calls. Raises PlatformProblems only."""

    def __init__(self, web: Web, access: Access) -> None:
        self._web, self.access = web, access
        self._kept: dict[str, str] = {}
        self._renewing = asyncio.Lock()

    @property
    def did(self) -> str:
        """The account's own id, for good; its handle may change."""
        return self._kept["did"]

    async def sign_in(self) -> None:
        """With the session that was kept, else with the app password. Raises SignInNeeded."""
        self._kept = _kept(self.access.session)
        if not self._kept:
            await self._begin()

    async def _begin(self) -> None:
        body = {"identifier": self.access.handle, "password": self.access.secret}
        try:
            answer = await self._web.ask("POST", "com.atproto.server.createSession", body=body, safe=True)
        except SignInNeeded:
            raise _not_accepted() from None
        if answer.status == 200:
            self._keep(answer.json())
        elif error_of(answer):
            raise _not_accepted()
        else:
            raise PlatformRefused(
                "The server does not answer as a Bluesky server does",
                f"It said {answer.status}",
                "Check the server's address; for most accounts it is https://bsky.social",
            )

    def _keep(self, session: Any) -> None:
        """Stored before it is first used: a renewed session that is lost cannot be renewed again."""
        kept = _parts(session)
        if not kept:
            raise Transient("Bluesky's answer to the sign-in cannot be read", "", "It is tried again")
        self.access.keep_session(json.dumps(kept))
        self._kept = kept

    async def _renew(self, spent: str) -> None:
        """One at a time: whoever waited meanwhile finds the new one. Without luck, the app password signs in."""
        async with self._renewing:
            if self._kept["accessJwt"] != spent:
                return
            headers = {"authorization": "Bearer " + self._kept["refreshJwt"]}
            try:
                answer = await self._web.ask(
                    "POST", "com.atproto.server.refreshSession", headers=headers, safe=False
                )
                renewed = _parts(answer.json()) if answer.status == 200 else {}
            except (SignInNeeded, Unsure):
                renewed = {}
            if renewed:
                self._keep(renewed)
            else:
                await self._begin()

    async def call(
        self,
        method: str,
        name: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        safe: bool | None = None,
    ) -> Answer:
        """One XRPC call; its session is renewed once where it has run out."""
        given = {key: value for key, value in (params or {}).items() if value is not None}
        for last in (False, True):
            token = self._kept["accessJwt"]
            headers = {"authorization": "Bearer " + token}
            try:
                answer = await self._web.ask(
                    method, name, params=given, body=body, headers=headers, safe=safe
                )
            except SignInNeeded:
                if last:
                    raise
            else:
                if last or answer.status != 400 or error_of(answer) not in _SPENT:
                    return answer
            await self._renew(token)
        raise AssertionError("the last round returns or raises")

    async def get(self, name: str, **params: Any) -> Parsed:
        """A page. Raises PlatformRefused when the server says no, Transient when it is no object."""
        answer = await self.call("GET", name, params=params)
        if answer.status != 200:
            raise PlatformRefused(refusal(answer))
        found = answer.parsed()
        if not isinstance(found.value, dict):
            raise Transient("Bluesky's answer has not the form that it promises", "", "It is asked again")
        return found

    async def post(self, uri: str) -> dict[str, Any] | None:
        """A post as we may see it, None when we may not, or it is not there."""
        found = listed(await self.get("app.bsky.feed.getPosts", uris=[uri]), "posts")
        return next((post for post in found if isinstance(post, dict) and post.get("uri") == uri), None)

    async def relation(self, did: str) -> Mapping[str, Any]:
        """What stands between this author and us: `blocking`, `blockedBy`, `muted`."""
        viewer = (await self.get("app.bsky.actor.getProfile", actor=did)).value.get("viewer")
        return viewer if isinstance(viewer, dict) else {}

    async def record(self, repo: str, collection: str, key: str) -> dict[str, Any] | None:
        """A record with its `cid` and `value`; None when there is none."""
        where = {"repo": repo, "collection": collection, "rkey": key}
        answer = await self.call("GET", "com.atproto.repo.getRecord", params=where)
        if answer.status in (400, 404) and error_of(answer) in ("RecordNotFound", "InvalidRequest"):
            return None
        if answer.status != 200:
            raise PlatformRefused(refusal(answer))
        found = answer.json()
        return found if isinstance(found, dict) and isinstance(found.get("value"), dict) else None

    async def put(self, collection: str, key: str, record: Mapping[str, Any], **swap: str | None) -> Answer:
        """One record under a key of our own: twice is once. `swapRecord` is the version that must still be
        there, None for none at all."""
        body = {
            "repo": self.did,
            "collection": collection,
            "rkey": key,
            "record": {"$type": collection, **record},
            **swap,
        }
        return await self.call("POST", "com.atproto.repo.putRecord", body=body, safe=True)

    async def remove(self, collection: str, key: str) -> Answer:
        """A record that is not there is removed already."""
        body = {"repo": self.did, "collection": collection, "rkey": key}
        return await self.call("POST", "com.atproto.repo.deleteRecord", body=body, safe=True)


async def end(access: Access) -> bool:
    """End the session that was kept. False where that could not be done; the app password stays good in any case."""
    kept = _kept(access.session)
    if not kept:
        return True
    web = Web(access.server.rstrip("/") + "/xrpc/", network=access.network)
    try:
        headers = {"authorization": "Bearer " + kept["refreshJwt"]}
        answer = await web.ask("POST", "com.atproto.server.deleteSession", headers=headers, safe=True)
        return answer.status == 200 or error_of(answer) in _SPENT
    except SignInNeeded:
        return True  # it is no longer good
    except PlatformProblem:
        return False
    finally:
        await web.close()


def _not_accepted() -> SignInNeeded:
    return SignInNeeded(
        "Bluesky does not accept this handle and app password",
        "",
        "Make a new app password in Bluesky under Settings, Privacy and security, App passwords, and sign in with it",
    )


def _kept(session: str) -> dict[str, str]:
    try:
        return _parts(json.loads(session or "{}"))
    except ValueError:
        return {}


def _parts(session: Any) -> dict[str, str]:
    """Empty unless all is there and fit for a header."""
    if not isinstance(session, dict):
        return {}
    parts = {name: session.get(name) for name in _PARTS}
    fit = all(isinstance(part, str) and part.isascii() and part.isprintable() for part in parts.values())
    return {name: str(part) for name, part in parts.items()} if fit and all(parts.values()) else {}


def listed(found: Parsed, name: str) -> Sequence[Any]:
    entries = found.value.get(name)
    if not isinstance(entries, list):
        raise Transient(
            "Bluesky's answer has not the form that it promises", f"no list of {name}", "It is asked again"
        )
    return entries


def error_of(answer: Answer) -> str:
    """The name of their error, "" when there is none. Never their sentence, which may quote a post."""
    try:
        found = answer.json()
    except PlatformProblem:
        return ""
    name = found.get("error") if isinstance(found, dict) else None
    return name[:40] if isinstance(name, str) and name.isascii() and name.isalnum() else ""


def refusal(answer: Answer) -> str:
    return f"Bluesky refused it ({' '.join(filter(None, (str(answer.status), error_of(answer))))})"
