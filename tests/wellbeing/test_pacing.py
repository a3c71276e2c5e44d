"""The pace of a breath, as numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.wellbeing import pacing
from moderator.wellbeing.pacing import GAZE_SECONDS, GROUNDING, PATTERNS, SIGHING, STEADY, Pattern, at


def test_the_default_is_the_sigh_of_two_inhales_and_a_longer_exhale():
    first, second, out = SIGHING.phases
    assert PATTERNS[0] is SIGHING
    assert first.full < second.full == 1
    assert out.seconds > first.seconds + second.seconds
    assert [phase.seconds for phase in STEADY.phases] == [4, 6]
    assert pacing.BREATHING_SECONDS == 5 * 60
    assert 40 <= GAZE_SECONDS <= 60
    assert len(GROUNDING) == 5


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_phase_begins_where_the_one_before_ended(pattern: Pattern):
    begins = 0.0
    for number, phase in enumerate(pattern.phases):
        assert at(pattern, begins).phase == number
        assert at(pattern, begins + phase.seconds - 1e-6).full == pytest.approx(phase.full, abs=1e-6)
        begins += phase.seconds
    assert at(pattern, pattern.seconds).full == at(pattern, 0).full == 0


@given(st.sampled_from(PATTERNS), st.floats(-10, 400))
def test_it_never_jumps_and_never_flashes(pattern: Pattern, seconds: float):
    before, after = at(pattern, seconds), at(pattern, seconds + 0.04)
    assert 0 <= before.full <= 1
    assert abs(after.full - before.full) < 0.04  # of the circle, between two pictures
