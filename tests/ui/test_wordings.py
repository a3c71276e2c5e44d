"""The wordings on a card: counted, told apart without a word of them, read one at a time, taken out and put back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from moderator.cards import Varies, Wording
from moderator.joining import Joining
from moderator.store import queue
from moderator.together import Together
from tests.ui.values import HARSH
from ui import near, words
from ui.queue.hold import HoldButton
from ui.queue.wordings import WordingRow

HEAD = "You absolute turnip, the library on Mill Street was never in better hands than yours"
NEAR = "You absolute turnip!! The library on Mill Street was never in better hands than YOURS"
MORE = "Oh you absolute turnip, the library on Mill Street was never in better hands than yours"


@pytest.fixture
def campaign(sitting) -> int:
    card = sitting.office.says(HEAD)
    for text, author in ((NEAR, "ann"), (NEAR, "cy"), (MORE, "dee")):
        sitting.office.says(text, author=author)
    joining = Joining(sitting.office.db, Together())
    while joining.round():
        pass
    sitting.begin()
    sitting.open(card.id)
    return card.id


def rows(sitting) -> list[WordingRow]:
    return list(sitting.screen.reader.wordings.rows.values())


def said(sitting) -> str:
    places = (sitting.screen.reader, sitting.screen.verdicts)
    shown = [
        each.text()
        for place in places
        for each in place.findChildren(QLabel)
        if each.isVisibleTo(sitting.window)
    ]
    return "\n".join([*shown, sitting.text()])


def test_a_card_says_how_many_comments_and_wordings_it_is_about(sitting, campaign):
    assert "4 comments, 3 wordings" in said(sitting)
    assert "turnip" not in said(sitting)


def test_c_lists_the_wordings_with_where_they_vary_and_no_word_of_them(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    assert [each.told.text() for each in rows(sitting)] == [
        "The wording of the card",
        "Differs in signs, capitals",
        "Differs in 1 name or word with a capital, capitals",
    ]
    everything = said(sitting)
    assert "turnip" not in everything
    assert "library" not in everything
    sitting.press(Qt.Key.Key_C)
    assert not sitting.screen.reader.wordings.open


def test_one_wording_is_read_while_it_is_asked_for_and_it_is_counted(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    read = rows(sitting)[1].findChild(HoldButton)
    read.pressed.emit()
    sitting.settle()
    assert NEAR in said(sitting)
    assert HEAD not in said(sitting)
    assert sitting.office.units() > 0
    read.released.emit()
    sitting.qtbot.waitUntil(lambda: "turnip" not in said(sitting), timeout=5000)


def test_the_keyboard_goes_to_the_list_and_back_and_letters_still_decide(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    assert QApplication.focusWidget() is rows(sitting)[1].read
    sitting.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is rows(sitting)[1].out
    sitting.press(Qt.Key.Key_C)
    assert QApplication.focusWidget() is sitting.screen.reader
    sitting.press(Qt.Key.Key_C)
    sitting.press(Qt.Key.Key_X)
    assert sitting.office.db.column("SELECT copies FROM decision") == [4]


def test_putting_the_list_away_covers_what_is_read(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    rows(sitting)[1].findChild(HoldButton).pressed.emit()
    sitting.settle()
    sitting.screen.reader.wordings.toggle()
    sitting.qtbot.waitUntil(lambda: "turnip" not in sitting.text(), timeout=5000)


def test_a_wording_is_taken_out_and_the_decision_is_about_the_rest(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    rows(sitting)[1].out.click()
    sitting.settle()
    assert len(rows(sitting)) == 2
    assert "2 comments, 2 wordings" in said(sitting)
    assert near.taken_out(2) in said(sitting)
    assert "4 comments" not in said(sitting), "nothing says the old number"
    sitting.press(Qt.Key.Key_X)
    assert sitting.office.db.column("SELECT copies FROM decision") == [2]


def test_what_was_taken_out_is_put_back(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    for _ in range(2):
        rows(sitting)[1].out.click()
        sitting.settle()
    offered = [
        each for each in sitting.screen.reader.findChildren(QPushButton) if each.text() == near.PUT_BACK
    ]
    assert len(offered) == 2, "both ways back are there"
    offered[0].click()
    sitting.settle()
    assert len(rows(sitting)) == 2
    assert sitting.office.db.column("SELECT copies FROM card WHERE id = :id", id=campaign) == [3]


def test_what_a_colleague_has_by_now_is_not_put_back_and_it_is_said(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    rows(sitting)[1].out.click()
    sitting.settle()
    db = sitting.office.db
    with db.transaction():
        queue.claim(db, "bea", "desk-2", card_id=db.column("SELECT id FROM card WHERE state = 'waiting'")[0])
    next(
        each for each in sitting.screen.reader.findChildren(QPushButton) if each.text() == near.PUT_BACK
    ).click()
    sitting.settle()
    assert "cannot be put back" in said(sitting)
    assert sitting.screen.seat.opened is not None


def test_every_button_says_which_wording_it_is_about(sitting, campaign):
    sitting.press(Qt.Key.Key_C)
    for row in rows(sitting)[1:]:
        for button in row.findChildren(QPushButton):
            assert near.sent_by(row.wording) in button.accessibleDescription()


def test_a_card_of_one_wording_has_no_list(sitting):
    card = sitting.office.says("You absolute turnip")
    sitting.begin()
    sitting.open(card.id)
    sitting.press(Qt.Key.Key_C)
    assert sitting.screen.reader.wordings is None


def wording(*kinds: str, left_out: bool = False) -> Wording:
    return Wording(1, 2, 1, 1, False, tuple(Varies(0, kind, left_out) for kind in kinds))


@pytest.mark.parametrize(
    ("which", "told"),
    [
        (wording("word", "word", "signs"), "Differs in 2 words, signs"),
        (wording("link"), "Differs in 1 link"),
        (wording("word", left_out=True), "Leaves out 1 word"),
        (wording(), "Differs in nothing that can be named"),
    ],
)
def test_what_varies_is_told_in_kinds(which: Wording, told: str):
    assert near.varies(which) == told


def test_what_is_asked_before_deleting_speaks_of_comments_not_of_copies():
    card = replace(HARSH, copies=41, wordings=7, authors=30)
    assert words.copies_and_authors(card) == "41 comments, 7 wordings"
    assert words.many(card) == "41 near-copies"
    assert (
        near.one_decision(card) == "41 comments, 7 wordings, 30 authors. One decision is about all of them."
    )
