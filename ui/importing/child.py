"""The child of ours that reads a file for the window: one request to it, and its lines as they come."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.importing.words import BROKE_OFF
from ui.talking import Talking
from ui.work import Work


class Reading(Talking):
    """It says "looked", "comparing", "progress", "ended" or "problem". Given up, it keeps what is here."""

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        going_on = frozenset(("progress", "comparing"))
        super().__init__(work, "import-for-window", going_on, broke_off=BROKE_OFF, parent=parent)

    def stop(self) -> None:
        """The import ends after what it is storing, and says so."""
        self.tell("stop")
