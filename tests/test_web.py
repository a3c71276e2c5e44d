"""The door to the network: whatever a server, a proxy or a wire does, it has an end, and the caller knows where it stands."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import stamina

from moderator import web
from moderator.problems import PlatformProblem, PlatformRefused, SignInNeeded, Transient, Unsure
from moderator.strangers_json import DEEPEST, LARGEST
from moderator.web import Answer, Web
from tests.hostile import Case, cases

HOST = "https://town.example"
SECRET = "secret-token"
Handle = Callable[[httpx2.Request], Any]


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Repetitions do not wait."""
    stamina.set_testing(True, attempts=4, cap=True)
    yield
    stamina.set_testing(False)


class Server:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), list[httpx2.Request]()

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def ask(self, method: str = "GET", path: str = "x", **more: Any) -> Answer:
        async def asking() -> Answer:
            door = Web(HOST, transport=httpx2.MockTransport(self))
            try:
                return await door.ask(method, path, headers={"authorization": SECRET}, **more)
            finally:
                await door.close()

        return asyncio.run(asking())

    def problem(self, method: str = "GET", **more: Any) -> PlatformProblem:
        with pytest.raises(PlatformProblem) as problem:
            self.ask(method, **more)
        assert SECRET not in problem.value.sentence() + repr(problem.value) + repr(problem.value.__cause__)
        assert problem.value.__suppress_context__ or problem.value.__context__ is None
        return problem.value


def said(status: int = 200, body: bytes = b"{}", **headers: str) -> Callable[[], httpx2.Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: httpx2.Response(status, content=body, headers=named)


# size, depth, time


class Endless(httpx2.AsyncByteStream):
    def __init__(self, part: bytes, pause: float = 0) -> None:
        self.part, self.pause, self.sent, self.closed = part, pause, 0, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            if self.pause:
                await asyncio.sleep(self.pause)
            self.sent += len(self.part)
            yield self.part

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize(("method", "kind", "times"), [("GET", Transient, 4), ("POST", Unsure, 1)])
def test_an_answer_without_end_is_left_at_the_limit_and_closed(method: str, kind: type, times: int):
    streams: list[Endless] = []

    def endless() -> httpx2.Response:
        streams.append(Endless(b" " * 1_000_000))
        return httpx2.Response(200, stream=streams[-1])

    problem = Server(endless).problem(method)
    assert type(problem) is kind
    assert "10 MB" in problem.sentence()
    assert [stream.sent for stream in streams] == [LARGEST + 1_000_000] * times
    assert all(stream.closed for stream in streams)


def test_an_answer_of_just_the_limit_is_read_whole():
    assert len(Server(said(body=b"x" * LARGEST)).ask().body) == LARGEST


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip", "br", "zstd"])
def test_bytes_that_do_not_unpack_are_a_broken_answer_or_no_json(encoding: str):
    with pytest.raises(Transient):
        Server(said(body=b"\x1f\x8bnot packed", content_encoding=encoding)).ask().json()


@pytest.mark.parametrize(("method", "kind"), [("GET", Transient), ("POST", Unsure)])
def test_an_answer_that_drips_has_an_end(monkeypatch: pytest.MonkeyPatch, method: str, kind: type):
    monkeypatch.setattr(web, "TOTAL", 0.2)
    stream = Endless(b" ", pause=0.01)
    problem = Server(lambda: httpx2.Response(200, stream=stream)).problem(method)
    assert type(problem) is kind
    assert stream.closed


def test_depth_has_a_limit_and_just_that_depth_is_read():
    deep = b"[" * DEEPEST + b"]" * DEEPEST
    assert Server(said(body=deep)).ask().json()
    for body in (b"[" + deep + b"]", b"[" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(Transient, match="cannot be read"):
            Server(said(body=body)).ask().json()


FLAWED = [
    case
    for case in cases("connector_body")
    if case.id in ("s066", "s067", "s068", "s073", "s076", "s077", "s079", "s080")
]


@pytest.mark.parametrize("case", FLAWED, ids=lambda case: case.id)
def test_a_hostile_body_is_said_and_never_quoted(case: Case):
    for method, kind in (("GET", Transient), ("POST", Unsure)):
        with pytest.raises(kind) as problem:
            Server(said(body=case.data)).ask(method).json()
        assert len(problem.value.sentence()) < 200


# what may be sent again


@pytest.mark.parametrize(
    "fault",
    [httpx2.ReadError("x"), httpx2.ReadTimeout("x"), httpx2.RemoteProtocolError("x"), httpx2.WriteError("x")],
)
def test_what_may_have_arrived_is_sent_once_and_said_to_be_unsure(fault: Exception):
    posting, getting, safe = Server(fault), Server(fault), Server(fault)
    assert isinstance(posting.problem("POST"), Unsure)
    assert isinstance(getting.problem("GET"), Transient)
    assert isinstance(safe.problem("POST", safe=True), Transient)
    assert [len(server.asked) for server in (posting, getting, safe)] == [1, 4, 4]


@pytest.mark.parametrize("fault", [httpx2.ConnectError("x"), httpx2.ConnectTimeout("x")])
def test_what_never_left_is_a_passing_fault(fault: Exception):
    assert isinstance(Server(fault).problem("POST"), Transient)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 599])
