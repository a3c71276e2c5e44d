"""What an agency and its people have made of the numbers that protect them. The newest policy holds; none is deleted."""

from __future__ import annotations

from dataclasses import dataclass

from moderator.store.base import Db


@dataclass(frozen=True, slots=True)
class Kept:
    """One policy as it was set: TOML, by whom, and when (UTC, microseconds)."""

    id: int
    body: str
    who: str
    at_us: int


def add(db: Db, body: str, who: str) -> int:
    return db.insert(
        "INSERT INTO protection (body, who, at_us) VALUES (:body, :who, :at) RETURNING id",
        body=body,
        who=who,
        at=db.wall_us(),
    )


def newest_id(db: Db) -> int:
    """0 when none was ever set."""
    row = db.one("SELECT coalesce(max(id), 0) AS newest FROM protection")
    return 0 if row is None else int(row["newest"])


def listed(db: Db, limit: int = 100) -> list[Kept]:
    """The newest first."""
    rows = db.query("SELECT id, body, who, at_us FROM protection ORDER BY id DESC LIMIT :limit", limit=limit)
    return [Kept(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class OwnShare:
    """What a person has set themselves: a share of the agency's limits, the one before it, and since when."""

    share: float
    before: float
    eff_us: int


def own(db: Db, person: str) -> OwnShare | None:
    row = db.one("SELECT share, before, eff_us FROM own_limit WHERE person = :person", person=person)
    return None if row is None else OwnShare(**row)


def set_own(db: Db, person: str, share: float, before: float, eff_us: int) -> None:
    db.run(
        """INSERT INTO own_limit (person, share, before, eff_us) VALUES (:person, :share, :before, :eff)
        ON CONFLICT (person) DO UPDATE SET share = excluded.share, before = excluded.before, eff_us = excluded.eff_us""",
        person=person,
        share=share,
        before=before,
        eff=eff_us,
    )
