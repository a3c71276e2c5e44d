"""What can be read of a damaged desk is saved, gaps are filled from a backup, and the rows agree in the end."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from moderator.clock import HandClock
from moderator.decisions import Verdict
from moderator.journal import verify
from moderator.scores import Band
from moderator.store import journal
from moderator.store.db import Sqlite, open_sqlite
from moderator.store.health import PAGE, look, reading
from moderator.store.salvage import salvage
from tests.store.desks import add_account, claimed, comment, decide, gather, score
from tests.store.machine import AGREE

KEY = bytes(range(32))


@pytest.fixture
def desk(full: Path, tmp_path: Path) -> Path:
    path = tmp_path / "home" / "desk.db"
    shutil.copytree(full.parent, path.parent)
    return path


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """600 comments on 500 cards; some decided, one claimed, a note on some."""
    path = tmp_path_factory.mktemp("full") / "home" / "desk.db"
    db = open_sqlite(path, KEY, HandClock())
    account = add_account(db)
    for page in range(15):
        said = [comment(f"{page}.{n}", f"You turnip {(page * 40 + n) % 500} " + "x" * 200) for n in range(40)]
        gather(db, account, said, cursor=str(page))
        with db.transaction():
            journal.append(db, "worker", "gathered", f"page {page}", {"new": 40})
    cards = [row["id"] for row in db.query("SELECT id FROM card ORDER BY id LIMIT 120")]
    for card in cards:
        score(db, card, Band.S2)
    for _ in range(60):
        decide(db, claimed(db), Verdict.HIDE)
    claimed(db)
    with db.transaction():
        for card in cards[:20]:
            db.run("INSERT INTO note (card_id, person, text, at_us) VALUES (:c, 'ann', 'hm', 0)", c=card)
    db.close()
    return path


def saved(damaged: Path, backup: Path | None, into: Path) -> tuple[Sqlite, int, int]:
    db = open_sqlite(into / "new" / "desk.db", KEY, HandClock())
    done = salvage(damaged, backup, db)
    assert db.damage(thorough=True) == []
    for what, sql in AGREE.items():
        assert not db.query(sql), what
    assert not db.query("PRAGMA foreign_key_check")
    assert not db.query("SELECT id FROM comment WHERE card_id IS NULL AND gone_us IS NULL")
    return db, done.filled, done.gaps


def spoil(path: Path, pages: list[int]) -> bytes:
    body = bytearray(path.read_bytes())
    for page in pages:
        body[page * PAGE + 2000] ^= 1
    path.write_bytes(bytes(body))
    return bytes(body)


def rows(db: Sqlite, table: str) -> int:
    return int(db.query(f"SELECT count(*) AS n FROM {table}")[0]["n"])


def test_a_whole_desk_comes_out_as_it_was(desk: Path, tmp_path: Path) -> None:
    db, _, gaps = saved(desk, None, tmp_path)
    assert gaps == 0
    assert (rows(db, "comment"), rows(db, "decision"), rows(db, "note")) == (600, 60, 20)
    assert verify(journal.lines(db)).ok
    db.close()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_pages_are_damaged_all_other_rows_are_saved_and_agree(
    desk: Path, tmp_path: Path, seed: int
) -> None:
    pages = desk.stat().st_size // PAGE
    chance = random.Random(seed)
    bad = spoil(desk, chance.sample(range(2, pages), 6))
    db, _, gaps = saved(desk, None, tmp_path)
    assert desk.read_bytes() == bad
    assert gaps > 0 or rows(db, "comment") == 600  # damage in an index alone costs nothing
    assert rows(db, "comment") > 300 or lost_root(desk)
    db.close()


def lost_root(desk: Path) -> bool:
    """Is a page damaged that leads to all comments, or to all tables?"""
    try:
        with reading(desk, KEY) as conn:
            root = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'comment'").fetchone()[0]
    except sqlcipher.Error:
        return True
    return root in look(desk, KEY).bad


@pytest.mark.parametrize("seed", range(4))
def test_gaps_are_filled_from_a_backup(desk: Path, tmp_path: Path, seed: int) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    pages = desk.stat().st_size // PAGE
    spoil(desk, random.Random(100 + seed).sample(range(2, pages), 8))
    db, filled, gaps = saved(desk, backup, tmp_path)
    assert (filled > 0) == (gaps > 0)
    assert (rows(db, "comment"), rows(db, "decision"), rows(db, "note")) == (600, 60, 20)
    assert verify(journal.lines(db)).ok
    db.close()


def test_what_was_removed_since_the_backup_does_not_come_back(desk: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    db = open_sqlite(desk, KEY, HandClock())
    with db.transaction():
        db.run("DELETE FROM note")
    db.close()
    spoil(desk, [desk.stat().st_size // PAGE // 2])
    made, _, _ = saved(desk, backup, tmp_path)
    assert rows(made, "note") == 0
    made.close()


def test_when_nothing_can_be_read_the_backup_gives_all(desk: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    desk.write_bytes(bytes(8 * PAGE))
    db, filled, _ = saved(desk, backup, tmp_path)
    assert filled > 600
    assert rows(db, "comment") == 600
    db.close()
