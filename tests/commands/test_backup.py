"""`moderator backup` tells programs what it made; how it went is known to the window and the doctor afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from moderator import backups
from tests.commands.conftest import Scripts


def test_json_tells_how_far_it_is_and_then_what_was_made(scripts: Scripts):
    scripts.gets("Good morning")
    *steps, last = [json.loads(line) for line in scripts.run("backup", "--json").stdout.splitlines()]
    percents = [step["percent"] for step in steps]
    assert percents == sorted(set(percents))
    assert percents[-1] == 100
    made = Path(last["path"])
    assert made.stat().st_size == last["size"]
    assert backups.read_backup(made).sha256 == last["sha256"]
    assert last["copied"] == ""


def test_the_second_folder_gets_its_copy_and_one_that_cannot_be_made_is_told(
    scripts: Scripts, tmp_path: Path
):
    scripts.gets("Good morning")
    (scripts.home / "settings.toml").write_text(f'backup_folder = "{tmp_path / "share"}"\n')
    scripts.run("backup")
    assert len(backups.listed(tmp_path / "share")) == 1
    (scripts.home / "settings.toml").write_text('backup_folder = "/dev/null/share"\n')
    told = scripts.run("backup")
    assert "Backup made" in told.stdout
    assert "The second copy failed: The folder /dev/null/share cannot be used" in told.stderr
    assert "/dev/null/share" in backups.tries(scripts.home).copied


def test_a_backup_that_went_well_ends_the_trouble_of_the_one_before(scripts: Scripts):
    scripts.gets("Good morning")
    folder = scripts.home / backups.FOLDER
    folder.mkdir(exist_ok=True)
    backups.note(scripts.home, trouble="The disk is full.")
    scripts.run("backup")
    assert backups.tries(scripts.home).trouble == ""
