"""A person at the real desktop, offscreen: opens cards, looks, decides, takes back, by keyboard. Run as a program.

`python -m tests.journeys.desk_person TURNS [worker]`, with MODERATOR_HOME naming a rehearsal home. What the person
does and is told goes to standard output at once, a line each: PRESS before a verdict key, then DECIDED, UNDONE and
REVEALED with the number that the desk gave. With `worker` the desktop runs its worker, as it does for people, and
each start of it is a line WORKER with its process id.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from moderator.commands.opening import Opening
from ui.app import Desktop, application

PATIENCE = 15_000  # ms


def tell(what: str, number: object = "") -> None:
    print(what, number, flush=True)


def until(true: Callable[[], bool], patience: int = PATIENCE) -> bool:
    """Let the window live until something is so."""
    loop, look = QEventLoop(), QTimer()
    look.timeout.connect(lambda: loop.quit() if true() else None)
    look.start(5)
    QTimer.singleShot(patience, loop, loop.quit)
    if not true():
        loop.exec()
    return true()


def fall(*error: Any) -> None:
    """A mistake of ours ends the run, where a window would note it and go on."""
    sys.__excepthook__(*error)
    os._exit(70)


class Person:
    """See the module."""

    def __init__(self, desktop: Desktop) -> None:
        self.window = desktop.window
        self.queue = queue = desktop.window.queue
        self.told = 0
        queue.seat.decided.connect(lambda decided: self.is_told("DECIDED", decided.id))
        queue.seat.undone.connect(lambda undone: self.is_told("UNDONE", undone.decision))
        queue.looking.shown.connect(lambda words, _: self.is_told("REVEALED", words.reveal))
        for refused in (queue.seat.refused, queue.looking.refused):
            refused.connect(lambda problem: self.is_told("REFUSED", type(problem).__name__))

    def is_told(self, what: str, number: object) -> None:
        self.told += 1
        tell(what, number)

    def answered(self) -> bool:
        return until(lambda: not self.queue.seat.busy)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.focusWidget() or self.window, key)

    def asks(self, act: Callable[[], None]) -> bool:
        """Do it and wait until the desk has said something to it."""
        before = self.told
        act()
        return until(lambda: self.told > before)

    def look(self) -> None:
        at = self.window.focusWidget() or self.window
        self.asks(lambda: QTest.keyPress(at, Qt.Key.Key_V))
        QTest.keyRelease(at, Qt.Key.Key_V)

    def decide(self) -> bool:
        until(lambda: not self.queue._guard.isActive())
        tell("PRESS")
        return self.asks(lambda: self.press(Qt.Key.Key_X)) and self.answered()

    def turn(self, number: int) -> bool:
        """One card. False when there is nothing more to do: no card, a break, a limit."""
        if self.queue.seat.opened is None:
            self.press(Qt.Key.Key_Return)
            until(lambda: self.queue.seat.opened is not None, 3000)
        opened = self.queue.seat.opened
        if opened is None or self.queue.resting:
            return False
        if opened.card.veiled:
            self.look()
        if not self.decide() or self.queue.seat.opened is opened:
            return False
        if number % 2:
            self.asks(lambda: self.press(Qt.Key.Key_U))
        return True


def main(turns: int, with_worker: bool) -> int:
    app = application()
    desktop = Desktop(app, Opening(None), rehearsal=True, time_scale=60)
    if with_worker:
        desktop.worker.state.connect(
            lambda state: tell("WORKER", desktop.worker.pid) if state == "running" else None
        )
    else:
        desktop.worker.start = MethodType(lambda worker: None, desktop.worker)  # type: ignore[method-assign]
    sys.excepthook = fall
    desktop.open()
    person = Person(desktop)
    until(lambda: person.queue.line.model.rowCount() > 0)
    for number in range(turns):
        if not person.turn(number):
            break
    tell("DONE")
    desktop.window.close()
    desktop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), "worker" in sys.argv[2:]))
