"""Servers on loopback that can be told to misbehave: what every stand-in of a platform shares."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Fault:
    """One wrong answer. `after`: what was asked is done all the same. `cut`: the connection ends mid-body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    cut: bool = False
    drip: float = 0  # seconds between single bytes


class Serving(BaseHTTPRequestHandler):
    """One request. `here` is the stand-in whose state it works on; it counts the bytes that went out in `sent`."""

    protocol_version = "HTTP/1.1"
    here: Any

    def send(self, fault: Fault) -> None:
        self.send_response(fault.status)
        for header, value in {"content-type": "application/json", **fault.headers}.items():
            self.send_header(header, value)
        self.send_header("content-length", str(len(fault.body) + (1000 if fault.cut else 0)))
        self.end_headers()
        step = 1 if fault.drip else 65536
        try:
            for at in range(0, len(fault.body), step):
                self.here.sent += self.wfile.write(fault.body[at : at + step])
                time.sleep(fault.drip)
        except OSError:
            self.close_connection = True
        if fault.cut:
            self.close_connection = True

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(request: type[Serving], here: Any, port: int = 0) -> Iterator[None]:
    """Serves `here` while the block runs; its address is put into `here.url`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("_Here", (request,), {"here": here}))
    server.daemon_threads = True
    here.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
