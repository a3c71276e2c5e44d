"""Several persons at one window: signing in, changing places, being asked again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from moderator.clock import HandClock, SystemClock
from moderator.console import Console, open_console
from moderator.decisions import Verdict
from moderator.home import find_home
from moderator.keys import root_key
from moderator.people.roles import Role
from moderator.problems import SignInAgain
from moderator.scores import Band
from moderator.settings import Settings
from tests.hostile import Case, cases
from tests.people.conftest import ASHA, KIM, Office
from tests.people.conftest import office as office
from ui.look import plain
from ui.screens import SCREENS
from ui.signin.own import OwnPassphrase
from ui.window import Window
from ui.work import Work
from ui.worker_process import start_for


@dataclass
class Front:
    """The whole window, over an office where Kim (every role) and Asha (moderator) sign in."""

    qtbot: object
    office: Office
    clock: HandClock
    work: Work
    window: Window
    kim: Console

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=10_000)

    def begin(self) -> None:
        self.window.begin()
        self.settle()

    def sign_in(self, row: int, phrase: str) -> None:
        page = self.window.sign_in
        page.names.setCurrentIndex(page.faces.index(row))
        page.phrase.edit.setText(phrase)
        self.qtbot.keyClick(page.phrase.edit, Qt.Key.Key_Return)
        self.settle()

    def shown(self) -> object:
        return self.window.stack.currentWidget()

    def rail(self) -> list[str]:
        return [button.accessibleName() for button in self.window.rail.buttons if not button.isHidden()]

    def words(self) -> str:
        return " ".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())


def make(qtbot, office: Office, clock: HandClock) -> Iterator[Front]:
    kim, _ = office.two()
    bugs: list[BaseException] = []
    work = Work(lambda: open_console(office.home, office.key, clock, office.settings))
    work.bug.connect(bugs.append)
    window = Window(work, office.settings, Path(office.home.path), rehearsal=False)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    front = Front(qtbot, office, clock, work, window, kim)
    yield front
    front.window.close()
    work.close()
    assert bugs == []


@pytest.fixture
def front(qtbot, office: Office, clock: HandClock) -> Iterator[Front]:
    yield from make(qtbot, office, clock)


ASHAS, KIMS = 0, 1  # rows of the sign-in page
HISTORY, PEOPLE = (
    next(at for at, each in enumerate(SCREENS) if each.title == title) for title in ("History", "People")
)
QUEUES, ADMINS = {"Queue", "History"}, {"People", "Import"}


def test_the_window_begins_with_who_sits_here_and_shows_nothing_of_the_queue(front: Front):
    front.office.says("Do the buses take bicycles?", Band.S0)
    front.begin()
    assert front.shown() is front.window.sign_in
    assert not front.window.rail.isVisible()
    assert front.window.queue.line.model.rowCount() == 0
    names = [front.window.sign_in.faces.index(row).data() for row in range(2)]
    assert names == [plain.name("Asha M."), plain.name("Kim O.")]
    front.sign_in(ASHAS, ASHA)
    assert front.shown() is front.window.queue
    assert front.window.queue.line.model.rowCount() == 1


def test_the_sign_in_page_stands_together_at_its_top(front: Front):
    front.begin()
    label = next(
        each for each in front.window.sign_in.findChildren(QLabel) if each.text().startswith("Meter, breaks")
    )
    assert label.height() <= label.heightForWidth(label.width())


def test_one_person_alone_sees_the_queue_at_once(qtbot, office: Office, clock: HandClock):
    office.console()
    office.says("Do the buses take bicycles?", Band.S0)
    work = Work(lambda: open_console(office.home, office.key, clock, office.settings))
    window = Window(work, office.settings, Path(office.home.path), rehearsal=False)
    qtbot.addWidget(window)
    window.begin()
    qtbot.waitUntil(lambda: not work.busy, timeout=5000)
    assert window.stack.currentWidget() is window.queue
    assert window.rail.person.isHidden()
    window.switch_person()
    assert window.stack.currentWidget() is window.queue
    window.close()
    work.close()


def test_a_wrong_passphrase_is_told_calmly_and_the_field_is_emptied(front: Front):
    front.office.says("You absolute turnip")
    front.begin()
    front.sign_in(ASHAS, "not this one at all")
    assert front.shown() is front.window.sign_in
    assert "That was another passphrase. 2 more tries before a wait." in front.words()
    assert front.window.sign_in.phrase.edit.text() == ""
    assert front.window.sign_in.phrase.edit.hasFocus()
    for _ in range(3):
        front.sign_in(ASHAS, "not this one at all")
    assert "Please wait 1 minute before the next try" in front.words()
    front.sign_in(KIMS, KIM)
    assert front.shown() is front.window.queue


def test_what_was_typed_for_one_name_is_gone_with_another(front: Front):
    front.begin()
    front.window.sign_in.phrase.edit.setText(ASHA)
    front.window.sign_in.names.setCurrentIndex(front.window.sign_in.faces.index(KIMS))
    assert front.window.sign_in.phrase.edit.text() == ""


def test_signing_in_works_by_keyboard_alone(front: Front):
    front.begin()
    front.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    front.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    front.qtbot.keyClicks(QApplication.focusWidget(), KIM)
    front.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    front.settle()
    assert front.window.here is not None
    assert front.window.here.person == "p-kim"


def test_letters_on_the_sign_in_page_are_letters(front: Front):
    front.begin()
    front.window.sign_in.phrase.edit.setFocus()
    front.qtbot.keyClicks(front.window.sign_in.phrase.edit, "xaev?")
    assert front.window.sign_in.phrase.edit.text() == "xaev?"


def test_a_code_leads_to_a_passphrase_of_ones_own(front: Front):
    front.kim.staff.reset(next(one.person for one in front.kim.staff.members() if one.name == "Asha M."))
    code = front.kim.staff.reset(front.kim.entrance.person_called("Asha M.")).code
    front.begin()
    front.sign_in(ASHAS, code.upper())
    page = front.window.sign_in
    assert page.pages.currentIndex() == 1
    page.new.once.edit.setText("nine other blue birds")
    page.new.twice.edit.setText("nine other blue bards")
    page.choose.click()
    assert "differ" in front.words()
    page.new.once.edit.setText("nine other blue birds")
    page.new.twice.edit.setText("nine other blue birds")
    front.qtbot.keyClick(page.new.twice.edit, Qt.Key.Key_Return)
    front.settle()
    assert front.shown() is front.window.queue


def test_a_screen_that_a_role_may_not_see_is_absent(front: Front):
    front.begin()
    front.sign_in(ASHAS, ASHA)
    assert set(front.rail()) >= QUEUES
    assert not ADMINS & set(front.rail())
    front.window.switch_person()
    front.settle()
    front.sign_in(KIMS, KIM)
    assert set(front.rail()) >= QUEUES | ADMINS


def test_an_admin_who_does_not_moderate_begins_at_what_is_theirs(front: Front):
    front.office.says("You absolute turnip")
    front.kim.staff.set_roles("p-kim", {Role.ADMIN})
    front.begin()
    front.sign_in(KIMS, KIM)
    assert set(front.rail()) >= ADMINS
    assert not QUEUES & set(front.rail())
    assert front.shown() is not front.window.queue


def test_switching_hands_the_card_back_and_leaves_nothing_of_the_person(front: Front):
    card = front.office.says("You absolute turnip")
    front.begin()
    front.sign_in(ASHAS, ASHA)
    queue = front.window.queue
    queue.seat.open(card)
    front.settle()
    front.qtbot.keyClicks(queue.verdicts.note, "a word that was not sent")
    front.qtbot.keyClick(queue.line.view, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    front.settle()
    assert front.shown() is front.window.sign_in
    assert queue.line.model.rowCount() == 0
    front.sign_in(KIMS, KIM)
    queue.seat.open(card)
    front.settle()
    assert queue.seat.opened is not None
    assert queue.verdicts.note.text() == ""
    front.window.switch_person()
    front.settle()
    front.sign_in(ASHAS, ASHA)
    queue.seat.open(card)
    front.settle()
    assert queue.verdicts.note.text() == "a word that was not sent"


def test_a_role_that_is_taken_changes_the_window_by_itself(front: Front):
    front.begin()
    front.sign_in(ASHAS, ASHA)
    assert front.window.here is not None
    person = front.window.here.person
    front.kim.staff.set_roles(person, {Role.LEAD})
    front.qtbot.waitUntil(lambda: "People" in front.rail(), timeout=5000)
    front.kim.staff.set_roles(person, {Role.ADMIN})
    front.qtbot.waitUntil(lambda: not QUEUES & set(front.rail()), timeout=5000)
    assert front.shown() is not front.window.queue


def test_who_leaves_is_signed_out_of_the_window(front: Front):
    front.kim.staff.add("Tom R.", {Role.MODERATOR})
    front.begin()
    front.sign_in(ASHAS, ASHA)
    assert front.window.here is not None
    front.kim.staff.leave(front.window.here.person)
    front.qtbot.waitUntil(lambda: front.shown() is front.window.sign_in, timeout=5000)
    front.settle()
    assert front.window.sign_in.faces.rowCount() == 2


def test_a_desk_left_alone_asks_again_before_the_words_are_shown(front: Front):
    card = front.office.says("You absolute turnip")
    front.begin()
    front.sign_in(ASHAS, ASHA)
    front.window.queue.seat.open(card)
    front.settle()
    front.clock.pass_(seconds=100)
    front.window.queue.seat._heartbeat()
    front.settle()
    for _ in range(3):
        front.clock.pass_(seconds=80)
        front.window.queue.seat._heartbeat()
        front.settle()
    front.qtbot.keyPress(front.window.queue.line.view, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    front.settle()
    again = front.window._again
    assert again is not None
    assert "turnip" not in front.window.queue.reader.text()
    assert "Nobody touched this desk for 5 minutes" in " ".join(
        label.text() for label in again.findChildren(QLabel)
    )
    again.phrase.edit.setText("not this one at all")
    again.go.click()
    front.settle()
    assert "That was another passphrase" in again.said.text()
    again.phrase.edit.setText(ASHA)
    front.qtbot.keyClick(again.phrase.edit, Qt.Key.Key_Return)
    front.settle()
    assert front.window._again is None
    front.qtbot.keyRelease(front.window.queue.line.view, Qt.Key.Key_V)
    front.qtbot.keyPress(front.window.queue.line.view, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    front.settle()
    assert "turnip" in front.window.queue.reader.text()
    front.qtbot.keyRelease(front.window.queue.line.view, Qt.Key.Key_V)


def test_somebody_else_at_a_desk_left_alone_signs_in_as_themself(front: Front):
    front.begin()
    front.sign_in(ASHAS, ASHA)
    front.window._show_problem(SignInAgain("Nobody touched this desk"))
    assert front.window._again is not None
    front.window._again.other.click()
    front.settle()
    assert front.shown() is front.window.sign_in


def test_lifting_the_cover_does_not_lead_past_the_sign_in(front: Front):
    front.begin()
    front.window.cover()
    assert front.shown() is front.window.sign_in
    front.sign_in(ASHAS, ASHA)
    front.window.cover()
    assert front.shown() is front.window.cover_sheet
    front.qtbot.keyClick(front.window.cover_sheet, Qt.Key.Key_Return)
    assert front.shown() is front.window.queue


def test_a_window_in_the_tray_has_nobody_at_it(front: Front):
    front.begin()
    front.sign_in(ASHAS, ASHA)
    front.window.stays = True
    front.window.close()
    front.settle()
    front.window.come_back()
    assert front.shown() is front.window.sign_in
    front.window.stays = False


def test_a_person_given_with_the_command_is_signed_in_at_once(front: Front):
    front.window.given = ("asha m.", ASHA)
    front.begin()
    assert front.shown() is front.window.queue
    assert front.window.given is None


def test_a_wrong_person_given_with_the_command_sees_the_page_and_why(front: Front):
    front.window.given = ("Tom", ASHA)
    front.begin()
    front.settle()
    assert front.shown() is front.window.sign_in
    assert "There is nobody called" in front.words()


def test_notes_say_who_wrote_them(front: Front):
    card = front.office.says("You absolute turnip")
    front.kim.desk.note(card, "same text since noon")
    front.begin()
    front.sign_in(ASHAS, ASHA)
    front.window.queue.seat.open(card)
    front.settle()
    assert "Kim O.: same text since noon" in front.window.queue.reader.text()


@pytest.mark.parametrize("case", cases("author"), ids=lambda case: case.id)
def test_hostile_names_are_plain_text_of_one_line_on_the_way_in(front: Front, case: Case):
    with front.kim.db.transaction():
        front.kim.db.run(
            "UPDATE person_name SET name = :n WHERE name_key = 'asha m.'", n="<b>x</b>" + case.text
        )
    front.begin()
    page = front.window.sign_in
    told = page.faces.index(0).data()
    assert told == plain.name("<b>x</b>" + case.text)
    assert "<b>" in told
    assert "\n" not in told
    assert page.widget().minimumSizeHint().width() < 700
    front.sign_in(ASHAS, ASHA)
    assert "<b>" in front.window.rail.person.accessibleName()


def test_names_and_passphrases_are_in_no_log_and_no_title(front: Front):
    front.begin()
    front.sign_in(ASHAS, "not this one at all")
    front.sign_in(ASHAS, ASHA)
    assert "Asha" not in front.window.windowTitle()
    for path in Path(front.office.home.path).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Asha" not in content
            assert ASHA.encode() not in content


def test_the_history_tells_a_lead_who_decided_and_keeps_nothing_for_the_next(front: Front):
    card = front.office.says("You absolute turnip")
    front.kim.desk.open(card)
    front.kim.desk.decide(card, Verdict.HIDE)
    assert front.office.opened[1].person
    front.kim.staff.set_roles(front.office.opened[1].person, {Role.LEAD})
    front.begin()
    front.sign_in(ASHAS, ASHA)
    front.window.show_screen(HISTORY)
    front.settle()
    history = front.window.screens[HISTORY]
    history._open(1)
    front.settle()
    assert f"by {plain.name('Kim O.')}" in history.dossier.text()
    front.clock.pass_(minutes=6)
    history.hold(None, "plain")
    front.settle()
    assert front.window._again is not None
    assert "turnip" not in history.dossier.text()
    front.window._again.later.click()
    front.window.switch_person()
    front.settle()
    assert history.model.rowCount() == 0
    assert "Kim O." not in history.dossier.text()


def test_a_passphrase_is_changed_by_who_knows_the_present_one(front: Front):
    front.begin()
    front.sign_in(ASHAS, ASHA)
    assert {"Sign out, switch person", "Change my passphrase"} <= {
        command.title for command in front.window.commands()
    }
    front.window.change_passphrase()
    dialog = front.window.findChild(OwnPassphrase)
    assert dialog is not None
    for present, told in (("not this one at all", "another passphrase"), (ASHA, "")):
        dialog.present.edit.setText(present)
        dialog.new.once.edit.setText("nine other blue birds")
        dialog.new.twice.edit.setText("nine other blue birds")
        dialog.go.click()
        front.settle()
        assert told in dialog.said.text()
    assert not dialog.isVisible()
    front.window.switch_person()
    front.settle()
    front.sign_in(ASHAS, "nine other blue birds")
    assert front.shown() is front.window.queue


def test_a_child_of_the_window_acts_for_who_sits_here(tmp_path: Path, quick_passphrases: None):
    """A real process: the key and a ticket go over its input, no passphrase does."""
    environ = {**os.environ, "MODERATOR_HOME": str(tmp_path / "home")}
    home, key = find_home(environ=environ), os.urandom(32)
    root_key(home, given=key, ask=lambda _: "")
    console = open_console(home, key, SystemClock(), Settings())
    try:
        console.staff.introduce("Kim O.", KIM)
        code = console.staff.add("Asha M.", {Role.MODERATOR}).code
        console.sign_in("Asha M.", code)
        console.choose_passphrase(ASHA)
        for person, phrase, code, says in (
            ("Kim O.", KIM, 0, "Asha M."),
            ("Asha M.", ASHA, 1, "Your role does not allow you"),
        ):
            console.sign_in(person, phrase)
            child = start_for(
                console, "person", "list", environ=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            out, _ = child.communicate(timeout=60)
            assert (child.returncode, says in out.decode()) == (code, True), out
            assert console.here().person
    finally:
        console.close()


def test_the_line_says_who_has_a_card_open(front: Front):
    card = front.office.says("You absolute turnip")
    front.kim.desk.open(card)
    front.begin()
    front.sign_in(ASHAS, ASHA)
    row = front.window.queue.line.model.index(0)
    assert f"open at {plain.name('Kim O.')}'s desk" in row.data()
    front.window.queue.seat.open(card)
    front.settle()
    assert "Kim O. has card 1 open" in front.words()
