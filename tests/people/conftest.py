"""Consoles over one real encrypted store: as many as a test asks for, with a clock that is moved by hand."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.console import Console, open_console
from moderator.home import Home
from moderator.people.roles import Role
from moderator.promising import Promises
from moderator.rating import scored
from moderator.scores import LABELS, Band, Score
from moderator.settings import Settings
from moderator.store import accounts, cards, comments
from moderator.store import journal as lines

KIM, ASHA = "four quiet river stones", "seven slow green buses"
ALL = frozenset(Role)


@dataclass
class Office:
    """One home. `console()` is a new process at it; `asha` is a second person who has joined."""

    home: Home
    key: bytes
    clock: HandClock
    settings: Settings = field(default_factory=lambda: Settings(time_zone="Europe/Berlin"))
    opened: list[Console] = field(default_factory=list)

    def console(self, suffix: str = "") -> Console:
        made = open_console(self.home, self.key, self.clock, self.settings, desk_suffix=suffix)
        self.opened.append(made)
        return made

    def two(self, given: Collection[Role] = (Role.MODERATOR,)) -> tuple[Console, Console]:
        """Kim, who made the home, and Asha, each signed in at a console of their own."""
        kim = self.console()
        kim.staff.introduce("Kim O.", KIM)
        code = kim.staff.add("Asha M.", given)
        asha = self.console()
        assert asha.sign_in("Asha M.", code.code).must_choose
        asha.choose_passphrase(ASHA)
        return kim, asha

    def says(self, text: str, band: Band = Band.S2) -> int:
        """A comment waits; the id of its card."""
        db = self.opened[0].db
        with db.transaction():
            account = accounts.ensure(db, "rehearsal", "", "city")
            comments.save_batch(
                db,
                account,
                Batch(comments=(Comment(text, text, "bob", "bob", text.encode(), version="1"),)),
                "rehearsal",
            )
            labels = dict.fromkeys(LABELS, 0.01) | ({"insult": 0.9} if band else {})
            score = Score(labels, "test 1", band, "en", None)
            promises = Promises(db)
            cards.save_scores(db, [scored(promises, one, score) for one in cards.unscored(db, 100)])
        return int(db.query("SELECT max(id) AS id FROM card")[0]["id"])

    def journal(self) -> list[str]:
        """What was done, in order."""
        return [line.act for line in lines.lines(self.opened[0].db)]

    def units(self, person: str) -> float:
        row = self.opened[0].db.query(
            "SELECT coalesce(sum(units), 0) AS units FROM exposure WHERE person = :p", p=person
        )
        return float(row[0]["units"])


@pytest.fixture
def office(tmp_path: Path, clock: HandClock, quick_passphrases: None) -> Iterator[Office]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    office = Office(Home(folder, False, "p-kim", "d-1", ""), os.urandom(32), clock)
    yield office
    for console in office.opened:
        console.close()
