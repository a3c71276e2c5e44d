"""The last weeks of a desk are rehearsed from times, bands and copies alone, by whoever may set the limits."""

from __future__ import annotations

import pytest

from moderator.foreseeing import LEAST, Foreseeing
from moderator.gate import Who
from moderator.problems import BadInput
from moderator.scores import Band
from tests.desk.conftest import Office
from tests.desk.conftest import office as office


def test_real_comments_are_played_and_nothing_of_their_words_is_taken(office: Office):
    for number in range(LEAST):
        office.says(f"You absolute turnip, number {number}", Band.S2 if number % 3 else Band.S0)
        office.clock.pass_(seconds=60)
    scene = Foreseeing(office.db, Who("ann", "desk-1"), "UTC").scene(made=False, persons=2)
    assert len(scene.traffic) == LEAST
    assert len(scene.staff) == 2
    assert {card.band for card in scene.traffic} == {Band.S0, Band.S2}
    assert not any(isinstance(value, str) for card in scene.traffic for value in card)


def test_with_few_comments_or_nobody_on_the_roster_it_says_so(office: Office):
    foreseeing = Foreseeing(office.db, Who("ann", "desk-1"), "UTC")
    with pytest.raises(BadInput, match="too few"):
        foreseeing.scene(made=False, persons=2)
    assert len(foreseeing.scene(made=True, persons=None).staff) == 3
