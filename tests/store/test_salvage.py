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
from moderator.store.bridge import way
from moderator.store.db import Sqlite, open_sqlite
from moderator.store.health import PAGE, look, reading
from moderator.store.migrate import migrate_sqlite
from moderator.store.pages import LEAF, USABLE, Pages, children
from moderator.store.salvage import salvage
from moderator.store.steps import STEPS
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


# the first pages, where the list of the tables lies


def list_pages(desk: Path) -> list[int]:
    """The pages of the list of tables, after the first."""
    with desk.open("rb") as file:
        pages = Pages(KEY, file.read(16))
        file.seek(0)
        first = pages.open(1, file.read(PAGE))
    assert first is not None
    return children(first, 1)


WHOLE = (600, 60, 20)


def counted(db: Sqlite) -> tuple[int, int, int]:
    return rows(db, "comment"), rows(db, "decision"), rows(db, "note")


@pytest.mark.parametrize("at", [16, 60, 2000, 4090])
def test_with_the_first_page_spoilt_every_row_is_saved_without_any_backup(
    desk: Path, tmp_path: Path, at: int
) -> None:
    body = bytearray(desk.read_bytes())
    body[at] ^= 1
    desk.write_bytes(body)
    db, filled, gaps = saved(desk, None, tmp_path)
    assert (counted(db), filled, gaps) == (WHOLE, 0, 0)
    assert verify(journal.lines(db)).ok
    assert desk.read_bytes() == body
    db.close()


