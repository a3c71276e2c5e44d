"""Opening the desk's file: where it may lie, who may read it, which key fits, and what a damaged one says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.problems import (
    DamagedStore,
    NewerSchema,
    StoreBusy,
    StoreProblem,
    StoreRefused,
    WrongKey,
)
from moderator.store import place, turn
from moderator.store.backup import backup
from moderator.store.base import as_list
from moderator.store.db import Db, Sqlite, open_postgres, open_sqlite, open_store
from moderator.store.steps import STEPS
from tests.store.desks import Desks, add_account, comment, gather

KEY = bytes(range(32))
CANARY = "canarycanarycanary"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "desk.db"


def filled(path: Path, rows: int = 40) -> None:
    db = open_sqlite(path, KEY, HandClock())
    gather(db, add_account(db), [comment(n, f"{CANARY} {n} " + "x" * 300) for n in range(rows)])
    db.close()


def test_what_is_written_is_there_for_the_next_who_opens(desks: Desks) -> None:
    first = desks.open()
    account = add_account(first)
    gather(first, account, [comment(1, "hello")])
    second = desks.open()
    assert len(second.query("SELECT id FROM comment")) == 1
    assert not second.query("SELECT 1 AS one WHERE 1 = 0")


def test_everybody_notices_that_somebody_else_wrote(desks: Desks) -> None:
    reader, writer = desks.open(), desks.open()
    before = reader.changed()
    add_account(writer)
    assert reader.changed() != before


def test_writing_needs_a_transaction(db: Db) -> None:
    with pytest.raises(RuntimeError):
        db.run("DELETE FROM note")
    with db.transaction(), pytest.raises(RuntimeError), db.transaction():
        pass


def test_lists_of_hostile_ids_reach_the_database_whole(db: Db) -> None:
    ids = ['"', "'", "\\", "\n", "{}", "%s", ":x", "\u202e", "\U0001f954", "--", "?"]
    rows = db.query(f"SELECT * FROM ({db.among('ids', 'text')}) AS listed", ids=as_list(ids))
    assert [next(iter(row.values())) for row in rows] == ids


def test_files_are_for_their_owner_alone(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"desk.db", "desk.db-wal", "desk.db-shm", "desk.db.turn"} <= set(modes)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    db.close()


@pytest.mark.parametrize("loose", ["file", "folder"])
def test_looser_modes_are_refused_with_the_command_that_helps(path: Path, loose: str) -> None:
    filled(path)
    broken, mode, right = (path, 0o640, "chmod 600") if loose == "file" else (path.parent, 0o750, "chmod 700")
    broken.chmod(mode)
    with pytest.raises(StoreRefused) as refused:
        open_sqlite(path, KEY, HandClock())
    assert refused.value.remedy.startswith(right)
    subprocess.run(refused.value.remedy, shell=True, check=True)
    open_sqlite(path, KEY, HandClock()).close()


def test_a_linked_database_is_refused(path: Path) -> None:
    filled(path)
    link = path.with_name("other.db")
    link.symlink_to(path)
    with pytest.raises(StoreRefused, match="link"):
        open_sqlite(link, KEY, HandClock())


MOUNTS = """22 27 0:21 / /proc rw - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:50 / /home/ann/share\\040one rw - {kind} server:/x rw
41 40 0:51 / /home/ann/share\\040one/local rw - ext4 /dev/sdb rw
"""


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "9p"])
def test_a_network_share_is_refused(kind: str, tmp_path: Path) -> None:
    mounts = MOUNTS.format(kind=kind)
    assert place.network_kind(Path("/home/ann/share one/desk"), mounts) == f"a network file system ({kind})"
    for local in ("/home/ann/desk", "/home/ann/share one/local/desk", "/home/ann/share one more"):
        assert place.network_kind(Path(local), mounts) is None
    here = MOUNTS.replace("/home/ann/share\\040one rw", f"{tmp_path} rw").format(kind=kind)
    with pytest.raises(StoreRefused, match="own disk"):
        Sqlite(tmp_path / "home" / "desk.db", KEY, HandClock(), mountinfo=here)


@pytest.mark.parametrize("folder", ["OneDrive - Agency", "Dropbox", "Nextcloud", "Google Drive"])
def test_a_synchronised_folder_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(StoreRefused, match="own disk"):
        open_sqlite(tmp_path / folder / "desk.db", KEY, HandClock())


def test_nothing_readable_lies_on_the_disk(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    gather(db, add_account(db), [comment(n, f"{CANARY} {n}", author=CANARY) for n in range(200)])
    assert db.query("SELECT text FROM comment")[0]["text"].startswith(CANARY)
    for file in path.parent.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file.name
    db.close()


def test_every_commit_is_on_the_disk_before_it_counts(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    answers = {
        name: db.query(f"PRAGMA {name}")[0][name] for name in ("synchronous", "journal_mode", "foreign_keys")
    }
    assert answers == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
    db.close()


def test_a_wrong_key_says_so_and_offers_no_repair(path: Path) -> None:
    filled(path)
    with pytest.raises(WrongKey) as wrong:
        open_sqlite(path, bytes(32), HandClock())
    assert "do not delete" in wrong.value.remedy
    open_sqlite(path, KEY, HandClock()).close()


def test_a_plain_file_is_not_taken_for_a_wrong_key(path: Path) -> None:
    open_sqlite(path, None, HandClock()).close()
    with pytest.raises(StoreRefused, match="not encrypted"):
        open_sqlite(path, KEY, HandClock())


def test_any_flipped_bit_in_a_page_is_found(path: Path) -> None:
    filled(path, 200)
    good = path.read_bytes()
    for page in range(2, len(good) // 4096, 7):
        bad = bytearray(good)
        bad[page * 4096 - 2000] ^= 1
        path.write_bytes(bytes(bad))
        try:
            db = Sqlite(path, KEY, HandClock())
        except (DamagedStore, WrongKey):
            continue
        assert db.damage(), page
        db.close()


def test_reading_a_damaged_page_raises_damaged_store(path: Path) -> None:
    filled(path, 400)
    body = bytearray(path.read_bytes())
    for page in range(len(body) * 3 // 4 // 4096, len(body) // 4096):  # the schema lies before them
        body[page * 4096 - 1000] ^= 0xFF
    path.write_bytes(bytes(body))
    db = Sqlite(path, KEY, HandClock())
    with pytest.raises(DamagedStore):
        db.query("SELECT sum(length(text)), sum(length(author)) FROM comment")
    assert db.damage()
    db.close()


def test_a_healthy_store_has_no_damage(path: Path) -> None:
    filled(path)
    db = open_sqlite(path, KEY, HandClock())
    assert db.damage(thorough=True) == []
    db.close()


def test_the_engine_keeps_quiet(path: Path) -> None:
    filled(path)
    script = f"""
