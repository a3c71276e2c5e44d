"""Commands run in this process, as scripts run them: the key over a pipe, a home of their own."""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from moderator import faults
from moderator.clock import SystemClock
from moderator.commands import main
from moderator.keys import derive, find_home
from moderator.store.db import Sqlite, open_sqlite
from tests.journeys.program import KEY
from tests.platforms.conftest import stand_in as stand_in

MILD = "You absolute turnip, everyone of you is a turnip"


@dataclass
class Scripts:
    """One installation, and the commands that scripts run on it."""

    home: Path

    def run(
        self,
        *arguments: str | bytes,
        stdin: str | bytes = b"",
        code: int | Sequence[int] | None = 0,
        key: str | None = KEY,
    ) -> Result:
        reader, writer = os.pipe()
        os.write(writer, (key or "").encode() + b"\n")
        os.close(writer)
        given = ["--key-fd", str(reader)] if key is not None else []
        words = [*given, *(os.fsdecode(word) for word in arguments)]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                done = CliRunner().invoke(main, words, input=stdin)
        finally:
            os.close(reader)
        if code is not None:
            allowed = (code,) if isinstance(code, int) else code
            assert done.exit_code in allowed, (arguments, done.exit_code, done.stdout, done.stderr)
        return done

    def queue(self, *options: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("queue", "--json", *options).stdout.splitlines()]

    def store(self) -> Sqlite:
        """The store itself, for looking behind the commands. To be closed again."""
        return open_sqlite(self.home / "desk.db", derive(bytes.fromhex(KEY), "database"), SystemClock())

    def file(self, name: str, *rows: dict[str, Any] | bytes) -> Path:
        path = self.home.parent / name
        path.write_bytes(
            b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows)
        )
        return path

    def gets(self, *texts: str) -> list[dict[str, Any]]:
        """These comments arrive from a file and are scored. Returns the queue."""
        rows = [{"id": str(n), "text": text, "author": f"author{n}"} for n, text in enumerate(texts)]
        self.run("import", "--yes", str(self.file("comments.ndjson", *rows)))
        self.run("worker", "--once")
        return self.queue()


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripts]:
    monkeypatch.setenv("MODERATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(faults, "_visits", 0)  # of a fault point, counted by process
    yield Scripts(tmp_path / "home")
    _close_logs()


@pytest.fixture
def rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripts]:
    """A rehearsal home that runs sixty times as fast."""
    monkeypatch.setenv("MODERATOR_HOME", str(tmp_path / "home"))
    home = find_home(rehearsal=True, time_scale=60)
    monkeypatch.setenv("MODERATOR_HOME", str(home.path))
    yield Scripts(home.path)
    _close_logs()


def _close_logs() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, RotatingFileHandler):
            root.removeHandler(handler)
            handler.close()
