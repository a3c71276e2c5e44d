"""Fields for passphrases: nothing of what is typed can be read, copied or undone out of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.look import pieces, theme
from ui.look.aloud import announce

LONGEST = 1024


class PhraseField(QWidget):
    """A passphrase with its title above it. `entered`: Return was pressed in it."""

    entered = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(LONGEST)
        self.edit.returnPressed.connect(self.entered)
        self._title = pieces.label("", "soft")
        self._title.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.show_title(title)

    def show_title(self, title: str) -> None:
        self._title.setText(title)
        self.edit.setAccessibleName(title)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        typed = self.edit.text()
        self.edit.clear()
        return typed


class NewPhrase(QWidget):
    """A passphrase to be chosen: typed twice, with a word about what makes a good one."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.once = PhraseField("A passphrase of your own")
        self.twice = PhraseField("The same again")
        advice = pieces.paragraph(
            "12 letters or more; four words do well. Nobody can read it back. If you forget it, an admin gives you a "
            "one-time code.",
            "soft",
            step=-0.5,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.once)
        column.addWidget(advice)
        column.addWidget(self.twice)
        self.once.entered.connect(self.twice.edit.setFocus)
        self.twice.entered.connect(self.entered)
        self.setFocusProxy(self.once)

    def take(self) -> tuple[str, str]:
        """What was typed, or why it cannot be taken; both fields are empty afterwards where they differ."""
        one, two = self.once.edit.text(), self.twice.edit.text()
        if one != two:
            self.clear()
            self.once.edit.setFocus()
            return "", "The two passphrases differ. Type the same one twice."
        if not one:
            return "", "Type a passphrase, and the same again."
        self.clear()
        return one, ""

    def clear(self) -> None:
        self.once.edit.clear()
        self.twice.edit.clear()


def fit(dialog: QDialog, width: int = 440) -> None:
    """As wide as its text needs, as high as that takes."""
    wide = int(width * max(1.0, theme.font().pointSizeF() / theme.BODY))
    layout = dialog.layout()
    high = layout.totalHeightForWidth(wide) if layout is not None else dialog.height()
    dialog.setMinimumSize(wide, high)
    dialog.resize(wide, high)


def said() -> QLabel:
    """The place for an answer: a calm sentence, read out when it changes."""
    made = pieces.paragraph("", "notice")
    made.setAccessibleName("")
    made.hide()
    return made


def say(label: QLabel, sentence: str) -> None:
    label.setText(sentence)
    label.setAccessibleName(sentence)
    label.setVisible(bool(sentence))
    announce(label, sentence)
