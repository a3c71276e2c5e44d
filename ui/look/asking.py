"""How a short question before something is done is laid out: a sentence, its parts, and two answers."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.look import pieces, theme


def buttons(does: str, dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    for button in box.buttons():
        button.setIcon(QIcon())  # the style's own, of another time
    box.button(QDialogButtonBox.StandardButton.Ok).setText(does)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def lay_out(dialog: QDialog, says: str, *parts: QWidget) -> None:
    wide = int(440 * max(1.0, theme.text_scale()))
    dialog.setMinimumWidth(440)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 16)
    column.setSpacing(12)
    column.addWidget(pieces.paragraph(says))
    for part in parts:
        column.addWidget(part)
    dialog.resize(wide, column.totalHeightForWidth(wide))  # the sentence whole, whatever the size of the text
