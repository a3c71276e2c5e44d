"""The main window: the rail, one screen, the status line, and the cover for when somebody walks by.

Its title and its notices never hold content. Geometry is kept in the home's own folder.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator.overview import Status
from moderator.problems import Problem
from moderator.settings import Settings
from ui import words
from ui.importing.screen import ImportScreen
from ui.keysheet import KeySheet
from ui.look import icons, theme
from ui.queue.screen import QueueScreen
from ui.screens import SCREENS
from ui.settings.screen import SettingsScreen
from ui.status import StatusLine
from ui.welcome.screen import WelcomeScreen
from ui.work import Work

LOOK_EVERY = 250  # ms between two looks at whether somebody else has written
STATUS_EVERY = 2_000  # ms, because time passes even when nobody writes
TWICE = 500  # ms between two presses of Escape that cover the screen


class Window(QMainWindow):
    """`welcome`: nothing has been gathered yet and no account is there."""

    closing = Signal()  # the person closes the window: whoever started things ends them
    rehearse = Signal()  # the person wants to try the rehearsal desk
    bring_back = Signal()  # the person has a backup and a recovery sheet
    first_shown = Signal()
    looked = Signal(object)  # Status: what the desk said of itself at the last look

    def __init__(self, work: Work, settings: Settings, home: Path, *, rehearsal: bool) -> None:
        super().__init__()
        self._work, self._home, self._seen = work, home, -1
        self.stays = False  # closing the window leaves the desk in the tray
        self.setWindowTitle("Moderator (rehearsal)" if rehearsal else "Moderator")
        self.setMinimumSize(520, 480)
        self.resize(_fitting(QSize(1440, 900)))

        self.stack = QStackedWidget(self)
        self.screens = [screen.make(work, settings) for screen in SCREENS]
        for screen in self.screens:
            self.stack.addWidget(screen)
        self.queue: QueueScreen = self.screens[0]  # type: ignore[assignment]
        self.welcome = WelcomeScreen(work, rehearsal=rehearsal, parent=self)
        self.stack.addWidget(self.welcome)
        self.cover_sheet = _Cover(self)
        self.stack.addWidget(self.cover_sheet)
        self.status = StatusLine(self)
        self._lay_out(rehearsal)

        self.queue.said.connect(self.status.say)
        for screen in self.screens:
            if isinstance(screen, SettingsScreen):
                screen.changed.connect(self.apply_settings)
            elif isinstance(screen, ImportScreen):
                self.importing = screen
                screen.finished.connect(self.show_queue)
        self.welcome.import_asked.connect(self.show_import)
        self.welcome.rehearse.connect(self.rehearse)
        self.welcome.bring_back.connect(self.bring_back)
        self.welcome.finished.connect(self.show_queue)
        self.cover_sheet.lifted.connect(self.show_queue)
        work.problem.connect(self._show_problem)
        work.waiting.connect(self._show_waiting)

        self._poll = QTimer(self)
        self._poll.setInterval(LOOK_EVERY)
        self._poll.timeout.connect(self._look)
        self._status_poll = QTimer(self)
        self._status_poll.setInterval(STATUS_EVERY)
        self._status_poll.timeout.connect(self._look_at_status)
        self._escaped = QTimer(self)
        self._escaped.setSingleShot(True)
        self._escaped.setInterval(TWICE)
        self._restore()

    def _lay_out(self, rehearsal: bool) -> None:
        middle = QWidget(self)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail())
        row.addWidget(_hairline(vertical=True))
        row.addWidget(self.stack, 1)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if rehearsal:
            column.addWidget(
                _Banner("Rehearsal: harmless sentences, nothing is real, nothing is kept elsewhere")
            )
        column.addWidget(middle, 1)
        column.addWidget(_hairline())
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def _rail(self) -> QWidget:
        self._rail_buttons: list[QPushButton] = []
        rail = QWidget(self)
        rail.setFixedWidth(56)
        column = QVBoxLayout(rail)
        column.setContentsMargins(8, 12, 8, 12)
        for at, screen in enumerate(SCREENS):
            button = QPushButton(rail)
            button.setIcon(icons.icon(screen.icon))
            button.setIconSize(QSize(20, 20))
            button.setFixedSize(40, 40)
            button.setFlat(True)
            button.setAccessibleName(screen.title)
            button.setToolTip(screen.title)
            button.clicked.connect(lambda _=False, at=at: self.stack.setCurrentIndex(at))
            column.addWidget(button)
            self._rail_buttons.append(button)
        column.addStretch(1)
        return rail

    # what is shown

    def begin(self) -> None:
        """Look for the first time: at the welcome when there is nothing, else at the queue."""
        self._work.store(lambda console: console.overview.status(), then=self._begin)

    def _begin(self, status: Status) -> None:
        empty = not status.accounts and not status.waiting_cards
        if empty and not self.welcome.rehearsal:
            self.show_welcome()
        else:
            self.show_queue()
        self.status.show_status(status)
        self._poll.start()
        self._status_poll.start()

    def show_welcome(self) -> None:
        self.stack.setCurrentWidget(self.welcome)
        self.welcome.setFocus()

    def show_queue(self) -> None:
        self.stack.setCurrentWidget(self.queue)
        self.queue.refresh()
        self.queue.setFocus()

    def show_import(self) -> None:
        """The person wants to open a file."""
        self.stack.setCurrentWidget(self.importing)
        self.importing.browse()

    def cover(self) -> None:
        """Nothing of the queue is on the screen; words are covered at once and counted as such."""
        self.queue.cover()
        self.stack.setCurrentWidget(self.cover_sheet)
        self.cover_sheet.setFocus()

    def show_keys(self) -> None:
        KeySheet([*self.queue.keys(), ("Esc Esc", "Cover the screen"), ("?", "This list")], self).open()

    def apply_settings(self, settings: Settings) -> None:
        """What takes effect in the open window."""
        theme.apply(primary(), theme.choose(settings.theme), theme.text_scale())
        for button, screen in zip(self._rail_buttons, SCREENS, strict=True):
            button.setIcon(icons.icon(screen.icon))
        for shown in self.screens:
            if hasattr(shown, "apply_settings"):
                shown.apply_settings(settings)

    # time

    def _look(self) -> None:
        if not self._work.busy:
            self._work.store(lambda console: console.changed(), then=self._changed)

    def _changed(self, number: int) -> None:
        if number == self._seen:
            return
        self._seen = number
        if self.stack.currentWidget() is self.queue:
            self.queue.refresh()
        self._look_at_status()

    def _look_at_status(self) -> None:
        self._work.store(lambda console: console.overview.status(), then=self._show_status)

    def _show_status(self, status: Status) -> None:
        self.status.show_status(status)
        self.looked.emit(status)

    def _show_waiting(self, on: bool) -> None:
        if on:
            self.status.say(words.WAITING_FOR_STORE)
        elif self.status.moment == words.WAITING_FOR_STORE:
            self.status.say("")

    def _show_problem(self, problem: Problem) -> None:
        self.status.say(words.problem(problem))

    # keys and the window's own events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Question or event.text() == "?":
            self.show_keys()
        elif event.key() == Qt.Key.Key_Escape:
            if self._escaped.isActive():
                self.cover()
            else:
                self._escaped.start()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.queue.cover()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self.first_shown.emit)

    def come_back(self) -> None:
        """In front, from wherever it was. What was covered stays covered."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def quit(self) -> None:
        """Close for good."""
        self.stays = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stays:
            self.queue.leave()
            self._keep()
            self.hide()
            event.ignore()
            return
        self._poll.stop()
        self._status_poll.stop()
        self.queue.leave()
        self._keep()
        self.closing.emit()
        super().closeEvent(event)

    def _settings(self) -> QSettings:
        return QSettings(str(self._home / "window.ini"), QSettings.Format.IniFormat)

    def _restore(self) -> None:
        kept = self._settings().value("geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)

    def _keep(self) -> None:
        self._settings().setValue("geometry", self.saveGeometry())


class _Banner(QFrame):
    def __init__(self, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setProperty("tone", "notice")
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAutoFillBackground(True)


def _fitting(wanted: QSize) -> QSize:
    """No larger than the screen. The one of the offscreen platform is nobody's."""
    if QGuiApplication.platformName() == "offscreen":
        return wanted
    return wanted.boundedTo(QGuiApplication.primaryScreen().availableSize())


class _Cover(QWidget):
    """A calm page in place of the queue."""

    lifted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Covered. Press Enter to go on.")
        column = QVBoxLayout(self)
        column.addStretch(1)
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText("Covered. Press Enter to go on.")
        label.setFont(theme.font(4))
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.lifted.emit()


def _hairline(*, vertical: bool = False) -> QFrame:
    line = QFrame()
    line.setProperty("part", "hairline")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def primary() -> QApplication:
    """The one application of this process."""
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication([])
