"""The real program at a real display, with a screen reader's ears and a keyboard, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tests.journeys.program import ROOT, Program, pipe
from tests.peers.atspi import AccessBus, Node, Onlooker
from tests.peers.display import Display

PATIENCE = 60.0  # seconds


class Desk:
    """One running desktop. `sees()` is what can be come to now; `press()` is all that is ever done to it."""

    def __init__(
        self, program: Program, display: Display, bus: AccessBus, *arguments: str, key: bool = False
    ) -> None:
        self.program, self.display = program, display
        self.log = program.home.parent / f"{program.home.name}.out"
        own = {"QT_ACCESSIBILITY": "1", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONFAULTHANDLER": "1"}
        start = [sys.executable, "-m", "moderator"]
        reader = -1
        if key:
            reader = pipe(program.key)
            start += ["--key-fd", str(reader)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*start, "desktop", *arguments],
                pass_fds=(reader,) if key else (),
                cwd=ROOT,
                env={
                    **os.environ, **display.environ, **bus.environ, **own, **program.environ,
                    "MODERATOR_HOME": str(program.home),
                },
                stdout=log,
                stderr=log,
            )  # fmt: skip
        if key:
            os.close(reader)
        self.hears = Onlooker(bus, self.process.pid)
        self._window = ""
        self.until(self.hears.there, "the program on the bus")
        self.until(self.hears.windows, "a window")
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """The keyboard goes to the window in front, as a window manager sees to."""

        def taken() -> bool:
            found = self.display.windows(self.process.pid)
            if found and found[-1] != self._window:
                self.display.focus(found[-1])
                self._window = found[-1]
            return bool(found)

        self.until(taken, "a window on the display")

    # looking and listening

    def sees(self, rows: int = 40) -> list[Node]:
        """Everything that is on the screen, top to bottom."""
        return [each for window in self.hears.tree(rows) for each in window.walk()]

    def knows(self) -> str:
        """Every word that could be had from the program, on the screen or not."""
        return "\n".join(window.all_words() for window in self.hears.tree(400, hidden=True))

    def rows(self, within: Node) -> list[Node]:
        """All entries of a list, in sight or not."""
        whole = self.hears.node(within.path, 1000, deep=True)
        assert whole is not None
        return [each for each in whole.inside if each.role == "list item"]

    def find(self, words: str, role: str = "") -> Node | None:
        """The first thing on the screen that is called so."""
        return next(
            (each for each in self.sees() if words in " ".join(each.words()) and role in ("", each.role)),
            None,
        )

    def until(self, there: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        """Wait for the thing itself."""
        give_up = time.monotonic() + seconds
        while not (found := there()):
            assert self.process.poll() is None, f"the desktop is gone: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < give_up, f"{what} did not come; {self.told()}"
            time.sleep(0.05)
        return found

    def told(self) -> str:
        """For whoever has to find out why something did not come."""
        return f"the focus is on {self.focus()}; on the screen: {[str(each) for each in self.sees() if each.name]}"

    def until_seen(self, words: str, role: str = "") -> Node:
        found: Node = self.until(lambda: self.find(words, role), f"“{words}”")
        return found

    def until_gone(self, words: str) -> None:
        self.until(lambda: self.find(words) is None, f"“{words}” going away")

    def until_heard(self, words: str) -> str:
        """Said to whoever listens, without moving the focus."""

        def heard() -> str:
            self.hears.listen()
            return next((each for each in self.hears.announced if words in each), "")

        found: str = self.until(heard, f"“{words}” being announced; heard: {self.hears.announced}")
        return found

    def focus(self) -> Node | None:
        return self.hears.focus()

    def until_focus(self, words: str) -> Node:
        def there() -> Node | None:
            at = self.focus()
            return at if at is not None and words in " ".join(at.words()) else None

        found: Node = self.until(there, f"the keyboard on “{words}”")
        return found

    # doing

    def press(self, *keys: str) -> None:
        self.display.press(*keys)

    def press_until(self, key: str, came: Callable[[], Any], what: str) -> Any:
        """Press as a person does on a busy machine: again, when nothing has come of it for a long while."""
        for _ in range(3):
            self.press(key)
            with suppress(AssertionError):
                return self.until(came, what, 20)
        self.press(key)
        return self.until(came, what)

    def tab(self, key: str = "Tab") -> Node:
        """One step on, and what has the keyboard then."""
        self.hears.listen()
        before = self.hears.moved
        self.press(key)

        def moved() -> bool:
            self.hears.listen()
            return self.hears.moved > before

        self.until(moved, f"{key} taking the keyboard away from {self.focus()}", 20)
        found = self.focus()
        assert found is not None, "the keyboard is on something that is gone"
        return found

    def round(self, limit: int = 150) -> list[Node]:
        """Tab through everything, until what comes has come before."""
        went: list[Node] = []
        while len(went) < limit:
            at = self.tab()
            if any(each.path == at.path for each in went):
                return went
            went.append(at)
        raise AssertionError(f"no end to it after {limit}: {went[-5:]}")

    def close(self) -> int:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.hears.close()


ALWAYS_NAMED = {
    "push button", "toggle button", "check box", "radio button", "combo box", "text", "password text", "spin box",
    "list", "list item", "table", "table cell", "cell", "tree", "tree item", "menu item", "slider", "link", "page tab",
    "dialog", "alert", "progress bar", "frame", "image",
}  # fmt: skip
CONTAINERS = {"filler", "panel", "scroll pane"}  # what can be scrolled or holds a whole screen


def faults(seen: Sequence[Node]) -> list[str]:
    """What a screen reader could not make sense of."""
    found = []
    for each in seen:
        said = each.name.strip() or each.label.strip()
        if (each.role in ALWAYS_NAMED or each.reachable or each.actions) and not said:
            if each.role != "scroll bar":
                found.append(f"no name: {each}, {each.path}, within {_around(seen, each)}")
        elif each.reachable and each.role not in ALWAYS_NAMED | CONTAINERS:
            found.append(f"no role that says what it is: {each}")
        if each.role == "combo box" and not each.label.strip():
            found.append(f"its name is only what is chosen: {each}")
    return found


def _around(seen: Sequence[Node], node: Node) -> str:
    return next((str(each) for each in reversed(seen) if node in each.inside), "nothing")


def not_reached(seen: Sequence[Node], went: Sequence[Node]) -> list[str]:
    """What takes the keyboard, and yet Tab did not come to it nor to anything within it."""
    paths = {each.path for each in went}
    called = {(each.role, *each.words()) for each in went}  # for what was made anew meanwhile
    rows = {"list item", "cell", "table cell", "menu item", "tree item"}
    return [
        str(each)
        for each in seen
        if each.reachable
        and each.role not in rows
        and not paths & {part.path for part in each.walk()}
        and (each.role, *each.words()) not in called
    ]
