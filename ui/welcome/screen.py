"""The welcome: try the rehearsal desk, connect an account, or open a file. Three steps at most.

It is shown when there is nothing yet, and again whenever somebody wants to add something. Signing in runs in a
short-lived child of ours: the window owns no sockets.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.accounts.connecting import Connecting
from ui.accounts.words import kept
from ui.door.page import Frame, Page
from ui.welcome.pages import Rehearsing, Ways
from ui.work import Work


class WelcomeScreen(QWidget):
    rehearse = Signal()
    leave_rehearsal = Signal()
    bring_back = Signal()  # there is a backup and a recovery sheet of this desk
    import_asked = Signal()
    finished = Signal()  # there is something to look at now
    said = Signal(str)  # for the status line
    left = Signal()  # back to the queue, nothing was added

    def __init__(self, work: Work, *, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self.rehearsal, self._first = work, rehearsal, True
        self.setAccessibleName("Welcome")
        self._frame = Frame()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._frame)
        self.connecting = Connecting(work, self._frame, self)
        self.connecting.kept.connect(self._kept)
        self.connecting.left.connect(self._show_ways)

    @property
    def page(self) -> Page | None:
        return self._frame.page

    def begin(self, *, first: bool) -> None:
        """`first`: this desk has nothing yet."""
        self._first = first
        if self.connecting.busy:
            return  # an answer is on its way, or waits for the person's word
        if self.rehearsal:
            self._show_rehearsing()
        else:
            self._show_ways()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # type: ignore[override]
        if self.page is not None:
            self.page.begin()

    def _show_rehearsing(self) -> None:
        page = Rehearsing()
        page.leave.connect(self.leave_rehearsal)
        page.left.connect(self.left)
        self._frame.show_page(page)

    def _show_ways(self) -> None:
        page = Ways(first=self._first)
        page.rehearse.connect(self.rehearse)
        page.sign_in.connect(self._show_sign_in)
        page.open_file.connect(self.import_asked)
        page.bring_back.connect(self.bring_back)
        if not self._first:
            page.left.connect(self.left)
        self._frame.show_page(page)

    def _show_sign_in(self, platform: str) -> None:
        self.connecting.begin(platform)

    def _kept(self, name: str, again: bool) -> None:
        self.said.emit(kept(name, again=again))
        self._show_ways()
        self.finished.emit()

    def forget(self) -> None:
        """Somebody else may sit here next: a sign-in that was begun is given up."""
        self.connecting.give_up()
