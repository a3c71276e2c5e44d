"""Our own mistakes: noted without a word of content, said calmly, never hidden.

A crash note holds the error's type and the frames (file, line, function). No values, no message of the exception: they
may hold a comment, a name or a secret. It stays on this machine.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from moderator.logs import crash_note, no_core_dumps, reserve_note

log = logging.getLogger(__name__)

_open_files: list[object] = []  # faulthandler writes to it as long as the process lives


def watch(folder: Path, tell: Callable[[str], None]) -> None:
    """From now on, mistakes of ours are noted in `folder`/crash.txt, and `tell` gets one sentence."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    no_core_dumps()
    fault = folder / "fault.txt"
    fault.touch(mode=0o600, exist_ok=True)
    file = fault.open("a", encoding="utf-8")
    _open_files.append(file)
    faulthandler.enable(file)

    reserve_note(folder)

    def caught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        write_note(folder, kind, trace)
        with suppress(Exception):  # the window may be what went wrong
            tell("Something went wrong that is our mistake. Nothing that was stored is lost. You can go on.")

    sys.excepthook = caught
    threading.excepthook = lambda thrown: write_note(folder, thrown.exc_type, thrown.exc_traceback)
    sys.unraisablehook = lambda thrown: write_note(folder, thrown.exc_type, thrown.exc_traceback)
    qInstallMessageHandler(_qt_said)


def write_note(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> None:
    """Never fails: Python would print what the error says."""
    with suppress(Exception):
        crash_note(folder, kind, trace)
        log.error("a mistake of ours: %s, see crash.txt", kind.__name__)


def _qt_said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages may quote what a widget shows: only where they come from is kept."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg, QtMsgType.QtWarningMsg):
        log.warning("qt %s in %s:%s", kind.name, context.category, context.line)
