"""Damage is noticed before anything is opened for writing, and the damaged file stays as it is, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.problems import DamagedStore, MissingStore, OlderStore, StoreBusy
from moderator.store import guard, heads, journal, presence, wal
from moderator.store.db import Sqlite, open_sqlite
from moderator.store.health import PAGE, State, demand_whole, look
from moderator.store.turn import Turn
from tests.store.desks import add_account, comment, gather

KEY = bytes(range(32))
FLIPS = int(os.environ.get("FLIPS", "400"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "desk.db"


def written(db: Sqlite, pages: int = 4, *, first: int = 0) -> None:
    """Some pages of comments, each with its line in the journal."""
    with db.transaction():
        found = db.one("SELECT id FROM account")
    account = found["id"] if found else add_account(db)
    for page in range(first, first + pages):
        gather(db, account, [comment(f"{page}.{n}", f"{page} {n} " + "x" * 300) for n in range(40)])
        with db.transaction():
            journal.append(db, "worker", "gathered", f"page {page}", {"new": 40})


def closed(path: Path, pages: int = 4) -> None:
    db = open_sqlite(path, KEY, HandClock())
    written(db, pages)
    db.close()


def killed(path: Path, pages: int = 4) -> None:
    """As a power cut leaves it: the log beside the file."""
    live = path.parent.with_name("live")
    db = open_sqlite(live / "desk.db", KEY, HandClock())
    written(db, pages)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    for file in live.iterdir():
        if not file.name.endswith("-shm"):
            shutil.copy(file, path.parent / file.name)
    db.close()
    shutil.rmtree(live)


def test_a_whole_desk_is_whole_and_untouched(path: Path) -> None:
    closed(path)
    before = path.read_bytes()
    health = look(path, KEY)
    assert (health.state, health.bad, health.lines, health.known) == (State.WHOLE, (), 4, 4)
    assert health.pages == len(before) // PAGE
    assert path.read_bytes() == before
    assert demand_whole(path, KEY) == health


def test_a_desk_that_was_killed_is_whole(path: Path) -> None:
    killed(path)
    assert path.with_name("desk.db-wal").stat().st_size > 0
    assert look(path, KEY).state is State.WHOLE
    db = open_sqlite(path, KEY, HandClock())
    assert len(db.query("SELECT id FROM comment")) == 160
    db.close()
    assert look(path, KEY).state is State.WHOLE


def test_a_desk_in_use_is_whole_whatever_is_being_written(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    db.close()
    db = open_sqlite(path, KEY, HandClock())
    assert path.with_name("desk.db-wal").stat().st_size == 0
    assert look(path, KEY).state is State.WHOLE
    for page in range(6):
        written(db, 1, first=page)
        assert look(path, KEY).state is State.WHOLE
        db.query("PRAGMA wal_checkpoint(PASSIVE)")
    db.close()


def test_looking_gives_up_no_lock_of_a_store_that_is_open_here(path: Path) -> None:
    """Closing a descriptor of the file would: the next who closes the store would take our log away."""
    db = open_sqlite(path, KEY, HandClock())
    written(db)
    look(path, KEY)
    assert guard._late
    locks = Path("/proc/locks").read_text() if Path("/proc/locks").exists() else ""
    if locks:
        assert f":{path.stat().st_ino} " in locks
    db.close()
    assert not guard._late


def test_a_new_home_has_nothing_to_look_at(path: Path) -> None:
    assert look(path, KEY).state is State.NEW
    path.parent.mkdir(mode=0o700)
    assert demand_whole(path, KEY).state is State.NEW
    assert not path.exists()


@pytest.mark.parametrize("seed", range(4))
def test_every_flipped_bit_of_every_page_is_noticed_and_nothing_is_written(path: Path, seed: int) -> None:
    closed(path)
    good = path.read_bytes()
    chance = random.Random(seed)
    places = [chance.randrange(len(good)) for _ in range(FLIPS // 4)]
    places += [page * PAGE + chance.randrange(PAGE) for page in range(seed, len(good) // PAGE, 4)]
    for place in places:
        bad = bytearray(good)
        bad[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(bad))
        with pytest.raises(DamagedStore) as damaged:
            demand_whole(path, KEY)
        assert "as written" in damaged.value.why, place
        assert path.read_bytes() == bytes(bad), place
        left = {file.name for file in path.parent.iterdir()}
        assert left <= {"desk.db", "desk.db.turn", "desk.db.open", "desk.db.head"}, left


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[:-PAGE],
        lambda body: body[: len(body) // 2],
        lambda body: body[:100],
        lambda body: body[: 5 * PAGE] + bytes(PAGE) + body[6 * PAGE :],
        lambda body: body[: 5 * PAGE] + body[7 * PAGE : 8 * PAGE] + body[6 * PAGE :],
        lambda body: bytes(len(body)),
        lambda body: b"turnip" * 3000,
        lambda body: body[1:] + body[:1],
    ],
    ids=[
        "page gone",
        "half gone",
        "nearly all gone",
        "page zeroed",
        "page swapped",
        "zeroed",
        "other",
        "shifted",
    ],
)
def test_a_file_that_was_cut_or_overwritten_is_noticed(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    closed(path)
    bad = spoil(path.read_bytes())
    path.write_bytes(bad)
    assert look(path, KEY).state is State.DAMAGED
    assert path.read_bytes() == bad


def test_a_plain_database_in_the_desks_place_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE comment (id INTEGER PRIMARY KEY)")
    plain.execute("PRAGMA user_version = 4711")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    for spoilt in (before, before[:2048], before[:100] + b"\0" * 500 + before[600:]):
        path.write_bytes(spoilt)
        with pytest.raises(DamagedStore) as refused:
            demand_whole(path, KEY)
        assert "not encrypted" in refused.value.why
        assert path.read_bytes() == spoilt


def test_a_page_that_a_power_cut_tore_is_taken_from_the_log(path: Path) -> None:
    killed(path)
    db = open_sqlite(path.with_name("again") / "desk.db", KEY, HandClock())
    db.close()
    body = bytearray(path.read_bytes())
    body[-700:] = bytes(700)  # the first page is in the log as well
    path.write_bytes(bytes(body))
    assert look(path, KEY).state is State.WHOLE


def test_flips_in_the_log_are_noticed_whenever_they_cost_what_was_acknowledged(path: Path) -> None:
    killed(path, 5)
    log, file = path.with_name("desk.db-wal"), path.read_bytes()
    good = log.read_bytes()
    chance = random.Random(7)
    for place in [*range(32), *(chance.randrange(len(good)) for _ in range(FLIPS // 4))]:
        bad = bytearray(good)
        bad[place] ^= 1 << chance.randrange(8)
        log.write_bytes(bytes(bad))
        health = look(path, KEY)
        assert health.state in (State.DAMAGED, State.OLDER), place
        assert (log.read_bytes(), path.read_bytes()) == (bytes(bad), file)
    log.write_bytes(good)
    assert look(path, KEY).state is State.WHOLE


def test_a_log_that_a_power_cut_left_half_written_is_no_damage(path: Path) -> None:
    killed(path, 5)
    log = path.with_name("desk.db-wal")
    good = log.read_bytes()
    last = heads.known(path, KEY)
    assert last is not None
    heads.begin_at(path, KEY, None)  # the last transaction was never acknowledged
    for size in range(len(good) - 5 * 4120, len(good), 1111):
        log.write_bytes(good[:size])
        assert not wal.read(log).damaged
        assert look(path, KEY).state is State.WHOLE


def test_frames_of_an_older_round_under_a_torn_transaction_are_no_damage(path: Path) -> None:
    """The last transaction's first frames never reached the disk, where a commit of the round before stands; its last
    one did."""
    frame, salts, old = PAGE + 24, b"saltsalt", b"oldsalts"
    head = struct.pack(">4I", 0x377F0682, 3007000, PAGE, 1) + salts
    before = wal._sum(head, (0, 0), "<")
    body = head + struct.pack(">2I", *before)
    sums = [before]
    frames = []
    for page, size in ((1, 0), (2, 2), (3, 0), (4, 0), (5, 5)):
        data = struct.pack(">2I", page, size) + bytes([page]) * PAGE
        sums.append(wal._sum(data, sums[-1], "<"))
        frames.append(data[:8] + salts + struct.pack(">2I", *sums[-1]) + data[8:])
    stale = struct.pack(">2I", 9, 9) + old + struct.pack(">2I", 1, 2) + b"x" * PAGE
    path.parent.mkdir(mode=0o700)
    log = path.with_name("desk.db-wal")
    log.write_bytes(body + frames[0] + frames[1] + stale + frames[3] + frames[4])
    assert len(log.read_bytes()) == 32 + 5 * frame
    found = wal.read(log)
    assert (found.damaged, found.pages, found.size) == (False, {1, 2}, 2)
    log.write_bytes(body + b"".join(frames))
    assert wal.read(log).pages == {1, 2, 3, 4, 5}


def test_a_deleted_log_is_noticed_by_the_head_that_is_kept_elsewhere(path: Path) -> None:
    killed(path)
    path.with_name("desk.db-wal").unlink()
    health = look(path, KEY)
    assert health.state in (State.OLDER, State.DAMAGED)
    with pytest.raises(DamagedStore):
        demand_whole(path, KEY)


def test_an_older_copy_is_noticed(path: Path) -> None:
    closed(path)
    older = path.read_bytes()
    db = open_sqlite(path, KEY, HandClock())
    written(db, 2, first=4)
    db.close()
    path.write_bytes(older)
    with pytest.raises(OlderStore) as noticed:
        demand_whole(path, KEY)
    assert "4 lines, and 6 were written" in noticed.value.why
    assert path.read_bytes() == older


def test_another_history_of_the_same_length_is_noticed(path: Path) -> None:
    closed(path)
    heads.begin_at(path, KEY, heads.Head(4, "ab" * 32))
    assert look(path, KEY).state is State.OLDER


def test_a_missing_database_is_not_met_with_a_new_one(path: Path) -> None:
    closed(path)
    path.unlink()
    with pytest.raises(MissingStore):
        demand_whole(path, KEY)
    assert not path.exists()
    path.with_name("desk.db.head").unlink()
    assert look(path, KEY, had=True).state is State.MISSING


def test_a_head_is_kept_for_each_line_and_cannot_be_made_up(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    for n in range(1, 6):
        with db.transaction():
            journal.append(db, "ann", "test", "x", {})
        last = journal.head(db)
        assert heads.known(path, KEY) == (n, last[1])
    with pytest.raises(ZeroDivisionError), db.transaction():
        journal.append(db, "ann", "test", f"never {journal.append(db, 'ann', 'test', 'x', {}) // 0}", {})
    assert heads.known(path, KEY) == (5, last[1])
    db.close()
    assert heads.known(path, bytes(32)) is None
    file = heads.head_file(path)
    body = file.read_bytes()
    file.write_bytes(body.replace(b" 5 ", b" 4 "))
    assert heads.known(path, KEY) == (4, db_line(path, 4))
    assert file.stat().st_mode & 0o777 == 0o600


def db_line(path: Path, seq: int) -> str:
    db = open_sqlite(path, KEY, HandClock())
    row = db.one("SELECT hash FROM journal WHERE seq = :seq", seq=seq)
    db.close()
    assert row is not None
    return str(row["hash"])


def test_nobody_replaces_a_database_that_somebody_has_open(path: Path) -> None:
    db = open_sqlite(path, KEY, HandClock())
    with pytest.raises(StoreBusy, match="open"), presence.alone(path):
        pass
    db.close()
    with presence.alone(path), pytest.raises(StoreBusy, match="restored"):
        open_sqlite(path, KEY, HandClock())
    open_sqlite(path, KEY, HandClock()).close()


def test_a_look_waits_for_whoever_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(path)
    monkeypatch.setattr("moderator.store.turn.WAIT_SECONDS", 0.05)
    other = Turn(path.with_name("desk.db.turn"))
    other.take()
    with pytest.raises(StoreBusy):
        look(path, KEY)
    other.give()
    other.close()


def test_both_ways_of_looking_agree(path: Path) -> None:
    """Ours and SQLCipher's own: should its format ever change, this says so first."""
    closed(path)
    good = path.read_bytes()
    for place in range(PAGE + 9, len(good), 17 * PAGE):
        bad = bytearray(good)
        bad[place] ^= 4
        path.write_bytes(bytes(bad))
        db = Sqlite(path, KEY, HandClock())
        theirs = [line for line in db.damage() if "HMAC" in line]
        db.close()
        path.write_bytes(bytes(bad))
        assert look(path, KEY).bad == (place // PAGE + 1,)
        assert str(place // PAGE + 1) in theirs[0]


def test_a_log_that_nobody_has_written_to_yet_is_an_empty_one(tmp_path: Path) -> None:
    """Another program has opened the database at this very moment."""
    (tmp_path / "desk.db-wal").touch()
    log = wal.read(tmp_path / "desk.db-wal")
    assert (log.pages, log.damaged) == (set(), False)
