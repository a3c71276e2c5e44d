"""The right column: what may be decided, why, and a note. Verdicts keep their places whatever a card suggests.

What cannot be undone asks once more, in place; nothing else does. A verdict that a platform cannot carry out
stays where it is, says why, and opens what can be done instead.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from moderator import actions
from moderator.cards import OpenCard, Option
from moderator.decisions import Op, Verdict
from ui import words
from ui.look import pieces
from ui.queue.beside import Beside
from ui.queue.meter import MeterView

FRESH = 300  # ms in which a consequence that was just shown takes no Enter
KEYS = {
    Verdict.KEEP: actions.KEEP,
    Verdict.HIDE: actions.HIDE,
    Verdict.DELETE: actions.DELETE,
    Verdict.ESCALATE: actions.ESCALATE,
}


class Verdicts(QWidget):
    """See the module. Nothing is decided here: intents go up."""

    decided = Signal(object, object, str, object)  # Verdict, key of a rule or None, note, tuple of Extra
    passed = Signal()
    nasty = Signal()
    noted = Signal(str)
    said = Signal(str)
    in_view = Signal(object)  # QWidget: this part must be seen now
    resized = Signal(bool)  # it needs more room than before, or less
    keys_free = Signal()  # what had the keyboard goes away: the screen is to take it, or a neighbour would

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenCard | None = None
        self._picked = False  # did the person choose the rule by hand?
        self._folded = False
        self._asking: Option | None = None
        self._head = pieces.label("Decide", "soft", step=-0.5)
        self._copies = pieces.label("", "soft", step=-0.5)
        self.buttons = {
            verdict: pieces.KeyButton(words.verdict(verdict), KEYS[verdict]) for verdict in Verdict
        }
        self.pass_button = pieces.KeyButton("Pass, no reason asked", actions.PASS)
        self.nasty_button = pieces.KeyButton("That was nasty", actions.NASTY, quiet=True)
        self.nasty_button.explain("Counts it for you as an abusive insult")
        self.beside_button = pieces.KeyButton("Answer, mute or report", actions.ANSWER, quiet=True)
        self.beside = Beside()
        self.rule = RuleBox()
        self.note = NoteLine()
        self.panel = Consequence()
        self.meter = MeterView()
        self._connect()
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._lay_out()
        self.set_folded(0)
        self.show_nothing()

    def _connect(self) -> None:
        for verdict, button in self.buttons.items():
            button.clicked.connect(lambda _=False, verdict=verdict: self.ask(verdict))
        self.pass_button.clicked.connect(self.passed)
        self.nasty_button.clicked.connect(self.nasty)
        self.rule.activated.connect(self._choose_rule)
        self.note.left.connect(self._leave_note)
        self.beside_button.clicked.connect(self.answer)
        self.beside.opened.connect(self._make_room)
        self.beside.opened.connect(self.resized)
        self.beside.go.connect(lambda: self._decide(Verdict.KEEP))
        self.beside.left.connect(self.keys_free)
        self.beside.said.connect(self.said)
        self.panel.confirmed.connect(self.confirm)
        self.panel.refused.connect(self.call_off)

    def _lay_out(self) -> None:
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(16, 14, 16, 14)
        self._whole.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._head)
        head.addStretch()
        head.addWidget(self._copies)
        self._whole.addLayout(head)
        self._whole.addLayout(self._grid)
        self._whole.addWidget(self.panel)
        self._whole.addWidget(self.beside)
        self.panel.hide()
        self._rest = QWidget()
        self._rest_grid = QGridLayout(self._rest)
        self._rest_grid.setContentsMargins(0, 0, 0, 0)
        self._rest_grid.setHorizontalSpacing(24)
        self._rest_grid.setVerticalSpacing(14)
        citing = QWidget()
        column = QVBoxLayout(citing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        rule_head = QHBoxLayout()
        rule_head.addWidget(pieces.label("House rule", "soft", step=-0.5))
        rule_head.addStretch()
        rule_head.addWidget(pieces.KeyCap(actions.RULE))
        column.addLayout(rule_head)
        column.addWidget(self.rule)
        column.addWidget(self.note)
        column.addStretch(1)
        self._citing = citing
        self._whole.addWidget(self._rest)
        self._whole.addStretch(1)

    def set_folded(self, across: int, *, slim: bool = False) -> None:
        """Folded, the column lies under the item, so many buttons side by side; 0 makes it a column again.

        `slim`: where there is little height, what stands beneath a verdict is left to its tooltip.
        """
        pieces_ = [*self.buttons.values(), self.pass_button, self.nasty_button, self.beside_button]
        columns = across or 1
        for at, button in enumerate(pieces_):
            self._grid.addWidget(button, at // columns, at % columns)
        for button in self.buttons.values():
            button.set_slim(slim)
        self._rest_grid.addWidget(self._citing, 0, 0)
        self._rest_grid.addWidget(self.meter, *((0, 1) if across else (1, 0)))
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < columns))
            if column < 2:
                self._rest_grid.setColumnStretch(column, int(bool(across) or column == 0))
        self.beside.set_folded(columns > 1)
        self._folded = bool(across)
        self._make_room(not self.beside.isHidden())
        policy = QSizePolicy.Policy.Maximum if across else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def _make_room(self, opened: bool) -> None:
        """Where there is little height, what goes beside the verdict takes the place of the verdicts."""
        for button in (*self.buttons.values(), self.pass_button):
            button.setVisible(not (opened and self._folded))
        for button in (self.nasty_button, self.beside_button):
            button.setVisible(not opened)
        self._rest.setVisible(not (opened and self._folded))
        if opened:
            QTimer.singleShot(0, self, lambda: self.in_view.emit(self.beside))

    # what is shown

    def show_card(self, opened: OpenCard, *, note: str = "") -> None:
        """`note` is kept when the same card is shown again."""
        self._opened, self._picked = opened, False
        self.call_off()
        self._copies.setText(words.many(opened.card) if opened.card.copies > 1 else "")
        self.rule.show_rules(opened)
        number = next((each.number for each in opened.reasons if each.key == opened.suggested_reason), None)
        for option in opened.options:
            self.buttons[option.verdict].show_state(
                words.verdict(option.verdict),
                words.beneath(option, opened.card, number),
                suggested=option.suggested,
                faint=not option.allowed,
            )
        self.note.setText(note)
        self._enable(True)
        self.beside.show_card(opened)
        self._show_beside_button()

    def show_nothing(self) -> None:
        self._opened = None
        if any(pieces.has_keyboard(widget) for widget in self._of_a_card()):
            self.keys_free.emit()
        self.call_off()
        self._copies.setText("")
        self.note.clear()
        self.beside.show_nothing()
        self._show_beside_button()
        self.rule.clear()
        for verdict, button in self.buttons.items():
            button.show_state(words.verdict(verdict))
        self._enable(False)

    def opened_card(self) -> int | None:
        return self._opened.card.id if self._opened else None

    def typed_on(self, opened: OpenCard) -> str:
        """What was typed, when this is the card that it was typed on."""
        return self.note.text() if self.opened_card() == opened.card.id else ""

    def _enable(self, on: bool) -> None:
        for widget in self._of_a_card():
            widget.setEnabled(on)

    def _of_a_card(self) -> tuple[QWidget, ...]:
        """What can be used while a card is open only."""
        return (*self.buttons.values(), self.pass_button, self.nasty_button, self.rule, self.note)

    def _show_beside_button(self) -> None:
        offers = self._opened.offers if self._opened else ()
        waits = words.ANSWER_BEGUN if self.beside.begun else ""
        self.beside_button.show_state(words.offers(offers), waits, faint=not offers)
        self.beside_button.setEnabled(bool(offers))

    def reason(self, verdict: Verdict) -> str | None:
        """The rule to cite: what the person chose, else the suggestion where it allows the verdict."""
        if self._opened is None:
            return None
        chosen = self.rule.currentData()
        rule = next((each for each in self._opened.reasons if each.key == chosen), None)
        against = any(extra.op is not Op.REPLY for extra in self.beside.extras())
        if rule is None or (not self._picked and not against and verdict not in rule.verdicts):
            return None
        return rule.key

    def answer(self) -> None:
        """An answer, a mute, a block or a report that goes with the decision."""
        if self._opened is None:
            return
        if self._opened.offers:
            self.call_off()
            self.beside.open_with()
        else:
            self.said.emit(words.NOTHING_TO_OFFER)

    def show_rules(self) -> None:
        """The rules to choose from."""
        if self._opened is not None:
            self.rule.setFocus()
            self.rule.showPopup()

    # intents

    def ask(self, verdict: Verdict) -> None:
        """A press of a verdict's key or button."""
        if self._opened is None:
            return
        option = next((each for each in self._opened.options if each.verdict is verdict), None)
        if option is None or not option.allowed:
            why = option.why if option else ""
            self.said.emit(f"{words.verdict(verdict)} is not possible here. {why}".strip())
            if self._opened.offers:
                self.beside.open_instead(why)
        elif words.cannot_be_undone(option):
            self._asking = option
            self.panel.show_option(option, words.consequence(option, self._opened.card))
            QTimer.singleShot(0, self, lambda: self.in_view.emit(self.panel))
        else:
            self._decide(verdict)

    @property
    def asking(self) -> bool:
        """Is the consequence panel open?"""
        return self._asking is not None

    def confirm(self) -> None:
        if self._asking is not None:
            verdict = self._asking.verdict
            self.call_off()
            self._decide(verdict)

    def call_off(self) -> None:
        self._asking = None
        if pieces.has_keyboard(self.panel):
            self.keys_free.emit()
        self.panel.hide()

    def put_away(self) -> None:
        """Esc on the card: nothing but the verdict goes."""
        self.call_off()
        self.beside.put_away()
        self._show_beside_button()

    def _decide(self, verdict: Verdict) -> None:
        self.decided.emit(verdict, self.reason(verdict), self.note.text().strip(), self.beside.extras())

    def _choose_rule(self) -> None:
        self._picked = True
        self.buttons[Verdict.HIDE].setFocus()

    def _leave_note(self) -> None:
        if text := self.note.text().strip():
            self.noted.emit(text)


