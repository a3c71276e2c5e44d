"""`moderator wellbeing rehearse` and `calibration`: a policy is tried out before it holds, and nothing is changed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Scripts


def test_a_made_up_month_is_told_in_two_columns_and_changes_nothing(scripts: Scripts, tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_text("[limits.load_d]\nsoft = 80\nhard = 100\n")
    told = scripts.run("wellbeing", "rehearse", "--policy", str(file), "--synthetic", "--staff", "1").stdout
    assert "in force" in told
    assert "proposed" in told
    assert "Gini of the weekly load" in told
    assert "this is about nobody" in told
    assert "as it comes" not in scripts.run("wellbeing", "limits").stdout


def test_a_window_is_told_each_percent_and_the_figures(scripts: Scripts):
    out = scripts.run("wellbeing", "rehearse", "--synthetic", "--staff", "1", "--json").stdout.splitlines()
    percents = [json.loads(line)["percent"] for line in out[:-1]]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100
    told = json.loads(out[-1])
    assert told["in_force"]["looks_closed"] == 0
    assert len(told["in_force"]["loads"]) == 1
    assert "proposed" not in told


def test_too_little_traffic_and_a_bad_policy_are_refused_in_a_line(scripts: Scripts, tmp_path: Path):
    few = scripts.run("wellbeing", "rehearse", code=1).stderr
    assert "too few to say anything" in few
    assert "made-up month" in few
    bad = tmp_path / "bad.toml"
    bad.write_text("[limits.load_h]\nhard = 9999\n")
    refused = scripts.run("wellbeing", "rehearse", "--policy", str(bad), "--synthetic", code=1).stderr
    assert "bad.toml, line 2: limits.load_h.hard is out of range" in refused


def test_the_calibration_table_is_computed_and_says_that_it_validates_nothing(scripts: Scripts):
    told = scripts.run("wellbeing", "calibration").stdout
    for name in ("10 % uncivil", "25 %", "50 %", "100 %: a pile-on", "aimed at the person", "steep"):
        assert name in told
    assert "validates nothing" in told