import pathlib
from moderator.clock import HandClock
from moderator.problems import Problem
from moderator.store.db import open_sqlite
path = pathlib.Path({str(path)!r})
open_sqlite(path, bytes(range(32)), HandClock()).close()
try:
    open_sqlite(path, bytes(32), HandClock())
except Problem as problem:
    print(type(problem).__name__)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("WrongKey\n", "")


def test_a_backup_is_whole_private_and_under_the_same_key(path: Path) -> None:
    filled(path)
    db = open_sqlite(path, KEY, HandClock())
    made = backup(db, path.with_name("copy.db")).path
    db.close()
    assert made.stat().st_mode & 0o777 == 0o600
    assert CANARY.encode() not in made.read_bytes()
    copy = open_sqlite(made, KEY, HandClock())
    assert len(copy.query("SELECT id FROM comment")) == 40
    copy.close()


NEXT = (*STEPS, ("002_next", "CREATE TABLE later (id {pk});\nALTER TABLE note ADD COLUMN colour TEXT;\n"))


def test_a_new_step_comes_after_a_copy_was_made(path: Path) -> None:
    filled(path)
    db = open_sqlite(path, KEY, HandClock(), steps=NEXT)
    assert db.query("SELECT colour FROM note") == []
    assert len(db.query("SELECT id FROM comment")) == 40
    db.close()
    old = open_sqlite(path.with_name("desk-before-002_next.db"), KEY, HandClock())
    assert len(old.query("SELECT id FROM comment")) == 40
    old.close()


