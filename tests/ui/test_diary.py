"""The diary on the screen: nothing of it is there until its passphrase opens it, nor after it is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from moderator.clock import HandClock
from moderator.private.diary import Diary, place
from tests.ui.test_canary import _properties, _said
from ui.diary import words
from ui.diary.dialog import DiaryDialog
from ui.diary.page import DiaryPage

pytestmark = pytest.mark.usefixtures("quick_passphrases")

PHRASE, CANARY = "four calm green words", "canary-of-the-quiet-hour"


@pytest.fixture
def dialog(qtbot, tmp_path: Path, clock: HandClock) -> DiaryDialog:
    made = DiaryDialog(tmp_path, "p-1", clock)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda it: it.page.close_diary())
    made.show()
    return made


def begun(qtbot, page: DiaryPage) -> None:
    qtbot.keyClicks(page.passphrase, PHRASE)
    qtbot.keyClicks(page.again, PHRASE)
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    assert page.diary is not None


def removing(dialog: DiaryDialog) -> list[QPushButton]:
    return [each for each in dialog.findChildren(QPushButton) if each.text() == "Remove" and each.isVisible()]


def said(dialog: DiaryDialog) -> str:
    return _said(dialog) + _properties(dialog)


def test_a_check_in_is_begun_kept_locked_and_opened_again_by_keyboard(qtbot, dialog: DiaryDialog, clock):
    page = dialog.page
    begun(qtbot, page)
    qtbot.keyClick(page.mood, Qt.Key.Key_Down)
    qtbot.keyClicks(page.note, CANARY)
    qtbot.keyClick(page.keep, Qt.Key.Key_Space)
    assert CANARY in said(dialog)
    assert page.note.toPlainText() == ""
    page.close_diary()
    assert CANARY not in said(dialog)
    qtbot.keyClicks(page.passphrase, "something else entirely")
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert page.diary is None
    assert "does not open" in page._said.text()
    page.passphrase.clear()
    qtbot.keyClicks(page.passphrase, PHRASE)
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert [(each.mood, each.note) for each in page.diary.entries()] == [(5, CANARY)]
    assert CANARY in said(dialog)


def test_two_passphrases_that_differ_begin_nothing(qtbot, dialog: DiaryDialog, tmp_path):
    page = dialog.page
    qtbot.keyClicks(page.passphrase, PHRASE)
    qtbot.keyClicks(page.again, PHRASE[:-1])
    page.go.click()
    assert page._said.text() == words.DIFFER
    assert not place(tmp_path, "p-1").exists()


def test_it_closes_when_nobody_is_there_and_with_its_window(qtbot, dialog: DiaryDialog, tmp_path, clock):
    page = dialog.page
    begun(qtbot, page)
    qtbot.keyClicks(page.note, CANARY)
    page._idle.timeout.emit()
    assert page.diary is None
    assert CANARY not in said(dialog)
    assert words.CLOSED in said(dialog)
    qtbot.keyClicks(page.passphrase, PHRASE)
    page.go.click()
    dialog.reject()
    assert page.diary is None


def test_removing_everything_takes_two_presses(qtbot, dialog: DiaryDialog, tmp_path):
    page, file = dialog.page, place(tmp_path, "p-1")
    begun(qtbot, page)
    page.wipe.click()
    assert page.wipe.text() == words.WIPE_SURE
    assert file.exists()
    page.wipe.click()
    assert not file.exists()
    assert page.diary is None
    assert page.again is not None  # it can be begun anew


def test_entries_are_seen_as_a_line_and_said_in_words(qtbot, dialog: DiaryDialog, clock):
    page = dialog.page
    begun(qtbot, page)
    for mood, sleep in ((1, 3), (3, None), (5, 5)):
        page.diary.add(mood, sleep)
        clock.pass_(hours=24)
    page._show_entries()
    assert [round(each.y()) for each in page.trend.points("mood")] == sorted(
        (round(each.y()) for each in page.trend.points("mood")), reverse=True
    )
    assert len(page.trend.points("sleep")) == 2
    assert page.trend.accessibleDescription().count("mood") == 3
    qtbot.waitUntil(lambda: len(removing(dialog)) == 3)
    remove = removing(dialog)
    remove[0].click()
    assert [each.mood for each in page.diary.entries()] == [3, 1]


def test_an_entry_is_text_and_never_markup(qtbot, dialog: DiaryDialog):
    page = dialog.page
    begun(qtbot, page)
    page.diary.add(note="<img src='file:///etc/passwd'><b>x</b>")
    page._show_entries()
    assert "<b>x</b>" in said(dialog)


def test_another_persons_diary_is_another_file(qtbot, tmp_path, clock):
    with Diary.begin(place(tmp_path, "p-2"), PHRASE, clock) as diary:
        diary.add(note=CANARY)
    mine = DiaryDialog(tmp_path, "p-1", clock)
    qtbot.addWidget(mine)
    assert mine.page.again is not None  # mine is not begun
