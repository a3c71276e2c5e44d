"""The pages of the welcome: the ways to comments, the rehearsal's own, and the sign-in at a platform.

Platforms are found by themselves: a new one has its way and its form here without a line of ours.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from moderator.platforms import Field, PlatformKind, kinds
from ui.door.page import Page
from ui.look import pieces
from ui.look.plain import line

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
                f"The agency's account, with its {secret_of(kind)}. It is tried before anything is saved.",
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


class SignIn(Page):
    """What a platform asks for, built from its fields. Tried before it is saved; until then nothing else happens."""

    asked = Signal(str, str, str)  # server, handle, secret
    left = Signal()

    def __init__(self, kind: PlatformKind) -> None:
        super().__init__(f"Connect {kind.title}")
        self.kind = kind
        self.typed: dict[str, QLineEdit] = {}
        for field in sorted(
            kind.fields, key=lambda field: bool(field.default)
        ):  # what need not be touched last
            self._add(field)
        self.column.addSpacing(6)
        self.go, _ = self.buttons(("Sign in", self._ask), ("Back (Esc)", self.left.emit))
        self.done()

    def _add(self, field: Field) -> None:
        typed = QLineEdit(field.default)
        if field.secret:
            typed.setEchoMode(QLineEdit.EchoMode.Password)
        typed.setAccessibleName(field.label)
        typed.setAccessibleDescription(field.help)
        typed.returnPressed.connect(self._ask)
        label = pieces.label(field.label)
        label.setBuddy(typed)
        group = QVBoxLayout()
        group.setSpacing(3)
        group.addWidget(label)
        group.addWidget(pieces.paragraph(field.help, "soft", step=-0.5))
        group.addSpacing(3)
        group.addWidget(typed)
        self.column.addLayout(group)
        self.typed[field.name] = typed

    def fields(self) -> list[QWidget]:
        return [*self.typed.values()]

    def _ask(self) -> None:
        if not self.go.isEnabled():
            return
        for field in self.kind.fields:
            typed = self.typed[field.name]
            if not typed.text().strip():
                self.say(f"{field.label} is still empty. {field.help}.")
                typed.setFocus()
                return
        given = {name: typed.text().strip() for name, typed in self.typed.items()}
        server = given.get("server", "")
        self.busy(f"Signing in at {line(server or self.kind.title, 80)}. This can take a moment.")
        self.asked.emit(server, given.get("handle", ""), given.get("secret", ""))

    def answer(self, code: int, sentence: str) -> None:
        """What came of it. What was typed stays, so that one letter can be put right."""
        self.free("" if code == 0 else line(sentence, 400))
        secret = self.typed["secret"]
        if code == 0:
            secret.clear()
        else:
            secret.setFocus()
            secret.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.go.isEnabled():
            self.left.emit()
        super().keyPressEvent(event)


def _leave_with_escape(page: Ways | Rehearsing, event: QKeyEvent) -> None:
    if event.key() == Qt.Key.Key_Escape:
        page.left.emit()


def connectable() -> list[PlatformKind]:
    """Platforms whose accounts can be added with what a person types, in the order of their titles."""
    found = [kind for kind in kinds().values() if kind.addable and kind.fields and not kind.rehearsal]
    return sorted(found, key=lambda kind: kind.title)


def secret_of(kind: PlatformKind) -> str:
    """ "app password": what this platform calls it."""
    label = next((field.label for field in kind.fields if field.secret), "password")
    return label[:1].lower() + label[1:]
