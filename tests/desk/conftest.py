"""A desk over a real encrypted store, with a clock that is moved by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moderator import platforms
from moderator.cards import Card
from moderator.clock import HandClock
from moderator.comments import Batch, Comment
from moderator.desk import Desk, Who
from moderator.promising import Promises
from moderator.rating import scored
from moderator.rulebook import in_force
from moderator.scores import LABELS, Band, Score
from moderator.settings import Settings
from moderator.store import accounts, cards, comments
from moderator.store.db import Db, open_sqlite
from moderator.together import Together

HERE = Settings(time_zone="UTC")
ALL = Together(sample=0.0)  # no wording is drawn by chance


@dataclass
class Office:
    """One store with a comment a call of `says`, and as many desks over it as a test asks for."""

    path: Path
    key: bytes
    clock: HandClock
    db: Db
    account: int
    said: int = 0
    dbs: list[Db] = field(default_factory=list)

    def says(
        self, text: str, band: Band | None = Band.S2, *, author: str = "bob", under: str | None = None,
        platform: str = "rehearsal", label: str = "insult",
    ) -> Card:  # fmt: skip
        self.said += 1
        native = f"n{self.said}"
        account = self.account if platform == "rehearsal" else self._account(platform)
        comment = Comment(
            native, text, author, author, text.encode(), version="1", parent_id=under, root_id="post"
        )
        with self.db.transaction():
            comments.save_batch(self.db, account, Batch(comments=(comment,)), platform)
            promises = Promises(self.db, HERE)
            waiting = cards.unscored(self.db, 1000)
            cards.save_scores(self.db, [scored(promises, card, _score(band, label)) for card in waiting])
        found = self.db.one("SELECT card_id FROM comment WHERE native_id = :n", n=native)
        assert found is not None
        card = cards.one_card(self.db, found["card_id"])
        assert card is not None
        return card

    def edit(self, native: str, text: str) -> None:
        comment = Comment(native, text, "bob", "bob", text.encode(), version=f"2 {text}", root_id="post")
        with self.db.transaction():
            comments.save_batch(self.db, self.account, Batch(comments=(comment,)), "rehearsal")

    def _account(self, platform: str) -> int:
        with self.db.transaction():
            return accounts.ensure(self.db, platform, "", platform)

    def desk(
        self, person: str = "ann", desk: str = "desk-1", *, checked: float = 0.0, together: Together = ALL
    ) -> Desk:
        db = open_sqlite(self.path, self.key, self.clock)
        self.dbs.append(db)
        kinds = platforms.kinds()
        return Desk(
            db,
            Who(person, desk),
            caps={name: kind.caps for name, kind in kinds.items()},
            titles={name: kind.title for name, kind in kinds.items()},
            reasons=lambda: in_force(db),
            promises=Promises(db, HERE),
            unread_share=checked,
            together=together,
        )

    def units(self, person: str = "ann") -> float:
        row = self.db.one("SELECT coalesce(sum(units), 0) AS units FROM exposure WHERE person = :p", p=person)
        assert row is not None
        return float(row["units"])


def _score(band: Band | None, label: str) -> Score:
    labels = dict.fromkeys(LABELS, 0.01)
    if band:
        labels[label] = 0.9
    return Score(labels, "test 1", band, "en", None if band is not None else "language")


@pytest.fixture
def office(tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    key = os.urandom(32)
    path = tmp_path / "home" / "desk.db"
    db = open_sqlite(path, key, clock)
    with db.transaction():
        account = accounts.ensure(db, "rehearsal", "", "city")
    office = Office(path, key, clock, db, account)
    yield office
    for opened in [*office.dbs, db]:
        opened.close()


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk()
