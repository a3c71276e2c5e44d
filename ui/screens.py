"""The screens on the rail. A screen that is not built, or not for this person, is absent.

To add one: its folder with `screen.py`, its test, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from moderator.settings import Settings
from ui.history.screen import HistoryScreen
from ui.importing.screen import ImportScreen
from ui.queue.screen import QueueScreen
from ui.rules.screen import RulesScreen
from ui.settings.screen import SettingsScreen
from ui.work import Work


@dataclass(frozen=True, slots=True)
class Screen:
    title: str
    icon: str  # in resources/icons
    make: Callable[[Work, Settings], QWidget]


SCREENS = (
    Screen("Queue", "text-align-start", lambda work, settings: QueueScreen(work, settings)),
    Screen("History", "list-checks", lambda work, settings: HistoryScreen(work, settings)),
    Screen("Import", "import", lambda work, settings: ImportScreen(work)),
    Screen("Rules", "file-text", lambda work, settings: RulesScreen(work, settings)),
    Screen("Settings", "settings", lambda work, settings: SettingsScreen(work, settings)),
)
