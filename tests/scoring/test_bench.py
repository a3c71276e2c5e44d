"""`moderator bench scoring` measures: what needs no data, small."""

from __future__ import annotations

import pytest

from moderator.bench import scoring
from moderator.bench.goals import Goal


def test_without_data_it_measures_people_speed_start_memory_and_size():
    found = scoring.run(size=60)
    for line in (
        "identity simple veiled",
        "identity hard veiled",
        "second-person threats found, 2% false",
        "comments per CPU second",
        "load and first call, CPU s",
        "size MB",
    ):
        assert found[line]["value"] > 0 or "veiled" in line
        assert found[line]["met"] in (True, False)
        assert found[line]["reach"][:2] in ("<=", ">=")
    assert found["size MB"]["met"]


def test_a_goal_says_whether_it_is_met_on_either_side():
    assert Goal(".9", 0.95).beside(0.96)["met"]
    assert not Goal(".9", 0.95).beside(0.94)["met"]
    assert Goal(".2", 0.1, False).beside(0.1)["met"]
    assert not Goal(".2", 0.1, False).beside(0.11)["met"]
    assert Goal("-", 1).beside(None)["met"] is None


@pytest.mark.slow
def test_a_converted_model_is_measured_against_the_librarys_own_calls():
    """A small one: what it costs is not what the published ones cost, so no goal is asked for here."""
    pytest.importorskip("torch", reason="torch is not installed: make detoxify")
    pytest.importorskip("detoxify", reason="Detoxify is not installed: make detoxify")
    from moderator.bench import models

    with models.made(models.SMALL) as both:
        found = models.lines(both, ["When will the bridge open?", "You absolute turnip"] * 5)
    assert found["converted: largest difference"]["met"]
    for line in ("converted against the better call, 1 threads", "converted: peak MB"):
        assert found[line]["value"] > 0
