"""The break: one calm page of ours over the window, with the time that is left. It locks nothing.

That nothing can be claimed, revealed or decided meanwhile is the core's doing; closing or moving this page would
change nothing of it. Escalating unread stays open, behind a quiet "More".
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from moderator.actions import ESCALATE, Place
from moderator.wellbeing.values import Mode, Rest
from ui import keys, words
from ui.look import pieces, theme
from ui.look.aloud import announce


class Curtain(QWidget):
    """Covers `over` while a break runs or waits to be ended."""

    ready = Signal()
    escalate = Signal()  # the open card, unread

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._mode: Mode | None = None
        self._countdown_shown = True
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = _centred(pieces.label("", "soft", step=2))
        self._left = _centred(pieces.label("", step=36))
        self._advice = _centred(pieces.label(words.BREAK_ADVICE, "soft", step=1.5))
        self._kept = _centred(pieces.label("", "soft"))
        self.back = QPushButton("Back to work")
        self.back.setProperty("part", "first")
        self.back.setFont(theme.font(1))
        self.back.setMinimumHeight(44)
        self.back.clicked.connect(self.ready)
        self.more = QPushButton("More")
        self.more.setProperty("part", "quiet")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_more)
        self._hide_count = QPushButton("Hide the countdown")
        self._hide_count.setProperty("part", "quiet")
        self._hide_count.setFont(theme.font(-0.5))
        self._hide_count.clicked.connect(self._toggle_count)
        self.unread = pieces.KeyButton("Escalate the open card unread", ESCALATE, quiet=True)
        self.unread.clicked.connect(self.escalate)
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
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addWidget(self._kept)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addStretch()
        row.addWidget(self._hide_count)
        row.addWidget(self.unread)
        row.addStretch()
        below = QWidget()
        below.setLayout(row)
        below.setMinimumHeight(44)
        column.addWidget(below)
        column.addStretch(5)

    def show_rest(self, rest: Rest, *, card_open: bool) -> None:
        """Up for a break and until the person is ready; down otherwise."""
        resting = rest.mode in (Mode.BREAK, Mode.READY)
        if resting:
            self._show_words(rest, card_open)
        if resting and self._mode not in (Mode.BREAK, Mode.READY):
            self._rise()
        elif not resting and self.isVisible():
            self.hide()
        if rest.mode is Mode.READY and self._mode is not Mode.READY:
            self.back.setFocus()
        if resting and rest.mode is not self._mode:
            announce(self, self.accessibleName())
        self._mode = rest.mode

    def drop(self) -> None:
        """Somebody else sits down: their rest is told anew."""
        self._mode = None
        self.hide()

    @property
    def up(self) -> bool:
        return self._mode in (Mode.BREAK, Mode.READY)

    def _show_words(self, rest: Rest, card_open: bool) -> None:
        done = rest.mode is Mode.READY
        self._title.setText("" if done else words.break_title(rest))
        self._left.setText(words.break_title(rest) if done else words.countdown(rest.left))
        self._left.setFont(theme.font(14 if done else 36))
        self._left.setVisible(done or self._countdown_shown)
        self._advice.setText(words.READY_ADVICE if done else words.BREAK_ADVICE)
        self._kept.setText(words.BREAK_CARD_KEPT if card_open else words.BREAK_NO_CARD)
        self.back.setVisible(done)
        self.more.setVisible(not done)
        self.unread.setEnabled(card_open)
        self._show_more(self.more.isChecked() and not done)
        self.setAccessibleName(f"{words.break_title(rest)}. {self._advice.text()} {self._kept.text()}")
        self.setAccessibleDescription("" if done else f"{words.countdown(rest.left)} left")

    def _show_more(self, on: bool) -> None:
        self._hide_count.setVisible(on)
        self.unread.setVisible(on and self.unread.isEnabled())

    def _toggle_count(self) -> None:
        self._countdown_shown = not self._countdown_shown
        self._left.setVisible(self._countdown_shown)
        self._hide_count.setText("Hide the countdown" if self._countdown_shown else "Show the countdown")

    def _rise(self) -> None:
        self.more.setChecked(False)
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._mode is Mode.READY:
            if not event.isAutoRepeat():
                self.ready.emit()
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


def _centred(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    return label
