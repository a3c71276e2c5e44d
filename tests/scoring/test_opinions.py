"""A card's scorers asked again: by itself that only raises a veil."""

from __future__ import annotations

import pytest

from moderator.scores import Band, Score
from moderator.scoring.opinions import later


def _score(band: Band | None, model: str = "embedded 2", unchecked: str | None = None) -> Score:
    return Score({"insult": 0.5}, model, band, "en", unchecked)


BOTH = "embedded 3 + own-original 1-int8"


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("model", ["embedded 3", BOTH, "other 1"])
def test_a_harsher_score_always_counts(lower: bool, model: str):
    after = _score(Band.S3, model)
    assert later(_score(Band.S0), after, lower=lower) is after
    assert later(_score(Band.S2), after, lower=lower) is after


def test_a_milder_one_counts_by_policy_alone():
    before, after = _score(Band.S2), _score(Band.S0, BOTH)
    assert later(before, after, lower=True) is after
    assert later(before, after, lower=False) is before


def test_where_a_scorer_has_gone_nothing_is_lowered():
    before, after = _score(Band.S2, "embedded 2 + own-original 1-int8"), _score(Band.S0, "embedded 3")
    assert later(before, after, lower=True) is before


@pytest.mark.parametrize("lower", [True, False])
def test_what_nobody_checked_before_is_what_its_first_score_says(lower: bool):
    before, after = _score(None, unchecked="language"), _score(Band.S0, BOTH)
    assert later(before, after, lower=lower) is after


@pytest.mark.parametrize("lower", [True, False])
def test_what_was_calm_and_cannot_be_checked_any_more_is_veiled_and_what_was_harsh_stays_so(lower: bool):
    after = _score(None, "embedded 3", "language")
    assert later(_score(Band.S0), after, lower=lower) is after
    harsh = _score(Band.S2)
    assert later(harsh, after, lower=lower) is harsh
