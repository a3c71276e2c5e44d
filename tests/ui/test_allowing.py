"""An admin allows names and words on the Settings page; what cannot be allowed is said where it was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from moderator.allowing import AllowedWord
from moderator.clock import HandClock
from moderator.problems import NotAllowed
from moderator.scores import Band
from tests.ui.values import CALM, NOW, open_card
from ui.queue.reader import CardView
from ui.settings.allowing import NONE, REFUSED, AllowedWords
from ui.settings.screen import SettingsScreen

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def allowing(settings_page: SettingsScreen) -> AllowedWords:
    return settings_page.allowing


def _texts(allowing: AllowedWords) -> list[str]:
    return [each.text() for each in allowing.findChildren(QLabel) if each.isVisibleTo(allowing)]


def test_a_word_is_allowed_shown_and_taken_off_again(qtbot, sitting, allowing: AllowedWords):
    told: list[str] = []
    allowing.said.connect(told.append)
    assert NONE in _texts(allowing)
    qtbot.keyClicks(allowing.typed, "Dick Smith")
    qtbot.keyClick(allowing.typed, Qt.Key.Key_Return)
    sitting.settle()
    sitting.settle()
    assert "Dick Smith" in _texts(allowing)
    assert allowing.typed.text() == ""
    assert told == ["Allowed. New comments follow at once, open cards in the background."]
    remove = next(each for each in allowing.findChildren(QPushButton) if each.text() == "Remove")
    assert remove.accessibleName() == "Remove Dick Smith"
    qtbot.mouseClick(remove, LEFT)
    sitting.settle()
    sitting.settle()
    assert NONE in _texts(allowing)


def test_what_cannot_be_allowed_is_said_where_it_was_typed_and_stays_there(
    qtbot, sitting, allowing: AllowedWords
):
    qtbot.keyClicks(allowing.typed, "kill")
    qtbot.mouseClick(allowing.allow, LEFT)
    sitting.settle()
    assert allowing.told.isVisibleTo(allowing)
    assert "Threats are made of this word" in allowing.told.text()
    assert "Kill Devil Hills" in allowing.told.text()
    assert allowing.typed.text() == "kill"


def test_a_word_that_is_not_passed_over_after_all_says_so(allowing: AllowedWords, clock: HandClock):
    allowing._show((AllowedWord("Pumpkin", clock.wall(), "otter", refused=True),))
    QApplication.processEvents()
    assert any(REFUSED in each for each in _texts(allowing))


def test_whoever_may_not_does_not_see_the_section(allowing: AllowedWords):
    allowing._not_for_them(NotAllowed("Not you"))
    assert not allowing.isVisibleTo(allowing.window())


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(allowing: AllowedWords):
    for control in (allowing.typed, allowing.allow):
        assert control.accessibleName() or control.text()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_card_of_a_calm_comment_says_that_words_were_passed_over(qtbot):
    from dataclasses import replace

    from moderator.explaining import told

    card = replace(CALM, band=Band.S0, text="Dick Smith opens the bridge", allowed=1, model="embedded 2")
    view = CardView(replace(open_card(card), explanation=told(card)), NOW)
    qtbot.addWidget(view)
    view.show()
    shown = [each.text() for each in view.findChildren(QLabel) if each.isVisibleTo(view)]
    assert "without 1 word that your agency allows · embedded 2" in shown
