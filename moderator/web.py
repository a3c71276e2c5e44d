"""The only door to the network: one `Web` an account, with limits on everything that a server could overdo.

Time (5 s to connect, 60 s in all), size (10 MB after unpacking), depth and form of JSON, redirects (none is followed),
waiting times (1 s to 1 h, whatever a server asks for). What goes wrong becomes a `PlatformProblem`; whether a request
may have arrived is the one thing that callers must know, so it has its own: `Unsure`. What may not be repeated goes
over a connection of its own: some servers close a kept one without a word, and then nobody could say.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import stamina
import truststore

from moderator.network import NO_PROXY, Network
from moderator.problems import BadInput, PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure
from moderator.strangers_json import LARGEST, BadJson, Parsed, page, strict_json

CONNECT, READ, TOTAL = 5.0, 30.0, 60.0  # seconds
AT_ONCE = 4  # requests of one account
TRIES = 4
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
_T = TypeVar("_T")
_AS_IT_IS = Network()
_WAIT_HERE = timedelta(seconds=8)  # a longer wait is the round's, not the request's

logging.getLogger("httpx2").setLevel(logging.WARNING)  # its INFO lines hold query strings
logging.getLogger("httpcore2").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `may_repeat` is whether the request may be sent again."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    may_repeat: bool = True

    def json(self) -> Any:
        """The value, every part of it sound. Raises Transient or Unsure."""
        return self._read(strict_json)

    def parsed(self) -> Parsed:
        """The value and what is wrong with its parts; its own members are sound. Raises as `json`."""
        return self._read(page)

    def _read(self, how: Callable[[bytes], _T]) -> _T:
        try:
            return how(self.body)
        except BadJson as bad:
            what = "The answer of the platform cannot be read"
            raise _may_have_arrived(self.may_repeat, what, str(bad)) from None


class Web:
    """Requests of one account to one server. TLS trusts what the system trusts (truststore), and `network.ca_file`.

    Raises PlatformRefused when `base` is no address that secrets may be sent to, and for settings of the network
    that cannot be used.
    """

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        network: Network = _AS_IT_IS,
        transport: Any = None,
    ) -> None:
        _demand_address(base)
        try:
            trusted = _trust(network.checked().ca_file)
        except BadInput as wrong:
            raise PlatformRefused(wrong.what, wrong.why, wrong.remedy) from None
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._options: dict[str, Any] = {
            "base_url": base,
            "headers": {"user-agent": "moderator-console", **(headers or {})},
            "timeout": httpx2.Timeout(READ, connect=CONNECT),
            "follow_redirects": False,
            "verify": trusted,
            "proxy": None if network.proxy in ("", NO_PROXY) or _is_local(base) else network.proxy,
            "trust_env": not network.proxy,
            "transport": transport,
        }
        self._client = self._new_client()
        self._fresh: httpx2.AsyncClient | None = None  # keeps no connection; made when first needed
        self._origin = _origin(self._client.base_url)
        self._dated = network.dated if self._origin[0] == "https" else None

    def _new_client(self, **more: Any) -> httpx2.AsyncClient:
        try:
            return httpx2.AsyncClient(**self._options, **more)
        except (ValueError, httpx2.InvalidURL):  # the address is fit, so it is the environment's
            raise Transient(
                "The proxy of this machine cannot be used",
                "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no address",
                "Set it as http://proxy.example:8080, or not at all",
            ) from None

    def _client_for(self, may_repeat: bool) -> httpx2.AsyncClient:
        if may_repeat:
            return self._client
        if self._fresh is None:
            self._fresh = self._new_client(limits=httpx2.Limits(max_keepalive_connections=0))
        return self._fresh

    async def close(self) -> None:
        await self._client.aclose()
        if self._fresh is not None:
            await self._fresh.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        safe: bool | None = None,
    ) -> Answer:
        """One request, repeated while it fails in passing and may be repeated.

        `body` travels as JSON, `form` as the fields of a form. `safe`: sending it twice has the effect of once; by
        default so for GET. Raises Transient, Unsure (it may have arrived), SignInNeeded (401). Other refusals are
        answers: the caller knows what they mean.
        """
        may_repeat = method == "GET" if safe is None else safe
        async for attempt in stamina.retry_context(
            on=_again, attempts=TRIES if may_repeat else 1, timeout=TOTAL, wait_initial=0.3, wait_max=8
        ):
            with attempt:
                answer = await self._once(method, path, params, body, form, headers, may_repeat)
                return _checked(answer, may_repeat)
        raise AssertionError("stamina returns or raises")

    async def reach(self) -> int:
        """Is there a way to the server? The status of whatever it answers. Raises Transient or PlatformRefused."""
        return (await self._once("GET", "/", None, None, None, None, True)).status

    async def fetch(
        self,
        path: str,
        file: Path,
        *,
        most: int,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> str:
        """A large file, gone on with where `file` ends. Returns "" when it is all there, else the address that the
        server sends us to: it is the caller's to follow.

        `progress` gets the bytes that are there and those there will be, 0 when the server does not say. Raises
        Transient, PlatformRefused.
        """
        async for attempt in stamina.retry_context(on=_again, attempts=TRIES, wait_initial=0.3, wait_max=8):
            with attempt:
                try:
                    return await self._fetch_once(path, file, most, progress)
                except (httpx2.TransportError, httpx2.DecodingError, TimeoutError):
                    raise Transient(
                        "The download broke off", "", "Give the command again: it goes on where it stopped"
                    ) from None
        raise AssertionError("stamina returns or raises")

    async def _fetch_once(
        self, path: str, file: Path, most: int, progress: Callable[[int, int], None]
    ) -> str:
        there = file.stat().st_size if file.exists() else 0
        headers = {"accept-encoding": "identity"} | ({"range": f"bytes={there}-"} if there else {})
        request = self._client.build_request("GET", path, headers=headers)
        if _origin(request.url) != self._origin:
            raise PlatformRefused("The address of the download cannot be used", "", "It is another server's")
        response = await self._client.send(request, stream=True)
        try:
            if response.status_code in (301, 302, 303, 307, 308):
                return str(request.url.join(response.headers.get("location", "")))
            if response.status_code == 416 and there:  # it was all there before
                return ""
            if response.status_code not in (200, 206):
                _checked(Answer(response.status_code, response.headers, b""), True)
                raise PlatformRefused(
                    "The server does not give the file",
                    f"It answers {response.status_code}",
                    "Bring it on a stick",
                )
            if response.status_code == 200:
                there = 0
            whole = there + int(response.headers.get("content-length") or 0)
            with file.open("ab" if there else "wb") as kept:
                async for part in response.aiter_bytes():
                    there += len(part)
                    if there > most:
                        raise PlatformRefused("The file is larger than it can be", "", "Bring it on a stick")
                    kept.write(part)
                    progress(there, max(whole, there))
        finally:
            await response.aclose()
        return ""

    async def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: Any,
        form: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        may_repeat: bool,
    ) -> Answer:
        client = self._client_for(may_repeat)
        try:
            async with self._limit, asyncio.timeout(TOTAL):
                request = client.build_request(
                    method, path, params=dict(params or {}), json=body, data=form, headers=dict(headers or {})
                )
                if _origin(request.url) != self._origin:
                    raise httpx2.InvalidURL("another server")
                response = await client.send(request, stream=True)
                if self._dated is not None and (now := _server_now(response.headers)) is not None:
                    self._dated(now)
                try:
                    found = await _read(response, may_repeat)
                    answer = Answer(response.status_code, response.headers, found, may_repeat)
                finally:
                    await response.aclose()
        except httpx2.ProxyError:  # it refused the tunnel: nothing of ours went through
            raise Transient(
                "The platform cannot be reached",
                "The proxy of this network refuses",
                "Look at the proxy under Settings, Network; it is tried again",
            ) from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as failed:
            if _not_trusted(failed):
                raise Transient(
                    "The server's certificate is not trusted here",
                    "Somebody in between, such as your agency's own proxy, may have signed it",
                    "Give your agency's certificates under Settings, Network",
                ) from None
            raise Transient(
                "The platform cannot be reached", "There is no connection", "It is tried again"
            ) from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise PlatformRefused(
                "The address of the server cannot be used", "", "Give it as https://..."
            ) from None
        except (httpx2.TransportError, httpx2.DecodingError, TimeoutError):
            raise _may_have_arrived(may_repeat, "The connection broke off") from None
        return answer


def _demand_address(base: str) -> None:
    """https, or http to this machine; no name or password in it, and no odd way of writing an address."""
    try:
        url = httpx2.URL(base)
        local = _is_local(base)
        fit = (url.scheme == "https" or (url.scheme == "http" and local)) and _is_host(url.host)
        fit = fit and not url.userinfo and not url.query and not url.fragment and (url.port or 1) < 65536
    except (httpx2.InvalidURL, UnicodeError):
        fit = False
    if not fit:
        raise PlatformRefused("The address of the server cannot be used", "", "Give it as https://...")


_NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)


def _is_host(host: str) -> bool:
    """A name, or an address that one server has. Resolvers also take 2130706433 and 127.1 for addresses."""
    try:
        address = ip_address(host)
    except ValueError:
        return _NUMBERS.fullmatch(host) is None and re.fullmatch(r"[\w.-]+", host) is not None
    return not (address.is_link_local or address.is_multicast or address.is_unspecified)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _is_local(base: str) -> bool:
    return httpx2.URL(base).host in ("localhost", "127.0.0.1", "::1")


def _trust(ca_file: str) -> ssl.SSLContext:
    """What this computer trusts, and the certificates of a file. Raises BadInput when there are none in it."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError):
            raise BadInput(
                "The file of certificates in the settings cannot be read",
                "",
                "Give a PEM file: it begins with -----BEGIN CERTIFICATE-----",
            ) from None
    return context


