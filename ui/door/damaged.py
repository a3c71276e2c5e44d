"""The page for a file that is not as it was: bring back a backup, save what can be read, or close. No content on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from moderator.backups import Backup
from moderator.problems import (
    DamagedStore,
    MissingStore,
    NewerSchema,
    OlderStore,
    Problem,
    StoreProblem,
    WrongKey,
)
from ui.door import words
from ui.door.page import Page


class DamagedPage(Page):
    """`backup` is the newest; `known` the last line of the journal that is known, where it is."""

    restore = Signal()
    look_elsewhere = Signal()
    go_on = Signal()
    recover = Signal()
    view = Signal()
    away = Signal()

    def __init__(self, problem: DamagedStore, backup: Backup | None, known: int | None) -> None:
        super().__init__(words.damage_title(problem), words.damage_why(problem))
        self.backup = self.choice(
            words.backup_title(backup),
            words.backup_says(backup, known),
            self.look_elsewhere.emit if backup is None else self.restore.emit,
            first=True,
        )
        if isinstance(problem, OlderStore):
            self.choice(words.GO_ON_TITLE, words.GO_ON_SAYS, self.go_on.emit)
        elif not isinstance(problem, MissingStore):
            self.choice(words.RECOVER_TITLE, words.RECOVER_SAYS, self.recover.emit)
        if backup is not None:
            self.choice(
                words.backup_title(None),
                "In the folder of second copies, or on a stick.",
                self.look_elsewhere.emit,
            )
        if not isinstance(problem, MissingStore):
            self.choice(words.LOOK_BUTTON, words.LOOK_SAYS, self.view.emit)
        self.choice(words.CLOSE_TITLE, words.CLOSE_SAYS, self.away.emit)
        self.done()


class TellPage(Page):
    """What was done, and one way to go on."""

    onward = Signal()

    def __init__(self, title: str, sentences: Sequence[str], button: str) -> None:
        super().__init__(title, sentences)
        self.buttons((button, self.onward.emit))
        self.done()


class ProblemPage(Page):
    """Something keeps the desk closed that no page of its own speaks of."""

    again = Signal()
    view = Signal()
    away = Signal()

    def __init__(self, problem: Problem) -> None:
        sentences = [part for part in (problem.what, problem.why, problem.remedy) if part]
        super().__init__("The desk cannot be opened now", sentences)
        look = [(words.LOOK_BUTTON, self.view.emit)] if _is_there(problem) else []
        self.buttons(("Try again", self.again.emit), *look, ("Close", self.away.emit))
        self.done()


def _is_there(problem: Problem) -> bool:
    """Is there a desk that could be looked at all the same?"""
    return isinstance(problem, StoreProblem) and not isinstance(
        problem, WrongKey | MissingStore | NewerSchema
    )


class LookingPage(Page):
    """The file is looked over. Shown only when it takes a while."""

    def __init__(self) -> None:
        super().__init__(words.LOOKING, [words.LOOKING_WHY])
        self.done()
        self.say("0 %", "soft")
