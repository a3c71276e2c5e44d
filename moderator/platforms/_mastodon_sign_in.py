"""Signing in to a Mastodon server in the browser: OAuth with PKCE, and an application of our own on every server.

The application is registered for this one sign-in, with the address that the browser comes back to. Server metadata is
optional: Mastodon before 4.3 and other servers have none, and their addresses are the same.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from moderator.loopback import Receiver, receiving
from moderator.network import Network
from moderator.platforms import Access, Granted
from moderator.platforms._mastodon_session import SCOPES, Secret, missing_scopes
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient
from moderator.web import Answer, Web

NAME = "Moderator console"
_ALL = ("read", "write")  # for servers that know no finer ones


@asynccontextmanager
async def consent(server: str, network: Network) -> AsyncIterator[Consent]:
    """A sign-in that waits for a person. Raises PlatformProblem when the server is no Mastodon server."""
    web = Web(server.rstrip("/") + "/", network=network)
    try:
        async with receiving() as receiver:
            scopes = await _scopes(web)
            app = await _register(web, receiver.address, scopes)
            yield Consent(web, receiver, scopes, app, server.rstrip("/"))
    finally:
        await web.close()


async def revoke(access: Access) -> bool:
    """Withdraw the token. False when only a person can: a pasted one belongs to an application that is not ours."""
    secret = Secret.read(access.secret)
    if not secret.client_id:
        return False
    web = Web(access.server.rstrip("/") + "/", network=access.network)
    form = {"client_id": secret.client_id, "client_secret": secret.client_secret, "token": secret.token}
    try:
        return (await web.ask("POST", "oauth/revoke", form=form, safe=True)).status == 200
    except PlatformProblem:
        return False
    finally:
        await web.close()


class Consent:
    """`url` is for the browser; `granted()` waits until the person has said yes there."""

    def __init__(
        self, web: Web, receiver: Receiver, scopes: Sequence[str], app: tuple[str, str], server: str
    ) -> None:
        self._web, self._receiver, self._app = web, receiver, app
        self._verifier = secrets.token_urlsafe(48)
        proof = base64.urlsafe_b64encode(hashlib.sha256(self._verifier.encode("ascii")).digest())
        asked = {
            "response_type": "code",
            "client_id": app[0],
            "redirect_uri": receiver.address,
            "scope": " ".join(scopes),
            "state": receiver.state,
            "code_challenge": proof.decode("ascii").rstrip("="),
            "code_challenge_method": "S256",
        }
        self.url = f"{server}/oauth/authorize?{urlencode(asked)}"

    async def granted(self) -> Granted:
        """Raises SignInNeeded when it was refused, too little was granted, or nobody came in time."""
        came = await self._receiver.answer()
        client_id, client_secret = self._app
        form = {
            "grant_type": "authorization_code",
            "code": came["code"],
            "client_id": client_id,
            "client_secret": client_secret,
            "redirect_uri": self._receiver.address,
            "code_verifier": self._verifier,
        }
        try:
            found = _object(await self._web.ask("POST", "oauth/token", form=form, safe=False))
        except SignInNeeded:
            found = {}
        token = found.get("access_token")
        if not isinstance(token, str) or not token:
            raise SignInNeeded("The server gave no access token", "", "Begin the sign-in again")
        secret = Secret.read(Secret(token, client_id, client_secret).text())
        scope = found.get("scope")
        if isinstance(scope, str) and (missing := missing_scopes(scope.split())):
            raise SignInNeeded("Too little was granted", "It lacks " + ", ".join(missing), "Begin it again")
        return Granted(await self._who(token), secret.text())

    async def _who(self, token: str) -> str:
        headers = {"authorization": f"Bearer {token}"}
        found = _object(await self._web.ask("GET", "api/v1/accounts/verify_credentials", headers=headers))
        name = found.get("username")
        if not isinstance(name, str) or not name:
            raise Transient("The server does not say whose account this is", "", "Begin the sign-in again")
        return name


async def _scopes(web: Web) -> tuple[str, ...]:
    """The finer ones that are needed, or all of read and write where the server says that it knows no finer ones."""
    answer = await web.ask("GET", ".well-known/oauth-authorization-server")
    try:
        known = _object(answer).get("scopes_supported")
    except PlatformProblem:
        known = None
    if isinstance(known, list) and not set(SCOPES) <= {scope for scope in known if isinstance(scope, str)}:
        return _ALL
    return SCOPES


async def _register(web: Web, back: str, scopes: Sequence[str]) -> tuple[str, str]:
    """An application for this one sign-in: its id and secret."""
    body = {"client_name": NAME, "redirect_uris": back, "scopes": " ".join(scopes)}
    answer = await web.ask("POST", "api/v1/apps", body=body, safe=True)
    found = _object(answer) if answer.status == 200 else {}
    parts = [found.get(name) for name in ("client_id", "client_secret")]
    if not all(isinstance(part, str) and part.isascii() and part.isprintable() and part for part in parts):
        raise PlatformRefused(
            "The server does not let programs sign in as a Mastodon server does",
            f"It said {answer.status}",
            "Check the server's address, or paste an access token instead",
        )
    return str(parts[0]), str(parts[1])


def _object(answer: Answer) -> Mapping[str, Any]:
    found = answer.json() if answer.body.strip() else {}
    return found if isinstance(found, dict) else {}
