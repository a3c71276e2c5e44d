"""One setting on the page: what it is called, its control, where its value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from moderator.settings import Loaded
from ui.look import pieces, theme
from ui.look.number import NumberBox

_CHOICES = {
    "system": "As this computer",
    "light": "Light",
    "dark": "Dark",
    "high-contrast": "High contrast",
    "moderator": "Moderator",
    "coral": "As in Coral",
    "ozone": "As in Ozone",
    "toolbox": "As in Toolbox",
}


class SettingRow(QWidget):
    """`changed` carries the setting's name and its new value, None for "as it comes"."""

    changed = Signal(str, object)

    def __init__(self, field: Field[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._filling = False
        facts = field.metadata
        self.control = self._control()
        self.control.setAccessibleName(facts["title"])
        self.control.setAccessibleDescription(facts["help"])
        self._origin = pieces.label("", "soft", step=-1)
        self._reset = QPushButton("As it comes")
        self._reset.setProperty("part", "quiet")
        self._reset.setFont(theme.font(-1))
        self._reset.setAccessibleName(f"{facts['title']}: as it comes")
        self._reset.clicked.connect(lambda: self.changed.emit(field.name, None))
        title = pieces.label(facts["title"])
        title.setBuddy(self.control)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(20)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(title)
        said.addWidget(pieces.paragraph(facts["help"], "soft", step=-0.5))
        said.addStretch()
        row.addLayout(said, 3)
        asked = QVBoxLayout()
        asked.setSpacing(2)
        asked.addWidget(self.control)
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self._origin)
        under.addStretch()
        under.addWidget(self._reset)
        asked.addLayout(under)
        row.addLayout(asked, 2)

    def show_value(self, loaded: Loaded) -> None:
        """The value in force, and which of the three layers it comes from."""
        name = self.field.name
        value, locked = getattr(loaded.settings, name), name in loaded.locked
        self._filling = True
        match self.control:
            case QCheckBox():
                self.control.setChecked(value)
            case pieces.Choice():
                self.control.setCurrentIndex(max(0, self.control.findData(value)))
            case QSpinBox() | QLineEdit() if self._typing():
                pass  # what is being typed stays; the page looks again whenever somebody writes
            case QSpinBox():
                self.control.setValue(round(100 * value) if isinstance(value, float) else value)
            case QLineEdit():
                self.control.setText(value)
        self._filling = False
        self.control.setEnabled(not locked)
        own = name in loaded.own
        self._reset.setVisible(own and not locked)
        at_once = "" if self.field.metadata["at_once"] else " · from the next start"
        said = "Set by your agency" if locked else f"Yours{at_once}" if own else "As it comes"
        self._origin.setText(said)
        self.control.setAccessibleDescription(f"{self.field.metadata['help']}. {said}")

    def _typing(self) -> bool:
        edit = self.control.lineEdit() if isinstance(self.control, QSpinBox) else self.control
        return isinstance(edit, QLineEdit) and edit.isModified() and pieces.has_keyboard(self.control)

    def value(self) -> object:
        match self.control:
            case QCheckBox():
                return self.control.isChecked()
            case pieces.Choice():
                return str(self.control.currentData())
            case QSpinBox():
                number = self.control.value()
                return number / 100 if isinstance(self.field.default, float) else number
            case QLineEdit():
                return self.control.text().strip()
        raise AssertionError(self.control)

    def _say(self) -> None:
        if not self._filling:
            self.changed.emit(self.field.name, self.value())

    def _control(self) -> QWidget:
        choices, bounds = self.field.metadata["choices"], self.field.metadata["bounds"]
        if choices:
            choice = pieces.Choice(self.field.metadata["title"])
            for each in choices:
                choice.addItem(_CHOICES.get(each, each), each)
            choice.currentIndexChanged.connect(self._say)
            return choice
        if isinstance(self.field.default, bool):
            box = QCheckBox("On")
            box.toggled.connect(self._say)
            return box
        if isinstance(self.field.default, float):
            return self._number([round(100 * each) for each in bounds], 10, " %")
        if isinstance(self.field.default, int):
            return self._number([int(each) for each in bounds], 1, "")
        text = QLineEdit()
        text.setMaxLength(1000)
        text.editingFinished.connect(self._say_text)
        return text

    def _say_text(self) -> None:
        """Leaving the field says its text once, and only when it is another."""
        if self.isVisible() and self.control.isEnabled():
            self._say()

    def _number(self, bounds: Sequence[int], step: int, suffix: str) -> QSpinBox:
        """It is said when it is complete."""
        box = NumberBox()
        box.setRange(*bounds)
        box.setSingleStep(step)
        box.setSuffix(suffix)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._say)
        return box
