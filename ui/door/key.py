"""The pages about the key: a passphrase to give or to choose, and words of the recovery sheet to type."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from moderator.keys import SHORTEST
from moderator.problems import Problem
from ui.door import words
from ui.door.page import Page
from ui.look import pieces


class PassphrasePage(Page):
    """`new`: it is chosen, and typed twice. `new_desk`: for a desk that is not there yet; whoever has lost a computer
    stands here first, and wants another one back."""

    given = Signal(str)
    to_words = Signal()
    bring_back = Signal()
    away = Signal()

    def __init__(self, *, new: bool, new_desk: bool = False) -> None:
        super().__init__(
            words.NEW_PHRASE_TITLE if new else words.PHRASE_TITLE, [words.NEW_PHRASE_WHY] if new else []
        )
        self._new = new
        self.phrase = self._field("Passphrase")
        self.again = self._field("The same again") if new else None
        pairs = [("Go on", self._give)]
        if not new:
            pairs.append(("Use the recovery sheet", self.to_words.emit))
        self.buttons(*pairs, ("Close", self.away.emit))
        if new_desk:
            self.quiet(words.BRING_INSTEAD, self.bring_back.emit)
        self.done()

    def _field(self, name: str) -> QLineEdit:
        self.column.addWidget(pieces.label(name))
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(name)
        field.returnPressed.connect(self._give)
        self.column.addWidget(field)
        return field

    def fields(self) -> list[QWidget]:
        return [self.phrase, *([self.again] if self.again is not None else [])]

    def _give(self) -> None:
        phrase = self.phrase.text()
        if self._new and len(phrase) < SHORTEST:
            self.say(words.SHORT_PHRASE)
        elif self.again is not None and self.again.text() != phrase:
            self.say(words.PHRASES_DIFFER)
        elif phrase:
            self.busy("One moment")
            self.given.emit(phrase)

    def refuse(self, sentence: str) -> None:
        self.free(sentence)
        for field in (self.phrase, self.again):
            if field is not None:
                field.clear()
        self.phrase.setFocus()


class LostKeyPage(Page):
    """The keyring does not have the key, or `problem` is None and a passphrase was forgotten: type the words, or go back
    to the one or the other."""

    typed = Signal(str)
    again = Signal()
    away = Signal()

    def __init__(self, problem: Problem | None) -> None:
        if problem is None:
            super().__init__(words.FORGOTTEN_TITLE, [words.FORGOTTEN_WHY])
        else:
            super().__init__(words.LOST_TITLE, [f"{words.no_key(problem)} {words.LOST_SAFE}"])
        self.words = words_field(self)
        self.buttons(
            ("Use these words", self._give),
            ("Back to the passphrase" if problem is None else "Ask the keyring again", self.again.emit),
            ("Close", self.away.emit),
        )
        self.done()

    def fields(self) -> list[QWidget]:
        return [self.words]

    def _give(self) -> None:
        self.busy("One moment")
        self.typed.emit(self.words.toPlainText())


def words_field(page: Page) -> QPlainTextEdit:
    """A field for 24 words. It keeps nothing: no history of undoing, no suggestions of the system."""
    from PySide6.QtCore import Qt

    page.column.addWidget(pieces.label(words.WORDS_FIELD))
    field = QPlainTextEdit()
    field.setAccessibleName(words.WORDS_FIELD)
    field.setAccessibleDescription(words.WORDS_HINT)
    field.setTabChangesFocus(True)
    field.setUndoRedoEnabled(False)
    field.setInputMethodHints(
        Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhNoAutoUppercase
    )
    field.setMinimumHeight(110)
    field.setMaximumHeight(180)
    page.column.addWidget(field)
    page.column.addWidget(pieces.paragraph(words.WORDS_HINT, "soft", step=-0.5))
    return field
