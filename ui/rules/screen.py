"""The Rules page: the list of house rules and one of them to change. What is typed is never lost by looking away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from moderator.actions import SAVE_RULE, Place
from moderator.decisions import Reason, Verdict
from moderator.problems import Problem
from moderator.settings import Settings
from ui import keys, words
from ui.keys import Written
from ui.look import pieces, size, theme
from ui.look.fold import Fold
from ui.look.rows import OneLine
from ui.palette import Command
from ui.rules.form import RuleForm
from ui.work import Work

_KEY = int(Qt.ItemDataRole.UserRole)


class RulesScreen(QWidget):
    said = Signal(str)

    def __init__(self, work: Work, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._rules: dict[str, Reason] = {}
        self._shown = ""  # key of the rule in the form; "" for a new one
        self._begun = False  # is a new one in the form?
        self.list = QListWidget()
        self.list.setProperty("part", "plain")
        self.list.setAccessibleName("House rules")
        self.list.setFont(theme.font())
        self.list.setItemDelegate(OneLine(self.list))
        self.add = QPushButton("New rule")
        self.form = RuleForm()
        self._lay_out()
        self.setFocusProxy(self.list)
        self.setAccessibleName("House rules")
        self.list.currentItemChanged.connect(self._choose)
        self.add.clicked.connect(self.new_rule)
        self.form.saved.connect(self._save)
        self.form.retired.connect(self._retire)
        self.form.back.connect(self._bring_back)
        self.form.dirty.connect(self._mark)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 14, 0, 12)
        left.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(pieces.label("House rules", step=1, bold=True))
        left.addLayout(head)
        left.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addWidget(self.add)
        foot.addStretch()
        left.addLayout(foot)
        side = QWidget()
        side.setLayout(left)
        inside = pieces.Inside()
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 16, 28, 20)
        column.addWidget(
            pieces.paragraph(
                "A decision cites a rule. Changes hold at once on every desk; what was decided before keeps the words "
                "that it cited.",
                "soft",
                step=-0.5,
            )
        )
        self._unsaved = pieces.paragraph("Not saved yet.", "notice", step=-0.5)
        column.addWidget(self._unsaved)
        column.addWidget(self.form, 1)
        size.follow(inside, maximumWidth=760)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Fold(side, area))

    # what is shown

    def refresh(self) -> None:
        """Look again, unless something is typed and not saved."""
        if not self.form.changed:
            self._work.store(lambda console: console.rulebook.listed(), self._show)

    def _show(self, rules: Sequence[Reason]) -> None:
        if self.form.changed:
            return
        self._rules = {rule.key: rule for rule in rules}
        self.list.blockSignals(True)
        self.list.clear()
        for rule in sorted(rules, key=lambda rule: (rule.retired, rule.number)):
            item = QListWidgetItem(f"{rule.number}. {rule.title}" + (" (retired)" if rule.retired else ""))
            item.setData(_KEY, rule.key)
            item.setToolTip(item.text())
            if rule.retired:
                item.setForeground(theme.colour("soft"))
            self.list.addItem(item)
            if rule.key == self._shown:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self._begun:
            return  # a new rule is about to be typed
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        elif self._shown in self._rules:
            self.form.show_rule(self._rules[self._shown])

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        key = str(item.data(_KEY))
        if self.form.changed and key != self._shown:
            self.said.emit("Save the rule first, or leave it as it was.")
            self._select(self._shown)
            return
        self._shown, self._begun = key, False
        self.form.show_rule(self._rules[key])

    def _select(self, key: str) -> None:
        self.list.blockSignals(True)
        if not key:
            self.list.setCurrentRow(-1)
        for row in range(self.list.count()):
            if self.list.item(row).data(_KEY) == key:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _mark(self, dirty: bool) -> None:
        self._unsaved.setVisible(dirty)

    # changing

    def new_rule(self) -> None:
        if self.form.changed:
            self.said.emit("Save the rule first, or leave it as it was.")
            return
        number = max((rule.number for rule in self._rules.values()), default=0) + 1
        self._shown, self._begun = "", True
        self.list.setCurrentRow(-1)
        self.form.show_rule(Reason("", number, "", "", frozenset({Verdict.HIDE})))
        self.form.title.setFocus()

    def _save(self, rule: Reason) -> None:
        def saved(kept: Reason) -> None:
            self.said.emit("Saved. It holds at once.")
            self._shown, self._begun = kept.key, False
            pressed = pieces.has_keyboard(self.form.save)
            self.form.show_rule(kept)
            if pressed:  # it rests now, and the keyboard would be nowhere
                self.list.setFocus()
            self.refresh()

        self._work.store(lambda console: console.rulebook.change(rule), saved, self._refused)

    def _retire(self, key: str) -> None:
        self._turn(key, retire=True)

    def _bring_back(self, key: str) -> None:
        self._turn(key, retire=False)

    def _turn(self, key: str, *, retire: bool) -> None:
        def done(kept: Reason) -> None:
            told = (
                "Retired: it is offered no more. It can be offered again."
                if retire
                else "It is offered again."
            )
            self.said.emit(told)
            self.form.show_rule(kept)
            self.refresh()

        self._work.store(
            lambda console: console.rulebook.retire(key) if retire else console.rulebook.bring_back(key),
            done,
            self._refused,
        )

    def _refused(self, problem: Problem) -> None:
        self.said.emit(words.problem(problem))

    def commands(self) -> Sequence[Command]:
        """For the palette."""
        found = [Command("New house rule", "", self.new_rule)]
        if self.form.changed:
            found.insert(
                0, Command(SAVE_RULE.title, keys.cap(SAVE_RULE), lambda: self._save(self.form.rule()))
            )
        return found

    # what every screen has

    def keys(self) -> Written:
        return keys.listed(Place.RULES)

    def cover(self) -> None:
        pass

    def leave(self) -> None:
        pass

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Save):
            if self.form.changed:
                self._save(self.form.rule())
        else:
            super().keyPressEvent(event)
