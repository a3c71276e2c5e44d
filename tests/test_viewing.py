"""A desk that cannot be opened can be looked at: nothing is written, nothing revealed, nobody waited for."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.console import Console
from moderator.decisions import Verdict
from moderator.keys import derive
from moderator.problems import MissingStore, NotAllowed, StoreProblem, WrongKey
from moderator.settings import Settings
from moderator.store import people
from moderator.store.unchanged import Unchanged
from moderator.viewing import view
from tests.kept import KEY, Desk, new_desk


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Desk:
    """Two pages of comments; one card is decided."""
    made = new_desk(tmp_path / "home", clock)
    made.write(2)
    console = Console(made.home, KEY, clock, Settings())
    console.desk.decide_unread(console.desk.line().cards[0].id, Verdict.KEEP, None)
    console.close()
    return made


def bytes_of(desk: Desk) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in desk.path.parent.iterdir() if path.is_file()}


def test_it_shows_the_line_and_the_decisions_and_writes_nothing(desk: Desk) -> None:
    before = bytes_of(desk)
    seen = view(desk.home, KEY, desk.clock)
    assert seen.line.waiting == len(seen.line.cards) == 79
    assert all(card.veiled and card.text is None for card in seen.line.cards)
    assert [entry.verdict for entry in seen.decided.entries] == [Verdict.KEEP]
    assert bytes_of(desk) == before


def test_another_program_that_holds_the_file_is_not_waited_for_and_its_newest_lines_are_seen(
    desk: Desk,
) -> None:
    other = desk.open()
    other.query("PRAGMA wal_autocheckpoint = 0")
    desk.write()  # is in the log alone
    with other.transaction():
        other.run("DELETE FROM note")
        assert view(desk.home, KEY, desk.clock).line.waiting == 119
    other.close()


def test_of_a_damaged_file_what_can_be_read_is_seen_and_the_rest_is_told(desk: Desk) -> None:
    size = desk.path.stat().st_size
    told = []
    for at in range(2000, size, size // 20):
        desk.spoil(-at)
        before = desk.path.read_bytes()
        try:
            told.append(view(desk.home, KEY, desk.clock).line.waiting)
        except StoreProblem as problem:
            told.append(type(problem).__name__)
        assert desk.path.read_bytes() == before
        desk.spoil(-at)
    assert 79 in told
    assert "DamagedStore" in told


def test_whatever_would_write_is_refused(desk: Desk) -> None:
    db = Unchanged(desk.path, derive(KEY, "database"), desk.clock)
    with pytest.raises(NotAllowed, match="only looked at"), db.transaction():
        pass
    with pytest.raises(StoreProblem):
        db.query("DELETE FROM note")
    db.close()


def test_where_several_persons_sign_in_nobody_is_let_in(desk: Desk) -> None:
    db = desk.open()
    with db.transaction():
        for person in ("p-ada", "p-bob"):
            people.join(db, person)
    db.close()
    with pytest.raises(NotAllowed, match="Several persons"):
        view(desk.home, KEY, desk.clock)


def test_a_wrong_key_another_schema_and_a_missing_file_are_told_apart(desk: Desk) -> None:
    with pytest.raises(WrongKey):
        view(desk.home, bytes(32), desk.clock)
    db = desk.open()
    db.query("PRAGMA user_version = 3")
    db.close()
    with pytest.raises(StoreProblem, match="another version"):
        view(desk.home, KEY, desk.clock)
    desk.path.unlink()
    with pytest.raises(MissingStore):
        view(desk.home, KEY, desk.clock)
