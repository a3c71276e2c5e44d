"""Through the agency's proxy and with its certificates, or a clear sentence about which of the two is wrong."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from moderator.network import Network
from moderator.problems import BadInput, PlatformRefused, Transient
from moderator.reaching import reach
from moderator.web import Web


class _Says(BaseHTTPRequestHandler):
    asked: list[str]
    status = 200

    def do_GET(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.send_response(self.status)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_CONNECT = do_GET

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(*, tls: ssl.SSLContext | None = None, status: int = 200) -> Iterator[tuple[int, list[str]]]:
    """A server on loopback; its port, and what it was asked."""
    kind = type("Says", (_Says,), {"asked": [], "status": status})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], kind.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def ask(base: str, network: Network) -> int:
    async def once() -> int:
        web = Web(base, network=network)
        try:
            return await web.reach()
        finally:
            await web.close()

    return asyncio.run(once())


@pytest.fixture
def agency(tmp_path: Path) -> tuple[ssl.SSLContext, str]:
    """A server's TLS that only the agency's own authority has signed, and that authority's certificate."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "agency.pem")
    return tls, str(tmp_path / "agency.pem")


def test_the_agencys_own_certificates_count_when_they_are_given(agency: tuple[ssl.SSLContext, str]):
    tls, certificate = agency
    with serving(tls=tls) as (port, _):
        with pytest.raises(Transient, match="certificate is not trusted") as refused:
            ask(f"https://localhost:{port}", Network())
        assert "Settings, Network" in refused.value.remedy
        assert ask(f"https://localhost:{port}", Network(ca_file=certificate)) == 200


def test_requests_go_through_the_proxy_that_is_named():
    with (
        serving(status=403) as (port, asked),
        pytest.raises(Transient, match="cannot be reached") as refused,
    ):
        ask("https://social.example", Network(proxy=f"http://127.0.0.1:{port}"))
    assert "proxy" in refused.value.why
    assert asked == ["CONNECT social.example:443"]


def test_this_machine_itself_is_reached_without_the_proxy():
    with serving() as (proxy, through), serving() as (port, asked):
        assert ask(f"http://127.0.0.1:{port}", Network(proxy=f"http://127.0.0.1:{proxy}")) == 200
    assert asked == ["GET /"]
    assert through == []


def test_none_means_that_the_environment_does_not_count(monkeypatch: pytest.MonkeyPatch):
    with serving() as (proxy, through), serving() as (port, _):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert ask(f"http://127.0.0.1:{port}", Network(proxy="none")) == 200
    assert through == []


@pytest.mark.parametrize(
    "proxy",
    ["proxy.agency:8080", "ftp://proxy:8080", "http://proxy", "http://proxy:99999", "http://[::1", "file:///etc/passwd"],
)  # fmt: skip
def test_a_proxy_that_cannot_be_used_is_named_as_a_setting(proxy: str):
    with pytest.raises(PlatformRefused, match="proxy in the settings") as refused:
        ask("https://social.example", Network(proxy=proxy))
    assert proxy not in refused.value.sentence()


def test_a_password_in_the_proxys_address_is_refused_and_never_repeated():
    with pytest.raises(BadInput, match="name or a password") as refused:
        Network(proxy="http://ann:s3cret@proxy:8080").checked()
    assert "s3cret" not in refused.value.sentence()


def test_certificates_that_are_none_are_named_as_a_setting(tmp_path: Path):
    with pytest.raises(PlatformRefused, match="not there"):
        ask("https://social.example", Network(ca_file=str(tmp_path / "nowhere.pem")))
    (tmp_path / "text.pem").write_text("no certificate")
    with pytest.raises(PlatformRefused, match="cannot be read"):
        ask("https://social.example", Network(ca_file=str(tmp_path / "text.pem")))


def test_servers_are_tried_all_at_once_and_each_says_how_it_went():
    with serving(status=404) as (port, _):
        there, nowhere, odd = asyncio.run(
            reach([f"http://127.0.0.1:{port}", "http://127.0.0.1:9", "javascript:alert(1)"], Network())
        )
    assert (there.ok, there.says) == (True, "it answers (404)")
    assert not nowhere.ok
    assert "no connection" in nowhere.says.lower()
    assert not odd.ok
