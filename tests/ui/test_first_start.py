"""The whole way of a first start, as the program goes it: sheet, desk, back to the door, and the desk again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from moderator.commands.opening import Opening
from moderator.home import find_home, home_path, read_home
from tests import keyrings
from ui import app
from ui.door.bring import BringPage
from ui.door.damaged import ProblemPage
from ui.door.door import Door
from ui.door.refusal import Refusal
from ui.door.sheet import SheetPage
from ui.look.choice import Choice
from ui.window import Window

EVERY = 30  # ms between two looks of the person
PATIENCE = 1500  # looks


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(keyrings.Faithful())
    yield
    keyring.set_keyring(before)


class Person:
    """Does one thing after another, each as soon as it can be done."""

    def __init__(self, *acts: Callable[[], bool]) -> None:
        self.left, self.looks = list(acts), 0
        self.timer = QTimer()
        self.timer.timeout.connect(self._look)
        self.timer.start(EVERY)

    def _look(self) -> None:
        self.looks += 1
        if self.looks > PATIENCE:
            self.timer.stop()
            for each in QApplication.topLevelWidgets():
                each.close()
        elif self.left and self.left[0]():
            self.left.pop(0)


def shown(kind: type[QWidget]) -> QWidget | None:
    return next(
        (each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()), None
    )


def press(window: type[QWidget], page: type[QWidget], name: str) -> Callable[[], bool]:
    def act() -> bool:
        there = shown(window)
        where = None if there is None else next(iter(there.findChildren(page)), None)
        for button in where.findChildren(QAbstractButton) if where is not None else ():
            if button.text() == name and button.isEnabled():
                button.click()
                return True
        return False

    return act


def choose_to_bring_back() -> bool:
    window = shown(Window)
    if not isinstance(window, Window) or window.stack.currentWidget() is not window.welcome:
        return False
    ways = [each for each in window.welcome.findChildren(Choice) if each.accessibleName().startswith("Bring")]
    for way in ways:
        way.click()
    return bool(ways)


def close_window() -> bool:
    window = shown(Window)
    if not isinstance(window, Window) or window.stack.currentWidget() is not window.welcome:
        return False
    window.quit()
    return True


def test_from_the_sheet_to_the_desk_and_back_to_the_door(qapp) -> None:
    person = Person(
        press(Door, SheetPage, "Later"),
        choose_to_bring_back,
        press(Door, BringPage, "Back"),
        close_window,
    )
    assert app.run(Opening(None), rehearsal=False, time_scale=1) == 0
    assert person.left == []
    assert read_home(home_path()).sheet == "later"


def test_a_spoilt_home_is_told_and_opens_once_it_is_put_right(qapp) -> None:
    find_home()
    file = home_path() / "home.json"
    good = file.read_bytes()
    file.write_text("turnips")

    def put_right() -> bool:
        if shown(Refusal) is None:
            return False
        Path(file).write_bytes(good)
        return True

    person = Person(
        put_right,
        press(Refusal, ProblemPage, "Try again"),
        press(Door, SheetPage, "Later"),
        close_window,
    )
    assert app.run(Opening(None), rehearsal=False, time_scale=1) == 0
    assert person.left == []
