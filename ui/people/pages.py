"""Persons, teams, the roster and who rests at a limit, a page each. Those that a role may not see are absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Place
from moderator.console import Console
from moderator.people import roles
from moderator.people.roles import Role, Verb
from ui import keys
from ui.keys import Written
from ui.look import pieces
from ui.palette import Command
from ui.people.limits import LimitsPage
from ui.people.persons import PersonsPage
from ui.people.roster import RosterPage
from ui.people.teams import TeamsPage
from ui.work import Work

_VERBS = (Verb.MANAGE_PEOPLE, Verb.MANAGE_TEAMS, Verb.EDIT_ROSTER, Verb.OFFER_OVERRIDE)


@dataclass(frozen=True, slots=True)
class Look:
    roles: frozenset[Role]
    stamp: str


class PeoplePages(QWidget):
    """See the module."""

    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._seen: Look | None = None
        self.setAccessibleName("People")
        self.persons, self.teams, self.roster = PersonsPage(work), TeamsPage(work), RosterPage(work)
        self.limits = LimitsPage(work)
        self.pages = QStackedWidget()
        for page in self._pages():
            self.pages.addWidget(page)
            page.said.connect(self.said)
        self.tabs = [QPushButton(page.title) for page in actions.PEOPLE_PAGES]
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(pieces.label("People", step=4, bold=True))
        row.addSpacing(16)
        for at, tab in enumerate(self.tabs):
            tab.setCheckable(True)
            tab.setProperty("part", "tab")
            tab.setToolTip(f"{tab.text()} ({keys.cap(actions.PEOPLE_PAGES[at])})")
            tab.setShortcut(keys.sequence(actions.PEOPLE_PAGES[at]))
            self._group.addButton(tab, at)
            row.addWidget(tab)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 18, 28, 16)
        column.setSpacing(16)
        column.addLayout(row)
        column.addWidget(self.pages, 1)
        self._group.idClicked.connect(self.show_page)
        for page in self._pages():
            page.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Look again at the page that is shown, where something of it has changed since: each look at names is in the
        journal, and a look that follows each look would never end.
        """
        self._work.store(_look, self._looked)

    def _looked(self, look: Look) -> None:
        if look == self._seen and self.pages.currentWidget() is self.limits:
            self.limits.refresh()  # somebody's rest is no change of persons
        if look != self._seen:
            self._seen = look
            self._forget_names()
            self._show_for(look.roles)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seen = None
        self._forget_names()

    def _forget_names(self) -> None:
        self.roster.forget_names()
        self.limits.forget_names()

    def _show_for(self, held: frozenset[Role]) -> None:
        for tab, verb in zip(self.tabs, _VERBS, strict=True):
            tab.setVisible(roles.may(held, verb))
        first = next((at for at, verb in enumerate(_VERBS) if roles.may(held, verb)), None)
        if first is None:
            return
        at = self.pages.currentIndex()
        if not roles.may(held, _VERBS[at]):
            at = first
        self._turn(at)

    def show_page(self, at: int) -> None:
        self._turn(at)
        self._pages()[at].setFocus()

    def _turn(self, at: int) -> None:
        self.tabs[at].setChecked(True)
        self.setFocusProxy(self.tabs[at])
        self.pages.setCurrentIndex(at)
        self._pages()[at].refresh()

    def _pages(self) -> tuple[PersonsPage, TeamsPage, RosterPage, LimitsPage]:
        return self.persons, self.teams, self.roster, self.limits

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        found = [
            Command(page.title, keys.cap(page), partial(self.show_page, at))
            for at, page in enumerate(actions.PEOPLE_PAGES)
            if not self.tabs[at].isHidden()
        ]
        match self.pages.currentWidget():
            case self.persons:
                found.append(Command("Add somebody", "", self.persons.add.click))
            case self.roster:
                for button in (self.roster.copy, self.roster.file, self.roster.undo):
                    if button.isEnabled():
                        found.append(Command(button.text().rstrip("…"), "", button.click))
        return found

    def keys(self) -> Written:
        """For the `?` sheet."""
        return keys.listed(Place.PEOPLE)


def _look(console: Console) -> Look:
    """On the store lane."""
    return Look(console.desk.roles(), console.staff.stamp())
