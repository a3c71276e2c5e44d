"""The question before one card is opened for a threat to life: what it costs, and why. The safe answer comes first."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from moderator.wellbeing.overrides import LEAST_WHY, MOST_WHY
from ui.look.asking import buttons, lay_out
from ui.rest import override_words as words


class AskGlass(QDialog):
    def __init__(self, card: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.GLASS_ASK)
        self.card = card
        self.words = QLineEdit()
        self.words.setAccessibleName(words.GLASS_WHY)
        self.words.setPlaceholderText(words.WHY_HINT)
        self.words.setMaxLength(MOST_WHY)
        box = buttons(words.GLASS_SURE, self)
        self.sure = box.button(QDialogButtonBox.StandardButton.Ok)
        self.sure.setEnabled(False)
        self.words.textChanged.connect(lambda _: self.sure.setEnabled(len(self.why()) >= LEAST_WHY))
        lay_out(self, words.glass_asked(card), self.words, box)
        self.words.setFocus()

    def why(self) -> str:
        return " ".join(self.words.text().split())
