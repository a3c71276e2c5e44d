"""The People screen: an admin adds, changes and says goodbye; teams are marked; a week is planned from the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QWidget

from moderator.clock import HandClock
from moderator.console import Console, open_console
from moderator.people.roles import Role
from tests.hostile import Case, cases
from tests.people.conftest import KIM, Office
from tests.people.conftest import office as office
from ui.look import plain
from ui.people.grid import HOURS, WeekModel
from ui.people.pages import PeoplePages
from ui.work import Work

MON = date(2026, 11, 23)
PERSONS, TEAMS, ROSTER = range(3)


@dataclass
class Room:
    """The screen, with Kim at it. `kim` is Kim at another window."""

    qtbot: object
    office: Office
    work: Work
    screen: PeoplePages
    kim: Console

    def settle(self) -> None:
        for _ in range(3):
            self.qtbot.waitUntil(lambda: not self.work.busy, timeout=10_000)
            QApplication.processEvents()

    def page(self, at: int) -> None:
        self.screen.show_page(at)
        self.settle()

    def names(self) -> list[str]:
        model = self.screen.persons.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    def choose(self, row: int) -> None:
        self.screen.persons.list.setCurrentIndex(self.screen.persons.model.index(row))
        self.settle()

    def press(self, widget: QWidget, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(widget, key, modifier)
        self.settle()

    def words(self) -> str:
        return " ".join(label.text() for label in self.screen.findChildren(QLabel) if label.isVisible())

    def looks(self) -> int:
        return self.office.journal().count("names read")


def make(qtbot, office: Office, clock: HandClock, *, alone: bool = False) -> Iterator[Room]:
    kim = office.console() if alone else office.two()[0]
    bugs: list[BaseException] = []

    def opened() -> Console:
        console = open_console(office.home, office.key, clock, office.settings)
        if not alone:
            console.sign_in("p-kim", KIM)
        return console

    work = Work(opened)
    work.bug.connect(bugs.append)
    window = QMainWindow()
    screen = PeoplePages(work)
    window.setCentralWidget(screen)
    window.resize(1280, 800)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    room = Room(qtbot, office, work, screen, kim)
    screen.refresh()
    room.settle()
    yield room
    work.close()
    assert bugs == []


@pytest.fixture
def room(qtbot, office: Office, clock: HandClock) -> Iterator[Room]:
    yield from make(qtbot, office, clock)


@pytest.fixture
def alone(qtbot, office: Office, clock: HandClock) -> Iterator[Room]:
    yield from make(qtbot, office, clock, alone=True)


def test_everybody_is_listed_with_roles_and_what_is_still_to_be_done(room: Room):
    room.kim.staff.add("Tom R.", {Role.LEAD, Role.MODERATOR})
    room.screen.refresh()
    room.settle()
    assert room.names() == [plain.name("Asha M."), plain.name("Kim O.") + " (you)", plain.name("Tom R.")]
    told = room.screen.persons.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"{plain.name('Tom R.')}. moderator, lead · one-time code waits"


def test_the_first_person_introduces_themself_and_then_adds_the_second(alone: Room):
    form = alone.screen.persons.introduce
    assert QApplication.focusWidget() is form.name.edit
    assert alone.screen.persons.forms.currentWidget() is form
    form.name.edit.setText("Kim O.")
    form.phrase.once.edit.setText("short")
    form.phrase.twice.edit.setText("short")
    form.go.click()
    alone.settle()
    assert "too short" in alone.words()
    form.phrase.once.edit.setText(KIM)
    form.phrase.twice.edit.setText(KIM)
    alone.press(form.phrase.twice.edit, Qt.Key.Key_Return)
    new = alone.screen.persons.new
    assert alone.screen.persons.forms.currentWidget() is new
    new.name.edit.setText("Asha M.")
    alone.press(new.name.edit, Qt.Key.Key_Return)
    assert alone.screen.persons.forms.currentWidget() is alone.screen.persons.code
    assert alone.office.console().here().several


def test_a_code_is_shown_once_and_nothing_takes_it_away_before_it_is_read(room: Room):
    room.screen.persons.add.click()
    assert QApplication.focusWidget() is room.screen.persons.new.name.edit
    room.screen.persons.new.name.edit.setText("Tom R.")
    room.screen.persons.new.boxes.boxes[Role.LEAD].setChecked(True)
    room.screen.persons.new.go.click()
    room.settle()
    code = room.screen.persons.code.code.text()
    room.kim.staff.add("Lin Z.", {Role.HR})
    room.screen.refresh()
    room.settle()
    assert room.screen.persons.code.code.text() == code
    assert room.screen.persons.forms.currentWidget() is room.screen.persons.code
    newcomer = room.office.console()
    assert newcomer.sign_in("Tom R.", code).must_choose
    room.screen.persons.code.go.click()
    room.settle()
    assert room.screen.persons.code.code.text() == ""
    assert room.screen.persons.one.title.text() == plain.name("Tom R.")


def test_what_is_refused_is_said_beside_the_form_and_changes_nothing(room: Room):
    room.screen.persons.add.click()
    room.screen.persons.new.name.edit.setText("asha m.")
    room.screen.persons.new.go.click()
    room.settle()
    assert "Somebody here has that name" in room.words()
    room.screen.persons.new.off.click()
    room.choose(1)
    room.screen.persons.one.boxes.boxes[Role.ADMIN].setChecked(False)
    room.screen.persons.one.save.click()
    room.settle()
    assert "The last admin cannot lose that role" in room.words()
    assert room.screen.persons.one.boxes.boxes[Role.ADMIN].isChecked()


def test_roles_and_names_are_saved_together(room: Room):
    room.choose(0)
    one = room.screen.persons.one
    one.name.edit.setText("Asha N.")
    one.boxes.boxes[Role.LEAD].setChecked(True)
    one.save.click()
    room.settle()
    [asha] = [member for member in room.kim.staff.members() if member.name == "Asha N."]
    assert asha.roles == {Role.MODERATOR, Role.LEAD}
    assert plain.name("Asha N.") in room.names()


def test_what_is_half_typed_stays_while_others_work(room: Room):
    room.choose(0)
    room.screen.persons.one.name.edit.setText("Asha Nn")
    room.screen.persons.one.boxes.boxes[Role.HR].setChecked(True)
    room.kim.staff.add("Tom R.", {Role.HR})
    room.screen.refresh()
    room.settle()
    assert room.screen.persons.one.name.edit.text() == "Asha Nn"
    assert room.screen.persons.one.boxes.boxes[Role.HR].isChecked()


def test_leaving_says_what_happens_first_and_the_safe_answer_has_the_focus(room: Room):
    card = room.office.says("You absolute turnip")
    asha = room.office.opened[1]
    asha.desk.open(card)
    room.kim.roster.set_day(asha.person, MON + timedelta(days=2), "8-16")
    room.choose(0)
    room.screen.persons.one.leave.click()
    room.settle()
    told = room.screen.persons.leaving.what.text()
    assert "The card that they have open goes back to the line." in told
    assert "Their coming shift is taken off the roster." in told
    assert "the record of what they were shown" in told
    assert QApplication.focusWidget() is room.screen.persons.leaving.off
    room.screen.persons.leaving.go.click()
    room.settle()
    assert room.names() == [plain.name("Kim O.") + " (you)"]
    room.kim.desk.open(card)
    room.screen.persons.left_too.setChecked(True)
    room.settle()
    assert len(room.names()) == 2
    room.choose(1)
    room.screen.persons.one.return_.click()
    room.settle()
    assert room.screen.persons.code.code.text()


def test_the_last_admin_is_told_why_they_cannot_leave(room: Room):
    room.choose(1)
    room.screen.persons.one.leave.click()
    room.settle()
    assert "the last admin" in room.screen.persons.leaving.what.text()
    assert room.screen.persons.leaving.go.isHidden()


def test_a_look_at_the_names_does_not_bring_about_another(room: Room):
    before = room.looks()
    for _ in range(5):
        room.screen.refresh()
        room.settle()
    assert room.looks() == before
    room.kim.staff.add("Tom R.", {Role.HR})
    room.screen.refresh()
    room.settle()
    assert room.looks() == before + 1


def test_a_lead_sees_the_roster_and_who_rests_alone(room: Room):
    room.kim.staff.set_roles(room.office.opened[1].person, {Role.ADMIN})
    room.kim.staff.set_roles("p-kim", {Role.LEAD})
    room.screen.refresh()
    room.settle()
    assert [not tab.isHidden() for tab in room.screen.tabs] == [False, False, True, True]
    assert room.screen.pages.currentIndex() == ROSTER
    assert "Nobody can be planned by you yet" in room.words()


# teams


def test_a_team_is_made_and_filled_from_the_keyboard(room: Room):
    room.page(TEAMS)
    assert "No teams yet" in room.words()
    page = room.screen.teams
    QAbstractItemModelTester(page.marks, QAbstractItemModelTester.FailureReportingMode.QtTest)
    page.new.setText("Service desk")
    room.press(page.new, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.table
    room.press(page.table, Qt.Key.Key_Space)
    [team] = room.kim.teams.teams()
    assert team.members == {room.office.opened[1].person}
    room.press(page.table, Qt.Key.Key_Down)
    room.press(page.table, Qt.Key.Key_Right)
    room.press(page.table, Qt.Key.Key_Space)
    [team] = room.kim.teams.teams()
    assert team.leads == {"p-kim"}
    assert team.members == {"p-kim", room.office.opened[1].person}
    room.press(page.table, Qt.Key.Key_Space)
    assert room.kim.teams.teams()[0].leads == frozenset()
    assert page.marks.index(0, 2).data() == "not a lead"
    page.name.setText("Front desk")
    room.press(page.name, Qt.Key.Key_Return)
    assert room.kim.teams.teams()[0].name == "Front desk"
    page.close_team.click()
    room.settle()
    assert room.kim.teams.teams() == ()
    assert "No teams yet" in room.words()


# roster


def cell(room: Room, row: int, column: int) -> str:
    return str(room.screen.roster.model.index(row, column).data(Qt.ItemDataRole.EditRole))


def typed(room: Room, text: str) -> None:
    """Into the current cell, as in a spreadsheet: type, Enter."""
    grid = room.screen.roster.grid
    room.qtbot.keyClick(grid.viewport(), text[0])
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    room.qtbot.keyClicks(editor, text[1:])
    room.press(editor, Qt.Key.Key_Return)


def test_a_week_is_planned_copied_and_taken_back_from_the_keyboard(room: Room):
    room.page(ROSTER)
    page = room.screen.roster
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.QtTest)
    assert QApplication.focusWidget() is page.grid
    assert page.title.text() == "23 Nov 2026 to 29 Nov 2026"
    assert not page.now.isEnabled()
    typed(room, "8-12, 13-17")
    assert cell(room, 0, 0) == "08:00–12:00, 13:00–17:00"
    typed(room, "22-6")
    page.grid.setCurrentIndex(page.model.index(1, 0))
    assert page.model.index(1, 0).data() == "\u206622–6\u2069"
    assert page.model.index(1, HOURS).data() == "8"
    assert page.model.index(2, 0).data() == "2"
    room.press(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    room.press(page.grid, Qt.Key.Key_Right)
    room.press(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert cell(room, 1, 1) == "22:00–06:00"
    room.press(page.grid, Qt.Key.Key_Delete)
    assert cell(room, 1, 1) == ""
    room.press(page.grid, Qt.Key.Key_PageDown)
    assert page.title.text() == "30 Nov 2026 to 6 Dec 2026"
    assert cell(room, 0, 0) == ""
    page.copy.click()
    room.settle()
    assert "3 shifts copied" in room.words()
    assert cell(room, 0, 0) == "08:00–12:00, 13:00–17:00"
    assert page.undo.text() == "Undo the copy"
    room.press(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cell(room, 0, 0) == ""
    page.now.click()
    room.settle()
    assert cell(room, 0, 0) == "08:00–12:00, 13:00–17:00"


def test_hours_that_cannot_be_meant_are_told_and_the_cell_stays(room: Room):
    room.page(ROSTER)
    typed(room, "9 all day")
    assert "“9 all day” are no hours" in room.words()
    assert cell(room, 0, 0) == ""
    page = room.screen.roster
    page.grid.setCurrentIndex(page.model.index(0, 0))
    typed(room, "8-16")
    assert page.grid.currentIndex().row() == 1
    page.grid.setCurrentIndex(page.model.index(0, 0))
    typed(room, "8-12, 11-13")
    assert "These hours overlap" in room.words()
    assert cell(room, 0, 0) == "08:00–16:00"


def test_a_file_is_imported_and_its_wrong_lines_are_named(room: Room, tmp_path: Path):
    room.page(ROSTER)
    file = tmp_path / "roster.csv"
    file.write_text("person,date,start,end\nAsha M.,2026-11-24,8,16\nTom,2026-11-24,8,16\nKim O.,soon,8,16\n")
    room.screen.roster.import_file(file)
    room.settle()
    assert "line 3: there is nobody called “Tom”; line 4: “soon” is no date" in room.words()
    assert cell(room, 0, 1) == ""
    file.write_text("person,date,start,end,zone\nAsha M.,2026-11-24,8,16,Australia/Sydney\n")
    room.screen.roster.import_file(file)
    room.settle()
    assert "1 shift put in, 0 taken out" in room.words()
    assert cell(room, 0, 1) == "08:00–16:00"
    assert "Australia/Sydney" in room.screen.roster.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert str(room.screen.roster.model.index(0, 1).data()).endswith(" *")
    assert room.screen.roster.undo.text() == "Undo the import"
    room.screen.roster.import_file(tmp_path / "none.csv")
    room.settle()
    assert "This file cannot be read" in room.words()


def test_a_screen_reader_hears_who_and_when(room: Room):
    room.kim.roster.set_day("p-kim", MON, "8-16")
    room.page(ROSTER)
    heard = room.screen.roster.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == f"{plain.name('Kim O.')}, Mon 23: 08:00–16:00"
    heard = room.screen.roster.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.endswith("nothing planned")


def test_one_person_alone_plans_their_own_week(alone: Room):
    alone.page(ROSTER)
    typed(alone, "8-16")
    assert cell(alone, 0, 0) == "08:00–16:00"
    header = alone.screen.roster.model.headerData(0, Qt.Orientation.Vertical)
    assert header == plain.name("you")


@pytest.mark.parametrize("case", cases("author"), ids=lambda case: case.id)
def test_hostile_names_are_plain_text_and_widen_nothing(room: Room, case: Case):
    bad = "<img src='file:///etc/hostname'>" + case.text
    team = room.kim.teams.make("Service desk")
    with room.kim.db.transaction():
        room.kim.db.run("UPDATE person_name SET name = :n WHERE name_key = 'asha m.'", n=bad)
        room.kim.db.run("UPDATE team SET name = :n WHERE id = :id", n=bad, id=team)
    narrow = room.screen.minimumSizeHint().width()
    room.screen.hide()
    room.screen.show()
    room.screen.refresh()
    room.settle()
    assert room.names()[0] == plain.name(bad)
    room.choose(0)
    assert room.screen.persons.one.title.text() == plain.name(bad)
    for page in (TEAMS, ROSTER, PERSONS):
        room.page(page)
        room.screen.grab()
    assert room.screen.minimumSizeHint().width() <= narrow + 40
    told = room.screen.roster.model.headerData(0, Qt.Orientation.Vertical)
    assert told == plain.name(bad)
    rich = [
        label
        for label in room.screen.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert rich == []


def test_an_empty_week_model_is_a_sound_model(qtbot):
    QAbstractItemModelTester(WeekModel(), QAbstractItemModelTester.FailureReportingMode.QtTest)


def test_the_palette_offers_what_this_page_can_do(room: Room):
    def titles() -> list[str]:
        return [command.title for command in room.screen.commands()]

    assert titles() == ["Persons", "Teams", "Roster", "Limits", "Add somebody"]
    room.page(ROSTER)
    assert titles() == ["Persons", "Teams", "Roster", "Limits", "Copy last week", "From a file"]
    typed(room, "8-16")
    assert titles()[-1] == "Undo the last entry"
    room.screen.commands()[-1].run()
    room.settle()
    assert cell(room, 0, 0) == ""


def test_hours_are_changed_where_they_stand(room: Room):
    room.page(ROSTER)
    typed(room, "8-16")
    grid = room.screen.roster.grid
    grid.setCurrentIndex(room.screen.roster.model.index(0, 0))
    room.press(grid, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "08:00–16:00"
    editor.end(False)
    room.qtbot.keyClicks(editor, ", 18-20")
    room.press(editor, Qt.Key.Key_Return)
    assert cell(room, 0, 0) == "08:00–16:00, 18:00–20:00"
    grid.setCurrentIndex(room.screen.roster.model.index(0, 0))
    room.press(grid, Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    room.qtbot.keyClicks(editor, "9")
    room.press(editor, Qt.Key.Key_Escape)
    assert cell(room, 0, 0) == "08:00–16:00, 18:00–20:00"
