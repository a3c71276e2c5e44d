"""A rehearsal desk from the command line: what the worker says of a round is what the queue holds."""

from __future__ import annotations

from pathlib import Path

from moderator.home import find_home
from tests.journeys.program import Program


def test_a_round_says_how_many_comments_came_and_how_many_cards_were_scored(tmp_path: Path):
    find_home(rehearsal=True, time_scale=60, environ={"MODERATOR_HOME": str(tmp_path / "home")})
    rehearsal = Program(tmp_path / "home" / "rehearsal")
    said = rehearsal.work()
    cards = rehearsal.queue("--all")
    assert f"gathered {sum(card['copies'] for card in cards)} new" in said
    each_by_itself = sum(
        card["wordings"] for card in cards
    )  # near-copies come onto one card once they are scored
    assert f"scored {each_by_itself} cards" in said
