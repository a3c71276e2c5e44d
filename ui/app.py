"""Opens the desktop: the application, its store lane, its worker, its window. `run` is all that others call."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from moderator.clock import SystemClock
from moderator.console import open_console
from moderator.logs import log_to
from moderator.problems import BadInput, Refused, StoreRefused
from ui import bugs
from ui.door.door import Door
from ui.door.refusal import once_more
from ui.garbage import Collector
from ui.look import theme
from ui.pressing import enter_presses
from ui.staying.alone import Alone
from ui.staying.stay import Stay
from ui.support.key import everywhere
from ui.window import Window
from ui.work import Work
from ui.worker_process import WorkerProcess

if TYPE_CHECKING:
    from moderator.commands.opening import Opening


def run(
    opening: Opening,
    *,
    rehearsal: bool,
    time_scale: float,
    hidden: bool = False,
    opened: Callable[[Window], None] = lambda window: None,
) -> int:
    """Until the window is closed. Without a display: one rehearsal round offscreen instead.

    Where a window of this home is open already, it comes to the front instead. `opened` is told each desk's window
    before it is shown.
    """
    if not has_display():
        from ui import offscreen

        return offscreen.run(opening, time_scale=time_scale)
    app = application()
    bring_back, own = False, None
    while True:
        try:
            home = opening.home(rehearsal=rehearsal, time_scale=time_scale)
        except StoreRefused as refused:
            if once_more(app, refused, opening, rehearsal=rehearsal):
                continue
            raise
        alone = Alone(home.path)
        if not alone.first:
            return _bring_first(alone)
        theme.apply(app, theme.choose(opening.settings().theme), opening.settings().text_scale)
        door = Door(opening, rehearsal=rehearsal, bring_back=bring_back)
        through = door.through()
        door.deleteLater()  # not before what still runs aside has found its way back
        if through is None:
            alone.close()
            return 0
        opening, bring_back = through, False
        own = own if home.rehearsal else opening
        desktop = Desktop(app, opening, rehearsal=rehearsal, time_scale=time_scale)
        stay = Stay(desktop.window, alone, opening.settings(), SystemClock(), rehearsal=home.rehearsal)
        opened(desktop.window)
        desktop.window.begin()
        stay.begin(hidden=hidden)
        code = int(app.exec())
        stay.close()
        desktop.close()
        alone.close()
        if desktop.bring_back_next:
            bring_back = True
        elif desktop.next_desk is not None:
            rehearsal = desktop.next_desk == "rehearsal"
            opening = opening.again() if rehearsal or own is None else own
        else:
            return code


def run_until_shown(opening: Opening, *, rehearsal: bool, time_scale: float, figures: bool = False) -> int:
    """The same way until the queue is on the screen; then it says what that cost, and closes. `figures`: also what
    scrolling and opening cost."""
    from ui.cost import FirstWindow, tell_when_shown

    first = FirstWindow(application())
    return run(
        opening,
        rehearsal=rehearsal,
        time_scale=time_scale,
        opened=lambda window: tell_when_shown(window, first, window.quit, figures=figures),
    )


def _bring_first(alone: Alone) -> int:
    if alone.call_first():
        print("Moderator is open already: its window comes to the front.")
        return 0
    raise Refused(
        "Moderator is open already and does not answer",
        "Another process has this desk's window",
        "Wait a moment and try again, or end that process",
    )


def has_display() -> bool:
    """Is there a screen, or a Qt platform that somebody chose?"""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Moderator")
        app.setDesktopFileName("moderator")
        Collector(app)
    enter_presses(app)
    everywhere(app)
    return app


class Desktop:
    """One sitting at one home: store lane, worker and window, opened and closed together."""

    def __init__(self, app: QApplication, opening: Opening, *, rehearsal: bool, time_scale: float) -> None:
        home = opening.home(rehearsal=rehearsal, time_scale=time_scale)
        if rehearsal and not home.rehearsal:
            raise BadInput(
                f"{home.path} is no rehearsal desk", "Real comments are in it", "Start it without --rehearsal"
            )
        key, clock, settings = opening.key(), opening.clock(), opening.settings()
        log_to(home.path / "logs", "desktop")
        theme.apply(app, theme.choose(settings.theme), settings.text_scale)
        self.bring_back_next = False
        self.next_desk: str | None = None  # "rehearsal" or "own": opened when this one is closed
        self.work = Work(lambda: open_console(home, key, clock, settings))
        self.work.bug.connect(_crash)
        self.window = Window(self.work, settings, home.path, rehearsal=home.rehearsal)
        self.window.given = opening.given()
        bugs.watch(home.path / "logs", lambda sentence: self.window.status.say(sentence, danger=True))
        self.worker = WorkerProcess(self.work, key, {**os.environ, "MODERATOR_HOME": str(home.path)})
        self.worker.state.connect(self._worker_says)
        self.window.first_shown.connect(self.worker.start)
        self.window.rehearse.connect(lambda: self._change_to("rehearsal"))
        self.window.leave_rehearsal.connect(lambda: self._change_to("own"))
        self.window.bring_back.connect(self._bring_back)
        self._interrupts = QTimer()
        self._interrupts.timeout.connect(lambda: None)  # lets Python see Ctrl-C
        self._interrupts.start(200)
        signal.signal(signal.SIGINT, lambda *_: self.window.close())
        signal.signal(signal.SIGTERM, lambda *_: self.window.close())

    def open(self) -> None:
        self.window.show()
        self.window.begin()

    def close(self) -> None:
        self._interrupts.stop()
        self.worker.stop()
        self.work.close()
        self.window.deleteLater()

    def _change_to(self, desk: str) -> None:
        self.next_desk = desk
        self.window.quit()

    def _bring_back(self) -> None:
        self.bring_back_next = True
        self.window.quit()

    def _worker_says(self, state: str) -> None:
        if state == "again":
            self.window.status.say("The worker stopped and is started again. Nothing is lost.")


def _crash(error: BaseException) -> None:
    """A mistake of ours on another thread: the same door as one on the window's own."""
    sys.excepthook(type(error), error, error.__traceback__)
