"""The scorers of a desk, each in a process of its own: what ends an installed model leaves the embedded one at work.

The same to the worker as `scorers.Rating`, which holds them all itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from moderator.apart import Apart
from moderator.problems import ScorerGone
from moderator.rating import Memory
from moderator.scorers import chosen
from moderator.scores import Score, Why
from moderator.scoring.opinions import together
from moderator.scoring.shelf import Shelf


class ScorersApart:
    """`start` makes a process for the scorer of this name, "" for the one that ships. `wanted` is the setting `scorer`.

    What is installed or removed meanwhile is noticed. `both` may run in a thread of its own, beside `first`; what was
    installed is then noticed when it has its answer. `under` is what a score hangs on besides its scorers.
    """

    def __init__(self, home: Path, wanted: str, start: Callable[[str], Apart], under: str = "") -> None:
        self._home, self._wanted, self._start, self._under = home, wanted, start, under
        self._asking_first, self._asking_second = threading.Lock(), threading.Lock()
        self._first = start("")
        self._second: Apart | None = None
        self._stamp: object = None
        self._missing = self._failed = ""
        self._model = self._title = ""

    @property
    def trouble(self) -> str:
        """Why the installed model is not used, "" when it is or none is wanted."""
        return self._missing or self._failed

    @property
    def resting(self) -> bool:
        """The installed model cannot be used, or could not be loaded a moment ago."""
        return self._missing != "" or (self._second is not None and self._second.resting)

    def __call__(self, texts: Sequence[str]) -> list[Score]:
        return self.first(texts)

    def first(self, texts: Sequence[str]) -> list[Score]:
        """By the scorer that ships: at once. Raises ScorerGone, ScorerDied."""
        with self._asking_first:
            return self._first(texts)

    def why(self, text: str, label: str) -> Why | None:
        """The words that the score of the scorer that ships rests on. Raises ScorerGone, ScorerDied."""
        with self._asking_first:
            return self._first.why(text, label)

    def has_second(self) -> bool:
        """Is there an installed model that is to be asked too?"""
        if not self._asking_second.acquire(blocking=False):
            return True
        try:
            return self._look()
        finally:
            self._asking_second.release()

    def _look(self) -> bool:
        stamp = Shelf(self._home).stamp()
        if stamp != self._stamp:
            if self._second is not None:
                self._second.close()
            self._stamp, self._second, self._missing, self._failed = stamp, None, "", ""
            try:
                name = chosen(self._home, self._wanted)
                if name is not None:
                    found = Shelf(self._home).find(name)
                    self._title = f"{name} {found.version}-{found.precision}"
                    self._second = self._start(name)
            except ScorerGone as gone:
                self._missing = gone.sentence()
        return self._second is not None

    def title(self) -> str:
        """The scorers of now with their versions, as their scores name them. Raises ScorerGone."""
        if not self._model:
            self._model = self.first([""])[0].model
        return f"{self._model} + {self._title}" if self.has_second() else self._model

    def memory(self) -> Memory:
        """By which earlier readings a text is known. Raises ScorerGone."""
        title = self.title()
        return Memory(self._model, title, self._under)

    def both(self, texts: Sequence[str]) -> list[Score]:
        """By all scorers that there are. Raises ScorerGone where the installed model cannot be used, ScorerDied where it
        ends over these texts.
        """
        with self._asking_second:
            if not self._look() or self._second is None:
                if self._missing:
                    raise ScorerGone(
                        "No second scorer is there", self._missing.rstrip("."), "moderator model list"
                    )
                return self.first(texts)
            try:
                second = self._second(texts)
            except ScorerGone as gone:
                self._failed = gone.sentence()
                raise
            self._failed = ""
        return [together(*pair) for pair in zip(self.first(texts), second, strict=True)]

    def close(self) -> None:
        for each in (self._first, self._second):
            if each is not None:
                each.close()
