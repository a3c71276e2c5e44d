"""What goes with the decision on the open card: an answer, a mute, a block, a report. Where a platform cannot hide,
this is what can be done instead.

Nothing is chosen beforehand, and nothing leaves from here: what is chosen goes with the verdict. It goes only while
this panel is open, so that nobody sends what they do not see. An answer that was begun is kept and waits.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from moderator import actions
from moderator.cards import Offer, OpenCard
from moderator.decisions import Extra, Op
from ui import words
from ui.look import pieces, plain, theme

CHOSEN = (Op.MUTE, Op.BLOCK, Op.REPORT)
LONGEST = 5000  # letters of an answer that the desk takes
FRESH = 300  # ms in which the panel takes no Enter after it opened


class Beside(QFrame):
    """See the module. `go` is pressed with the verdict "keep"; any other verdict takes `extras` along as well."""

    opened = Signal(bool)  # it opened, or closed
    go = Signal()
    left = Signal()  # the keyboard goes back to the card; closed or not
    copied = Signal(str)  # the comment's address is wanted in the clipboard, to open it on the platform
    said = Signal(str)
    writing = Signal(str)  # the answer, as far as it is

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self._opened: OpenCard | None = None
        self._instead = False  # of a verdict that cannot be carried out
        self._says = pieces.paragraph("", step=-0.5)
        self.boxes = {op: QCheckBox() for op in CHOSEN}
        self._back = {op: pieces.Elided("", "soft", step=-1) for op in CHOSEN}
        self.forward = QCheckBox()
        self._explains = pieces.paragraph("", "soft", step=-1)
        self.answer = AnswerField()
        self._count = pieces.paragraph("", "soft", step=-1)
        self.wording = QPushButton("Use the rule's words")
        self.copy = QPushButton("Copy link")
        self.go_button = pieces.KeyButton("", actions.SEND)
        self.leave_button = pieces.KeyButton(words.LEAVE_IT, actions.LEAVE)
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(FRESH)
        for text in (self._says, self._explains, self._count):
            text.setMinimumWidth(1)  # a word that is longer than the column does not widen it
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 12)
        whole.setSpacing(8)
        whole.addWidget(self._says)
        self._middle = QGridLayout()
        self._middle.setHorizontalSpacing(16)
        self._middle.setVerticalSpacing(8)
        whole.addLayout(self._middle)
        self._ends = QGridLayout()
        self._ends.setSpacing(8)
        whole.addLayout(self._ends)
        self._choosing, self._writing = QWidget(), QWidget()
        chosen = QVBoxLayout(self._choosing)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(4)
        for op in CHOSEN:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(self.boxes[op])
            row.addWidget(self._back[op], 1)
            chosen.addLayout(row)
        inset = QHBoxLayout()
        inset.addSpacing(24)
        inset.addWidget(self.forward, 1)
        chosen.addLayout(inset)
        chosen.addWidget(self._explains)
        chosen.addStretch()
        written = QVBoxLayout(self._writing)
        written.setContentsMargins(0, 0, 0, 0)
        written.setSpacing(4)
        written.addWidget(self.answer)
        written.addWidget(self._count)
        links = QHBoxLayout()
        for button in (self.wording, self.copy):
            button.setProperty("part", "quiet")
            button.setFont(theme.font(-0.5))
            links.addWidget(button)
        links.addStretch()
        written.addLayout(links)
        self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        """Folded, choosing and writing lie side by side."""
        self._middle.addWidget(self._choosing, 0, 0)
        self._middle.addWidget(self._writing, *((0, 1) if folded else (1, 0)))
        self._ends.addWidget(self.go_button, 0, 0)
        self._ends.addWidget(self.leave_button, *((0, 1) if folded else (1, 0)))
        for grid in (self._middle, self._ends):
            for column in (0, 1):
                grid.setColumnStretch(column, 1 if folded or column == 0 else 0)

    def _connect(self) -> None:
        for box in self.boxes.values():
            box.toggled.connect(self._retitle)
            box.installEventFilter(self)
        self.boxes[Op.REPORT].toggled.connect(self._show_forward)
        self.answer.textChanged.connect(self._written)
        self.answer.done.connect(self.press)
        self.answer.left.connect(lambda: self.close_() if self._instead else self.left.emit())
        self.wording.clicked.connect(self._put_wording)
        self.copy.clicked.connect(self._copy)
        self.go_button.clicked.connect(self.press)
        self.leave_button.clicked.connect(self.close_)

    # what is shown

    def show_card(self, opened: OpenCard) -> None:
        """Closed for another card; as it was for the same one. An answer that was begun is there again."""
        same = self._opened is not None and self._opened.card.id == opened.card.id
        self._opened = opened
        for op in CHOSEN:
            self._show_offer(op, self._offer(op))
        answers = self._offer(Op.REPLY) is not None
        for part in (self.answer, self._count):
            part.setVisible(answers)
        if not same:
            self._clear(opened.answer)
        if not same or not opened.offers:
            self._shut()
        self._retitle()

    def show_nothing(self) -> None:
        self._opened = None
        self._clear("")
        self._shut()

    def _clear(self, answer: str) -> None:
        for box in (*self.boxes.values(), self.forward):
            box.setChecked(False)
        self.answer.blockSignals(True)
        self.answer.setPlainText(answer)
        self.answer.blockSignals(False)
        self._show_forward()
        self._counted()

    def _offer(self, op: Op) -> Offer | None:
        offers = self._opened.offers if self._opened else ()
        return next((offer for offer in offers if offer.op is op), None)

    def _show_offer(self, op: Op, offer: Offer | None) -> None:
        box, back = self.boxes[op], self._back[op]
        box.setVisible(offer is not None)
        back.setVisible(offer is not None)
        if offer is None:
            box.setChecked(False)
            return
        box.setText(words.offer(offer))
        box.setAccessibleDescription(words.offer_beneath(offer))
        back.show_text(offer.undo)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The choice that one looks at explains itself."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter):
            op = next((op for op, box in self.boxes.items() if box is watched), None)
            offer = self._offer(op) if op else None
            self._explains.setText(words.offer_does(offer) if offer else "")
        return super().eventFilter(watched, event)

    # opening and closing

    @property
    def begun(self) -> bool:
        """Is there an answer that waits?"""
        return bool(self.answer.toPlainText().strip())

    def open_with(self) -> None:
        """What may go with any verdict."""
        self._instead = False
        self._open(words.GOES_WITH)
        self._explains.setText("")
        (self.answer if self._offer(Op.REPLY) else self._first_box()).setFocus()

    def open_instead(self, why: str) -> None:
        """A verdict that the platform cannot carry out: what can be done instead."""
        self._instead = True
        self._open(words.instead(why))
        self._first_box().setFocus()

    def _open(self, sentence: str) -> None:
        self._says.setText(sentence)
        self.setAccessibleName(sentence)
        rule = self._rule_wording()
        self.wording.setVisible(bool(rule) and self._offer(Op.REPLY) is not None)
        url = self._opened.card.url if self._opened else None
        self.copy.setVisible(bool(url))
        self.copy.setAccessibleDescription(plain.address(url or ""))
        self._retitle()
        self.leave_button.set_key(actions.LEAVE if self._instead else actions.PUT_AWAY)
        self.leave_button.show_state(words.LEAVE_IT if self._instead else words.PUT_AWAY)
        self._explains.setText(words.offer_does(self._first_offer()))
        self._fresh.start()
        self.show()
        self.opened.emit(True)

    def _first_offer(self) -> Offer | None:
        return next((offer for op in CHOSEN if (offer := self._offer(op)) is not None), None)

    def _first_box(self) -> QWidget:
        return next((box for op, box in self.boxes.items() if self._offer(op) is not None), self.leave_button)

    def close_(self) -> None:
        """Nothing of it goes with the decision; an answer that was begun is kept."""
        self.left.emit()
        self._shut()

    def put_away(self) -> None:
        if not self.isHidden():
            self.close_()

    def _shut(self) -> None:
        self.hide()
        self.opened.emit(False)

    # what was chosen

    def extras(self) -> tuple[Extra, ...]:
        """What goes with the verdict now: nothing while the panel is closed."""
        if self.isHidden():
            return ()
        chosen = [
            Extra(op, forward=op is Op.REPORT and self.forward.isChecked())
            for op in CHOSEN
            if self.boxes[op].isChecked() and self._offer(op) is not None
        ]
        if self.begun and self._offer(Op.REPLY) is not None:
            chosen.insert(0, Extra(Op.REPLY, self.answer.toPlainText().strip()))
        return tuple(chosen)

    def press(self) -> None:
        """Keep the comment, with what was chosen."""
        if self._fresh.isActive():
            return
        if self.extras():
            self.go.emit()
        else:
            self.said.emit(words.NOTHING_CHOSEN)

    def _retitle(self) -> None:
        ops = [extra.op for extra in self.extras()]
        self.go_button.show_state(words.keep_with(ops), faint=not ops)

    def _show_forward(self) -> None:
        report = self._offer(Op.REPORT)
        wanted = report is not None and report.forwards and self.boxes[Op.REPORT].isChecked()
        self.forward.setText(words.FORWARD)
        self.forward.setVisible(wanted)
        if not wanted:
            self.forward.setChecked(False)

    def _written(self) -> None:
        self._counted()
        self._retitle()
        self.writing.emit(self.answer.toPlainText()[:LONGEST])

    def _counted(self) -> None:
        offer = self._offer(Op.REPLY)
        self._count.setText(words.answer_length(len(self.answer.toPlainText().strip()), offer))

    def _rule_wording(self) -> str:
        if self._opened is None:
            return ""
        key = self._opened.suggested_reason
        return next((rule.wording for rule in self._opened.reasons if rule.key == key), "")

    def _put_wording(self) -> None:
        self.answer.insertPlainText(self._rule_wording())
        self.answer.setFocus()

    def _copy(self) -> None:
        if self._opened is not None and self._opened.card.url:
            self.copied.emit(self._opened.card.url)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.close_() if self.leave_button.hasFocus() else self.press()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_() if self._instead else self.left.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()  # a letter for the panel is no verdict on the card
            self.said.emit(words.LETTERS_WAIT)
        else:
            super().keyPressEvent(event)


class AnswerField(QPlainTextEdit):
    """Where an answer is written. Tab leaves it, Ctrl Enter sends it with the decision, Esc goes back to the card."""

    done = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Answer in public")
        self.setPlaceholderText("Answer in public")
        self.setTabChangesFocus(True)
        self.text_resized()

    def text_resized(self) -> None:
        """Three lines, whatever their size."""
        self.setFixedHeight(int(QFontMetricsF(theme.font()).lineSpacing() * 3) + 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