def test_an_error_of_the_servers_own_may_have_taken_effect(status: int):
    assert isinstance(Server(said(status)).problem("POST"), Unsure)
    assert Server(said(status), said(200)).ask("GET").status == 200


def test_a_lost_sign_in_is_not_tried_again():
    server = Server(said(401))
    assert isinstance(server.problem(), SignInNeeded)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 422])
def test_other_refusals_are_answers(status: int):
    assert Server(said(status)).ask("POST").status == status


# redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 300, 304])
@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "http://169.254.169.254/", "//other.example/", "/x", "https://town.example/y", ""],
)
def test_no_redirect_is_followed_and_the_secret_goes_nowhere_else(status: int, to: str):
    server = Server(said(status, location=to))
    for method in ("GET", "POST"):
        assert "Redirects are not followed" in server.problem(method).sentence()
    assert {request.url.host for request in server.asked} == {"town.example"}
    assert {request.url.path for request in server.asked} == {"/x"}


@pytest.mark.parametrize(
    "path", ["https://other.example/", "//other.example/x", "http://169.254.169.254/", "\\\\other\\x"]
)
def test_a_path_cannot_lead_to_another_server(path: str):
    server = Server(said())
    with suppress(PlatformRefused):
        server.ask(path=path)
    assert {request.url.host for request in server.asked} <= {"town.example"}


@pytest.mark.parametrize(
    "address",
    [
        "https://169.254.169.254", "https://[fe80::1]", "https://0.0.0.0", "https://[::]", "https://224.0.0.1",
        "https://2130706433", "https://0x7f000001", "https://0177.0.0.1", "https://127.1", "http://10.0.0.1",
        "http://localhost.example", "https://", "https:///x", "https://a b", "https://x\r\nHost: y", "ftp://x", "",
        "https://x?y", "https://x#y", "https://u@x", "https://:p@x", "https://x:99999", "https://\udcff",
    ],
)  # fmt: skip
def test_an_address_that_no_secret_may_go_to_is_refused(address: str):
    with pytest.raises(PlatformRefused):
        Web(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://bsky.social",
        "https://pds.intranet:8443/",
        "https://10.1.2.3",
        "http://localhost:2583",
        "http://[::1]:1",
    ],
)
def test_servers_of_an_agency_and_of_this_machine_are_taken(address: str):
    asyncio.run(Web(address).close())


# waiting


@pytest.mark.parametrize("case", cases("connector_header"), ids=lambda case: case.id)
def test_hostile_headers_make_us_wait_between_a_second_and_an_hour(case: Case):
    name, _, value = case.text.partition(": ")
    after = web.wait_of({name.lower(): value})
    assert after is None or timedelta(seconds=1) <= after <= timedelta(hours=1)


