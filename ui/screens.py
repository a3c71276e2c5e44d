"""The screens on the rail. A screen that is not built, or not for this person, is absent.

To add one: its folder with `screen.py`, its test, and one line here. A screen with a `refresh` is asked to look again
when it comes into sight and when somebody else has written; its signal `said` goes to the status line. Where several
persons sign in, `know(me, names)` tells a screen who sits here, `forget()` that they no longer do, and its signal
`sign_in_asked` passes on the core's NotSignedIn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from moderator.people.roles import Verb
from moderator.settings import Settings
from ui.accounts.screen import AccountsScreen
from ui.history.screen import HistoryScreen
from ui.importing.screen import ImportScreen
from ui.people.screen import PeopleScreen
from ui.queue.screen import QueueScreen
from ui.rules.screen import RulesScreen
from ui.settings.screen import SettingsScreen
from ui.unread.screen import UnreadScreen
from ui.wellbeing.screen import WellbeingScreen
from ui.work import Work


@dataclass(frozen=True, slots=True)
class Screen:
    title: str
    icon: str  # in resources/icons
    make: Callable[[Work, Settings], QWidget]
    verbs: tuple[Verb, ...] = ()  # whoever may do one of them sees it; none: everybody does


SCREENS = (
    Screen("Queue", "text-align-start", lambda work, settings: QueueScreen(work, settings), (Verb.SEE_LINE,)),
    Screen(
        "History", "list-checks", lambda work, settings: HistoryScreen(work, settings), (Verb.SEE_HISTORY,)
    ),
    Screen("Import", "import", lambda work, settings: ImportScreen(work), (Verb.IMPORT,)),
    Screen(
        "Rules",
        "file-text",
        lambda work, settings: RulesScreen(work, settings),
        (Verb.EDIT_RULES,),
    ),
    Screen("People", "users", lambda work, settings: PeopleScreen(work), (Verb.SEE_PEOPLE, Verb.EDIT_ROSTER)),
    Screen("Accounts", "link", lambda work, settings: AccountsScreen(work), (Verb.SEE_ACCOUNTS,)),
    Screen("Unread", "eye-off", lambda work, settings: UnreadScreen(work), (Verb.SEE_UNREAD,)),
    Screen("Wellbeing", "sprout", lambda work, settings: WellbeingScreen(work, settings)),
    Screen("Settings", "settings", lambda work, settings: SettingsScreen(work, settings)),
)
