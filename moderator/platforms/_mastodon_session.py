"""Signed in to a Mastodon server: REST calls over `Web`, and what is known of the server, kept from round to round.

Servers differ: some know no lists of ids, no quotes, no OAuth metadata; version strings can say anything. So nothing
is read from a version: what a server does not know shows when it is asked, and is remembered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from moderator.platforms import Access
from moderator.platforms._mastodon_reading import Own, is_id, link_of
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient
from moderator.strangers_json import Parsed
from moderator.web import Answer, Web

SCOPES = (
    "read:accounts",
    "read:filters",
    "read:follows",
    "read:notifications",
    "read:statuses",
    "write:blocks",
    "write:filters",
    "write:mutes",
    "write:reports",
    "write:statuses",
)
SPARE = 1 / 6  # of what the server allows in its five minutes is left by gathering, so that acts find room
_MAKE_ANEW = "Sign in again in the browser, or with a new token from the server's Preferences, Development"


@dataclass(frozen=True, slots=True)
class Secret:
    """What stands in `Access.secret`: a pasted token, or what a sign-in in the browser gave."""

    token: str
    client_id: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        return "Secret()"

    @classmethod
    def read(cls, text: str) -> Secret:
        """Raises SignInNeeded for what cannot be a token."""
        found: Any = {"token": text.strip()}
        if text.lstrip().startswith("{"):
            try:
                found = json.loads(text)
            except (ValueError, RecursionError):
                found = {}
        parts = [found.get(name, "") for name in ("token", "client_id", "client_secret")]
        if not all(isinstance(part, str) and part.isascii() and part.isprintable() for part in parts):
            raise SignInNeeded("This is no access token", "It has signs that no token has", _MAKE_ANEW)
        if not parts[0] or " " in parts[0]:
            raise SignInNeeded("This is no access token", "", _MAKE_ANEW)
        return cls(*parts)

    def text(self) -> str:
        return json.dumps({"v": 1, **asdict(self)})


@dataclass(frozen=True, slots=True)
class Facts:
    """What was learned of the account and its server."""

    id: str
    acct: str
    lists_ids: bool = True  # answers for many statuses at once
    quotes: bool = True  # knows notifications of quotes

    @classmethod
    def read(cls, text: str) -> Facts | None:
        """None when nothing that can be used was kept."""
        try:
            found = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return None
        if (
            not isinstance(found, dict)
            or not is_id(found.get("id"))
            or not isinstance(found.get("acct"), str)
        ):
            return None
        return cls(
            found["id"],
            found["acct"],
            found.get("lists_ids") is not False,
            found.get("quotes") is not False,
        )


class Session:
    """One account's calls. Raises PlatformProblems only."""

    def __init__(self, web: Web, access: Access) -> None:
        self._web, self.access = web, access
        self._headers = {"authorization": "Bearer " + Secret.read(access.secret).token}
        self._left = 1.0  # share of the requests that the server still allows
        self.facts = Facts("", "")
        self.note = ""  # what the server did not tell at the sign-in

    async def sign_in(self) -> None:
        """Whose token it is, asked once and kept. Raises SignInNeeded: refused, of somebody else, or too narrow."""
        kept = Facts.read(self.access.session)
        if kept is None:
            kept = await self._who()
            await self._demand_scopes()
            self.keep(kept)
        self.facts = kept

    async def _who(self) -> Facts:
        answer = await self.call("GET", "api/v1/accounts/verify_credentials")
        found = answer.json() if answer.status == 200 else {}
        found = found if isinstance(found, dict) else {}
        who, name, acct = found.get("id"), found.get("username"), found.get("acct")
        if not is_id(who) or not isinstance(name, str) or not isinstance(acct, str):
            raise PlatformRefused(
                "The server does not answer as a Mastodon server does",
                f"It said {answer.status}",
                "Check the server's address",
            )
        given = self.access.handle.lstrip("@").partition("@")[0]
        if given.casefold() != name.casefold():
            raise SignInNeeded(
                "This token belongs to another account",
                f"It was given for {name[:60]}, not for {given[:60]}",
                "Give the name of that account, or make a token while signed in to the right one",
            )
        return Facts(who, acct)

    async def _demand_scopes(self) -> None:
        """What the token may do, where the server says so."""
        answer = await self.call("GET", "api/v1/apps/verify_credentials")
        found = answer.json() if answer.status == 200 else None
        scopes = found.get("scopes") if isinstance(found, dict) else None
        if not isinstance(scopes, list):
            self.note = (
                "The server does not say what the token may do; what it may not shows when it is tried."
            )
        elif missing := missing_scopes(scopes):
            raise SignInNeeded(
                "The token may not do all that is needed",
                "It lacks " + ", ".join(missing),
                "Make a new token on the server under Preferences, Development, with these ticked, or with all of "
                "read and write",
            )

    def keep(self, facts: Facts) -> None:
        self.facts = facts
        self.access.keep_session(json.dumps({"v": 1, **asdict(facts)}))

    def lists_no_ids(self) -> None:
        self.keep(replace(self.facts, lists_ids=False))

    def knows_no_quotes(self) -> None:
        self.keep(replace(self.facts, quotes=False))

    @property
    def own(self) -> Own:
        return Own(self.facts.id, self.facts.acct, self.access.server.rstrip("/"))

    @property
    def nearly_spent(self) -> bool:
        """Has the server little room left for us, so that looking can wait?"""
        return self._left < SPARE

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        safe: bool | None = None,
    ) -> Answer:
        """One call. 404, 422 and the like are answers. Raises SignInNeeded when the token is refused or too narrow."""
        try:
            answer = await self._web.ask(
                method,
                path,
                params=params,
                body=body,
                headers={**self._headers, **(headers or {})},
                safe=safe,
            )
        except SignInNeeded:
            raise SignInNeeded(
                "The server does not accept the access token",
                "It was withdrawn, or is not the right one",
                _MAKE_ANEW,
            ) from None
        if method == "GET":  # others are counted apart
            self._left = _share_left(answer.headers)
        if answer.status == 403 and _too_narrow(answer):
            raise SignInNeeded("The token may not do this", "It lacks a permission", _MAKE_ANEW)
        return answer

    async def object(self, path: str, **params: Any) -> Parsed | None:
        """An object; None where there is none that we may see."""
        return await self._read(path, params, dict)

    async def listed(self, path: str, **params: Any) -> Parsed | None:
        """A list; None where there is none that we may see."""
        return await self._read(path, params, list)

    async def _read(self, path: str, params: Mapping[str, Any], form: type) -> Parsed | None:
        answer = await self.call("GET", path, params=params)
        if answer.status in (404, 410):
            return None
        return read(answer, form)

    async def statuses(self, ids: Sequence[str]) -> Parsed | None:
        """Many statuses at once, those that we may see. None when this server answers for single ones only."""
        if not self.facts.lists_ids:
            return None
        answer = await self.call("GET", "api/v1/statuses", params={"id[]": list(ids)})
        if answer.status in (400, 403, 404, 405, 406, 422):
            self.lists_no_ids()
            return None
        return read(answer, list)

    async def relation(self, author_id: str) -> Mapping[str, Any] | None:
        """What stands between this author and us: `blocking`, `blocked_by`, `muting`. None: nothing is known."""
        params = {"id[]": [author_id], "with_suspended": "true"}
        found = await self.listed("api/v1/accounts/relationships", **params)
        relations = found.value if found is not None else []
        return next(
            (each for each in relations if isinstance(each, dict) and each.get("id") == author_id), None
        )


