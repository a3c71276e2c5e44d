"""What a person leaves out, who is in the directory, and a card that names whoever sits here, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from moderator.problems import NotAllowed
from moderator.store import people
from moderator.wellbeing.wishes import SEVERE
from tests.ui.values import NOW, open_card
from ui import words
from ui.queue.reader import CardView
from ui.rest import aimed_words as told
from ui.settings.screen import SettingsScreen

LEFT = Qt.MouseButton.LeftButton


def settle(sitting) -> None:
    for _ in range(3):
        sitting.settle()


def test_a_kind_is_left_out_told_and_taken_back(qtbot, sitting, settings_page: SettingsScreen):
    rows = settings_page.left_out
    said: list[str] = []
    rows.said.connect(said.append)
    assert rows.told.text() == told.NOTHING_LEFT_OUT
    assert rows.take_back.isHidden()
    choice = rows.kinds["threat"]
    choice.setCurrentIndex(2)
    choice.activated.emit(2)
    settle(sitting)
    assert rows.told.text() == "1 kind is left out at your wish: threat."
    qtbot.mouseClick(rows.off_severe, LEFT)
    settle(sitting)
    assert rows.kinds[SEVERE].currentIndex() == 1
    assert rows.told.text().startswith("2 kinds are left out at your wish")
    qtbot.mouseClick(rows.take_back, LEFT)
    settle(sitting)
    assert rows.told.text() == told.NOTHING_LEFT_OUT
    assert {choice.currentIndex() for choice in rows.kinds.values()} == {0}
    assert said[-1] == told.TAKEN_BACK


def test_a_person_is_added_and_no_name_stays_on_the_page(qtbot, sitting, settings_page: SettingsScreen):
    staff = settings_page.staffing
    qtbot.keyClicks(staff.name, "Zyxquin Wobblethorpe")
    qtbot.keyClicks(staff.handles, "@zyx")
    qtbot.keyClicks(staff.who, "me")
    qtbot.mouseClick(staff.add, LEFT)
    settle(sitting)
    shown = [each.text() for each in staff.findChildren(QLabel) if each.isVisibleTo(staff)]
    assert "Person 1: 1 name, 1 handle, you" in shown
    assert staff.name.text() == ""
    assert not any("Zyxquin" in text for text in shown)
    remove = next(each for each in staff.findChildren(QPushButton) if each.text() == "Remove")
    qtbot.mouseClick(remove, LEFT)
    settle(sitting)
    assert told.NOBODY in [each.text() for each in staff.findChildren(QLabel)]


def test_what_is_wrong_with_a_line_is_said_and_the_rest_goes_in(
    sitting, settings_page: SettingsScreen, tmp_path: Path
):
    staff = settings_page.staffing
    file = tmp_path / "staff.csv"
    file.write_text("name,kind\nKim Oakley,person\nLicensing,team\n", "utf-8")
    staff.take_in(file)
    settle(sitting)
    assert staff.told.text().startswith("Line 3: A team's name needs two words or more.")
    assert "Person 1: 1 name" in [each.text() for each in staff.findChildren(QLabel)]


def test_the_directory_is_absent_for_who_may_not_change_it(settings_page: SettingsScreen):
    settings_page.staffing._not_for_them(NotAllowed("no"))
    assert settings_page.staffing.isHidden()


def test_a_card_says_that_it_names_a_colleague_and_never_whom(qtbot):
    opened = open_card()
    view = CardView(replace(opened, card=replace(opened.card, names_colleague=True)), NOW)
    qtbot.addWidget(view)
    assert told.NAMES_COLLEAGUE in [each.text() for each in view.findChildren(QLabel)]


def test_a_row_that_may_concern_its_reader_says_so_aloud():
    card = replace(open_card().card, concerns_me=True, text=None)
    assert "may concern you" in words.spoken(card, "", "bob")
    assert "may concern you" in words.row_note(card)


def knows(sitting, name: str, person: str = "me") -> None:
    sitting.work.store(lambda console: console.directory.add([name], person=person))
    sitting.settle()


def test_who_is_alone_is_told_first_and_reads_it_only_when_asking_again(sitting):
    card = sitting.office.says("Robin Holloway is a turnip")
    knows(sitting, "Robin Holloway")
    sitting.begin()
    sitting.open(card.id)
    for _ in range(2):
        assert "turnip" not in sitting.text()
        sitting.down(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
        sitting.settle()
        if "turnip" in sitting.text():
            break
        assert any("This may concern you" in each.text() for each in sitting.screen.findChildren(QLabel))
        assert sitting.office.units() == 0
        sitting.up(Qt.Key.Key_V)
        sitting.settle()
    assert "turnip" in sitting.text()
    assert sitting.office.db.column("SELECT target_class FROM reveal") == ["me"]
    sitting.up(Qt.Key.Key_V)
    sitting.settle()


def test_a_card_that_concerns_its_reader_does_not_open_and_is_escalated_with_one_key(sitting):
    card = sitting.office.says("Robin Holloway is a turnip")
    knows(sitting, "Robin Holloway")
    sitting.work.store(lambda console: _joined_by_a_colleague(console))
    sitting.settle()
    sitting.begin()
    said: list[str] = []
    sitting.screen.said.connect(said.append)
    sitting.open(card.id)
    assert sitting.screen.seat.opened is None
    assert (
        any("A colleague will look at it" in each for each in said)
        or "A colleague will look at it" in sitting.text()
    )
    assert "turnip" not in sitting.text()
    settle(sitting)
    sitting.screen.line.view.setCurrentIndex(sitting.screen.line.model.index(0))
    sitting.press(Qt.Key.Key_E)
    settle(sitting)
    assert sitting.state(card.id) == "decided"
    assert sitting.office.units() == 0


def _joined_by_a_colleague(console) -> None:
    with console.db.transaction():
        for person in (console.person, "p-colleague"):
            people.join(console.db, person)
            for role in ("moderator", "lead", "admin"):
                people.give_role(console.db, person, role, person)


def test_nothing_came_and_the_person_is_told_that_it_may_be_their_own_wish(sitting):
    sitting.office.says("You absolute turnip")
    sitting.work.store(lambda console: console.wishing.leave_out(["insult"]))
    sitting.settle()
    sitting.begin()
    said: list[str] = []
    sitting.screen.said.connect(said.append)
    sitting.press(Qt.Key.Key_Return)
    settle(sitting)
    assert "1 kind is left out at your wish: insult." in said
