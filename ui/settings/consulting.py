"""The agency's consultation: everybody reads what is recorded and what leads will see; admins record it and take it back."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from moderator.console import Console
from moderator.consulting import Stand
from moderator.problems import Problem
from moderator.wellbeing import consultation
from moderator.wellbeing.consultation import MOST, Consulted, Law
from ui import words
from ui.look import pieces
from ui.look.flow import Flow
from ui.rest import override_words
from ui.settings.section import Section
from ui.work import Work

ABOUT = (
    "Before your agency has talked with its people, given notice and named a start, leads see nothing that is made from how "
    "much anybody has read. Limits and breaks need none of that: they run from the first day."
)
WHAT = "What leads see from then on"
SURE_WITHDRAW = "Withdraw it now"
_DATES = (
    ("held", "Consultation held on"),
    ("notice", "Written notice given on"),
    ("start", "Leads see something from"),
)
_TEXTS = (
    ("whom", "With whom", ""),
    ("kind", "The notice says: which kind", consultation.KIND),
    ("how", "How it is done", consultation.HOW),
    ("when", "When", consultation.WHEN),
    ("duration", "For how long", consultation.DURATION),
)


class Consultation(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "What leads see of you", ABOUT, parent)
        column = self.column
        self.stands = pieces.paragraph("")
        self.sees = pieces.paragraph("", step=-0.5)
        self.sees.setText("\n".join([f"{WHAT}:", *(f"· {each}" for each in override_words.LEADS_SEE)]))
        column.addWidget(self.stands)
        column.addWidget(self.sees)
        self.form = RecordForm()
        self.form.recorded.clicked.connect(self._record)
        self.form.left.clicked.connect(lambda: self._ask(False))
        self.form.hide()
        self.ask, self.withdraw = QPushButton("Record a consultation…"), QPushButton("Withdraw it…")
        self.withdraw.setCheckable(True)
        self.sure = QPushButton(SURE_WITHDRAW)
        self.ask.clicked.connect(lambda: self._ask(True))
        self.withdraw.toggled.connect(self.sure.setVisible)
        self.sure.clicked.connect(self._withdraw)
        self._buttons = QWidget()
        row = Flow(self._buttons)
        for button in (self.ask, self.withdraw, self.sure):
            row.addWidget(button)
        column.addWidget(self.form)
        column.addWidget(self._buttons)
        self.told = pieces.paragraph("", "notice", step=-0.5)
        column.addWidget(self.told)
        for widget in (self._buttons, self.sure, self.told):
            widget.hide()

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not_for_them)

    def _show(self, known: tuple[Stand, bool]) -> None:
        stand, may = known
        self.show()
        self.stands.setText(override_words.consultation(stand))
        self.sees.setVisible(stand.several and not stand.rehearsal)
        self._buttons.setVisible(may and not stand.rehearsal and not self.form.isVisibleTo(self))
        self.withdraw.setVisible(stand.record is not None)
        if stand.record is None:
            self.withdraw.setChecked(False)
        if not self.form.isVisibleTo(self):
            self.form.show_record(stand)

    def _ask(self, on: bool) -> None:
        self.form.setVisible(on)
        self._buttons.setVisible(not on)
        self.told.hide()
        (self.form if on else self.ask).setFocus()

    def _record(self) -> None:
        made = self.form.made()
        if made is None:
            self._say("Write the three dates as 2026-10-01.")
            return

        def done(_: Stand) -> None:
            self._ask(False)
            self._say("Recorded. Everybody can read it here.")
            self.refresh()

        self._work.store(lambda console: console.consulting.record(made), done, self._refused)

    def _withdraw(self) -> None:
        def done(_: Stand) -> None:
            self.withdraw.setChecked(False)
            self.ask.setFocus()
            self._say("Withdrawn. Leads see nothing of it any more.")
            self.refresh()

        self._work.store(lambda console: console.consulting.withdraw(), done, self._refused)

    def _refused(self, problem: Problem) -> None:
        self._say(words.problem(problem))

    def _say(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.show()


class RecordForm(QWidget):
    """What is to be recorded, begun with what stands."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.law = pieces.Choice("Whose law on notice holds here")
        for law, told in override_words.LAWS.items():
            self.law.addItem(told, law)
        self.law.currentIndexChanged.connect(lambda _: self._see())
        for name, title in _DATES:
            field = self._add(column, name, title, 10)
            field.setPlaceholderText("2026-10-01")
        above = pieces.label(self.law.accessibleName(), "soft", step=-0.5)
        above.setBuddy(self.law)
        column.addWidget(above)
        column.addWidget(self.law)
        for name, title, usual in _TEXTS:
            self._add(column, name, title, MOST).setText(usual)
        self.continuous = QCheckBox("Continuous, not from time to time")
        self.continuous.setChecked(True)
        self.confirmed = QCheckBox("The notice is what our own law asks for")
        column.addWidget(self.continuous)
        column.addWidget(self.confirmed)
        row = Flow()
        self.left, self.recorded = QPushButton("Leave it"), QPushButton("Record it")
        row.addWidget(self.left)
        row.addWidget(self.recorded)
        column.addSpacing(4)
        column.addLayout(row)
        self.setFocusProxy(self.fields["held"])
        self._see()

    def _add(self, column: QVBoxLayout, name: str, title: str, most: int) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(title)
        field.setMaxLength(most)
        above = pieces.label(title, "soft", step=-0.5)
        above.setWordWrap(True)
        above.setBuddy(field)
        column.addWidget(above)
        column.addWidget(field)
        self.fields[name] = field
        return field

    def _see(self) -> None:
        self.confirmed.setVisible(self.law.currentData() is Law.OTHER)

    def show_record(self, stand: Stand) -> None:
        record = stand.record
        if record is None:
            for name, _ in _DATES:
                self.fields[name].clear()
            return
        for name, field in self.fields.items():
            value = getattr(record, name)
            field.setText(value.isoformat() if isinstance(value, date) else value)
            field.setCursorPosition(0)
        self.law.setCurrentIndex(list(Law).index(record.law))
        self.continuous.setChecked(record.continuous)
        self.confirmed.setChecked(record.confirmed)

    def made(self) -> Consulted | None:
        """None where a date is none."""
        try:
            dates = {name: date.fromisoformat(self.fields[name].text().strip()) for name, _ in _DATES}
        except ValueError:
            return None
        texts = {name: self.fields[name].text() for name, _, _ in _TEXTS}
        return Consulted(
            held=dates["held"],
            whom=texts["whom"],
            notice=dates["notice"],
            start=dates["start"],
            kind=texts["kind"],
            how=texts["how"],
            when=texts["when"],
            duration=texts["duration"],
            law=self.law.currentData(),
            continuous=self.continuous.isChecked(),
            confirmed=self.confirmed.isChecked(),
        )


def _known(console: Console) -> tuple[Stand, bool]:
    return console.consulting.stands(), console.consulting.may_record()
