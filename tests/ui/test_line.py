"""The line as a list: a million rows, one page at a time, and nothing from behind the veil in any of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_no_role_gives_away_what_a_veiled_card_does_not_hold():
    model = LineModel()
    model.show_line([2], [HARSH])
    told = [model.data(model.index(0), role) for role in range(300)]
    assert [type(each).__name__ for each in told if each is not None] == ["str", "str", "Card"]
    assert "veiled" in str(told[0])
    assert next(each for each in told if type(each).__name__ == "Card").text is None
