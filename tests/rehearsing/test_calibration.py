"""The table that says what the numbers mean for one person is computed from the numbers in force."""

from __future__ import annotations

from moderator.rehearsing.calibration import SCALES, STREAMS, row
from moderator.wellbeing.limits import LIMITS
from moderator.wellbeing.policy import read

PILE_ON = STREAMS[3]


def test_an_all_uncivil_stream_closes_at_or_before_the_24_minutes_at_which_harm_was_measured():
    found = row(PILE_ON, LIMITS, runs=5)
    assert found.hour is not None
    assert 15 <= found.hour <= 24
    assert found.soft is not None
    assert found.soft < found.hour


def test_a_quiet_page_closes_nothing_and_what_is_aimed_at_oneself_closes_soonest():
    quiet, aimed = row(STREAMS[0], LIMITS, runs=3), row(STREAMS[4], LIMITS, runs=3)
    assert quiet.hour is None
    assert quiet.day is None
    assert quiet.worked > 380
    assert aimed.hour is not None
    assert aimed.hour < 12


def test_another_policy_and_other_weights_make_another_table():
    usual = row(PILE_ON, LIMITS, runs=3)
    strict = row(PILE_ON, read("[limits.load_h]\nsoft = 40\nhard = 60\n").limits, runs=3)
    steep = row(PILE_ON, LIMITS, SCALES[2][1], runs=3)
    alike = row(PILE_ON, LIMITS, SCALES[3][1], runs=3)
    assert None not in (usual.hour, strict.hour, steep.hour, alike.hour)
    assert strict.hour < usual.hour  # type: ignore[operator]
    assert steep.hour < usual.hour < alike.hour  # type: ignore[operator]
    assert row(PILE_ON, LIMITS, runs=3) == usual
