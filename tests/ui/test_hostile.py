"""Hostile comments and authors on the real widgets: quick, plain, and no change to what is around them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from moderator.cards import Around, Line
from moderator.scores import Band
from tests.hostile import Case, cases
from tests.ui.values import CALM, NOW, open_card
from ui.look.passage import Passage
from ui.queue.line import LinePane
from ui.queue.reader import Reader

BUDGET = 0.1  # seconds of this thread's time for one event


@pytest.fixture
def reader(qtbot) -> Reader:
    reader = Reader(lambda: NOW)
    qtbot.addWidget(reader)
    reader.resize(690, 860)
    reader.show()
    reader.show_card(open_card(CALM))
    reader.grab()
    return reader


@pytest.mark.parametrize("case", cases("text"), ids=lambda case: case.id)
def test_no_comment_makes_the_window_wait(reader: Reader, case: Case):
    opened = open_card(replace(CALM, text=case.text[:8000]))
    begin = time.thread_time()
    reader.show_card(opened)
    shown = time.thread_time()
    reader.grab()
    painted = time.thread_time()
    assert shown - begin < BUDGET
    assert painted - shown < BUDGET


@pytest.mark.parametrize("case", [*cases("author"), *cases("url")], ids=lambda case: case.id)
def test_no_author_and_no_address_changes_the_width_of_the_window(reader: Reader, case: Case, qtbot):
    narrow = reader.widget().minimumSizeHint().width()
    card = replace(CALM, author_name=case.text, author=case.text, account=case.text, url=case.text)
    around = Around(7, case.text, case.text, NOW, False, Band.S2, "insult", 1, None)
    begin = time.thread_time()
    reader.show_card(open_card(card, above=(around,)))
    reader.grab()
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    pane.show_line(Line((card,), 1, 1))
    pane.grab()
    assert time.thread_time() - begin < 3 * BUDGET
    assert reader.widget().minimumSizeHint().width() <= max(narrow, 400)


def test_markup_stays_letters(qtbot):
    passage = Passage()
    qtbot.addWidget(passage)
    passage.show_words("<b>bold</b><img src='file:///etc/hostname'> &lt;")
    assert passage.words() == "<b>bold</b><img src='file:///etc/hostname'> &lt;"


def test_a_covered_passage_holds_nothing(qtbot):
    passage = Passage()
    qtbot.addWidget(passage)
    passage.show_words("You absolute turnip")
    passage.grab()
    passage.show_words("")
    assert (passage.words(), passage.text(), passage.accessibleName()) == ("", "", "")
