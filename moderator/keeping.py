"""Backups are made here: every hour by the worker, or on request, and tried out once a week.

A team's PostgreSQL store is backed up on its server. A rehearsal has nothing to keep.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from moderator import __version__, backups
from moderator.backups import Backup
from moderator.clock import Clock
from moderator.faults import fault
from moderator.home import Home, alone, write_private
from moderator.journal import verify
from moderator.keys import TokenBox, derive
from moderator.problems import DamagedStore, DiskFull, NotAllowed, Problem, StoreProblem
from moderator.store import health, journal, migrate
from moderator.store.backup import backup as copy_store
from moderator.store.backup import check_copy, copy_bytes, problem_of, to_disk
from moderator.store.sqlite import Sqlite

EVERY = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=10)  # after a try that failed
TEST_EVERY = timedelta(days=7)
SPARE = 50_000_000  # bytes that stay free beside a new copy
SHARE = 3  # backups take at most one third of the disk space that is free or theirs
SETTINGS = "settings.toml"
OLDER_SCHEMAS = 2  # copies from before a step of the schema that are kept, as `migrate` made them


def back_up(
    home: Home,
    key: bytes,
    db: Sqlite,
    clock: Clock,
    *,
    to: Path | None = None,
    progress: health.Progress | None = None,
) -> Backup:
    """Make one backup in the home's own folder, or in `to`; older ones there that need not be kept are let go.

    Outside of a transaction, and while others go on writing. Raises DiskFull, DamagedStore, StoreProblem.
    """
    folder = to or home.path / backups.FOLDER
    _make_folder(folder)
    with alone(home.path, "backup.lock"):  # another one would take our half for one that a kill left behind
        return _back_up(home, key, db, clock.wall(), folder, progress)


def _back_up(
    home: Home,
    key: bytes,
    db: Sqlite,
    made_at: datetime,
    folder: Path,
    progress: health.Progress | None,
) -> Backup:
    _make_room(folder, home.desk, db.path)
    made = copy_store(db, folder / backups.name_of(home.desk, made_at), progress)
    fault("backup.named")
    new = Backup(
        path=made.path,
        made=made_at,
        size=made.size,
        sha256=made.sha256,
        schema=made.schema,
        by=__version__,
        lines=made.head.seq if made.head else 0,
        head=made.head.hash if made.head else "",
        at_us=made.at_us,
        home=json.loads((home.path / "home.json").read_text("utf-8")),
        settings=_sealed_settings(home, key),
    )
    try:
        backups.write_facts(new)
        _copy_home(home, folder)
    except OSError as refused:
        backups.remove(new)
        raise problem_of(refused, new.path) from None
    _tidy(folder, home.desk)
    return new


def hourly(
    home: Home,
    key: bytes,
    db: Sqlite,
    clock: Clock,
    second: str = "",
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """What the worker does when it is time: a backup, its second copy, and once a week the trial.

    Never raises a Problem: how it went is noted in the home, and told by the window and `moderator doctor`. What was
    given up because the worker was `stopped` is not noted.
    """
    now, trouble, copied = clock.wall(), "", ""
    try:
        new = back_up(home, key, db, clock)
        tidy_older_schemas(db.path)
        if second:
            copied = _sentence(lambda: copy_to(new, Path(second).expanduser(), home))
    except Problem as problem:
        trouble = problem.sentence()
    if stopped():
        return
    backups.note(home.path, tried=now, trouble=trouble, copied=copied)
    tested = backups.tries(home.path).tested
    if not trouble and (tested is None or not timedelta(0) <= now - tested < TEST_EVERY):
        backups.note(home.path, tested=now, test=_sentence(lambda: test_newest(home, key)))


def on_request(
    home: Home,
    key: bytes,
    db: Sqlite,
    clock: Clock,
    second: str = "",
    progress: health.Progress | None = None,
) -> tuple[Backup, str]:
    """A backup now, and its second copy where a folder for these is set: what was made, and what is wrong with the
    copy. Raises as `back_up`; either way the window and `moderator doctor` know how it went."""
    now, copied = clock.wall(), ""
    try:
        new = back_up(home, key, db, clock, progress=progress)
    except Problem as problem:
        backups.note(home.path, tried=now, trouble=problem.sentence())
        raise
    if second:
        copied = _sentence(lambda: copy_to(new, Path(second).expanduser(), home))
    backups.note(home.path, tried=now, trouble="", copied=copied)
    return new, copied


def due(home: Home, clock: Clock) -> bool:
    """Is it time for a backup? Only the wall clock is asked, so that a restart does not put it off."""
    now = clock.wall()
    newest = backups.listed(home.path / backups.FOLDER, home.desk)
    if newest and timedelta(0) <= now - newest[0].made < EVERY:
        return False
    tried = backups.tries(home.path).tried
    return tried is None or not timedelta(0) <= now - tried < AGAIN_AFTER


def test_newest(home: Home, key: bytes) -> None:
    """Would the newest backup bring the desk back? Raises DamagedStore."""
    found = backups.listed(home.path / backups.FOLDER, home.desk)
    if not found:
        raise StoreProblem("There is no backup to try", "", "Make one: moderator backup")
    verify_backup(found[0], found[0].path, key)


test_newest.__test__ = False  # type: ignore[attr-defined]


def verify_backup(backup: Backup, file: Path, key: bytes) -> None:
    """Is `file` what the backup says: every seal, the structure, the hash, and the journal to its last head?

    Raises DamagedStore. Nothing is written.
    """
    database_key = derive(key, "database")
    made = check_copy(file, database_key)
    if backup.sha256 and made.sha256 != backup.sha256:
        raise _not_as_made(backup, "its hash is another one")
    try:
        with health.reading(file, database_key) as conn:
            head = (backup.lines, backup.head) if backup.head else None
            verdict = verify(journal.lines(health.Reading(conn)), known_head=head)
    except sqlcipher.Error as refused:
        raise _not_as_made(backup, type(refused).__name__) from None
    if not verdict.ok:
        raise _not_as_made(backup, f"its journal does not hold at line {verdict.first_bad}: {verdict.why}")


def _not_as_made(backup: Backup, why: str) -> DamagedStore:
    return DamagedStore(
        f"The backup {backup.path.name} is not as it was made", why, "Choose another: moderator backups"
    )


def copy_to(backup: Backup, folder: Path, home: Home) -> Backup:
    """A second copy elsewhere, read back and compared. It may be a network share: nothing works on it there."""
    _make_folder(folder)
    with alone(home.path, "backup.lock"):
        return _copy_to(backup, folder, home)


def _copy_to(backup: Backup, folder: Path, home: Home) -> Backup:
    try:
        _make_room(folder, home.desk, backup.path)
        there = replace(backup, path=folder / backup.path.name)
        half = there.path.with_name(there.path.name + ".part")
        half.unlink(missing_ok=True)
        try:
            _copy(backup.path, half)
            half.replace(there.path)
        finally:
            half.unlink(missing_ok=True)
        if health.hash_of(there.path) != backup.sha256:
            raise DamagedStore(
                f"The second copy in {folder} is not what was written", "", "Look at that disk or share"
            )
        backups.write_facts(there)
        _copy_home(home, folder)
    except OSError as refused:
        raise problem_of(refused, folder / backup.path.name) from None
    _tidy(folder, home.desk)
    return there


def _tidy(folder: Path, desk: str) -> None:
    try:
        tidy(folder, desk)
    except OSError as refused:
        raise StoreProblem(
            "Older backups could not be removed", os.strerror(refused.errno or 0), f"Look at {folder}"
        ) from None


def tidy(folder: Path, desk: str) -> None:
    """Let go of what need not be kept of this desk, and of halves that a kill left behind."""
    found = backups.listed(folder, desk)
    room = (shutil.disk_usage(folder).free + sum(each.size for each in found)) // SHARE
    kept = {each.path for each in backups.within(backups.keep(found), room)}
    for each in found:
        if each.path not in kept:
            backups.remove(each)
    for half in folder.glob(f"{desk}-*.part*"):
        half.unlink(missing_ok=True)
    for bare in folder.glob(f"{desk}-*.db"):  # killed before its .json was written
        if found and not bare.with_suffix(".json").exists() and bare.name < found[0].path.name:
            bare.unlink(missing_ok=True)


def tidy_older_schemas(database: Path) -> None:
    """Let go of copies that steps of the schema left beside the desk, all but the newest: backups are newer. What cannot
    be removed is tried again in an hour."""
    copies = [(path.stat().st_mtime_ns, path.name, path) for path in migrate.copies_beside(database)]
    for *_, path in sorted(copies, reverse=True)[OLDER_SCHEMAS:]:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _make_room(folder: Path, desk: str, source: Path) -> None:
    """Older backups give way to a new one, all but the newest two."""
    log = source.with_name(source.name + "-wal")
    need = source.stat().st_size + (log.stat().st_size if log.exists() else 0) + SPARE
    while shutil.disk_usage(folder).free < need:
        found = backups.listed(folder, desk)
        fewer = backups.within(found, sum(each.size for each in found) - 1)
        gone = {each.path for each in found} - {each.path for each in fewer}
        if not gone:
            raise DiskFull(
                "There is no room for a backup",
                f"{need // 1_000_000} MB are needed in {folder}",
                "Free some space; until then there is no new backup",
            )
        for each in found:
            if each.path in gone:
                backups.remove(each)


def _sealed_settings(home: Home, key: bytes) -> str:
    try:
        text = (home.path / SETTINGS).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return TokenBox(key).seal(text, "settings", home.desk).hex()


def settings_of(backup: Backup, key: bytes, desk: str) -> str:
    """The settings that were in force, "" when there were none."""
    if not backup.settings:
        return ""
    try:
        return TokenBox(key).open(bytes.fromhex(backup.settings), "settings", desk) or ""
    except ValueError:
        return ""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise StoreProblem(
            f"The folder {folder} cannot be used", os.strerror(refused.errno or 0), "Name another one"
        ) from None


def _copy_home(home: Home, folder: Path) -> None:
    write_private(backups.home_file(folder, home.desk), (home.path / "home.json").read_bytes())


def _copy(source: Path, into: Path) -> None:
    file = os.open(source, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        copy_bytes(file, into)
    finally:
        os.close(file)
    to_disk(into)


def _sentence(call: Callable[[], object]) -> str:
    try:
        call()
    except Problem as problem:
        return problem.sentence()
    return ""


def refuse_others(home: Home, store: str) -> None:
    if home.rehearsal:
        raise NotAllowed("A rehearsal desk has no backups", "Nothing in it is real", "")
    if store:
        raise NotAllowed(
            "This desk's store is on a server",
            "It is backed up there, by whoever runs it",
            "Use pg_dump on the server, and keep the recovery sheet: it holds the key of the tokens",
        )
