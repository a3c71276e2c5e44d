"""Where a browser comes back to after a sign-in: an address of this machine alone, for five minutes at most.

Other programs of this machine can reach it too. What does not carry the state that was given to the browser is turned
away, and the waiting goes on: nobody can end or take over a sign-in from outside.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from moderator.problems import SignInNeeded

WAITS = timedelta(minutes=5)
_LONGEST = 8192  # bytes of a request
_READS = 10.0  # seconds in which a request has to be there
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Moderator</title>"
    "<body style='font:16px sans-serif;margin:4em auto;max-width:32em'><p>{says}</p></body></html>"
)
_DONE = "Moderator has what it needs. You may close this page."
_NOT_DONE = "Nothing was granted. You may close this page and try again from Moderator."
_STRANGE = "This is not the page that Moderator waits for."


class Receiver:
    """`address` is what the browser is sent back to, with `state` and whatever the platform adds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.state = secrets.token_urlsafe(24)
        self._came: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def answer(self) -> Mapping[str, str]:
        """What the platform gave to the browser. Raises SignInNeeded when it refused, or nobody came in time."""
        try:
            async with asyncio.timeout(WAITS.total_seconds()):
                found = await self._came
        except TimeoutError:
            raise SignInNeeded(
                "Nobody signed in within five minutes", "", "Begin the sign-in again"
            ) from None
        if "code" not in found:
            raise SignInNeeded(
                "The sign-in was not granted", "It was refused in the browser", "Begin it again to grant it"
            )
        return found

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of whoever came."""
        try:
            async with asyncio.timeout(_READS):
                head = await reader.readuntil(b"\r\n\r\n")
            status, says = self._look(head.decode("ascii", "replace"))
            body = _PAGE.format(says=says).encode("utf-8")
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
                "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
                "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
                "Connection: close\r\n\r\n".encode("ascii")
                + body
            )
            await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever came has left, or said too much
        finally:
            writer.close()

    def _look(self, head: str) -> tuple[str, str]:
        lines = head.split("\r\n")
        words = lines[0].split(" ")
        hosts = [line[5:].strip() for line in lines[1:] if line.lower().startswith("host:")]
        here = urlsplit(self.address)
        if len(words) != 3 or words[0] != "GET" or hosts != [here.netloc]:
            return "400 Bad Request", _STRANGE
        try:
            asked = urlsplit(words[1])
            given = {name: values[0] for name, values in parse_qs(asked.query, max_num_fields=20).items()}
        except ValueError:
            return "400 Bad Request", _STRANGE
        state = given.get("state", "")
        if asked.path != here.path or not secrets.compare_digest(state.encode(), self.state.encode()):
            return "404 Not Found", _STRANGE
        if not self._came.done():
            self._came.set_result(given)
        return "200 OK", _DONE if "code" in given else _NOT_DONE


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver on the first free port, while the block runs."""
    made: list[Receiver] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await made[0].serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=_LONGEST)
    try:
        made.append(Receiver(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/signed-in"))
        yield made[0]
    finally:
        server.close()
