"""Bringing a desk back: nothing that was there is touched, nothing unverified is put in its place."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from moderator import restoring
from moderator.backups import home_file, listed
from moderator.clock import HandClock
from moderator.home import DATABASE, find_home, read_home
from moderator.problems import (
    BadInput,
    DamagedStore,
    NewerSchema,
    NotAllowed,
    OlderStore,
    StoreBusy,
    StoreRefused,
)
from moderator.store import journal
from tests.kept import KEY, Desk, flip, new_desk


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Desk:
    """Three pages, a backup, two more pages."""
    made = new_desk(tmp_path / "home", clock)
    made.write(3)
    made.back_up()
    clock.pass_(hours=1)
    made.write(2)
    return made


def restore(desk: Desk) -> restoring.Restored:
    return restoring.restore(desk.home, listed(desk.folder), KEY, desk.clock)


def last_line(desk: Desk) -> tuple[str, dict[str, object]]:
    db = desk.open()
    try:
        line = list(journal.lines(db))[-1]
        return line.act, dict(line.facts)
    finally:
        db.close()


def test_a_damaged_desk_is_restored_and_the_damaged_file_is_kept_as_it_was(desk: Desk) -> None:
    bad = desk.spoil()
    with pytest.raises(DamagedStore):
        desk.look()
    done = restore(desk)
    assert done.lost == 2
    assert done.aside is not None
    assert (done.aside / DATABASE).read_bytes() == bad
    desk.look()
    assert desk.comments() == 120
    assert last_line(desk)[0] == "restored from a backup"
    assert last_line(desk)[1]["known"] == 5
    assert not list(desk.home.path.glob("restoring-*"))


def test_what_is_lost_since_the_backup_is_said(desk: Desk) -> None:
    done = restore(desk)
    assert (done.lost, done.backup.lines) == (2, 3)
    assert done.until == done.backup.made


def test_a_missing_database_is_restored(desk: Desk) -> None:
    desk.path.unlink()
    with pytest.raises(DamagedStore):
        desk.look()
    assert restore(desk).aside is None
    assert desk.comments() == 120


def test_the_log_of_the_old_database_never_meets_the_new_one(desk: Desk, tmp_path: Path) -> None:
    db = desk.open()
    killed = {tail: Path(f"{desk.path}{tail}").read_bytes() for tail in ("", "-wal")}
    db.close()
    db = desk.open()
    with db.transaction():
        journal.append(db, "ann", "test", "x", {})
    killed = {tail: Path(f"{desk.path}{tail}").read_bytes() for tail in ("", "-wal")}
    db.close()
    for tail, body in killed.items():
        Path(f"{desk.path}{tail}").touch(0o600)
        Path(f"{desk.path}{tail}").write_bytes(body)
    done = restore(desk)
    assert done.aside is not None
    assert (done.aside / f"{DATABASE}-wal").read_bytes() == killed["-wal"]
    assert desk.comments() == 120


def test_a_damaged_backup_is_passed_over_for_an_older_one(desk: Desk) -> None:
    newer = desk.back_up()
    flip(newer.path)
    done = restore(desk)
    assert done.backup.lines == 3
    assert "not as" in done.passed_over[0]


def test_when_no_backup_is_whole_nothing_is_changed(desk: Desk) -> None:
    for each in listed(desk.folder):
        flip(each.path)
    before = desk.path.read_bytes()
    with pytest.raises(DamagedStore, match="No backup"):
        restore(desk)
    assert desk.path.read_bytes() == before
    assert not (desk.home.path / restoring.ASIDE).exists()
    assert not list(desk.home.path.glob("restoring-*"))


def test_a_desk_that_is_open_is_not_replaced(desk: Desk) -> None:
    db = desk.open()
    with pytest.raises(StoreBusy, match="open"):
        restore(desk)
    db.close()
    restore(desk)


def test_a_backup_of_a_newer_program_is_refused_and_named(desk: Desk) -> None:
    newer = replace(listed(desk.folder)[0], schema=999, by="9.9")
    with pytest.raises(NewerSchema) as refused:
        restoring.restore(desk.home, [newer], KEY, desk.clock)
    assert "9.9" in refused.value.why


POINTS = ["restore.verified", "restore.kept_aside", "restore.log_removed", "restore.put"]


@pytest.mark.parametrize("place", POINTS)
def test_killed_while_restoring_the_desk_is_the_old_one_or_the_new_or_noticed(desk: Desk, place: str) -> None:
    script = f"""
