"""One calm line above everything while nobody has room. It takes no focus and needs no answer, but for a lead's."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.capacity import Exhausted
from ui.capacity import words
from ui.look import pieces
from ui.look.aloud import announce


class CapacityBanner(QFrame):
    """Shows an `Exhausted`, or nothing."""

    allow_asked = Signal()  # a lead allows that severe comments are hidden
    close_asked = Signal()  # a lead closes the threads in which they stand, until somebody has room

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words.TITLE)
        self._told = pieces.paragraph("", "notice", step=-0.5)
        self.allow = QPushButton(words.ALLOW)
        self.allow.clicked.connect(self.allow_asked)
        self.close_threads = QPushButton(words.CLOSE)
        self.close_threads.clicked.connect(self.close_asked)
        self._answers = QWidget()
        answers = QHBoxLayout(self._answers)
        answers.setContentsMargins(0, 0, 0, 0)
        answers.setSpacing(12)
        answers.addWidget(self.allow)
        answers.addWidget(self.close_threads)
        answers.addStretch(1)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 6, 16, 6)
        inside.setSpacing(6)
        inside.addWidget(self._told)
        inside.addWidget(self._answers)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(inside)
        whole.addWidget(pieces.hairline())
        self.hide()

    def show_capacity(self, found: Exhausted | None, *, leads: bool) -> None:
        """The same again changes nothing. It is spoken once, politely."""
        told = "" if found is None else words.told(found)
        self.allow.setVisible(found is not None and found.asks and leads)
        self.close_threads.setVisible(found is not None and found.closes and leads)
        self._answers.setVisible(not (self.allow.isHidden() and self.close_threads.isHidden()))
        if told == self._told.text():
            return
        self._told.setText(told)
        self.setVisible(bool(told))
        if told:
            announce(self, told)

    def words(self) -> str:
        return self._told.text()
