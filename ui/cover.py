"""The page that stands in front of everything when somebody walks by. Nothing of the desk is on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look import pieces


class Cover(QWidget):
    """Enter lifts it."""

    lifted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Covered. Press Enter to go on.")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(4)
        title = pieces.label("Covered", step=8)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title)
        column.addWidget(pieces.KeyLine("Press {Enter} to go on.", centred=True, step=0.5))
        column.addStretch(5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.lifted.emit()
        else:
            super().keyPressEvent(event)
