"""The desk was left alone: the same person's passphrase, before anything veiled is read.

Nothing else waits for it: cards can be decided unread, and the card that is open stays open.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.problems import Problem
from ui import words
from ui.look import pieces, plain
from ui.signin.fields import PhraseField, fit, said, say
from ui.work import Work


class Again(QDialog):
    """`name` is who signed in here. Accepted once the passphrase was theirs."""

    switch = Signal()  # somebody else sits here now

    def __init__(self, work: Work, name: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setWindowTitle("Are you still there?")
        self.setAccessibleName("Are you still there?")
        self.phrase = PhraseField(f"Passphrase of {plain.name(name)}")
        self.go = QPushButton("Go on")
        self.go.setProperty("part", "first")
        self.go.setDefault(True)
        self.later = QPushButton("Not now")
        self.other = QPushButton("I am somebody else")
        self.other.setProperty("part", "quiet")
        for button in (self.later, self.other):
            button.setAutoDefault(False)
        self.said = said()
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(pieces.label("Are you still there?", step=4))
        column.addWidget(pieces.paragraph(sentence, "soft"))
        column.addWidget(self.phrase)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(self.later)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        fit(self)
        self.go.clicked.connect(self._try)
        self.later.clicked.connect(self.reject)
        self.other.clicked.connect(self._switch)
        self.phrase.setFocus()

    def _try(self) -> None:
        phrase = self.phrase.take()
        if phrase and self.go.isEnabled():
            self.go.setEnabled(False)
            self._work.store(lambda console: console.again(phrase), lambda _: self.accept(), self._refused)

    def _refused(self, problem: Problem) -> None:
        self.go.setEnabled(True)
        say(self.said, words.problem(problem))
        fit(self)
        self.phrase.setFocus()

    def _switch(self) -> None:
        self.reject()
        self.switch.emit()
