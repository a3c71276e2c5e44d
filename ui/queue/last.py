"""The strip under the open card: what was decided last, how far it has got, and what undo would do."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from moderator.actions import UNDO
from moderator.decisions import Decided, Recent, Undone
from ui import words
from ui.look import pieces
from ui.look.aloud import announce


class LastDecision(QFrame):
    """Hidden until something was decided."""

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decided: Decided | None = None
        self._recent: Recent | None = None
        self._what = pieces.label("", step=-0.5, bold=True)
        self._undo_says = pieces.Elided("", "soft", step=-0.5)
        self._undo = pieces.KeyButton("Undo", UNDO, quiet=True)
        self._undo.clicked.connect(self.undo_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pieces.hairline())
        row = QHBoxLayout()
        row.setContentsMargins(28, 7, 20, 7)
        row.setSpacing(10)
        row.addWidget(self._what)
        row.addWidget(self._undo_says, 1)
        row.addStretch()
        row.addWidget(self._undo)
        column.addLayout(row)
        self.hide()

    def show_decided(self, decided: Decided, now: datetime) -> None:
        self._decided, self._recent = decided, None
        self._what.setText(words.decided(decided))
        self._undo.show()
        self.tick(now)
        self.show()
        announce(self, self.sentence())

    def show_recent(self, recent: Recent, now: datetime) -> None:
        """How far the newest decision has got; what undo would do is told with it, of the same moment."""
        if self._decided is None or recent.id != self._decided.id:
            return
        self._what.setText(words.progress(recent))
        if recent.state == "undone":  # elsewhere, or in the history
            self._decided = self._recent = None
            self._undo_says.show_text("")
            self._undo.hide()
            return
        self._recent = recent
        self.tick(now)

    def show_undone(self, undone: Undone) -> None:
        self._decided = self._recent = None
        self._what.setText("Undone")
        self._undo_says.show_text(words.undone(undone))
        self._undo.hide()
        self.show()
        announce(self, self.sentence())

    def forget(self) -> None:
        """Nothing was decided yet, by whoever sits here now."""
        self._decided = self._recent = None
        self._what.setText("")
        self._undo_says.show_text("")
        self.hide()

    def tick(self, now: datetime) -> None:
        """An undo that there is no more is not offered."""
        decided, recent = self._decided, self._recent
        if decided is not None:
            self._undo_says.show_text(words.undo_says(decided, now, recent))
            untouched = recent is None or recent.state == "decided"
            self._undo.setVisible(decided.undo_stays or untouched)

    def sentence(self) -> str:
        return f"{self._what.text()}. {self._undo_says.text()}"
