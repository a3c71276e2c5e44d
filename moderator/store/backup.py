"""Copies of the desk's file: made whole, checked, and only then given their name.

The file is copied page by page as it lies on the disk, and its log after it, while others go on writing. That is one
moment of the desk: a reading transaction is open, so that the engine brings nothing newer into the file and does not
begin the log afresh; and whatever the log holds whole, up to its last commit, is newer than what was copied before. The
copy is brought together with its log, and then every page's seal and the structure are checked.

Measured with 1,000,000 comments (1.0 GB): this way 7 s, `VACUUM INTO` and the same checks 15 s.
"""

from __future__ import annotations

import errno
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from moderator.faults import fault
from moderator.problems import DamagedStore, DiskFull, StoreProblem
from moderator.store import guard, health
from moderator.store.heads import Head
from moderator.store.sqlite import Sqlite

_CHUNK = 8 << 20  # bytes between two flushes: a commit of somebody else never waits for more than that


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was checked. `head` is the last line of its journal, `at_us` that line's time."""

    path: Path
    sha256: str
    size: int
    schema: int
    head: Head | None
    at_us: int


def backup(db: Sqlite, into: Path, progress: health.Progress | None = None) -> Made:
    """Copy the whole store to `into`, under the same key, while others go on writing.

    The name appears only once the copy is complete, checked and on the disk; an older copy of that name is
    kept until then. Outside of a transaction. `progress` is told how much is done, of how much: copying is one half,
    checking the other. Raises DamagedStore when the copy does not check out.
    """
    half = into.with_name(into.name + ".part")
    _remove(half)
    try:
        _copy(db, half, progress and (lambda done, of: progress(done, 2 * of)))
        fault("backup.copied")
        made = check_copy(half, db.key, progress and (lambda done, of: progress(of + done, 2 * of)))
        to_disk(half)
        half.replace(into)
        to_disk(into.parent)
    except OSError as refused:
        raise problem_of(refused, into) from None
    except sqlcipher.Error as refused:
        raise _damaged(type(refused).__name__) from None
    finally:
        _remove(half)
    return Made(into, made.sha256, made.size, made.schema, made.head, made.at_us)


def _copy(db: Sqlite, half: Path, progress: health.Progress | None) -> None:
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if os.name != "posix":  # there, locks are in the way of reading the file beside the engine
        db.vacuum_into(half)
        return
    log = db.path.with_name(db.path.name + "-wal")
    with db.one_moment():
        file = os.open(db.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            copy_bytes(file, half, progress)
        finally:
            guard.close_late(file)
        with suppress(FileNotFoundError):
            source = os.open(log, os.O_RDONLY | os.O_CLOEXEC)
            try:
                copy_bytes(source, half.with_name(half.name + "-wal"))
            finally:
                os.close(source)
    _bring_together(half, db.key)


def copy_bytes(source: int, into: Path, progress: health.Progress | None = None) -> None:
    """All of an open file, in portions that are on the disk before the next is read."""
    size = os.fstat(source).st_size
    target = os.open(into, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        at = 0
        while count := _some(source, target, at):
            at += count
            os.fdatasync(target)
            if progress is not None:
                progress(min(at, size), size)
    finally:
        os.close(target)


def _some(source: int, target: int, at: int) -> int:
    if hasattr(os, "copy_file_range"):
        with suppress(OSError):  # not between these two file systems
            return os.copy_file_range(source, target, _CHUNK, at, at)
    part = os.pread(source, _CHUNK, at)
    done = 0
    while done < len(part):
        done += os.pwrite(target, part[done:], at + done)
    return len(part)


def _bring_together(half: Path, key: bytes | None) -> None:
    conn = sqlcipher.connect(str(half), isolation_level=None)
    try:
        conn.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        conn.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        conn.close()


def check_copy(copy: Path, key: bytes | None, progress: health.Progress | None = None) -> Made:
    """Every seal, the structure and the hash of a copy, all at once. Raises DamagedStore; writes nothing."""
    found: list[str] = []
    look = threading.Thread(target=lambda: found.extend(_structure(copy, key)), name="structure")
    look.start()
    file = os.open(copy, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        broken, sha256 = health.seals_and_hash(file, key, progress)
        size = os.fstat(file).st_size
    finally:
        look.join()
        os.close(file)
    if broken:
        raise _damaged(f"{len(broken)} of its pages are not as written")
    if found:
        raise _damaged(found[0])
    try:
        with health.reading(copy, key) as conn:
            schema = conn.execute("PRAGMA user_version").fetchone()[0]
            last = conn.execute("SELECT seq, hash, at_us FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlcipher.Error as refused:
        raise _damaged(type(refused).__name__) from None
    head = Head(last[0], last[1]) if last else None
    return Made(copy, sha256, size, schema, head, last[2] if last else 0)


def _structure(copy: Path, key: bytes | None) -> list[str]:
    try:
        with health.reading(copy, key) as conn:
            return [row[0] for row in conn.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
    except sqlcipher.Error as refused:
        return [type(refused).__name__]


def _damaged(why: str) -> DamagedStore:
    return DamagedStore(
        "The copy of the desk database is damaged", why, "Look at the disk; the original was kept"
    )


def problem_of(refused: OSError, into: Path) -> StoreProblem:
    """The refusal of a disk, in words."""
    if refused.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            "The disk is full", f"there is no room for a copy in {into.parent}", "Free some space"
        )
    return StoreProblem(
        "The copy could not be made", os.strerror(refused.errno or 0), f"Look at {into.parent}"
    )


def _remove(half: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        half.with_name(half.name + tail).unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
