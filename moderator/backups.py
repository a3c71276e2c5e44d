"""The folder of backups: what lies in it, what of it is kept, and what is known about the last tries.

A backup is two files: `d-k3x7qmra-20261124T140000Z.db`, the whole desk under its own key, and beside it the same name
with `.json`, which says whose it is, what its hash is, where its journal ends, and holds what else a new machine needs.
Several desks may share a folder. Only files here; `keeping` makes and checks them, `restoring` brings them back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moderator.home import Home, read_home, write_private
from moderator.problems import BadInput, StoreRefused

FOLDER = "backups"
FORM = 1  # of a backup's .json; a newer one is refused
HOURS, DAYS, WEEKS = 24, 7, 4
ALWAYS = 2  # the newest are kept whatever their size
_NAME = re.compile(r"(d-[a-z2-7]{1,32})-\d{8}T\d{6}Z\.db")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. `lines` and `head` are where its journal ends, at `at_us`; `home` is what home.json said."""

    path: Path
    made: datetime
    size: int
    sha256: str = ""
    schema: int = 0
    by: str = ""
    lines: int = 0
    head: str = ""
    at_us: int = 0
    home: Mapping[str, Any] = field(default_factory=dict)
    settings: str = ""  # sealed with the desk's key, hexadecimal

    @property
    def desk(self) -> str:
        return str(self.home.get("desk", ""))

    @property
    def facts(self) -> Path:
        return self.path.with_suffix(".json")


def name_of(desk: str, made: datetime) -> str:
    return f"{desk}-{made.astimezone(UTC):{_STAMP}}.db"


def home_file(folder: Path, desk: str) -> Path:
    """A copy of the desk's home.json, for a backup whose own .json was lost."""
    return folder / f"{desk}-home.json"


def write_facts(backup: Backup) -> None:
    facts = {
        "form": FORM,
        "made": backup.made.astimezone(UTC).isoformat(timespec="seconds"),
        "size": backup.size,
        "sha256": backup.sha256,
        "schema": backup.schema,
        "by": backup.by,
        "journal": {"lines": backup.lines, "head": backup.head, "at_us": backup.at_us},
        "home": dict(backup.home),
        "settings": backup.settings,
    }
    write_private(backup.facts, json.dumps(facts, indent=1).encode("utf-8"))


