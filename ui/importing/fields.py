"""The table of the mapping page: for each field its column, and what that column looks like.

Nothing of a cell is here. The comments are bars, as behind any veil; dates were read and written anew by the child.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from moderator.importing.dates import ORDERS
from moderator.importing.looked import Looked
from moderator.importing.looking import Column
from moderator.importing.plans import FIELDS
from ui.importing import words
from ui.look import pieces, plain
from ui.look.veil import Veil

_LRI = "\u2066"  # our own sentences keep their direction
ALWAYS = ("text", "author", "date", "url", "id")  # shown also where the file has no column for them


class Fields(QWidget):
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looked: Looked | None = None
        self._filling = False
        self.rows = {which: Field(which) for which in words.FIELDS}
        assert set(self.rows) == set(FIELDS)
        self.order = Order()
        self.more = QPushButton(words.MORE_FIELDS)
        self.more.setProperty("part", "quiet")
        self.more.clicked.connect(self._show_all)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 5)
        grid.setColumnStretch(2, 6)
        at = 0
        for which, row in self.rows.items():
            for column, part in enumerate((row.label, row.choice, row.shown)):
                grid.addWidget(part, at, column, Qt.AlignmentFlag.AlignVCenter)
            row.choice.currentIndexChanged.connect(self._touched)
            at += 1
            if which == "date":
                grid.addWidget(self.order.label, at, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(self.order, at, 1, 1, 2)
                at += 1
        grid.addWidget(self.more, at, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self.order.changed.connect(self._touched)

    def fill(self, looked: Looked) -> None:
        """Another file, or another reading of it."""
        self._filling = True
        self._looked = looked
        for row in self.rows.values():
            row.fill(looked)
        self.order.choose(looked.plan.order)
        self._filling = False
        for which, row in self.rows.items():
            row.set_visible(which in ALWAYS or bool(row.columns()))
        self.more.setVisible(any(not row.choice.isVisibleTo(self) for row in self.rows.values()))
        self.show_samples()

    def show_samples(self) -> None:
        if self._looked is None:
            return
        date = self.rows["date"].columns()
        self.order.ask(self._looked.column(date[0]) if date else None)
        for row in self.rows.values():
            row.show_sample(self._looked, self.order.chosen())

    def first_missing(self) -> QWidget | None:
        """Where the person has to go on."""
        if not self.rows["text"].columns():
            return self.rows["text"].choice
        return self.order.choices[ORDERS[0]] if self.missing() else None

    def columns(self) -> dict[str, tuple[str, ...]]:
        return {which: row.columns() for which, row in self.rows.items() if row.columns()}

    def missing(self) -> str:
        """What the person still has to say; "" when the import can begin."""
        if not self.rows["text"].columns():
            return words.SAY_TEXT
        return words.SAY_ORDER if self.order.asked and not self.order.chosen() else ""

    def _touched(self) -> None:
        if not self._filling:
            self.show_samples()
            self.changed.emit()

    def _show_all(self) -> None:
        hidden = [row for row in self.rows.values() if not row.choice.isVisibleTo(self)]
        for row in hidden:
            row.set_visible(True)
        self.more.hide()
        if hidden:
            hidden[0].choice.setFocus()


class Field:
    """One row: what it is called, which column, and what that looks like."""

    def __init__(self, which: str) -> None:
        self.which = which
        name, self._help = words.FIELDS[which]
        self.label = pieces.label(name)
        self.label.setToolTip(self._help)
        self.choice = pieces.Choice(f"Column for: {name}")
        self.choice.setMinimumContentsLength(10)
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.label.setBuddy(self.choice)
        self.shown = QWidget()
        self.sample = pieces.Elided("", "soft", step=-0.5)
        self.sample.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.bars = [Veil(0, slim=True) for _ in range(3)] if which == "text" else []
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for bar in self.bars:
            bar.setMaximumWidth(260)
            column.addWidget(bar)
        column.addWidget(self.sample)

    def set_visible(self, there: bool) -> None:
        for part in (self.label, self.choice, self.shown):
            part.setVisible(there)

    def fill(self, looked: Looked) -> None:
        self.choice.clear()
        self.choice.addItem(words.NOT_THERE, ())
        chosen = tuple(looked.plan.columns.get(self.which, ()))
        if len(chosen) > 1:
            self.choice.addItem(words.several([plain.line(name, 60) for name in chosen]), chosen)
        for name in looked.plan.form.names:
            self.choice.addItem(plain.line(name, 60) or "?", (name,))
        wanted = (at for at in range(self.choice.count()) if tuple(self.choice.itemData(at) or ()) == chosen)
        self.choice.setCurrentIndex(next(wanted, 0))

    def columns(self) -> tuple[str, ...]:
        return tuple(self.choice.currentData() or ())

    def show_sample(self, looked: Looked, order: str) -> None:
        chosen = self.columns()
        column = looked.column(chosen[0]) if chosen else None
        said = words.sample(column, self.which, order)
        turned = self.shown.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.sample.show_text(f"{_LRI}{said}{plain.PDI}" if turned and said else said)
        self.choice.setAccessibleDescription(f"{self._help}. {said}" if said else self._help)
        for at, bar in enumerate(self.bars):
            there = column is not None and at < len(column.sizes)
            bar.setVisible(there)
            if there and column is not None:
                bar.show_size(column.sizes[at])


class Order(QWidget):
    """Asked only where nothing in the file tells whether the day or the month comes first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked = False
        self._told = ""
        self.label = pieces.label(words.ORDER)
        self.choices = {which: QRadioButton() for which in ORDERS}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        for button in self.choices.values():
            self._group.addButton(button)
            button.clicked.connect(self.changed)
            column.addWidget(button)

    def ask(self, column: Column | None) -> None:
        self.asked = column is not None and column.asked
        self._told = column.order if column is not None else ""
        self.setVisible(self.asked)
        self.label.setVisible(self.asked)
        if column is not None and self.asked:
            for which, button in self.choices.items():
                button.setText(words.order(column, which))

    def choose(self, order: str) -> None:
        self._group.setExclusive(False)
        for which, button in self.choices.items():
            button.setChecked(which == order)
        self._group.setExclusive(True)

    def chosen(self) -> str:
        if not self.asked:
            return self._told
        return next((which for which, button in self.choices.items() if button.isChecked()), "")
