"""One house rule as a form: number, title, what the author may be told, what it allows, what suggests it."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from moderator.decisions import Reason, Verdict
from moderator.scores import LABELS
from ui import words
from ui.look import pieces, size
from ui.look.number import NumberBox

_TWICE = (Verdict.HIDE, Verdict.DELETE)


class RuleForm(QWidget):
    """`saved` carries the rule as it was typed; whether it can be, the core says."""

    saved = Signal(object)  # Reason
    retired = Signal(str)  # key
    back = Signal(str)  # key: offered again
    dirty = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule: Reason | None = None
        self.number = NumberBox()
        self.number.setRange(1, 999)
        size.follow(self.number, maximumWidth=90)
        self.title = QLineEdit()
        self.title.setMaxLength(80)
        self.wording = QPlainTextEdit()
        self.wording.setTabChangesFocus(True)
        size.follow(self.wording, minimumHeight=84)
        self.verdicts = {verdict: QCheckBox(words.verdict(verdict)) for verdict in Verdict}
        self.twice = {verdict: QCheckBox("a colleague looks too") for verdict in _TWICE}
        self.categories = {label: QCheckBox(words.label(label)) for label in LABELS}
        self.save = QPushButton("Save")
        self.save.setProperty("part", "first")
        self.drop = QPushButton("Leave it as it was")
        self.retire = QPushButton("Retire")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(10)
        for name, field in (
            ("Number", self.number),
            ("Title", self.title),
            ("What the author may be told", self.wording),
        ):
            field.setAccessibleName(name)
            form.addRow(name, field)
        allows = QGridLayout()
        allows.setHorizontalSpacing(24)
        for at, (verdict, box) in enumerate(self.verdicts.items()):
            allows.addWidget(box, at, 0)
            if verdict in self.twice:
                twice = self.twice[verdict]
                twice.setAccessibleName(f"{words.verdict(verdict)}: a colleague looks too")
                allows.addWidget(twice, at, 1)
        allows.setColumnStretch(2, 1)
        suggests = QGridLayout()
        suggests.setHorizontalSpacing(24)
        for at, box in enumerate(self.categories.values()):
            suggests.addWidget(box, at // 2, at % 2)
        suggests.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addSpacing(6)
        column.addWidget(pieces.label("It allows", bold=True))
        column.addLayout(allows)
        column.addSpacing(6)
        column.addWidget(pieces.label("It is suggested for", bold=True))
        column.addLayout(suggests)
        column.addSpacing(10)
        row = QHBoxLayout()
        for button in (self.save, self.drop):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.retire)
        column.addLayout(row)
        column.addStretch()

    def _connect(self) -> None:
        self.number.valueChanged.connect(self._typed)
        self.title.textChanged.connect(self._typed)
        self.wording.textChanged.connect(self._typed)
        for box in (*self.verdicts.values(), *self.twice.values(), *self.categories.values()):
            box.toggled.connect(self._typed)
        self.save.clicked.connect(lambda: self.saved.emit(self.rule()))
        self.drop.clicked.connect(self._as_it_was)
        self.retire.clicked.connect(self._turn)

    def show_rule(self, rule: Reason) -> None:
        self._rule = None  # filling in is no typing
        self.number.setValue(rule.number)
        self.title.setText(rule.title)
        self.wording.setPlainText(rule.wording)
        for verdict, box in self.verdicts.items():
            box.setChecked(verdict in rule.verdicts)
        for verdict, box in self.twice.items():
            box.setChecked(verdict in rule.second_look)
        for label, box in self.categories.items():
            box.setChecked(label in rule.categories)
        self.retire.setText("Offer it again" if rule.retired else "Retire")
        self.retire.setVisible(bool(rule.key))
        self._rule = rule
        self._typed()

    def rule(self) -> Reason:
        """As it is typed now. A new rule gets its key from its title."""
        had = self._rule
        title = self.title.text().strip()
        return Reason(
            key=had.key if had is not None and had.key else key_of(title),
            number=self.number.value(),
            title=title,
            wording=self.wording.toPlainText().strip(),
            verdicts=frozenset(v for v, box in self.verdicts.items() if box.isChecked()),
            categories=frozenset(label for label, box in self.categories.items() if box.isChecked()),
            second_look=frozenset(
                v for v, box in self.twice.items() if box.isChecked() and self.verdicts[v].isChecked()
            ),
            retired=had.retired if had is not None else False,
        )

    @property
    def changed(self) -> bool:
        return self._rule is not None and self.rule() != self._rule

    def _as_it_was(self) -> None:
        if self._rule is not None:
            self.show_rule(self._rule)

    def _typed(self) -> None:
        for verdict, box in self.twice.items():
            box.setEnabled(self.verdicts[verdict].isChecked())
        self.save.setEnabled(self.changed)
        self.drop.setEnabled(self.changed)
        self.dirty.emit(self.changed)

    def _turn(self) -> None:
        if self._rule is not None and self._rule.key:
            (self.back if self._rule.retired else self.retired).emit(self._rule.key)


def key_of(title: str) -> str:
    """ "No spoilers!" becomes "no-spoilers": what decisions cite stays when the title changes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
