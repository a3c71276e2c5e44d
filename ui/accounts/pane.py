"""One account: how it is doing, when it was and will be tried, what it can do, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from moderator.abilities import sentence
from moderator.accounts import AccountSeen, Health
from moderator.overview import WorkerSeen
from ui.accounts import words
from ui.look import pieces, plain, theme
from ui.look.flow import Flow
from ui.signin.fields import say
from ui.words import day


class AccountPane(QScrollArea):
    """Shows one `AccountSeen`; what is pressed goes up."""

    sign_in = Signal()
    test = Signal()
    try_now = Signal()
    pause = Signal()
    resume = Signal()
    remove = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = pieces.paragraph("", step=5)
        self.where = pieces.paragraph("", "soft")
        self.health = pieces.paragraph("", step=1)
        self.trouble = pieces.paragraph("", "notice")
        self.safe = pieces.paragraph("", "soft")
        self.answer = pieces.paragraph("", "notice")
        self.times = {name: _value() for name in ("Last sync", "Next try", "On their way", "Added")}
        self.can = pieces.paragraph("")
        self.lines: list[QLabel] = []
        self.ask_admin = pieces.paragraph(words.ASK_ADMIN, "soft")
        self.buttons = {
            "sign_in": self._button("Sign in again", self.sign_in),
            "test": self._button("Test it", self.test),
            "try_now": self._button("Try now", self.try_now),
            "pause": self._button("Pause gathering", self.pause),
            "resume": self._button("Resume gathering", self.resume),
            "remove": self._button("Remove…", self.remove),
        }
        self._lay_out()

    def _button(self, title: str, signal: object) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(lambda _=False: signal.emit())  # type: ignore[attr-defined]
        return button

    def _lay_out(self) -> None:
        inside = pieces.Inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 20, 28, 24)
        column.setSpacing(8)
        for part in (self.title, self.where):
            column.addWidget(part)
        column.addSpacing(8)
        for part in (self.health, self.trouble, self.safe):
            column.addWidget(part)
        row = Flow()
        for button in self.buttons.values():
            row.addWidget(button)
        column.addSpacing(4)
        column.addLayout(row)
        column.addWidget(self.ask_admin)
        column.addWidget(self.answer)
        column.addSpacing(8)
        column.addWidget(pieces.hairline())
        column.addSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._names = {}
        for at, (name, value) in enumerate(self.times.items()):
            label = pieces.label(name, "soft")
            self._names[name] = label
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
        column.addLayout(grid)
        column.addSpacing(4)
        column.addWidget(pieces.hairline())
        column.addSpacing(4)
        column.addWidget(pieces.label("What it can do", bold=True))
        column.addWidget(self.can)
        self._abilities = QVBoxLayout()
        self._abilities.setSpacing(3)
        column.addLayout(self._abilities)
        column.addStretch(1)
        for label in inside.findChildren(QLabel):
            if label.wordWrap():
                label.setMinimumSize(
                    1, 1
                )  # as high as its width takes: else a scroll bar where nothing is to scroll
        inside.setMaximumWidth(int(760 * theme.font().pointSizeF() / theme.BODY))
        self.setWidget(inside)

    def show_account(
        self, account: AccountSeen, now: datetime, worker: WorkerSeen, *, may_manage: bool
    ) -> None:
        self.title.setText(words.handle(account))
        self.where.setText(words.where(account))
        pieces.set_tone(self.health, "notice" if words.troubled(account) else "ink")
        self.health.setText(words.health(account))
        for part, text in (
            (self.trouble, plain.line(account.trouble, 600)),
            (self.safe, words.safe(account)),
        ):
            part.setText(text)
            part.setVisible(bool(text))
        said = {
            "Last sync": words.last_sync(account, now),
            "Next try": words.next_try(account, now, worker),
            "On their way": words.waiting(account),
            "Added": day(account.added),
        }
        for name, text in said.items():
            self.times[name].setText(text)
            self.times[name].setAccessibleName(f"{name}: {text}")
            self.times[name].setVisible(bool(text))
            self._names[name].setVisible(bool(text))
        self.can.setText(sentence(account.abilities))
        self._show_lines(
            [] if account.health is Health.FILES else list(map(words.ability, account.abilities))
        )
        self._show_buttons(account, may_manage=may_manage)

    def _show_lines(self, said: Sequence[str]) -> None:
        while len(self.lines) < len(said):
            label = pieces.paragraph("", "soft", step=-0.5)
            label.setMinimumSize(1, 1)
            self.lines.append(label)
            self._abilities.addWidget(label)
        for at, label in enumerate(self.lines):
            label.setText(said[at] if at < len(said) else "")
            label.setVisible(at < len(said))

    def _show_buttons(self, account: AccountSeen, *, may_manage: bool) -> None:
        paused = account.health is Health.PAUSED
        gathers = account.health is not Health.FILES
        shown = {
            "sign_in": account.signs_in,
            "test": account.signs_in,
            "try_now": gathers and not paused,
            "pause": gathers and not paused,
            "resume": paused,
            "remove": account.signs_in,
        }
        at = QApplication.focusWidget()
        for name, button in self.buttons.items():
            button.setVisible(shown[name] and may_manage)
        if at in self.buttons.values() and isinstance(at, QPushButton) and at.isHidden():
            self._focus_first()  # what was pressed is gone: its opposite, or the first
        first = account.health is Health.SIGN_IN
        _mark_first(self.buttons["sign_in"], first)
        self.ask_admin.setVisible(not may_manage and account.signs_in)

    def _focus_first(self) -> None:
        for name in ("resume", "pause", "sign_in"):
            if not self.buttons[name].isHidden():
                self.buttons[name].setFocus()
                return

    def say(self, sentence: str, tone: str = "notice") -> None:
        pieces.set_tone(self.answer, tone)
        say(self.answer, sentence)

    def busy(self, on: bool) -> None:
        """A child of ours is at work on this account."""
        for name in ("sign_in", "test", "remove"):
            self.buttons[name].setEnabled(not on)


def _value() -> QLabel:
    return pieces.paragraph("")


def _mark_first(button: QPushButton, on: bool) -> None:
    if bool(button.property("part") == "first") is not on:
        button.setProperty("part", "first" if on else "")
        button.style().unpolish(button)
        button.style().polish(button)
