"""The diary on the screen: closed until its writer's passphrase opens it, and closed again when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from moderator.clock import Clock
from moderator.private.diary import KEEP_MOST, POINTS, Diary, Entry, wipe
from moderator.problems import Problem
from ui import words as common
from ui.diary import words
from ui.diary.trend import Trend
from ui.look import pieces, theme
from ui.look.aloud import announce
from ui.look.flow import Flow

IDLE = 5 * 60_000  # ms without a key or a click, and it closes
SURE = 5_000  # ms in which a second press removes everything


class DiaryPage(QWidget):
    """See the module. `path` as `private.diary.place` gives it."""

    grown = Signal()  # what is on it has another height

    def __init__(self, path: Path, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path, self._clock = path, clock
        self.diary: Diary | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._said = pieces.paragraph("", "accent")
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE)
        self._idle.timeout.connect(lambda: self.close_diary(words.CLOSED))
        self._show_closed()

    # closed

    def close_diary(self, said: str = "") -> None:
        """Nothing of it stays on the screen or in a widget. What was being written and not kept is gone."""
        self._idle.stop()
        if self.diary is not None:
            self.diary.close()
            self.diary = None
            self._show_closed(said)

    def _show_closed(self, said: str = "") -> None:
        self._clear(said)
        there = self._path.exists()
        add = self._column.addWidget
        add(pieces.paragraph(words.ABOUT))
        add(pieces.paragraph(words.WARNING, "soft", step=-0.5))
        self._column.addSpacing(6)
        add(pieces.label(words.ASK if there else "") if there else pieces.paragraph(words.BEGIN))
        self.passphrase = _secret("Passphrase")
        self.again = None if there else _secret("The same passphrase again")
        add(self.passphrase)
        if self.again is not None:
            add(self.again)
        self.go = QPushButton("Open" if there else "Begin")
        self.go.setAutoDefault(False)
        self.go.clicked.connect(self._open)
        for field in (self.passphrase, self.again):
            if field is not None:
                field.returnPressed.connect(self._open)
        row = [self.go]
        if there:
            row.append(self._wiping())
        self._column.addLayout(_row(*row))
        add(self._said)
        self._column.addStretch(1)
        self.passphrase.setFocus()
        self.grown.emit()

    def _open(self) -> None:
        typed = self.passphrase.text()
        if self.again is not None and self.again.text() != typed:
            self._say(words.DIFFER)
            self.again.clear()
            self.again.setFocus()
            return
        try:
            make = Diary.unlock if self.again is None else Diary.begin
            self.diary = make(self._path, typed, self._clock)
        except Problem as problem:
            self._say(common.problem(problem))
            self.passphrase.selectAll()
            self.passphrase.setFocus()
            return
        self._show_open()

    # open

    def _show_open(self, said: str = "") -> None:
        self._clear(said)
        add = self._column.addWidget
        self.mood = _points("How are you?", words.MOOD)
        self.sleep = _points("How did you sleep?", words.SLEEP)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName("Note, for you alone")
        self.note.setPlaceholderText("A note, if you like")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(int(84 * max(1.0, theme.text_scale())))
        self.keep = QPushButton("Keep")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self._keep)
        done = QPushButton("Lock")
        done.setAutoDefault(False)
        done.clicked.connect(partial(self.close_diary, ""))
        for choice in (self.mood, self.sleep):
            add(pieces.label(choice.accessibleName(), step=-0.5))
            add(choice)
        add(self.note)
        self._column.addLayout(_row(self.keep, done))
        add(self._said)
        self.trend = Trend()
        add(self.trend)
        self._legend = pieces.paragraph(words.LEGEND, "soft", step=-1)
        add(self._legend)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._column.addLayout(self._list)
        self._column.addWidget(pieces.hairline())
        self._add_upkeep()
        self._column.addStretch(1)
        self._show_entries()
        self.mood.setFocus()
        self._idle.start()
        for used in (self.note.textChanged, self.mood.activated, self.sleep.activated, self.fresh.textEdited):
            used.connect(lambda *_: self._idle.start())

    def _add_upkeep(self) -> None:
        assert self.diary is not None
        self._days = pieces.paragraph(words.kept(self.diary.keep_days), "soft", step=-0.5)
        self.days = QSpinBox()
        self.days.setRange(1, KEEP_MOST)
        self.days.setValue(self.diary.keep_days)
        self.days.setAccessibleName("Days that entries are kept")
        self.days.setKeyboardTracking(False)
        self.days.valueChanged.connect(self._keep_for)
        self._column.addWidget(self._days)
        self._column.addLayout(_row(self.days, self._wiping()))
        self.fresh = _secret("A new passphrase")
        self.fresh.setPlaceholderText("A new passphrase")
        change = QPushButton("Change passphrase")
        change.setAutoDefault(False)
        change.clicked.connect(self._change)
        self._column.addWidget(self.fresh)
        self._column.addLayout(_row(change))

    def _show_entries(self) -> None:
        assert self.diary is not None
        pieces.empty(self._list)
        found = self.diary.entries()
        self.trend.show_entries(found)
        self._legend.setVisible(not self.trend.isHidden())
        if not found:
            self._list.addWidget(pieces.paragraph(words.NONE_YET, "soft"))
        for each in found:
            self._list.addLayout(self._entry(each))
        self.grown.emit()

    def _entry(self, each: Entry) -> QLayout:
        when = f"{each.at.astimezone():%a %d %b, %H:%M}"
        said = words.entry(each)
        remove = QPushButton("Remove")
        remove.setProperty("part", "quiet")
        remove.setAutoDefault(False)
        remove.setAccessibleName(f"Remove the entry of {when}")
        remove.clicked.connect(partial(self._do, partial(self._remove, each.id)))
        head = QHBoxLayout()
        head.addWidget(pieces.paragraph(f"{when} · {said}" if said else when, "soft", step=-0.5), 1)
        head.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        if each.note:
            column.addWidget(pieces.paragraph(each.note))
        return column

    # what is done in it

    def _keep(self) -> None:
        mood, sleep = self.mood.currentData(), self.sleep.currentData()
        note = self.note.toPlainText()

        def keep() -> None:
            assert self.diary is not None
            self.diary.add(mood, sleep, note)
            self.note.clear()
            self.mood.setCurrentIndex(0)
            self.sleep.setCurrentIndex(0)
            self._show_entries()
            self._say("Kept.")

        self._do(keep)

    def _remove(self, entry_id: int) -> None:
        assert self.diary is not None
        self.diary.remove(entry_id)
        self._show_entries()
        self._say("Removed.")
        self.note.setFocus()

    def _keep_for(self, days: int) -> None:
        def keep() -> None:
            assert self.diary is not None
            self.diary.keep_for(days)
            self._days.setText(words.kept(days))
            self._show_entries()

        self._do(keep)

    def _change(self) -> None:
        def change() -> None:
            assert self.diary is not None
            self.diary.change_passphrase(self.fresh.text())
            self.fresh.clear()
            self._say(words.CHANGED)

        self._do(change)

    def _do(self, what: Callable[[], None]) -> None:
        self._idle.start()
        try:
            what()
        except Problem as problem:
            self._say(common.problem(problem))

    def _wiping(self) -> QPushButton:
        """Twice, within five seconds."""
        button = QPushButton(words.WIPE)
        button.setProperty("part", "quiet")
        button.setAutoDefault(False)
        again = QTimer(button)
        again.setSingleShot(True)
        again.setInterval(SURE)
        again.timeout.connect(partial(button.setText, words.WIPE))

        def press() -> None:
            if not again.isActive():
                button.setText(words.WIPE_SURE)
                announce(button, words.WIPE_SURE)
                again.start()
                return
            again.stop()
            if self.diary is not None:
                self.diary.close()
                self.diary = None
            try:
                wipe(self._path)
            except Problem as problem:
                self._show_closed(common.problem(problem))
            else:
                self._show_closed(words.WIPED)

        button.clicked.connect(press)
        self.wipe = button
        return button

    # the parts

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        if sentence:
            announce(self, sentence)
        self.grown.emit()

    def _clear(self, said: str) -> None:
        """What goes is emptied at once: widgets that are let go live on for a moment, and screen readers find them."""
        self._column.removeWidget(self._said)
        for field in self.findChildren(QWidget):
            if isinstance(field, QLabel | QLineEdit | QPlainTextEdit):
                field.clear()
            elif isinstance(field, QPushButton):
                field.setAccessibleName("")
            elif isinstance(field, Trend):
                field.show_entries([])
        pieces.empty(self._column)
        self._said.setText(said)
        self._said.show()


def _secret(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made


def _points(question: str, said: tuple[str, ...]) -> pieces.Choice:
    made = pieces.Choice(question)
    made.addItem("Not said", None)
    for point in reversed(POINTS):
        made.addItem(said[point], point)
    return made


def _row(*widgets: QWidget) -> Flow:
    made = Flow(gap=10)
    for widget in widgets:
        made.addWidget(widget)
    return made
