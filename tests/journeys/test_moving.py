"""The machine is lost: a folder of backups and the recovery sheet bring the desk back on a fresh home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from moderator.home import find_home
from tests.journeys.program import Program
from tests.kept import flip

COMMENTS = "text,author\n" + "".join(f"You absolute turnip number {n},bob\n" for n in range(30))


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with comments, one decision, and its sheet and backup on a stick."""
    folder = tmp_path_factory.mktemp("worked")
    one = Program(folder / "old machine")
    file = folder / "comments.csv"
    file.write_text(COMMENTS)
    one.run("import", str(file), "--yes")
    one.work()
    one.run("decide", str(one.queue()[0]["id"]), "keep")
    one.run("backup", "--to", str(folder / "stick"))
    one.run("recovery", "sheet", "--out", str(folder / "sheet.txt"))
    return folder


@pytest.fixture
def old(worked: Path, tmp_path: Path) -> Program:
    shutil.copytree(worked, tmp_path, dirs_exist_ok=True)
    return Program(tmp_path / "old machine")


def bring_back(stick: Path, new: Path, words: str) -> subprocess.CompletedProcess[str]:
    """On a new machine: nobody hands a key over, and there is no keyring."""
    command = [sys.executable, "-m", "moderator", "restore", str(stick), "--into", str(new), "--words"]
    return subprocess.run(command, input=words, capture_output=True, text=True, check=False, env=os.environ)


def verified(one: Program) -> str:
    return str(one.run("journal", "verify").stdout)


def test_a_lost_machine_is_made_good_with_a_backup_and_the_sheet(old: Program, tmp_path: Path) -> None:
    line, decided = old.queue(), old.queue("--all")
    count = int(verified(old).split(":")[1].split()[0])
    shutil.rmtree(old.home)
    new = tmp_path / "new machine"
    ran = bring_back(tmp_path / "stick", new, (tmp_path / "sheet.txt").read_text())
    assert ran.returncode == 0, ran.stderr
    assert "verified" in ran.stdout
    assert "could not be kept here" in ran.stderr
    moved = Program(new)
    assert f"{count + 1} lines" in verified(moved)
    assert moved.queue() == line
    assert moved.queue("--all") == decided
    doctor = moved.run("doctor", code=(0, 1)).stdout
    assert "the file is whole" in doctor


def test_words_of_another_desk_bring_nothing_back(old: Program, tmp_path: Path) -> None:
    new = tmp_path / "new machine"
    ran = bring_back(tmp_path / "stick", new, "abandon " * 23 + "art")
    assert ran.returncode == 1
    assert "another desk" in ran.stderr
    assert "abandon" not in ran.stderr
    assert not (new / "desk.db").exists()
    assert not (new / "home.json").exists()


def test_a_damaged_desk_says_so_and_is_restored_with_what_was_there_kept(old: Program) -> None:
    old.run("backup")
    one = next(each for each in old.queue() if each["state"] == "waiting")
    old.run("decide", str(one["id"]), "keep")
    bad = flip(old.home / "desk.db")
    for command in (
        ["queue"],
        ["worker", "--once"],
        ["decide", str(one["id"]), "keep"],
        ["journal", "verify"],
    ):
        refused = old.run(*command, code=1)
        assert "damaged" in refused.stderr
        assert "moderator restore" in refused.stderr
    assert "broken" in old.run("doctor", code=1).stdout
    assert (old.home / "desk.db").read_bytes() == bad
    done = old.run("restore")
    assert "1 line of the journal had been written" in done.stdout
    kept = next((old.home / "set-aside").glob("*/desk.db"))
    assert kept.read_bytes() == bad
    assert one in old.queue()
    verified(old)


def test_backups_are_listed_and_a_damaged_one_is_refused(old: Program, tmp_path: Path) -> None:
    old.run("backup")
    assert old.run("backups").stdout.count("journal to line") == 1
    assert old.run("backups", str(tmp_path / "stick")).stdout.count("journal to line") == 1
    for each in [*(old.home / "backups").glob("*.db")]:
        flip(each)
    before = (old.home / "desk.db").read_bytes()
    refused = old.run("restore", code=3)
    assert "No backup could be restored" in refused.stderr
    assert (old.home / "desk.db").read_bytes() == before
    assert old.run("restore", str(tmp_path / "nowhere"), code=1)


def test_an_older_copy_is_noticed_and_may_be_accepted(old: Program, tmp_path: Path) -> None:
    older = (old.home / "desk.db").read_bytes()
    one = next(each for each in old.queue() if each["state"] == "waiting")
    old.run("decide", str(one["id"]), "keep")
    (old.home / "desk.db").write_bytes(older)
    assert "older than it should be" in old.run("queue", code=1).stderr
    assert "1 line of the journal" in old.run("restore", "--as-is").stdout
    assert "whole" in verified(old)


def test_a_rehearsal_has_nothing_to_keep(tmp_path: Path) -> None:
    one = Program(tmp_path / "home")
    play = find_home(rehearsal=True, environ={"MODERATOR_HOME": str(tmp_path / "home")})
    rehearsal = Program(play.path, key=one.key)
    for command in (["backup"], ["recovery", "sheet", "--out", "-"]):
        assert "rehearsal" in rehearsal.run(*command, code=1).stderr


def test_the_worker_makes_a_backup_by_itself(old: Program) -> None:
    child = old.start("worker", "--parent", stdin=-1)
    folder = old.home / "backups"
    for _ in range(600):
        if (folder / "tries.json").exists() and "tested" in (folder / "tries.json").read_text():
            break
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.1)
    child.communicate(b"", timeout=30)
    assert json.loads((folder / "tries.json").read_text())["trouble"] == ""
    assert list(folder.glob("d-*.db"))
    assert "well on" in old.run("doctor", code=(0, 1)).stdout
