"""Starting in spite of the world: foreign databases, settings, command lines and clocks are met with a sentence."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.home import DATABASE
from moderator.journal import verify
from moderator.records import Wanted
from moderator.settings import Settings
from moderator.store import journal
from tests.commands.conftest import Scripts
from tests.commands.test_contract import one_line
from tests.hostile import Case, argument_lists, cases, databases
from tests.kept import KEY, new_desk

RENAMED = {
    "lease_seconds": "remask_seconds",
    "leese_seconds": "remask_secnds",
}  # our own names for what they mean


@pytest.mark.parametrize("name", databases())
def test_a_damaged_or_foreign_database_is_refused_and_left_as_it_is(scripts: Scripts, name: str):
    scripts.gets("Good morning")
    path = scripts.home / DATABASE
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    before = databases()[name]
    path.write_bytes(before)
    for command in (["queue"], ["worker", "--once"], ["view"]):
        told = scripts.run(*command, code=1)
        assert one_line(told.stderr), told.stderr
        assert "Traceback" not in told.output
        assert path.read_bytes() == before
    assert scripts.run("doctor", code=1).stdout.count("broken") >= 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("case", cases("config_toml"), ids=lambda case: case.id)
def test_settings_that_make_no_sense_are_told_and_the_desk_opens_with_the_rest(scripts: Scripts, case: Case):
    scripts.run("queue")
    data = case.data
    for theirs, ours in RENAMED.items():
        data = data.replace(theirs.encode(), ours.encode())
    file = scripts.home / "settings.toml"
    file.write_bytes(data)
    told = scripts.run("queue")
    assert told.stdout == "Nothing is waiting.\n"
    if case.expect == "works" or not data:
        assert told.stderr == ""
        return
    assert "settings.toml" in told.stderr
    assert all(line.startswith("moderator: ") for line in told.stderr.splitlines())
    assert "sk-abc" not in told.stderr
    assert ("keyring" in told.stderr) == ("secret" in case.note)
    assert ("line 1 holds a sign" in told.stderr) == ("override" in case.note)
    assert file.read_bytes() == data


@pytest.mark.parametrize("words", argument_lists(), ids=repr)
def test_command_lines_that_mean_nothing_are_told_in_one_line(scripts: Scripts, words: list[str | bytes]):
    for command in ([], ["queue"]):
        told = scripts.run(*command, *words, code=2)
        assert one_line(told.stderr), told.stderr
        assert all(ch.isprintable() or ch == "\n" for ch in told.stderr)
    assert not (scripts.home / DATABASE).exists()


@pytest.mark.parametrize("out", ["/nonexistent/dir/x.zip", ".", ""])
def test_a_place_that_cannot_be_written_is_named(scripts: Scripts, out: str, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scripts.run("queue")
    told = scripts.run("diagnostics", "--out", out, code=(1, 2))
    assert one_line(told.stderr), told.stderr
    assert list(tmp_path.iterdir()) in ([], [scripts.home])


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_of_1970_or_2099_harms_nothing(tmp_path: Path, year: int):
    """Opened and used on a machine whose clock is wrong, and again once it is right."""
    clock = HandClock()
    desk = new_desk(tmp_path / "home", clock)
    desk.write()
    right = clock.wall()
    clock.set_wall(datetime(year, 1, 1, 0, 0, 5, tzinfo=UTC))
    for wall in (None, right):
        if wall is not None:
            clock.set_wall(wall)
        console = Console(desk.home, KEY, clock, Settings())
        first = console.desk.line().cards[0]
        console.desk.decide_unread(first.id, Verdict.KEEP, None)
        assert console.history.page(Wanted()).entries
        assert verify(journal.lines(console.db)).ok
        console.close()
        desk.back_up()
    db = desk.open()
    times = db.column("SELECT at_us FROM journal ORDER BY seq")
    db.close()
    assert len(times) > 2


def test_what_a_script_imports_of_an_archive_says_what_was_left_out(scripts: Scripts, tmp_path: Path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("good.csv", "id,text\n1,Hello\n")
        made.writestr("../../evil.csv", "id,text\n2,You turnip\n")
    told = scripts.run("import", "--yes", str(path))
    assert told.stdout == "Imported 1 comment.\n"
    assert "1 file in it has a name that points outside, and is left out" in told.stderr
    assert "turnip" not in told.stderr


@pytest.mark.parametrize("name", ["photos.zip", "desk.db"])
def test_what_is_no_backup_is_told_to_be_none(scripts: Scripts, tmp_path: Path, name: str):
    scripts.run("queue")
    (tmp_path / name).write_bytes(b"PK")
    told = scripts.run("restore", str(tmp_path / name), code=1)
    assert f"{name} is no backup of a desk" in told.stderr
    assert "Error" not in told.stderr


def test_a_database_of_no_bytes_is_told_to_be_empty(scripts: Scripts):
    scripts.gets("Good morning")
    path = scripts.home / DATABASE
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(b"")
    assert "is empty" in scripts.run("queue", code=1).stderr
    assert path.read_bytes() == b""
