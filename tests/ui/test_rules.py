"""The Rules page: changed in the agency's own words, in force at once, nothing typed is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from moderator.decisions import Verdict
from moderator.rulebook import in_force
from moderator.settings import Settings
from ui.rules.form import key_of
from ui.rules.screen import RulesScreen


@pytest.fixture
def screen(qtbot, sitting) -> RulesScreen:
    made = RulesScreen(sitting.work, Settings())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    sitting.settle()
    return made


def kept(sitting, key: str):
    return next((rule for rule in in_force(sitting.office.db) if rule.key == key), None)


def test_the_shipped_rules_are_listed_and_the_first_is_shown(screen: RulesScreen):
    titles = [screen.list.item(row).text() for row in range(screen.list.count())]
    assert titles[0] == "1. No threats"
    assert screen.form.title.text() == "No threats"
    assert not screen.form.save.isEnabled()


def test_a_new_rule_is_written_and_offered(qtbot, sitting, screen: RulesScreen):
    told: list[str] = []
    screen.said.connect(told.append)
    screen.new_rule()
    qtbot.keyClicks(screen.form.title, "No spoilers!")
    screen.form.wording.setPlainText("Please do not tell how it ends.")
    screen.form.twice[Verdict.HIDE].setChecked(True)
    qtbot.keyClick(screen.form.title, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    sitting.settle()
    rule = kept(sitting, "no-spoilers")
    assert rule is not None
    assert rule.second_look == {Verdict.HIDE}
    assert "Saved" in told[-1]
    assert screen.list.currentItem().text() == "11. No spoilers!"


def test_after_saving_with_the_button_the_keyboard_is_at_the_rules(qtbot, sitting, screen: RulesScreen):
    screen.new_rule()
    qtbot.keyClicks(screen.form.title, "No spoilers!")
    screen.form.wording.setPlainText("Please do not tell how it ends.")
    screen.form.save.setFocus()
    screen.form.save.click()
    sitting.settle()
    sitting.settle()
    assert screen.list.hasFocus()


def test_in_a_narrow_window_the_form_stands_below_and_is_whole(qtbot, sitting, screen: RulesScreen):
    screen.resize(1200, 700)
    qtbot.waitUntil(lambda: screen.form.mapTo(screen, QPoint()).x() > 300)
    screen.resize(560, 700)
    qtbot.waitUntil(lambda: screen.form.mapTo(screen, QPoint()).y() > screen.list.height())
    assert screen.form.mapTo(screen, screen.form.rect().bottomRight()).x() < screen.width()


def test_a_title_that_is_too_long_is_cut_and_scrolls_nothing(sitting, screen: RulesScreen):
    one = screen.list.item(0)
    one.setText("11. " + "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2)
    screen.list.doItemsLayout()
    assert screen.list.visualItemRect(one).width() <= screen.list.viewport().width()
    assert screen.list.horizontalScrollBar().maximum() == 0


def test_a_new_rule_that_nothing_is_typed_in_yet_stays_when_the_page_looks_again(
    qtbot, sitting, screen: RulesScreen
):
    screen.new_rule()
    screen.refresh()
    sitting.settle()
    assert screen.form.title.text() == ""
    assert screen.list.currentItem() is None
    qtbot.keyClicks(screen.form.title, "No spoilers!")
    screen.list.setCurrentRow(3)
    assert screen.form.title.text() == "No spoilers!"
    assert screen.list.currentItem() is None
    screen.form.drop.click()
    screen.list.setCurrentRow(3)
    assert screen.form.title.text() == "No personal attacks"


def test_what_is_typed_is_not_lost_by_choosing_another(qtbot, sitting, screen: RulesScreen):
    told: list[str] = []
    screen.said.connect(told.append)
    screen.form.wording.setPlainText("Half a sentence")
    screen.list.setCurrentRow(3)
    screen.refresh()
    sitting.settle()
    assert screen.form.wording.toPlainText() == "Half a sentence"
    assert screen.list.currentRow() == 0
    assert "Save the rule first" in told[-1]
    screen.form.drop.click()
    screen.list.setCurrentRow(3)
    assert screen.form.title.text() == "No personal attacks"


def test_a_rule_is_retired_and_offered_again(sitting, screen: RulesScreen):
    screen.list.setCurrentRow(7)
    assert screen.form.title.text() == "Keep to the topic"
    screen.form.retire.click()
    sitting.settle()
    sitting.settle()
    assert kept(sitting, "off-topic") is None
    assert screen.list.item(screen.list.count() - 1).text() == "8. Keep to the topic (retired)"
    screen.form.retire.click()
    sitting.settle()
    assert kept(sitting, "off-topic") is not None


def test_what_cannot_be_is_said_and_stays_in_the_form(sitting, screen: RulesScreen):
    told: list[str] = []
    screen.said.connect(told.append)
    screen.form.number.setValue(4)
    screen.form.save.click()
    sitting.settle()
    assert "Number 4 belongs to another rule" in told[-1]
    assert screen.form.changed


@pytest.mark.parametrize(
    ("title", "key"),
    [("No spoilers!", "no-spoilers"), ("Über Gebühr", "uber-gebuhr"), ("  ", ""), ("x" * 60, "x" * 40)],
)
def test_a_key_comes_from_the_title(title: str, key: str):
    assert key_of(title) == key
