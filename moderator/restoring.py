"""Bringing a desk back from a backup: over a damaged or lost database, or on a new machine.

The backup is copied into the home and verified there, to the last head of its journal, before anything is put in its
place. What was there before is kept aside as it is. A kill at any moment leaves the old desk, or the new one, or a
state that is noticed at the next start and ended by restoring again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from moderator import __version__, backups
from moderator.backups import Backup
from moderator.clock import Clock, from_us
from moderator.faults import fault
from moderator.home import DATABASE, Home, alone, home_of, read_home, write_private
from moderator.journal import verify
from moderator.keeping import SETTINGS, SPARE, settings_of, verify_backup
from moderator.keys import check_value, derive
from moderator.problems import BadInput, DamagedStore, DiskFull, NewerSchema, NotAllowed
from moderator.store import heads, journal, presence
from moderator.store.backup import copy_bytes, problem_of, to_disk
from moderator.store.db import open_sqlite
from moderator.store.health import State, look
from moderator.store.migrate import copies_beside
from moderator.store.salvage import Salvaged, salvage
from moderator.store.steps import STEPS

ASIDE = "set-aside"


@dataclass(frozen=True, slots=True)
class Restored:
    """`lost`: lines of the journal that were written after the backup, None when that is not known.
    `until` is the time of its last line. `aside` is where the file that was there before is kept. `passed_over` says
    why newer backups were not taken."""

    backup: Backup
    lost: int | None
    until: datetime | None
    aside: Path | None
    passed_over: tuple[str, ...] = ()


def choose(source: Path, desk: str = "", *, several: bool = False) -> list[Backup]:
    """A backup by its file, or those of a folder, newest first. Raises BadInput.

    `several`: the folder may be that of several desks; `of_key` says which of them are whose.
    """
    if source.is_dir():
        found = backups.listed(source, desk) or backups.listed(source / backups.FOLDER, desk)
        desks = {each.desk for each in found}
        if not found:
            _demand_whole(source)
            raise BadInput(
                f"There is no backup in {source}",
                "A backup is a .db with a .json beside it",
                "Name its folder",
            )
        if len(desks) > 1 and not several:
            raise BadInput(
                f"{source} holds the backups of {len(desks)} desks",
                "The recovery sheet says which desk is whose",
                f"Name one file, such as {found[0].path.name}",
            )
        return found
    if not source.exists():
        raise BadInput(f"{source} is not there", "", "List what there is: moderator backups")
    has_facts = source.with_suffix(".json").exists()
    return [backups.read_backup(source) if has_facts else backups.bare_backup(source)]


def key_checks(found: Iterable[Backup]) -> set[str]:
    """What tells the keys of these apart; empty where one says nothing of its key."""
    checks = {str(each.home.get("check", "")) for each in found}
    return set() if "" in checks else checks


def of_key(found: Sequence[Backup], key: bytes) -> list[Backup]:
    """Those whose key this is, or that do not say."""
    return [each for each in found if each.home.get("check") in (None, "", check_value(key))]


def _demand_whole(folder: Path) -> None:
    """Raises BadInput for a folder whose backups were not copied to their end."""
    for path in sorted([*folder.glob("d-*.db"), *(folder / backups.FOLDER).glob("d-*.db")], reverse=True):
        try:
            said, there = backups.read_backup(path).size, path.stat().st_size
        except (BadInput, OSError):
            continue
        if there < said:
            raise BadInput(
                f"{path.name} was not copied to its end",
                f"{there:,} of its {said:,} bytes are there",
                "Copy it once more, or choose another folder",
            )


@contextmanager
def adopted(path: Path, backup: Backup) -> Iterator[None]:
    """As `adopt`, for as long as what follows goes well; when it does not, the home is whose it was before.

    Otherwise the next start would meet the name of one desk beside the key of another.
    """
    file = path / "home.json"
    had = file.exists()
    took = adopt(path, backup)
    try:
        yield
    except BaseException:
        if took:
            with alone(path):
                if had:
                    (path / "home.json.before").replace(file)
                else:
                    file.unlink(missing_ok=True)
        raise


def adopt(path: Path, backup: Backup) -> bool:
    """Make `path` the home of the backup's desk, where there is none yet or one in which nothing was ever done.

    Says whether it was not so before. Raises NotAllowed when another desk lives there.
    """
    coming = home_of(path, dict(backup.home))
    if coming.rehearsal or not re.fullmatch(r"d-[a-z2-7]{1,32}", coming.desk):
        raise BadInput(f"{backup.path.name} is not the backup of a desk", "", "Choose another backup")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(path):
        file = path / "home.json"
        if file.exists():
            if read_home(path).desk == backup.desk:
                return False
            head = heads.head_file(path / DATABASE)
            if head.exists() and head.stat().st_size:
                raise NotAllowed(
                    f"{path} is the home of another desk",
                    "Work was done in it",
                    "Name an empty folder: moderator restore BACKUP --into FOLDER",
                )
            file.replace(path / "home.json.before")
        write_private(file, json.dumps(dict(backup.home), indent=1).encode("utf-8"))
    return True


def restore(home: Home, candidates: Iterable[Backup], key: bytes, clock: Clock) -> Restored:
    """Put the first of these that checks out in the place of the home's database.

    `key` is the desk's root key. Raises StoreBusy while the desk is open anywhere, NewerSchema, DiskFull, and
    DamagedStore when none of them is what it was; nothing has changed then.
    """
    database = home.path / DATABASE
    passed_over: list[str] = []
    with presence.alone(database):
        for backup in candidates:
            try:
                return _restore(home, database, backup, key, clock, tuple(passed_over))
            except DamagedStore as damaged:
                passed_over.append(f"{backup.path.name} is not what it was: {damaged.why or damaged.what}.")
    raise DamagedStore(
        "No backup could be restored",
        " ".join(passed_over),
        "Look for one elsewhere, such as the second folder",
    )


def _restore(
    home: Home, database: Path, backup: Backup, key: bytes, clock: Clock, passed_over: tuple[str, ...]
) -> Restored:
    database_key = derive(key, "database")
    if backup.schema > len(STEPS):
        raise NewerSchema(
            f"The backup {backup.path.name} was made by a newer program",
            f"it has schema {backup.schema}, made by version {backup.by}; this is {__version__}",
            "Install that version or a newer one; nothing was changed",
        )
    _demand_room(home.path, backup)
    known = heads.known(database, database_key)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=home.path) as folder:
        new = Path(folder) / DATABASE
        try:
            _fetch(backup.path, new)
        except OSError as refused:
            if not backup.path.exists():
                raise BadInput(
                    f"{backup.path} is not there any more",
                    "",
                    "Plug the stick in again, or connect the share, and choose its folder once more",
                ) from None
            raise problem_of(refused, new) from None
        verify_backup(backup, new, key)
        fault("restore.verified")
        head = _sign(new, database_key, clock, home.person, backup, known)
        aside = set_aside(home.path, clock)
        fault("restore.kept_aside")
        _put(new, database)
    heads.begin_at(database, database_key, head)
    _bring_settings(home, backup, key)
    lost = None if known is None else max(0, known.seq - backup.lines)
    until = from_us(backup.at_us) if backup.at_us else None
    return Restored(backup, lost, until, aside, passed_over)


def go_on(home: Home, key: bytes, clock: Clock) -> int:
    """Go on with a database that is older than it should be, as it is; the gap is written into the journal.

    Returns how many lines of the journal are missing. Raises NotAllowed when it is not older but damaged, or well.
    """
    database, database_key = home.path / DATABASE, derive(key, "database")
    with presence.alone(database):
        health = look(database, database_key)
    if health.state is not State.OLDER:
        raise NotAllowed(
            "The desk database is not an older one", f"it is {health.state}", "There is nothing to go on with"
        )
    db = open_sqlite(database, database_key, clock)
    try:
        facts = {"lines": health.lines, "known": health.known}
        with db.transaction():
            journal.append(db, home.person, "went on with an older database", "desk", facts)
        last = journal.head(db)
    finally:
        db.close()
    heads.begin_at(database, database_key, heads.Head(last[0], last[1]))
    return max(0, health.known - health.lines)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What `recover` could save; `whole_journal` is False when lines of the journal are missing in between."""

    rows: Salvaged
    whole_journal: bool
    aside: Path | None


