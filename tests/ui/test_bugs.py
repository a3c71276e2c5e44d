"""A mistake of ours in the window: noted by type and place, said calmly, and no word of what was on the screen."""

from __future__ import annotations

import faulthandler
import gc
import logging
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from moderator.logs import log_to
from ui import bugs

WORDS = "You absolute turnip"


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where notes go. All hooks are put back afterwards."""
    folder = tmp_path / "logs"
    for holder, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(holder, name, getattr(holder, name))
    before = qInstallMessageHandler(None)
    log_to(folder, "desktop")
    yield folder
    qInstallMessageHandler(before)
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, RotatingFileHandler)]:
        root.removeHandler(handler)
        handler.close()
    faulthandler.enable()
    while bugs._open_files:
        bugs._open_files.pop().close()  # type: ignore[attr-defined]


def told(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.iterdir())


def fail() -> None:
    secret = WORDS
    raise ValueError(f"cannot show {secret}")


def test_an_exception_is_noted_without_what_it_says(logs: Path, capfd: pytest.CaptureFixture[str]):
    sentences: list[str] = []
    bugs.watch(logs, sentences.append)
    try:
        fail()
    except ValueError as mistake:
        sys.excepthook(type(mistake), mistake, mistake.__traceback__)
    note = (logs / "crash.txt").read_text()
    assert note.startswith("ValueError\n")
    assert "test_bugs.py:" in note
    assert "fail" in note
    assert "turnip" not in told(logs) + "".join(sentences) + "".join(capfd.readouterr())
    assert len(sentences) == 1
    assert "our mistake" in sentences[0]


def test_nor_on_another_thread_nor_while_something_is_thrown_away(
    logs: Path, capfd: pytest.CaptureFixture[str]
):
    bugs.watch(logs, lambda sentence: None)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    class Torn:
        def __del__(self) -> None:
            raise LookupError(WORDS)

    Torn()
    gc.collect()
    note = (logs / "crash.txt").read_text()
    assert "ValueError\n" in note
    assert "LookupError\n" in note
    assert "turnip" not in told(logs) + "".join(capfd.readouterr())


def test_qt_is_quoted_by_place_alone(logs: Path, capfd: pytest.CaptureFixture[str]):
    bugs.watch(logs, lambda sentence: None)

    class Place:
        category, line = "qt.text", 7

    bugs._qt_said(QtMsgType.QtWarningMsg, Place(), f"cannot lay out '{WORDS}'")
    assert "qt.text" in told(logs)
    assert "turnip" not in told(logs) + "".join(capfd.readouterr())


def test_notes_are_for_their_owner_alone(logs: Path):
    bugs.watch(logs, lambda sentence: None)
    bugs.write_note(logs, ValueError, None)
    assert {path.name for path in logs.iterdir()} >= {"crash.txt", "fault.txt"}
    assert [path.name for path in [logs, *logs.iterdir()] if path.stat().st_mode & 0o077] == []


def test_no_core_of_this_process_is_written(logs: Path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_CORE)
    bugs.watch(logs, lambda sentence: None)
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    assert before is not None
