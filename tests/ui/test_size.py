"""Settings of the look take effect in the open window: size of text, colours, motion, pressing once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QSpinBox

from moderator.clock import HandClock
from moderator.settings import Settings
from tests.ui.house import House, house, words_in
from ui.look import pieces, theme
from ui.settings.screen import SettingsScreen

V = Qt.Key.Key_V


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.window.resize(1440, 900)
        yield made


def _open(desk: House) -> None:
    cards = desk.say("You absolute turnip", "You absolute marrow")
    desk.begin()
    desk.window.queue.seat.open(cards[0])
    desk.settle()


def measures(desk: House) -> dict[str, object]:
    """What must be as if the window had been opened at this size."""
    queue = desk.window.queue
    return {
        "rows": queue.line.view.row_height(),
        "line": queue.line.width(),
        "rail": desk.window.rail.width(),
        "caps": [each.sizeHint() for each in queue.findChildren(pieces.KeyCap)],
        "types": sorted(each.font().pointSizeF() for each in queue.findChildren(QLabel)),
        "page": queue.reader._page.maximumWidth(),
        "verdicts": [button.height() for button in queue.verdicts.buttons.values()],
    }


def test_text_of_twice_the_size_is_as_if_the_window_had_been_opened_so(qtbot, qapp, desk: House):
    _open(desk)
    usual = measures(desk)
    desk.window.apply_settings(Settings(text_scale=2.0))
    desk.settle()
    grown = measures(desk)
    assert desk.window.queue.panes.folded
    assert (
        desk.window.queue.verdicts._head.font().pointSizeF() == theme.font(-0.5).pointSizeF()
    )  # it was moved
    assert grown["rows"] > usual["rows"] * 1.6
    again = desk.another_window()
    again.resize(1440, 900)
    with qtbot.waitExposed(again):
        again.show()
    again.begin()
    desk.settle()
    fresh, first, desk.window = desk.window, desk.window, again
    desk.settle()
    assert measures(desk)["rows"] == grown["rows"]
    assert measures(desk)["line"] == grown["line"]
    assert measures(desk)["caps"] == grown["caps"]
    assert measures(desk)["rail"] == grown["rail"]
    assert measures(desk)["page"] == grown["page"]
    desk.window = first
    again.quit()
    fresh.apply_settings(Settings())
    desk.settle()
    assert measures(desk) == usual


def test_what_was_typed_and_what_is_open_stays(desk: House):
    _open(desk)
    note = desk.window.queue.verdicts.note
    note.setFocus()
    note.setText("Ask Ann")
    desk.window.apply_settings(Settings(text_scale=1.5, theme="dark"))
    desk.settle()
    assert note.text() == "Ask Ann"
    assert QApplication.focusWidget() is note
    assert desk.window.queue.seat.opened is not None
    assert theme.look() is theme.DARK


def test_no_word_of_the_queue_is_cut_off_at_any_size(desk: House):
    _open(desk)
    for scale in (1.0, 1.3, 2.0, 1.0):
        desk.window.apply_settings(Settings(text_scale=scale))
        desk.settle()
        for label in desk.window.queue.findChildren(QLabel):
            if label.isVisible() and label.wordWrap() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        for button in desk.window.queue.verdicts.buttons.values():
            assert button.height() >= QFontMetricsF(theme.font()).height()


def test_the_settings_page_changes_the_size_of_the_window_it_stands_in(desk: House, tmp_path: Path):
    desk.say("You absolute turnip")
    desk.begin()
    page = next(each for each in desk.window.screens if isinstance(each, SettingsScreen))
    desk.window.show_screen(desk.window.screens.index(page))
    desk.settle()
    box = page.rows["text_scale"].control
    assert isinstance(box, QSpinBox)
    box.setFocus()
    for _ in range(5):
        desk.press(Qt.Key.Key_Up)
    assert theme.text_scale() == pytest.approx(1.5)
    assert QApplication.focusWidget() is box
    assert "next start" not in page.rows["text_scale"]._origin.text()


def test_with_reduced_motion_not_even_the_caret_moves(qapp, desk: House):
    before = qapp.cursorFlashTime()
    desk.window.apply_settings(Settings(reduced_motion=True))
    assert qapp.cursorFlashTime() == 0
    desk.window.apply_settings(Settings())
    assert qapp.cursorFlashTime() == before


def test_pressing_once_reads_and_is_called_so_as_soon_as_it_is_chosen(desk: House):
    _open(desk)
    settings = Settings(press_once=True)
    desk.window.apply_settings(settings)
    assert "Press to read it with slurs hidden" in words_in(desk.window)
    assert ("V", "Read with slurs hidden; counted") in list(desk.window.queue.keys())
    desk.press(V)
    assert "turnip" in desk.window.queue.reader.text()
    desk.press(V)
    assert "turnip" not in desk.window.queue.reader.text()
    desk.window.apply_settings(replace(settings, press_once=False))
    assert "Hold to read it with slurs hidden" in words_in(desk.window)


@pytest.mark.parametrize(("scale", "width"), [(2.0, 1024), (1.0, 520), (1.0, 1440)])
def test_every_key_of_the_sheet_can_be_read_at_every_size(desk: House, scale: float, width: int):
    desk.say("You absolute turnip")
    desk.begin()
    desk.window.resize(width, 700)
    desk.window.apply_settings(Settings(text_scale=scale))
    desk.settle()
    desk.press(Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    sheet = desk.window.everywhere.sheet
    assert sheet is not None
    for label in sheet.findChildren(QLabel):
        assert label.mapTo(sheet._scroll, label.rect().topRight()).x() <= sheet._scroll.viewport().width()
    desk.press(Qt.Key.Key_Escape)


def test_the_questions_of_the_history_stand_below_each_other_where_their_words_need_it(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_F3)
    filters = desk.window.screens[1].filters
    assert filters.verdict.y() == filters.rule.y()
    desk.window.apply_settings(Settings(text_scale=2.0))
    desk.settle()
    assert filters.verdict.y() < filters.rule.y()
    assert filters.mine.width() >= filters.mine.sizeHint().width()