def recover(home: Home, key: bytes, clock: Clock, candidates: Iterable[Backup] = ()) -> Recovered:
    """Carry what can be read out of a damaged database into a new one, and fill its gaps from a backup.

    Where the list of its tables is spoilt, any of these, and the copies beside it, may say where they begin. The damaged
    file is kept aside as it is. Raises StoreBusy, DiskFull, and DamagedStore when nothing can be read.
    """
    database, database_key = home.path / DATABASE, derive(key, "database")
    copies = list(candidates)
    with presence.alone(database):
        filling = _first_good(copies, key)
        others = [each.path for each in copies] + copies_beside(database)
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=home.path) as folder:
            new = Path(folder) / DATABASE
            rows, whole, head = _salvaged(home, database, filling, others, new, database_key, clock)
            aside = set_aside(home.path, clock)
            _put(new, database)
        heads.begin_at(database, database_key, head)
    return Recovered(rows, whole, aside)


def _first_good(candidates: Iterable[Backup], key: bytes) -> Backup | None:
    for each in candidates:
        with suppress(DamagedStore):
            verify_backup(each, each.path, key)
            return each
    return None


def _salvaged(
    home: Home,
    database: Path,
    filling: Backup | None,
    others: Sequence[Path],
    new: Path,
    key: bytes,
    clock: Clock,
) -> tuple[Salvaged, bool, heads.Head]:
    db = open_sqlite(new, key, clock)
    try:
        rows = salvage(database, filling.path if filling else None, db, others)
        if not rows.read:
            raise DamagedStore("Nothing of the desk database can be read", "", "Restore the last backup")
        facts = {"read": rows.read, "filled": rows.filled, "left out": rows.left_out, "gaps": rows.gaps}
        if rows.told:
            facts |= {"tables found": rows.told.total(), "tables lost": len(rows.lost)}
        with db.transaction():
            journal.append(db, home.person, "recovered what could be read", "desk", facts)
        last = journal.head(db)
        return rows, verify(journal.lines(db)).ok, heads.Head(last[0], last[1])
    finally:
        db.close()


