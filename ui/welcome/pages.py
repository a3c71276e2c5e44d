"""The pages of the welcome: the ways to comments, and the rehearsal's own. Signing in is in ui/accounts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.accounts.pages import connectable, ways
from ui.door.page import Page
from ui.look import pieces

SAFE = "Everything stays on this computer, encrypted. No comment leaves it to be scored."


class Ways(Page):
    """How comments come here. `first`: nothing is here yet; else it leads back to the queue."""

    rehearse = Signal()
    sign_in = Signal(str)  # name of a platform
    open_file = Signal()
    bring_back = Signal()
    left = Signal()

    def __init__(self, *, first: bool) -> None:
        super().__init__(
            "A calm desk for hard comments" if first else "Add an account or a file",
            (
                "Comments from your agency's accounts wait here in one queue. Harsh ones arrive veiled, and you can "
                "decide without reading them.",
            )
            if first
            else ("Its comments join the same queue. Harsh ones arrive veiled.",),
        )
        if first:
            self.choice(
                "Try it first",
                "A rehearsal desk with harmless sentences. No network, no accounts.",
                self.rehearse.emit,
                first=True,
            )
        for kind in connectable():
            self.choice(
                f"Connect {kind.title}",
                ways(kind),
                partial(self.sign_in.emit, kind.name),
            )
        self.choice(
            "Open a file",
            "An export or an archive: CSV, XLSX, JSON, or of X, Mastodon and YouTube.",
            self.open_file.emit,
        )
        if first:
            self.choice(
                "Bring back a desk",
                "From a folder of backups and the words of its recovery sheet.",
                self.bring_back.emit,
            )
        else:
            self.choice(
                "Try something out",
                "The rehearsal desk, with harmless sentences. This desk stays as it is.",
                self.rehearse.emit,
            )
            self.buttons(("Back to the queue (Esc)", self.left.emit), first=False)
        self.column.addSpacing(8)
        self.column.addWidget(pieces.paragraph(SAFE, "soft", step=-0.5))
        self.done()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        _leave_with_escape(self, event)
        super().keyPressEvent(event)


class Rehearsing(Page):
    """At the rehearsal desk nothing real can be added."""

    leave = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(
            "This is the rehearsal desk",
            ("It takes no real account and no file, so that nothing real can get in here by mistake.",),
        )
        self.choice(
            "Go to my own desk",
            "The rehearsal stays as it is; come back whenever you like.",
            self.leave.emit,
            first=True,
        )
        self.choice("Go on rehearsing", "Back to the queue.", self.left.emit)
        self.done()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        _leave_with_escape(self, event)
        super().keyPressEvent(event)


def _leave_with_escape(page: Ways | Rehearsing, event: QKeyEvent) -> None:
    if event.key() == Qt.Key.Key_Escape:
        page.left.emit()
