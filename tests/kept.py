"""A whole home with a desk in it, for tests of backups: key, clock, and comments that somebody decided."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from moderator import backups, keeping
from moderator.backups import Backup
from moderator.clock import HandClock
from moderator.console import look_first
from moderator.home import DATABASE, Home, find_home, save
from moderator.journal import verify
from moderator.keys import check_value, derive
from moderator.settings import Settings
from moderator.store import accounts, journal
from moderator.store.db import Sqlite, open_sqlite
from tests.store.desks import comment, gather

KEY = bytes(range(32))


@dataclass
class Desk:
    """`write` adds a page of comments with a line in the journal."""

    home: Home
    clock: HandClock
    key: bytes = KEY
    pages: int = 0

    @property
    def path(self) -> Path:
        return self.home.path / DATABASE

    @property
    def folder(self) -> Path:
        return self.home.path / backups.FOLDER

    def open(self) -> Sqlite:
        return open_sqlite(self.path, derive(self.key, "database"), self.clock)

    def write(self, pages: int = 1) -> None:
        db = self.open()
        for _ in range(pages):
            write_page(db, self.pages)
            self.pages += 1
        db.close()

    def back_up(self, to: Path | None = None) -> Backup:
        db = self.open()
        try:
            return keeping.back_up(self.home, self.key, db, self.clock, to=to)
        finally:
            db.close()

    def comments(self) -> int:
        db = self.open()
        try:
            verdict = verify(journal.lines(db))
            assert verdict.ok, verdict
            return len(db.query("SELECT id FROM comment"))
        finally:
            db.close()

    def look(self) -> None:
        """What every start does."""
        look_first(self.home, self.key, Settings())

    def spoil(self, at: int = -3000) -> bytes:
        """A bit of the database falls over. Returns the bytes as they are now."""
        return flip(self.path, at)


def write_page(db: Sqlite, page: int, size: int = 40) -> None:
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "City Transport")
    gather(db, account, [comment(f"{page}.{n}", f"You absolute turnip {page} {n}") for n in range(size)])
    with db.transaction():
        journal.append(db, "worker", "gathered", f"page {page}", {"new": size})


def flip(file: Path, at: int = -3000) -> bytes:
    body = bytearray(file.read_bytes())
    body[at] ^= 16
    file.write_bytes(bytes(body))
    return bytes(body)


def new_desk(path: Path, clock: HandClock, key: bytes = KEY) -> Desk:
    home = replace(find_home(environ={"MODERATOR_HOME": str(path)}, clock=clock), check=check_value(key))
    save(home)
    return Desk(home, clock, key)


def copy_of(desk: Desk, path: Path) -> Desk:
    shutil.copytree(desk.home.path, path)
    return Desk(replace(desk.home, path=path), desk.clock, desk.key, desk.pages)