from pathlib import Path
from moderator import restoring
from moderator.backups import listed
from moderator.clock import HandClock
from moderator.home import read_home
home = read_home(Path({str(desk.home.path)!r}))
restoring.restore(home, listed(home.path / "backups"), bytes(range(32)), HandClock())
"""
    db = desk.open()
    with db.transaction():
        journal.append(db, "ann", "test", "x", {})
    shutil.copy(f"{desk.path}-wal", f"{desk.path}-kept")
    db.close()
    shutil.move(f"{desk.path}-kept", f"{desk.path}-wal")
    env = {**os.environ, "MODERATOR_FAULT": f"{place}:kill"}
    ran = subprocess.run([sys.executable, "-c", script], env=env, check=False)
    assert ran.returncode == -signal.SIGKILL
    try:
        desk.look()
    except DamagedStore:
        pass
    else:
        assert desk.comments() == 200
    restore(desk)
    desk.look()
    assert desk.comments() == 120
    assert desk.path.stat().st_mode & 0o777 == 0o600


# an older copy


def test_one_may_go_on_with_an_older_copy_and_the_journal_says_so(desk: Desk) -> None:
    older = listed(desk.folder)[0]
    desk.path.write_bytes(older.path.read_bytes())
    with pytest.raises(OlderStore):
        desk.look()
    assert restoring.go_on(desk.home, KEY, desk.clock) == 2
    desk.look()
    assert last_line(desk) == ("went on with an older database", {"lines": 3, "known": 5})
    with pytest.raises(NotAllowed):
        restoring.go_on(desk.home, KEY, desk.clock)
    desk.spoil()
    with pytest.raises(NotAllowed, match="older"):
        restoring.go_on(desk.home, KEY, desk.clock)


# rows that can be read


def test_what_can_be_read_is_recovered_and_the_damaged_file_kept(desk: Desk) -> None:
    bad = desk.spoil(desk.path.stat().st_size * 3 // 4)
    saved = restoring.recover(desk.home, KEY, desk.clock, listed(desk.folder))
    assert saved.aside is not None
    assert (saved.aside / DATABASE).read_bytes() == bad
    desk.look()
    db = desk.open()
    assert len(db.query("SELECT id FROM comment")) + saved.rows.left_out >= 120
    db.close()
    assert last_line(desk)[0] == "recovered what could be read"


@pytest.mark.parametrize("with_backup", [True, False])
@pytest.mark.parametrize("at", [5, 200, 4000])
def test_with_the_first_page_spoilt_all_that_was_written_is_recovered(
    desk: Desk, at: int, with_backup: bool
) -> None:
    """Also what was written after the newest backup. The salt, where page 1 begins, is known to the backup alone."""
    copies = listed(desk.folder) if with_backup else []
    bad = desk.spoil(at)
    if at == 5 and not with_backup:
        with pytest.raises(DamagedStore, match="Nothing"):
            restoring.recover(desk.home, KEY, desk.clock)
        assert desk.path.read_bytes() == bad
        return
    saved = restoring.recover(desk.home, KEY, desk.clock, copies)
    assert saved.aside is not None
    assert (saved.aside / DATABASE).read_bytes() == bad
    assert saved.whole_journal
    assert "list of its tables was spoilt" in saved.rows.list_was_spoilt
    desk.look()
    assert desk.comments() == 200
    assert {file.name for file in desk.home.path.iterdir()}.isdisjoint({"bridged.db"})


def test_a_copy_from_before_a_new_schema_knows_the_salt_too(desk: Desk) -> None:
    shutil.copy(listed(desk.folder)[0].path, desk.path.with_name("desk-before-010_second.db"))
    desk.spoil(5)
    restoring.recover(desk.home, KEY, desk.clock)
    assert desk.comments() == 200


def test_when_nothing_can_be_read_nothing_is_changed(desk: Desk) -> None:
    desk.path.write_bytes(bytes(20 * 4096))
    with pytest.raises(DamagedStore, match="Nothing"):
        restoring.recover(desk.home, KEY, desk.clock)
    assert desk.path.read_bytes() == bytes(20 * 4096)
    assert not (desk.home.path / restoring.ASIDE).exists()


# another machine


def test_a_folder_of_backups_and_the_key_make_the_desk_anew(desk: Desk, tmp_path: Path) -> None:
    (desk.home.path / "settings.toml").write_text('theme = "dark"\n')
    stick = tmp_path / "stick"
    desk.back_up(stick)
    shutil.rmtree(desk.home.path)
    new = tmp_path / "new machine"
    found = restoring.choose(stick)
    restoring.adopt(new, found[0])
    home = read_home(new)
    assert (home.person, home.desk, home.check) == (desk.home.person, desk.home.desk, desk.home.check)
    done = restoring.restore(home, found, KEY, desk.clock)
    assert (done.lost, done.aside) == (None, None)
    moved = Desk(home, desk.clock)
    moved.look()
    assert moved.comments() == 200
    assert (new / "settings.toml").read_text() == 'theme = "dark"\n'
    assert {file.stat().st_mode & 0o077 for file in new.iterdir()} == {0}


def test_a_home_in_which_nothing_was_done_gives_way_and_another_does_not(desk: Desk, tmp_path: Path) -> None:
    made = listed(desk.folder)
    fresh = new_desk(tmp_path / "fresh", desk.clock, bytes(32))
    fresh.open().close()
    restoring.adopt(fresh.home.path, made[0])
    assert read_home(fresh.home.path).desk == desk.home.desk
    lived_in = new_desk(tmp_path / "lived in", desk.clock, bytes(32))
    lived_in.write()
    with pytest.raises(NotAllowed, match="another desk"):
        restoring.adopt(lived_in.home.path, made[0])
    assert read_home(lived_in.home.path) == lived_in.home


@pytest.mark.parametrize("lived", [True, False])
def test_a_home_that_got_nothing_back_is_whose_it_was(desk: Desk, tmp_path: Path, lived: bool) -> None:
    made, path = listed(desk.folder)[0], tmp_path / "fresh"
    if lived:
        new_desk(path, desk.clock, bytes(32))
    before = (path / "home.json").read_bytes() if lived else None
    flip(made.path)
    with pytest.raises(DamagedStore), restoring.adopted(path, made):
        restoring.restore(read_home(path), [made], KEY, desk.clock)
    assert ((path / "home.json").read_bytes() if lived else None) == before
    assert (path / "home.json").exists() == lived
    assert not (path / "home.json.before").exists()


def test_a_stick_that_is_pulled_out_is_named(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    desk.back_up(stick)
    found, before = restoring.choose(stick), desk.path.read_bytes()
    shutil.rmtree(stick)
    with pytest.raises(BadInput, match="is not there any more") as refused:
        restoring.restore(desk.home, found, KEY, desk.clock)
    assert "Plug the stick in again" in refused.value.sentence()
    assert desk.path.read_bytes() == before


def test_a_backup_that_was_not_copied_to_its_end_is_said_to_be_so(desk: Desk) -> None:
    made = listed(desk.folder)
    for each in made:
        os.truncate(each.path, each.size - 1)
    with pytest.raises(BadInput, match="not copied to its end"):
        restoring.choose(desk.folder)


def test_a_backup_without_its_facts_is_restored_with_the_copy_of_home_json(
    desk: Desk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    made = desk.back_up(stick)
    made.facts.unlink()
    found = restoring.choose(made.path)
    restoring.adopt(tmp_path / "new", found[0])
    restoring.restore(read_home(tmp_path / "new"), found, KEY, desk.clock)
    assert Desk(read_home(tmp_path / "new"), desk.clock).comments() == 200
    home_file(stick, desk.home.desk).unlink()
    with pytest.raises(BadInput):
        restoring.choose(made.path)


@pytest.mark.parametrize("content", ["[]", "{}", '{"form": 1}', "null", '{"form": 99}'])
def test_a_backup_whose_home_is_spoilt_makes_no_home(desk: Desk, tmp_path: Path, content: str) -> None:
    made = listed(desk.folder)[0]
    facts = json.loads(made.facts.read_text())
    facts["home"] = json.loads(content)
    made.facts.write_text(json.dumps(facts))
    with pytest.raises((BadInput, StoreRefused)):
        restoring.adopt(tmp_path / "new", restoring.choose(made.path)[0])
    assert not (tmp_path / "new" / "home.json").exists()


def test_what_is_no_backup_is_named(desk: Desk, tmp_path: Path) -> None:
    other = new_desk(tmp_path / "other", desk.clock, bytes(32))
    other.write()
    shared = tmp_path / "share"
    desk.back_up(shared)
    other.back_up(shared)
    for source, says in ((tmp_path / "nowhere", "not there"), (tmp_path, "no backup"), (shared, "2 desks")):
        with pytest.raises(BadInput, match=says):
            restoring.choose(source)
    assert [each.desk for each in restoring.choose(shared, desk.home.desk)] == [desk.home.desk]
    stray = shared / "stray.db"
    stray.write_bytes(b"")
    with pytest.raises(BadInput):
        restoring.choose(stray)


def test_a_home_is_found_again_after_restoring(desk: Desk) -> None:
    restore(desk)
    assert find_home(environ={"MODERATOR_HOME": str(desk.home.path)}).desk == desk.home.desk
