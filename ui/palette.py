"""The palette (Ctrl K): everything that can be done here and now, found by its name, with the key it also has.

What a role may not do, or what the screen does not offer now, is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.look import pieces

_AT = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Command:
    """`key` is how the `?` sheet writes it, "" for none. `run` is called once the palette is closed."""

    title: str
    key: str
    run: Callable[[], object]


def found(commands: Sequence[Command], asked: str) -> list[Command]:
    """Those in which every word asked for begins a word, the order kept; a beginning of the title comes first."""
    wanted = asked.casefold().split()
    fits = [
        command
        for command in commands
        if all(any(word.startswith(part) for word in command.title.casefold().split()) for part in wanted)
    ]
    return sorted(fits, key=lambda command: not command.title.casefold().startswith(asked.casefold().strip()))


class Palette(QDialog):
    """Type, choose with the arrows, Enter. Esc closes it and does nothing."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = list(commands)
        self.setWindowTitle("What would you like to do?")
        self.setAccessibleName("Palette")
        self.setMinimumWidth(440)
        self.asked = QLineEdit()
        self.asked.setAccessibleName("What would you like to do?")
        self.asked.setPlaceholderText("What would you like to do?")
        self.asked.setMaxLength(80)
        self.list = QListWidget()
        self.list.setAccessibleName("What can be done")
        self.list.setMinimumHeight(320)
        self._none = pieces.paragraph("Nothing here is called so.", "soft")
        self._none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.asked)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        self.asked.textChanged.connect(self._narrow)
        self.asked.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self._do())
        self._narrow("")
        self.asked.setFocus()

    def titles(self) -> list[str]:
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _narrow(self, asked: str) -> None:
        self.list.clear()
        for command in found(self._commands, asked):
            text = f"{command.title}    {command.key}" if command.key else command.title
            item = QListWidgetItem(text)
            item.setData(_AT, self._commands.index(command))
            item.setData(
                int(Qt.ItemDataRole.AccessibleTextRole),
                f"{command.title}, key {command.key}" if command.key else command.title,
            )
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._none.setVisible(self.list.count() == 0)

    def _do(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            command = self._commands[int(item.data(_AT))]
            self.accept()
            command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list and Enter does it, while the letters stay in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do()
                return True
        return super().eventFilter(watched, event)
