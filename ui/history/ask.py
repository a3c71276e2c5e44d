"""Two short questions before something is done about a past decision. The safe answer has the focus."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from ui.look import pieces, theme


class AskWhy(QDialog):
    """Why a decision is looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Reopen")
        self._why = QLineEdit()
        self._why.setAccessibleName("Reason")
        self._why.setPlaceholderText("Why is it looked at again?")
        self._why.setMaxLength(500)
        self._box = _buttons("Reopen", self)
        self._sure = self._box.button(QDialogButtonBox.StandardButton.Ok)
        self._sure.setEnabled(False)
        self._why.textChanged.connect(lambda text: self._sure.setEnabled(bool(text.strip())))
        _lay_out(
            self,
            "The card goes back into the line, and what was done on the platform is taken back. "
            "Your reason stays on the card as a note.",
            self._why,
            self._box,
        )
        self._why.setFocus()

    def why(self) -> str:
        return self._why.text().strip()


class AskAnswer(QDialog):
    """What goes into the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Write an answer")
        self._words = QCheckBox("With the comment's words")
        _lay_out(
            self,
            "A text file with what was decided, when, under which rule, and what the platform did. "
            "It goes to your folder alone; the journal notes that it was written. With the comment's words it "
            "counts for you as a look.",
            self._words,
            _buttons("Choose a place", self),
        )

    def with_words(self) -> bool:
        return self._words.isChecked()


def _buttons(does: str, dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    for button in box.buttons():
        button.setIcon(QIcon())  # the style's own, of another time
    box.button(QDialogButtonBox.StandardButton.Ok).setText(does)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def _lay_out(dialog: QDialog, says: str, *parts: QWidget) -> None:
    wide = int(440 * max(1.0, theme.text_scale()))
    dialog.setMinimumWidth(440)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 18, 20, 16)
    column.setSpacing(12)
    column.addWidget(pieces.paragraph(says))
    for part in parts:
        column.addWidget(part)
    dialog.resize(wide, column.totalHeightForWidth(wide))  # the sentence whole, whatever the size of the text
