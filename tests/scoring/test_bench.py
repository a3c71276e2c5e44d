"""`moderator bench scoring` measures: what needs no data, small."""

from __future__ import annotations

import pytest

from moderator.bench import arrivals, looks, replay, scoring
from moderator.bench.goals import Goal
from moderator.clustering import Entry, Index
from moderator.together import Together


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


def test_a_replayed_campaign_has_near_copies_among_comments_that_come_once():
    copied = [
        f"the council sold our old swimming pool number {word} to nobody" for word in "ABCDEFGHIJKLMNOP"
    ]
    once = [f"comment {n} on the bridge" for n in range(300)]
    made = replay.stream(copied, once, 200, 7)
    assert made == replay.stream(copied, once, 200, 7)
    assert len(made.texts) == 200
    assert sum(of >= 0 for of in made.copy_of) == 120
    assert set(once) >= {text for text, of in zip(made.texts, made.copy_of, strict=True) if of < 0}
    copies = [text for text, of in zip(made.texts, made.copy_of, strict=True) if of >= 0]
    assert all("nobody" in text.lower() for text in copies), "what turns the sense stays"
    joined = sum(near is not None for near in Index().place([Entry(n, t) for n, t in enumerate(copies)]))
    assert joined > len(copies) // 2


def test_looks_are_counted_at_the_real_desk_and_fewer_where_what_is_certain_is_decided_unread():
    copied = "You are an absolute idiot and a liar, mayor, and the whole council is a bunch of stupid idiots"
    calm = [f"When will bridge number {n} open again, please?" for n in range(12)]
    texts = [*(f"{copied} {sign}" for sign in "😀😡🔥👍🙏😭"), *calm]
    stream = looks.Stream(texts, {text: "idiot" in text for text in texts})
    unread = looks.replayed(stream, Together(), 1, looks.SURE)
    everything = looks.replayed(stream, Together(), 1, 2.0)
    assert unread["wrong"] == everything["wrong"] == 0
    assert unread["decisions"] == everything["decisions"] < len(texts), "near-copies are decided once"
    assert unread["revealed abusive"] == 0 < everything["revealed abusive"]
    assert everything["looks"] == everything["revealed abusive"] + everything["revealed calm"]


def test_waits_are_told_by_the_middle_by_the_longest_hundredth_and_by_the_longest():
    waits = [n / 1000 for n in range(1000)]
    assert arrivals._quantiles(waits) == [0.5, 0.99, 0.999]


@pytest.mark.slow
def test_a_real_worker_scores_what_another_process_stores():
    found = arrivals.measured(["When will the bridge open?", "You absolute turnip"], None, seconds=2)
    assert found["a_second"] > 10
    assert 0 < found["p50_s"] <= found["most_s"] < 60