def read_backup(path: Path) -> Backup:
    """By its database or its .json. Raises BadInput when the .json is missing, damaged or newer than this program."""
    named, path = path.name, path.with_suffix(".db")
    try:
        facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if facts["form"] > FORM:
            raise BadInput(
                f"{path.name} was made by a newer version", "", "Use that version, or choose an older backup"
            )
        journal = facts["journal"]
        return Backup(
            path=path,
            made=datetime.fromisoformat(facts["made"]),
            size=int(facts["size"]),
            sha256=str(facts["sha256"]),
            schema=int(facts["schema"]),
            by=str(facts["by"]),
            lines=int(journal["lines"]),
            head=str(journal["head"]),
            at_us=int(journal["at_us"]),
            home=dict(facts["home"]),
            settings=str(facts["settings"]),
        )
    except FileNotFoundError:
        raise BadInput(
            f"{named} is no backup of a desk",
            f"{path.with_suffix('.json').name} is not beside it",
            "A backup is a .db with its .json: name one, or the folder with both",
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BadInput(
            f"{path.with_suffix('.json').name} cannot be read",
            type(fault).__name__,
            "It belongs to the backup; without it choose another one",
        ) from None


def bare_backup(path: Path) -> Backup:
    """A backup whose .json was lost: the copy of home.json says whose it is. Its hash and its end are not known."""
    named = _NAME.fullmatch(path.name)
    try:
        home = json.loads(home_file(path.parent, named[1]).read_text("utf-8")) if named else None
        made = datetime.strptime(path.stem.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
        if isinstance(home, dict):
            return Backup(path, made, path.stat().st_size, home=home)
    except (OSError, ValueError, RecursionError):
        pass
    return read_backup(path)  # says what is missing


def listed(folder: Path, desk: str = "") -> list[Backup]:
    """The backups in a folder, newest first; of one desk when it is named. What cannot be read stays where it is."""
    found = []
    for path in folder.glob(f"{desk or 'd-*'}-*.db"):
        try:
            backup = read_backup(path)
            if path.stat().st_size == backup.size and desk in ("", backup.desk):
                found.append(backup)
        except (BadInput, OSError):
            continue
    return sorted(found, key=lambda each: each.made, reverse=True)


def keep(backups: Iterable[Backup]) -> list[Backup]:
    """The newest of each of the last 24 hours that have one, of 7 days before those, and of 4 weeks before those."""
    newest_first = sorted(backups, key=lambda each: each.made, reverse=True)
    kept: set[Path] = set()
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (HOURS, lambda at: (at.date(), at.hour)),
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
    )
    for count, bucket in rules:
        seen: set[object] = set()
        for each in newest_first:
            which = bucket(each.made.astimezone(UTC))
            if which in seen or count == 0:
                continue
            seen.add(which)
            if each.path not in kept:
                kept.add(each.path)
                count -= 1
    return [each for each in newest_first if each.path in kept]


def within(kept: Sequence[Backup], room: int) -> list[Backup]:
    """As many of these, newest first, as take `room` bytes. Those that stand closest to others go first."""
    left = list(kept)
    while len(left) > ALWAYS and sum(each.size for each in left) > room:
        left.pop(min(range(ALWAYS, len(left)), key=lambda at: _apart(left, at)))
    return left


def _apart(left: Sequence[Backup], at: int) -> timedelta:
    """How wide the gap would be if this one went."""
    after = left[at + 1].made if at + 1 < len(left) else left[at].made
    return left[at - 1].made - after


def remove(backup: Backup) -> None:
    backup.path.unlink(missing_ok=True)
    backup.facts.unlink(missing_ok=True)


# what is known about the tries


@dataclass(frozen=True, slots=True)
class Tries:
    """`trouble` is a sentence about the last try, "" when it went well; `tested` and `test` tell of the last trial
    restore ("" went well). `copied` is the trouble with the second folder."""

    tried: datetime | None = None
    trouble: str = ""
    copied: str = ""
    tested: datetime | None = None
    test: str = ""


def tries(home: Path) -> Tries:
    try:
        facts = json.loads((home / FOLDER / "tries.json").read_text("utf-8"))
        return Tries(
            tried=_moment(facts["tried"]),
            trouble=str(facts["trouble"]),
            copied=str(facts["copied"]),
            tested=_moment(facts["tested"]),
            test=str(facts["test"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Tries()


def note(home: Path, **news: Any) -> None:
    """Remember how a try went. A disk that is full keeps the older note: then no new backup shows it as well."""
    now = replace(tries(home), **news)
    facts = {
        "tried": now.tried.isoformat() if now.tried else None,
        "trouble": now.trouble,
        "copied": now.copied,
        "tested": now.tested.isoformat() if now.tested else None,
        "test": now.test,
    }
    try:
        write_private(home / FOLDER / "tries.json", json.dumps(facts).encode("utf-8"))
    except OSError:
        return


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# what is said about them


@dataclass(frozen=True, slots=True)
class Kept:
    """What the window and `moderator doctor` say about backups. `newest` is None when there is none. `sheet` is what
    home.json says of the recovery sheet."""

    newest: datetime | None = None
    count: int = 0
    size: int = 0
    tries: Tries = Tries()
    sheet: str = ""


LATE = timedelta(hours=3)  # without a new backup while a worker runs


def trouble(kept: Kept, now: datetime, *, worker_runs: bool) -> str:
    """What is not well, in one calm sentence without content; "" when all is."""
    tries = kept.tries
    if tries.trouble:
        since = f"since {kept.newest.astimezone():%d %b %H:%M}" if kept.newest else "yet"
        return f"No backup {since}: {tries.trouble}"
    if tries.test:
        return f"The trial of a backup failed: {tries.test}"
    if tries.copied:
        return f"The second copy of the backup failed: {tries.copied}"
    if worker_runs and kept.newest is not None and now - kept.newest > LATE:
        return f"No backup since {kept.newest.astimezone():%d %b %H:%M}"
    if kept.sheet == "later":
        return "The recovery sheet has not been written yet"
    return ""


class Looking:
    """Asks a home what is kept, as often as one likes: files are read when one of them has changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._when: tuple[int, ...] = ()
        self._kept = Kept()

    def kept(self) -> Kept:
        path = self._home.path
        when = tuple(_changed(each) for each in (path / FOLDER, path / "home.json"))
        if when != self._when:
            self._when, self._kept = when, seen(self._home)
        return self._kept


def seen(home: Home) -> Kept:
    found = listed(home.path / FOLDER, home.desk)
    newest = found[0].made if found else None
    try:
        sheet = read_home(home.path).sheet
    except StoreRefused:
        sheet = ""
    return Kept(newest, len(found), sum(each.size for each in found), tries(home.path), sheet)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
