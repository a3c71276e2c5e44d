"""Backups: whole, private, checked, as many as are wanted, and honest about what did not work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator import backups, keeping
from moderator.backups import Backup, keep, listed, within
from moderator.clock import HandClock
from moderator.hourly import Hourly
from moderator.keys import derive
from moderator.problems import DamagedStore, DiskFull, StoreProblem
from moderator.store.db import open_sqlite
from tests.kept import KEY, Desk, flip, new_desk, write_page

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Desk:
    made = new_desk(tmp_path / "home", clock)
    made.write(3)
    return made


def at(*hours: float) -> list[Backup]:
    return [Backup(Path(f"{hour}.db"), START - timedelta(hours=hour), 100) for hour in hours]


# making


def test_a_backup_is_whole_private_checked_and_says_whose_it_is(desk: Desk) -> None:
    made = desk.back_up()
    assert made.path.parent == desk.folder
    for file in desk.folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"turnip" not in file.read_bytes()
    assert desk.folder.stat().st_mode & 0o777 == 0o700
    assert listed(desk.folder) == [made]
    assert (made.lines, made.desk, made.size) == (3, desk.home.desk, made.path.stat().st_size)
    keeping.verify_backup(made, made.path, KEY)
    assert KEY.hex() not in made.facts.read_text()


def test_settings_go_along_and_are_not_readable_there(desk: Desk) -> None:
    (desk.home.path / "settings.toml").write_text('theme = "dark"  # turnip\n')
    made = desk.back_up()
    assert "turnip" not in made.facts.read_text()
    assert keeping.settings_of(made, KEY, desk.home.desk) == 'theme = "dark"  # turnip\n'
    assert keeping.settings_of(made, bytes(32), desk.home.desk) == ""


def test_backups_made_while_others_write_are_each_of_one_moment(desk: Desk) -> None:
    """The file is copied beside the engine: whatever is written, brought into the file or begun afresh meanwhile, a
    copy holds exactly the pages that its journal tells of."""
    stop, written = threading.Event(), []

    def go_on_writing() -> None:
        db = desk.open()
        db.query("PRAGMA wal_autocheckpoint = 20")
        page = desk.pages
        while not stop.is_set():
            write_page(db, page, 7)
            page += 1
            if page % 9 == 0:
                db.query("PRAGMA wal_checkpoint(TRUNCATE)")
        written.append(page)
        db.close()

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        seen = set()
        for number in range(12):
            desk.clock.pass_(seconds=1)
            made = desk.back_up()
            keeping.verify_backup(made, made.path, KEY)
            copy = open_sqlite(made.path.with_name(f"look{number}.db"), bytes(32), desk.clock)
            copy.close()
            copy.path.write_bytes(made.path.read_bytes())
            copy = open_sqlite(copy.path, derive(KEY, "database"), desk.clock)
            count = len(copy.query("SELECT id FROM comment"))
            assert count in (120 + 7 * (made.lines - 3), 120 + 7 * (made.lines - 2)), (
                "a page without its line"
            )
            seen.add(made.lines)
            copy.close()
    finally:
        stop.set()
        writer.join()
    assert len(seen) > 3, "nothing was written meanwhile"
    assert desk.comments() == 120 + 7 * (written[0] - 3)


def test_backups_asked_for_at_the_same_moment_do_not_spoil_each_other(desk: Desk) -> None:
    made: list[Backup] = []
    asked = [threading.Thread(target=lambda: made.append(desk.back_up())) for _ in range(4)]
    for each in asked:
        each.start()
    for each in asked:
        each.join()
    assert len(made) == 4
    for each in listed(desk.folder):
        keeping.verify_backup(each, each.path, KEY)


def test_a_damaged_desk_is_not_backed_up_over_a_good_backup(desk: Desk) -> None:
    good = desk.back_up()
    desk.clock.pass_(hours=1)
    desk.spoil()
    with pytest.raises(DamagedStore):
        desk.back_up()
    assert listed(desk.folder) == [good]
    assert not list(desk.folder.glob("*.part*"))


@pytest.mark.parametrize("place", ["backup.copied", "backup.named"])
def test_killed_while_a_backup_is_made_nothing_is_left_for_long(desk: Desk, place: str) -> None:
    desk.back_up()
    desk.clock.pass_(hours=1)
    script = f"""
