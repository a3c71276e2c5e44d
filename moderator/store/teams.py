"""Teams and who is in them. Memberships are ended, never deleted: what a team was is known later."""

from __future__ import annotations

from dataclasses import dataclass

from moderator.store.base import Db
from moderator.store.texts import storable


@dataclass(frozen=True, slots=True)
class Team:
    """`members` are the pseudonyms of all who are in it, `leads` of those who look after it."""

    id: int
    name: str
    members: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()


def make(db: Db, name: str, key: str) -> int | None:
    """None when there is a team of that name."""
    made = db.query(
        """INSERT INTO team (name, name_key, made_us) VALUES (:name, :key, :at)
        ON CONFLICT DO NOTHING RETURNING id""",
        name=storable(name),
        key=storable(key),
        at=db.wall_us(),
    )
    return int(made[0]["id"]) if made else None


def rename(db: Db, team_id: int, name: str, key: str) -> bool:
    """False when another team is called so."""
    if db.one(
        "SELECT 1 AS found FROM team WHERE name_key = :key AND id <> :id AND closed_us IS NULL",
        key=storable(key),
        id=team_id,
    ):
        return False
    db.run(
        "UPDATE team SET name = :name, name_key = :key WHERE id = :id",
        name=storable(name),
        key=storable(key),
        id=team_id,
    )
    return True


def close(db: Db, team_id: int) -> None:
    db.run(
        "UPDATE membership SET until_us = :at WHERE team_id = :id AND until_us IS NULL",
        id=team_id,
        at=db.wall_us(),
    )
    db.run(
        "UPDATE team SET closed_us = :at WHERE id = :id AND closed_us IS NULL", id=team_id, at=db.wall_us()
    )


def listed(db: Db) -> list[Team]:
    """Teams that are not closed, by name."""
    inside: dict[int, tuple[set[str], set[str]]] = {}
    for row in db.query("SELECT team_id, person, lead FROM membership WHERE until_us IS NULL"):
        members, leads = inside.setdefault(row["team_id"], (set(), set()))
        members.add(row["person"])
        if row["lead"]:
            leads.add(row["person"])
    rows = db.query("SELECT id, name FROM team WHERE closed_us IS NULL ORDER BY name_key, id")
    return [Team(row["id"], row["name"], *map(frozenset, inside.get(row["id"], ((), ())))) for row in rows]


def get(db: Db, team_id: int) -> Team | None:
    return next((team for team in listed(db) if team.id == team_id), None)


def put_in(db: Db, team_id: int, person: str, *, lead: bool) -> None:
    """Into the team, or made its lead or an ordinary member of it."""
    db.run(
        """INSERT INTO membership (team_id, person, lead, since_us) VALUES (:team, :person, :lead, :at)
        ON CONFLICT (team_id, person) WHERE until_us IS NULL DO UPDATE SET lead = excluded.lead""",
        team=team_id,
        person=person,
        lead=int(lead),
        at=db.wall_us(),
    )


def take_out(db: Db, person: str, team_id: int | None = None) -> int:
    """Out of one team, or of all. How many that were."""
    only = "AND team_id = :team" if team_id is not None else ""
    more = {"team": team_id} if team_id is not None else {}
    return db.run(
        f"UPDATE membership SET until_us = :at WHERE person = :person AND until_us IS NULL {only}",
        person=person,
        at=db.wall_us(),
        **more,
    )


def no_longer_lead(db: Db, person: str) -> None:
    """The person stays in their teams and leads none of them."""
    db.run("UPDATE membership SET lead = 0 WHERE person = :person AND until_us IS NULL", person=person)


def led_by(db: Db, person: str) -> frozenset[str]:
    """Pseudonyms of everybody in the teams that this person leads."""
    rows = db.column(
        """SELECT DISTINCT other.person FROM membership mine JOIN membership other ON other.team_id = mine.team_id
        WHERE mine.person = :person AND mine.lead = 1 AND mine.until_us IS NULL AND other.until_us IS NULL""",
        person=person,
    )
    return frozenset(map(str, rows))
