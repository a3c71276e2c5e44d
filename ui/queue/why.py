"""Why the open card is veiled: where the words stand that its score rests on, and on demand the rest.

While the card is veiled this is all that is known of its words here: parts of the text's length, never a word.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from moderator import actions
from moderator.cards import Because, Card
from ui import reasons
from ui.look import pieces
from ui.look.aloud import announce
from ui.look.places import PlacesBar


class WhyView(QFrame):
    """Of one veiled card. `show_because` when more is known."""

    def __init__(self, card: Card, because: Because, *, key: bool = True) -> None:
        """`key`: a key of the screen shows the rest, too."""
        super().__init__()
        self._card, self._because = card, because
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._bars = QGridLayout()
        self._bars.setHorizontalSpacing(10)
        self._bars.setVerticalSpacing(4)
        self._bars.setColumnStretch(2, 1)
        column.addLayout(self._bars)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.told = pieces.paragraph("", "soft", step=-0.5)
        row.addWidget(self.told, 1)
        self.ask: pieces.KeyButton | QPushButton
        if key:
            self.ask = pieces.KeyButton("Why", actions.WHY, quiet=True)
        else:
            self.ask = QPushButton("Why")
            self.ask.setProperty("part", "quiet")
        self.ask.clicked.connect(self.toggle)
        row.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.caution = pieces.paragraph("", "notice", step=-0.5)
        column.addWidget(self.caution)
        self.more = pieces.paragraph("", "soft", step=-0.5)
        self.more.hide()
        column.addWidget(self.more)
        self._fill()

    @property
    def because(self) -> Because:
        return self._because

    def show_because(self, because: Because) -> None:
        """More is known by now."""
        if because != self._because:
            self._because = because
            self._fill()

    def toggle(self) -> None:
        """Everything that is known of why, or only where."""
        shown = self.more.isHidden()
        self.more.setVisible(shown)
        self._say_state()
        if shown:
            announce(self.more, self.more.text())

    def _fill(self) -> None:
        pieces.empty(self._bars)
        from_right = self._card.language in reasons.FROM_RIGHT
        bars = reasons.rows(self._because.places)
        for row, (name, places) in enumerate(bars):
            if len(bars) > 1:  # the card has its category's name already
                self._bars.addWidget(pieces.label(name, step=-0.5), row, 0)
            bar = PlacesBar(self._card.size, places, from_right=from_right)
            bar.setAccessibleName(f"{name}: where in the text")
            self._bars.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.told.setText(reasons.places(self._because))
        caution = reasons.caution(self._because)
        self.caution.setText(caution)
        self.caution.setVisible(bool(caution))
        self.more.setText("\n".join(reasons.details(self._card, self._because)))
        self._say_state()

    def _say_state(self) -> None:
        title = "Why" if self.more.isHidden() else "Less"
        state = "shows" if self.more.isHidden() else "puts away"
        explained = f"{reasons.WHY}: {state} how sure the scorer is and what it is bad at"
        if isinstance(self.ask, pieces.KeyButton):
            self.ask.show_state(title)
            self.ask.explain(explained)
        else:
            self.ask.setText(title)
            self.ask.setAccessibleDescription(explained)
