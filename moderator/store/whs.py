"""What the WHS export is made from: that a control was overridden, failed, or was looked into. No content, no numbers of a
person's exposure.

`kind` is a word of ours, `subject` what it is about ("override 7"), `facts` words and numbers of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moderator.store.base import Db

OVERRIDE, GLASS, REVIEWED, CORRECTIVE = "override", "break-glass", "break-glass reviewed", "corrective action"
PARKED = "parked"  # nobody had room: "begin", and "end" with minutes


@dataclass(frozen=True, slots=True)
class Event:
    """`team_id`: whose it is; None where the person is in no team, or the desk has none."""

    id: int
    kind: str
    team_id: int | None
    person: str
    subject: str
    facts: Mapping[str, Any]
    at_us: int


def add(
    db: Db, kind: str, subject: str, facts: Mapping[str, Any], *, person: str = "", team_id: int | None = None
) -> int:
    return db.insert(
        """INSERT INTO whs_event (kind, team_id, person, subject, facts, at_us)
        VALUES (:kind, :team, :person, :subject, :facts, :at) RETURNING id""",
        kind=kind,
        team=team_id,
        person=person,
        subject=subject,
        facts=json.dumps(dict(facts), sort_keys=True),
        at=db.wall_us(),
    )


def listed(db: Db, kind: str | None = None) -> list[Event]:
    """Oldest first."""
    rows = db.query(
        "SELECT * FROM whs_event WHERE :every = 1 OR kind = :kind ORDER BY id",
        every=int(kind is None),
        kind=kind or "",
    )
    return [Event(**{**row, "facts": json.loads(row["facts"])}) for row in rows]
