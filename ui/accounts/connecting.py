"""One sign-in after another on a frame of pages: the form, the browser, what was found, saved.

The secret goes to a short-lived child of ours and nowhere else: the window owns no sockets. Giving up closes the
child's input, and the child withdraws what a browser had granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from moderator.accounts import AccountSeen
from moderator.platforms import PlatformKind, kinds
from ui.accounts.browser import open_address
from ui.accounts.pages import Found, InBrowser, SignIn
from ui.door.page import Frame
from ui.talking import Talking
from ui.work import Work

GOING_ON = frozenset(("open", "found"))


class Connecting(QObject):
    """`begin` shows the form; `kept` and `left` end it."""

    kept = Signal(str, bool)  # the account's name; whether it was here before
    left = Signal()  # nothing was changed

    def __init__(self, work: Work, frame: Frame, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._frame = work, frame
        self._account: AccountSeen | None = None
        self._kind: PlatformKind | None = None  # of the sign-in that has begun
        self._talking = Talking(work, "account-for-window", GOING_ON, parent=self)
        self._talking.said.connect(self._told)

    @property
    def busy(self) -> bool:
        """Does somebody stand before one of these pages with an answer on its way, or to be given?"""
        return not self._talking.idle

    def begin(self, platform: str, account: AccountSeen | None = None) -> None:
        """A new account there, or another sign-in for one that is here."""
        self.give_up()
        self._account, self._kind = account, kinds()[platform]
        self._show_form()

    def give_up(self) -> None:
        """Whatever has begun: nothing is kept of it, and no secret stays in a field."""
        self._talking.give_up()
        if self._form is not None:
            self._form.forget()

    @property
    def _form(self) -> SignIn | None:
        return self._frame.page if isinstance(self._frame.page, SignIn) else None

    def _show_form(self) -> SignIn:
        assert self._kind is not None
        form = SignIn(self._kind, self._account)
        form.asked.connect(self._sign_in)
        form.browse.connect(self._browse)
        form.left.connect(self._leave)
        self._frame.show_page(form)
        return form

    def _leave(self) -> None:
        self.give_up()
        self._kind = None
        self.left.emit()

    def _back(self) -> None:
        """From a later page to an empty form."""
        self.give_up()
        self._show_form()

    def _sign_in(self, server: str, handle: str, secret: str) -> None:
        self._ask(server=server, handle=handle, secret=secret, browser=False)

    def _browse(self, server: str) -> None:
        self._ask(server=server, handle="", secret="", browser=True)

    def _ask(self, **given: Any) -> None:
        assert self._kind is not None
        if self._account is not None:
            self._talking.ask({"do": "again", "account": self._account.id, **given})
        else:
            self._talking.ask({"do": "add", "platform": self._kind.name, **given})

    def _told(self, line: Mapping[str, Any]) -> None:
        if self._kind is None:
            return
        if "open" in line:
            self._show_browser(str(line["open"]))
        elif "found" in line:
            self._show_found([str(each) for each in line["found"]])
        elif "kept" in line:
            self._kind = None
            self.kept.emit(str(line["kept"]), self._account is not None)
        elif "problem" in line:
            (self._form or self._show_form()).refuse(str(line["problem"]))

    def _show_browser(self, url: str) -> None:
        assert self._kind is not None
        page = InBrowser(self._kind, url)
        page.left.connect(self._back)
        page.again.connect(lambda: open_address(self._work, url))
        self._frame.show_page(page)
        open_address(self._work, url)

    def _show_found(self, told: list[str]) -> None:
        page = Found(told, again=self._account is not None)
        page.save.connect(lambda: self._talking.tell("save"))
        page.left.connect(self._back)
        self._frame.show_page(page)
