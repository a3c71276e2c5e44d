"""A new passphrase of one's own, for somebody who has signed in and knows the present one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.problems import Problem
from ui import words
from ui.look import pieces
from ui.signin.fields import NewPhrase, PhraseField, fit, said, say
from ui.work import Work


class OwnPassphrase(QDialog):
    """Accepted once the passphrase is changed."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setWindowTitle("Change my passphrase")
        self.setAccessibleName("Change my passphrase")
        self.present = PhraseField("Your passphrase until now")
        self.new = NewPhrase()
        self.said = said()
        self.go = QPushButton("Change it")
        self.go.setProperty("part", "first")
        self.go.setDefault(True)
        leave = QPushButton("Leave it as it is")
        leave.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(pieces.label("Change my passphrase", step=4))
        column.addWidget(self.present)
        column.addWidget(self.new)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(leave)
        row.addStretch(1)
        column.addLayout(row)
        fit(self)
        self.go.clicked.connect(self._change)
        leave.clicked.connect(self.reject)
        self.present.setFocus()

    def _change(self) -> None:
        if not self.go.isEnabled():
            return
        new, why_not = self.new.take()
        present = self.present.take()
        if why_not or not present:
            say(self.said, why_not or "Type the passphrase that you have used until now, too.")
            fit(self)
            return
        self.go.setEnabled(False)

        def change(console: Console) -> None:
            console.again(present)
            console.staff.introduce(None, new)

        self._work.store(change, lambda _: self.accept(), self._refused)

    def _refused(self, problem: Problem) -> None:
        self.go.setEnabled(True)
        say(self.said, words.problem(problem))
        fit(self)
        self.present.setFocus()
