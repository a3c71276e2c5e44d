"""The `?` sheet: the keys that work here and now, and nothing that is not built."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget


class KeySheet(QDialog):
    """A list of keys and what they do; any key closes it."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        half = (len(keys) + 1) // 2
        for at, (key, what) in enumerate(keys):
            column = 0 if at < half else 2
            grid.addWidget(self._label(key, bold=True), at % half, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._label(what), at % half, column + 1)

    def _label(self, text: str, *, bold: bool = False) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        if bold:
            font = label.font()
            font.setBold(True)
            label.setFont(font)
        return label

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.accept()
