"""Power cuts: whatever a disk leaves of a moment, nothing acknowledged is lost and no start is frightened for nothing."""

from __future__ import annotations

import shutil

import pytest

from moderator.bench import backup, power

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged() -> None:
    told = power.cuts(40, transactions=25)
    assert (told["whole"], told["cuts"]) == (40, 40), told


@pytest.mark.slow
def test_six_hundred_power_cuts_lose_nothing() -> None:
    told = power.cuts(600)
    assert (told["whole"], told["cuts"]) == (600, 600), told


def test_a_desk_that_does_not_flush_would_be_caught() -> None:
    told = power.cuts(30, transactions=25, synchronous="NORMAL")
    assert told["lost"] > 5, told


def test_backup_restore_and_flips_can_be_measured() -> None:
    told = backup.measure(600, flips=40)
    assert (told["state"], told["refused"], told["written_to"]) == ("whole", True, False)
    assert told["noticed_pages"] == told["flipped_pages"]
    assert told["commits_beside_ms"]["commits"] >= 1
    single = backup.single_flips(60)
    assert (single["noticed"], single["untouched"]) == (60, 60)
