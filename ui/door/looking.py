"""Looking at a desk that cannot be opened: what waits and what was decided. Nothing on the page changes anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from moderator.actions import Place
from moderator.clock import SystemClock
from moderator.console import Console
from moderator.problems import KeyProblem, Problem
from ui.door import words
from ui.door.key import PassphrasePage
from ui.door.page import Page
from ui.history.delegate import HistoryDelegate
from ui.history.model import HistoryModel
from ui.look import pieces
from ui.look.uniform import UniformRows
from ui.queue.line import LinePane
from ui.work import Work

if TYPE_CHECKING:
    from moderator.commands.opening import Opening
    from moderator.viewing import View

TALL = 320  # of each list


class LookPage(Page):
    """Two lists: the line as it waits, and the newest decisions."""

    back = Signal()
    away = Signal()

    def __init__(self, seen: View, now: datetime) -> None:
        super().__init__(words.LOOK_TITLE, words.LOOK_WHY)
        self.buttons(("Back", self.back.emit), ("Close", self.away.emit), first=False)
        self.line = LinePane(lambda: now)
        self.line.show_line(seen.line)
        self.line.view.setAccessibleDescription("To be looked at alone")

        def title(key: str | None) -> str:
            return seen.rules.get(key or "", "")

        self.decided = HistoryModel(title, self)
        self.decided.begin(replace(seen.decided, more=False))
        view = UniformRows(Place.HISTORY)
        view.setModel(self.decided)
        view.setItemDelegate(HistoryDelegate(lambda: now, title, self))
        view.setProperty("part", "plain")
        view.setAccessibleName("Past decisions")
        for part, list_ in (
            (self.line, self.line),
            (pieces.label(words.LOOK_DECIDED, step=1, bold=True), view),
        ):
            if part is not list_:
                self.column.addWidget(part)
            list_.setMinimumHeight(TALL)
            self.column.addWidget(list_)
        self.done()


class _Asked(KeyProblem):
    """A passphrase is wanted, and a page has to ask for it."""


class Looker(QObject):
    """Gets the desk's key without touching the desk, and shows the page with `show`. `back` is where it came from."""

    def __init__(
        self,
        opening: Opening,
        work: Work,
        show: Callable[[Page], None],
        back: Callable[[], None],
        away: Callable[[], None],
        *,
        rehearsal: bool = False,
    ) -> None:
        super().__init__()
        self._opening, self._work, self._rehearsal = opening, work, rehearsal
        self._show, self._back, self._away = show, back, away

    def begin(self, refused: Callable[[Problem], None], phrase: str = "") -> None:
        """`refused` is told why there is nothing to look at."""

        def ask(prompt: str) -> str:
            if not phrase:
                raise _Asked("A passphrase is wanted")
            return phrase

        def not_seen(problem: Problem) -> None:
            if isinstance(problem, _Asked):
                self._ask()
            else:
                refused(problem)

        self._work.aside(
            lambda: self._opening.view(ask, rehearsal=self._rehearsal), then=self._seen, failed=not_seen
        )

    def _ask(self) -> None:
        page = PassphrasePage(new=False)
        page.given.connect(lambda phrase: self.begin(lambda problem: page.refuse(problem.sentence()), phrase))
        page.to_words.connect(lambda: page.say(words.LOOK_NO_WORDS))
        page.away.connect(self._away)
        self._show(page)

    def _seen(self, seen: View) -> None:
        page = LookPage(seen, SystemClock().wall())
        page.back.connect(self._back)
        page.away.connect(self._away)
        self._show(page)


def nothing_is_open() -> Console:
    raise AssertionError("nothing of the desk is opened at the door")
