"""The only place that knows threads: one lane for the store, a pool for the rest.

`Work.store` runs a call on the lane, which opens the console inside itself and owns it; `Work.aside` runs one
elsewhere. Results come back on the window's thread, in order for the lane. A `Problem` goes to `failed`, or to the
window's own place for it; anything else is a bug of ours.

Nothing run here may touch a widget, and no widget waits.

The program does not end before the lane has: the database's library lets go of its keys and memory as the process ends,
and a thread that still reads a page then falls over (a fault in `sqlite3Codec`, seen as a crash at quitting).
"""

from __future__ import annotations

import atexit
import queue
import threading
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from moderator.console import Console
from moderator.problems import Problem

SLOW = 1_000  # ms until it is said that the store is waited for
LEAVING = 10.0  # seconds for the lane to come out of a call that was broken off

T = TypeVar("T")
Then = Callable[[Any], None]
Failed = Callable[[Problem], None]


class Work(QObject):
    """Made and closed on the window's thread. `open_console` is called on the lane."""

    problem = Signal(object)  # a Problem that nobody else took
    waiting = Signal(bool)  # the store has not answered for a second; it has answered again
    bug = Signal(object)  # an exception of ours

    _back = Signal(object)  # a function to be run on the window's thread

    def __init__(self, open_console: Callable[[], Console], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_console = open_console
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._pending = self._asked = 0  # of all calls; of those to the store
        self._closed = self._says_waiting = False
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW)
        self._slow.timeout.connect(self._is_slow)
        self._back.connect(self._run_here, Qt.ConnectionType.QueuedConnection)
        self._console: Console | None = None  # the lane's; to break off what it reads, nothing else
        self._leaving = False
        self._lane = threading.Thread(target=self._run_lane, name="store", daemon=True)
        self._lane.start()
        atexit.register(_leave, weakref.ref(self))

    def store(
        self,
        call: Callable[[Console], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `call` on the store lane; what it returns goes to `then` on the window's thread."""
        if self._closed:
            return
        self._pending += 1
        self._asked += 1
        if not self._slow.isActive():
            self._slow.start()
        self._calls.put(_Call(call, then, failed, of_store=True))

    def aside(
        self, call: Callable[[], T], then: Callable[[T], None] | None = None, failed: Failed | None = None
    ) -> None:
        """Run `call` away from the store and the window: keyring, children, files."""
        self._pending += 1
        one = _Call(lambda _: call(), then, failed)
        threading.Thread(target=lambda: self._answer(one, None), name="aside", daemon=True).start()

    def follow(
        self, items: Callable[[], Iterable[T]], each: Callable[[T], None], then: Callable[[], None]
    ) -> None:
        """Take items as they come, which may be for an hour; each is given to the window's thread, and at last `then`.

        Following is not being busy: nobody waits for its end.
        """

        def run() -> None:
            try:
                for item in items():
                    self._send(lambda item=item: None if self._closed else each(item))  # type: ignore[misc]
            except BaseException as bug:
                error = bug
                self._send(lambda: self.bug.emit(error))
            self._send(lambda: None if self._closed else then())

        threading.Thread(target=run, name="follow", daemon=True).start()

    @property
    def busy(self) -> bool:
        """Are answers still to come?"""
        return self._pending > 0

    def close(self) -> None:
        """Let the lane finish what it has, close the store, and wait for that."""
        if not self._closed:
            self._closed = True
            self._calls.put(None)
            self._lane.join(timeout=30)
            self.leave()

    def leave(self) -> None:
        """The program ends: what the lane is reading is broken off, and nothing new is begun. What it has not written down
        whole is taken back.
        """
        self._leaving = self._closed = True
        self._calls.put(None)
        console = self._console
        if self._lane.is_alive() and console is not None:
            console.interrupt()
            self._lane.join(timeout=LEAVING)

    # on the lane

    def _run_lane(self) -> None:
        console: Console | None = None
        try:
            while (call := self._calls.get()) is not None and not self._leaving:
                if console is None:
                    console = self._console = self._opened(call)
                if console is not None:
                    self._answer(call, console)
        finally:
            if console is not None:
                self._console = None
                console.close()

    def _opened(self, waiting: _Call) -> Console | None:
        try:
            return self._open_console()
        except Problem as refused:
            problem = refused
            self._send(lambda: self._failed(waiting, problem))
        except BaseException as bug:
            error = bug
            self._send(lambda: self._bug(waiting, error))
        return None

    def _answer(self, call: _Call, console: Console | None) -> None:
        try:
            result = call.run(console)  # type: ignore[arg-type]
        except Problem as problem:
            refusal = problem
            self._send(lambda: self._failed(call, refusal))
        except BaseException as bug:
            error = bug
            self._send(lambda: self._bug(call, error))
        else:
            self._send(lambda: self._done(call, result))

    def _send(self, run: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the window is gone: there is nobody to tell
            self._back.emit(run)

    # on the window's thread

    @Slot(object)
    def _run_here(self, run: Callable[[], None]) -> None:
        run()

    def _is_slow(self) -> None:
        self._says_waiting = True
        self.waiting.emit(True)

    def _answered(self, call: _Call) -> None:
        self._pending -= 1
        if not call.of_store:
            return
        self._asked -= 1
        self._slow.stop()
        if self._asked:
            self._slow.start()
        if self._says_waiting:
            self._says_waiting = False
            self.waiting.emit(False)

    def _done(self, call: _Call, result: Any) -> None:
        self._answered(call)
        if call.then is not None and not self._closed:
            call.then(result)

    def _failed(self, call: _Call, problem: Problem) -> None:
        self._answered(call)
        if self._closed:
            return
        if call.failed is not None:
            call.failed(problem)
        else:
            self.problem.emit(problem)

    def _bug(self, call: _Call, error: BaseException) -> None:
        self._answered(call)
        self.bug.emit(error)


def _leave(work: weakref.ref[Work]) -> None:
    here = work()
    if here is not None:
        with suppress(RuntimeError):  # Qt has let go of it
            here.leave()


class _Call:
    def __init__(
        self,
        run: Callable[[Console], Any],
        then: Then | None,
        failed: Failed | None,
        *,
        of_store: bool = False,
    ) -> None:
        self.run, self.then, self.failed, self.of_store = run, then, failed, of_store
