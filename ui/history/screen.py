"""The history: decisions of any day, found by what a person remembers of them, and one of them in full.

Looking at the words of a past decision is a look like any other: the same door, the same count, the same limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator import actions
from moderator.actions import Place
from moderator.cards import Showing, Words
from moderator.console import Console
from moderator.decisions import Reason
from moderator.overview import AccountHealth
from moderator.problems import NotSignedIn, Problem
from moderator.records import Dossier, Entry, Page, Stand, Wanted
from moderator.settings import Settings
from ui import keys, words
from ui.history.ask import AskAnswer, AskWhy
from ui.history.delegate import HistoryDelegate
from ui.history.dossier import CHOOSE, DossierView
from ui.history.filters import Filters
from ui.history.model import EntryRole, HistoryModel, Index
from ui.keys import ScreenKeys, Written
from ui.look import pieces, plain
from ui.look.uniform import UniformRows
from ui.palette import Command
from ui.queue.looking import Looking, Wish
from ui.reading import ReadingScreen
from ui.work import Work


class InTheHistory:
    """Words of a past decision; `Wish.card` is the decision."""

    def reveal(self, console: Console, wish: Wish) -> Words:
        if wish.around is None:
            return console.history.reveal(wish.card, wish.showing)
        return console.history.reveal_around(wish.card, wish.around, wish.showing)

    def still_showing(self, console: Console, reveal: int) -> object:
        return console.history.still_showing(reveal)

    def cover(self, console: Console, reveal: int) -> None:
        console.history.cover(reveal)


class HistoryScreen(ReadingScreen):
    said = Signal(str)
    sign_in_asked = Signal(object)  # NotSignedIn: the desk was left alone

    def __init__(self, work: Work, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._now = datetime(1970, 1, 1, tzinfo=UTC)  # until the first look
        self._titles: dict[str, str] = {}
        self._told: Dossier | None = None
        self._asked = 0  # which look is the newest
        self.filters = Filters(lambda: self._now)
        self.model = HistoryModel(self._rule_title, self)
        self.view = _List(self.model, HistoryDelegate(lambda: self._now, self._rule_title, self))
        self.dossier = DossierView(lambda: self._now)
        self.looking = Looking(
            work,
            press_once=settings.press_once,
            idle_ms=settings.remask_seconds * 1000,
            door=InTheHistory(),
            parent=self,
        )
        self.key_acts = self._what_keys_do()
        self._nothing = pieces.paragraph(words.NOTHING_DECIDED, "soft")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.view)
        self.setAccessibleName("History")
        self.filters.changed.connect(self.refresh)
        self.model.wanted.connect(self._fetch)
        self.view.chosen.connect(self._open)
        self.dossier.held.connect(self.hold)
        self.dossier.let_go.connect(self.looking.release)
        self.dossier.reopen_asked.connect(self._ask_why)
        self.dossier.agree_asked.connect(self.agree)
        self.dossier.answer_asked.connect(self._ask_answer)
        self.dossier.copied.connect(self._copy)
        self.looking.shown.connect(self.dossier.show_words)
        self.looking.covered.connect(self.dossier.cover)
        self.looking.refused.connect(self._not_shown)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 4)
        head.addWidget(pieces.label("History", step=1, bold=True))
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(pieces.hairline())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        column.addWidget(self._stack, 1)
        left.setMinimumWidth(260)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.dossier)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 900])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    # looking it up

    def refresh(self) -> None:
        """Look again from the newest on; what is open stays open where it still is in the list."""
        wanted = self.filters.wanted()
        self._asked += 1
        asked = self._asked

        def look(console: Console) -> tuple[Page, datetime, Sequence[Reason], Sequence[AccountHealth]]:
            page = console.history.page(wanted)
            return page, console.clock.wall(), console.history.rules(), console.overview.status().accounts

        def show(found: tuple[Page, datetime, Sequence[Reason], Sequence[AccountHealth]]) -> None:
            if asked == self._asked:
                self._show(*found)

        self._work.store(look, show)

    def _show(
        self, page: Page, now: datetime, rules: Sequence[Reason], accounts: Sequence[AccountHealth]
    ) -> None:
        self._now = now
        self._titles = {rule.key: f"{rule.number}. {rule.title}" for rule in rules}
        self.filters.offer(rules, accounts)
        self.model.begin(page)
        anything = self.filters.wanted() != Wanted()
        self._nothing.setText(words.NOTHING_FOUND if anything else words.NOTHING_DECIDED)
        self._stack.setCurrentIndex(0 if page.entries else 1)
        self.setFocusProxy(self.view if page.entries else self.filters.verdict)
        row = -1 if self._told is None else self.model.row_of(self._told.entry.id)
        if row >= 0:
            self.view.go(row, quietly=True)

    def _fetch(self, after: Entry) -> None:
        wanted, asked = self.filters.wanted(), self._asked

        def add(page: Page) -> None:
            if asked == self._asked:
                self.model.extend(page)

        self._work.store(lambda console: console.history.page(wanted, after), add)

    def _open(self, decision: int) -> None:
        if self._told is not None and self._told.entry.id == decision:
            return
        self.looking.end()
        self._work.store(lambda console: console.history.dossier(decision), self._show_dossier)

    def _show_dossier(self, told: Dossier) -> None:
        self.looking.end()
        self._told = told
        self.dossier.show_dossier(told)

    def _rule_title(self, key: str | None) -> str:
        return self._titles.get(key or "", key or "")

    # doing something about it

    def hold(self, around: int | None, showing: Showing | str) -> None:
        if self._told is not None:
            self.looking.press(Wish(self._told.entry.id, around, Showing(showing)))

    def _ask_why(self) -> None:
        told = self._told
        if told is None or not told.can_reopen:
            return
        ask = AskWhy(self)
        if ask.exec() == QDialog.DialogCode.Accepted:
            self.reopen(told.entry.id, ask.why())

    def agree(self) -> None:
        """The second look: a colleague's decision takes effect."""
        told = self._told
        if told is None or told.entry.stand is not Stand.AWAITS:
            return
        decision = told.entry.id

        def done(_: object) -> None:
            self.said.emit("Agreed: it takes effect in ten seconds. Reopen takes it back.")
            self._look_again(decision)

        self._work.store(lambda console: console.desk.second(decision), done, self._refused)

    def reopen(self, decision: int, why: str) -> None:
        def done(_: object) -> None:
            self.said.emit("Reopened: the card waits in the line again.")
            self._look_again(decision)

        self._work.store(lambda console: console.desk.reopen(decision, why), done, self._refused)

    def _look_again(self, decision: int) -> None:
        self._work.store(lambda console: console.history.dossier(decision), self._show_dossier)
        self.refresh()

    def _ask_answer(self) -> None:
        if self._told is None:
            return
        ask = AskAnswer(self)
        if ask.exec() != QDialog.DialogCode.Accepted:
            return
        named = f"decision-{self._told.entry.id}.txt"
        path, _ = QFileDialog.getSaveFileName(
            self, "Write an answer", QDir.home().filePath(named), "Text (*.txt)"
        )
        if path:
            self.write_answer(self._told.entry.id, Path(path), with_words=ask.with_words())

    def write_answer(self, decision: int, path: Path, *, with_words: bool) -> None:
        self._work.store(
            lambda console: console.history.write_answer(decision, path, with_words=with_words),
            lambda _: self.said.emit(words.ANSWER_WRITTEN),
            self._refused,
        )

    def _copy(self, url: str) -> None:
        QGuiApplication.clipboard().setText(url)
        self.said.emit(f"Address copied; it is not opened from here: {plain.address(url)}")

    def _not_shown(self, problem: Problem) -> None:
        self.dossier.tell(words.problem(problem))
        if isinstance(problem, NotSignedIn):
            self.sign_in_asked.emit(problem)

    def _refused(self, problem: Problem) -> None:
        self.said.emit(words.problem(problem))

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        found = [Command("Look for an author", keys.cap(actions.SEARCH), self.filters.author.setFocus)]
        found.append(Command("Show all decisions again", "", self.filters.clear))
        told = self._told
        if told is None:
            return found
        if told.entry.stand is Stand.AWAITS and not told.entry.mine:
            found.insert(0, Command("Agree: the second look", keys.cap(actions.AGREE), self.agree))
        if told.can_reopen:
            found.insert(0, Command("Reopen the decision", keys.cap(actions.REOPEN), self._ask_why))
        return [
            *found,
            Command("Write an answer into a file", keys.cap(actions.WRITE_ANSWER), self._ask_answer),
        ]

    # what every screen has

    def know(self, me: str, names: Mapping[str, str]) -> None:
        """What colleagues are called, for those who may know who decided."""
        self.dossier.know(names)

    def forget(self) -> None:
        """Somebody else sits down: what was looked up here was not by them."""
        self.looking.end()
        self._asked += 1  # what is still on its way is nobody's
        self._told = None
        self.model.begin(Page((), False))
        self.dossier.show_none(CHOOSE)

    def apply_settings(self, settings: Settings) -> None:
        self.looking.apply(press_once=settings.press_once, idle_ms=settings.remask_seconds * 1000)

    def keys(self) -> Written:
        return keys.listed(Place.HISTORY)

    def cover(self) -> None:
        self.looking.end()

    def leave(self) -> None:
        self.looking.end()

    def _what_keys_do(self) -> ScreenKeys:
        made = self.screen_keys(Place.HISTORY)
        made.on(actions.NEXT, partial(self.view.step, 1), repeats=True)
        made.on(actions.PREVIOUS, partial(self.view.step, -1), repeats=True)
        made.on(actions.SEARCH, self.filters.author.setFocus)
        made.on(actions.AGREE, self.agree)
        made.on(actions.REOPEN, self._ask_why)
        made.on(actions.WRITE_ANSWER, self._ask_answer)
        return made


class _List(UniformRows):
    """The decisions. Moving over them reads about them."""

    chosen = Signal(int)  # decision id

    def __init__(self, model: HistoryModel, delegate: HistoryDelegate) -> None:
        super().__init__(Place.HISTORY)
        self._quiet = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty("part", "plain")
        self.setAccessibleName("Past decisions")

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        entry = current.data(EntryRole) if current.isValid() else None
        if entry is not None and not self._quiet:
            self.chosen.emit(entry.id)

    def step(self, by: int) -> None:
        row = self.currentIndex().row() + by
        self.go(max(0, min(self.model().rowCount() - 1, row)))

    def go(self, row: int, *, quietly: bool = False) -> None:
        if row < 0:
            return
        self._quiet = quietly
        self.setCurrentIndex(self.model().index(row, 0))
        self.scrollTo(self.model().index(row, 0))
        self._quiet = False
