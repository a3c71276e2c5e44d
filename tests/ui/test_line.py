"""The line as a list: a million rows, one page at a time, and nothing from behind the veil in any of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from moderator.cards import Line
from tests.ui.values import CALM, HARSH, NOW
from ui.queue.line import LinePane
from ui.queue.model import PAGE, CardRole, LineModel

CARDS = tuple(replace(HARSH if number % 3 else CALM, id=number) for number in range(1, 301))


def ids(model: LineModel) -> list[int]:
    return [model.id_at(row) for row in range(model.rowCount())]


def test_the_model_obeys_qt(qtmodeltester):
    model = LineModel()
    model.show_line([card.id for card in CARDS], CARDS)
    qtmodeltester.check(model)
    model.show_line([card.id for card in CARDS[7:90]], CARDS[7:90])
    qtmodeltester.check(model)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 60), unique=True, max_size=40),
    st.lists(st.integers(1, 60), unique=True, max_size=40),
)
def test_whatever_changes_the_line_is_then_as_the_desk_says(before: list[int], after: list[int]):
    model = LineModel()
    model.show_line(before, [])
    model.show_line(after, [])
    assert ids(model) == after


def test_a_card_that_leaves_moves_no_other(qtbot):
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    pane.show_line(Line(CARDS, 300, 300))
    pane.step(5)
    chosen = pane.current_id()
    pane.show_line(Line(CARDS[2:], 298, 298))
    assert pane.current_id() == chosen


def test_a_million_rows_fetch_only_what_is_looked_at(qtbot):
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    wanted: list[int] = []
    pane.wanted.connect(wanted.extend)
    pane.resize(372, 800)
    pane.show()
    pane.show_line(Line(CARDS[:50], 1_000_000, 1_000_000), range(1, 1_000_001))
    assert pane.model.rowCount() == 1_000_000
    qtbot.wait(20)
    pane.grab()
    qtbot.waitUntil(lambda: len(wanted) <= 3 * PAGE)
    far = pane.model.index(500_000)
    assert far.data(CardRole) is None
    with qtbot.waitSignal(pane.wanted):
        far.data(CardRole)
        pane.model._asked.clear()
        far.data(CardRole)
    assert 500_001 in wanted
    pane.fill([replace(CALM, id=500_001)])
    assert far.data(CardRole).id == 500_001


def test_a_change_costs_the_window_little_however_long_the_line(qtbot):
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(372, 800)
    pane.show()
    pane.show_line(Line(CARDS, 1_000_000, 1_000_000), range(1, 1_000_001))
    pane.grab()
    before = time.thread_time()
    changed = (replace(CARDS[0], held_by="ann"), *CARDS[1:])
    pane.show_line(Line(changed, 1_000_000, 1_000_000), range(1, 1_000_001))
    pane.show_line(Line(CARDS[1:], 999_999, 999_999), range(2, 1_000_001))
    pane.grab()
    assert time.thread_time() - before < 0.4  # building the ids here is most of it; QListView needed 2 s more


def test_what_comes_or_goes_above_does_not_move_what_is_in_sight(qtbot):
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(372, 800)
    pane.show()
    pane.show_line(Line(CARDS[10:], 290, 290))
    pane.view.verticalScrollBar().setValue(50 * pane.view.row_height() + 7)
    seen, top = pane.model.id_at(50), pane.view.visualRect(pane.model.index(50)).top()
    for cards in (CARDS, CARDS[30:], CARDS[25:280]):
        pane.show_line(Line(cards, len(cards), len(cards)))
        row = pane.model.row_of(seen)
        assert pane.view.visualRect(pane.model.index(row)).top() == top
    pane.view.scrollToTop()
    pane.show_line(Line(CARDS, 300, 300))
    assert pane.view.verticalOffset() == 0


def test_the_line_is_walked_by_key_and_by_mouse(qtbot):
    pane = LinePane(lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(372, 800)
    pane.show()
    pane.show_line(Line(CARDS, 300, 300))
    view = pane.view
    steps = [
        (Qt.Key.Key_End, 299), (Qt.Key.Key_Up, 298), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0),
    ]  # fmt: skip
    for key, row in steps:
        qtbot.keyClick(view, key)
        assert view.currentIndex().row() == row
        assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert 3 < view.currentIndex().row() < 12
    with qtbot.waitSignal(pane.opened) as opened:
        place = view.visualRect(pane.model.index(view.currentIndex().row() - 1)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [pane.current_id()]
    assert not view.indexAt(view.viewport().rect().bottomRight() * 2).isValid()


def test_no_role_gives_away_what_a_veiled_card_does_not_hold():
    model = LineModel()
    model.show_line([2], [HARSH])
    told = [model.data(model.index(0), role) for role in range(300)]
    assert [type(each).__name__ for each in told if each is not None] == ["str", "str", "Card"]
    assert "veiled" in str(told[0])
    assert next(each for each in told if type(each).__name__ == "Card").text is None


def test_a_page_that_comes_when_the_line_has_changed_costs_the_window_no_second():
    """Each of its cards would be looked for through a million others."""
    model = LineModel()
    wanted: list[list[int]] = []
    model.wanted.connect(wanted.append)
    model.show_line(range(1, 1_000_001), [])
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    for line in (
        [2_000_000, *range(1, 1_000_001)],  # all move by one
        range(1_000_000, 0, -1),  # the page goes elsewhere
    ):
        model._asked.clear()
        model.card(900_000)
        model._send()
        model.show_line(line, [])
        changed.clear()
        begun = time.thread_time()
        model.fill([replace(CALM, id=each) for each in wanted[-1]])
        assert time.thread_time() - begun < 0.2
        [(first, last)] = changed
        for each in wanted[-1]:
            assert first <= model.row_of(each) <= last


@pytest.mark.parametrize(
    "after",
    [
        [1, 2, 3, 4, 5, 6],
        [9, 1, 2, 3, 4, 5, 6],
        [3, 4, 5, 6],
        [1, 2, 8, 9, 5, 6],
        [6, 5, 4, 3, 2, 1],
        [4],
        [],
    ],
    ids=["same", "one more above", "fewer above", "others between", "turned round", "one left", "none"],
)
def test_a_card_is_found_again_where_the_new_line_has_it(after):
    """As a look through all of it would find it, which takes too long with a million."""
    for row, card_id in enumerate([1, 2, 3, 4, 5, 6]):
        model = LineModel()
        model.show_line([1, 2, 3, 4, 5, 6], [])
        model.show_line(after, [])
        assert model.row_now(card_id, row) == model.row_of(card_id)
