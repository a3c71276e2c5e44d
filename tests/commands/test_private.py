"""What is written into the private check-in reaches nothing that the program makes: whole acceptance test 13."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.home import find_home
from moderator.private import diary as room
from moderator.private.diary import Diary, place
from tests.commands.conftest import Scripts

PHRASE, CANARY = "four calm green words", "canary-of-the-quiet-hour"


def everything(folder: Path, but: Path) -> bytes:
    """All bytes of all files; zipped ones opened."""
    told = b""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file != but:
            told += file.read_bytes()
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as packed:
                    told += b"".join(packed.read(name) for name in packed.namelist())
    return told


def test_no_command_carries_it_out_of_its_own_file(
    scripts: Scripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MEMORY_KIB", 64)
    scripts.gets("A calm word", "You absolute turnip")
    home = find_home()
    file = place(home.path, home.person)
    with Diary.begin(file, PHRASE, HandClock()) as diary:
        diary.add(mood=1, note=CANARY)
    out = tmp_path / "out"
    out.mkdir()
    told = ""
    for command in (
        ["backup"],
        ["backup", "--to", str(out)],
        ["doctor"],
        ["diagnostics", "--out", str(out / "bundle.zip")],
        ["journal", "verify"],
        ["wellbeing", "limits"],
        ["wellbeing", "mine"],
        ["queue"],
    ):
        told += scripts.run(*command, code=(0, 1)).output  # the doctor may lack something here
    assert {each.suffix for each in out.iterdir()} >= {".db", ".zip"}  # a copy and a bundle were made
    assert file.exists()
    for canary in (CANARY.encode(), PHRASE.encode(), file.read_bytes()[:64], file.read_bytes()[4096:4160]):
        assert canary not in everything(tmp_path, but=file)
    assert CANARY not in told
    assert "private" not in {each.name for each in (out).rglob("*")}
    with Diary.unlock(file, PHRASE, HandClock()) as diary:
        assert diary.entries()[0].note == CANARY
