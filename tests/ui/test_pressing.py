"""Enter presses the button that has the keyboard, as people who come from dialogs expect."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.app import application
from ui.pressing import EnterPresses


@pytest.fixture
def row(qtbot, qapp: QApplication) -> QWidget:
    assert application() is qapp
    widget = QWidget()
    layout = QHBoxLayout(widget)
    for each in (QPushButton("Save"), QPushButton("Cancel"), QLineEdit()):
        layout.addWidget(each)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_enter_presses_the_button_that_has_the_keyboard_and_no_other(qtbot, row: QWidget):
    pressed: list[str] = []
    for button in row.findChildren(QPushButton):
        button.clicked.connect(lambda _=False, button=button: pressed.append(button.text()))
    save, cancel = row.findChildren(QPushButton)
    cancel.setFocus()
    qtbot.keyClick(cancel, Qt.Key.Key_Return)
    qtbot.keyClick(save, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClick(save, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(row.findChild(QLineEdit), Qt.Key.Key_Return)
    assert pressed == ["Cancel", "Save"]


def test_what_cannot_be_pressed_stays_so_and_one_watcher_is_enough(qtbot, qapp: QApplication, row: QWidget):
    pressed: list[bool] = []
    save = row.findChild(QPushButton)
    save.clicked.connect(lambda _=False: pressed.append(True))
    save.setEnabled(False)
    qtbot.keyClick(save, Qt.Key.Key_Return)
    assert pressed == []
    application()
    save.setEnabled(True)
    qtbot.keyClick(save, Qt.Key.Key_Return)
    assert len(pressed) == 1
    assert len(qapp.findChildren(EnterPresses)) == 1
