"""What is being typed is kept by the desk, a moment after the last letter, so that nothing ends it but its author.

A note for colleagues, or an answer to the comment.

It outlives a lost card, a break, a closed window; and when its author leaves the agency, a colleague finds it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from moderator.console import Console
from moderator.problems import Problem
from ui.work import Work

AFTER = 800  # ms without another letter
Keeps = Callable[[Console, int, str], None]


class Drafting(QObject):
    """See the module."""

    def __init__(self, work: Work, keeps: Keeps, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._keeps = work, keeps
        self._typed: tuple[int, str] | None = None  # on this card, and not kept yet
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER)
        self._later.timeout.connect(self.keep)

    def typed(self, card_id: int | None, text: str) -> None:
        if card_id is not None:
            self._typed = (card_id, text)
            self._later.start()

    def keep(self) -> None:
        """Now: the card may be gone in a moment."""
        typed, self._typed = self._typed, None
        self._later.stop()
        if typed is not None:
            self._work.store(lambda console: self._keeps(console, *typed), failed=_ignore)

    def drop(self) -> None:
        """It was sent, with a decision or by itself: the desk knows."""
        self._typed = None
        self._later.stop()


def _ignore(problem: Problem) -> None:
    """The card is gone, or somebody else sits here: what was typed is still in the field."""
