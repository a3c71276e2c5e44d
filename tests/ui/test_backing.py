"""An admin makes a backup from the window: it says how far it is, where it lies and what was proved, or what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from moderator import backups
from moderator.backups import Kept, Tries
from moderator.clock import SystemClock
from moderator.console import open_console
from moderator.home import Home, read_home
from moderator.keeping import verify_backup
from moderator.keys import find_home, root_key
from moderator.settings import Settings
from ui.settings.backing import BackupRows, backed_up, kept_words
from ui.window import Window
from ui.work import Work

LEFT = Qt.MouseButton.LeftButton


@dataclass
class At:
    qtbot: object
    home: Home
    key: bytes
    window: Window
    told: list[str]

    @property
    def rows(self) -> BackupRows:
        return self.window.settings.backing

    @property
    def folder(self) -> Path:
        return self.home.path / backups.FOLDER

    def made(self) -> list[backups.Backup]:
        return backups.listed(self.folder, self.home.desk)

    def end(self) -> str:
        self.qtbot.waitUntil(self.rows.now.isEnabled, timeout=60_000)
        return self.rows.told.text()


@pytest.fixture
def at(qtbot) -> Iterator[At]:
    yield from _sit(qtbot)


@pytest.fixture
def rehearsing(qtbot) -> Iterator[At]:
    yield from _sit(qtbot, rehearsal=True)


def _sit(qtbot, *, rehearsal: bool = False) -> Iterator[At]:
    key = root_key(find_home(), given=os.urandom(32), ask=lambda _: "")
    home, settings = read_home(find_home().path), Settings()
    if rehearsal:
        home = Home(home.path, True, home.person, home.desk, home.check)
    work = Work(lambda: open_console(home, key, SystemClock(), settings))
    bugs: list[BaseException] = []
    work.bug.connect(bugs.append)
    window = Window(work, settings, home.path, rehearsal=rehearsal)
    qtbot.addWidget(window, before_close_func=lambda _: window.queue.leave())
    with qtbot.waitExposed(window):
        window.show()
    window.begin()
    qtbot.waitUntil(lambda: window.here is not None)
    told: list[str] = []
    window.settings.backing.told_more.connect(told.append)
    qtbot.waitUntil(lambda: not work.busy, timeout=20_000)
    yield At(qtbot, home, key, window, told)
    qtbot.waitUntil(lambda: not work.busy, timeout=20_000)
    work.close()
    assert bugs == []


def command(at: At):
    return next((each for each in at.window.commands() if each.title == "Back up now"), None)


def test_the_palette_backs_up_from_any_screen_and_the_result_names_the_place_and_its_proof(at: At):
    found = command(at)
    assert found is not None
    found.run()
    assert at.window.stack.currentWidget() is at.window.settings
    assert not at.rows.now.isEnabled()
    at.qtbot.waitUntil(lambda: not at.rows.told.visibleRegion().isEmpty())
    said = at.end()
    [made] = at.made()
    assert str(made.path) in said
    assert made.sha256 in said.replace(" ", "")
    assert f"to line {made.lines}" in said
    assert "Every page fits its seal" in said
    verify_backup(made, made.path, at.key)
    assert any("Copying… " in each for each in at.told)
    assert any("Checking every page" in each for each in at.told)
    at.qtbot.waitUntil(lambda: at.rows.kept.text().startswith("1 backup in the desk's folder"))
    assert backups.tries(at.home.path).trouble == ""


def test_a_backup_that_cannot_be_made_says_why_and_what_to_do(at: At):
    at.window.show_screen(at.window.screens.index(at.window.settings))
    at.qtbot.waitUntil(lambda: at.rows.isVisibleTo(at.window))
    at.folder.mkdir(exist_ok=True)
    for part in at.folder.iterdir():
        part.unlink()
    at.folder.rmdir()
    at.folder.write_text("no folder")
    at.qtbot.mouseClick(at.rows.now, LEFT)
    said = at.end()
    assert "cannot be used" in said
    assert "Name another one" in said
    assert not said.startswith("moderator")
    assert "{" not in said


def test_a_rehearsal_offers_no_backup(rehearsing: At):
    assert command(rehearsing) is None
    rehearsing.window.show_screen(rehearsing.window.screens.index(rehearsing.window.settings))
    rehearsing.qtbot.waitUntil(lambda: not rehearsing.window.work.busy)
    assert not rehearsing.rows.isVisibleTo(rehearsing.window)


def test_what_there_is_is_told_in_words():
    newest = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    assert kept_words(Kept()) == "None yet. The worker makes one every hour while it runs."
    told = kept_words(Kept(newest, 3, 2_500_000, Tries(tested=newest, test="Its journal does not hold.")))
    assert told.startswith("3 backups in the desk's folder, 2.5 MB. The newest is of ")
    assert told.endswith("did not go well: Its journal does not hold.")
    assert "went well" in kept_words(Kept(newest, 1, 100_000, Tries(tested=newest)))


def test_a_second_copy_that_failed_is_told_beside_the_backup():
    made = {
        "path": "/desk/x.db",
        "size": 1_000_000,
        "sha256": "ab",
        "lines": 1200,
        "copied": "The share is gone.",
    }
    assert backed_up(made).splitlines()[-1] == "The second copy could not be made: The share is gone."
    assert "to line 1,200" in backed_up(made)
    assert (
        backed_up(made | {"copied": "", "second": "/media/stick"}).splitlines()[-1]
        == "Second copy: in /media/stick"
    )
