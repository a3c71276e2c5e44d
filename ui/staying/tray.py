"""The icon in the tray: the desk goes on gathering while its window is closed, and can be called back.

Its tooltip and its notices say nothing of any comment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from moderator.overview import Status
from ui.look import icons
from ui.staying.notices import notices

Show = Callable[[str], None]


def available() -> bool:
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """`show_notice` shows one sentence; without one, the system's own way is taken."""

    open_asked = Signal()
    cover_asked = Signal()
    quit_asked = Signal()

    def __init__(
        self, window: QWidget, *, tell: bool, rehearsal: bool = False, show_notice: Show | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._tell = window, tell
        self._seen: Status | None = None
        title = "Moderator (rehearsal)" if rehearsal else "Moderator"
        self.icon = QSystemTrayIcon(icons.icon("leaf"), self)
        self.icon.setToolTip(title)
        self.menu = QMenu(window)
        self.menu.setAccessibleName(title)
        for words, asked in (
            ("Open the desk", self.open_asked),
            ("Cover the screen", self.cover_asked),
            ("Stop gathering and quit", self.quit_asked),
        ):
            action = QAction(words, self.menu)
            action.triggered.connect(asked)
            self.menu.addAction(action)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.open_asked)
        self._show: Show = show_notice or (
            lambda sentence: self.icon.showMessage(title, sentence, self.icon.icon())
        )

    def show(self) -> None:
        self.icon.show()

    def see(self, status: Status) -> None:
        """Tell what is new, unless the person has the window before them."""
        before, self._seen = self._seen, status
        if self._tell and not self._window.isActiveWindow():
            for sentence in notices(before, status):
                self._show(sentence)

    def close(self) -> None:
        self.icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_asked.emit()
