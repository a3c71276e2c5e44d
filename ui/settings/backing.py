"""Backups on the Settings page, for whoever may make them: what there is, and one more now.

A child makes and checks it, beside the window and the worker, which go on meanwhile. Absent in a rehearsal and where
the store is on a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from moderator.backups import Kept, seen
from moderator.console import Console
from moderator.people.roles import Verb
from moderator.problems import Problem
from ui import words
from ui.children import follow_child
from ui.look import pieces
from ui.work import Work

NOW = "Back up now"


def kept_words(kept: Kept) -> str:
    """What there is, and how its last trial went."""
    if kept.newest is None:
        return "None yet. The worker makes one every hour while it runs."
    count = "1 backup" if kept.count == 1 else f"{kept.count} backups"
    said = f"{count} in the desk's folder, {kept.size / 1e6:,.1f} MB. The newest is of {words.moment(kept.newest)}."
    if kept.tries.tested is not None:
        went = f"did not go well: {kept.tries.test}" if kept.tries.test else "went well"
        said += f" The last trial, on {words.day(kept.tries.tested)}, {went.rstrip('.')}."
    return said


def backing_up(percent: int) -> str:
    doing = "Copying" if percent < 50 else "Checking every page of the copy"
    return f"{doing}… {percent} %. You can go on working."


def backed_up(made: Mapping[str, Any]) -> str:
    """Where it lies and what was proved of it."""
    told = [
        f"The backup is made: {int(made['size']) / 1e6:,.1f} MB. Every page fits its seal, the structure is whole, and "
        f"the journal is in it to line {int(made['lines']):,}.",
        f"Place: {made['path']}",
        f"SHA-256: {_in_groups(str(made['sha256']))}",
    ]
    if made["copied"]:
        told.append(f"The second copy could not be made: {made['copied']}")
    elif made.get("second"):
        told.append(f"Second copy: in {made['second']}")
    return "\n".join(told)


def _in_groups(digits: str) -> str:
    """To be compared by eye, and so that the line may end between them."""
    return " ".join(digits[at : at + 16] for at in range(0, len(digits), 16))


class BackupRows(QWidget):
    said = Signal(str)  # that it has ended, for whoever has gone on to another screen
    told_more = Signal(str)  # how far it is, or how it ended

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._made: Mapping[str, Any] | None = None
        self._last = ""
        self.kept = pieces.paragraph("", "soft", step=-0.5)
        self.kept.setAccessibleName("Backups there are")
        self.now = QPushButton(NOW)
        self.now.clicked.connect(self.begin)
        self.told = pieces.paragraph("", step=-0.5)
        self.told.setAccessibleName("What became of the backup")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(6)
        column.addWidget(pieces.label("Backups", bold=True))
        column.addWidget(pieces.hairline())
        column.addWidget(self.kept)
        column.addWidget(self.now, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.told)
        self.hide()

    def refresh(self) -> None:
        self._work.store(_kept, self._show, self._not_for_them)

    def _not_for_them(self, _: Problem) -> None:
        self.hide()

    def _show(self, kept: Kept) -> None:
        self.kept.setText(kept_words(kept))
        self.show()

    def begin(self) -> None:
        """Nothing of the window waits for it."""
        if not self.now.isEnabled():
            return
        self._made, self._last = None, ""
        self.now.setEnabled(False)
        self._say(backing_up(0))
        follow_child(self._work, ("backup", "--json"), self._line, self._over, self._refused)

    def _line(self, line: str) -> None:
        told = _read(line)
        if told is None:
            self._last = line.removeprefix("moderator: ")
        elif "percent" in told:
            self._say(backing_up(int(told["percent"])))
        elif "path" in told:
            self._made = told

    def _over(self, code: int) -> None:
        if self._made is not None:
            self._end(backed_up(self._made))
        else:
            self._end(self._last or f"It broke off ({code}). There is no new backup. Try again.")

    def _refused(self, problem: Problem) -> None:
        self._end(words.problem(problem))

    def _end(self, says: str) -> None:
        self.now.setEnabled(True)
        self._say(says)
        self.said.emit("The backup is made." if self._made is not None else says)
        self.refresh()

    def _say(self, says: str) -> None:
        self.told.setText(says)
        self.told.show()
        self.told_more.emit(says)


def _kept(console: Console) -> Kept:
    from moderator.keeping import refuse_others

    console.demand(Verb.BACK_UP)
    refuse_others(console.home, console.settings.store)
    return seen(console.home)


def _read(line: str) -> Mapping[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
