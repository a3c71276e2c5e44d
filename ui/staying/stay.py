"""Keeps the desk going while its window is closed, and covers it when the person leaves the session.

Ties the tray, the watch over the session and the single instance to the window; it decides nothing of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from moderator.clock import Clock
from moderator.settings import Settings
from ui.staying.alone import Alone
from ui.staying.session import SessionWatch
from ui.staying.tray import Tray, available
from ui.window import Window


class Stay(QObject):
    """`hidden`: begin in the tray. Where there is no tray, closing the window ends the program."""

    def __init__(
        self, window: Window, alone: Alone, settings: Settings, clock: Clock, *, rehearsal: bool
    ) -> None:
        super().__init__(window)
        self._window = window
        self.tray: Tray | None = None
        if available():
            self.tray = Tray(window, tell=settings.notices, rehearsal=rehearsal)
            window.stays = settings.keep_in_tray
            self.tray.open_asked.connect(window.come_back)
            self.tray.cover_asked.connect(window.cover)
            self.tray.quit_asked.connect(window.quit)
            window.looked.connect(self.tray.see)
            self.tray.show()
        alone.asked.connect(window.come_back)
        self.session = SessionWatch(clock, parent=self)
        self.session.left.connect(self.leave)
        app = QApplication.instance()
        if isinstance(app, QApplication) and window.stays:
            app.setQuitOnLastWindowClosed(False)
            window.closing.connect(app.quit)

    def begin(self, *, hidden: bool) -> None:
        self.session.start()
        if not hidden or not self._window.stays:
            self._window.show()

    def leave(self, why: str = "") -> None:
        """Nobody is in front of the screen: it is covered and painted so before this returns, and the desk is told."""
        self._window.cover()
        self._window.queue.pulse.leave()
        self._window.repaint()

    def close(self) -> None:
        self.session.stop()
        if self.tray is not None:
            self.tray.close()
