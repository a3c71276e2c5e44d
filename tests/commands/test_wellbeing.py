"""`moderator wellbeing ...`: limits are shown, checked and set by scripts; a bad file changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Scripts


def test_every_number_is_shown_with_its_grade_and_source(scripts: Scripts):
    told = scripts.run("wellbeing", "limits").stdout
    for key in ("load_h", "load_d", "load_w", "queue_d", "s4_h", "s4_d"):
        assert key in told
    assert "E1: calibrated on Riedl" in told
    assert "uncivil_share  0.5" in told


def test_a_policy_is_checked_set_shown_and_written_out_again(scripts: Scripts, tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_bytes("\ufeff[limits.load_h]\r\nsoft = 60\r\nhard = 90\r\n".encode())
    assert "It can be set" in scripts.run("wellbeing", "check", str(file)).stdout
    assert "hard 150," in scripts.run("wellbeing", "limits").stdout
    scripts.run("wellbeing", "set", str(file))
    assert "hard 90 (as it comes 150)" in scripts.run("wellbeing", "limits").stdout
    again = tmp_path / "again.toml"
    again.write_text(scripts.run("wellbeing", "limits", "--toml").stdout)
    scripts.run("wellbeing", "set", str(again))
    assert "hard 90 (as it comes 150)" in scripts.run("wellbeing", "limits").stdout
    assert len(scripts.run("wellbeing", "past").stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[limits.load_h]\nhard = 9999\n", "line 2: limits.load_h.hard is out of range"),
        (b"[limits.load_h]\nhard = 180\n", "takes a consultation"),
        (b"[limits\n", "is not TOML"),
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"#" * 100_001, "is too long for a policy"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_changes_nothing(
    scripts: Scripts, tmp_path: Path, data: bytes, said: str
):
    file = tmp_path / "bad.toml"
    file.write_bytes(data)
    for verb in ("check", "set"):
        refused = scripts.run("wellbeing", verb, str(file), code=1)
        assert "bad.toml" in refused.stderr
        assert said in refused.stderr
    assert "None was ever set" in scripts.run("wellbeing", "past").stdout
    assert "cannot be read" in scripts.run("wellbeing", "set", str(tmp_path / "gone.toml"), code=1).stderr


def test_ones_own_share_counts_at_once_and_less_strict_after_a_day(scripts: Scripts):
    assert "100%" in scripts.run("wellbeing", "own").stdout
    assert "are 60% of" in scripts.run("wellbeing", "own", "60").stdout
    told = scripts.run("wellbeing", "own", "100").stdout
    assert "are 60% of" in told
    assert "100% from" in told
    scripts.run("wellbeing", "own", "20", code=2)
    scripts.run("wellbeing", "own", "101", code=2)
