"""The break: one calm page of ours over the window, with the time that is left. It locks nothing.

That nothing can be claimed, revealed or decided meanwhile is the core's doing; closing or moving this page would
change nothing of it. In this order: the time left, which can be hidden; one line of advice; Breathe, Ground, Talk to
someone; what has become of the open card; the emergency exit, which says first what it costs. Escalating unread stays
open behind a quiet "More". The same page stands there during a meeting, and when somebody has finished for today.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from moderator.actions import DECLINE, ESCALATE, Action, Place
from moderator.wellbeing.values import Mode, Rest
from ui import keys, words
from ui.look import pieces, size, theme
from ui.look.aloud import announce
from ui.look.flow import Flow
from ui.rest import override_words
from ui.rest import words as rest_words
from ui.rest.exercises import Breathing, Exercise, Gaze, Grounding
from ui.rest.exercises import centred as _centred
from ui.rest.offering import OfferCard

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
    talk = Signal()  # to somebody: the support card
    glass_asked = Signal()  # a threat to life, where the exit is closed

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._mode: Mode | None = None
        self._countdown_shown = True
        self._last_minute_told = False
        self._had_card = self._escalated = False
        self._exercise: Exercise | None = None
        self.setProperty("part", "rest")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = _centred(pieces.label("", "soft", step=2))
        self._left = _centred(pieces.label("", step=36))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName(rest_words.PROGRESS)
        size.follow(self._bar, minimumWidth=240, maximumWidth=240)
        self._advice = _centred(pieces.label(rest_words.BREAK_ADVICE, "soft", step=1.5))
        self._kept = _centred(pieces.label("", "soft", step=-0.5))
        self.end = QPushButton(ENDS[Mode.READY])
        self.end.setProperty("part", "first")
        self.end.setFont(theme.font(1))
        self.end.setMinimumHeight(44)
        self.end.clicked.connect(self._end)
        self.breathe, self.ground = QPushButton("Breathe"), QPushButton("Ground")
        self.talk_button = QPushButton(rest_words.TALK)
        self.gaze = _quiet("Look into the distance")
        self.breathing, self.grounding, self.gazing = Breathing(self), Grounding(self), Gaze(self)
        for button, exercise in (
            (self.breathe, self.breathing),
            (self.ground, self.grounding),
            (self.gaze, self.gazing),
        ):
            button.clicked.connect(lambda _=False, exercise=exercise: self._begin(exercise))
            exercise.left.connect(self._leave_exercise)
            exercise.hide()
        self.talk_button.clicked.connect(self.talk)
        self.more = _quiet("More")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_more)
        self._hide_count = _quiet("Hide the countdown")
        self._hide_count.clicked.connect(self._toggle_count)
        self.unread = pieces.KeyButton("Escalate the open card unread", ESCALATE)
        self.unread.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        self.unread.clicked.connect(self._escalate)
        self.exit = _quiet(rest_words.EMERGENCY_TITLE)
        self.exit.setCheckable(True)
        self.exit.toggled.connect(self._ask_exit)
        self.glass = _quiet(override_words.GLASS_ASK)
        self.glass.clicked.connect(self.glass_asked)
        self.offer = OfferCard()
        self._costs = _centred(pieces.label("", "soft"))
        self.leave = QPushButton(rest_words.EMERGENCY_SURE)
        self.leave.setMinimumHeight(44)
        self.leave.clicked.connect(self.emergency)
        self._lay_out()
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        inside = pieces.Inside()
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, 24, 24, 24)
        page = QWidget()
        size.follow(page, maximumWidth=_COLUMN)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        across.addStretch(1)
        across.addWidget(page, 100)
        across.addStretch(1)
        column.addWidget(self.offer)
        column.addStretch(4)
        column.addWidget(self._title)
        column.addWidget(self._left)
        column.addWidget(self._bar, 0, middle)
        column.addWidget(self._advice)
        column.addSpacing(12)
        self._offers = _row(self.breathe, self.ground, self.talk_button)
        column.addWidget(self._offers, 0, middle)
        for exercise in (self.breathing, self.grounding, self.gazing):
            column.addWidget(exercise)
        column.addSpacing(4)
        column.addWidget(self.end, 0, middle)
        column.addSpacing(12)
        column.addWidget(self._kept)
        column.addWidget(self._costs)
        column.addWidget(self.leave, 0, middle)
        column.addWidget(self.exit, 0, middle)
        column.addWidget(self.more, 0, middle)
        self._behind = _row(self.gaze, self._hide_count)
        column.addWidget(self._behind, 0, middle)
        column.addWidget(self.glass, 0, middle)
        column.addWidget(self.unread, 0, middle)
        column.addStretch(5)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def show_rest(self, rest: Rest, *, card_open: bool) -> None:
        """Up for a break and until the person is ready; down otherwise."""
        resting = rest.mode in RESTING
        was_up, before = self.up, self._mode
        self._mode = rest.mode
        if resting and not was_up:
            self._had_card, self._escalated = card_open, False
        if resting:
            self._show_words(rest, card_open)
        if resting and not was_up:
            self._rise()
        elif not resting and self.isVisible():
            self.drop(rest.mode)
        if rest.mode in ENDS and before is not rest.mode and self._exercise is None:
            self.end.setFocus()  # who breathes is not disturbed
        if resting and rest.mode is not before:
            self._last_minute_told = rest.left <= _LAST_MINUTE
            announce(self, self.accessibleName())
        elif rest.mode is Mode.BREAK and rest.left <= _LAST_MINUTE and not self._last_minute_told:
            self._last_minute_told = True
            announce(self, rest_words.ONE_MINUTE_LEFT)

    def drop(self, mode: Mode | None = None) -> None:
        """Down; what was breathed stops. Without a mode somebody else sits down: their rest is told anew."""
        self._mode = mode
        self._leave_exercise()
        self.hide()

    @property
    def up(self) -> bool:
        return self._mode in RESTING

    def _show_words(self, rest: Rest, card_open: bool) -> None:
        counts = rest.mode is Mode.BREAK
        self._title.setText(rest_words.break_title(rest) if counts else "")
        self._left.setText(words.countdown(rest.left) if counts else rest_words.break_title(rest))
        self._left.setFont(theme.font(36 if counts else 14))
        self._advice.setText(_ADVICE[rest.mode])
        self._kept.setText(self._fate(card_open))
        self.end.setText(ENDS.get(rest.mode, ""))
        self.end.setVisible(rest.mode in ENDS)
        self._bar.setValue(_served(rest))
        self.unread.setEnabled(card_open)
        self.exit.setEnabled(rest.emergency)
        self.glass.setEnabled(counts and card_open and not rest.emergency)
        self._costs.setText(rest_words.emergency_asked(rest))
        self._arrange()
        self.setAccessibleName(f"{rest_words.break_title(rest)}. {self._advice.text()} {self._kept.text()}")
        self.setAccessibleDescription(f"{words.countdown(rest.left)} left" if counts else "")

    def _fate(self, card_open: bool) -> str:
        """What has become of the card that was open when this began."""
        if card_open:
            return rest_words.BREAK_CARD_KEPT
        if self._had_card and self._escalated:
            return rest_words.BREAK_CARD_ESCALATED
        return rest_words.BREAK_CARD_GONE_ON if self._had_card else rest_words.BREAK_NO_CARD

    def _arrange(self) -> None:
        """What is seen: large text on a small screen has room for the one or the other."""
        counts = self._mode is Mode.BREAK
        if not self.exit.isEnabled() and self.exit.isChecked():
            self.exit.setChecked(False)  # comes back here
            return
        leaving, busy = self.exit.isChecked(), self._exercise is not None
        plain = not leaving and not busy
        self._left.setVisible(not counts or self._countdown_shown)
        self._bar.setVisible(counts and not self._countdown_shown)
        self._advice.setVisible(plain)
        self._offers.setVisible(plain and self._mode is not Mode.OFF)
        self._kept.setVisible(plain and self._mode is not Mode.OFF)
        self.exit.setVisible(self.exit.isEnabled() and not busy)
        self.glass.setVisible(self.glass.isEnabled() and not busy)
        self._costs.setVisible(leaving)
        self.leave.setVisible(leaving)
        self.more.setVisible(plain and (counts or self.unread.isEnabled()))
        opened = plain and self.more.isChecked() and self.more.isVisibleTo(self)
        self._behind.setVisible(opened)
        self.unread.setVisible(opened and self.unread.isEnabled())
        self._hide_count.setVisible(opened and counts)
        for exercise in (self.breathing, self.grounding, self.gazing):
            exercise.setVisible(exercise is self._exercise)

    def _show_more(self, on: bool) -> None:
        self._arrange()

    def _ask_exit(self, on: bool) -> None:
        self._arrange()
        if on:
            announce(self, self._costs.text())

    def _toggle_count(self) -> None:
        self._countdown_shown = not self._countdown_shown
        self._hide_count.setText("Hide the countdown" if self._countdown_shown else "Show the countdown")
        self._arrange()

    def _begin(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._arrange()
        exercise.begin()

    def _leave_exercise(self) -> None:
        """Back to the page, with the keyboard at the way on."""
        before, self._exercise = self._exercise, None
        self._arrange()
        if before is not None and self.isVisible():
            to = {self.breathing: self.breathe, self.grounding: self.ground}.get(before, self.more)
            (self.end if self._mode in ENDS else to).setFocus()

    def _escalate(self) -> None:
        self._escalated = True
        self.escalate.emit()

    def _end(self) -> None:
        if self._mode is Mode.READY:
            self.ready.emit()
        elif self._mode in ENDS:
            self.back.emit()

    def _rise(self) -> None:
        self._leave_exercise()
        self.more.setChecked(False)
        self.exit.setChecked(False)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._mode in ENDS:
            if not event.isAutoRepeat():
                self._end()
        elif self._means(event, ESCALATE) and self.unread.isEnabled():
            if not event.isAutoRepeat():
                self._escalate()
        elif self._means(event, DECLINE) and self.offer.waits:
            if not event.isAutoRepeat():
                self.offer.declined.emit()
        # every other key ends here: nothing beneath the curtain hears it
        elif event.key() == Qt.Key.Key_Escape and self._exercise is not None:
            self._leave_exercise()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
            super().keyPressEvent(event)

    @staticmethod
    def _means(event: QKeyEvent, action: Action) -> bool:
        return keys.in_force().action(keys.named(event), Place.QUEUE) is action

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


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = Flow(made, gap=12)
    for each in widgets:
        row.addWidget(each)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
    return made


def _served(rest: Rest) -> int:
    """Per cent of a break that are over."""
    whole = rest.break_length
    return round(100 * (1 - min(1.0, rest.left / whole))) if whole else 0
