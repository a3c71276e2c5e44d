"""Copies of the desk's file: made whole, checked, and only then given their name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from moderator.problems import DamagedStore, DiskFull, StoreProblem
from moderator.store.sqlite import Sqlite


def backup(db: Sqlite, into: Path) -> Path:
    """Copy the whole store to `into`, under the same key, while others go on writing.

    The name appears only once the copy is complete, checked and on the disk; an older copy of that name is
    kept until then. Outside of a transaction. Raises DamagedStore when the copy does not check out.
    """
    half = into.with_name(into.name + ".part")
    half.unlink(missing_ok=True)
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        db.copy_into(half)
        if wrong := db.damage_of(half):
            raise DamagedStore(
                "The copy of the desk database is damaged",
                wrong[0],
                "Look at the disk; the original was kept",
            )
        _to_disk(half)
        half.replace(into)
        _to_disk(into.parent)
    except OSError as fault:
        raise _problem(fault, into) from None
    finally:
        half.unlink(missing_ok=True)
    return into


def _problem(fault: OSError, into: Path) -> StoreProblem:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            "The disk is full", f"there is no room for a copy in {into.parent}", "Free some space"
        )
    return StoreProblem("The copy could not be made", os.strerror(fault.errno or 0), f"Look at {into.parent}")


def _to_disk(path: Path) -> None:
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
