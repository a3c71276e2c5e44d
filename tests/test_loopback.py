"""The address that a browser comes back to: for this sign-in alone, whoever else knocks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from moderator import loopback
from moderator.loopback import receiving
from moderator.problems import SignInNeeded


async def knock(address: str, request: str) -> str:
    """What the receiver answers to these bytes."""
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(request.encode("utf-8", "surrogatepass"))
    await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()
    said = await reader.read()
    writer.close()
    return said.decode()


def get(receiver, query: str, *, path: str = "/signed-in", host: str | None = None) -> str:
    host = host if host is not None else urlsplit(receiver.address).netloc
    return f"GET {path}?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"


def test_the_browser_brings_what_the_platform_gave():
    async def work():
        async with receiving() as receiver:
            asks = asyncio.create_task(receiver.answer())
            said = await knock(receiver.address, get(receiver, f"code=abc&state={receiver.state}"))
            return said, await asks

    said, came = asyncio.run(work())
    assert came["code"] == "abc"
    assert said.startswith("HTTP/1.1 200")
    assert "close this page" in said
    assert "no-store" in said
    assert "abc" not in said


def test_only_this_machine_can_knock():
    async def work():
        async with receiving() as receiver:
            return urlsplit(receiver.address).hostname

    assert asyncio.run(work()) == "127.0.0.1"


@pytest.mark.parametrize(
    "request_",
    [
        lambda one: get(one, "code=stolen&state=guessed"),
        lambda one: get(one, "code=stolen"),
        lambda one: get(one, f"code=stolen&state={one.state}", path="/elsewhere"),
        lambda one: get(one, f"code=stolen&state={one.state}", host="evil.example"),
        lambda one: get(one, f"code=stolen&state={one.state}", host=""),
        lambda one: get(one, f"code=stolen&state={one.state}").replace("GET", "POST"),
        lambda one: get(one, "a=b&" * 50),
        lambda one: "GET /" + "x" * 20_000 + " HTTP/1.1\r\n\r\n",
        lambda one: "\0" * 50 + "\r\n\r\n",
        lambda one: "GET",
        lambda one: "",
        lambda one: get(one, "state=\udcff"),
    ],
)
def test_whoever_does_not_carry_the_state_is_turned_away_and_the_waiting_goes_on(request_):
    async def work():
        async with receiving() as receiver:
            asks = asyncio.create_task(receiver.answer())
            said = await knock(receiver.address, request_(receiver))
            assert "200 OK" not in said
            assert not asks.done()
            await knock(receiver.address, get(receiver, f"code=right&state={receiver.state}"))
            return await asks

    assert asyncio.run(work())["code"] == "right"


def test_the_first_answer_holds():
    async def work():
        async with receiving() as receiver:
            for code in ("first", "second"):
                await knock(receiver.address, get(receiver, f"code={code}&state={receiver.state}"))
            return await receiver.answer()

    assert asyncio.run(work())["code"] == "first"


def test_a_no_in_the_browser_is_a_no():
    async def work():
        async with receiving() as receiver:
            said = await knock(receiver.address, get(receiver, f"error=access_denied&state={receiver.state}"))
            assert "Nothing was granted" in said
            await receiver.answer()

    with pytest.raises(SignInNeeded, match="not granted"):
        asyncio.run(work())


def test_it_waits_for_a_while_and_no_longer(monkeypatch):
    monkeypatch.setattr(loopback, "WAITS", timedelta(milliseconds=20))

    async def work():
        async with receiving() as receiver:
            await receiver.answer()

    with pytest.raises(SignInNeeded, match="Nobody signed in"):
        asyncio.run(work())


def test_two_sign_ins_at_once_do_not_meet():
    async def work():
        async with receiving() as one, receiving() as two:
            assert one.address != two.address
            assert one.state != two.state
            said = await knock(one.address, get(one, f"code=abc&state={two.state}"))
            return said

    assert "404" in asyncio.run(work())
