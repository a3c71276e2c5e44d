"""The page of persons: the list, and beside it one form at a time. For admins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from moderator.console import Console
from moderator.gate import Code
from moderator.problems import Problem
from moderator.staff import Leaving, Member
from ui import words
from ui.look import pieces, plain
from ui.look.rows import TwoLines
from ui.people.forms import (
    AddForm,
    CodeForm,
    Form,
    IntroduceForm,
    LeaveForm,
    MemberForm,
    beside,
    side_by_side,
)
from ui.people.members import MemberModel
from ui.work import Work


class PersonsPage(QWidget):
    """See the module."""

    said = Signal(str)
    changed = Signal()  # somebody joined, left, or is called otherwise

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._filling = False
        self._wanted = ""  # whose row to choose once the list is there
        self.model = MemberModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setProperty("part", "plain")
        self.list.setAccessibleName("Persons")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(200)
        self.add = QPushButton("Add somebody")
        self.left_too = QCheckBox("Show who has left")
        self.introduce, self.new, self.code = IntroduceForm(), AddForm(), CodeForm()
        self.one, self.leaving = MemberForm(), LeaveForm()
        self.forms = QStackedWidget()
        for form in (self.one, self.introduce, self.new, self.code, self.leaving):
            self.forms.addWidget(form)
        self._lay_out()
        self.add.clicked.connect(self._begin_add)
        self.left_too.toggled.connect(lambda _: self.refresh())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._turned())
        self.introduce.introduced.connect(self._introduce)
        self.new.added.connect(self._add)
        self.new.called_off.connect(self._show_chosen)
        self.code.done.connect(self._code_is_read)
        self.one.renamed.connect(
            lambda person, name: self._do(lambda c: c.staff.rename(person, name), "Saved.")
        )
        self.one.changed.connect(
            lambda person, roles: self._do(lambda c: c.staff.set_roles(person, roles), "Saved.")
        )
        self.one.reset.connect(lambda person: self._get_code(person, lambda c: c.staff.reset(person)))
        self.one.back.connect(
            lambda person, roles: self._get_code(person, lambda c: c.staff.take_back(person, roles))
        )
        self.one.leaving.connect(self._ask_leave)
        self.leaving.agreed.connect(self._leave)
        self.leaving.called_off.connect(self._show_chosen)

    def _lay_out(self) -> None:
        left = QWidget()
        column = beside(left, after=12)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        column.addWidget(self.left_too)
        inside = pieces.Inside()
        row = QHBoxLayout(inside)
        row.setContentsMargins(8, 0, 8, 8)
        row.addSpacing(12)
        row.addWidget(self.forms, 10)
        row.addStretch(1)
        self.forms.setMaximumWidth(620)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("part", "plain")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        side_by_side(self, left, scroll)
        self._left = left

    # looking

    def refresh(self) -> None:
        left_too = self.left_too.isChecked()
        self._work.store(lambda console: console.staff.members(left_too=left_too), self._show, self._refused)

    def _show(self, members: Sequence[Member]) -> None:
        alone = not any(member.left is None for member in members)
        self._left.setVisible(not alone)
        if alone:
            self._turn(self.introduce)
            if self.isVisible() and not pieces.has_keyboard(self.forms):
                self.introduce.setFocus()
            return
        before = self._wanted or (self._chosen().person if self._chosen() else "")  # type: ignore[union-attr]
        self._wanted = ""
        self._filling = True
        self.model.show_members(members)
        row = max(0, self.model.row_of(before))
        self.list.selectionModel().setCurrentIndex(
            self.model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._filling = False
        if self.forms.currentWidget() in (self.one, self.introduce):
            self._show_chosen()

    def _chosen(self) -> Member | None:
        return self.model.member(self.list.currentIndex().row())

    def _turned(self) -> None:
        """Another row, chosen by the person: not one that the list chose when it was filled."""
        if not self._filling:
            self._show_chosen()

    def _show_chosen(self) -> None:
        member = self._chosen()
        if member is not None:
            self.one.show_member(member)
            self._turn(self.one)

    def _turn(self, form: Form) -> None:
        self.forms.setCurrentWidget(form)

    def _name_of(self, person: str) -> str:
        member = self.model.member(self.model.row_of(person))
        return member.name if member is not None else person

    # doing

    def _do(self, call: Callable[[Console], Any], done: str) -> None:
        self._work.store(call, lambda _: self._done(done), self._refused)

    def _done(self, sentence: str) -> None:
        self._answer(sentence)
        self.changed.emit()

    def _refused(self, problem: Problem) -> None:
        self._answer(words.problem(problem))
        if self.forms.currentWidget() is self.one:
            self.one.boxes_again()

    def _answer(self, sentence: str) -> None:
        form = self.forms.currentWidget()
        if isinstance(form, Form):
            form.answer(sentence)

    def _introduce(self, name: str, phrase: str) -> None:
        def then(_: None) -> None:
            self._turn(self.new)
            self.changed.emit()
            self._begin_add()

        self._work.store(lambda console: console.staff.introduce(name, phrase), then, self._refused)

    def _begin_add(self) -> None:
        self.new.begin()
        self._turn(self.new)
        self.new.setFocus()

    def _add(self, name: str, roles: frozenset[Any]) -> None:
        def then(code: Code) -> None:
            self._wanted = code.person
            self._show_code(code, name)

        self._work.store(lambda console: console.staff.add(name, roles), then, self._refused)

    def _get_code(self, person: str, call: Callable[[Console], Code]) -> None:
        name = self._name_of(person)
        self._work.store(call, lambda code: self._show_code(code, name), self._refused)

    def _show_code(self, code: Code, name: str) -> None:
        self.code.show_code(code, name)
        self._turn(self.code)
        self.code.setFocus()
        self.changed.emit()

    def _code_is_read(self) -> None:
        self._show_chosen()
        self.list.setFocus()

    def _ask_leave(self, person: str) -> None:
        def then(what: Leaving) -> None:
            self.leaving.show_leaving(what, self._name_of(person))
            self._turn(self.leaving)
            self.leaving.setFocus()

        self._work.store(lambda console: console.staff.leaving(person), then, self._refused)

    def _leave(self, person: str) -> None:
        name = self._name_of(person)

        def then(_: Leaving) -> None:
            self.said.emit(f"{plain.name(name)} has left. What they had open waits in the line again.")
            self._turn(self.one)
            self.changed.emit()
            self.list.setFocus()

        self._work.store(lambda console: console.staff.leave(person), then, self._refused)
