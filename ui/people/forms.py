"""The forms beside the list of persons: who you are, somebody new, one person, a one-time code, leaving."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from moderator.gate import Code
from moderator.people import names
from moderator.people.roles import Role
from moderator.staff import Leaving, Member
from ui import words
from ui.look import pieces, plain, theme
from ui.people.members import TITLES, second_line
from ui.signin.fields import NewPhrase, said, say

_DOES = {
    Role.MODERATOR: "sits at the queue: opens, reads and decides",
    Role.LEAD: "the same, and sees how their teams are doing, plans their roster",
    Role.HR: "receives reports of harassment; does not read the queue",
    Role.ADMIN: "looks after persons, accounts and backups; does not read the queue",
}


def beside(pane: QWidget, *, before: int = 0, after: int = 0) -> QVBoxLayout:
    """A column in a pane with room before or after it, in the direction of reading."""
    row = QHBoxLayout(pane)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    column = QVBoxLayout()
    column.setSpacing(8)
    row.addSpacing(before)
    row.addLayout(column, 1)
    row.addSpacing(after)
    return column


def side_by_side(page: QWidget, left: QWidget, right: QWidget) -> None:
    """A list and what is beside it, with a line between that can be moved."""
    split = QSplitter()
    split.addWidget(left)
    split.addWidget(right)
    split.setStretchFactor(0, 2)
    split.setStretchFactor(1, 5)
    split.setChildrenCollapsible(False)
    split.setHandleWidth(1)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(split)


class Form(QWidget):
    """A title, some rows, a place for an answer."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.title = pieces.Elided(title, step=5)
        self.said = said()
        self.column.addWidget(self.title)
        self.setAccessibleName(title)

    def row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)

    def answer(self, sentence: str) -> None:
        say(self.said, sentence)

    def finish(self) -> None:
        self.column.addWidget(self.said)
        self.column.addStretch(1)


class NameField(QWidget):
    """A name that colleagues see."""

    entered = Signal()

    def __init__(self, title: str = "Name that colleagues see") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setMaxLength(names.LONGEST)
        self.edit.setAccessibleName(title)
        self.edit.returnPressed.connect(self.entered)
        above = pieces.label(title, "soft")
        above.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(above)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)


class RoleBoxes(QWidget):
    """The four roles, each with what it does."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Role, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for role in Role:
            box = QCheckBox(TITLES[role].capitalize() if role is not Role.HR else "HR")
            box.setAccessibleDescription(_DOES[role])
            below = QHBoxLayout()
            below.addSpacing(int(2.4 * theme.font().pointSizeF()))
            below.addWidget(pieces.paragraph(_DOES[role], "soft", step=-0.5), 1)
            self.boxes[role] = box
            column.addWidget(box)
            column.addLayout(below)
        self.setFocusProxy(self.boxes[Role.MODERATOR])

    def show_roles(self, held: Collection[Role]) -> None:
        for role, box in self.boxes.items():
            box.setChecked(role in held)

    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())


class IntroduceForm(Form):
    """The first of several: a name and a passphrase, before anybody else joins."""

    introduced = Signal(str, str)  # name, passphrase

    def __init__(self) -> None:
        super().__init__("You are alone at this desk")
        self.column.addWidget(
            pieces.paragraph(
                "You may do everything here, and no passphrase is asked. When somebody joins, each of you signs in: "
                "breaks, limits and decisions are then each person's own. Begin with yourself.",
                "soft",
            )
        )
        self.name = NameField("Your name, as colleagues will see it")
        self.phrase = NewPhrase()
        self.go = QPushButton("This is me")
        self.go.setProperty("part", "first")
        self.column.addWidget(self.name)
        self.column.addWidget(self.phrase)
        self.row(self.go)
        self.finish()
        self.name.entered.connect(self.phrase.setFocus)
        self.phrase.entered.connect(self._go)
        self.go.clicked.connect(self._go)
        self.setFocusProxy(self.name)

    def _go(self) -> None:
        if not self.name.edit.text().strip():
            self.answer("Give the name that colleagues will see.")
            self.name.setFocus()
            return
        phrase, why_not = self.phrase.take()
        self.answer(why_not)
        if phrase:
            self.introduced.emit(self.name.edit.text(), phrase)


class AddForm(Form):
    """Somebody new."""

    added = Signal(str, object)  # name, frozenset[Role]
    called_off = Signal()

    def __init__(self) -> None:
        super().__init__("Somebody new")
        self.name = NameField()
        self.boxes = RoleBoxes()
        self.go = QPushButton("Add")
        self.go.setProperty("part", "first")
        self.off = QPushButton("Cancel")
        self.column.addWidget(self.name)
        self.column.addWidget(self.boxes)
        self.column.addWidget(
            pieces.paragraph(
                "You get a one-time code to read to them. They choose their own passphrase with it.",
                "soft",
                step=-0.5,
            )
        )
        self.row(self.go, self.off)
        self.finish()
        self.name.entered.connect(self._go)
        self.go.clicked.connect(self._go)
        self.off.clicked.connect(self.called_off)
        self.setFocusProxy(self.name)

    def begin(self) -> None:
        self.name.edit.clear()
        self.boxes.show_roles({Role.MODERATOR})
        self.answer("")

    def _go(self) -> None:
        self.answer("")
        self.added.emit(self.name.edit.text(), self.boxes.roles())


class CodeForm(Form):
    """A one-time code, shown once."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__("One-time code")
        self.what = pieces.paragraph("", "soft")
        self.code = QLabel()
        self.code.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setFont(theme.font(12))
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.go = QPushButton("Done")
        self.go.setProperty("part", "first")
        self.column.addWidget(self.what)
        self.column.addWidget(self.code)
        self.row(self.go)
        self.finish()
        self.go.clicked.connect(self._done)
        self.setFocusProxy(self.go)

    def show_code(self, code: Code, name: str) -> None:
        self.what.setText(
            f"Read it to {plain.name(name)}, who chooses their name on the sign-in page, types the code in place of a "
            f"passphrase, and then chooses a passphrase of their own. It is good until {words.moment(code.until)}, and "
            "shown only now."
        )
        self.code.setText(code.code)
        self.code.setAccessibleName("One-time code: " + " ".join(code.code))

    def _done(self) -> None:
        self.code.setText("")
        self.code.setAccessibleName("")
        self.done.emit()


