"""The second page: what the file was recognised as, and which column becomes what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from moderator.importing.encodings import NAMED, title
from moderator.importing.looked import Looked
from moderator.importing.plans import Plan
from ui.importing import words
from ui.importing.fields import Fields
from ui.importing.page import Page
from ui.look import pieces, plain

SOON = 400  # ms after the last change, before the file is looked at again


class Mapping(Page):
    """`changed`: the person chose something, and the counts are to be looked up again. `again` wants the file to be
    recognised anew, with a kind of export, an encoding or a sheet that the person names."""

    go = Signal(object)  # Plan
    resume = Signal()
    back = Signal()
    changed = Signal(object)  # Plan
    again = Signal(str, str, str)  # preset, encoding, sheet

    def __init__(
        self, zones: Sequence[str], presets: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._looked: Looked | None = None
        self._filling = False
        self._zones = tuple(zones)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(lambda: self.changed.emit(self.plan()))
        self.name = pieces.Elided("", step=1, bold=True)
        self.what = pieces.paragraph("", "soft")
        self.waits = _Waiting()
        self.only = pieces.paragraph(words.ONLY_ASIDE, "notice")
        self.only.hide()
        self.kind = self._choice("Kind of export", [("", words.RECOGNISED), *presets])
        self.encoding = self._choice(
            "Encoding", [("", words.RECOGNISED), *((name, title(name)) for name in NAMED)]
        )
        self.sheet = self._choice("Sheet", [])
        self._labels: dict[str, QWidget] = {}
        self.fields = Fields()
        self.account = QLineEdit()
        self.account.setMaxLength(120)
        self.zone = self._zone()
        self.trial = pieces.paragraph("", "soft")
        self.said = pieces.paragraph("", "notice")
        self.start = QPushButton("Import")
        self.start.setProperty("part", "first")
        self.leave = QPushButton("Another file")
        self._lay_out()
        self.waits.go_on.clicked.connect(self.resume)
        self.fields.changed.connect(self._touched)
        self.account.textEdited.connect(self._touched)
        self.start.clicked.connect(self._go)
        self.leave.clicked.connect(self.back)

    def _choice(self, name: str, items: Sequence[tuple[str, str]]) -> pieces.Choice:
        choice = pieces.Choice(name)
        choice.setMinimumContentsLength(12)
        choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for value, shown in items:
            choice.addItem(shown, value)
        choice.activated.connect(self._recognise_again)
        return choice

    def _zone(self) -> QComboBox:
        zone = pieces.Choice(words.NO_ZONE)
        zone.setMinimumContentsLength(12)
        zone.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        zone.addItems(self._zones)
        zone.setMaxVisibleItems(16)
        zone.currentIndexChanged.connect(self._touched)
        return zone

    def _lay_out(self) -> None:
        for part in (self.name, self.what, self.only, self.waits):
            self.column.addWidget(part)
        self.column.addLayout(
            self._pairs((("Kind of export", self.kind), ("Encoding", self.encoding), ("Sheet", self.sheet)))
        )
        self.column.addWidget(pieces.hairline())
        self.column.addWidget(self.fields)
        self.column.addWidget(pieces.hairline())
        self.account.setAccessibleName(words.ACCOUNT)
        self.column.addLayout(self._pairs(((words.ACCOUNT, self.account), (words.NO_ZONE, self.zone))))
        self.column.addStretch(1)
        self.foot.addWidget(self.trial)
        self.foot.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        self.foot.addLayout(buttons)
        self.show_foot()

    def _pairs(self, pairs: Sequence[tuple[str, QWidget]]) -> QGridLayout:
        """Controls beside each other, each with its name above it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for at, (shown, control) in enumerate(pairs):
            label = self._labels[shown] = pieces.label(shown, "soft", step=-0.5)
            label.setBuddy(control)
            grid.addWidget(label, 0, at)
            grid.addWidget(control, 1, at)
            grid.setColumnStretch(at, 1)
        return grid

    # what is shown

    def show_file(self, looked: Looked, *, afresh: bool) -> None:
        """`afresh`: another file or another reading of it. Otherwise only the counts are new."""
        self._looked = looked if afresh or self._looked is None else replace(looked, plan=self._looked.plan)
        if afresh:
            self._filling = True
            self._fill(looked)
            self._filling = False
        self.trial.setText(words.trial(looked) if looked.plan.columns.get("text") else "")
        self.trial.setVisible(bool(self.trial.text()))
        self._show_missing()

    def _fill(self, looked: Looked) -> None:
        self.name.show_text(plain.line(looked.name, 120))
        self.what.setText(" ".join(plain.line(sentence, 300) for sentence in words.recognised(looked)))
        self.waits.show_position(looked.position)
        self.kind.setItemText(0, words.as_recognised(looked.what))
        self.fields.fill(looked)
        self.sheet.clear()
        for name in looked.sheets:
            self.sheet.addItem(plain.line(name, 60), name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(looked.plan.form.sheet)))
        for shown, choice, there in (
            ("Sheet", self.sheet, len(looked.sheets) > 1),
            ("Encoding", self.encoding, not looked.sheets),
        ):
            choice.setVisible(there)
            self._labels[shown].setVisible(there)
        self.account.setText(looked.plan.account)
        self.account.setPlaceholderText(plain.line(looked.name, 80))
        self.zone.setCurrentIndex(max(0, self.zone.findText(looked.plan.zone)))

    def _show_missing(self) -> None:
        missing = self.fields.missing()
        self.said.setText(missing)
        self.said.setVisible(bool(missing))
        self.start.setEnabled(not missing)

    def show_again(self, again: bool) -> None:
        """`again`: only what an earlier import set aside is read."""
        self.only.setVisible(again)
        if again:
            self.waits.hide()

    def take_focus(self) -> None:
        """Where something is missing, else at the button that begins."""
        (self.fields.first_missing() or self.start).setFocus()

    def tell(self, sentence: str) -> None:
        self.said.setText(plain.line(sentence, 500))
        self.said.show()

    # what the person chose

    def plan(self) -> Plan:
        assert self._looked is not None
        return replace(
            self._looked.plan,
            columns=self.fields.columns(),
            order=self.fields.order.chosen(),
            account=self.account.text().strip(),
            zone=self.zone.currentText(),
        )

    def _touched(self, *_: object) -> None:
        if self._filling or self._looked is None:
            return
        self._show_missing()
        if self.fields.rows["text"].columns():
            self._soon.start()

    def _recognise_again(self, _: int) -> None:
        if not self._filling:
            self._soon.stop()
            chosen = (self.kind, self.encoding, self.sheet)
            self.again.emit(*(str(choice.currentData() or "") for choice in chosen))

    def start_over(self) -> None:
        """For another file: nothing is chosen."""
        self._soon.stop()
        self.kind.setCurrentIndex(0)
        self.encoding.setCurrentIndex(0)

    def _go(self) -> None:
        self._soon.stop()
        if not self.fields.missing():
            self.go.emit(self.plan())


class _Waiting(QWidget):
    """An earlier import of this file was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.said = pieces.paragraph("", "notice")
        self.go_on = QPushButton("Go on with it")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.said, 1)
        row.addWidget(self.go_on)

    def show_position(self, position: int | None) -> None:
        self.setVisible(position is not None)
        if position is not None:
            self.said.setText(words.waits(position))
