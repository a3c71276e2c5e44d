"""`moderator bench scoring` measures: what needs no data, small."""

from __future__ import annotations

from moderator.bench import scoring


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
    assert scoring.Goal(".9", 0.95).beside(0.96)["met"]
    assert not scoring.Goal(".9", 0.95).beside(0.94)["met"]
    assert scoring.Goal(".2", 0.1, False).beside(0.1)["met"]
    assert not scoring.Goal(".2", 0.1, False).beside(0.11)["met"]
    assert scoring.Goal("-", 1).beside(None)["met"] is None
