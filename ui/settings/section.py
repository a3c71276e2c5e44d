"""What every part of the Settings page that asks the core has: a heading, what it is about, a word to the status line, and
absence for whoever may not use it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from moderator.problems import NotAllowed, NotSignedIn, Problem
from ui import words
from ui.look import pieces
from ui.work import Work


class Section(QWidget):
    """See the module. Hidden until it is known that this person may use it."""

    said = Signal(str)

    def __init__(self, work: Work, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 14, 0, 0)
        self.column.setSpacing(6)
        self.column.addWidget(pieces.label(title, bold=True))
        self.column.addWidget(pieces.hairline())
        self.column.addWidget(pieces.paragraph(about, "soft", step=-0.5))
        self.hide()

    def _not_for_them(self, problem: Problem) -> None:
        """The core refused: the section goes. That a role does not see it is no news; anything else is told."""
        self.hide()
        if not isinstance(problem, NotAllowed | NotSignedIn):
            self.said.emit(words.problem(problem))
