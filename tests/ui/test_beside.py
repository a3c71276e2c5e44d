"""What goes beside the verdict, by keyboard: chosen by the person, seen before it goes, and kept when it does not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox

from moderator.decisions import Op, UndoKind, Undone
from ui import words

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sitting(sitting):
    sitting.begin()
    return sitting


def beside(sitting):
    sitting.screen.verdicts.beside._fresh.stop()
    return sitting.screen.verdicts.beside


def acts(sitting):
    rows = sitting.office.db.query("SELECT op, detail FROM outbox ORDER BY id")
    return [(row["op"], json.loads(row["detail"] or "{}").get("text")) for row in rows]


def verdicts(sitting):
    return [row["verdict"] for row in sitting.office.db.query("SELECT verdict FROM decision ORDER BY id")]


def type_answer(sitting, text: str) -> None:
    sitting.qtbot.keyClicks(beside(sitting).answer, text)


def mastodon(sitting, text: str = "You absolute turnip", **more):
    card = sitting.office.says(text, platform="mastodon", **more)
    sitting.open(card.id)
    return card


def test_where_nothing_can_be_hidden_x_says_so_and_offers_what_can_be_done(sitting, told: Callable[[], str]):
    mastodon(sitting)
    sitting.press(Key.Key_X)
    assert "no way to hide" in told()
    panel = beside(sitting)
    assert panel.isVisible()
    assert "no way to hide" in panel.accessibleName()
    assert [box.text() for box in panel.boxes.values() if box.isVisible()] == [
        "Mute the author", "Block the author", "Report it"
    ]  # fmt: skip
    assert QApplication.focusWidget() is panel.boxes[Op.MUTE]
    assert not any(box.isChecked() for box in panel.boxes.values())
    assert verdicts(sitting) == []


def test_mute_and_report_go_with_keeping_it(sitting):
    card = mastodon(sitting)
    sitting.press(Key.Key_X)
    panel = beside(sitting)
    sitting.press(Key.Key_Space)
    sitting.press(Key.Key_Down)
    sitting.press(Key.Key_Down)
    assert QApplication.focusWidget() is panel.boxes[Op.REPORT]
    sitting.press(Key.Key_Space)
    assert panel.go_button.text() == "Keep it, mute, report"
    sitting.press(Key.Key_Return)
    assert verdicts(sitting) == ["keep"]
    assert [op for op, _ in acts(sitting)] == ["mute", "report"]
    assert sitting.state(card.id) == "decided"
    assert "muting the author, reporting" in sitting.screen.last.sentence()
    assert panel.isHidden()


def test_the_cited_rule_goes_along_with_an_act_against_the_author(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_X)
    beside(sitting)
    sitting.press(Key.Key_Space)
    sitting.press(Key.Key_Return)
    assert sitting.office.db.query("SELECT reason FROM decision")[0]["reason"] == "personal-attacks"


def test_nothing_chosen_is_nothing_done(sitting, told: Callable[[], str]):
    mastodon(sitting)
    sitting.press(Key.Key_X)
    beside(sitting)
    sitting.press(Key.Key_Return)
    assert told() == words.NOTHING_CHOSEN
    assert verdicts(sitting) == []


def test_a_key_that_was_pressed_twice_by_mistake_does_nothing(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_X)
    sitting.screen.verdicts.beside.boxes[Op.BLOCK].setChecked(True)
    sitting.press(Key.Key_Return)
    assert verdicts(sitting) == []


@pytest.mark.parametrize("key", [Key.Key_A, Key.Key_D, Key.Key_E, Key.Key_P, Key.Key_N, Key.Key_B])
def test_letters_in_the_panel_are_no_verdicts_and_that_is_said(sitting, told: Callable[[], str], key):
    card = mastodon(sitting)
    sitting.press(Key.Key_X)
    beside(sitting)
    sitting.press(key)
    assert verdicts(sitting) == []
    assert sitting.state(card.id) == "claimed"
    assert words.LETTERS_WAIT in told()


def test_escape_leaves_it_and_the_keys_are_the_cards_again(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_X)
    beside(sitting).boxes[Op.MUTE].setChecked(True)
    sitting.press(Key.Key_Escape)
    assert beside(sitting).isHidden()
    sitting.press(Key.Key_A)
    assert verdicts(sitting) == ["keep"]
    assert acts(sitting) == [], "what is not on the screen does not go"


def test_the_authors_own_server_is_told_only_when_that_is_chosen(sitting):
    mastodon(sitting, author="bob@far.example")
    sitting.press(Key.Key_X)
    panel = beside(sitting)
    assert panel.forward.isHidden()
    panel.boxes[Op.REPORT].setChecked(True)
    assert panel.forward.isVisible()
    panel.forward.setChecked(True)
    panel.press()
    sitting.settle()
    row = sitting.office.db.query("SELECT detail FROM outbox")[0]
    assert json.loads(row["detail"])["forward"] is True


def test_the_address_goes_to_the_clipboard_and_is_not_opened(sitting, told: Callable[[], str]):
    card = mastodon(sitting)
    with sitting.office.db.transaction():
        sitting.office.db.run("UPDATE comment SET url = 'https://town.example/@bob/1'")
    sitting.screen.seat.look_again()
    sitting.settle()
    sitting.press(Key.Key_X)
    beside(sitting).copy.click()
    assert QGuiApplication.clipboard().text() == "https://town.example/@bob/1"
    assert "not opened from here" in told()
    assert sitting.state(card.id) == "claimed"


# answers


def test_an_answer_goes_with_the_verdict_that_is_given(sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.open(card.id)
    sitting.press(Key.Key_R)
    assert QApplication.focusWidget() is beside(sitting).answer
    type_answer(sitting, "Please be kind, all.")
    sitting.press(Key.Key_Escape)
    assert beside(sitting).isVisible()
    sitting.press(Key.Key_X)
    assert verdicts(sitting) == ["hide"]
    assert acts(sitting) == [("hide", None), ("reply", "Please be kind, all.")]
    assert sitting.office.db.query("SELECT * FROM answer") == []


def test_ctrl_enter_keeps_the_comment_and_answers(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_R)
    beside(sitting)
    type_answer(sitting, "Please be kind.")
    sitting.press(Key.Key_Return)
    assert verdicts(sitting) == []
    sitting.press(Key.Key_Return, CTRL)
    assert verdicts(sitting) == ["keep"]
    assert acts(sitting) == [("reply", "Please be kind.")]


def test_letters_in_the_answer_are_letters(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_R)
    type_answer(sitting, "axdepnlbzvr")
    sitting.settle()
    assert beside(sitting).answer.toPlainText() == "axdepnlbzvr"
    assert verdicts(sitting) == []


def test_an_answer_that_was_begun_waits_with_its_card_and_is_not_sent_unseen(sitting):
    card = mastodon(sitting)
    other = sitting.office.says("You leek", platform="mastodon")
    sitting.press(Key.Key_R)
    type_answer(sitting, "Please be")
    sitting.press(Key.Key_Escape)
    sitting.open(other.id)
    assert beside(sitting).answer.toPlainText() == ""
    sitting.open(card.id)
    assert beside(sitting).isHidden()
    assert sitting.screen.verdicts.beside_button.beneath() == words.ANSWER_BEGUN
    sitting.press(Key.Key_R)
    assert beside(sitting).answer.toPlainText() == "Please be"
    sitting.press(Key.Key_Escape)
    sitting.press(Key.Key_Escape)
    assert beside(sitting).isHidden()
    sitting.press(Key.Key_A)
    assert acts(sitting) == []
    assert sitting.office.db.query("SELECT text FROM answer")[0]["text"] == "Please be"


def test_undo_brings_the_answer_back(sitting):
    card = mastodon(sitting)
    sitting.press(Key.Key_R)
    beside(sitting)
    type_answer(sitting, "Please be kind.")
    sitting.press(Key.Key_Return, CTRL)
    sitting.past_guard()
    sitting.press(Key.Key_U)
    sitting.open(card.id)
    sitting.press(Key.Key_R)
    assert beside(sitting).answer.toPlainText() == "Please be kind."


def test_the_rules_words_can_begin_an_answer(sitting):
    mastodon(sitting)
    sitting.press(Key.Key_R)
    panel = beside(sitting)
    assert panel.wording.isVisible()
    panel.wording.click()
    assert "without insulting people" in panel.answer.toPlainText()


def test_where_nothing_else_can_be_done_r_says_so(sitting, told: Callable[[], str]):
    card = sitting.office.says("From a file", platform="file")
    sitting.open(card.id)
    sitting.press(Key.Key_R)
    assert told() == words.NOTHING_TO_OFFER
    assert beside(sitting).isHidden()


def test_undo_says_what_stays(sitting):
    said = words.undone(Undone(1, 1, UndoKind.COMPENSATING, stays=(Op.REPORT,)))
    assert "What stays: reported" in said


@pytest.mark.parametrize("size", [(1384, 868), (1024, 700), (700, 700)])
def test_every_control_of_the_panel_has_a_name_and_is_reached_by_keyboard(sitting, size):
    sitting.window.resize(*size)
    mastodon(sitting, author="bob@far.example")
    sitting.settle()
    sitting.press(Key.Key_X)
    panel = beside(sitting)
    panel.boxes[Op.REPORT].setChecked(True)
    reached = []
    for _ in range(12):
        at = QApplication.focusWidget()
        if at is None or not panel.isAncestorOf(at) or at in reached:
            break
        reached.append(at)
        assert at.accessibleName() or at.text(), at
        sitting.press(Key.Key_Tab)
    assert {*panel.boxes.values(), panel.forward, panel.answer, panel.go_button, panel.leave_button} <= set(
        reached
    )
    assert all(isinstance(box, QCheckBox) and box.accessibleDescription() for box in panel.boxes.values())
