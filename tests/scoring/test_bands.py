"""From probabilities to a band: the highest of any label wins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.scores import LABELS, Band, Score
from moderator.scoring.bands import THRESHOLDS, band_of

POINTS = {"toxicity": 0.3, "threat": 0.2}


def _labels(**high: float) -> dict[str, float]:
    return dict.fromkeys(LABELS, 0.01) | high


@pytest.mark.parametrize(
    ("labels", "band"),
    [
        (_labels(), Band.S0),
        (_labels(toxicity=0.29), Band.S0),
        (_labels(toxicity=0.3), Band.S1),
        (_labels(obscene=0.5), Band.S1),
        (_labels(obscene=0.49), Band.S0),
        (_labels(threat=0.2), Band.S1),
        (_labels(insult=0.5), Band.S2),
        (_labels(toxicity=0.79), Band.S1),
        (_labels(toxicity=0.8), Band.S2),
        (_labels(identity_attack=0.5), Band.S3),
        (_labels(sexual_explicit=0.5), Band.S3),
        (_labels(severe_toxicity=0.5), Band.S3),
        (_labels(threat=0.3), Band.S3),
        (_labels(threat=0.69), Band.S3),
        (_labels(threat=0.7), Band.S4),
        (_labels(threat=0.7, toxicity=0.99, insult=0.99), Band.S4),
        (_labels(insult=0.9, identity_attack=0.6), Band.S3),
        ({}, Band.S0),
    ],
)
def test_each_label_leads_to_its_band(labels, band):
    assert band_of(labels, POINTS) == band


def test_a_label_without_a_veil_point_is_veiled_from_one_half():
    assert band_of({"toxicity": 0.5}, {}) == Band.S1
    assert band_of({"toxicity": 0.49}, {}) == Band.S0


@given(
    st.fixed_dictionaries({label: st.floats(0, 1) for label in LABELS}),
    st.sampled_from(LABELS),
    st.floats(0, 1),
)
def test_more_of_a_label_never_lowers_the_band(labels, label, more):
    raised = {**labels, label: max(labels[label], more)}
    assert band_of(raised, POINTS) >= band_of(labels, POINTS)


@given(st.fixed_dictionaries({label: st.floats(0, 1) for label in LABELS}))
def test_a_lower_veil_point_never_unveils(labels):
    assert band_of(labels, dict.fromkeys(LABELS, 0.1)) >= band_of(labels, POINTS)


def test_whatever_is_harsher_than_s1_is_veiled_whatever_the_veil_points():
    never = dict.fromkeys(LABELS, 2.0)
    for band, points in THRESHOLDS:
        for label, point in points.items():
            assert band_of(_labels(**{label: point}), never) == band


def test_veiled_is_everything_but_a_calm_text_that_was_checked():
    assert not Score({}, "m", Band.S0).veiled
    assert all(Score({}, "m", band).veiled for band in Band if band > Band.S0)
    assert Score({}, "m", None, unchecked="language").veiled
