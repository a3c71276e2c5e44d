"""The main window: the rail, one screen, the status line, and the cover for when somebody walks by.

Its title and its notices never hold content. Geometry is kept in the home's own folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from moderator import actions
from moderator.capacity import Exhausted
from moderator.console import Console, Here
from moderator.overview import Status
from moderator.people import roles
from moderator.people.roles import Role, Verb
from moderator.problems import NotSignedIn, Problem, SignInAgain
from moderator.settings import Settings, keys_of
from moderator.wellbeing.support import Support
from ui import keys, words
from ui.capacity import words as capacity
from ui.capacity.banner import CapacityBanner
from ui.cover import Cover
from ui.everywhere import Everywhere
from ui.history.screen import HistoryScreen
from ui.importing.screen import ImportScreen
from ui.look import order, pieces, size, theme
from ui.palette import Command
from ui.queue.screen import QueueScreen
from ui.rail import Rail, allowed
from ui.screens import SCREENS
from ui.settings.screen import SettingsScreen
from ui.signin.again import Again
from ui.signin.own import OwnPassphrase
from ui.signin.screen import SignInScreen
from ui.status import StatusLine
from ui.support.key import everywhere
from ui.welcome.screen import WelcomeScreen
from ui.wellbeing.buddy import BuddyStrip
from ui.wellbeing.screen import WellbeingScreen
from ui.work import Work

LOOK_EVERY = 250  # ms between two looks at whether somebody else has written
STATUS_EVERY = 2_000  # ms, because time passes even when nobody writes
REHEARSAL = "Rehearsal: harmless sentences, nothing is real, nothing is kept elsewhere"
_FRAME, _TITLE = 4, 36  # what a window's frame takes at the most, and its title
TWICE = 500  # ms between two presses of Escape that cover the screen


class Window(QMainWindow):
    """`welcome`: nothing has been gathered yet and no account is there."""

    closing = Signal()  # the person closes the window: whoever started things ends them
    rehearse = Signal()  # the person wants to try the rehearsal desk
    leave_rehearsal = Signal()  # the person wants their own desk
    bring_back = Signal()  # the person has a backup and a recovery sheet
    first_shown = Signal()
    looked = Signal(object)  # Status: what the desk said of itself at the last look

    def __init__(self, work: Work, settings: Settings, home: Path, *, rehearsal: bool) -> None:
        super().__init__()
        keys.use(primary(), keys_of(settings), press_once=settings.press_once)
        theme.calm(primary(), reduced=settings.reduced_motion)
        self.work = self._work = work
        self._on_server = bool(settings.store)
        self._home, self._seen = home, -1
        self._asking = False  # whether somebody else has written; others' questions do not hold this one up
        self.here: Here | None = None  # who sits here, once that is known
        self.names: dict[str, str] = {}
        self.given: tuple[str, str] | None = None  # a person and a passphrase that came with the command
        self._empty = True  # nothing is here yet, and nothing from which something could come
        self._covered: QWidget | None = None
        self._again: Again | None = None
        self.stays = False  # closing the window leaves the desk in the tray
        self.setWindowTitle("Moderator (rehearsal)" if rehearsal else "Moderator")
        self.setMinimumSize(520, 480)
        self.resize(_fitting(QSize(1440, 900)))

        self.stack = QStackedWidget(self)
        self.screens: list[Any] = [screen.make(work, settings) for screen in SCREENS]
        for screen in self.screens:
            self.stack.addWidget(screen)
        self.queue: QueueScreen = self.screens[0]
        self.welcome = WelcomeScreen(work, rehearsal=rehearsal, parent=self)
        self.stack.addWidget(self.welcome)
        self.sign_in = SignInScreen(work, self)
        self.stack.addWidget(self.sign_in)
        self.rail = Rail(SCREENS, self)
        self.cover_sheet = Cover(self)
        self.stack.addWidget(self.cover_sheet)
        self.status = StatusLine(self)
        self.capacity = CapacityBanner(self)
        self.capacity.allow_asked.connect(self._allow_hiding)
        self.capacity.close_asked.connect(self._close_threads)
        self.buddy = BuddyStrip(work, self)
        self._lay_out(rehearsal)

        for screen in self.screens:
            for signal, take in (("said", self.status.say), ("sign_in_asked", self._show_problem)):
                if hasattr(screen, signal):
                    getattr(screen, signal).connect(take)
        for screen in self.screens:
            if isinstance(screen, SettingsScreen):
                self.settings = screen
                screen.changed.connect(self.apply_settings)
                screen.keyboard.name_screens([each.title for each in SCREENS])
            elif isinstance(screen, ImportScreen):
                self.importing = screen
                screen.finished.connect(self.show_queue)
        self.welcome.import_asked.connect(self.show_import)
        self.welcome.rehearse.connect(self.rehearse)
        self.welcome.leave_rehearsal.connect(self.leave_rehearsal)
        self.welcome.bring_back.connect(self.bring_back)
        self.welcome.left.connect(self.show_first)
        self.welcome.finished.connect(self.show_queue)
        self.welcome.said.connect(self.status.say)
        self.cover_sheet.lifted.connect(self._lift)
        self.sign_in.signed_in.connect(self.begin)
        self.rail.chosen.connect(self.show_screen)
        self.rail.switch_asked.connect(self.switch_person)
        self.rail.passphrase_asked.connect(self.change_passphrase)
        self.rail.connect_asked.connect(self.show_welcome)
        self.queue.connect_asked.connect(self.show_welcome)
        self.queue.escalated_asked.connect(self._show_escalated)
        self.status.keys_asked.connect(self.show_keys)
        self.everywhere = Everywhere(self)
        for screen in self.screens:
            if isinstance(screen, WellbeingScreen):
                screen.diary_asked.connect(self.everywhere.show_diary)
        self.support = everywhere(primary())
        self.support.know_buddy("")
        self.support.know(Support())  # until this desk's own is known
        self.support.opening.connect(self.cover_words)
        self.buddy.known.connect(self.support.know_buddy)
        self.support.ping_asked.connect(self.buddy.ask)
        self.status.support_asked.connect(self.support.open)
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
        row.addWidget(self.rail)
        self._edge = pieces.hairline(upright=True)
        row.addWidget(self._edge)
        row.addWidget(self.stack, 1)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if rehearsal:
            column.addWidget(_Banner(REHEARSAL))
            column.addWidget(pieces.hairline())
        column.addWidget(self.capacity)
        column.addWidget(self.buddy)
        column.addWidget(middle, 1)
        column.addWidget(pieces.hairline())
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    # what is shown

    def begin(self) -> None:
        """Look for the first time, and whenever somebody else may sit here."""
        if self.given is not None and self.here is None:
            given, self.given = self.given, None
            self._work.store(
                lambda console: console.sign_in(*given),
                lambda _: self.begin(),
                lambda no: self.show_sign_in(no),
            )
            return
        self._work.store(_who_is_here, then=self._seat)
        self.look_at_support()

    def look_at_support(self) -> None:
        """What the agency has entered for the support card, so that it is at hand whatever happens to the store."""
        self._work.store(
            lambda console: (console.supporting.card(), _may_enter(console)),
            then=lambda found: self.support.know(found[0], may_enter=found[1]),
        )

    def _seat(self, found: tuple[Here, Status, dict[str, str]]) -> None:
        here, status, names = found
        if not here.person:
            self.show_sign_in()
        else:
            self._sits(here, names)
            self._show_status(status)
            if self._empty and not self.welcome.rehearsal and self.may_connect():
                self.show_welcome()
            else:
                self.show_first()
        self.status.show_status(status)
        self._poll.start()
        self._status_poll.start()

    def _sits(self, here: Here, names: dict[str, str]) -> None:
        """This person, with these roles."""
        self.here, self.names = here, names
        self.rail.show_for(here.roles)
        self.rail.show_person(names.get(here.person, here.person) if here.several else "")
        self.rail.connect_button.setVisible(self.may_connect())
        for screen in self.screens:
            _ask(screen, "know", here.person, names)
        if here.several:
            self.buddy.know(names)
        else:
            self.buddy.forget()
        self._show_rail(True)

    def may_connect(self) -> bool:
        """May whoever sits here add an account or a file?"""
        return self.here is not None and roles.may(self.here.roles, Verb.MANAGE_ACCOUNTS)

    def may_back_up(self) -> bool:
        """Is there a desk here to back up, and may whoever sits here do so?"""
        real = not self.welcome.rehearsal and not self._on_server
        return real and self.here is not None and roles.may(self.here.roles, Verb.BACK_UP)

    def back_up(self) -> None:
        """A backup now, on the Settings page."""
        self.show_screen(self.screens.index(self.settings))
        self.settings.back_up()

    def _show_rail(self, on: bool) -> None:
        self.rail.setVisible(on)
        self._edge.setVisible(on)

    def show_sign_in(self, problem: Problem | None = None) -> None:
        """Nobody sits here: nothing of the queue is on the screen until somebody has signed in."""
        self.here = None
        self.queue.leave()
        for screen in (*self.screens, self.welcome):
            _ask(screen, "forget")
        self.buddy.forget()
        self._show_rail(False)
        self.status.say("")
        self.stack.setCurrentWidget(self.sign_in)
        said = problem is not None and type(problem) is not NotSignedIn
        self.sign_in.begin(words.problem(problem) if problem is not None and said else "")

    def switch_person(self) -> None:
        """The open card goes back to the line, and somebody else can sign in."""
        if self.here is not None and self.here.several:
            self.queue.leave()
            self._work.store(lambda console: console.sign_out(), lambda _: self.show_sign_in())

    def change_passphrase(self) -> None:
        """For whoever sits here and knows the present one."""
        OwnPassphrase(self._work, self).open()

    def show_welcome(self) -> None:
        """The ways to comments: at the first start, and whenever one more is wanted."""
        if not self.may_connect():
            return
        self.cover_words()
        self.welcome.begin(first=self._empty)
        self.rail.mark(None)
        self.stack.setCurrentWidget(self.welcome)
        self.welcome.setFocus()

    def show_first(self) -> None:
        """The first screen that this person may see."""
        held = self.here.roles if self.here is not None else frozenset()
        for at, screen in enumerate(SCREENS):
            if allowed(screen, held):
                self.show_screen(at)
                return

    def _show_escalated(self) -> None:
        """In an emergency: where the escalated cards are."""
        for at, screen in enumerate(self.screens):
            if isinstance(screen, HistoryScreen):
                screen.filters.show_escalated()
                self.show_screen(at)

    def show_screen(self, at: int) -> None:
        if self.here is not None and not allowed(SCREENS[at], self.here.roles):
            return
        self.cover_words()
        screen = self.screens[at]
        self.rail.mark(at)
        self.stack.setCurrentWidget(screen)
        _ask(screen, "refresh")
        screen.setFocus()

    def show_queue(self) -> None:
        self.show_screen(0)

    def show_import(self) -> None:
        """The person wants to open a file."""
        self.show_screen(self.screens.index(self.importing))
        self.importing.browse()

    def cover(self) -> None:
        """Nothing of the desk is on the screen; words are covered at once and counted as such."""
        self.cover_words()
        self.everywhere.close_sheet()
        if self.stack.currentWidget() not in (self.cover_sheet, self.sign_in):
            self._covered = self.stack.currentWidget()
            self.stack.setCurrentWidget(self.cover_sheet)
            self.cover_sheet.setFocus()

    def _lift(self) -> None:
        """Back to what was there, with what had been typed into it."""
        if self._covered in self.screens:
            self.show_screen(self.screens.index(self._covered))
        else:
            self.stack.setCurrentWidget(self.welcome)
            self.welcome.setFocus()

    def cover_words(self) -> None:
        """Words off the screen, on every screen."""
        for screen in self.screens:
            _ask(screen, "cover")

    def show_keys(self) -> None:
        """The keys that work here and now."""
        shown = self.stack.currentWidget()
        if shown is not self.cover_sheet:
            self.everywhere.show_keys(shown)

    def show_palette(self) -> None:
        self.everywhere.show_palette()

    def commands(self) -> list[Command]:
        """What whoever sits here can do now, for the palette."""
        return self.everywhere.commands()

    def closed(self) -> bool:
        """Is there one thing to do only: sign in, lift the cover, rest?"""
        return self.stack.currentWidget() in (self.cover_sheet, self.sign_in) or self.queue.resting

    def apply_settings(self, settings: Settings) -> None:
        """What takes effect in the open window."""
        theme.calm(primary(), reduced=settings.reduced_motion)
        size.apply(primary(), theme.choose(settings.theme), settings.text_scale)
        keys.use(primary(), keys_of(settings), press_once=settings.press_once)
        self.rail.draw()
        for shown in self.screens:
            if hasattr(shown, "apply_settings"):
                shown.apply_settings(settings)

    # time

    def _look(self) -> None:
        if not self._asking:
            self._asking = True
            self._work.store(lambda console: console.changed(), self._changed, self._not_changed)

    def _not_changed(self, problem: Problem) -> None:
        self._asking = False
        self._show_problem(problem)

    def _changed(self, number: int) -> None:
        self._asking = False
        if number == self._seen:
            return
        self._seen = number
        shown: Any = self.stack.currentWidget()
        if shown in self.screens:
            _ask(shown, "refresh")
        self._look_at_status()
        self.look_at_support()
        if self.here is not None and self.here.several:
            self.buddy.look()
        if self.here is not None:
            self._work.store(lambda console: console.here(), then=self._look_who)

    def _look_who(self, here: Here) -> None:
        """Roles may have changed, or whoever sat here has left."""
        if self.here is None or here == self.here:
            return
        if not here.person:
            self.show_sign_in()
        else:
            self._work.store(_who_is_here, then=self._look_anew)

    def _look_anew(self, found: tuple[Here, Status, dict[str, str]]) -> None:
        here, _, names = found
        if here.person and self.here is not None:
            self._sits(here, names)
            shown = self.stack.currentWidget()
            if shown in self.screens and not allowed(SCREENS[self.screens.index(shown)], here.roles):
                self.show_first()

    def _look_at_status(self) -> None:
        self._work.store(
            lambda console: console.overriding.to_review(),
            self.status.know_reviews,
            lambda _: self.status.know_reviews(0),  # nobody sits here
        )
        self._work.store(lambda console: console.overview.status(), then=self._show_status)
        self._work.store(lambda console: console.capacity.seen(), then=self._show_capacity)

    def _show_capacity(self, found: Exhausted | None) -> None:
        self.capacity.show_capacity(found, leads=self.here is not None and Role.LEAD in self.here.roles)

    def _allow_hiding(self) -> None:
        self._answer(lambda console: console.capacity.allow(), capacity.ALLOWED)

    def _close_threads(self) -> None:
        self._answer(lambda console: console.capacity.close(), capacity.CLOSED)

    def _answer(self, answer: Callable[[Console], object], sentence: str) -> None:
        """A lead's, while nobody has room."""

        def told(_: object) -> None:
            self.status.say(sentence)
            self._look_at_status()

        self._work.store(answer, told, self._show_problem)

    def _show_status(self, status: Status) -> None:
        self._empty = not status.accounts and not status.waiting_cards
        self.queue.know_sources(bool(status.accounts))
        self.status.show_status(status)
        self.looked.emit(status)

    def _show_waiting(self, on: bool) -> None:
        if on:
            self.status.say(words.WAITING_FOR_STORE, stays=True)
        elif self.status.moment == words.WAITING_FOR_STORE:
            self.status.say("")

    def _show_problem(self, problem: Problem) -> None:
        if isinstance(problem, SignInAgain) and self.here is not None:
            self._ask_again(problem)
        elif isinstance(problem, NotSignedIn):
            if self.stack.currentWidget() is not self.sign_in:
                self.show_sign_in(problem)
        else:
            self.status.say(words.problem(problem))

    def _ask_again(self, problem: Problem) -> None:
        """The desk was left alone. One question at a time."""
        if self._again is not None or self.here is None:
            return
        name = self.names.get(self.here.person, self.here.person)
        self._again = Again(self._work, name, words.problem(problem), self)
        self._again.switch.connect(self.switch_person)
        self._again.accepted.connect(lambda: self.status.say("Thank you. Ask for the words again."))
        self._again.finished.connect(self._asked_again)
        self._again.open()

    def _asked_again(self) -> None:
        again, self._again = self._again, None
        if again is not None:
            again.deleteLater()

    # keys and the window's own events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if keys.named(event) == keys.cap(actions.KEYS):
            self.show_keys()
        elif keys.named(event) == keys.cap(actions.LEAVE):
            if self._escaped.isActive():
                self.cover()
            else:
                self._escaped.start()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """In the order of the screen; during a break, within its page."""
        root = self.queue.curtain if self.queue.resting else self.centralWidget()
        if root is not None and order.step(root, forward=forward):
            return True
        return super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.cover_words()

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
            self.switch_person()
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


def _who_is_here(console: Console) -> tuple[Here, Status, dict[str, str]]:
    """On the store lane. Names are looked at, and that noted, only where there are several."""
    here = console.here()
    names = console.names() if here.person and here.several else {}
    return here, console.overview.status(), names


def _may_enter(console: Console) -> bool:
    return bool(console.here().person) and console.supporting.may_set()


def _ask(screen: Any, what: str, *given: object) -> Any:
    """What a screen does where it does that; see `ui/screens.py`."""
    does = getattr(screen, what, None)
    return None if does is None else does(*given)


class _Banner(QFrame):
    def __init__(self, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        label = pieces.paragraph(text, "notice", step=-0.5)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(label)


def _fitting(wanted: QSize) -> QSize:
    """No larger than the screen. The one of the offscreen platform is nobody's."""
    if QGuiApplication.platformName() == "offscreen":
        return wanted
    return within(wanted, QGuiApplication.primaryScreen().availableSize())


def within(wanted: QSize, screen: QSize) -> QSize:
    """With its frame, whose size nobody knows before it is shown, the whole window is to be seen."""
    return wanted.boundedTo(screen - QSize(2 * _FRAME, _TITLE + _FRAME))


def primary() -> QApplication:
    """The one application of this process."""
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication([])
