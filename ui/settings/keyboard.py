"""The keys on the Settings page: each act with its key, which is changed by pressing another.

A key that is taken is named, and a second press of it lets the two acts change places. So does a second press where a
verdict would lie on a key that reads in the presets. Keys that are the same on every desk are refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator import actions
from moderator.actions import Action, Place
from moderator.keymap import Keymap, changeable, keys_of, remark, reserved, short, swapped, without
from moderator.settings import Loaded
from moderator.settings import keys_of as keys_in
from ui import keys
from ui.look import pieces, theme
from ui.look.aloud import announce

ASKS = "Press the new key; Esc leaves it"
_TWO = 700  # px of width, at the usual size of text, from which two acts stand side by side
_WHERE = {
    (Place.QUEUE, Place.HISTORY): "Queue and history",
    (Place.QUEUE,): "Queue",
    (Place.HISTORY,): "History",
    (Place.EVERYWHERE,): "Everywhere",
}


class KeyChoice(pieces.KeyButton):
    """One act and its key. Pressed, it waits for another key, whichever that is; Esc or looking away ends that."""

    chosen = Signal(str)  # the key, as on a cap; "" for one without a name
    waits = False  # Qt asks `event` before __init__ is through
    offered = ""  # a key that a second press takes
    _origin = ""

    def __init__(self, title: str, action: Action) -> None:
        super().__init__(title, action)
        self.action = action
        self.clicked.connect(self.ask)

    def show_origin(self, sentence: str, *, own: bool) -> None:
        self._origin = sentence
        self.leave()
        self.setProperty("own", own)

    def ask(self) -> None:
        self.waits, self.offered = True, ""
        self.tell(ASKS)
        self.setFocus()

    def tell(self, sentence: str, *, offered: str = "") -> None:
        """Why not, or what a second press would do. It still waits."""
        self.offered = offered
        self.show_state(self.text(), sentence, suggested=True)
        announce(self, sentence)

    def leave(self) -> None:
        self.waits, self.offered = False, ""
        self.show_state(self.text(), self._origin)

    def event(self, event: QEvent) -> bool:
        """While it waits every key is its own: shortcuts of the window and Tab too. Before that, Enter presses it."""
        if not isinstance(event, QKeyEvent):
            return bool(super().event(event))
        if self.waits:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        elif event.type() == QEvent.Type.KeyPress and keys.named(event) == "Enter":
            if not event.isAutoRepeat():
                self.click()
            return True
        return bool(super().event(event))

    def _take(self, event: QKeyEvent) -> None:
        bare = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
        if event.isAutoRepeat() or event.key() in bare:
            return
        key = keys.named(event)
        if key == "Esc":
            self.leave()
        else:
            self.chosen.emit(key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.waits:
            self.leave()


class KeyRows(QWidget):
    """All of them. `changed` carries the keys of one's own as they would be.

    Made when they are first shown: a window that opens at the queue does not wait for them.
    """

    changed = Signal(object)  # dict[str, str]
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map, self._locked = Keymap(), False
        self.choices: dict[Action, KeyChoice] = {}
        self.resets: dict[Action, QPushButton] = {}
        self._cells: dict[Action, QWidget] = {}
        self._grids: list[tuple[QGridLayout, list[QWidget]]] = []
        self._across = 0
        self._reset_all = QPushButton("All keys as they come")
        self._reset_all.clicked.connect(lambda: self.changed.emit({}))
        self._says = pieces.paragraph("", "soft", step=-0.5)
        self._titles: Sequence[str] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._says)
        self._reset_all.hide()

    def _build(self) -> None:
        column = self._column
        for places, title in _WHERE.items():
            column.addSpacing(6)
            column.addWidget(pieces.label(title, "soft", step=-0.5))
            column.addLayout(self._section([each for each in changeable() if each.places == places]))
        column.addSpacing(4)
        column.addWidget(self._reset_all, 0, Qt.AlignmentFlag.AlignLeft)
        self._across = 0
        self.text_resized()
        self.name_screens(self._titles)

    def _section(self, listed: Sequence[Action]) -> QGridLayout:
        cells: list[QWidget] = []
        for action in listed:
            choice, reset = KeyChoice(short(action), action), QPushButton("As it comes")
            choice.chosen.connect(lambda key, action=action: self._choose(action, key))
            reset.setProperty("part", "quiet")
            reset.setFont(theme.font(-1))
            reset.setAccessibleName(f"{short(action)}: key as it comes")
            reset.clicked.connect(lambda _=False, action=action: self._reset(action))
            cell = QWidget()
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(choice, 1)
            row.addWidget(reset)
            self.choices[action], self.resets[action], self._cells[action] = choice, reset, cell
            cells.append(cell)
        grid = QGridLayout()
        grid.setSpacing(6)
        self._grids.append((grid, cells))
        return grid

    def name_screens(self, titles: Sequence[str]) -> None:
        """What the screens are called that the rail leads to; keys for others are not offered."""
        self._titles = titles
        for at, action in enumerate(actions.SCREENS if self.choices else ()):
            there = at < len(titles)
            self._cells[action].setVisible(there)
            if there:
                title = f"Go to {titles[at]}"
                self.choices[action].show_state(title)
                self.resets[action].setAccessibleName(f"{title}: key as it comes")

    def show_value(self, loaded: Loaded) -> None:
        """The page looks again whenever somebody writes: an act that waits for its key waits on."""
        made, locked = keys_in(loaded.settings), "own_keys" in loaded.locked
        if self.choices and (made, locked) == (self._map, self._locked):
            return
        if not self.choices:
            self._build()
        self._map, self._locked = made, locked
        self._says.setText(
            "Set by your agency." if locked else "Press one, and then the key that you want for it."
        )
        for action, choice in self.choices.items():
            own = action.id in self._map.own
            usual = keys_of(self._map.preset, action)[0]
            choice.show_origin(f"yours; {usual} as it comes" if own else "", own=own)
            choice.setEnabled(not locked)
            self.resets[action].setVisible(own and not locked)
        self._reset_all.setVisible(bool(self._map.own) and not locked)

    # choosing

    def _choose(self, action: Action, key: str) -> None:
        choice = self.choices[action]
        if not key:
            choice.tell("That key has no name here. Press another; Esc leaves it")
        elif why := reserved(key):
            choice.tell(f"{why} Press another; Esc leaves it")
        elif key in self._map.keys(action):
            choice.leave()
        else:
            self._take(choice, key)

    def _take(self, choice: KeyChoice, key: str) -> None:
        """At once where nothing speaks against it; else with the second press."""
        action, holder = choice.action, self._map.holder(choice.action, key)
        own = swapped(self._map, action, key)
        if own is None:
            had = self._called(holder) if holder is not None else "needed elsewhere"
            choice.tell(f"{key} is {had}, and stays so. Press another; Esc leaves it")
            return
        sentences = [remark(action, key)]
        if holder is not None:
            sentences.append(f"{key} is {self._called(holder)}: that would get {self._map.cap(action)}.")
        doubts = " ".join(filter(None, sentences))
        if doubts and choice.offered != key:
            choice.tell(f"{doubts} Press {key} once more to have it so", offered=key)
            return
        choice.leave()
        self.changed.emit(own)
        told = f"{self._called(action)} is {key}."
        if holder is not None:
            told += f" {self._called(holder)} is {own.get(holder.id, keys_of(self._map.preset, holder)[0])}."
        self.said.emit(told)

    def _called(self, action: Action) -> str:
        choice = self.choices.get(action)
        return choice.text() if choice is not None else short(action)

    def _reset(self, action: Action) -> None:
        own = without(self._map, action)
        also = [
            self._called(actions.BY_ID[name])
            for name in self._map.own
            if name not in own and name != action.id
        ]
        self.changed.emit(own)
        if also:
            self.said.emit(f"{', '.join(also)} too: the keys were needed.")
        self.choices[action].setFocus()

    # the window's doings

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(2 if self.width() >= _TWO * max(1.0, theme.text_scale()) else 1)

    def text_resized(self) -> None:
        self._lay_out(2 if self.width() >= _TWO * max(1.0, theme.text_scale()) else 1)

    def _lay_out(self, across: int) -> None:
        """Down the first column and then the second, as they are read on."""
        if across == self._across:
            return
        self._across = across
        for grid, cells in self._grids:
            rows = -(-len(cells) // across)
            for at, cell in enumerate(cells):
                grid.addWidget(cell, at % rows, at // rows)
            for column in (0, 1):
                grid.setColumnStretch(column, int(column < across))
