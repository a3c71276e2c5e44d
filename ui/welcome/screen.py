"""The first run: try the rehearsal desk, connect Bluesky, or import a file. Three steps at most.

Signing in and importing run in a short-lived child of ours: the window owns no sockets, and a file is read where
a hostile one can do no harm to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.children import run_child
from ui.look import theme
from ui.look.choice import Choice as _Choice
from ui.look.plain import line
from ui.work import Work

WAIT = 90  # seconds for a sign-in


class WelcomeScreen(QWidget):
    rehearse = Signal()
    bring_back = Signal()  # there is a backup and a recovery sheet of this desk
    import_asked = Signal()
    finished = Signal()  # there is something to look at now

    def __init__(self, work: Work, *, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self.rehearsal = work, rehearsal
        self.setAccessibleName("Welcome")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pages = QStackedWidget(self)
        self.choices = self._choices()
        self.sign_in = _SignIn(self)
        self.pages.addWidget(self.choices)
        self.pages.addWidget(self.sign_in)
        centre = QHBoxLayout(self)
        centre.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(self.pages)
        column.addStretch(1)
        centre.addLayout(column, 8)
        centre.addStretch(1)
        self.pages.setMaximumWidth(760)
        self.pages.setMinimumWidth(440)
        self.sign_in.asked.connect(self._connect_account)
        self.sign_in.back.connect(lambda: self.pages.setCurrentIndex(0))

    def _choices(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setSpacing(12)
        title = _label("A calm desk for hard comments", page)
        title.setFont(theme.font(12))
        column.addWidget(title)
        column.addWidget(
            _label(
                "Comments from your agency's accounts wait here in one queue. Harsh ones arrive veiled, and you can "
                "decide without reading them.",
                page,
                soft=True,
            )
        )
        column.addSpacing(8)
        self.try_first = _Choice(
            "Try it first", "A rehearsal desk with harmless sentences. No network, no accounts.", "1"
        )
        self.connect_one = _Choice(
            "Connect Bluesky",
            "The agency's account, with an app password. It is tried before anything is saved.",
            "2",
        )
        self.open_file = _Choice(
            "Open a file", "An export or an archive: CSV, XLSX, JSON, or of X, Mastodon and YouTube.", "3"
        )
        self.back_again = _Choice(
            "Bring back a desk", "From a folder of backups and the words of its recovery sheet.", "4"
        )
        self.back_again.clicked.connect(self.bring_back)
        for choice in (self.try_first, self.connect_one, self.open_file, self.back_again):
            column.addWidget(choice)
        self.try_first.clicked.connect(self.rehearse)
        self.connect_one.clicked.connect(self._to_sign_in)
        self.open_file.clicked.connect(self.import_asked)
        column.addSpacing(8)
        column.addWidget(
            _label(
                "Everything stays on this computer, encrypted. No comment leaves it to be scored.",
                page,
                soft=True,
            )
        )
        self.said = _label("", page)
        self.said.setProperty("tone", "notice")
        column.addWidget(self.said)
        return page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        choices = {"1": self.try_first, "2": self.connect_one, "3": self.open_file, "4": self.back_again}
        chosen = choices.get(event.text())
        if chosen is not None and self.pages.currentIndex() == 0:
            chosen.click()
        else:
            super().keyPressEvent(event)

    # Bluesky

    def _to_sign_in(self) -> None:
        self.pages.setCurrentWidget(self.sign_in)
        self.sign_in.handle.setFocus()

    def _connect_account(self, server: str, handle: str, secret: str) -> None:
        self.sign_in.wait("Signing in")
        arguments = ("account", "add", "bluesky", "--server", server, "--handle", handle)
        self._run(arguments, secret, self.sign_in.answer, WAIT)

    # a child of ours

    def _run(
        self, arguments: Sequence[str], secret: str, then: Callable[[int, str], None], wait: float
    ) -> None:
        """Run our own program; its last line goes to `then`."""

        def told(code: int, lines: Sequence[str]) -> None:
            self._answered((code, lines[-1].removeprefix("moderator: ") if lines else ""), then)

        run_child(self._work, arguments, told, secret=secret, wait=wait)

    def _answered(self, answer: tuple[int, str], then: Callable[[int, str], None]) -> None:
        code, sentence = answer
        then(code, sentence)
        if code == 0 and then == self.sign_in.answer:
            self.finished.emit()


class _SignIn(QWidget):
    """Server, handle, app password: one page, tried before it is saved."""

    asked = Signal(str, str, str)
    back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        title = _label("Connect Bluesky", self)
        title.setFont(theme.font(8))
        column.addWidget(title)
        column.addWidget(
            _label(
                "Prepare an app password: in Bluesky under Settings, Privacy and security, App passwords. It can be "
                "taken back there at any time.",
                self,
                soft=True,
            )
        )
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.handle, self.secret, self.server = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.handle.setPlaceholderText("agency.bsky.social")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.server.setText("https://bsky.social")
        for name, field in (("Handle", self.handle), ("App password", self.secret), ("Server", self.server)):
            field.setAccessibleName(name)
            field.returnPressed.connect(self._ask)
            form.addRow(name, field)
        column.addLayout(form)
        buttons = QHBoxLayout()
        self.go = QPushButton("Sign in", self)
        self.cancel = QPushButton("Back", self)
        self.go.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.back)
        buttons.addWidget(self.go)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.said = _label("", self)
        self.said.setProperty("tone", "notice")
        column.addWidget(self.said)

    def _ask(self) -> None:
        handle, secret, server = self.handle.text().strip(), self.secret.text(), self.server.text().strip()
        if not handle or not secret:
            self.said.setText("Give the handle and its app password.")
            return
        self.asked.emit(server, handle, secret)

    def wait(self, words: str) -> None:
        self.said.setText(words + " …")
        self.go.setEnabled(False)

    def answer(self, code: int, sentence: str) -> None:
        self.go.setEnabled(True)
        self.said.setText(line(sentence, 400))
        if code == 0:
            self.secret.clear()


def _label(text: str, parent: QWidget, *, soft: bool = False) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    if soft:
        label.setProperty("tone", "soft")
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
