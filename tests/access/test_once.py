"""What a moderator is told, they are told once: not in three places of one screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from moderator.clock import HandClock
from tests.ui.house import House, house, words_in


@pytest.fixture
def desk(qtbot, clock: HandClock) -> Iterator[House]:
    with house(qtbot, clock) as made:
        made.connect_account()
        made.say("You absolute turnip")
        made.begin()
        yield made


def test_a_limit_stands_once_on_the_screen_and_its_card_says_until_when(desk: House):
    queue = desk.window.queue
    queue.line.enter()
    desk.settle()
    assert queue.seat.opened is not None
    card = queue.seat.opened.card.id
    desk.work.store(lambda console: [console.desk.nasty(card) for _ in range(90)], lambda _: None)
    desk.settle()
    desk.qtbot.keyPress(queue.line.view, Qt.Key.Key_V)  # type: ignore[attr-defined]
    desk.settle()
    desk.settle()
    assert not queue.strip.isHidden()
    seen = words_in(desk.window)
    assert seen.count("You have reached") == 1
    assert seen.count("It stays veiled until") == 1
    desk.qtbot.keyRelease(QApplication.focusWidget(), Qt.Key.Key_V)  # type: ignore[attr-defined]
