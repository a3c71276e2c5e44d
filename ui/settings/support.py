"""What the agency puts on the support card and on the page of rights, for admins."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from moderator.console import Console
from moderator.people.roles import Verb
from moderator.problems import BadInput, Problem
from moderator.wellbeing import support
from moderator.wellbeing.support import Rights, Service, Support
from ui import words
from ui.look import pieces, size
from ui.settings.section import Section
from ui.work import Work

ABOUT = (
    "The support card opens with F1 from everywhere: in a break, at a limit, before anybody has signed in. 000, the police "
    "and Lifeline are always on it. Enter your own service, and whatever else your people should have at hand. Each entry "
    "shows the day on which it was last checked; after a year you are asked to look again. Nobody learns who opens the card."
)
CONFIDENTIAL = "It is so that the agency is not told who calls"
NUMBERS = "Other numbers, one a line, as “Who it is: the number”"
SAVED = "Entered. It is on everybody's card now."
_FIELDS = (
    ("name", "Name of the service"),
    ("phone", "Its number"),
    ("hours", "When it can be reached"),
    ("link", "Its page, https only; shown to be read and copied"),
    ("contact", "Whom to ask about the settings that protect people"),
    ("representative", "Health and safety representative"),
    ("objecting", "How to object to the settings"),
)


class SupportRows(Section):
    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, "Somebody to talk to", ABOUT, parent)
        self._shown: tuple[Support, date] | None = None
        self.old = pieces.paragraph("", "notice", step=-0.5)
        self.old.hide()
        self.column.addWidget(self.old)
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for row, (name, title) in enumerate(_FIELDS):
            field = QLineEdit()
            field.setAccessibleName(title)
            self.fields[name] = field
            told = pieces.paragraph(title)
            told.setBuddy(field)
            grid.addWidget(told, row, 0)
            grid.addWidget(field, row, 1)
        self.column.addLayout(grid)
        self.confidential = QCheckBox(CONFIDENTIAL)
        self.column.addWidget(self.confidential)
        self.column.addWidget(pieces.paragraph(NUMBERS))
        self.numbers = QPlainTextEdit()
        self.numbers.setAccessibleName(NUMBERS)
        self.numbers.setTabChangesFocus(True)
        size.follow(self.numbers, maximumHeight=110)
        self.column.addWidget(self.numbers)
        self.save = QPushButton("Put it on the card")
        self.save.clicked.connect(lambda: self._save(all_checked=False))
        self.right = QPushButton("Checked: all of it is still right")
        self.right.clicked.connect(lambda: self._save(all_checked=True))
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.right)
        buttons.addStretch()
        self.column.addLayout(buttons)
        self.told = pieces.paragraph("", "notice", step=-0.5)
        self.told.hide()
        self.column.addWidget(self.told, 0, Qt.AlignmentFlag.AlignTop)

    def refresh(self) -> None:
        self._work.store(_known, self._show, self._not_for_them)

    def _show(self, known: tuple[Support, date]) -> None:
        self.show()
        card, today = known
        stale = support.old(card, today)
        self.old.setText(
            f"Not looked at for more than a year: {', '.join(stale)}. Please check what is there."
        )
        self.old.setVisible(bool(stale))
        if known == self._shown:
            return  # what is being typed stays
        self._shown = known
        given = {
            "name": card.service.name,
            "phone": card.service.phone,
            "hours": card.service.hours,
            "link": card.service.link,
            "contact": card.rights.contact,
            "representative": card.rights.representative,
            "objecting": card.rights.objecting,
        }
        for name, text in given.items():
            self.fields[name].setText(text)
            self.fields[name].setCursorPosition(0)  # its beginning is seen, not its end
        self.confidential.setChecked(card.service.confidential)
        self.numbers.setPlainText("\n".join(f"{each.name}: {each.phone}" for each in card.numbers))
        self.right.setVisible(card != Support())

    def _typed(self) -> Support:
        """Raises BadInput."""
        text = {name: field.text().strip() for name, field in self.fields.items()}
        lines = filter(None, map(str.strip, self.numbers.toPlainText().splitlines()))
        return Support(
            Service(text["name"], text["phone"], text["hours"], text["link"], self.confidential.isChecked()),
            tuple(map(support.number_of, lines)),
            Rights(text["contact"], text["representative"], text["objecting"]),
        )

    def _save(self, *, all_checked: bool) -> None:
        try:
            wanted = self._typed()
        except BadInput as wrong:
            self._refused(wrong)
            return
        self._work.store(
            lambda console: console.supporting.set(wanted, all_checked=all_checked),
            self._saved,
            self._refused,
        )

    def _saved(self, _: Support) -> None:
        self.told.hide()
        self.said.emit(SAVED)
        self.refresh()

    def _refused(self, problem: Problem) -> None:
        self.told.setText(words.problem(problem))
        self.told.show()


def _known(console: Console) -> tuple[Support, date]:
    console.supporting.demand(Verb.SET_POLICY)
    return console.supporting.card(), console.supporting.today()
