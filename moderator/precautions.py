"""What `moderator doctor` says of that which would bring this desk back: its file, backups, recovery sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from moderator import backups
from moderator.console import look_first
from moderator.examine import BROKEN, NOTE, OK, Finding
from moderator.home import Home
from moderator.problems import StoreProblem
from moderator.restoring import ASIDE
from moderator.settings import Settings


def taken(home: Home, key: bytes, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Needs no open store. A rehearsal needs no backups, and a team's store is backed up on its server."""
    if settings.store:
        return
    yield _file(home, key, settings)
    if home.rehearsal:
        return
    yield from _backups(backups.seen(home), now)
    if aside := _size_of(home.path / ASIDE):
        says = f"{aside / 1e6:.1f} MB of earlier databases in {ASIDE}; delete them when nobody needs them"
        yield Finding(NOTE, "Set aside", says)


def _file(home: Home, key: bytes, settings: Settings) -> Finding:
    try:
        health = look_first(home, key, settings, thorough=True)
    except StoreProblem as problem:
        return Finding(BROKEN, "Store", problem.sentence())
    if health is None or not health.pages:
        return Finding(OK, "Store", "empty as yet")
    return Finding(
        OK, "Store", f"the file is whole: {health.pages} pages as written, journal of {health.lines} lines"
    )


def _backups(kept: backups.Kept, now: datetime) -> Iterator[Finding]:
    if said := backups.trouble(kept, now, worker_runs=False):
        yield Finding(BROKEN if kept.tries.trouble or kept.tries.test else NOTE, "Backups", said)
    yield _newest(kept, now)
    if kept.tries.tested and not kept.tries.test:
        yield Finding(OK, "Trial restore", f"well on {kept.tries.tested.astimezone():%d %b %Y %H:%M}")
    if not kept.sheet or kept.sheet == "later":
        says = "none was written. Without it a lost keyring is a lost desk. Run: moderator recovery sheet --out FILE"
        yield Finding(NOTE, "Recovery sheet", says)
    else:
        yield Finding(OK, "Recovery sheet", f"written on {kept.sheet}")


def _newest(kept: backups.Kept, now: datetime) -> Finding:
    if kept.newest is None:
        return Finding(NOTE, "Backups", "none yet. The worker makes one every hour; or run: moderator backup")
    hours = int((now - kept.newest).total_seconds() // 3600)
    says = f"{kept.count}, {kept.size / 1e6:,.1f} MB, the newest {hours} h old"
    return Finding(OK if hours < 48 else NOTE, "Backups", says)


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
