"""The wordings on the open card: how many there are, where each varies, and taking one out of the common decision.

While they are veiled only places and kinds are known of what varies, never a word. A wording is read like any comment
around the card: through the one door, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from moderator import actions
from moderator.cards import Card, Showing, Wording, Words
from ui import near, reasons, words
from ui.look import pieces, theme
from ui.look.aloud import announce
from ui.look.flow import Flow
from ui.look.passage import Passage
from ui.look.places import PlacesBar
from ui.queue.hold import HoldButton


class WordingsView(QFrame):
    """Of one card with near-copies. Closed until it is asked for; `show_wordings` when they are known."""

    asked = Signal()
    held = Signal(int, str)  # a comment that stands for a wording, Showing
    let_go = Signal()
    taken_out = Signal(int)
    put_back = Signal(int)  # the card that a wording had of its own

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._card = card
        self.rows: dict[int, WordingRow] = {}
        self._out: dict[int, int] = {}  # cards that wordings got of their own just now, and how many comments
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.told = pieces.paragraph(near.one_decision(card), step=-0.5)
        head.addWidget(self.told, 1)
        self.ask = pieces.KeyButton("", actions.CLUSTER, quiet=True)
        self.ask.clicked.connect(self.toggle)
        head.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._list = QFrame()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._list.hide()
        column.addWidget(self._list)
        self._say_state()

    @property
    def open(self) -> bool:
        return not self._list.isHidden()

    def toggle(self) -> None:
        self._list.setVisible(not self.open)
        self._say_state()
        if self.open:
            self.asked.emit()
        else:
            self.let_go.emit()

    def show_wordings(self, card: Card, found: Sequence[Wording]) -> None:
        """As they are now. Those that were taken out just now are still offered to be put back."""
        self.rows.clear()
        pieces.empty(self._column)
        from_right = self._card.language in reasons.FROM_RIGHT
        for at, each in enumerate(found):
            if at:
                self._column.addWidget(pieces.hairline())
            row = WordingRow(each, from_right=from_right)
            row.held.connect(lambda showing, of=each.comment: self.held.emit(of, showing))
            row.let_go.connect(self.let_go)
            row.taken_out.connect(lambda of=each.comment: self.taken_out.emit(of))
            self.rows[each.comment] = row
            self._column.addWidget(row)
        for own, copies in self._out.items():
            self._add_out(own, copies)
        self.told.setText(near.one_decision(card, len(found)))
        announce(self, near.listed(found))

    def take_keys(self) -> None:
        """The first that can be read, so that arrows and Tab walk on from there."""
        first = next((row for row in self.rows.values() if row.read is not None), None)
        if first is not None and first.read is not None:
            first.read.setFocus()

    def show_taken_out(self, own: int, copies: int) -> None:
        """A wording that left for a card of its own, with the way back."""
        self._out[own] = copies
        row = self._add_out(own, copies)
        row.back.setFocus()
        announce(row, row.told.text())

    def show_put_back(self, own: int) -> None:
        self._out.pop(own, None)

    def _add_out(self, own: int, copies: int) -> OutRow:
        row = OutRow(copies)
        row.put_back.connect(lambda: self.put_back.emit(own))
        self._column.addWidget(pieces.hairline())
        self._column.addWidget(row)
        return row

    def copies_of(self, comment: int) -> int:
        row = self.rows.get(comment)
        return 0 if row is None else row.wording.copies

    def _say_state(self) -> None:
        self.ask.show_state(near.SHOW_WORDINGS if not self.open else near.HIDE_WORDINGS)
        self.ask.explain(near.WORDINGS_EXPLAINED)


class WordingRow(QFrame):
    """One wording, behind its veil. `decided`: it can be read, and no more."""

    held = Signal(str)
    let_go = Signal()
    taken_out = Signal()

    def __init__(self, wording: Wording, *, from_right: bool = False, decided: bool = False) -> None:
        super().__init__()
        self.wording = wording
        self.read: HoldButton | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = Flow(gap=10)
        head.addWidget(pieces.label(near.sent_by(wording), step=-0.5, bold=True))
        said = near.varies(wording)
        if not wording.stands:
            bar = PlacesBar(wording.size, [each.at for each in wording.varies], from_right=from_right)
            bar.setAccessibleName(near.WHERE_IT_VARIES)
            head.addWidget(bar)
        column.addLayout(head)
        self.told = pieces.paragraph(said, "soft", step=-0.5)
        column.addWidget(self.told)
        self._passage = Passage()
        self._passage.hide()
        column.addWidget(self._passage)
        if wording.stands:
            return
        ways = Flow(gap=12)
        read = self.read = HoldButton(
            "Hold to read", f"{near.sent_by(wording)}; slurs hidden; counted for you"
        )
        read.pressed.connect(lambda: self.held.emit(Showing.MASKED.value))
        read.released.connect(self.let_go)
        ways.addWidget(read)
        column.addLayout(ways)
        if decided:
            return
        self.out = _quiet(near.TAKE_OUT)
        self.out.setAccessibleDescription(f"{near.sent_by(wording)}; {near.TAKE_OUT_MEANS}")
        self.out.clicked.connect(self.taken_out)
        ways.addWidget(self.out)

    def show_words(self, shown: Words) -> None:
        self._passage.show_words(shown.text)
        self._passage.show()
        announce(self._passage, self._passage.accessibleName())

    def cover(self) -> None:
        if not self._passage.isHidden():
            announce(self._passage, words.VEILED_AGAIN, urgent=True)
        self._passage.show_words("")
        self._passage.hide()


class OutRow(QFrame):
    """What was taken out just now."""

    put_back = Signal()

    def __init__(self, copies: int) -> None:
        super().__init__()
        row = Flow(gap=12)
        self.told = pieces.label(near.taken_out(copies), "soft", step=-0.5)
        row.addWidget(self.told)
        self.back = _quiet(near.PUT_BACK)
        self.back.clicked.connect(self.put_back)
        row.addWidget(self.back)
        self.setLayout(row)


def _quiet(title: str) -> QPushButton:
    button = QPushButton(title)
    button.setProperty("part", "quiet")
    button.setFont(theme.font(-0.5))
    return button
