"""A quiet strip above the open card: a break that comes in a moment and can be put off, much read this hour, a limit
reached, an emergency.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.actions import BREAK, POSTPONE
from moderator.wellbeing.values import Meter, Mode
from ui.look import pieces, theme
from ui.look.aloud import announce
from ui.rest import override_words
from ui.rest import words as rest_words

_BESIDE = 600  # px, at the usual size of text


class RestStrip(QFrame):
    """Says it once and goes when it is over; the soft notice also when the person carries on."""

    break_asked = Signal()
    postpone_asked = Signal()
    glass_asked = Signal()  # a threat to life, through the limit
    calm_asked = Signal()
    swap_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._carried_on = False
        self._aloud: Mode | None = None  # what was last said to whoever listens
        self._says = pieces.paragraph("", "notice", step=-0.5)
        self._break = pieces.KeyButton("Break now", BREAK, quiet=True)
        self._off = pieces.KeyButton("Put it off", POSTPONE, quiet=True)
        self._on = QPushButton("Carry on")
        self._on.setProperty("part", "quiet")
        self.glass = QPushButton(override_words.GLASS_ASK)
        self.glass.setProperty("part", "quiet")
        self.glass.clicked.connect(self.glass_asked)
        self._break.clicked.connect(self.break_asked)
        self._off.clicked.connect(self.postpone_asked)
        self._on.clicked.connect(self._carry_on)
        self.calm, self.swap = QPushButton(rest_words.CALM_WORK), QPushButton(rest_words.SWAP)
        self.calm.setProperty("part", "quiet")
        self.swap.setProperty("part", "quiet")
        self.calm.clicked.connect(self.calm_asked)
        self.swap.clicked.connect(self.swap_asked)
        buttons = QHBoxLayout()
        for each in (self._off, self._break, self.calm, self.swap, self._on, self.glass):
            buttons.addWidget(each)
        buttons.addStretch()
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(28, 8, 20, 8)
        row.addWidget(self._says, 1)
        row.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(pieces.hairline())
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand under the sentence where there is no room beside it."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE * theme.text_scale()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != way:
            self._row.setDirection(way)

    def show_meter(self, meter: Meter) -> None:
        rest, soft = meter.rest, meter.level == "soft"
        if not soft:
            self._carried_on = False
        if rest.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
            self._tell(" ".join(rest_words.limit(rest)), rest.mode, glass=True)
        elif rest.mode in (Mode.WARN, Mode.DEFER):
            self._off.show_state(rest_words.put_off(rest))
            self._tell(rest_words.announced(rest), Mode.WARN, off=rest.postpone is not None, now="Break now")
        elif rest.mode is Mode.EMERGENCY:
            told = override_words.glass(rest) if rest.card else rest_words.emergency(rest)
            self._tell(told, rest.mode, now="Back to the break")
        elif rest.override and rest.mode in (Mode.WORK, Mode.AWAY):
            self._tell(override_words.overridden(rest), Mode.WORK, now="Break now")
        elif soft and rest.mode in (Mode.WORK, Mode.AWAY) and not self._carried_on:
            self._tell(rest_words.SOFT, Mode.WORK, soft=True, now="Break now")
        else:
            self._aloud = None
            self.hide()

    def sentence(self) -> str:
        return self._says.text()

    def _tell(
        self,
        sentence: str,
        mode: Mode,
        *,
        soft: bool = False,
        off: bool = False,
        now: str = "",
        glass: bool = False,
    ) -> None:
        """`now`: what the button says that begins a break; "" for none."""
        if self._says.text() != sentence:
            self._says.setText(sentence)
            self.setAccessibleName(sentence)
        for each in (self.calm, self.swap, self._on):
            each.setVisible(soft)
        self._off.setVisible(off)
        self.glass.setVisible(glass)
        self._break.setVisible(bool(now))
        if now:
            self._break.show_state(now)
        self.show()
        if self._aloud is not mode:  # once, not with each minute that passes
            self._aloud = mode
            announce(self, sentence)

    def _carry_on(self) -> None:
        self._carried_on = True
        self.hide()
