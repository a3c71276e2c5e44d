"""Two short questions before something is done about a past decision. The safe answer has the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QWidget

from ui.look.asking import buttons, lay_out


class AskWhy(QDialog):
    """Why a decision is looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Reopen")
        self._why = QLineEdit()
        self._why.setAccessibleName("Reason")
        self._why.setPlaceholderText("Why is it looked at again?")
        self._why.setMaxLength(500)
        self._box = buttons("Reopen", self)
        self._sure = self._box.button(QDialogButtonBox.StandardButton.Ok)
        self._sure.setEnabled(False)
        self._why.textChanged.connect(lambda text: self._sure.setEnabled(bool(text.strip())))
        lay_out(
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
        lay_out(
            self,
            "A text file with what was decided, when, under which rule, and what the platform did. "
            "It goes to your folder alone; the journal notes that it was written. With the comment's words it "
            "counts for you as a look.",
            self._words,
            buttons("Choose a place", self),
        )

    def with_words(self) -> bool:
        return self._words.isChecked()