def _not_trusted(failed: BaseException | None) -> bool:
    while failed is not None:
        if isinstance(failed, ssl.SSLCertVerificationError):
            return True
        failed = failed.__cause__ or failed.__context__
    return False


async def _read(response: Any, may_repeat: bool) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > LARGEST:
            why = f"It has more than {LARGEST // 1_000_000} MB"
            raise _may_have_arrived(may_repeat, "The answer of the platform is too large", why)
        parts.append(part)
    return b"".join(parts)


def _checked(answer: Answer, may_repeat: bool) -> Answer:
    status = answer.status
    if status == 401:
        raise SignInNeeded("The platform asks to sign in again", "", "Give the account a new app password")
    if status == 429:
        raise Transient(
            "The platform asks us to wait", "", "It is tried again", after=wait_of(answer.headers)
        )
    if status >= 500:
        raise _may_have_arrived(may_repeat, f"The platform answered with an error of its own ({status})")
    if 300 <= status < 400:
        raise Transient(
            "The platform sends us elsewhere", "Redirects are not followed", "Check the server's address"
        )
    return answer


def _may_have_arrived(may_repeat: bool, what: str, why: str = "") -> PlatformProblem:
    if may_repeat:
        return Transient(what, why, "It is tried again")
    return Unsure(
        what,
        ". ".join(filter(None, (why, "It may or may not have taken effect"))),
        "The platform is read before it is sent again",
    )


