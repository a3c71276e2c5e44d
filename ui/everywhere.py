"""What can be done from anywhere in the window: its shortcuts, the `?` sheet and the palette.

The window says what it can do; here it gets its keys, its lines on the sheet and its names in the palette.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from moderator import actions
from moderator.actions import Action
from ui import keys
from ui.keysheet import KeySheet, Part
from ui.palette import Command, Palette
from ui.rail import allowed
from ui.screens import SCREENS
from ui.settings.backing import NOW as BACK_UP

if TYPE_CHECKING:
    from moderator.clock import Clock
    from ui.diary.dialog import DiaryDialog
    from ui.window import Window

DIARY = "Open my private check-in"


class Everywhere(QWidget):
    """See the module. A widget that is never seen, so that it hears of other keys."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.hide()
        self._window = window
        self.sheet: KeySheet | None = None
        self.diary: DiaryDialog | None = None
        self._shortcuts: list[tuple[Action, QShortcut]] = []
        self._add(actions.PALETTE, self.show_palette, always=True)
        self._add(actions.SWITCH_PERSON, window.switch_person, always=True)
        for at, action in enumerate(actions.SCREENS[: len(SCREENS)]):
            self._add(action, partial(window.show_screen, at))
        self._add(actions.CONNECT, window.show_welcome)
        self.keys_changed()

    def _add(self, action: Action, act: Callable[[], object], *, always: bool = False) -> None:
        """Not at the sign-in, not while the screen is covered or a break stands: then there is one thing to do."""

        def pressed() -> None:
            if always or (not self._window.closed() and self.sheet is None):
                act()

        shortcut = QShortcut(self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(pressed)
        self._shortcuts.append((action, shortcut))

    def keys_changed(self) -> None:
        for action, shortcut in self._shortcuts:
            shortcut.setKey(keys.sequence(action))

    # the sheet

    def show_keys(self, shown: Any) -> None:
        """The keys of the screen that is shown, and those that work everywhere."""
        if self.sheet is not None:
            return
        parts: list[Part] = []
        if shown in self._window.screens and (listed := _ask(shown, "keys")):
            parts.append((SCREENS[self._window.screens.index(shown)].title, listed))
        parts.append(("Everywhere", self.listed()))
        self.sheet = KeySheet(parts, self._window)
        self.sheet.closed.connect(self._closed)

    def close_sheet(self) -> None:
        """Whatever stands over the window of what is somebody's own."""
        if self.sheet is not None:
            self.sheet.close_sheet()
        if self.diary is not None:
            self.diary.reject()

    def _closed(self) -> None:
        self.sheet = None

    def listed(self) -> list[tuple[str, str]]:
        """For the sheet: only what whoever sits here can do."""
        listed = []
        if self._window.here is not None:
            listed = [(keys.written(actions.SCREENS[at]), SCREENS[at].title) for at in self._allowed()]
            if self._window.may_connect():
                listed.append(_line(actions.CONNECT))
            if self._window.here.several:
                listed.append(_line(actions.SWITCH_PERSON))
            listed.append(_line(actions.PALETTE))
        return [*listed, _line(actions.COVER), _line(actions.SUPPORT), _line(actions.KEYS)]

    # the palette

    def show_palette(self) -> None:
        if self._window.here is not None:
            self._window.cover_words()
            Palette(self.commands(), self._window).open()

    def commands(self) -> list[Command]:
        """What this person can do from here: on the screen that is shown, and about the window."""
        window = self._window
        if window.here is None:
            return []
        shown: Any = window.stack.currentWidget()
        found = [*(_ask(shown, "commands") or ())] if shown in window.screens else []
        for at in self._allowed():
            if window.screens[at] is not shown:
                title = f"Go to {SCREENS[at].title}"
                found.append(Command(title, keys.cap(actions.SCREENS[at]), partial(window.show_screen, at)))
        if window.here.several:
            found.append(
                Command("Sign out, switch person", keys.cap(actions.SWITCH_PERSON), window.switch_person)
            )
            found.append(Command("Change my passphrase", "", window.change_passphrase))
        if window.may_connect():
            found.append(Command(actions.CONNECT.title, keys.cap(actions.CONNECT), window.show_welcome))
        if window.may_back_up():
            found.append(Command(BACK_UP, "", window.back_up))
        found.append(Command(DIARY, "", self.show_diary))
        found.append(Command(actions.COVER.title, keys.cap(actions.COVER), window.cover))
        found.append(Command(actions.SUPPORT.title, keys.cap(actions.SUPPORT), window.support.open))
        found.append(Command("List the keys", keys.cap(actions.KEYS), window.show_keys))
        return found

    # the diary

    def show_diary(self) -> None:
        """Of whoever sits here. What it needs to load is loaded now: most days nobody opens it."""
        window = self._window

        def show(of: tuple[Path, str, Clock]) -> None:
            from ui.diary.dialog import DiaryDialog

            if self.diary is None and window.here is not None:
                window.cover_words()
                self.diary = DiaryDialog(*of, window)
                self.diary.finished.connect(self._diary_closed)
                self.diary.open()

        window.work.store(lambda console: (console.home.path, console.here().person, console.clock), show)

    def _diary_closed(self) -> None:
        self.diary = None

    def _allowed(self) -> Iterator[int]:
        """Which screens whoever sits here may see."""
        held = self._window.here.roles if self._window.here is not None else frozenset()
        return (at for at, screen in enumerate(SCREENS) if allowed(screen, held))


def _line(action: Action) -> tuple[str, str]:
    return keys.written(action), action.title


def _ask(screen: Any, what: str) -> Any:
    """What a screen does where it does that; see `ui/screens.py`."""
    does = getattr(screen, what, None)
    return None if does is None else does()
