"""The whole window over one person's own desk, with comments in it or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from moderator.clock import HandClock
from moderator.console import DATABASE, Console, open_console, open_db
from moderator.home import find_home
from moderator.keys import root_key
from moderator.settings import Settings
from moderator.store import accounts
from tests.desk.conftest import Office
from ui.window import Window
from ui.work import Work

KEY = bytes(range(32))


@dataclass
class House:
    """`say` brings a scored comment to the desk; `begin` opens the window on it."""

    qtbot: object
    clock: HandClock
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.home = find_home(clock=self.clock)
        root_key(self.home, given=KEY, ask=lambda _: "")
        self.db = open_db(self.home, KEY, self.clock, self.settings)
        self.bugs: list[BaseException] = []
        self.work = Work(self._console)
        self.work.bug.connect(self.bugs.append)
        self.window = self.another_window()

    def _console(self) -> Console:
        return open_console(self.home, KEY, self.clock, self.settings)

    def another_window(self) -> Window:
        made = Window(self.work, self.settings, Path(self.home.path), rehearsal=False)
        self.qtbot.addWidget(made)
        return made

    def connect_account(self) -> None:
        with self.db.transaction():
            accounts.ensure(self.db, "file", "", "City Transport")

    def say(self, *texts: str) -> list[int]:
        with self.db.transaction():
            account = accounts.ensure(self.db, "rehearsal", "", "City Transport")
        office = Office(Path(self.home.path) / DATABASE, KEY, self.clock, self.db, account)
        return [office.says(text).id for text in texts]

    def begin(self) -> None:
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.begin()
        self.settle()

    def settle(self) -> None:
        for _ in range(2):
            self.qtbot.waitUntil(lambda: not self.work.busy, timeout=10_000)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def shown(self) -> QWidget | None:
        return self.window.stack.currentWidget()

    def close(self) -> None:
        self.window.quit()
        self.work.close()
        self.db.close()
        assert self.bugs == []


@contextmanager
def house(qtbot: object, clock: HandClock, settings: Settings | None = None) -> Iterator[House]:
    made = House(qtbot, clock, settings or Settings())
    yield made
    made.close()


def words_in(widget: QWidget) -> str:
    """Every text of ours that can be seen in it."""
    told = [
        text
        for each in widget.findChildren(QWidget)
        if each.isVisible() and callable(getattr(each, "text", None)) and isinstance(text := each.text(), str)
    ]
    return os.linesep.join(told)
