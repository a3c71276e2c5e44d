"""The break: one calm page of ours over the window, with the time that is left. It locks nothing.

That nothing can be claimed, revealed or decided meanwhile is the core's doing; closing or moving this page would
change nothing of it. Escalating unread stays open, behind a quiet "More", and so does the one emergency exit of a
shift, which says first what it costs. The same page stands there during a meeting, and when somebody has finished for
today.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from moderator.actions import ESCALATE, Place
from moderator.wellbeing.values import Mode, Rest
from ui import keys, words
from ui.look import pieces, theme
from ui.look.aloud import announce
from ui.rest import words as rest_words

RESTING = (Mode.BREAK, Mode.READY, Mode.MEETING, Mode.OFF)
ENDS = {
    Mode.READY: "Back to work",
    Mode.MEETING: "I am back",
    Mode.OFF: "Begin again",
}  # by a button, at any time
_LAST_MINUTE = timedelta(minutes=1)
_COLUMN = 640  # px of a line that is easily read, at the usual size of text


class Curtain(QWidget):
    """Covers `over` while a break runs or waits to be ended, in a meeting, and at the end of the day."""

    ready = Signal()
    back = Signal()  # from a meeting, or on a new day
    escalate = Signal()  # the open card, unread
    emergency = Signal()  # and what it costs was read

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._mode: Mode | None = None
        self._countdown_shown = True
        self._last_minute_told = False
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = _centred(pieces.label("", "soft", step=2))
        self._left = _centred(pieces.label("", step=36))
        self._advice = _centred(pieces.label(rest_words.BREAK_ADVICE, "soft", step=1.5))
        self._kept = _centred(pieces.label("", "soft"))
        self.end = QPushButton(ENDS[Mode.READY])
        self.end.setProperty("part", "first")
        self.end.setFont(theme.font(1))
        self.end.setMinimumHeight(44)
        self.end.clicked.connect(self._end)
        self.more = _quiet("More")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_more)
        self._hide_count = _quiet("Hide the countdown")
        self._hide_count.clicked.connect(self._toggle_count)
        self.unread = pieces.KeyButton("Escalate the open card unread", ESCALATE, quiet=True)
        self.unread.clicked.connect(self.escalate)
        self.exit = _quiet(rest_words.EMERGENCY_TITLE)
        self.exit.setCheckable(True)
        self.exit.toggled.connect(self._ask_exit)
        self._costs = _centred(pieces.label("", "soft"))
        self.leave = QPushButton(rest_words.EMERGENCY_SURE)
        self.leave.setMinimumHeight(44)
        self.leave.clicked.connect(self.emergency)
        self._lay_out()
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(4)
        column.addWidget(self._title)
        column.addWidget(self._left)
        column.addWidget(self._advice)
        column.addSpacing(24)
        column.addWidget(self.end, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addWidget(self._kept)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        below = QWidget()
        below.setMinimumHeight(44)
        grid = QGridLayout(below)
        grid.setContentsMargins(24, 0, 24, 0)
        grid.setHorizontalSpacing(16)
        for column_of, stretch in ((0, 1), (3, 1)):
            grid.setColumnStretch(column_of, stretch)
        grid.addWidget(self._hide_count, 0, 1)
        grid.addWidget(self.unread, 0, 2)
        grid.addWidget(self.exit, 1, 0, 1, 4, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(below)
        costs = QHBoxLayout()
        costs.setContentsMargins(24, 0, 24, 0)
        costs.addStretch(1)
        costs.addWidget(self._costs, 100)
        costs.addStretch(1)
        column.addLayout(costs)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(5)

    def show_rest(self, rest: Rest, *, card_open: bool) -> None:
        """Up for a break and until the person is ready; down otherwise."""
        resting = rest.mode in RESTING
        was_up, before = self.up, self._mode
        self._mode = rest.mode
        if resting:
            self._show_words(rest, card_open)
        if resting and not was_up:
            self._rise()
        elif not resting and self.isVisible():
            self.hide()
        if rest.mode in ENDS and before is not rest.mode:
            self.end.setFocus()
        if resting and rest.mode is not before:
            self._last_minute_told = rest.left <= _LAST_MINUTE
            announce(self, self.accessibleName())
        elif rest.mode is Mode.BREAK and rest.left <= _LAST_MINUTE and not self._last_minute_told:
            self._last_minute_told = True
            announce(self, rest_words.ONE_MINUTE_LEFT)

    def drop(self) -> None:
        """Somebody else sits down: their rest is told anew."""
        self._mode = None
        self.hide()

    @property
    def up(self) -> bool:
        return self._mode in RESTING

    def _show_words(self, rest: Rest, card_open: bool) -> None:
        counts = rest.mode is Mode.BREAK
        self._title.setText(rest_words.break_title(rest) if counts else "")
        self._left.setText(words.countdown(rest.left) if counts else rest_words.break_title(rest))
        self._left.setFont(theme.font(36 if counts else 14))
        self._left.setVisible(not counts or self._countdown_shown)
        self._advice.setText(_ADVICE[rest.mode])
        self._kept.setText(rest_words.BREAK_CARD_KEPT if card_open else rest_words.BREAK_NO_CARD)
        self.end.setText(ENDS.get(rest.mode, ""))
        self.end.setVisible(rest.mode in ENDS)
        self.more.setVisible(counts or card_open)
        self.unread.setEnabled(card_open)
        self.exit.setEnabled(rest.emergency)
        self._costs.setText(rest_words.emergency_asked(rest))
        self._costs.setMaximumWidth(int(_COLUMN * theme.text_scale()))
        self._show_more(self.more.isChecked() and (counts or card_open))
        self.setAccessibleName(f"{rest_words.break_title(rest)}. {self._advice.text()} {self._kept.text()}")
        self.setAccessibleDescription(f"{words.countdown(rest.left)} left" if counts else "")

    def _show_more(self, on: bool) -> None:
        self._hide_count.setVisible(on and self._mode is Mode.BREAK)
        self.unread.setVisible(on and self.unread.isEnabled())
        self.exit.setVisible(on and self.exit.isEnabled())
        if not self.exit.isVisibleTo(self):
            self.exit.setChecked(False)
        self._ask_exit(self.exit.isChecked())

    def _ask_exit(self, on: bool) -> None:
        appears = on and not self.leave.isVisibleTo(self)
        self._advice.setVisible(not on)  # large text on a small screen has room for the one or the other
        self._kept.setVisible(not on and self._mode is not Mode.OFF)
        self._costs.setVisible(on)
        self.leave.setVisible(on)
        if appears:
            announce(self, self._costs.text())

    def _toggle_count(self) -> None:
        self._countdown_shown = not self._countdown_shown
        self._left.setVisible(self._countdown_shown)
        self._hide_count.setText("Hide the countdown" if self._countdown_shown else "Show the countdown")

    def _end(self) -> None:
        if self._mode is Mode.READY:
            self.ready.emit()
        elif self._mode in ENDS:
            self.back.emit()

    def _rise(self) -> None:
        self.more.setChecked(False)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._mode in ENDS:
            if not event.isAutoRepeat():
                self._end()
        elif self._means_escalate(event) and self.unread.isEnabled():
            if not event.isAutoRepeat():
                self.escalate.emit()
        # every other key ends here: nothing beneath the curtain hears it
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
            super().keyPressEvent(event)

    @staticmethod
    def _means_escalate(event: QKeyEvent) -> bool:
        return keys.in_force().action(keys.named(event), Place.QUEUE) is ESCALATE

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False


_ADVICE = {
    Mode.BREAK: rest_words.BREAK_ADVICE,
    Mode.READY: rest_words.READY_ADVICE,
    Mode.MEETING: rest_words.MEETING_ADVICE,
    Mode.OFF: rest_words.OFF_ADVICE,
}


def _quiet(title: str) -> QPushButton:
    button = QPushButton(title)
    button.setProperty("part", "quiet")
    button.setFont(theme.font(-0.5))
    return button


def _centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
