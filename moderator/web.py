"""The only door to the network: one `Web` an account, with limits on everything that a server could overdo.

Time (5 s to connect, 60 s in all), size (10 MB after unpacking), depth and form of JSON, redirects (none is followed),
waiting times (1 s to 1 h, whatever a server asks for). What goes wrong becomes a `PlatformProblem`; whether a request
may have arrived is the one thing that callers must know, so it has its own: `Unsure`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import stamina

from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure

CONNECT, READ, TOTAL = 5.0, 30.0, 60.0  # seconds
LARGEST = 10_000_000  # bytes of one answer, unpacked
DEEPEST = 64  # levels of JSON
AT_ONCE = 4  # requests of one account
TRIES = 4
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
_WAIT_HERE = timedelta(seconds=8)  # a longer wait is the round's, not the request's

logging.getLogger("httpx2").setLevel(logging.WARNING)  # its INFO lines hold query strings
logging.getLogger("httpcore").setLevel(logging.WARNING)


class BadJson(ValueError):
    """Says what is wrong in words of ours; holds nothing of the text."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Strict: UTF-8, no duplicate keys, no NaN or Infinity, not too deep. Raises Transient."""
        try:
            return strict_json(self.body)
        except BadJson as bad:
            raise Transient(
                "The answer of the platform cannot be read", str(bad), "It is asked again"
            ) from None


def strict_json(body: bytes) -> Any:
    """Parse JSON that a stranger sent. Raises BadJson."""
    if len(body) > LARGEST:
        raise BadJson("the text is too long")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadJson("the text is not UTF-8") from None
    if _deeper_than(text, DEEPEST):
        raise BadJson("it is nested too deeply")
    try:
        return json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_finite)
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("it is not JSON") from None


def _deeper_than(text: str, most: int) -> bool:
    if text.count("[") + text.count("{") <= most:
        return False
    depth, inside, escaped = 0, False, False
    for sign in text:
        if inside:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                inside = False
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            if depth > most:
                return True
        elif sign in "]}":
            depth -= 1
    return False


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadJson("a key stands twice in one object")
    return made


def _no_constant(name: str) -> Any:
    raise BadJson(f"{name} is not a number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise BadJson("a number is too large")
    return value


class Web:
    """Requests of one account to one server."""

    def __init__(self, base: str, *, headers: Mapping[str, str] | None = None, transport: Any = None) -> None:
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._client = httpx2.AsyncClient(
            base_url=base,
            headers={"user-agent": "moderator-console", **(headers or {})},
            timeout=httpx2.Timeout(READ, connect=CONNECT),
            follow_redirects=False,
            transport=transport,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        safe: bool | None = None,
    ) -> Answer:
        """One request, repeated while it fails in passing and may be repeated.

        `safe`: sending it twice has the effect of once; by default so for GET. Raises Transient, Unsure (it may
        have arrived), SignInNeeded (401). Other refusals are answers: the caller knows what they mean.
        """
        may_repeat = method == "GET" if safe is None else safe
        async for attempt in stamina.retry_context(
            on=_again, attempts=TRIES if may_repeat else 1, timeout=TOTAL, wait_initial=0.3, wait_max=8
        ):
            with attempt:
                return await self._once(method, path, params, body, headers, may_repeat)
        raise AssertionError("stamina returns or raises")

    async def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, str] | None,
        may_repeat: bool,
    ) -> Answer:
        try:
            async with self._limit, asyncio.timeout(TOTAL):
                request = self._client.build_request(
                    method, path, params=dict(params or {}), json=body, headers=dict(headers or {})
                )
                response = await self._client.send(request, stream=True)
                try:
                    answer = Answer(response.status_code, response.headers, await _read(response))
                finally:
                    await response.aclose()
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise Transient(
                "The platform cannot be reached", "There is no connection", "It is tried again"
            ) from None
        except (httpx2.TransportError, httpx2.DecodingError, TimeoutError):
            raise _may_have_arrived(may_repeat, "The connection broke off") from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise PlatformRefused(
                "The address of the server cannot be used", "", "Give it as https://..."
            ) from None
        return _checked(answer, may_repeat)


async def _read(response: Any) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > LARGEST:
            raise Transient(
                "The answer of the platform is too large", f"more than {LARGEST} bytes", "It is asked again"
            )
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


def _may_have_arrived(may_repeat: bool, what: str) -> PlatformProblem:
    if may_repeat:
        return Transient(what, "", "It is tried again")
    return Unsure(what, "It may or may not have taken effect", "The platform is read before it is sent again")


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
    """What a server asks us to wait: Retry-After as seconds or a date, or a reset time. Always 1 s to 1 h."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return _until(headers.get("ratelimit-reset", ""), headers)
    try:
        return _bounded(timedelta(seconds=float(text)))
    except (ValueError, OverflowError):
        pass
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return _bounded(_aware(when) - _server_now(headers))


def _until(epoch: str, headers: Mapping[str, str]) -> timedelta | None:
    try:
        return _bounded(datetime.fromtimestamp(int(epoch), UTC) - _server_now(headers))
    except (ValueError, OverflowError, OSError):
        return None


def _server_now(headers: Mapping[str, str]) -> datetime:
    """By the server's own clock, so that ours may be wrong."""
    try:
        return _aware(parsedate_to_datetime(headers.get("date", "")))
    except (ValueError, TypeError, IndexError):
        return datetime.max.replace(tzinfo=UTC)


def _aware(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)
