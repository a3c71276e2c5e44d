"""The pages of a sign-in: what a platform asks for, the browser, what was found; and the question before removing.

Platforms are found by themselves: a new one has its way and its form here without a line of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from moderator.accounts import AccountSeen
from moderator.platforms import Field, PlatformKind, kinds
from ui.accounts import words
from ui.door.page import Page
from ui.look import pieces
from ui.look.plain import line


class Escapes(Page):
    """A page that Escape leads out of, where nothing runs that must end first."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.may_leave():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def may_leave(self) -> bool:
        return True


class Platforms(Escapes):
    """Which platform the account is on."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(
            "Connect an account", ("Its comments join the same queue. Harsh ones arrive veiled.",)
        )
        for kind in connectable():
            self.choice(f"Connect {kind.title}", ways(kind), partial(self.chosen.emit, kind.name))
        self.buttons(("Back (Esc)", self.left.emit), first=False)
        self.done()


class SignIn(Escapes):
    """What a platform asks for, built from its fields. It is tried before it is saved; until then nothing else
    happens. For an account that is here already, its server and name stand."""

    asked = Signal(str, str, str)  # server, handle, secret
    browse = Signal(str)  # server: sign in in the browser

    def __init__(self, kind: PlatformKind, account: AccountSeen | None = None) -> None:
        again = account is not None
        title = f"Sign in to {words.handle(account)} again" if account else f"Connect {kind.title}"
        super().__init__(title)
        self.kind, self.account = kind, account
        self.typed: dict[str, QLineEdit] = {}
        if again:
            self._tell(("Gathering goes on where it stopped. What was gathered and decided stays as it is.",))
        self._prepare()
        fields = sorted(kind.fields, key=lambda field: bool(field.default))  # what need not be touched last
        self.browser = None
        if kind.consent is not None:
            for field in fields:
                if field.name == "server" and not again:
                    self._add(field)
            self.browser = self.buttons(("Sign in in the browser", self._browse))[0]
            self.column.addSpacing(8)
            self.column.addWidget(pieces.label(f"Or with an {secret_of(kind)}", bold=True))
        for field in fields:
            if field.name not in self.typed and (field.secret or not again):
                self._add(field)
        self.column.addSpacing(6)
        go = f"Sign in with the {secret_of(kind)}" if self.browser else "Sign in"
        self.go, _ = self.buttons((go, self._ask), ("Back (Esc)", self.left.emit), first=self.browser is None)
        self.done()

    def _tell(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.column.addWidget(pieces.paragraph(sentence, "soft"))

    def _prepare(self) -> None:
        if self.kind.prepare:
            self.column.addWidget(pieces.label("What to have ready", bold=True))
            self._tell([f"{at}. {one}" for at, one in enumerate(self.kind.prepare, 1)])
            self.column.addSpacing(6)

    def _add(self, field: Field) -> None:
        typed = QLineEdit(field.default)
        if field.secret:
            typed.setEchoMode(QLineEdit.EchoMode.Password)
        typed.setAccessibleName(field.label)
        typed.setAccessibleDescription(field.help)
        typed.returnPressed.connect(self._enter)
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

    def _enter(self) -> None:
        """Return in a field: in the browser where nothing else was typed than the server."""
        others = [one for name, one in self.typed.items() if name != "server"]
        if self.browser is not None and not any(one.text().strip() for one in others):
            self._browse()
        else:
            self._ask()

    def _missing(self, *names: str) -> bool:
        for field in self.kind.fields:
            typed = self.typed.get(field.name)
            if typed is not None and field.name in names and not typed.text().strip():
                self.say(f"{field.label} is still empty. {field.help}.")
                typed.setFocus()
                return True
        return False

    def _browse(self) -> None:
        if not self.go.isEnabled() or self._missing("server"):
            return
        self.busy("Asking the server. This can take a moment.")
        self.browse.emit(self.typed["server"].text().strip() if "server" in self.typed else "")

    def _ask(self) -> None:
        if not self.go.isEnabled() or self._missing(*self.typed):
            return
        given = {name: typed.text().strip() for name, typed in self.typed.items()}
        server = given.get("server", "") or (self.account.server if self.account else "")
        self.busy(f"Signing in at {line(server or self.kind.title, 80)}. This can take a moment.")
        self.asked.emit(given.get("server", ""), given.get("handle", ""), given.get("secret", ""))

    def refuse(self, sentence: str) -> None:
        """It did not work. What was typed stays, so that one letter can be put right."""
        self.free(line(sentence, 600))
        at = self.typed["secret"] if self.typed["secret"].text() else self.fields()[0]
        at.setFocus()
        if isinstance(at, QLineEdit):
            at.selectAll()

    def forget(self) -> None:
        """The secret that was typed is needed no more."""
        self.typed["secret"].clear()

    def may_leave(self) -> bool:
        return self.go.isEnabled()


class InBrowser(Escapes):
    """The person says yes in their browser. Five minutes; the address can be carried to another browser."""

    again = Signal()

    def __init__(self, kind: PlatformKind, url: str) -> None:
        super().__init__(
            "Go on in your browser",
            (
                f"Sign in to {kind.title} there as the agency, and allow Moderator to read and to act for it. This page "
                "goes on by itself. You have five minutes.",
                "If no browser has opened, open this address in one on this computer:",
            ),
        )
        self.address = QLineEdit(url)
        self.address.setReadOnly(True)
        self.address.setAccessibleName("Address to open in a browser")
        self.address.setCursorPosition(0)
        self.column.addWidget(self.address)
        self.column.addSpacing(6)
        self.buttons(
            ("Copy the address", self._copy),
            ("Open it again", self.again.emit),
            ("Give up (Esc)", self.left.emit),
        )
        self.done()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.address.text())
        self.say("Copied.", "soft")


class Found(Escapes):
    """What a look with the new secret found. Nothing is kept until it is saved."""

    save = Signal()

    def __init__(self, told: Sequence[str], *, again: bool) -> None:
        super().__init__("Is this the account?")
        for sentence in told:
            self.column.addWidget(pieces.paragraph(line(sentence, 400)))
        self.column.addSpacing(4)
        nothing = "Until now nothing was changed." if again else "Nothing is saved yet."
        self.column.addWidget(pieces.paragraph(nothing, "soft", step=-0.5))
        save = "Yes, use this sign-in" if again else "Yes, save it"
        self.keep, _ = self.buttons((save, self._save), ("No, give it up (Esc)", self.left.emit))
        self.done()

    def _save(self) -> None:
        self.busy("Saving.")
        self.save.emit()

    def may_leave(self) -> bool:
        return self.keep.isEnabled()


class Removing(Escapes):
    """The question before an account is removed. The safer button is the first."""

    agreed = Signal()

    def __init__(self, account: AccountSeen) -> None:
        super().__init__(f"Remove {words.handle(account)}?", words.remove(account))
        self.stay, self.go = self.buttons(
            ("Leave it (Esc)", self.left.emit), ("Remove the account", self._go)
        )
        self.go.setProperty("part", "danger")
        self.done()

    def _go(self) -> None:
        self.busy("Forgetting the secret here, and withdrawing what can be withdrawn there.")
        self.agreed.emit()

    def may_leave(self) -> bool:
        return self.stay.isEnabled()


def connectable() -> list[PlatformKind]:
    """Platforms whose accounts can be added with what a person types, in the order of their titles."""
    found = [kind for kind in kinds().values() if kind.addable and kind.fields and not kind.rehearsal]
    return sorted(found, key=lambda kind: kind.title)


def secret_of(kind: PlatformKind) -> str:
    """ "app password": what this platform calls it."""
    label = next((field.label for field in kind.fields if field.secret), "password")
    return label[:1].lower() + label[1:]


def ways(kind: PlatformKind) -> str:
    """How one signs in there, in a sentence."""
    how = f"in the browser, or with an {secret_of(kind)}" if kind.consent else f"with its {secret_of(kind)}"
    return f"The agency's account, {how}. It is tried before anything is saved."