def test_with_a_page_of_the_list_of_tables_spoilt_a_backup_says_where_they_begin(
    desk: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    for bad in list_pages(desk):
        (tmp_path / f"{bad}").mkdir()
        shutil.copy(backup, desk)
        spoil(desk, [bad - 1])
        db, filled, gaps = saved(desk, backup, tmp_path / f"{bad}")
        assert (counted(db), filled, gaps) == (WHOLE, 0, 0)
        db.close()


def test_with_the_whole_list_spoilt_and_no_backup_this_program_knows_where_tables_begin(
    desk: Path, tmp_path: Path
) -> None:
    bad = spoil(desk, [0, *(page - 1 for page in list_pages(desk))])
    db, _, gaps = saved(desk, None, tmp_path)
    assert (counted(db), gaps) == (WHOLE, 0)
    assert desk.read_bytes() == bad
    db.close()


def test_rows_newer_than_the_backup_are_saved_when_it_has_to_say_where_tables_begin(
    desk: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    db = open_sqlite(desk, KEY, HandClock())
    account = int(db.column("SELECT id FROM account")[0])
    gather(db, account, [comment(f"new.{n}", f"You late turnip {n}") for n in range(40)], cursor="new")
    db.close()
    spoil(desk, [0, *(page - 1 for page in list_pages(desk))])
    made, filled, _ = saved(desk, backup, tmp_path)
    assert (rows(made, "comment"), filled) == (640, 0)
    made.close()


@pytest.mark.parametrize("how", ["a bit of the salt", "the whole first page", "the first eight pages"])
def test_a_backup_knows_the_salt_that_was_lost(desk: Path, tmp_path: Path, how: str) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    body = bytearray(desk.read_bytes())
    if how == "a bit of the salt":
        body[3] ^= 1
    else:
        gone = PAGE if how == "the whole first page" else 8 * PAGE
        body[:gone] = bytes(gone)
    desk.write_bytes(body)
    db, _, _ = saved(desk, backup, tmp_path)
    assert counted(db) == WHOLE
    assert verify(journal.lines(db)).ok
    assert desk.read_bytes() == body
    db.close()


def test_what_the_log_holds_is_saved_when_the_first_page_is_spoilt(desk: Path, tmp_path: Path) -> None:
    db = open_sqlite(desk, KEY, HandClock())
    db.query("PRAGMA wal_autocheckpoint = 0")
    with db.transaction():
        db.run("UPDATE note SET text = 'newer'")
    log = desk.with_name("desk.db-wal")
    kept = (desk.read_bytes(), log.read_bytes())
    db.close()
    body = bytearray(kept[0])
    body[2000] ^= 1
    desk.write_bytes(body)
    log.write_bytes(kept[1])
    made, _, _ = saved(desk, None, tmp_path)
    assert set(made.column("SELECT text FROM note")) == {"newer"}
    assert (desk.read_bytes(), log.read_bytes()) == (body, kept[1])
    made.close()


@pytest.mark.parametrize("seed", range(3))
def test_first_pages_and_others_may_be_spoilt_together(desk: Path, tmp_path: Path, seed: int) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(desk, backup)
    pages = desk.stat().st_size // PAGE
    spoil(
        desk,
        [0, 1, *(page - 1 for page in list_pages(desk)), *random.Random(seed).sample(range(2, pages), 6)],
    )
    db, _, _ = saved(desk, backup, tmp_path)
    assert counted(db) == WHOLE
    assert verify(journal.lines(db)).ok
    db.close()


def test_a_backup_of_another_desk_leads_nowhere(desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "desk.db"
    open_sqlite(other, bytes(32), HandClock()).close()
    body = bytearray(desk.read_bytes())
    body[:PAGE] = other.read_bytes()[:PAGE]
    desk.write_bytes(body)
    db, _, _ = saved(desk, other, tmp_path)
    assert rows(db, "comment") == 0
    db.close()


@pytest.fixture
def grown(tmp_path: Path, until: int) -> Path:
    """A desk that began with an older schema: its newer tables do not begin where this program would put them."""
    path = tmp_path / "home" / "desk.db"
    db = Sqlite(path, KEY, HandClock())
    migrate_sqlite(db, STEPS[:until])
    with db.transaction():
        db.run("INSERT INTO account (platform, server, handle, added_us) VALUES ('file', '', 'x', 0)")
        for card in range(1, 900):
            db.run(
                "INSERT INTO card (text_key, exemplar, since_us) VALUES (:text, :id, 0)",
                id=card,
                text=f"{card} " + "x" * 90,
            )
    db.close()
    db = open_sqlite(path, KEY, HandClock())
    with db.transaction():
        db.run(
            """INSERT INTO house_rule (key, revision, number, title, wording, verdicts, second_look, categories, at_us, who)
            VALUES ('calm', 7, 1, 'Calm', 'Be calm', 'hide', '', '', 0, 'ann')"""
        )
    db.close()
    return path


def calm(db: Sqlite) -> int:
    return len(db.query("SELECT id FROM house_rule WHERE key = 'calm' AND revision = 7"))


@pytest.mark.parametrize("until", [1, 4])
def test_a_desk_that_began_with_an_older_schema_is_saved_too(grown: Path, tmp_path: Path) -> None:
    """What is left of its own list says where its newer tables begin."""
    spoil(grown, [0])
    new = open_sqlite(tmp_path / "new" / "desk.db", KEY, HandClock())
    done = salvage(grown, None, new)
    assert (calm(new), done.lost) == (1, ())
    assert done.tables["card"] == 899
    new.close()


@pytest.mark.parametrize("first", [True, False], ids=["first page spoilt", "nothing spoilt"])
def test_tables_that_an_older_program_did_not_make_are_not_called_lost(tmp_path: Path, first: bool) -> None:
    path = tmp_path / "home" / "desk.db"
    db = Sqlite(path, KEY, HandClock())
    migrate_sqlite(db, STEPS[:4])
    with db.transaction():
        db.run("INSERT INTO account (platform, server, handle, added_us) VALUES ('file', '', 'x', 0)")
    db.close()
    if first:
        spoil(path, [0])
    new = open_sqlite(tmp_path / "new" / "desk.db", KEY, HandClock())
    done = salvage(path, None, new)
    assert (done.lost, done.gaps, rows(new, "account")) == ((), 0, 1)
    assert set(done.told) <= {"own"}
    new.close()


@pytest.mark.parametrize("until", [1, 4])
def test_no_row_is_taken_for_one_of_another_table(grown: Path, tmp_path: Path) -> None:
    """With all of the list gone, a table that begins where this program would not put it is not found, and named."""
    spoil(grown, [0, *(page - 1 for page in list_pages(grown))])
    new = open_sqlite(tmp_path / "new" / "desk.db", KEY, HandClock())
    done = salvage(grown, None, new)
    assert done.tables["card"] == 899
    assert {name for name, count in done.tables.items() if count} <= {"card", "account", "house_rule"}
    assert calm(new) == ("house_rule" not in done.lost)
    new.close()


def varint(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number >> 7 | 0x80, number & 0x7F])


def old_list_page(name: str, root: int, sql: str) -> bytes:
    """A page of the list of tables, with one row, as it was when the table had fewer columns."""
    texts = [each.encode() for each in ("table", name, name, sql)]
    kinds = [varint(13 + 2 * len(each)) for each in texts]
    head = b"".join([*kinds[:3], varint(4), kinds[3]])
    body = b"".join([*texts[:3], root.to_bytes(4, "big"), texts[3]])
    record = varint(len(head) + 1) + head + body
    cell = varint(len(record)) + varint(1) + record
    at = USABLE - len(cell)
    start = bytes([LEAF, 0, 0, 0, 1]) + at.to_bytes(2, "big") + b"\0" + at.to_bytes(2, "big")
    return start + bytes(at - len(start)) + cell


def test_an_old_page_of_the_list_does_not_cost_a_table_its_newer_columns(desk: Path, tmp_path: Path) -> None:
    with reading(desk, KEY) as conn:
        root, old = conn.execute("SELECT rootpage, sql FROM sqlite_master WHERE name = 'comment'").fetchone()
    db = open_sqlite(desk, KEY, HandClock())
    with db.transaction():
        db.run("ALTER TABLE comment ADD COLUMN later TEXT NOT NULL DEFAULT ''")
        db.run("UPDATE comment SET later = 'kept' WHERE id > 500")
    db.close()
    with desk.open("r+b") as file:
        pages = Pages(KEY, file.read(16))
        number = file.seek(0, 2) // PAGE + 1
        file.write(pages.seal(number, old_list_page("comment", root, old)))
    spoil(desk, [0])
    new = open_sqlite(tmp_path / "new" / "desk.db", KEY, HandClock())
    with way(desk, KEY, [], new.path) as found, reading(found.path, KEY) as conn:
        assert conn.execute("SELECT count(*) FROM comment WHERE later = 'kept'").fetchone()[0] == 100
    new.close()
