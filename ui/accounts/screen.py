"""The Accounts screen: every account, how it is doing and what it can do; one more, another sign-in, or one less.

Leads see it; admins change it. What takes the network runs in a short-lived child: the window owns no sockets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator.accounts import AccountSeen, Health
from moderator.console import Console
from moderator.overview import WorkerSeen
from moderator.people import roles
from moderator.people.roles import Verb
from moderator.problems import Problem
from ui import words as common
from ui.accounts import words
from ui.accounts.connecting import Connecting
from ui.accounts.pages import Platforms, Removing
from ui.accounts.pane import AccountPane
from ui.accounts.rows import AccountModel
from ui.door.page import Frame
from ui.look import pieces, plain
from ui.look.fold import Fold
from ui.look.rows import TwoLines
from ui.palette import Command
from ui.talking import Talking
from ui.work import Work

_Seen = tuple[tuple[AccountSeen, ...], WorkerSeen, datetime, bool]


class AccountsScreen(QWidget):
    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._worker, self._now = WorkerSeen("none"), datetime.min
        self._rehearsal = self.may_manage = False
        self._asked = 0  # the account that a child is at work on
        self._returning = False
        self._wanted = ""  # whose row to choose once it is there
        self.model = AccountModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setProperty("part", "plain")
        self.list.setAccessibleName("Accounts")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = QPushButton("Connect an account")
        self.empty = pieces.paragraph(words.NONE_YET, step=2)
        self.empty_more = pieces.paragraph("", "soft")
        self.connect_first = QPushButton("Connect an account")
        self.connect_first.setProperty("part", "first")
        self.pane = AccountPane()
        self.frame = Frame()
        self.connecting = Connecting(work, self.frame, self)
        self._talking = Talking(work, "account-for-window", frozenset(), parent=self)
        self.beside = QStackedWidget()
        self.pages = QStackedWidget()
        self._lay_out()
        self.setAccessibleName("Accounts")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._turned())
        for button in (self.add, self.connect_first):
            button.clicked.connect(self.connect_one)
        self.pane.sign_in.connect(self.sign_in_again)
        self.pane.test.connect(self.test)
        self.pane.try_now.connect(self.try_now)
        self.pane.pause.connect(self.pause)
        self.pane.resume.connect(self.resume)
        self.pane.remove.connect(self.ask_remove)
        self.connecting.kept.connect(self._kept)
        self.connecting.left.connect(self.show_list)
        self._talking.said.connect(self._told)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 14, 0, 12)
        column.setSpacing(8)
        for part in (pieces.label("Accounts", step=1, bold=True), None, self.add):
            row = QHBoxLayout()
            row.setContentsMargins(16, 0, 16, 0)
            if part is None:
                row.setContentsMargins(6, 0, 6, 0)
                row.addWidget(self.list)
                column.addLayout(row, 1)
            else:
                row.addWidget(part)
                row.addStretch(1)
                column.addLayout(row)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(32, 32, 32, 32)
        column.addStretch(1)
        for part in (self.empty, self.empty_more):
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self.connect_first, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(2)
        self._nothing = nothing
        for page in (self.pane, nothing):
            self.beside.addWidget(page)
        self._both = Fold(left, self.beside)
        self.pages.addWidget(self._both)
        self.pages.addWidget(self.frame)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    # what is shown

    def refresh(self) -> None:
        self._work.store(_look, self._show, self._refused)

    def _show(self, seen: _Seen) -> None:
        accounts, self._worker, self._now, self.may_manage = seen[0], seen[1], seen[2], seen[3]
        chosen = self.chosen
        others = self.model.show_accounts(accounts)
        row = self.model.row_called(self._wanted) if self._wanted else -1
        if row >= 0:
            self._wanted = ""
        elif others:
            row = max(0, self.model.row_of(chosen.id) if chosen else 0)
        if row >= 0 and accounts:
            self.list.setCurrentIndex(self.model.index(row))
        self._rehearsal = any(one.platform == "rehearsal" for one in accounts)
        may_add = self.may_manage and not self._rehearsal
        self.add.setVisible(may_add)
        self._both.show_first(bool(accounts))
        self.empty_more.setText(words.NONE_YET_MORE if self.may_manage else words.NONE_FOR_LEADS)
        self.connect_first.setVisible(may_add)
        self._show_chosen()
        if self._returning or (not accounts and self.hasFocus()):
            self._returning = False
            self.setFocus()

    @property
    def chosen(self) -> AccountSeen | None:
        return self.model.account(self.list.currentIndex().row())

    def _turned(self) -> None:
        if self._asked == 0:
            self.pane.say("")
        self._show_chosen()

    def _show_chosen(self) -> None:
        account = self.chosen
        self.beside.setCurrentWidget(self.pane if account is not None else self._nothing)
        if account is not None:
            self.pane.show_account(account, self._now, self._worker, may_manage=self.may_manage)

    def show_list(self) -> None:
        """Back from a sign-in or a question."""
        self.pages.setCurrentIndex(0)
        self.setFocus()
        self._returning = True  # once the list is there, which may have more in it, or nothing
        self.refresh()

    def setFocus(self, *_: object) -> None:  # type: ignore[override]
        page = self.frame.page
        if self.pages.currentIndex() == 1 and page is not None:
            page.begin()
        elif self.model.rowCount():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.connect_first.isHidden():
            self.connect_first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().setFocus(Qt.FocusReason.OtherFocusReason)

    # what a person does

    def connect_one(self) -> None:
        """One more account: which platform, then its sign-in."""
        page = Platforms()
        page.chosen.connect(self.connecting.begin)
        page.left.connect(self.show_list)
        self._show_page(page)

    def sign_in_again(self) -> None:
        account = self.chosen
        if account is not None and account.signs_in and self.may_manage:
            self.pages.setCurrentIndex(1)
            self.connecting.begin(account.platform, account)

    def ask_remove(self) -> None:
        account = self.chosen
        if account is None or not account.signs_in or not self.may_manage:
            return
        page = Removing(account)
        page.agreed.connect(lambda: self._remove(account))
        page.left.connect(self.show_list)
        self._show_page(page)

    def _show_page(self, page: Platforms | Removing) -> None:
        self.pages.setCurrentIndex(1)
        self.frame.show_page(page)

    def _remove(self, account: AccountSeen) -> None:
        self._asked = account.id
        self._talking.ask({"do": "remove", "account": account.id})

    def test(self) -> None:
        account = self.chosen
        if account is not None and account.signs_in and self._asked == 0 and self.may_manage:
            self._asked = account.id
            self.pane.busy(True)
            self.pane.say(words.TESTING, "soft")
            self._talking.ask({"do": "test", "account": account.id})

    def _told(self, line: Mapping[str, Any]) -> None:
        asked, self._asked = self._asked, 0
        self.pane.busy(False)
        if "tested" in line:
            self._answer(asked, " ".join(["It works.", *map(str, line["tested"])]), "accent")
        elif "removed" in line:
            self.show_list()
            self.said.emit(words.removed(str(line["removed"]), [str(each) for each in line["told"]]))
        elif isinstance(self.frame.page, Removing) and self.pages.currentIndex() == 1:
            self.frame.page.free(_problem(line))
        else:
            self._answer(asked, _problem(line), "notice")

    def _answer(self, account_id: int, sentence: str, tone: str) -> None:
        """Beside the account that was asked about, wherever the person has gone meanwhile."""
        row = self.model.row_of(account_id)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
            self.pane.say(sentence, tone)
            self.said.emit(sentence)

    def try_now(self) -> None:
        self._do(lambda console, number: console.accounts.try_now(number), "It is tried in a moment.")

    def pause(self) -> None:
        self._do(
            lambda console, number: console.accounts.pause(number),
            "Paused. Gathering will go on where it stopped.",
        )

    def resume(self) -> None:
        self._do(
            lambda console, number: console.accounts.resume(number), "Gathering goes on where it stopped."
        )

    def _do(self, act: Any, done: str) -> None:
        account = self.chosen
        if account is None or not self.may_manage:
            return
        number = account.id

        def finished(_: object) -> None:
            self.said.emit(done)
            self.refresh()

        self._work.store(lambda console: act(console, number), finished, self._refused)

    def _kept(self, name: str, again: bool) -> None:
        self._wanted = name
        self.said.emit(words.kept(name, again=again))
        self.show_list()

    def _refused(self, problem: Problem) -> None:
        self.said.emit(common.problem(problem))

    # what every screen has

    def forget(self) -> None:
        """Somebody else may sit here next: what was begun is given up."""
        self.connecting.give_up()
        self._talking.give_up()
        self._asked = 0
        self.pane.busy(False)
        self.pane.say("")
        self.pages.setCurrentIndex(0)

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        if self.pages.currentIndex() == 1 or not self.may_manage:
            return ()
        found = [Command("Connect an account", "", self.connect_one)] if not self._rehearsal else []
        account = self.chosen
        if account is None or account.health is Health.FILES:
            return found
        if account.signs_in:
            found.append(Command("Sign in to this account again", "", self.sign_in_again))
            found.append(Command("Test this account", "", self.test))
            found.append(Command("Remove this account", "", self.ask_remove))
        if account.health is Health.PAUSED:
            found.append(Command("Resume gathering from this account", "", self.resume))
        else:
            found.append(Command("Try this account now", "", self.try_now))
            found.append(Command("Pause gathering from this account", "", self.pause))
        return found

    def keys(self) -> Sequence[tuple[str, str]]:
        return (("Ctrl K", "Sign in again, test, pause or remove, by its name"),)


def _look(console: Console) -> _Seen:
    status = console.overview.status()
    assert status.now is not None
    return (
        console.accounts.listed(),
        status.worker,
        status.now,
        roles.may(console.here().roles, Verb.MANAGE_ACCOUNTS),
    )


def _problem(line: Mapping[str, Any]) -> str:
    return plain.line(str(line.get("problem", "")), 600)
