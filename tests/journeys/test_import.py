"""`moderator import` as a script calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def test_a_file_with_broken_rows_is_imported_once_and_says_each_time_what_is_in_quarantine(
    program: Program, tmp_path: Path
):
    path = tmp_path / "export.csv"
    path.write_bytes(
        b"id,text,author\n1,Wann \xc3\xb6ffnet es f\xc3\xbcr alle?,ada\n2,J\xfcrgen,bob\n"
        b'3,"You turnip,bob\n4,Thanks,eve\n'
    )
    first = program.run("import", str(path), "--yes", code=4)
    assert first.stdout == "Imported 2 comments.\n"
    assert first.stderr.splitlines() == [
        "  in quarantine: line 3: It is not UTF-8 text",
        "  in quarantine: line 4: A quotation mark is opened and never closed",
        "2 rows are in quarantine; the others are in the queue.",
    ]
    again = program.run("import", str(path), "--yes", code=4)
    assert again.stdout == "Imported 0 comments, 2 were here already.\n"
    waiting = program.queue()
    assert sorted(card["author"] for card in waiting) == ["ada", "eve"]
    assert all(card["veiled"] and card["band"] is None and card["platform"] == "file" for card in waiting)
    program.run("journal", "verify")


def test_a_sound_file_is_done_and_a_wrong_one_is_refused_before_anything_is_made(
    program: Program, tmp_path: Path
):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,remark\n1,You turnip\n")
    refused = program.run("import", str(wrong), "--yes", code=1)
    assert "wrong.csv has no column named text" in refused.stderr
    assert "turnip" not in refused.stderr + refused.stdout
    assert not (program.home / "desk.db").exists()
    sound = tmp_path / "sound.ndjson"
    sound.write_text('{"text": "Hello"}\n')
    assert program.run("import", str(sound), "--yes").stdout == "Imported 1 comment.\n"
    assert program.run("import", str(sound), "--yes").stdout == "Imported 0 comments, 1 was here already.\n"
