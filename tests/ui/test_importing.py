"""The import screen over a real store and real children: nothing of a file is in the window before it is scored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QMainWindow, QWidget

from moderator.clock import SystemClock
from moderator.console import open_console
from moderator.home import read_home
from moderator.importing import looked, proposing, recognising
from moderator.keys import find_home, root_key
from moderator.settings import Settings
from tests.ui.test_canary import _properties, _said
from ui.importing.mapping import Mapping
from ui.importing.screen import ImportScreen
from ui.work import Work

CANARY = "zorblaxturnip"
MELTWATER = (
    "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tReach\n"
    f"04-Nov-2026 09:15AM\t\thttps://x.com/a/status/1\t{CANARY} open\tYou absolute {CANARY}\tTwitter\t@{CANARY}\tAU\t12\n"
    f"13-Nov-2026 10:15PM\t{CANARY}\thttps://{CANARY}.example/2\t\t\tTwitter\t@bob\tAU\t3\n"
)


@dataclass
class Importing:
    qtbot: object
    work: Work
    screen: ImportScreen
    window: QMainWindow
    opened: tuple[object, ...]

    @property
    def pages(self):
        return self.screen.pages

    def look_at(self, path: Path) -> None:
        self.screen.look_at(path)
        self.until(
            lambda: self.pages.page in (self.pages.mapping, self.pages.choose) and self.pages.reading.idle
        )

    def until(self, there, seconds: float = 30) -> None:
        self.qtbot.waitUntil(there, timeout=int(seconds * 1000))

    def press(self, button: QAbstractButton) -> None:
        assert button.isVisibleTo(self.window)
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def stored(self) -> int:
        console = open_console(*self.opened)
        try:
            return int(console.db.column("SELECT count(*) FROM comment")[0])
        finally:
            console.close()


@pytest.fixture
def importing(qtbot) -> Iterator[Importing]:
    key = root_key(find_home(), given=os.urandom(32), ask=lambda _: "")
    home = read_home(find_home().path)
    opened = (home, key, SystemClock(), Settings())
    work = Work(lambda: open_console(*opened))
    bugs: list[BaseException] = []
    work.bug.connect(bugs.append)
    window = QMainWindow()
    screen = ImportScreen(work)
    window.setCentralWidget(screen)
    window.resize(1100, 760)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Importing(qtbot, work, screen, window, opened)
    screen.pages.reading.give_up()
    qtbot.waitUntil(lambda: not work.busy, timeout=20_000)
    work.close()
    assert bugs == []


def test_a_utf16_export_is_recognised_mapped_imported_and_leads_to_the_queue(importing, tmp_path, qtbot):
    path = tmp_path / "export.csv"
    path.write_bytes(MELTWATER.encode("utf-16"))
    importing.look_at(path)
    mapping = importing.pages.mapping
    assert "Meltwater, 2 entries. Read as UTF-16." in mapping.what.text()
    assert mapping.fields.rows["text"].choice.currentText() == "Hit Sentence, else 2 others"
    assert "4 Nov 2026 09:15" in mapping.fields.rows["date"].sample.text()
    assert mapping.trial.text() == "Of the first 2: 2 comments."
    mapping.account.setText("City")
    importing.press(mapping.start)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    outcome = importing.pages.outcome
    assert outcome.title.text() == "2 comments joined the queue."
    with qtbot.waitSignal(importing.screen.finished):
        importing.press(outcome.queue)
    assert importing.stored() == 2


def test_before_it_is_imported_no_word_of_a_file_is_in_the_window(importing, tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(MELTWATER.encode("utf-16"))
    importing.look_at(path)
    importing.pages.mapping.fields.more.click()
    assert CANARY not in _properties(importing.window)
    assert CANARY not in _said(importing.window)
    assert "veiled: not scored yet" in _said(importing.window)
    assert len([bar for bar in importing.pages.mapping.fields.rows["text"].bars if not bar.isHidden()]) == 1
    plain = tmp_path / "nothing known.csv"
    plain.write_text(f"ann,You {CANARY}\nbob,{CANARY} again\n")
    importing.look_at(plain)
    choice = importing.pages.mapping.fields.rows["text"].choice
    assert [choice.itemText(at) for at in range(choice.count())] == [
        "Not in this file",
        "Column 1",
        "Column 2",
    ]
    assert CANARY not in _properties(importing.window) + _said(importing.window)


def test_what_a_person_chooses_is_what_is_imported(importing, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Wann;Wer;Was\n3/4/2026;ann;Hallo\n5/6/2026;bob;Danke\n4/4/2026;eve;a;b\n")
    importing.look_at(path)
    mapping = importing.pages.mapping
    assert mapping.said.text() == "Choose the column that holds the comments."
    assert not mapping.start.isEnabled()
    mapping.fields.rows["text"].choice.setCurrentIndex(3)
    mapping.fields.rows["date"].choice.setCurrentIndex(1)
    assert mapping.said.text() == "The dates of this file can be read in two ways. Choose one."
    day_first = mapping.fields.order.choices["day-first"]
    assert day_first.text() == "Day first: 3 Apr 2026, 5 Jun 2026"
    importing.press(day_first)
    importing.until(lambda: "2 comments, 1 that cannot be read" in mapping.trial.text())
    importing.press(mapping.start)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    outcome = importing.pages.outcome
    assert outcome.aside.text() == "1 entry is set aside. Its bytes are kept."
    importing.press(outcome.show_aside)
    importing.until(lambda: outcome.listed.count() == 1)
    assert outcome.listed.item(0).text() == "line 4: It has 4 cells, the header has 3"
    importing.press(outcome.more)
    importing.look_at(path)
    assert "chosen as last time" in mapping.what.text()
    assert mapping.fields.rows["text"].columns() == ("Was",)


def test_it_stops_and_goes_on_without_a_double(importing, tmp_path):
    path = tmp_path / "big.csv"
    path.write_text("text,author\n" + "".join(f"You turnip {n},bob\n" for n in range(15_000)))
    importing.look_at(path)
    importing.press(importing.pages.mapping.start)
    running = importing.pages.running
    importing.until(lambda: running.bar.value() > 0)
    importing.press(running.halt)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    outcome = importing.pages.outcome
    assert outcome.said.text().startswith("Stopped after")
    importing.press(outcome.more)
    importing.until(lambda: not importing.work.busy)
    importing.look_at(path)
    assert importing.pages.mapping.waits.isVisibleTo(importing.window)
    importing.press(importing.pages.mapping.waits.go_on)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    assert outcome.title.text() == "15,000 comments joined the queue."
    assert importing.stored() == 15_000


def test_what_is_no_file_of_comments_is_refused_in_a_sentence(importing, tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    importing.look_at(path)
    assert importing.pages.page is importing.pages.choose
    assert "photo.png is a picture" in importing.pages.choose.said.text()


def test_a_child_that_dies_is_told(importing, tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("text\n" + "Hello\n" * 3)
    importing.look_at(path)
    monkeypatch.setenv("MODERATOR_FAULT", "import.before_commit:kill")
    importing.press(importing.pages.mapping.start)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    assert "broke off" in importing.pages.outcome.title.text()
    assert "you can go on with it" in importing.pages.outcome.said.text()


def test_a_file_is_taken_when_it_is_dropped(importing, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("text\nHello\n")
    importing.until(lambda: not importing.work.busy)
    place = importing.pages.choose.place
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(QPoint(10, 10)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    place.dropEvent(drop)
    importing.until(lambda: importing.pages.page is importing.pages.mapping)
    assert importing.pages.mapping.name.text() == "x.csv"


# the mapping page alone


@pytest.fixture
def mapping(qtbot, tmp_path: Path) -> Mapping:
    made = Mapping(("UTC", "Australia/Sydney"), [("meltwater", "Meltwater")])
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def show(mapping: Mapping, path: Path) -> looked.Looked:
    found = recognising.recognise(path)
    told = looked.look(path, found, proposing.propose(found))
    mapping.show_file(looked.from_line(looked.to_line(told)), afresh=True)
    return told


def test_every_control_has_a_name_and_is_reached_by_keyboard(mapping, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("text,author,date\nHello,ann,2026-11-01\n")
    show(mapping, path)
    mapping.fields.more.click()
    controls = [
        each
        for each in mapping.findChildren(QWidget)
        if isinstance(each, QAbstractButton | QComboBox | QLineEdit) and each.isVisibleTo(mapping)
    ]
    assert len(controls) > 15
    for each in controls:
        assert each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()), each
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus, each


def test_fields_that_the_file_does_not_have_stay_out_of_the_way(mapping, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("text,parent id\nHello,1\n")
    show(mapping, path)
    shown = [which for which, row in mapping.fields.rows.items() if row.choice.isVisibleTo(mapping)]
    assert shown == ["text", "author", "date", "url", "id", "parent_id"]
    mapping.fields.more.click()
    assert all(row.choice.isVisibleTo(mapping) for row in mapping.fields.rows.values())


def test_hostile_names_are_plain_text(mapping, tmp_path):
    path = tmp_path / "<b>x\u202e.csv"
    path.write_text("text,<img src=x>,\u202eauthor\nHello,1,2\n")
    show(mapping, path)
    choice = mapping.fields.rows["author"].choice
    names = [choice.itemText(at) for at in range(choice.count())]
    assert "<img src=x>" in names
    assert not any("\u202e" in name for name in names)
    assert "\u202e" not in mapping.name.text()


def test_the_plan_is_what_is_on_the_page(mapping, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("text,who,date\nHello,ann,2026-11-01\n")
    show(mapping, path)
    mapping.fields.rows["author"].choice.setCurrentIndex(2)
    mapping.zone.setCurrentIndex(1)
    mapping.account.setText(" Parks ")
    plan = mapping.plan()
    assert plan.columns == {"text": ("text",), "author": ("who",), "date": ("date",)}
    assert (plan.zone, plan.account) == ("Australia/Sydney", "Parks")


def test_another_kind_of_export_is_asked_for(mapping, tmp_path, qtbot):
    path = tmp_path / "x.csv"
    path.write_text("text\nHello\n")
    show(mapping, path)
    assert mapping.kind.itemText(0) == "Table (recognised)"
    with qtbot.waitSignal(mapping.again) as asked:
        mapping.kind.setCurrentIndex(1)
        mapping.kind.activated.emit(1)
    assert asked.args == ["meltwater", "", ""]


UNTIMELY = "id,text,date\n1,Hello,2026-02-03 10:00\n2,You turnip,2026-02-30 25:61\n3,Bye,\n"


def untimely(importing, tmp_path: Path):
    """A file of three rows, one of which was set aside for its time."""
    path = tmp_path / "export.csv"
    path.write_text(UNTIMELY)
    importing.look_at(path)
    assert "1 whose time cannot be read, to be set aside" in importing.pages.mapping.trial.text()
    importing.press(importing.pages.mapping.start)
    importing.until(lambda: importing.pages.page is importing.pages.outcome)
    return importing.pages.outcome


def test_what_was_set_aside_for_its_time_is_taken_in_without_one(importing, tmp_path):
    outcome = untimely(importing, tmp_path)
    assert outcome.title.text() == "2 comments joined the queue."
    assert "1 has a time that cannot be read" in outcome.aside.text()
    importing.press(outcome.untimed)
    importing.until(lambda: outcome.title.text() == "1 comment joined the queue.")
    assert "1 was in quarantine, and is not any more." in outcome.said.text()
    assert not outcome.untimed.isVisibleTo(importing.window)
    assert importing.stored() == 3


def test_what_was_set_aside_for_its_time_is_read_again_as_the_person_says(importing, tmp_path):
    outcome = untimely(importing, tmp_path)
    importing.press(outcome.times)
    mapping = importing.pages.mapping
    importing.until(lambda: importing.pages.page is mapping and importing.pages.reading.idle)
    assert "Only what was set aside is read again." in mapping.only.text()
    assert mapping.only.isVisibleTo(importing.window)
    mapping.fields.rows["date"].choice.setCurrentIndex(0)  # no column: the comment comes without a time
    importing.press(mapping.start)
    importing.until(lambda: importing.pages.page is outcome)
    assert "1 was in quarantine, and is not any more." in outcome.said.text()
    assert importing.stored() == 3
    importing.press(outcome.more)
    importing.look_at(tmp_path / "export.csv")
    assert not mapping.only.isVisibleTo(importing.window)
