"""The history screen: found, read about, looked at through the door, reopened, answered. And no words without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from moderator.cards import Card
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.marking import explain_next
from moderator.records import Stand
from moderator.scores import Band, Mark, Why
from moderator.settings import Settings
from moderator.store import journal
from ui import words
from ui.history.screen import HistoryScreen
from ui.look.passage import Passage
from ui.look.places import PlacesBar
from ui.queue.why import WhyView


@pytest.fixture
def screen(qtbot, sitting) -> HistoryScreen:
    made = HistoryScreen(sitting.work, Settings())
    qtbot.addWidget(made, before_close_func=lambda _: made.leave())
    with qtbot.waitActive(made):
        made.resize(1200, 800)
        made.show()
        made.activateWindow()
    return made


def decide(sitting, card: Card, verdict: Verdict = Verdict.HIDE) -> int:
    made: list[int] = []

    def run(console: Console) -> int:
        console.desk.open(card.id)
        return console.desk.decide(card.id, verdict).id

    sitting.work.store(run, made.append)
    sitting.settle()
    return made[0]


def look(sitting, screen: HistoryScreen) -> None:
    screen.refresh()
    sitting.settle()


def choose(sitting, screen: HistoryScreen, row: int = 0) -> None:
    screen.view.go(row)
    sitting.settle()


def test_an_empty_history_says_so(sitting, screen: HistoryScreen):
    look(sitting, screen)
    assert screen._nothing.text() == words.NOTHING_DECIDED
    screen.filters.author.setText("nobody")
    look(sitting, screen)
    assert screen._nothing.text() == words.NOTHING_FOUND


def test_decisions_are_listed_and_read_about_without_words(sitting, screen: HistoryScreen):
    decide(sitting, sitting.office.says("You absolute turnip"))
    look(sitting, screen)
    assert screen.model.rowCount() == 1
    said = screen.model.data(screen.model.index(0))
    assert "Hide" in said
    assert "No personal attacks" in said
    choose(sitting, screen)
    text = screen.dossier.text()
    assert "House rule 4: No personal attacks" in text
    assert "unread" in text
    assert "turnip" not in text + said


def test_why_it_was_veiled_is_told_and_the_words_are_underlined_once_read(
    sitting, screen: HistoryScreen, qtbot
):
    card = sitting.office.says("You absolute turnip")
    explain_next(sitting.office.db, lambda text, label: Why((Mark(13, 19, label),), "embedded 2"))
    decide(sitting, card)
    look(sitting, screen)
    choose(sitting, screen)
    shown = screen.dossier.text()
    assert "1 word: insult, in the last third" in shown
    assert "turnip" not in shown
    assert screen.dossier.findChild(PlacesBar).places == {20}
    why = screen.dossier.findChild(WhyView)
    qtbot.mouseClick(why.ask, Qt.MouseButton.LeftButton)
    assert "about 9 in 10" in why.more.text()
    screen.view.setFocus()
    qtbot.keyPress(screen.view, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    sitting.settle()
    assert any(each.marked() == ["turnip"] for each in screen.dossier.findChildren(Passage))
    qtbot.keyRelease(screen.view, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: not any(each.marked() for each in screen.dossier.findChildren(Passage)))


def test_the_words_show_only_while_the_key_is_held_and_count(sitting, screen: HistoryScreen, qtbot):
    decide(sitting, sitting.office.says("You absolute turnip"))
    look(sitting, screen)
    choose(sitting, screen)
    screen.view.setFocus()
    qtbot.keyPress(screen.view, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    sitting.settle()
    assert "turnip" in screen.dossier.text()
    assert sitting.office.units() == 2.0
    qtbot.keyRelease(screen.view, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: "turnip" not in screen.dossier.text())


def test_words_are_refused_in_a_break_and_it_is_said(sitting, screen: HistoryScreen, qtbot):
    decide(sitting, sitting.office.says("You absolute turnip"))
    sitting.work.store(lambda console: console.desk.break_now())
    look(sitting, screen)
    choose(sitting, screen)
    screen.view.setFocus()
    qtbot.keyPress(screen.view, Qt.Key.Key_V)
    sitting.settle()
    assert "turnip" not in screen.dossier.text()
    assert "break" in screen.dossier.text()


def test_moving_on_covers_the_words(sitting, screen: HistoryScreen, qtbot):
    for text in ("You absolute turnip", "You boiled turnip"):
        decide(sitting, sitting.office.says(text))
    look(sitting, screen)
    choose(sitting, screen)
    screen.view.setFocus()
    qtbot.keyPress(screen.view, Qt.Key.Key_V)
    sitting.settle()
    assert "turnip" in screen.dossier.text()
    qtbot.keyClick(screen.view, Qt.Key.Key_J)
    sitting.settle()
    assert "turnip" not in screen.dossier.text()
    qtbot.keyRelease(screen.view, Qt.Key.Key_V)
    sitting.settle()


def test_each_filter_narrows_the_list(sitting, screen: HistoryScreen):
    decide(sitting, sitting.office.says("You absolute turnip", author="troll"))
    decide(sitting, sitting.office.says("Which platform?", Band.S0, author="ada"), Verdict.KEEP)
    look(sitting, screen)
    assert screen.model.rowCount() == 2
    filters = screen.filters
    for box, value in ((filters.verdict, Verdict.KEEP), (filters.rule, "personal-attacks"),
                       (filters.stand, Stand.UNDONE), (filters.span, 7)):  # fmt: skip
        box.setCurrentIndex(box.findData(value))
        sitting.settle()
        expected = 2 if value == 7 else 0 if value is Stand.UNDONE else 1
        assert screen.model.rowCount() == expected, value
        box.setCurrentIndex(0)
        sitting.settle()
    filters.author.setText("@ad")
    look(sitting, screen)
    assert screen.model.rowCount() == 1
    filters.clear()
    sitting.settle()
    assert screen.model.rowCount() == 2


def test_letters_in_the_author_field_move_nothing(sitting, screen: HistoryScreen, qtbot):
    decide(sitting, sitting.office.says("You absolute turnip"))
    look(sitting, screen)
    screen.view.setFocus()
    qtbot.keyClick(screen.view, Qt.Key.Key_Slash)
    field = QApplication.focusWidget()
    assert field is screen.filters.author
    qtbot.keyClicks(field, "jovow")
    sitting.settle()
    assert screen.filters.author.text() == "jovow"


def test_older_decisions_come_as_one_scrolls(sitting, screen: HistoryScreen):
    for number in range(120):
        decide(sitting, sitting.office.says(f"Turnip number {number}", Band.S1), Verdict.KEEP)
    look(sitting, screen)
    QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model: QAbstractItemModel = screen.model
    nowhere = model.index(-1, -1)
    while screen.model.more():
        model.fetchMore(nowhere)
        sitting.settle()
    assert model.rowCount() == 120


def test_a_decision_is_reopened_with_a_reason(sitting, screen: HistoryScreen, qtbot):
    card = sitting.office.says("You absolute turnip")
    made = decide(sitting, card)
    look(sitting, screen)
    choose(sitting, screen)
    told: list[str] = []
    screen.said.connect(told.append)
    screen.reopen(made, "It was a quotation")
    sitting.settle()
    sitting.settle()
    assert sitting.state(card.id) == "waiting"
    assert "Reopened" in told[-1]
    qtbot.waitUntil(lambda: "It was a quotation" in screen.dossier.text())


def test_an_answer_is_written_and_said(sitting, screen: HistoryScreen, tmp_path: Path):
    made = decide(sitting, sitting.office.says("You absolute turnip"))
    told: list[str] = []
    screen.said.connect(told.append)
    screen.write_answer(made, tmp_path / "answer.txt", with_words=False)
    sitting.settle()
    assert told == [words.ANSWER_WRITTEN]
    assert "No personal attacks" in (tmp_path / "answer.txt").read_text("utf-8")
    screen.write_answer(made, tmp_path / "no" / "answer.txt", with_words=False)
    sitting.settle()
    assert "cannot be written" in told[-1]
    assert [line.act for line in journal.lines(sitting.office.db)][-1] == "answer not written"


def test_every_control_has_a_name(sitting, screen: HistoryScreen):
    decide(sitting, sitting.office.says("You absolute turnip"))
    look(sitting, screen)
    choose(sitting, screen)
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListView

    for kind in (QAbstractButton, QComboBox, QLineEdit, QListView):
        for control in screen.findChildren(kind):
            if control.isVisibleTo(screen) and control.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                assert control.accessibleName() or getattr(control, "text", lambda: "")(), control
