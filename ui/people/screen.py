"""The People screen on the rail. Its pages are made when it is first shown: most who sit here never see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.palette import Command
from ui.work import Work

if TYPE_CHECKING:
    from ui.people.pages import PeoplePages


class PeopleScreen(QWidget):
    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._pages: PeoplePages | None = None
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("People")

    @property
    def pages(self) -> PeoplePages:
        if self._pages is None:
            from ui.people.pages import PeoplePages

            self._pages = PeoplePages(self._work)
            self._pages.said.connect(self.said)
            self._whole.addWidget(self._pages)
            self.setFocusProxy(self._pages)
        return self._pages

    def refresh(self) -> None:
        self.pages.refresh()

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        return self.pages.commands()

    def keys(self) -> Sequence[tuple[str, str]]:
        """For the `?` sheet."""
        return self.pages.keys()
