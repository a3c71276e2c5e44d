"""From one's own desk to the rehearsal and back, in one run of the program."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from moderator.commands.opening import Opening
from moderator.home import home_path
from tests.ui.test_first_start import Person, shown
from ui import app
from ui.look.choice import Choice
from ui.welcome.pages import Rehearsing, Ways
from ui.window import Window


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a desktop sets for the whole process is taken back."""
    for holder, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(holder, name, getattr(holder, name))
    signals = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in signals.items():
        signal.signal(each, handler)


def _opening() -> Opening:
    """With a key that is handed over once, as a service or a script does it."""
    reader, writer = os.pipe()
    os.write(writer, b"5e" * 32 + b"\n")
    os.close(writer)
    return Opening(reader)


def _window(title: str) -> Window | None:
    window = shown(Window)
    found = isinstance(window, Window) and window.windowTitle() == title and window.here is not None
    return window if found else None  # type: ignore[return-value]


def _choose(title: str, page: type, way: str):
    def act() -> bool:
        window = _window(title)
        if window is None or not isinstance(window.welcome.page, page) or not window.welcome.isVisible():
            return False
        choice = next(each for each in window.findChildren(Choice) if each.accessibleName().startswith(way))
        choice.click()
        return True

    return act


def _ask_for_more() -> bool:
    window = _window("Moderator (rehearsal)")
    if window is None or window.stack.currentWidget() is not window.queue:
        return False
    window.rail.connect_button.click()
    return True


def _leave() -> bool:
    window = _window("Moderator")
    if window is None:
        return False
    window.quit()
    return True


def test_the_rehearsal_is_entered_and_left_again_without_starting_the_program_anew(qapp: QApplication):
    person = Person(
        _choose("Moderator", Ways, "Try it first"),
        _ask_for_more,
        _choose("Moderator (rehearsal)", Rehearsing, "Go to my own desk"),
        _leave,
    )
    assert app.run(_opening(), rehearsal=False, time_scale=1) == 0
    assert person.left == []
    assert (home_path() / "desk.db").exists()
    assert (home_path() / "rehearsal" / "desk.db").exists()
