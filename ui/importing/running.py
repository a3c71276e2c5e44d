"""The third page and the last: how far an import is, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QWidget,
)

from moderator.importing.past import Aside
from ui.importing import words
from ui.importing.page import Page
from ui.look import pieces, plain, theme

STEPS = 1000


class Running(Page):
    stop = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = pieces.Elided("", step=1, bold=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How much of the file is imported")
        self.said = pieces.paragraph("", "soft")
        self.halt = QPushButton("Stop")
        self.halt.clicked.connect(self._stop)
        column = self.column
        column.addWidget(self.title)
        column.addWidget(self.bar)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.addWidget(self.halt)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def wait(self, sentence: str, *, stoppable: bool) -> None:
        """Something has begun, and nobody knows yet how long it takes."""
        self.title.show_text(plain.line(sentence, 120))
        self.bar.setRange(0, 0 if not stoppable else STEPS)
        self.bar.setValue(0)
        self.said.setText("")
        self.halt.setVisible(stoppable)
        self.halt.setEnabled(stoppable)

    def show_progress(self, position: int, done: int, of: int, counts: Mapping[str, int]) -> None:
        self.bar.setRange(0, STEPS)
        self.bar.setValue(round(STEPS * done / max(1, of)))
        if self.halt.isEnabled():
            self.said.setText(words.progress(position, counts))

    def show_comparing(self, done: int, of: int) -> None:
        if self.halt.isEnabled():
            self.said.setText(words.comparing(done, of))

    def _stop(self) -> None:
        self.halt.setEnabled(False)
        self.said.setText(words.STOPPING)
        self.stop.emit()


class Outcome(Page):
    go_on = Signal()
    without_times = Signal()  # what was set aside for its time
    choose_times = Signal()
    quarantine = Signal()
    to_queue = Signal()
    another = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = pieces.paragraph("", step=1)
        self.title.setFont(theme.font(1, bold=True))
        self.said = pieces.paragraph("", "soft")
        self.aside = pieces.paragraph("", "notice")
        self.listed = QListWidget()
        self.listed.setAccessibleName("Entries in quarantine, with place and reason")
        self.listed.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.listed.setUniformItemSizes(True)
        self.listed.setMinimumHeight(320)
        self.resume = self._button("Go on", self.go_on)
        self.untimed = self._button(words.WITHOUT_TIMES, self.without_times)
        self.times = self._button(words.CHOOSE_TIMES, self.choose_times)
        self.show_aside = self._button("Show the quarantine", self.quarantine)
        self.queue = self._button("To the queue", self.to_queue)
        self.queue.setProperty("part", "first")
        self.more = self._button("Import another file", self.another)
        column = self.column
        for part in (self.title, self.said, self.aside):
            column.addWidget(part)
        ways = QHBoxLayout()
        for button in (self.times, self.untimed):
            ways.addWidget(button)
        ways.addStretch(1)
        column.addLayout(ways)
        column.addWidget(self.listed)
        row = QHBoxLayout()
        for button in (self.queue, self.resume, self.show_aside, self.more):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def _button(self, title: str, then: SignalInstance) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(then)
        return button

    def show_end(self, state: str, position: int, counts: Mapping[str, int]) -> None:
        self._clear()
        stopped = state != "done"
        self.title.setText(f"{words.done(counts)}.")
        told = words.explained(counts)
        if stopped:
            told.insert(0, words.stopped(position))
        self.said.setText("\n".join(told))
        self.said.setVisible(bool(told))
        self._show_count(counts.get("set_aside", 0), counts.get("no_time", 0))
        self.resume.setVisible(stopped)

    def show_refusal(self, sentence: str, *, resumable: bool) -> None:
        self._clear()
        self.title.setText("The import broke off.")
        self.said.setText(plain.line(sentence, 500))
        self.said.setVisible(True)
        self._show_count(0)
        self.resume.setVisible(resumable)

    def show_quarantine(self, aside: Sequence[Aside]) -> None:
        self.listed.clear()
        for each in aside:
            self.listed.addItem(f"{plain.line(each.where, 120)}: {plain.line(each.why, 200)}")
        self.listed.setVisible(bool(aside))
        self.show_aside.setVisible(False)
        if aside:
            self.listed.setCurrentRow(0)
            self.listed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self.listed.clear()
        self.listed.setVisible(False)

    def _show_count(self, count: int, no_time: int = 0) -> None:
        self.aside.setText(words.quarantine(count, no_time) if count else "")
        for button in (self.untimed, self.times):
            button.setVisible(bool(no_time))
        self.aside.setVisible(bool(count))
        self.show_aside.setVisible(bool(count))
