"""Mistakes of our own: said in one line, noted by type and place, and never a word of what they were about."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from moderator.commands import OneLine
from moderator.commands.opening import Opening
from moderator.logs import log_to
from tests.commands.conftest import Scripts, _close_logs
from tests.commands.test_contract import one_line
from tests.journeys.program import ROOT

WORDS = "You absolute turnip"


@pytest.mark.parametrize(
    "kind", [ValueError, KeyError, AssertionError, RecursionError, MemoryError, LookupError]
)
def test_what_an_exception_says_is_never_printed(kind: type[Exception]):
    @click.group(cls=OneLine)
    def group() -> None:
        pass

    @group.command()
    def fail() -> None:
        raise kind(WORDS)

    done = CliRunner().invoke(group, ["fail"])
    assert done.exit_code == 1
    assert one_line(done.stderr)
    assert f"{kind.__name__} at test_mistakes.py:" in done.stderr
    assert "turnip" not in done.output


def test_a_mistake_is_noted_in_the_home_and_undone_in_the_store(
    scripts: Scripts, monkeypatch: pytest.MonkeyPatch
):
    (card,) = scripts.gets(WORDS)
    monkeypatch.setenv("MODERATOR_FAULT", "decide.before_commit:raise")
    done = scripts.run("decide", str(card["id"]), "keep", "--note", "a note about a turnip", code=1)
    assert one_line(done.stderr)
    monkeypatch.delenv("MODERATOR_FAULT")
    note = scripts.home / "logs" / "crash.txt"
    assert str(note) in done.stderr
    assert note.read_text().startswith("InjectedFault\n")
    assert "turnip" not in note.read_text() + done.output
    assert note.stat().st_mode & 0o077 == 0
    assert scripts.queue()[0]["state"] == "waiting"


def test_a_second_mistake_is_added_to_the_first(tmp_path: Path):
    opening = Opening(None)
    opening.home()
    for kind in (ValueError, KeyError):
        opening.crash_note(kind(WORDS))
    note = opening.crash_note(TypeError(WORDS))
    assert note is not None
    assert [line for line in note.read_text().splitlines() if line] == ["ValueError", "KeyError", "TypeError"]


def test_a_log_holds_type_and_frames_and_no_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    log_to(tmp_path / "logs", "worker")
    try:
        for name in ("moderator.gathering", "httpx2", "asyncio", "somebody.else"):
            try:
                try:
                    raise ValueError(WORDS)
                except ValueError as inner:
                    raise RuntimeError(f"about {WORDS}") from inner
            except RuntimeError:
                logging.getLogger(name).exception("account %d failed", 7)
        logging.getLogger("somebody.else").error("I could not post %s", WORDS)
        logging.getLogger("moderator.x").error("a slip of ours: %d", WORDS)  # the wrong kind of value
    finally:
        _close_logs()
    told = (tmp_path / "logs" / "worker.log").read_text() + "".join(capfd.readouterr())
    assert told.count("RuntimeError") == 4
    assert told.count("test_mistakes.py:") >= 4
    assert "account 7 failed" in told
    assert "turnip" not in told


def test_what_escapes_everything_is_named_by_type_and_place():
    program = (
        "import sys, threading\n"
        "from moderator import __main__ as program\n"
        f"def fail(*_): raise ValueError({WORDS!r})\n"
        "class Torn:\n    __del__ = fail\n"
        "def main():\n    Torn(); t = threading.Thread(target=fail); t.start(); t.join(); fail()\n"
        "program.main = main\n"
        "program.run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("ValueError at <string>:3 fail") == 3
    assert len(done.stderr.splitlines()) == 3
    assert "turnip" not in done.stderr
