"""A published model is fetched where the network allows, gone on with where it stopped, and believed only by its hash."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from moderator.network import NO_PROXY, Network
from moderator.problems import PlatformRefused, Transient
from moderator.scoring import fetching

CONTENT = bytes(range(256)) * 4000


@dataclass
class Release:
    """What the server does. `breaks`: how many answers break off in the middle."""

    breaks: int = 0
    ranges: bool = True
    asked: list[str] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def release() -> Iterator[Release]:
    told = Release()

    class Serve(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            where = self.headers.get("range", "")
            told.asked.append(f"{self.path} {where}".strip())
            if self.path.startswith("/releases"):
                self.send_response(302)
                self.send_header("location", "/objects/file?signature=x")
            elif self.path == "/round":
                self.send_response(302)
                self.send_header("location", "/round")
            elif self.path == "/plain":
                self.send_response(302)
                self.send_header("location", "http://example.invalid/file")
            elif self.path.startswith("/objects"):
                return self._file(where)
            else:
                self.send_response(404)
            self.send_header("content-length", "0")
            self.end_headers()

        def _file(self, where: str) -> None:
            start = int(where.removeprefix("bytes=").removesuffix("-")) if where and told.ranges else 0
            rest = CONTENT[start:]
            if start and not rest:
                self.send_response(416)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            self.send_response(206 if start else 200)
            self.send_header("content-length", str(len(rest)))
            self.end_headers()
            if told.breaks:
                told.breaks -= 1
                self.wfile.write(rest[: len(rest) // 2])
                self.close_connection = True
                return
            self.wfile.write(rest)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serve)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def _fetch(release: Release, path: str, file: Path) -> list[tuple[int, int]]:
    seen = list[tuple[int, int]]()
    network = Network(NO_PROXY)
    asyncio.run(
        fetching.fetch(release.address + path, file, network, lambda done, of: seen.append((done, of)))
    )
    return seen


def test_a_file_is_fetched_through_a_redirect_with_progress(release, tmp_path):
    seen = _fetch(release, "/releases/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    _fetch(release, "/releases/file", tmp_path / "file")
    assert len(release.asked) == 2, "what is there is not fetched again"


def test_a_download_that_breaks_off_goes_on_where_it_stopped(release, tmp_path):
    release.breaks = 2
    _fetch(release, "/objects/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert release.asked[1] == f"/objects/file bytes={len(CONTENT) // 2}-"


def test_what_came_stays_for_the_next_try_and_has_no_name_before_it_is_whole(release, tmp_path):
    release.breaks = 99
    with pytest.raises(Transient) as broke:
        _fetch(release, "/objects/file", tmp_path / "file")
    assert "goes on where it stopped" in broke.value.sentence()
    assert not (tmp_path / "file").exists()
    came = (tmp_path / "file.part").stat().st_size
    assert 0 < came < len(CONTENT)
    release.breaks, before = 0, len(release.asked)
    _fetch(release, "/objects/file", tmp_path / "file")
    assert release.asked[before:] == [f"/objects/file bytes={came}-"]
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_a_server_that_cannot_go_on_begins_again(release, tmp_path):
    release.breaks, release.ranges = 1, False
    _fetch(release, "/objects/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


def test_what_was_whole_when_it_was_stopped_is_taken(release, tmp_path):
    (tmp_path / "file.part").write_bytes(CONTENT)
    _fetch(release, "/objects/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == CONTENT


@pytest.mark.parametrize("path", ["/round", "/plain", "/nowhere"])
def test_a_server_that_gives_no_file_is_refused(release, tmp_path, path):
    with pytest.raises(PlatformRefused) as refused:
        _fetch(release, path, tmp_path / "file")
    assert refused.value.sentence()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_larger_than_it_can_be_is_not_kept_on_with(release, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 10_000)
    with pytest.raises(PlatformRefused):
        _fetch(release, "/objects/file", tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_published_checkpoint_that_is_not_the_published_one_is_not_installed(release, tmp_path):
    pytest.importorskip("torch", reason="torch is not installed: make detoxify")
    pytest.importorskip("detoxify", reason="Detoxify is not installed: make detoxify")
    from dataclasses import replace

    from moderator.problems import ScorerGone
    from moderator.scoring.installing import download
    from moderator.scoring.shelf import Shelf
    from moderator.scoring.variants import VARIANTS

    shelf = Shelf(tmp_path)
    fake = replace(VARIANTS["original"], url=f"{release.address}/releases/toxic_original-c1212f89.ckpt")
    with pytest.raises(ScorerGone, match="none of the checkpoints that Detoxify published"):
        download(shelf, fake, Network(NO_PROXY))
    assert list(shelf.folder.iterdir()) == [], "what is not right is not gone on with"
