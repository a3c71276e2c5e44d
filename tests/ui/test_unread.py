"""The Unread page: figures of the team in words, differences to settle; nothing of a person and no comment's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from moderator.blind import Figure, Kind
from moderator.decisions import Verdict
from moderator.scores import Band
from moderator.unread import Difference
from tests.ui.values import open_card
from ui.queue.reader import CardView
from ui.unread import words
from ui.unread.screen import UnreadScreen

INSULT = Kind("insult", Band.S2, "very sure")
THREAT = Kind("threat", Band.S4, "quite sure")


@pytest.fixture
def screen(qtbot, sitting) -> UnreadScreen:
    made = UnreadScreen(sitting.work)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    sitting.settle()
    return made


def difference(number: int = 1, *, lead: bool = True, mine: bool = False) -> Difference:
    return Difference(
        number, 7, 3, Verdict.KEEP, Verdict.HIDE, True, 1, "rehearsal", "city", "bob", "Bob",
        datetime(2026, 11, 24, tzinfo=UTC), Band.S2, "insult", mine, lead,
    )  # fmt: skip


def texts(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_as_long_as_too_few_are_known_it_says_so_and_nothing_else(screen: UnreadScreen):
    assert screen.in_all.text() == words.TOO_FEW
    assert screen.views == []
    assert screen.told.text() == words.NOTHING_DIFFERS


def test_figures_stand_in_words_those_with_the_most_wrong_first(screen: UnreadScreen):
    screen._show(({INSULT: Figure(100, 3), THREAT: Figure(20, 5)}, ()))
    assert screen.in_all.text().startswith(
        "Decided unread here: right in 93 of 100. 120 were read by somebody since"
    )
    first, second = (each for each in texts(screen) if "· S" in each)
    assert first.startswith("Threat · S4 · quite sure: right in 75 of 100 (53 to 89)")
    assert second == "Insult · S2 · very sure: right in 97 of 100 (92 to 99) · 100 read since"


def test_a_difference_does_not_say_who_and_only_a_lead_is_offered_to_settle_it(screen: UnreadScreen):
    screen._show(({}, (difference(mine=True, lead=False),)))
    (view,) = screen.views
    _, told = texts(view)
    assert "Decided: keep it; after reading it, a second person would hide it." in told
    assert "One of the two was you" in told
    assert view.buttons == []
    screen._show(({}, (difference(),)))
    assert [button.text() for button in screen.views[0].buttons] == ["Let it stand", "Decide anew"]


def test_what_is_settled_elsewhere_meanwhile_is_said_calmly(screen: UnreadScreen, sitting):
    told: list[str] = []
    screen.said.connect(told.append)
    screen._show(({}, (difference(4711),)))
    screen.views[0].buttons[0].click()
    sitting.settle()
    sitting.settle()
    assert "settled already" in told[0]
    assert screen.views == []


def test_the_keyboard_reaches_every_button_and_each_says_what_it_settles(screen: UnreadScreen):
    screen._show(({INSULT: Figure(100, 3)}, (difference(), difference(2))))
    for view in screen.views:
        for button in view.buttons:
            button.setFocus()
            assert button.hasFocus()
            assert "Bob" in button.accessibleName()


def test_what_is_the_same_stays_so_that_the_keyboard_keeps_its_place(screen: UnreadScreen):
    screen._show(({}, (difference(),)))
    view = screen.views[0]
    screen._show(({}, (difference(),)))
    assert screen.views[0] is view


def test_only_so_many_are_shown_at_once(screen: UnreadScreen):
    screen._show(({}, tuple(difference(n) for n in range(23))))
    assert len(screen.views) == 20
    assert "3 more follow" in screen.told.text()


def test_a_hostile_name_stays_plain_text(screen: UnreadScreen):
    screen._show(({}, (replace(difference(), author_name="<b>\u202ebob"),)))
    assert "\u202e" not in " ".join(texts(screen))
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in screen.findChildren(QLabel))


def test_the_card_says_how_deciding_unread_turned_out_for_its_like(qtbot):
    opened = replace(open_card(), unread="decided unread here: right in 97 of 100")
    view = CardView(opened, datetime(2026, 11, 24, tzinfo=UTC))
    qtbot.addWidget(view)
    assert "Decided unread here: right in 97 of 100." in [label.text() for label in view.findChildren(QLabel)]
