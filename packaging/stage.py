"""A desk set up for its picture: the real window over a rehearsal home, with a clock that stands still.

Everything in it is the program itself: the rehearsal platform hands out its harmless sentences, a worker of this
process gathers and scores them, the store is encrypted, and what is done is done with key presses. Only time is
moved by hand, so that the same program gives the same picture.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
time.tzset()

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QKeyEvent, QPainter  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from moderator.cards import Card  # noqa: E402
from moderator.clock import HandClock  # noqa: E402
from moderator.console import Console, open_console, open_db  # noqa: E402
from moderator.home import find_home  # noqa: E402
from moderator.keys import TokenBox, root_key  # noqa: E402
from moderator.scorers import loader  # noqa: E402
from moderator.settings import Settings, write  # noqa: E402
from moderator.worker import Worker  # noqa: E402
from ui.app import application  # noqa: E402
from ui.look import theme  # noqa: E402
from ui.window import Window  # noqa: E402
from ui.work import Work  # noqa: E402

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Stage:
    """One desk and its window. `show` brings the line up to date; `picture` keeps what is seen."""

    def __init__(
        self,
        folder: Path,
        look: str,
        text_scale: float,
        size: tuple[int, int],
        *,
        rehearsal: bool = True,
        turned: bool = False,
    ) -> None:
        self.app = application()
        self.app.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight
        )
        self.folder = folder.parent
        self.kept: Any = None  # a window of a scene's own, closed with this
        self.clock = HandClock(NINE)
        self._home = find_home(rehearsal=rehearsal, environ={"MODERATOR_HOME": str(folder)}, clock=self.clock)
        self._key = root_key(self._home, given=None if rehearsal else bytes(32), ask=lambda _: "")
        settings = Settings(theme=look, text_scale=text_scale)
        theme.apply(self.app, theme.choose(look), text_scale)
        self.work = Work(lambda: open_console(self._home, self._key, self.clock, settings))
        self.work.bug.connect(_stop)
        self.window = Window(self.work, settings, self._home.path, rehearsal=rehearsal)
        self.window.resize(*size)
        self.queue = self.window.queue
        self._settings = settings

    def gather(self) -> None:
        """One round of a worker, in this process."""
        db = open_db(self._home, self._key, self.clock, self._settings)
        try:
            worker = Worker(
                db,
                TokenBox(self._key),
                self.clock,
                home=str(self._home.path),
                rehearsal=True,
                load_scorer=loader(rehearsal=True, language="en"),
            )
            asyncio.run(worker.once())
            worker._say("watching")
        finally:
            db.close()

    def write_settings(self) -> None:
        """So that the Settings page finds what the window was opened with."""
        for name in ("theme", "text_scale"):
            write(self._home.path / "settings.toml", name, getattr(self._settings, name))

    def ask(self, call: Callable[[Console], object]) -> object:
        """What the store says, once it has said it."""
        loop, found = QEventLoop(), list[object]()
        self.work.store(call, then=lambda result: (found.append(result), loop.quit()))
        QTimer.singleShot(20_000, loop.quit)
        loop.exec()
        return found[0]

    def show(self) -> None:
        self.window.show()
        self.window.activateWindow()
        self.window.begin()
        self.settle()

    def settle(self) -> None:
        """Until every answer has come and is on the screen."""
        for _ in range(3):
            self._pause(120)
            self._answered()
        self.app.processEvents()

    def _answered(self) -> None:
        while self.work.busy:
            self._pause(5)

    def _pause(self, ms: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def find(self, fits: Callable[[Card], bool]) -> int:
        """The first card of the line that fits."""
        line: object = self.ask(lambda console: console.desk.line(500))
        return next(card.id for card in line.cards if fits(card))  # type: ignore[attr-defined]

    def open(self, fits: Callable[[Card], bool]) -> None:
        self.queue.seat.open(self.find(fits))
        self.settle()
        self.queue._guard.stop()

    def press(self, key: Qt.Key, *, hold: bool = False, shift: bool = False) -> None:
        """A key goes down, and comes up again unless it is held."""
        with_ = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        at: QWidget = QApplication.focusWidget() or self.queue
        text = chr(key).lower() if key < 128 else ""
        self.app.sendEvent(at, QKeyEvent(QEvent.Type.KeyPress, key, with_, text))
        if not hold:
            at = QApplication.focusWidget() or self.queue
            self.app.sendEvent(at, QKeyEvent(QEvent.Type.KeyRelease, key, with_, text))
        self.settle()

    def pass_(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes, and the desk notices: it beats as it would, so that an open card is kept."""
        left = minutes * 60 + seconds
        while left > 0:
            step = min(left, 30)
            self.clock.pass_(seconds=step)
            self.queue.seat._heartbeat()
            self.queue.pulse.tick()
            self._answered()
            left -= step
        self.beat()

    def beat(self) -> None:
        self.queue.pulse.tick()
        self.settle()

    def picture(self, path: Path) -> None:
        """The window, with whatever floats over it."""
        self.ask(lambda console: console.overview.status())
        self.settle()
        image = self.window.grab().toImage()
        for floating in self.app.topLevelWidgets():
            if floating.isVisible() and floating is not self.window:
                with QPainter(image) as painter:
                    place = (
                        self.window.rect().center() - floating.rect().center()
                    ) * image.devicePixelRatio()
                    painter.drawPixmap(QPoint(place), floating.grab())
        path.parent.mkdir(parents=True, exist_ok=True)
        if not image.save(str(path)):
            raise SystemExit(f"{path} cannot be written")

    def close(self) -> None:
        if self.kept is not None:
            self.kept.close()
        self.window.close()
        self.work.close()
        self.window.deleteLater()
        self.app.processEvents()


@contextmanager
def stage(
    look: str = "light",
    *,
    text_scale: float = 1.0,
    size: tuple[int, int] = (1440, 900),
    rehearsal: bool = True,
    turned: bool = False,
) -> Iterator[Stage]:
    """A desk in a folder of its own, gone afterwards. `turned`: as for those who read from right to left."""
    with tempfile.TemporaryDirectory(prefix="moderator-stage-") as folder:
        Path(folder).chmod(0o700)
        made = Stage(Path(folder) / "home", look, text_scale, size, rehearsal=rehearsal, turned=turned)
        try:
            yield made
        finally:
            made.close()


def _stop(error: BaseException) -> None:
    raise SystemExit(f"a mistake of ours while the picture was taken: {error!r}")
