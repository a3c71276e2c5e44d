"""Installing a model that scores beside the embedded one, from a folder or a file that somebody brought.

The window reads nothing of it: a child copies, hashes and tries it, and says what became of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.children import run_child
from ui.look import pieces
from ui.work import Work

WAIT = 900  # seconds: a checkpoint has a gigabyte
KINDS = "Models (*.zip *.ckpt *.pt *.pth *.bin);;All files (*)"


class ModelRows(QWidget):
    installed = Signal()  # what is checked has changed

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.from_folder = QPushButton("Install a model from a folder…")
        self.from_folder.clicked.connect(self._choose_folder)
        self.from_file = QPushButton("From a file…")
        self.from_file.setAccessibleName("Install a model from a file")
        self.from_file.clicked.connect(self._choose_file)
        self.told = pieces.paragraph("", step=-0.5)
        self.told.setAccessibleName("What became of the model")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.hide()
        side_by_side = QHBoxLayout()
        side_by_side.addWidget(self.from_folder)
        side_by_side.addWidget(self.from_file)
        side_by_side.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(side_by_side)
        column.addWidget(self.told)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "The folder of a model", QDir.homePath())
        if name:
            self.install(Path(name))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "The file of a model", QDir.homePath(), KINDS)
        if name:
            self.install(Path(name))

    def install(self, path: Path) -> None:
        """What is there already stays unless this one is whole and works."""
        self._able(False)
        self.told.setText("Installing… Every file is compared with its hash, and the model is tried.")
        self.told.show()
        run_child(self._work, ("model", "install", str(path)), self._done, wait=WAIT)

    def _done(self, code: int, lines: Sequence[str]) -> None:
        self._able(True)
        said = lines[-1].removeprefix("moderator: ") if lines else "It did not answer. Try again."
        self.told.setText(said)
        if code == 0:
            self.installed.emit()

    def _able(self, able: bool) -> None:
        for button in (self.from_folder, self.from_file):
            button.setEnabled(able)