def _again(problem: Exception) -> bool | float:
    """Whether to repeat at once, and after how many seconds; a longer wait is left to the next round."""
    if not isinstance(problem, Transient):
        return False
    if problem.after is None:
        return True
    if problem.after > _WAIT_HERE:
        return False
    return problem.after.total_seconds() + random.uniform(0, 0.3)  # noqa: S311 - jitter, no secret


def wait_of(headers: Mapping[str, str]) -> timedelta | None:
    """What a server asks us to wait: Retry-After as seconds or a date, or a reset time. Always 1 s to 1 h.

    None when it says nothing that can be used: the caller's own back-off holds then.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        reset = headers.get("ratelimit-reset") or headers.get("x-ratelimit-reset") or ""
        return _until(reset, headers)
    try:
        return _bounded(timedelta(seconds=float(text)))
    except (ValueError, OverflowError):
        pass
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    now = _server_now(headers)
    return None if now is None else _bounded(_aware(when) - now)


def _until(reset: str, headers: Mapping[str, str]) -> timedelta | None:
    """Until a reset time: seconds since 1970 (Bluesky) or an ISO 8601 date (Mastodon)."""
    now = _server_now(headers)
    if now is None:
        return None
    try:
        at = datetime.fromtimestamp(int(reset), UTC) if reset.isdigit() else datetime.fromisoformat(reset)
        return _bounded(_aware(at) - now)
    except (ValueError, OverflowError, OSError):
        return None


def _server_now(headers: Mapping[str, str]) -> datetime | None:
    """By the server's own clock, so that ours may be wrong; None when it does not say."""
    try:
        return _aware(parsedate_to_datetime(headers.get("date", "")))
    except (ValueError, TypeError, IndexError):
        return None


def _aware(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)
