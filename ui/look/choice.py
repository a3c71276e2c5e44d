"""A wide button with a title, a sentence and its key: one way to go on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from ui.look import pieces


class Choice(QPushButton):
    """It grows with its words, whatever the size of the text. `first` marks the way that most will take."""

    def __init__(self, title: str, sentence: str, key: str = "", *, first: bool = False) -> None:
        super().__init__()
        if first:
            self.setProperty("part", "first")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 14)
        row.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(4)
        self._title = pieces.paragraph(title)
        self._sentence = pieces.paragraph(sentence, "soft", step=-0.5)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        row.addLayout(column, 1)
        if key:
            row.addWidget(pieces.KeyCap(key), 0, Qt.AlignmentFlag.AlignVCenter)
        for each in self.findChildren(type(self._title)):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{self._title.text()}. {sentence}" if sentence else self._title.text())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return max(layout.totalHeightForWidth(width), 56) if layout is not None else 56

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 56)