HOSTILE_WAITS = [
    "0", "-0", "-1", "1e9", "1e308", "1e309", "-1e309", "NaN", "nan", "inf", "-inf", "Infinity", "0x10", "1_000", "１０",
    "3600.0001", " 5 ", "5, 9", "5;q=1", "\t", "9" * 400, "Fri, 31 Feb 2026 99:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2359", "tomorrow",
    "2026-11-23T09:00:00Z", "Mon, 23 Nov 2026 09:00:00 +99999999", "\x00", "Mon, 23 Nov 2026",
]  # fmt: skip


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Mon, 23 Nov 2026 09:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "x",
    ],
)
@pytest.mark.parametrize("wait", HOSTILE_WAITS)
def test_whatever_is_asked_we_wait_between_a_second_and_an_hour(wait: str, date: str):
    for headers in ({"retry-after": wait, "date": date}, {"ratelimit-reset": wait, "date": date}):
        after = web.wait_of(headers)
        assert after is None or timedelta(seconds=1) <= after <= timedelta(hours=1)


def test_a_long_wait_is_left_to_the_next_round_and_a_short_one_is_waited_here():
    long, short = Server(said(429, retry_after="600")), Server(said(429, retry_after="2"), said(200))
    problem = long.problem()
    assert isinstance(problem, Transient)
    assert problem.after == timedelta(minutes=10)
    assert len(long.asked) == 1
    assert short.ask().status == 200


# what we say of ourselves, and what we keep to ourselves


def test_we_name_ourselves_and_nothing_of_the_machine():
    server = Server(said())
    server.ask("POST", body={"a": 1})
    (request,) = server.asked
    assert request.headers["user-agent"] == "moderator-console"
    assert set(request.headers) <= {
        "user-agent", "host", "accept", "accept-encoding", "connection", "content-length", "content-type", "authorization",
    }  # fmt: skip


def test_an_answer_does_not_show_itself_in_a_log():
    answer = Server(said(body=b'{"text": "turnip"}', set_cookie=SECRET)).ask()
    assert "turnip" not in repr(answer)
    assert SECRET not in repr(answer)


def test_headers_that_hold_line_ends_are_refused_before_anything_is_sent():
    server = Server(said())
    with pytest.raises(PlatformProblem):
        server.ask(path="x\r\nHost: other.example")
    assert all("\r" not in str(request.url) for request in server.asked)


# proxies


@contextmanager
def proxy(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that keeps what it is asked and gives one answer."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", asked
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def through(monkeypatch: pytest.MonkeyPatch, address: str, method: str = "GET") -> PlatformProblem:
    monkeypatch.setenv("HTTPS_PROXY", address)

    async def asking() -> None:
        door = Web("https://town.invalid")
        try:
            await door.ask(method, "x", headers={"authorization": SECRET})
        finally:
            await door.close()

    with pytest.raises(PlatformProblem) as problem:
        asyncio.run(asking())
    return problem.value


def test_an_agencys_proxy_is_used_and_sees_no_secret(monkeypatch: pytest.MonkeyPatch):
    with proxy(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n") as (
        address,
        asked,
    ):
        problem = through(monkeypatch, f"http://me:proxy-secret@{address}")
    assert asked[0].startswith(b"CONNECT town.invalid:443 ")
    assert SECRET.encode() not in b"".join(asked)
    assert "proxy-secret" not in problem.sentence()


def test_a_proxy_that_refuses_has_sent_nothing_on(monkeypatch: pytest.MonkeyPatch):
    with proxy(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n") as (address, _):
        problem = through(monkeypatch, f"http://{address}", "POST")
    assert isinstance(problem, Transient)
    assert "proxy" in problem.sentence().lower()


@pytest.mark.parametrize("address", ["nonsense://x", "127.0.0.1:1:1", "http://\udcff"])
def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch, address: str):
    assert "HTTPS_PROXY" in through(monkeypatch, address).sentence()
