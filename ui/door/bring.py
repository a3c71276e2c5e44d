"""The page that brings back a desk: a folder of backups and the words of its recovery sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from moderator.backups import Backup
from moderator.problems import BadInput
from moderator.restoring import choose
from ui.door import words
from ui.door.key import words_field
from ui.door.page import Page
from ui.look import pieces


class BringPage(Page):
    """`desk`: only backups of this one, whose key is here; "" for any, with its words."""

    asked = Signal(object, str)  # list of Backups, newest first; the words as typed
    back = Signal()

    def __init__(self, desk: str = "") -> None:
        super().__init__(words.BRING_TITLE, [] if desk else [words.BRING_WHY])
        self._desk = desk
        self.found: list[Backup] = []
        self.buttons(("Choose the folder of backups", self._choose), first=False)
        self.which = pieces.paragraph("")
        self.which.hide()
        self.column.addWidget(self.which)
        self.words: QPlainTextEdit | None = None if desk else words_field(self)
        self.buttons((words.BRING_TITLE, self._ask), ("Back", self.back.emit))
        self.done()

    def fields(self) -> list[QWidget]:
        return [self.words] if self.words is not None else []

    def begin(self) -> None:
        self.focusNextChild()

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "The folder of backups", QDir.homePath())
        if name:
            self.look_into(Path(name))

    def look_into(self, folder: Path) -> None:
        """What is there to be brought back?"""
        try:
            self.found = choose(folder, self._desk, several=not self._desk)
        except BadInput as problem:
            self.found = []
            self.say(problem.sentence())
        else:
            self.say("")
            self.which.setText(words.found(self.found))
        self.which.setVisible(bool(self.found))

    def _ask(self) -> None:
        if not self.found:
            self.say(words.NO_FOLDER)
            return
        typed = self.words.toPlainText() if self.words is not None else ""
        self.busy("Copying and checking it")
        self.asked.emit(self.found, typed)
