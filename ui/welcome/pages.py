"""The pages of the welcome: the ways to comments, the rehearsal's own, and the sign-in at Bluesky."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.door.page import Page
from ui.look import pieces
from ui.look.plain import line

SAFE = "Everything stays on this computer, encrypted with a key in its keyring. No comment leaves it to be scored."


class Ways(Page):
    """How comments come here. `first`: nothing is here yet; else it leads back to the queue."""

    rehearse = Signal()
    sign_in = Signal()
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
        self.choice(
            "Connect Bluesky",
            "The agency's account, with an app password. It is tried before anything is saved.",
            self.sign_in.emit,
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


class SignIn(Page):
    """Handle, app password, server. Tried before it is saved; until there is an answer, nothing else happens."""

    asked = Signal(str, str, str)  # server, handle, secret
    left = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Connect Bluesky",
            (
                "Prepare an app password: in Bluesky under Settings, Privacy and security, App passwords. It can be "
                "taken back there at any time.",
            ),
        )
        self.handle, self.secret, self.server = QLineEdit(), QLineEdit(), QLineEdit("https://bsky.social")
        self.handle.setPlaceholderText("agency.bsky.social")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("xxxx-xxxx-xxxx-xxxx")
        for name, field in (("Handle", self.handle), ("App password", self.secret), ("Server", self.server)):
            label = pieces.label(name, "soft", step=-0.5)
            label.setBuddy(field)
            field.setAccessibleName(name)
            field.returnPressed.connect(self._ask)
            self.column.addWidget(label)
            self.column.addWidget(field)
            self.column.addSpacing(2)
        self.column.addSpacing(6)
        self.go, _ = self.buttons(("Sign in", self._ask), ("Back (Esc)", self.left.emit))
        self.done()

    def fields(self) -> list[QWidget]:
        return [self.handle, self.secret, self.server]

    def _ask(self) -> None:
        handle, secret, server = self.handle.text().strip(), self.secret.text(), self.server.text().strip()
        if not self.go.isEnabled():
            return
        for value, field, wanted in (
            (handle, self.handle, "Give the handle of the account"),
            (secret, self.secret, "Give the app password of the account"),
            (server, self.server, "Give the address of the server"),
        ):
            if not value:
                self.say(f"{wanted}.")
                field.setFocus()
                return
        self.busy(f"Signing in at {line(server, 80)}. This can take a moment.")
        self.asked.emit(server, handle, secret)

    def answer(self, code: int, sentence: str) -> None:
        """What came of it. What was typed stays, so that one letter can be put right."""
        self.free("" if code == 0 else line(sentence, 400))
        if code == 0:
            self.secret.clear()
        else:
            self.secret.setFocus()
            self.secret.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.go.isEnabled():
            self.left.emit()
        super().keyPressEvent(event)


def _leave_with_escape(page: Ways | Rehearsing, event: QKeyEvent) -> None:
    if event.key() == Qt.Key.Key_Escape:
        page.left.emit()
