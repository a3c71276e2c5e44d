"""What must be so at a rehearsal home after anything was killed there, asked of every witness there is.

The witnesses: the script that is played, what the desk told the person (`desk_person`), what the platform wrote down
of each attempt, the journal, and the tables. None of them may know of something that another has lost or has twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from moderator.clock import ScaledClock, SystemClock
from moderator.console import Console, open_console
from moderator.home import find_home
from moderator.journal import verify
from moderator.keys import root_key
from moderator.platforms.rehearsal import EFFECTS, Effects
from moderator.rehearsal import script
from moderator.settings import Settings
from moderator.store import comments, journal
from moderator.store.db import Db
from tests.store.machine import AGREE


@contextmanager
def console(home: Path) -> Iterator[Console]:
    """The home's own parts and its own fast clock, in this process. Closed before another is started."""
    found = find_home(environ={"MODERATOR_HOME": str(home)})
    assert found.origin is not None
    key = root_key(found, given=None, ask=str)
    opened = open_console(found, key, ScaledClock(SystemClock(), found.time_scale, found.origin), Settings())
    try:
        yield opened
    finally:
        opened.close()


@dataclass
class Told:
    """What the person pressed and was told, over all lives of their desktop. `killed` counts those cut short."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    killed: int = 0

    def hear(self, output: Sequence[str]) -> None:
        self.lines += [(what, number) for what, _, number in (line.strip().partition(" ") for line in output)]

    def numbers(self, what: str) -> list[int]:
        return [int(number) for said, number in self.lines if said == what]

    def count(self, what: str) -> int:
        return sum(said == what for said, _ in self.lines)


def check(home: Path, told: Told) -> None:
    """Nothing is lost and nothing is doubled."""
    with console(home) as opened:
        db = opened.db
        for what, sql in AGREE.items():
            assert not db.query(sql), what
        _gathered_once(db)
        _scored(db)
        _told_and_kept(db, told)
        _looks_counted(db, told)
        _acted_once(db, home)
        _journal_tells_all(db)


def _gathered_once(db: Db) -> None:
    (account,) = db.column("SELECT id FROM account")
    played = json.loads(comments.bookmarks(db, account)["main"])["next"]
    expected = {sentence.id: sentence.text for sentence in script().sentences[:played]}
    rows = db.query("SELECT native_id, text, revision FROM comment WHERE own = 0")
    assert played > 0
    assert len(rows) == len(expected), "the bookmark is not with its comments"
    assert {row["native_id"]: row["text"] for row in rows} == expected
    assert {row["revision"] for row in rows} == {1}
    posts = db.column("SELECT native_id FROM comment WHERE own = 1")
    assert sorted(posts) == sorted(script().posts)
    assert len(db.column("SELECT id FROM raw")) == len(rows) + len(posts)
    assert not db.column("SELECT id FROM comment WHERE own = 0 AND card_id IS NULL")


def _scored(db: Db) -> None:
    assert not db.column("SELECT id FROM card WHERE scored = 0 AND state = 'waiting' AND tries < 2")
    staged = {sentence.text: sentence.band for sentence in script().sentences}
    for row in db.query("SELECT c.text, k.band, k.tries FROM card k JOIN comment c ON c.id = k.exemplar"):
        assert row["band"] == staged[row["text"]] or row["tries"] >= 2, "scored otherwise than staged"


def _told_and_kept(db: Db, told: Told) -> None:
    made = db.query("SELECT id, undone_us FROM decision ORDER BY id")
    kept = {row["id"] for row in made}
    decided, undone = told.numbers("DECIDED"), told.numbers("UNDONE")
    assert len(set(decided)) == len(decided)
    assert set(decided) <= kept, "a decision that the person was told of is lost"
    assert len(kept) - len(decided) <= told.killed, "decisions that nobody was told of"
    assert len(kept) <= told.count("PRESS"), "one press made two decisions"
    back = {row["id"] for row in made if row["undone_us"] is not None}
    assert set(undone) <= back, "an undo that the person was told of is lost"
    assert len(back - set(undone)) <= told.killed
    assert not db.column("SELECT id FROM claim WHERE ended_us IS NULL"), (
        "a card stays with a desk that is gone"
    )


def _looks_counted(db: Db, told: Told) -> None:
    """Each look is charged once, with what stands on it; only the same words again cost nothing."""
    looks = db.query(
        """SELECT r.id, r.card_id, r.band, r.charged, coalesce(sum(e.units), 0) AS units,
          sum(CASE e.kind WHEN 'reveal' THEN 1 ELSE 0 END) AS begun
        FROM reveal r LEFT JOIN exposure e ON e.reveal_id = r.id
        GROUP BY r.id, r.card_id, r.band, r.charged ORDER BY r.id"""
    )
    known = {row["id"] for row in looks}
    assert set(told.numbers("REVEALED")) <= known, "a look that the person had is forgotten"
    assert len(known) - told.count("REVEALED") <= told.killed, "looks that nobody had"
    assert all(row["begun"] == 1 and abs(row["units"] - row["charged"]) < 1e-9 for row in looks)
    first = {row["card_id"]: row for row in reversed(looks)}
    assert all(row["charged"] > 0 or row["band"] == 0 for row in first.values()), (
        "a first look that cost nothing"
    )


def _acted_once(db: Db, home: Path) -> None:
    rows = db.query("SELECT key, state, op, decision_id FROM outbox")
    states = Counter(row["state"] for row in rows)
    assert states.keys() <= {"confirmed", "cancelled"}, states
    acts = Counter(row["decision_id"] for row in rows if row["key"].startswith("d"))
    decided = db.query("SELECT id, copies FROM decision WHERE verdict = 'hide'")
    assert acts == {row["id"]: row["copies"] for row in decided}, "an act for each copy, and no other"

    path = home / EFFECTS
    attempts = [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []
    done = Counter(attempt["key"] for attempt in attempts if attempt["effect"])
    assert all(count == 1 for count in done.values()), "an effect twice"
    assert done.keys() <= {row["key"] for row in rows if row["state"] == "confirmed"}
    standing = db.column(
        """SELECT c.native_id FROM outbox o JOIN comment c ON c.id = o.comment_id
        JOIN decision d ON d.id = o.decision_id AND d.undone_us IS NULL WHERE o.key LIKE 'd%'"""
    )
    effects = Effects(path)
    effects.refresh()
    assert effects.hidden == set(standing), "the platform and the desk do not agree"


def _journal_tells_all(db: Db) -> None:
    lines = list(journal.lines(db))
    assert verify(lines).ok
    told = Counter(line.act for line in lines)
    counts = {
        "decided": "SELECT count(*) FROM decision",
        "undone": "SELECT count(*) FROM decision WHERE undone_us IS NOT NULL",
        "revealed": "SELECT count(*) FROM reveal",
        "push confirmed": "SELECT count(*) FROM outbox WHERE state = 'confirmed'",
    }
    assert {act: told[act] for act in counts} == {act: db.column(sql)[0] for act, sql in counts.items()}
    gathered = sum(line.facts["new"] for line in lines if line.act == "gathered")
    assert gathered == db.column("SELECT count(*) FROM comment WHERE own = 0")[0]