from pathlib import Path
from dataclasses import replace
from datetime import timedelta
from moderator.clock import HandClock
from tests.kept import Desk
from moderator.home import read_home
clock = HandClock()
clock.pass_(hours=1)
Desk(read_home(Path({str(desk.home.path)!r})), clock).back_up()
"""
    env = {**os.environ, "MODERATOR_FAULT": f"{place}:kill"}
    ran = subprocess.run([sys.executable, "-c", script], env=env, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert len(listed(desk.folder)) == 1
    assert desk.comments() == 120
    desk.clock.pass_(hours=2)
    desk.back_up()
    names = sorted(path.suffix for path in desk.folder.iterdir())
    assert names == [".db", ".db", ".json", ".json", ".json"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_in_words_and_older_backups_give_way(
    desk: Desk, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SPARE", 100_000)
    for _ in range(20):
        desk.clock.pass_(hours=1)
        desk.back_up(small_disk)
    held = listed(small_disk)
    assert 2 <= len(held) < 12
    assert held[0].made == desk.clock.wall()
    (small_disk / "somebody else's").write_bytes(bytes(sum(each.size for each in held) // 2))

    def go_on() -> None:
        for number in range(20):
            desk.clock.pass_(hours=1)
            (small_disk / f"more {number}").write_bytes(bytes(200_000))
            desk.back_up(small_disk)

    with pytest.raises(DiskFull, match="no room") as full:
        go_on()
    assert "MB are needed" in full.value.why
    assert len(listed(small_disk)) >= 2
    for each in listed(small_disk):
        keeping.verify_backup(each, each.path, KEY)


def test_backups_of_several_desks_may_share_a_folder(desk: Desk, tmp_path: Path, clock: HandClock) -> None:
    other = new_desk(tmp_path / "other", clock, bytes(range(1, 33)))
    other.write()
    shared = tmp_path / "share"
    theirs = other.back_up(shared)
    for _ in range(40):
        clock.pass_(hours=1)
        desk.back_up(shared)
    assert listed(shared, other.home.desk) == [theirs]
    assert len(listed(shared, desk.home.desk)) < 40


# what is kept


def test_copies_from_before_a_new_schema_are_let_go_of_but_the_newest(desk: Desk) -> None:
    copies = [desk.path.with_name(f"desk-before-00{step}_next.db") for step in range(2, 7)]
    for number, copy in enumerate(copies):
        copy.write_bytes(b"a desk")
        os.utime(copy, (number, number))
    stranger = desk.path.with_name("desk-of-mine.db")
    stranger.write_bytes(b"not ours")
    db = desk.open()
    keeping.hourly(desk.home, KEY, db, desk.clock)
    db.close()
    assert sorted(desk.path.parent.glob("desk-*.db")) == [*copies[3:], stranger]


def test_the_last_hours_days_and_weeks_are_kept() -> None:
    kept = keep(at(*range(24 * 70)))
    ages = [round((START - each.made) / timedelta(hours=1)) for each in kept]
    assert ages[:24] == list(range(24))
    assert len(ages) == 24 + 7 + 4
    assert 30 * 24 < max(ages) < 40 * 24


def test_a_desk_that_is_used_now_and_then_keeps_its_last_24_all_the_same() -> None:
    kept = keep(at(*(1000 * n for n in range(40))))
    assert len(kept) == 24 + 7 + 4


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=80, unique=True), st.integers(0, 9000))
def test_however_backups_lie_the_newest_are_kept_and_room_is_respected(hours: list[int], room: int) -> None:
    found = at(*sorted(hours))
    kept = keep(found)
    assert kept[0] == found[0]
    assert len(kept) <= backups.HOURS + backups.DAYS + backups.WEEKS
    fit = within(kept, room)
    assert fit[: backups.ALWAYS] == kept[: backups.ALWAYS]
    assert sum(each.size for each in fit) <= max(room, 100 * backups.ALWAYS)
    assert keep(kept) == kept


def test_thinned_backups_lie_apart() -> None:
    fit = within(at(0, 1, 2, 3, 4, 48, 96), 500)
    assert [round((START - each.made) / timedelta(hours=1)) for each in fit] == [0, 1, 4, 48, 96] or len(
        fit
    ) == 5
    assert fit[-1].made <= START - timedelta(hours=48)


SPOILT = {
    "empty": b"",
    "nothing": b"{}",
    "a list": b"[]",
    "null": b"null",
    "bytes": b"\xff",
    "newer": b'{"form": 99}',
}


@pytest.mark.parametrize("content", [*SPOILT.values(), b"[" * 90_000], ids=[*SPOILT, "deep"])
def test_a_backup_whose_facts_are_spoilt_is_passed_over_and_left_alone(desk: Desk, content: bytes) -> None:
    made = desk.back_up()
    made.facts.write_bytes(content)
    assert listed(desk.folder) == []
    desk.clock.pass_(hours=1)
    desk.back_up()
    assert made.path.exists()


# every hour


def hourly(desk: Desk, second: str = "") -> backups.Kept:
    db = desk.open()
    keeping.hourly(desk.home, KEY, db, desk.clock, second)
    db.close()
    return backups.seen(desk.home)


def test_an_hour_after_the_last_backup_the_next_is_due(desk: Desk) -> None:
    assert keeping.due(desk.home, desk.clock)
    hourly(desk)
    desk.clock.pass_(minutes=59)
    assert not keeping.due(desk.home, desk.clock)
    desk.clock.restart(timedelta(minutes=2))
    assert keeping.due(desk.home, desk.clock)


def test_a_clock_set_back_does_not_put_backups_off(desk: Desk) -> None:
    hourly(desk)
    desk.clock.set_wall(START - timedelta(days=400))
    assert keeping.due(desk.home, desk.clock)


def test_a_failed_backup_is_told_and_tried_again_after_ten_minutes(desk: Desk) -> None:
    desk.folder.write_bytes(b"in the way")
    kept = hourly(desk)
    assert kept.newest is None
    desk.folder.unlink()
    desk.folder.mkdir(mode=0o700)
    desk.spoil()
    kept = hourly(desk)
    assert "damaged" in kept.tries.trouble
    assert "No backup yet" in backups.trouble(kept, desk.clock.wall(), worker_runs=True)
    assert not keeping.due(desk.home, desk.clock)
    desk.clock.pass_(minutes=10)
    assert keeping.due(desk.home, desk.clock)
    desk.spoil()  # back as it was
    kept = hourly(desk)
    assert (kept.tries.trouble, kept.count) == ("", 1)
    assert backups.trouble(kept, desk.clock.wall(), worker_runs=True) == ""


def test_a_backup_that_is_late_is_told(desk: Desk) -> None:
    kept = hourly(desk)
    late = desk.clock.wall() + timedelta(hours=4)
    assert "No backup since" in backups.trouble(kept, late, worker_runs=True)
    assert backups.trouble(kept, late, worker_runs=False) == ""


def test_once_a_week_a_backup_is_tried_out_and_the_result_told(desk: Desk) -> None:
    first = hourly(desk)
    assert (first.tries.tested, first.tries.test) == (desk.clock.wall(), "")
    desk.clock.pass_(hours=24 * 6)
    assert hourly(desk).tries.tested == START
    desk.clock.pass_(hours=24)
    assert hourly(desk).tries.tested == desk.clock.wall()


def test_a_backup_that_rots_is_found_by_the_trial(desk: Desk) -> None:
    made = desk.back_up()
    keeping.test_newest(desk.home, KEY)
    flip(made.path)
    with pytest.raises(DamagedStore):
        keeping.test_newest(desk.home, KEY)
    backups.note(desk.home.path, test="It is damaged.")
    assert "trial" in backups.trouble(backups.seen(desk.home), desk.clock.wall(), worker_runs=True)


def test_a_rewritten_journal_in_a_backup_is_found(desk: Desk) -> None:
    made = desk.back_up()
    other = replace(made, head="ab" * 32)
    with pytest.raises(DamagedStore, match="not as it was made"):
        keeping.verify_backup(other, made.path, KEY)
    shorter = replace(made, lines=9)
    with pytest.raises(DamagedStore) as short:
        keeping.verify_backup(shorter, made.path, KEY)
    assert "missing at the end" in short.value.why


def test_a_second_copy_goes_elsewhere_and_its_trouble_does_not_stop_the_first(
    desk: Desk, tmp_path: Path
) -> None:
    share = tmp_path / "share" / "copies"
    kept = hourly(desk, str(share))
    assert kept.tries.copied == ""
    assert [each.sha256 for each in listed(share)] == [each.sha256 for each in listed(desk.folder)]
    share.parent.joinpath("file").write_bytes(b"")
    desk.clock.pass_(hours=1)
    kept = hourly(desk, str(share.parent / "file"))
    assert (kept.count, kept.tries.trouble) == (2, "")
    assert "second copy" in backups.trouble(kept, desk.clock.wall(), worker_runs=True)


def test_the_worker_makes_backups_beside_its_work(desk: Desk) -> None:
    keeper = Hourly(desk.home, KEY, desk.clock)
    assert keeper.look()
    keeper.wait(30)
    assert len(listed(desk.folder)) == 1
    assert not keeper.look()
    desk.clock.pass_(hours=1)
    assert keeper.look()
    keeper.wait(30)
    assert len(listed(desk.folder)) == 2
    desk.clock.pass_(hours=1)
    keeper.stop()
    assert not keeper.look()
    assert json.loads((desk.folder / "tries.json").read_text())["trouble"] == ""


def test_without_a_backup_there_is_nothing_to_try(desk: Desk) -> None:
    with pytest.raises(StoreProblem, match="no backup"):
        keeping.test_newest(desk.home, KEY)