def test_a_newer_schema_is_refused_and_named(path: Path) -> None:
    open_sqlite(path, KEY, HandClock(), steps=NEXT).close()
    with pytest.raises(NewerSchema) as newer:
        open_sqlite(path, KEY, HandClock())
    assert f"schema {len(NEXT)}" in newer.value.why


def test_a_newer_schema_on_a_server_is_refused_and_named(scratch_database: str) -> None:
    open_postgres(scratch_database, HandClock(), steps=NEXT).close()
    with pytest.raises(NewerSchema) as newer:
        open_postgres(scratch_database, HandClock())
    assert "002_next" in newer.value.why


def test_a_step_that_fails_leaves_the_old_schema(desks: Desks, scratch_database: str) -> None:
    broken = (
        *STEPS,
        ("002_broken", "CREATE TABLE later (id {pk});\nALTER TABLE nowhere ADD COLUMN x TEXT;\n"),
    )
    where = scratch_database if desks.engine == "postgresql" else desks.path
    for steps in (STEPS, broken, STEPS):
        try:
            if isinstance(where, Path):
                opened: Db = open_sqlite(where, desks.key, desks.clock, steps=steps)
            else:
                opened = open_postgres(where, desks.clock, steps=steps)
        except Exception:
            assert steps is broken
            continue
        assert opened.query("SELECT id FROM note") == []
        with pytest.raises(Exception, match=r"later|42P01"):
            opened.query("SELECT id FROM later")
        opened.close()


def test_a_store_is_opened_by_path_or_by_url(path: Path, team_database: str) -> None:
    import psycopg

    parts = psycopg.conninfo.conninfo_to_dict(team_database)
    host, user, name = parts.get("host", ""), parts.get("user", ""), parts["dbname"]
    url = f"postgresql://{user}@/{name}?host={host}&port={parts.get('port', 5432)}"
    if parts.get("password"):
        url = f"postgresql://{user}:{parts['password']}@{host}:{parts.get('port', 5432)}/{name}"
    for where, kind in ((path, "sqlite"), (str(path), "sqlite"), (url, "postgresql")):
        db = open_store(where, KEY, HandClock())
        assert db.kind == kind
        db.close()


def test_a_server_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(StoreBusy) as gone:
        open_postgres("host=127.0.0.1 port=1 user=nobody connect_timeout=2", HandClock())
    assert "cannot be reached" in gone.value.what


def test_a_lost_connection_is_told_once_and_made_anew(team_database: str) -> None:
    db, other = (open_postgres(team_database, HandClock()) for _ in range(2))
    pid = db.query("SELECT pg_backend_pid() AS pid")[0]["pid"]
    other.query("SELECT pg_terminate_backend(:pid)", pid=pid)
    with pytest.raises(StoreBusy), db.transaction():
        db.run("DELETE FROM note")
    with db.transaction():
        assert db.run("DELETE FROM note") == 0
    db.close()
    other.close()


def test_errors_of_the_server_hold_no_values(team_database: str) -> None:
    db = open_postgres(team_database, HandClock())
    try:
        with pytest.raises(Exception) as wrong, db.transaction():  # noqa: PT011
            db.run("INSERT INTO meta (key, value) VALUES (:key, NULL)", key=CANARY)
    finally:
        db.close()
    seen: BaseException | None = wrong.value
    while seen is not None:
        assert CANARY not in str(seen)
        seen = seen.__cause__ or seen.__context__


def test_whoever_waits_too_long_is_told_and_the_turn_is_not_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "WAIT_SECONDS", 0.05)
    first, second = open_sqlite(path, KEY, HandClock()), open_sqlite(path, KEY, HandClock())
    with first.transaction(), pytest.raises(StoreBusy), second.transaction():
        pass
    monkeypatch.setattr(turn, "WAIT_SECONDS", 10)
    with second.transaction():
        assert second.run("DELETE FROM note") == 0
    with first.transaction():
        assert first.run("DELETE FROM note") == 0
    first.close()
    second.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.parent.chmod(0o500)
    with pytest.raises(StoreProblem):
        open_sqlite(path, KEY, HandClock())