def _demand_room(home: Path, backup: Backup) -> None:
    if shutil.disk_usage(home).free < backup.size + SPARE:
        raise DiskFull(
            "There is no room to restore",
            f"{(backup.size + SPARE) // 1_000_000} MB are needed in {home}",
            "Free some space; nothing was changed",
        )


def _fetch(source: Path, new: Path) -> None:
    file = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        copy_bytes(file, new)
    finally:
        os.close(file)


def _sign(
    new: Path, key: bytes, clock: Clock, person: str, backup: Backup, known: heads.Head | None
) -> heads.Head:
    """The journal of what comes back says that it came back, and what it lacks."""
    db = open_sqlite(new, key, clock)
    try:
        facts = {
            "made": backup.made.isoformat(),
            "lines": backup.lines,
            "known": known.seq if known else None,
        }
        with db.transaction():
            journal.append(db, person, "restored from a backup", "desk", facts)
        last = journal.head(db)
        return heads.Head(last[0], last[1])
    finally:
        db.close()


def set_aside(home: Path, clock: Clock) -> Path | None:
    """Keep what is there now under another name, byte for byte. Returns its folder, None when there was nothing."""
    database = home / DATABASE
    if not database.exists():
        return None
    folder = home / ASIDE / f"{clock.wall():%Y%m%dT%H%M%S}"
    while folder.exists():
        folder = folder.with_name(folder.name + "+")
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700)
    for tail in ("", "-wal", ".head"):
        file = database.with_name(database.name + tail)
        if file.exists():
            _keep(file, folder / file.name)
    to_disk(folder)
    to_disk(folder.parent)
    return folder


def _keep(file: Path, there: Path) -> None:
    try:
        os.link(file, there)
    except OSError:  # a file system without links
        shutil.copy2(file, there)
        to_disk(there)


def _put(new: Path, database: Path) -> None:
    """The old log first: it must not meet another file."""
    for tail in ("-wal", "-shm"):
        database.with_name(database.name + tail).unlink(missing_ok=True)
    to_disk(database.parent)
    fault("restore.log_removed")
    to_disk(new)
    new.replace(database)
    to_disk(database.parent)
    fault("restore.put")


def _bring_settings(home: Home, backup: Backup, key: bytes) -> None:
    file = home.path / SETTINGS
    text = settings_of(backup, key, home.desk)
    if text and not file.exists():
        with suppress(OSError):
            write_private(file, text.encode("utf-8"))