def read(answer: Answer, form: type) -> Parsed:
    """A value of this form. Raises PlatformRefused when the server says no, Transient when it is another."""
    if answer.status != 200:
        raise PlatformRefused(refusal(answer))
    found = answer.parsed()
    if not isinstance(found.value, form):
        raise Transient("The server's answer has not the form that it promises", "", "It is asked again")
    return found


def onwards(answer: Answer, rel: str, name: str) -> str | None:
    """Where the list goes on, by the Link header."""
    return link_of(answer.headers.get("link", ""), rel, name)


def missing_scopes(granted: Sequence[Any]) -> list[str]:
    """Of those that are needed. "read" stands for all that read, "write" for all that write."""
    given = {scope for scope in granted if isinstance(scope, str)}
    follow = {"write:blocks", "write:mutes", "read:follows"} if "follow" in given else set()
    return [
        scope
        for scope in SCOPES
        if scope not in given and scope.partition(":")[0] not in given and scope not in follow
    ]


def refusal(answer: Answer) -> str:
    """Never their sentence: it is in any language, and may quote a post."""
    return f"The server refused it ({answer.status})"


def _too_narrow(answer: Answer) -> bool:
    if "insufficient_scope" in answer.headers.get("www-authenticate", ""):
        return True
    try:
        found = answer.json()
    except PlatformProblem:
        return False
    return isinstance(found, dict) and found.get("error") == "This action is outside the authorized scopes"


def _share_left(headers: Mapping[str, str]) -> float:
    """1 where the server does not count, or says something that is no number."""
    try:
        limit, left = (float(headers.get(f"x-ratelimit-{name}", "")) for name in ("limit", "remaining"))
        return left / limit if 0 <= left <= limit and limit >= 1 else 1.0
    except ValueError:
        return 1.0
