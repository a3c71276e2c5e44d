"""F1 opens the support card from everywhere, and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from moderator.clock import HandClock
from moderator.settings import Settings
from moderator.wellbeing.support import Number, Service, Support
from tests.ui.house import House, house, words_in
from ui.support import words
from ui.support.card import SupportCard
from ui.support.key import SupportKey, everywhere

DAY = date(2026, 11, 20)
EAP = Support(
    Service("Talk Line", "1800 555 000", "day and night", "https://talk.example", True, DAY),
    (Number("Union", "02 5550 0000", DAY),),
)
F1 = Qt.Key.Key_F1


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock, Settings(press_once=True)) as made:
        yield made


def opened(desk: House) -> SupportCard:
    """The card, once F1 has been pressed wherever the keyboard is."""
    desk.press(F1)
    desk.qtbot.waitUntil(lambda: desk.window.support.shown is not None, timeout=3000)
    card = desk.window.support.shown
    assert card is not None
    assert "13 11 14" in words_in(card)
    return card


def closed(desk: House, card: SupportCard) -> None:
    desk.qtbot.keyClick(card.close_button, Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: desk.window.support.shown is None, timeout=3000)


@pytest.mark.parametrize("key", range(9))
def test_from_every_screen_of_the_rail(desk: House, key: int):
    desk.say("You absolute turnip")
    desk.begin()
    desk.window.show_screen(key)
    desk.settle()
    closed(desk, opened(desk))


def test_from_a_break_and_it_goes_on_meanwhile(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.press(Qt.Key.Key_B)
    desk.window.queue.pulse.tick()
    desk.settle()
    assert desk.window.queue.resting
    closed(desk, opened(desk))
    assert desk.window.queue.resting


def test_from_a_reached_limit_the_cover_the_first_page_and_the_list_of_keys(desk: House):
    (card,) = desk.say("You absolute turnip")
    desk.begin()
    desk.window.queue.seat.open(card)
    desk.settle()
    desk.work.store(lambda console: [console.desk.nasty(card) for _ in range(76)], lambda _: None)
    desk.window.queue.pulse.tick()
    desk.settle()
    closed(desk, opened(desk))
    desk.window.cover()
    closed(desk, opened(desk))
    assert desk.shown() is desk.window.cover_sheet
    desk.window._lift()
    desk.window.show_welcome()
    closed(desk, opened(desk))
    desk.window.show_keys()
    closed(desk, opened(desk))


def test_before_anybody_has_signed_in(desk: House):
    desk.begin()
    desk.window.show_sign_in()
    desk.settle()
    closed(desk, opened(desk))


@pytest.mark.qt_log_ignore("does not support")  # what an open list asks of a display
def test_from_a_text_field_an_open_list_and_another_dialog(desk: House):
    desk.begin()
    dialog = QDialog(desk.window)
    field, choice = QLineEdit(dialog), QComboBox(dialog)
    choice.addItems(["one", "two"])
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    column.addWidget(choice)
    dialog.open()
    field.setFocus()
    closed(desk, opened(desk))
    assert dialog.isVisible()
    choice.showPopup()
    card = opened(desk)
    assert not choice.view().isVisible()
    assert card.parentWidget() is dialog
    closed(desk, card)
    dialog.reject()


def test_words_are_covered_before_it_opens(desk: House):
    (card,) = desk.say("You absolute turnip")
    desk.begin()
    desk.window.queue.seat.open(card)
    desk.settle()
    desk.window.queue._guard.stop()
    desk.press(Qt.Key.Key_V)
    assert "turnip" in desk.window.queue.reader.text()
    support_card = opened(desk)
    assert "turnip" not in desk.window.queue.reader.text()
    closed(desk, support_card)


def test_where_no_store_can_be_opened_the_emergency_numbers_are_there(qtbot, qapp: QApplication):
    page = QWidget()  # as the door's: nothing is known yet
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    key = everywhere(qapp)
    assert everywhere(qapp) is key
    key.know(Support())
    qtbot.keyClick(page, F1)
    qtbot.waitUntil(lambda: key.shown is not None, timeout=3000)
    told = words_in(key.shown)
    assert words.NOT_ENTERED in told
    assert all(number in told for number in ("000", "131 444", "13 11 14"))
    qtbot.keyClick(key.shown, F1)  # the same key closes it
    qtbot.waitUntil(lambda: key.shown is None, timeout=3000)


def test_what_the_agency_entered_is_large_dated_and_copied_and_nothing_is_a_link(qtbot):
    card = SupportCard(EAP)
    qtbot.addWidget(card)
    card.show()
    told = words_in(card)
    for what in ("Talk Line", "1800 555 000", "day and night", "https://talk.example", "20 Nov 2026"):
        assert what in told
    assert words.CONFIDENTIAL in told
    assert card.findChildren(QWidget, "link") == []
    for copy, what in zip(card.copies, ("1800 555 000", "https://talk.example", "000"), strict=False):
        copy.click()
        assert QGuiApplication.clipboard().text() == what
        assert copy.accessibleName().startswith("Copy the ")
    assert "1800 555 000" in card.accessibleDescription()


def test_confidential_is_said_only_where_the_agency_says_that_it_is_so(qtbot):
    card = SupportCard(Support(Service("Talk Line", "1800 555 000")))
    qtbot.addWidget(card)
    card.show()
    assert "onfidential" not in words_in(card)


def test_opening_it_is_written_nowhere(desk: House):
    desk.say("You absolute turnip")
    desk.begin()
    desk.window._poll.stop()
    desk.window._status_poll.stop()
    desk.window.queue.pulse.stop()
    desk.settle()

    def kept() -> tuple[object, dict[str, bytes]]:
        tables = desk.db.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        rows = {name: [dict(row) for row in desk.db.query(f"SELECT * FROM {name}")] for name in tables}
        files = {
            str(each): each.read_bytes()
            for each in Path(desk.home.path).rglob("*")
            if each.is_file() and not each.name.endswith(("-wal", "-shm", ".db"))
        }
        return rows, files

    before = kept()
    for _ in range(2):
        closed(desk, opened(desk))
    assert kept() == before


def test_the_key_is_on_the_list_of_keys_in_the_palette_and_in_the_status_line(desk: House):
    desk.begin()
    assert ("F1", "Somebody to talk to") in desk.window.everywhere.listed()
    assert "Somebody to talk to" in [each.title for each in desk.window.commands()]
    desk.window.status._support.click()
    card = desk.window.support.shown
    assert card is not None
    closed(desk, card)


# the section in Settings


def test_an_admin_enters_it_in_settings_and_f1_shows_it(desk: House):
    desk.begin()
    desk.window.show_screen(desk.window.screens.index(desk.window.settings))
    desk.settle()
    rows = desk.window.settings.support
    rows.fields["name"].setText("Talk Line")
    rows.fields["link"].setText("http://talk.example")
    rows.save.click()
    desk.settle()
    assert "https://" in rows.told.text()
    rows.fields["link"].setText("https://talk.example")
    rows.numbers.setPlainText("Union: 02 5550 0000\n\nChaplain: 0400 000 000")
    rows.save.click()
    desk.settle()
    assert not rows.told.isVisible()
    desk.window.look_at_support()
    desk.settle()
    card = opened(desk)
    assert "Chaplain" in words_in(card)
    assert "Talk Line" in words_in(card)
    closed(desk, card)


def test_after_a_year_the_admin_is_asked_to_look_again(desk: House, clock: HandClock):
    desk.begin()
    rows = desk.window.settings.support
    desk.work.store(lambda console: console.supporting.set(EAP), lambda _: None)
    desk.settle()
    rows.refresh()
    desk.settle()
    assert rows.old.isHidden()
    desk.work.store(lambda console: _a_year_ago(console), lambda _: None)
    rows.refresh()
    desk.settle()
    assert "Talk Line" in rows.old.text()
    rows.right.click()
    desk.settle()
    assert rows.old.isHidden()


def _a_year_ago(console: object) -> None:
    with console.db.transaction():
        console.db.run("UPDATE support SET body = replace(body, '2026-11', '2025-10')")


def test_a_buddy_can_be_asked_from_the_card(qtbot):
    card = SupportCard(EAP, buddy="Kim O.")
    qtbot.addWidget(card)
    card.show()
    assert "Ask Kim O.: Have you got 10 minutes?" in words_in(card)
    with qtbot.waitSignal(card.ping_asked):
        card.ping.click()
    assert not card.ping.isEnabled()
    alone = SupportCard(EAP)
    qtbot.addWidget(alone)
    alone.show()
    assert not alone.ping.isVisible()


def test_one_watcher_an_application(qapp: QApplication):
    everywhere(qapp)
    everywhere(qapp)
    assert len(qapp.findChildren(SupportKey)) == 1
