"""The diary over the window: away at once when the window is covered, and closed with its passphrase forgotten."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.clock import Clock
from moderator.private.diary import place
from ui.diary import words
from ui.diary.page import DiaryPage
from ui.look import pieces, theme

_WIDE, _TALL = 520, 640  # px at the usual size of text


class DiaryDialog(QDialog):
    """See the module. `person` is a pseudonym; the file is under `home`."""

    def __init__(self, home: Path, person: str, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.TITLE)
        self.setAccessibleName(words.TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inside = pieces.Inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 24, 32, 16)
        column.addWidget(pieces.paragraph(words.TITLE, step=4))
        self.page = DiaryPage(place(home, person), clock)
        column.addWidget(self.page, 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QVBoxLayout()
        foot.setContentsMargins(32, 0, 32, 20)
        foot.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        scale = max(1.0, theme.text_scale())
        most = (self.screen().availableSize() if parent is None else parent.window().size()) - QSize(32, 48)
        self.resize(QSize(int(_WIDE * scale), int(_TALL * scale)).boundedTo(most))
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.reject)
        self.page.passphrase.setFocus()

    def done(self, result: int) -> None:
        self.page.close_diary()
        super().done(result)
