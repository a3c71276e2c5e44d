"""Logs: one JSON object a line, with a fixed list of keys, in the home's `logs` folder.

Messages are ours and hold counts, ids and names of error classes. What a library or an exception says in its own
words never gets in, because it may hold a comment, an author or a secret.
"""

from __future__ import annotations

import json
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_OURS = ("moderator", "ui")


class JsonLine(logging.Formatter):
    """time, level, logger, place in our code, message, and for exceptions the type and the frames, without values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            "where": f"{record.filename}:{record.lineno}",
            "says": record.getMessage() if record.name.split(".")[0] in _OURS else record.levelname,
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def frames(trace: TracebackType | None) -> list[str]:
    """`file:line function` of each frame, the innermost 30, never a local value or a line of source.

    Opens nothing and needs hardly any memory: either may be what has run out.
    """
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-30:]


def where(bug: BaseException) -> str:
    """Type and innermost frame of an exception: enough to find it by, and nothing of what it says."""
    name = type(bug).__name__
    if isinstance(bug, ModuleNotFoundError):
        name += f" of {bug.name}"
    found = frames(bug.__traceback__)
    return f"{name} at {found[-1]}" if found else name


def no_core_dumps() -> None:
    """A dying process would leave all that it held on the disk, keys and comments too."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # Windows has none


_reserved: dict[Path, int] = {}  # notes that can be written when no file can be opened any more


def reserve_note(folder: Path) -> None:
    """Hold `folder`/crash.txt open as long as this process lives."""
    path = folder / "crash.txt"
    if path not in _reserved:
        _reserved[path] = _note_file(path)


def crash_note(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> Path:
    """Add an error's type and frames to `folder`/crash.txt (0600), and return its path. No value, no message.

    Raises OSError when it cannot be written.
    """
    path = folder / "crash.txt"
    note = "\n".join([kind.__name__, *frames(trace)]) + "\n\n"
    held = _reserved.get(path)
    if held is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = _note_file(path) if held is None else held
    try:
        os.write(descriptor, note.encode("utf-8"))
    finally:
        if held is None:
            os.close(descriptor)
    return path


def _note_file(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)


def log_to(folder: Path, name: str) -> None:
    """From now on, logs of this process go to `folder/name.log` (1 MB, three older ones kept), mode 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    path.touch(mode=0o600, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old, RotatingFileHandler):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a log that fails would print its message, values and all
