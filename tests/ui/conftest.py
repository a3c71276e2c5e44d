"""The queue screen over a real encrypted store, with a clock that is moved by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from moderator.clock import HandClock
from moderator.console import DATABASE, open_console, open_db
from moderator.home import Home
from moderator.keymap import Keymap
from moderator.settings import Settings
from moderator.store import accounts
from tests.desk.conftest import Office
from ui import keys
from ui.look import theme
from ui.queue.screen import QueueScreen
from ui.settings.screen import SettingsScreen
from ui.work import Work


@pytest.fixture(autouse=True)
def as_it_comes(qapp: QApplication) -> None:
    theme.apply(qapp, theme.LIGHT)
    keys.use(qapp, Keymap())


@dataclass
class Sitting:
    """A window with the queue, and the office whose comments wait in it."""

    qtbot: object
    office: Office
    clock: HandClock
    work: Work
    window: QMainWindow
    screen: QueueScreen

    def settle(self) -> None:
        """Until the desk has answered everything, and the answers are on the screen."""
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=5000)
        QApplication.processEvents()  # what was just put into a layout is shown with the next round
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=5000)

    def begin(self) -> None:
        """Look at the line."""
        self.screen.refresh()
        self.settle()
        self.screen.setFocus()

    def beat(self) -> None:
        """Let the desk notice that time has passed."""
        self.screen.pulse.tick()
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.screen, key, modifier)
        self.settle()

    def down(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyPress(QApplication.focusWidget() or self.screen, key, modifier)

    def up(self, key: Qt.Key) -> None:
        """Until the release has counted."""
        self.qtbot.keyRelease(QApplication.focusWidget() or self.screen, key)
        self.qtbot.waitUntil(lambda: not self.screen.looking._letting_go.isActive(), timeout=5000)

    def repeat(self, key: Qt.Key, at: int) -> None:
        """A held key repeats as X does it: a release and a press at the same moment, with nothing to tell that."""
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
            event.setTimestamp(at)
            QApplication.sendEvent(QApplication.focusWidget() or self.screen, event)

    def open(self, card_id: int) -> None:
        self.screen.seat.open(card_id)
        self.settle()
        self.past_guard()

    def past_guard(self) -> None:
        self.screen._guard.stop()
        self.screen.verdicts.panel._fresh.stop()

    def text(self) -> str:
        """The words on the screen."""
        return self.screen.reader.text()

    def state(self, card_id: int) -> str:
        row = self.office.db.one("SELECT state FROM card WHERE id = :id", id=card_id)
        assert row is not None
        return str(row["state"])


@pytest.fixture
def sitting(qtbot, tmp_path: Path, clock: HandClock) -> Iterator[Sitting]:
    yield from _sit(qtbot, tmp_path, clock, Settings())


@pytest.fixture
def pressing_once(qtbot, tmp_path: Path, clock: HandClock) -> Iterator[Sitting]:
    yield from _sit(qtbot, tmp_path, clock, Settings(press_once=True))


def _sit(qtbot, path: Path, clock: HandClock, settings: Settings) -> Iterator[Sitting]:
    key, folder = os.urandom(32), path / "home"
    folder.mkdir(mode=0o700)
    home = Home(folder, False, "ann", "desk-1", "")
    db = open_db(home, key, clock, settings)
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "City Transport")
    office = Office(folder / DATABASE, key, clock, db, account)
    bugs: list[BaseException] = []
    work = Work(lambda: open_console(home, key, clock, settings))
    work.bug.connect(bugs.append)
    window = QMainWindow()
    screen = QueueScreen(work, settings)
    window.setCentralWidget(screen)
    window.resize(1384, 868)
    qtbot.addWidget(window, before_close_func=lambda _: screen.leave())  # it is deleted before this goes on
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    sat = Sitting(qtbot, office, clock, work, window, screen)
    yield sat
    work.close()
    for opened in [*office.dbs, db]:
        opened.close()
    assert bugs == []


@pytest.fixture
def told(sitting: Sitting) -> Callable[[], str]:
    """The newest sentence for the status line."""
    sentences: list[str] = []
    sitting.screen.said.connect(sentences.append)
    return lambda: sentences[-1] if sentences else ""


@pytest.fixture
def settings_page(qtbot, sitting: Sitting, tmp_path: Path) -> SettingsScreen:
    made = SettingsScreen(sitting.work, Settings(), policy=tmp_path / "policy.toml")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    sitting.settle()
    sitting.settle()
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says these of windows with a least size or brought to the front; they mean nothing."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)"))