class RuleBox(pieces.Choice):
    """The house rules."""

    def __init__(self) -> None:
        super().__init__("House rule")
        self.setPlaceholderText("No card is open")
        self.setMinimumContentsLength(10)

    def show_rules(self, opened: OpenCard) -> None:
        self.clear()
        self.addItem("No rule cited", None)
        for rule in opened.reasons:
            self.addItem(f"{rule.number} · {rule.title}", rule.key)
        self.setCurrentIndex(max(0, self.findData(opened.suggested_reason)))


class NoteLine(QLineEdit):
    """A remark for colleagues. It goes with the decision; Enter leaves it on the card at once."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Note for colleagues")
        self.setAccessibleName("Note for colleagues")
        self.setMaxLength(2000)
        self.returnPressed.connect(self.left)


class Consequence(QFrame):
    """What an act does that cannot be undone. Enter does it and Esc leaves it; on "Leave it" Enter leaves it too.

    The panel has the keyboard, not one of its buttons, so that what Enter does is what the panel says. It takes none
    at once: a key that was pressed twice by mistake does nothing.
    """

    confirmed = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._says = pieces.paragraph("", step=-0.5)
        self._do = pieces.KeyButton("", actions.CONFIRM, danger=True)
        self.leave = pieces.KeyButton("Leave it", actions.LEAVE)
        self._do.clicked.connect(self.confirmed)
        self.leave.clicked.connect(self.refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._says)
        column.addWidget(self.leave)
        column.addWidget(self._do)
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(FRESH)

    def show_option(self, option: Option, sentence: str) -> None:
        self._says.setText(sentence)
        self.setAccessibleName(f"{sentence} Enter: {words.verdict(option.verdict)}. Escape: leave it")
        self._do.show_state(words.verdict(option.verdict))
        self._fresh.start()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.isAutoRepeat() or self._fresh.isActive():
                return
            (self.refused if self.leave.hasFocus() else self.confirmed).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.refused.emit()
        else:
            super().keyPressEvent(event)
