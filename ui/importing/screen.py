"""The Import screen on the rail. Its pages are made when it is first shown: most days nobody imports anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.work import Work

if TYPE_CHECKING:
    from ui.importing.pages import ImportPages


class ImportScreen(QWidget):
    finished = Signal()  # the person wants to see the queue

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._pages: ImportPages | None = None
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("Import")

    @property
    def pages(self) -> ImportPages:
        if self._pages is None:
            from ui.importing.pages import ImportPages

            self._pages = ImportPages(self._work)
            self._pages.finished.connect(self.finished)
            self._whole.addWidget(self._pages)
            self.setFocusProxy(self._pages)
        return self._pages

    def browse(self) -> None:
        """Let the person choose a file."""
        self.pages.browse()

    def look_at(self, path: Path) -> None:
        self.pages.look_at(path)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pages.appear()
