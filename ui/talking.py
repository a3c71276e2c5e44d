"""A child of ours that the window talks with: one request to it, its lines as they come, and a word now and then."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from moderator.console import Console
from moderator.problems import Problem
from ui import words
from ui.children import lines
from ui.work import Work
from ui.worker_process import end_child, start_for

BROKE_OFF = "It broke off with an error of ours. Nothing was changed; please try again."


class Talking(QObject):
    """Asks one thing at a time: what was asked before is given up. `going_on` are lines after which more come."""

    said = Signal(
        object
    )  # a line: its one word, and what it says; "problem" with a sentence where it went wrong

    def __init__(
        self,
        work: Work,
        command: str,
        going_on: frozenset[str],
        *,
        broke_off: str = BROKE_OFF,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._command, self._going_on, self._broke_off = work, command, going_on, broke_off
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0
        self._finished = True

    def ask(self, request: Mapping[str, Any]) -> None:
        self.give_up()
        self._asked += 1
        asked, self._finished = self._asked, False
        line = json.dumps(dict(request)).encode("ascii") + b"\n"

        def start(console: Console) -> subprocess.Popen[bytes]:
            child = start_for(console, self._command, stdout=subprocess.PIPE)
            assert child.stdin is not None
            with suppress(OSError):  # it died at once: its lines end, and that is told
                child.stdin.write(line)
                child.stdin.flush()
            return child

        def started(child: subprocess.Popen[bytes]) -> None:
            if asked != self._asked:
                end_child(child)
                return
            self._child = child
            self._work.follow(
                lambda: _lines(child), lambda told: self._take(asked, told), lambda: self._over(asked)
            )

        self._work.store(start, then=started, failed=lambda problem: self._refused(asked, problem))

    @property
    def idle(self) -> bool:
        """Has the last one been answered?"""
        return self._finished

    def tell(self, word: str) -> None:
        """A line more for the child, such as "stop"."""
        if self._child is not None and self._child.stdin is not None:
            with suppress(OSError):
                self._child.stdin.write(word.encode("ascii") + b"\n")
                self._child.stdin.flush()

    def give_up(self) -> None:
        """Nobody wants to hear of it any more: the child's input closes, and it ends as it has to."""
        self._asked += 1
        self._finished = True
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()

    def _take(self, asked: int, told: Mapping[str, Any]) -> None:
        if asked == self._asked:
            self._finished = self._going_on.isdisjoint(told)
            self.said.emit(told)

    def _over(self, asked: int) -> None:
        if asked != self._asked:
            return
        self._child = None
        if not self._finished:
            self._finished = True
            self.said.emit({"problem": self._broke_off})

    def _refused(self, asked: int, problem: Problem) -> None:
        if asked == self._asked:
            self._finished = True
            self.said.emit({"problem": words.problem(problem)})


def _lines(child: subprocess.Popen[bytes]) -> Iterator[Mapping[str, Any]]:
    for line in lines(child):
        with suppress(ValueError):  # a line that was cut
            yield json.loads(line)
