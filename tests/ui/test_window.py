"""The window around the screens: rail, keys, cover, what it remembers, and what it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWindowStateChangeEvent
from PySide6.QtWidgets import QApplication

from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.settings import Settings
from tests.ui.house import House, house, words_in
from ui.keysheet import caps_of
from ui.screens import SCREENS
from ui.status import MOMENT, StatusLine
from ui.welcome.screen import WelcomeScreen
from ui.window import within

HISTORY = next(at for at, each in enumerate(SCREENS) if each.title == "History")
CONTROL = Qt.KeyboardModifier.ControlModifier
V, SHIFT = Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        yield made


@pytest.fixture
def pressing_once(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock, Settings(press_once=True)) as made:
        yield made


def _reading(desk: House) -> None:
    """A card is open and its words are on the screen."""
    (card,) = desk.say("You absolute turnip")
    desk.begin()
    desk.window.queue.seat.open(card)
    desk.settle()
    desk.press(V, SHIFT)
    assert "turnip" in desk.window.queue.reader.text()


# where one begins, and where one can go


def test_a_new_desk_begins_with_the_ways_to_comments(desk: House):
    desk.begin()
    assert isinstance(desk.shown(), WelcomeScreen)
    assert "A calm desk for hard comments" in words_in(desk.window)


def test_a_desk_with_comments_begins_at_the_line(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    assert desk.shown() is desk.window.queue


def test_one_more_account_can_be_added_at_any_time_and_escape_leads_back(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_N, CONTROL)
    assert isinstance(desk.shown(), WelcomeScreen)
    assert "Add an account or a file" in words_in(desk.window)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shown() is desk.window.queue
    desk.window.rail.connect_button.click()
    assert isinstance(desk.shown(), WelcomeScreen)


def test_every_screen_is_reached_by_its_key_and_the_rail_shows_where_one_is(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    for at, place in enumerate(desk.window.rail.places):
        desk.press(getattr(Qt.Key, f"Key_{place.key}"))
        assert desk.shown() is desk.window.screens[at]
        assert [button.isChecked() for button in desk.window.rail.buttons].index(True) == at


def test_an_empty_line_says_whether_nothing_waits_or_nothing_is_connected(desk: House):
    desk.begin()
    desk.press(Qt.Key.Key_F2)
    assert "Nothing is connected yet." in words_in(desk.window)
    desk.connect_account()
    desk.window._look_at_status()
    desk.settle()
    desk.window.queue.refresh()
    desk.qtbot.waitUntil(lambda: "The line is empty. Thank you." in words_in(desk.window), timeout=5000)


# the cover


def test_escape_twice_covers_everything_and_enter_leads_back_to_where_one_was(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_F3)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shown() is desk.window.screens[HISTORY]
    desk.press(Qt.Key.Key_Escape)
    assert desk.shown() is desk.window.cover_sheet
    assert "City Transport" not in words_in(desk.window)
    desk.press(Qt.Key.Key_F2)
    assert desk.shown() is desk.window.cover_sheet
    desk.press(Qt.Key.Key_Return)
    assert desk.shown() is desk.window.screens[HISTORY]


def test_two_presses_of_escape_with_time_between_cover_nothing(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_Escape)
    desk.window._escaped.stop()  # half a second is over
    desk.press(Qt.Key.Key_Escape)
    assert desk.shown() is desk.window.queue


def test_covering_takes_words_off_the_screen(pressing_once: House):
    _reading(pressing_once)
    pressing_once.window.cover()
    pressing_once.press(Qt.Key.Key_Return)
    assert "turnip" not in pressing_once.window.queue.reader.text()


def test_a_minimised_window_shows_no_words_when_it_comes_back(
    pressing_once: House, monkeypatch: pytest.MonkeyPatch
):
    _reading(pressing_once)
    window = pressing_once.window
    monkeypatch.setattr(window, "isMinimized", lambda: True)  # some desktops hide nothing of it
    QApplication.sendEvent(window, QWindowStateChangeEvent(Qt.WindowState.WindowNoState))
    assert "turnip" not in window.queue.reader.text()
    pressing_once.settle()


def test_going_to_another_screen_takes_words_off_the_screen(pressing_once: House):
    _reading(pressing_once)
    pressing_once.press(Qt.Key.Key_F3)
    pressing_once.press(Qt.Key.Key_F2)
    assert "turnip" not in pressing_once.window.queue.reader.text()


# the sheet of keys


def test_the_sheet_lists_what_works_here_and_any_key_closes_it_and_does_nothing_else(desk: House):
    (card,) = desk.say("You absolute turnip")
    desk.begin()
    desk.window.queue.seat.open(card)
    desk.settle()
    before = QApplication.focusWidget()
    desk.press(Qt.Key.Key_Question, SHIFT)
    told = words_in(desk.window)
    for what in ("Hide", "Escalate unread", "History", "Cover the screen", "Add an account or a file"):
        assert what in told
    desk.press(Qt.Key.Key_X)
    assert desk.window.queue.seat.opened is not None
    assert "Cover the screen" not in words_in(desk.window)
    assert QApplication.focusWidget() is before


def test_the_sheet_of_another_screen_lists_its_own_keys(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_F3)
    desk.press(Qt.Key.Key_Question, SHIFT)
    assert "Reopen, with a reason" in words_in(desk.window)
    assert "Pass, no reason asked" not in words_in(desk.window.everywhere.sheet)
    desk.press(Qt.Key.Key_Escape)


def test_every_key_of_the_window_is_in_the_sheet_once(desk: House):
    desk.begin()
    keys = [key for key, _ in desk.window.everywhere.listed()]
    assert len(keys) == len(set(keys))
    assert {"F2", "?", "Esc  Esc", "Ctrl N"} <= set(keys)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [("A", "{A}"), ("U  Ctrl Z", "{U} {Ctrl Z}"), ("Hold Shift V", "Hold {Shift V}"), ("J  K", "{J} {K}")],
)
def test_keys_are_drawn_as_caps(written: str, drawn: str):
    assert caps_of(written) == drawn


# what is kept


def test_the_window_comes_back_in_the_size_it_had(desk: House):
    desk.begin()
    desk.window.resize(700, 611)
    QApplication.processEvents()
    desk.window._keep()
    again = desk.another_window()
    assert (again.width(), again.height()) == (700, 611)


def test_a_spoilt_memory_of_the_size_is_no_obstacle(desk: House):
    (desk.home.path / "window.ini").write_bytes(b"\0[General]\ngeometry=@ByteArray(turnip)\n\xff")
    assert desk.another_window().width() > 500


# the sentence of the moment


def test_a_sentence_goes_by_itself_and_one_about_danger_stays(qtbot):
    line = StatusLine()
    qtbot.addWidget(line)
    line.say("Passed on.")
    assert line._over.isActive()
    assert line._over.interval() == MOMENT
    line._over.timeout.emit()
    assert line.moment == ""
    line.say("Something went wrong.", danger=True)
    assert not line._over.isActive()
    line.say("The desk's file is busy.", stays=True)
    assert not line._over.isActive()


def test_a_long_sentence_is_told_whole_and_never_widens_the_window(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.window.resize(520, 600)
    sentence = "The desk's file is busy with something else. " * 4
    desk.window.status.say(sentence)
    QApplication.processEvents()
    assert desk.window.width() == 520
    moment = desk.window.status._moment
    desk.qtbot.waitUntil(lambda: moment.height() >= moment.heightForWidth(moment.width()), timeout=5000)
    desk.window.resize(1600, 900)
    desk.window.status.say("Passed on.")
    QApplication.processEvents()
    assert desk.window.status._moment.geometry().top() < desk.window.status.height() / 2


def test_the_titles_of_the_window_say_nothing_of_what_is_in_it(pressing_once: House):
    _reading(pressing_once)
    assert pressing_once.window.windowTitle() == "Moderator"


def test_the_window_looks_at_the_line_when_somebody_has_written_and_not_otherwise(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    looks: list[int] = []
    desk.window.queue.looked.connect(lambda: looks.append(1))
    desk.qtbot.waitUntil(lambda: not desk.window.queue._looking_at_line, timeout=5000)
    looks.clear()
    for _ in range(3):
        desk.window._look()
        desk.settle()
    assert looks == []
    desk.say("You absolute marrow")
    desk.window._look()
    desk.qtbot.waitUntil(lambda: bool(looks), timeout=5000)


@pytest.mark.parametrize(("screen", "there"), [((1400, 900), (1392, 860)), ((1920, 1080), (1440, 900))])
def test_the_window_and_its_frame_are_within_the_screen(screen: tuple[int, int], there: tuple[int, int]):
    assert within(QSize(1440, 900), QSize(*screen)) == QSize(*there)


def test_whoever_leaves_a_break_for_an_emergency_finds_the_escalated_cards(desk: House):
    first, second = desk.say("You absolute turnip", "Good morning")
    desk.begin()
    desk.window.work.store(lambda console: console.desk.decide_unread(first, Verdict.ESCALATE))
    desk.window.work.store(lambda console: console.desk.decide_unread(second, Verdict.KEEP))
    desk.settle()
    desk.press(Qt.Key.Key_B)
    desk.window.queue.curtain.leave.click()
    desk.settle()
    desk.settle()
    assert not desk.window.queue.curtain.isVisible()
    history = desk.window.screens[HISTORY]
    assert desk.shown() is history
    assert [history.model.entry(row).verdict for row in range(history.model.rowCount())] == [Verdict.ESCALATE]


def test_in_a_low_window_the_signs_of_all_screens_stay_whole(qtbot, desk: House):
    rail = desk.window.rail
    rail.setFixedHeight(380)
    qtbot.waitUntil(lambda: rail.height() == 380)
    rail.layout().activate()
    assert rail.connect_button.geometry().bottom() <= 380
    for button in rail.buttons:
        assert button.height() >= button.minimumSizeHint().height()
        assert button.geometry().bottom() < rail.connect_button.geometry().top()
    assert rail.buttons[0].height() < rail.buttons[0].sizeHint().height(), "or nothing was low here"
