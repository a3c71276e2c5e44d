"""Enter presses the button that has the keyboard, as Space does. Qt does so in dialogs only."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BARE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class EnterPresses(QObject):
    """Watches the whole application. A held Enter presses once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(watched, QPushButton):
            return False
        key = cast("QKeyEvent", event)
        if key.key() not in ENTER or key.modifiers() not in _BARE:
            return False
        if watched.isEnabled() and not key.isAutoRepeat():
            watched.click()
        return True


def enter_presses(app: QApplication) -> None:
    """From now on, in every window. Once an application."""
    if app.findChild(EnterPresses) is None:
        app.installEventFilter(EnterPresses(app))