class MemberForm(Form):
    """One person: name, roles, code, leaving."""

    renamed = Signal(str, str)  # person, name
    changed = Signal(str, object)  # person, frozenset[Role]
    reset = Signal(str)
    leaving = Signal(str)
    back = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("")
        self._member: Member | None = None
        self.second = pieces.paragraph("", "soft")
        self.name = NameField()
        self.boxes = RoleBoxes()
        self.save = QPushButton("Save")
        self.save.setProperty("part", "first")
        self.code = QPushButton("New one-time code")
        self.code.setToolTip("For a forgotten passphrase: the present one is no longer good")
        self.leave = QPushButton("Leaves the desk…")
        self.return_ = QPushButton("Comes back")
        self.return_.setProperty("part", "first")
        self.column.addWidget(self.second)
        self.column.addWidget(self.name)
        self.column.addWidget(self.boxes)
        self.row(self.save, self.return_)
        self.column.addSpacing(8)
        self.row(self.code, self.leave)
        self.finish()
        self.name.entered.connect(self._save)
        self.save.clicked.connect(self._save)
        self.code.clicked.connect(lambda: self._tell(self.reset))
        self.leave.clicked.connect(lambda: self._tell(self.leaving))
        self.return_.clicked.connect(self._back)
        self.setFocusProxy(self.name)

    def show_member(self, member: Member) -> None:
        """What was changed in the form and not saved stays as long as the person themself did not change."""
        if member == self._member:
            return
        same = self._member is not None and self._member.person == member.person
        self._member = member
        self.title.show_text(plain.name(member.name, member.person))
        joined = f"{member.person} · joined {words.day(member.joined)}"
        self.second.setText(" · ".join(part for part in (joined, second_line(member)) if part))
        gone = member.left is not None
        if not (same and self.name.edit.hasFocus()):
            self.name.edit.setText(member.name)
        self.name.edit.setEnabled(not gone)
        self.boxes.show_roles({Role.MODERATOR} if gone else member.roles)
        for button in (self.save, self.code, self.leave):
            button.setVisible(not gone)
        self.return_.setVisible(gone)
        self.code.setVisible(not gone and not member.me)
        if not same:
            self.answer("")

    def boxes_again(self) -> None:
        """The roles as they are: what was wished for was refused."""
        if self._member is not None:
            self.boxes.show_roles(self._member.roles)

    def _save(self) -> None:
        if self._member is None or self._member.left is not None:
            return
        self.answer("")
        name, roles = self.name.edit.text(), self.boxes.roles()
        if name != self._member.name:
            self.renamed.emit(self._member.person, name)
        if roles != self._member.roles:
            self.changed.emit(self._member.person, roles)

    def _tell(self, signal: object) -> None:
        if self._member is not None:
            signal.emit(self._member.person)  # type: ignore[attr-defined]

    def _back(self) -> None:
        if self._member is not None:
            self.back.emit(self._member.person, self.boxes.roles())


class LeaveForm(Form):
    """What happens when somebody leaves, said before it does. The safe answer has the focus."""

    agreed = Signal(str)
    called_off = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self._person = ""
        self.what = pieces.paragraph()
        self.go = QPushButton("They leave")
        self.go.setProperty("part", "danger")
        self.off = QPushButton("They stay")
        self.column.addWidget(self.what)
        self.row(self.off, self.go)
        self.finish()
        self.go.clicked.connect(lambda: self.agreed.emit(self._person))
        self.off.clicked.connect(self.called_off)
        self.setFocusProxy(self.off)

    def show_leaving(self, what: Leaving, name: str) -> None:
        self._person = what.person
        self.title.show_text(f"Shall {plain.name(name)} leave?")
        self.setAccessibleName(self.title.text())
        self.answer("")
        self.what.setText(consequences(what))
        self.go.setVisible(not what.why_not)
        self.off.setText("Back" if what.why_not else "They stay")


def consequences(what: Leaving) -> str:
    """What is handed over and what stays, in sentences."""
    if what.why_not:
        return f"{what.why_not}. Give the role admin to somebody else first."
    cards = {0: "They have no card open.", 1: "The card that they have open goes back to the line."}.get(
        what.open_cards, f"The {what.open_cards} cards that they have open go back to the line."
    )
    typing = {0: "", 1: " The note that they were typing waits for whoever opens its card."}.get(
        what.drafts, f" The {what.drafts} notes that they were typing wait for whoever opens their cards."
    )
    teams = f" They go out of {' and '.join(what.teams)}." if what.teams else ""
    shifts = {0: "", 1: " Their coming shift is taken off the roster."}.get(
        what.shifts, f" Their {what.shifts} coming shifts are taken off the roster."
    )
    return (
        f"{cards}{typing}{teams}{shifts} Their passphrase is no longer good. What they decided and "
        "noted stays, and so does the record of what they were shown. They can come back later."
    )
