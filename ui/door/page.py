"""One page at the door: a title, some sentences, what to do. Each page is a column that scrolls when it must."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look import pieces
from ui.look.aloud import announce
from ui.look.choice import Choice
from ui.look.flow import Flow

WIDEST = 760


class Page(QWidget):
    """`column` takes what a page adds; `said` is the sentence of the moment below it."""

    def __init__(self, title: str, sentences: Sequence[str] = ()) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._keys: dict[str, QAbstractButton] = {}
        self._held: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setSpacing(12)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.title = pieces.paragraph(title, step=9)
        self.column.addWidget(self.title)
        for sentence in sentences:
            self.column.addWidget(pieces.paragraph(sentence, "soft", step=0.5))
        self.column.addSpacing(8)
        self.said = pieces.paragraph("", "notice")
        self.said.hide()

    def done(self) -> None:
        """All has been added."""
        self.column.addWidget(self.said)

    def say(self, sentence: str, tone: str = "notice") -> None:
        pieces.set_tone(self.said, tone)
        self.said.setText(sentence)
        self.said.setAccessibleName(sentence)
        self.said.setVisible(bool(sentence))
        if sentence and tone != "soft":  # how far something has got is not told all the time
            announce(self, sentence)
        if sentence:
            QTimer.singleShot(0, self, lambda: self.bring_into_view(self.said))

    def bring_into_view(self, part: QWidget) -> None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(part, 0, 60)

    def choice(self, title: str, sentence: str, act: Callable[[], None], *, first: bool = False) -> Choice:
        """A way to go on, with the next number as its key."""
        key = str(len(self._keys) + 1)
        made = Choice(title, sentence, key, first=first)
        made.clicked.connect(lambda _=False: act())
        self._keys[key] = made
        self.column.addWidget(made)
        return made

    def buttons(self, *pairs: tuple[str, Callable[[], None]], first: bool = True) -> list[QPushButton]:
        """Ordinary buttons in one row; the first is the one that Enter presses."""
        row = Flow()
        made = []
        for at, (text, act) in enumerate(pairs):
            button = QPushButton(text)
            if first and at == 0:
                button.setProperty("part", "first")
                button.setDefault(True)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            made.append(button)
        self.column.addLayout(row)
        return made

    def quiet(self, text: str, act: Callable[[], None]) -> QPushButton:
        """A way that few want."""
        made = QPushButton(text)
        made.setProperty("part", "quiet")
        made.clicked.connect(lambda _=False: act())
        self.column.addWidget(made)
        return made

    def busy(self, sentence: str) -> None:
        """Something runs: nothing can be pressed until it has ended."""
        at = QApplication.focusWidget()
        self._held = at if at is not None and self.isAncestorOf(at) else None
        self.say(sentence, "soft")
        self._enable(False)

    def free(self, sentence: str = "", tone: str = "notice") -> None:
        """The keyboard is again where it was."""
        self._enable(True)
        self.say(sentence, tone)
        if self._held is not None and not pieces.has_keyboard(self):
            self._held.setFocus()

    def _enable(self, on: bool) -> None:
        for each in [*self.findChildren(QAbstractButton), *self.fields()]:
            each.setEnabled(on)

    def fields(self) -> list[QWidget]:
        """Where something can be typed: single keys mean letters there."""
        return []

    def begin(self) -> None:
        """It is shown: where the keyboard goes."""
        for field in self.fields():
            field.setFocus()
            return
        for button in self.findChildren(QAbstractButton):
            if button.isEnabled() and button.isVisibleTo(self):
                button.setFocus()
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self._keys.get(event.text())
        if chosen is not None and chosen.isEnabled() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            chosen.click()
        else:
            super().keyPressEvent(event)


class Frame(QScrollArea):
    """Shows one page at a time, in the middle, with room around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page: Page | None = None

    def show_page(self, page: Page) -> None:
        inside = pieces.Inside()
        row = QHBoxLayout(inside)
        row.setContentsMargins(32, 32, 32, 32)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(page)
        column.addStretch(1)
        page.setMaximumWidth(WIDEST)
        row.addStretch(1)
        row.addLayout(column, 100)
        row.addStretch(1)
        self.page = page
        before = self.takeWidget()
        if before is not None:
            before.hide()
            before.deleteLater()  # not at once: this may well have been asked for by one of its own buttons
        self.setWidget(inside)
        page.show()
        page.begin()
