"""The strip under the open card: what was decided last and what undo would do, told of the same moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderator.decisions import Decided, Recent, Verdict
from ui.look import pieces
from ui.queue.last import LastDecision

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def recent(state: str) -> Recent:
    return Recent(7, 3, Verdict.HIDE, 1, NOW, state)


@pytest.mark.parametrize(("state", "left"), [("decided", False), ("pushing", True), ("pushed", True)])
def test_how_far_it_has_got_and_what_undo_would_do_are_of_one_moment(qtbot, state: str, left: bool):
    strip = LastDecision()
    qtbot.addWidget(strip)
    strip.show_decided(
        Decided(7, 3, Verdict.HIDE, 1, NOW + timedelta(seconds=10), "can be undone on the platform"), NOW
    )
    later = NOW + timedelta(seconds=11)
    strip.show_recent(recent("decided"), later)
    assert "It has not left this desk yet" in strip.sentence()
    strip.show_recent(recent(state), later)
    assert ("It has left this desk" in strip.sentence()) is left


def test_what_was_taken_back_elsewhere_is_not_offered_to_be_undone_again(qtbot):
    strip = LastDecision()
    qtbot.addWidget(strip)
    strip.show_decided(
        Decided(7, 3, Verdict.HIDE, 1, NOW + timedelta(seconds=10), "can be undone on the platform"), NOW
    )
    undo = next(button for button in strip.findChildren(pieces.KeyButton))
    assert not undo.isHidden()
    strip.show_recent(recent("undone"), NOW)
    assert undo.isHidden()
    assert "Undo " not in strip.sentence()
    strip.tick(NOW)
    assert undo.isHidden()
