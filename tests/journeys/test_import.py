"""`moderator import` as a script calls it."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from moderator.commands.importing import interruptible
from moderator.importing import looked
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


def test_a_row_with_an_impossible_time_is_named_with_the_reason(program: Program, tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_text("id,text,date\n1,Hello,2026-02-03 10:00\n2,You turnip,2026-02-30 25:61\n")
    done = program.run("import", str(path), "--yes", code=4)
    assert done.stdout == "Imported 1 comment.\n"
    said = done.stderr.splitlines()
    assert said[0] == "  in quarantine: line 3: Its time cannot be read: it looks like 9999-99-99 99:99"
    assert "--without-times" in said[1]
    assert "turnip" not in done.stderr
    taken = program.run("import", str(path), "--yes", "--set-aside", "--without-times")
    assert taken.stdout == (
        "Imported 1 comment, 1 came without a time that can be read, 1 was taken in from the quarantine.\n"
    )
    assert len(program.queue()) == 2


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


MELTWATER = (
    "Date\tHeadline\tURL\tOpening Text\tHit Sentence\tSource\tInfluencer\tCountry\tReach\n"
    "04-Nov-2026 09:15AM\t\thttps://x.com/a/status/1\tÖffnet es?\tÖffnet es bald?\tTwitter\t@ann\tAustralia\t12\n"
    "13-Nov-2026 10:15PM\tNews\thttps://x.com/b/status/2\t\tYou absolute turnip\tTwitter\t@bob\tAustralia\t3\n"
)


def test_a_meltwater_export_in_utf16_is_looked_at_without_a_word_of_it_and_imported(
    program: Program, tmp_path: Path
):
    path = tmp_path / "export.csv"
    path.write_bytes(MELTWATER.encode("utf-16"))
    dry = program.run("import", "--dry-run", str(path))
    assert "export.csv: Meltwater, 2 entries" in dry.stdout
    assert "Read as UTF-16" in dry.stdout
    assert (
        "From 2026-11-04 09:15 to 2026-11-13 22:15 UTC; times that name no zone are read as UTC" in dry.stdout
    )
    assert "turnip" not in dry.stdout + dry.stderr
    assert "ffnet" not in dry.stdout + dry.stderr
    assert program.queue() == []
    options = ("--account", "City", "--zone", "Australia/Sydney", "--yes")
    assert program.run("import", str(path), *options).stdout == "Imported 2 comments.\n"
    assert {card["account"] for card in program.queue()} == {"City"}
    later = tmp_path / "later.csv"
    later.write_bytes(MELTWATER.replace("bald", "morgen").encode("utf-16"))
    told = program.run("import", "--dry-run", str(later)).stdout
    assert "read as Australia/Sydney" in told


def test_dates_that_can_be_read_in_two_ways_are_not_guessed(program: Program, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("date,text\n3/4/2026,Hello\n5/6/2026,Bye\n")
    refused = program.run("import", str(path), "--yes", code=1)
    assert "Say --dates day-first or --dates month-first" in refused.stderr
    program.run("import", str(path), "--yes", "--dates", "day-first")


def test_columns_that_nobody_knows_are_named_by_the_person_and_remembered(program: Program, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("Wann;Wer;Was genau\n2026-11-01;ann;Hallo\n2026-11-02;bob;Danke\n")
    refused = program.run("import", str(path), "--yes", code=1)
    assert "no column named text" in refused.stderr
    assert "Was genau" not in refused.stderr
    assert "no column" in program.run("import", str(path), "--yes", "--map", "text=Wie", code=1).stderr
    assert "no field" in program.run("import", str(path), "--yes", "--map", "words=Wer", code=1).stderr
    done = program.run("import", str(path), "--yes", "--map", "text=was genau,author=Wer,date=Wann")
    assert done.stdout == "Imported 2 comments.\n"
    path.write_text("Wann;Wer;Was genau\n2026-11-03;eve;Tschüs\n")
    assert program.run("import", str(path), "--yes").stdout == "Imported 1 comment.\n"
    assert sorted(card["author"] for card in program.queue()) == ["ann", "bob", "eve"]


def test_killed_in_the_middle_it_goes_on_without_a_double(program: Program, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("text,author\n" + "".join(f"turnip {n},bob\n" for n in range(1700)))
    assert "No import of x.csv" in program.run("import", "--resume", str(path), code=1).stderr
    for point, at in (("import.after_commit", 2), ("import.before_commit", 1)):
        program.environ["MODERATOR_FAULT"] = f"{point}:kill:{at}"
        resume = ["--resume"] if point == "import.before_commit" else ["--yes"]
        program.run("import", str(path), *resume, code=-9)
    del program.environ["MODERATOR_FAULT"]
    done = program.run("import", "--resume", str(path))
    assert "Going on after entry 1,000." in done.stderr
    assert done.stdout == "Imported 1,700 comments.\n"
    program.run("journal", "verify")
    assert sum(card["copies"] for card in program.queue("--all")) == 1700


def test_control_c_asks_to_stop_and_a_second_one_is_not_needed():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background is started without
    with interruptible() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_the_presets_are_listed(program: Program):
    told = program.run("import", "--presets").stdout
    assert "meltwater" in told
    assert "Mastodon archive" in told


# as the window asks for it


def asked(program: Program, **request: object):
    """A child as the window starts one; its input stays open."""
    child = program.start("import-for-window", stdin=subprocess.PIPE)
    told = {"preset": "", "encoding": "", "sheet": "", "header": None, "plan": "", **request}
    child.stdin.write(json.dumps(told).encode() + b"\n")
    child.stdin.flush()
    return child


def answers(child) -> list[dict[str, object]]:
    out, _ = child.communicate(timeout=60)
    return [json.loads(line) for line in out.splitlines()]


def test_the_window_is_told_what_a_file_is_and_nothing_that_is_in_it(program: Program, tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(MELTWATER.encode("utf-16"))
    (line,) = answers(asked(program, do="look", path=str(path)))
    told = looked.from_line(line["looked"])
    assert (told.name, told.what, told.entries, told.comments) == ("export.csv", "Meltwater", "2 entries", 2)
    assert told.column("Source").known == ("x",)
    assert told.column("URL").known == ("x",)
    assert told.column("Hit Sentence").sizes == (0, 0)
    assert told.column("Date").dates[0] == ("2026-11-04T09:15:00", "2026-11-13T22:15:00")
    for word in ("turnip", "ffnet", "ann", "bob", "News", "status"):
        assert word not in json.dumps(line).replace("Influencer", "")


def test_the_window_sees_each_step_stops_it_and_goes_on(program: Program, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("text,author\n" + "".join(f"turnip {n},bob\n" for n in range(15_000)))
    (line,) = answers(asked(program, do="look", path=str(path)))
    child = asked(program, do="run", path=str(path), plan=line["looked"]["plan"])
    first = json.loads(child.stdout.readline())
    position, done, of, counts = first["progress"]
    assert 0 < done < of == path.stat().st_size
    assert counts["new"] == position
    child.stdin.write(b"stop\n")
    child.stdin.flush()
    *_, last = answers(child)
    _, state, position, _ = last["ended"]
    assert state == "cancelled"
    assert position < 15_000
    (line,) = answers(asked(program, do="look", path=str(path)))
    assert line["looked"]["position"] == position
    child = asked(program, do="resume", path=str(path))
    *_, last = map(json.loads, child.stdout)
    child.communicate(timeout=20)
    assert last["ended"][1:] == ["done", 15_000, {**counts, "new": 15_000}]


def test_a_window_that_is_gone_ends_its_import(program: Program, tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("text,author\n" + "".join(f"turnip {n},bob\n" for n in range(15_000)))
    (line,) = answers(asked(program, do="look", path=str(path)))
    child = asked(program, do="run", path=str(path), plan=line["looked"]["plan"])
    child.stdout.readline()
    assert answers(child)[-1]["ended"][1] == "cancelled"  # its input is closed


def test_a_refusal_is_a_sentence_for_the_window(program: Program, tmp_path: Path):
    for path in (tmp_path / "none.csv", tmp_path):
        (line,) = answers(asked(program, do="look", path=str(path)))
        assert path.name in line["problem"]
