"""The way to the first window, in a process of its own: what it needs, and what it must not bring along."""

from __future__ import annotations

from moderator.bench import start


def test_the_window_starts_without_what_only_a_worker_may_load():
    told = start.start(300, runs=1)
    assert told["heavy"] == []
    assert told["cards"] > 200
    assert told["rss_mb"] < 230
    assert 0 < told["window_cpu_s"] <= told["queue_cpu_s"]
