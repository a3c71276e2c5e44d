"""A window for what keeps the program from starting at all: whoever starts it from a menu sees no terminal."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from moderator.problems import Problem
from ui.door.damaged import ProblemPage
from ui.door.page import Frame
from ui.look import theme


class Refusal(QWidget):
    """`ask` waits for the person; True: try again."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.setWindowTitle("Moderator")
        self.resize(820, 560)
        self.frame = Frame()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.page = ProblemPage([part for part in (problem.what, problem.why, problem.remedy) if part])
        self.frame.show_page(self.page)

    def ask(self) -> bool:
        loop, again = QEventLoop(), list[bool]()
        self.page.again.connect(lambda: again.append(True))
        self.page.again.connect(self.close)
        self.page.away.connect(self.close)
        self.show()
        while self.isVisible():
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return bool(again)


def once_more(app: QApplication, problem: Problem) -> bool:
    """Tell the problem in a window; does the person want to try again?"""
    theme.apply(app, theme.choose("system"))
    return Refusal(problem).ask()
