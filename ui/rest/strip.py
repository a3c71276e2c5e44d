"""A quiet strip above the open card: a break that comes in a moment, much read this hour, a limit reached."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.actions import BREAK
from moderator.wellbeing.values import Meter, Mode
from ui import words
from ui.look import pieces
from ui.look.aloud import announce


class RestStrip(QFrame):
    """Says it once and goes when it is over; the soft notice also when the person carries on."""

    break_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._carried_on = False
        self._aloud: Mode | None = None  # what was last said to whoever listens
        self._says = pieces.paragraph("", "notice", step=-0.5)
        self._break = pieces.KeyButton("Break now", BREAK, quiet=True)
        self._on = QPushButton("Carry on")
        self._on.setProperty("part", "quiet")
        self._break.clicked.connect(self.break_asked)
        self._on.clicked.connect(self._carry_on)
        row = QHBoxLayout()
        row.setContentsMargins(28, 8, 20, 8)
        row.addWidget(self._says, 1)
        row.addWidget(self._break)
        row.addWidget(self._on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(pieces.hairline())
        self.hide()

    def show_meter(self, meter: Meter) -> None:
        rest, soft = meter.rest, meter.level == "soft"
        if not soft:
            self._carried_on = False
        if rest.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
            self._tell(" ".join(words.limit(rest)), rest.mode, soft=False)
        elif rest.mode is Mode.WARN:
            self._tell(f"{words.next_break(rest)}.", rest.mode, soft=False)
        elif soft and rest.mode is Mode.WORK and not self._carried_on:
            self._tell(words.SOFT, rest.mode, soft=True)
        else:
            self._aloud = None
            self.hide()

    def sentence(self) -> str:
        return self._says.text()

    def _tell(self, sentence: str, mode: Mode, *, soft: bool) -> None:
        if self._says.text() != sentence:
            self._says.setText(sentence)
            self.setAccessibleName(sentence)
        self._on.setVisible(soft)
        self._break.setVisible(soft)
        self.show()
        if self._aloud is not mode:  # once, not with each minute that passes
            self._aloud = mode
            announce(self, sentence)

    def _carry_on(self) -> None:
        self._carried_on = True
        self.hide()
