"""A window for what keeps the program from starting at all: whoever starts it from a menu sees no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from moderator.problems import Problem
from ui.door.damaged import ProblemPage
from ui.door.looking import Looker, nothing_is_open
from ui.door.page import Frame, Page
from ui.look import theme
from ui.work import Work

if TYPE_CHECKING:
    from moderator.commands.opening import Opening


class Refusal(QWidget):
    """`ask` waits for the person; True: try again."""

    def __init__(self, problem: Problem, opening: Opening, *, rehearsal: bool = False) -> None:
        super().__init__()
        self.setWindowTitle("Moderator")
        self.resize(820, 560)
        self.frame = Frame()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self._problem, self._again = problem, False
        self._work = Work(nothing_is_open)
        self._work.bug.connect(self._bug)
        self._looker = Looker(
            opening, self._work, self.frame.show_page, self._tell, self._close, rehearsal=rehearsal
        )
        self._tell()

    @property
    def page(self) -> Page | None:
        return self.frame.page

    def _tell(self) -> None:
        page = ProblemPage(self._problem)
        page.again.connect(self._once_more)
        page.view.connect(self._look)
        page.away.connect(self._close)
        self.frame.show_page(page)

    def _look(self) -> None:
        if self.page is not None:
            self.page.busy("Reading what waits and what was decided")
            self._looker.begin(self._not_seen)

    def _not_seen(self, problem: Problem) -> None:
        if self.page is not None:
            self.page.free(problem.sentence())

    def _once_more(self) -> None:
        self._again = True
        self.close()

    def _close(self) -> None:
        self.close()

    def _bug(self, error: BaseException) -> None:
        self.close()
        raise error

    def ask(self) -> bool:
        loop = QEventLoop()
        self.show()
        while self.isVisible():
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._work.close()
        return self._again


def once_more(app: QApplication, problem: Problem, opening: Opening, *, rehearsal: bool = False) -> bool:
    """Tell the problem in a window; does the person want to try again?"""
    theme.apply(app, theme.choose("system"))
    return Refusal(problem, opening, rehearsal=rehearsal).ask()
