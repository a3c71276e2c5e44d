"""The first page: a place to drop a file on, and what was imported before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from moderator.store.imports import Run
from ui.importing import words
from ui.importing.page import Page
from ui.look import pieces, plain, theme

SHOWN = 8  # earlier imports


class Choose(Page):
    browse = Signal()
    dropped = Signal(object)  # Path
    resume = Signal(object)  # Run
    quarantine = Signal(object)  # Run

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = _Place()
        self.place.browse.clicked.connect(self.browse)
        self.place.dropped.connect(self.dropped)
        self.said = pieces.paragraph("", "notice")
        self._past = QVBoxLayout()
        self._past.setSpacing(0)
        self.said.hide()
        column = self.column
        column.addWidget(pieces.label(words.TITLE, step=1, bold=True))
        column.addWidget(pieces.paragraph(words.TAKES, "soft"))
        column.addWidget(self.said)
        column.addWidget(self.place)
        column.addSpacing(8)
        column.addLayout(self._past)
        column.addStretch(1)

    def tell(self, sentence: str) -> None:
        self.said.setText(plain.line(sentence, 500))
        self.said.setVisible(bool(sentence))

    def show_past(self, runs: Sequence[Run]) -> None:
        pieces.empty(self._past)
        if not runs:
            return
        self._past.addWidget(pieces.label(words.BEFORE, "soft", bold=True))
        self._past.addSpacing(4)
        for run in runs[:SHOWN]:
            self._past.addWidget(pieces.hairline())
            self._past.addWidget(self._line(run))

    def _line(self, run: Run) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        told = QVBoxLayout()
        told.setSpacing(0)
        name = plain.line(run.file, 80)
        told.addWidget(pieces.Elided(name))
        told.addWidget(pieces.Elided(words.past(run), "soft", step=-0.5))
        row.addLayout(told)
        row.addStretch(1)
        if run.counts.get("set_aside"):
            row.addWidget(self._button("Quarantine", name, lambda: self.quarantine.emit(run)))
        if run.state != "done" and run.position:
            row.addWidget(self._button("Go on", name, lambda: self.resume.emit(run)))
        return line

    def _button(self, title: str, of: str, then: object) -> QPushButton:
        button = QPushButton(title)
        button.setAccessibleName(f"{title}: {of}")
        button.clicked.connect(then)
        return button


class _Place(QFrame):
    """Where a file is dropped. It opens nothing; a child of ours does."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self.setAcceptDrops(True)
        self.setMinimumHeight(148)
        self.browse = QPushButton("Choose a file")
        self.browse.setProperty("part", "first")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(1)
        hint = pieces.label(words.DROP, "soft")
        column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file(event.mimeData()) is not None:
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._over = False
        self.update()
        path = _file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(
                theme.colour("accent" if self._over else "edge"), 2 if look.strong or self._over else 1
            )
            pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(theme.colour("tint" if self._over else "sunken"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), theme.RADIUS, theme.RADIUS)


def _file(data: QMimeData) -> Path | None:
    """The one file of this computer that is being dragged."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
