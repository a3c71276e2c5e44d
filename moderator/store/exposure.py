"""What each person was shown, and how rested they are. Written before a word leaves the core.

`eff_us` is the person's effective time (wellbeing rules): it is what windows of an hour or a day are cut by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moderator.clock import Boot
from moderator.store.base import Db

MINUTE_US = 60_000_000
KEPT_MINUTES = 35 * 24 * 60  # five weeks: for the limits, and for the person's own look back


@dataclass(frozen=True, slots=True)
class Event:
    """One charge of exposure. `id` is chosen by the caller, so that a repeated request charges once."""

    id: str
    person: str
    desk: str
    kind: str  # "reveal" | "dwell" | "nasty" | "late"
    card_id: int
    band: int  # as charged: an unchecked card counts as 2
    units: float
    eff_us: int
    reveal_id: int | None = None
    target_class: str = "general"  # "general" | "colleague" | "me"


@dataclass(frozen=True, slots=True)
class Charge:
    """What a window needs of one event."""

    eff_us: int
    units: float
    kind: str
    band: int


def add(db: Db, event: Event) -> bool:
    """False when this event is recorded already."""
    boot = db.boot()
    return bool(
        db.run(
            """INSERT INTO exposure (id, person, kind, reveal_id, card_id, band, units, eff_us, boot, boot_us,
              at_us, desk, target_class)
            VALUES (:id, :person, :kind, :reveal_id, :card_id, :band, :units, :eff_us, :boot, :boot_us, :at,
              :desk, :target)
            ON CONFLICT DO NOTHING""",
            id=event.id,
            person=event.person,
            kind=event.kind,
            reveal_id=event.reveal_id,
            card_id=event.card_id,
            band=event.band,
            units=event.units,
            eff_us=event.eff_us,
            boot=boot.id,
            boot_us=boot.us,
            at=db.wall_us(),
            desk=event.desk,
            target=event.target_class,
        )
    )


def window(db: Db, person: str, since_eff_us: int) -> list[Charge]:
    """This person's charges from that effective time on, oldest first."""
    rows = db.query(
        """SELECT eff_us, units, kind, band FROM exposure
        WHERE person = :person AND eff_us >= :since ORDER BY eff_us, id""",
        person=person,
        since=since_eff_us,
    )
    return [Charge(**row) for row in rows]


def how_many(db: Db, person: str, since_eff_us: int) -> tuple[int, int]:
    """How many charges there are from that effective time on, and when the newest is: read from the index alone."""
    row = db.one(
        """SELECT count(*) AS n, coalesce(max(eff_us), 0) AS newest FROM exposure
        WHERE person = :person AND eff_us >= :since""",
        person=person,
        since=since_eff_us,
    )
    return (0, 0) if row is None else (row["n"], row["newest"])


def queue_time(db: Db, person: str, since_eff_us: int) -> list[tuple[int, int]]:
    """Time with a harsh card open, by the minute: its last moment of effective time and how much, oldest first."""
    rows = db.query(
        """SELECT eff_us, us FROM queue_time WHERE person = :person AND minute >= :since ORDER BY minute""",
        person=person,
        since=since_eff_us // MINUTE_US,
    )
    return [(row["eff_us"], row["us"]) for row in rows]


def add_queue_time(db: Db, person: str, eff_us: int, us: int, *, doubted_us: int = 0) -> None:
    """So much more, up to that moment. What is older than anybody's limit asks for is let go of.

    `doubted_us`: how much of the time since then nobody has confirmed.
    """
    minute = eff_us // MINUTE_US
    grown = db.run(
        """UPDATE queue_time SET us = us + :us, eff_us = :eff WHERE person = :person AND minute = :minute""",
        person=person,
        minute=minute,
        eff=eff_us,
        us=us,
    )
    if grown:
        return
    db.run(
        "DELETE FROM queue_time WHERE person = :person AND minute < :before",
        person=person,
        before=minute - KEPT_MINUTES - doubted_us // MINUTE_US,
    )
    db.run(
        "INSERT INTO queue_time (person, minute, eff_us, us) VALUES (:person, :minute, :eff, :us)",
        person=person,
        minute=minute,
        eff=eff_us,
        us=us,
    )


def has_harsh_open(db: Db, person: str) -> bool:
    """Does this person, at whichever desk, have a card open that is not calm?"""
    row = db.one(
        """SELECT 1 AS open FROM claim h JOIN card k ON k.id = h.card_id
        WHERE h.ended_us IS NULL AND h.person = :person AND (k.band IS NULL OR k.band > 0) LIMIT 1""",
        person=person,
    )
    return row is not None


@dataclass(frozen=True, slots=True)
class Reveal:
    """One lifting of the veil, as it stands. `held_us` is how long the words have been seen so far."""

    id: int
    person: str
    desk: str
    card_id: int
    claim_id: int
    showing: str
    band: int
    base: float
    charged: float
    quanta: int
    held_us: int
    text_key: str | None
    eff_us: int
    boot: str
    started_us: int
    last_us: int
    ended_us: int | None
    at_us: int
    target_class: str


def open_reveal(
    db: Db,
    *,
    person: str,
    desk: str,
    card_id: int,
    claim_id: int,
    showing: str,
    band: int,
    base: float,
    charged: float,
    text_key: str | None,
    eff_us: int,
    now: Boot,
    target_class: str = "general",
) -> int:
    """Begin a reveal; `now` is the desk's own boot clock, which also extends and closes it."""
    return db.insert(
        """INSERT INTO reveal (person, desk, card_id, claim_id, showing, band, base, charged, text_key,
          eff_us, boot, started_us, last_us, at_us, target_class)
        VALUES (:person, :desk, :card, :claim, :showing, :band, :base, :charged, :key,
          :eff, :boot, :now, :now, :at, :target) RETURNING id""",
        target=target_class,
        person=person,
        desk=desk,
        card=card_id,
        claim=claim_id,
        showing=showing,
        band=band,
        base=base,
        charged=charged,
        key=text_key,
        eff=eff_us,
        boot=now.id,
        now=now.us,
        at=db.wall_us(),
    )


def extend_reveal(db: Db, reveal_id: int, *, charged: float, quanta: int, held_us: int, last_us: int) -> bool:
    """The words are still showing. Numbers only grow; False when the reveal is closed."""
    return bool(
        db.run(
            """UPDATE reveal SET charged = :charged, quanta = :quanta, held_us = :held, last_us = :last
            WHERE id = :id AND ended_us IS NULL AND charged <= :charged AND quanta <= :quanta
              AND held_us <= :held AND last_us <= :last""",
            charged=charged,
            quanta=quanta,
            held=held_us,
            last=last_us,
            id=reveal_id,
        )
    )


def close_reveal(db: Db, reveal_id: int, ended_us: int) -> bool:
    """The words are covered again. False when they were already."""
    return bool(
        db.run(
            "UPDATE reveal SET ended_us = :ended WHERE id = :id AND ended_us IS NULL",
            ended=ended_us,
            id=reveal_id,
        )
    )


def reveal(db: Db, reveal_id: int) -> Reveal | None:
    row = db.one("SELECT * FROM reveal WHERE id = :id", id=reveal_id)
    return None if row is None else Reveal(**row)


def open_reveals(db: Db, desk: str) -> list[Reveal]:
    """Reveals of this desk that were not closed: at most one while it lives, and what a crash left."""
    rows = db.query("SELECT * FROM reveal WHERE desk = :desk AND ended_us IS NULL ORDER BY id", desk=desk)
    return [Reveal(**row) for row in rows]


def close_reveals_of(db: Db, person: str) -> None:
    """Nothing is shown to this person any more, at whichever desk. What was held is charged already."""
    db.run("UPDATE reveal SET ended_us = last_us WHERE person = :person AND ended_us IS NULL", person=person)


def seen_before(
    db: Db, person: str, text_key: str | None, since_eff_us: int, *, other_than: int | None = None
) -> bool:
    """Did this person reveal an exact copy since then? A blank text is never a repetition.

    `other_than` leaves out the looks at one card: a second look at the same card is no copy.
    """
    row = db.one(
        """SELECT 1 AS seen FROM reveal
        WHERE person = :person AND text_key = :key AND eff_us >= :since AND card_id <> :other LIMIT 1""",
        person=person,
        key=text_key,
        since=since_eff_us,
        other=-1 if other_than is None else other_than,
    )
    return row is not None


def near_seen(db: Db, person: str, card_id: int, text_key: str | None, since_eff_us: int) -> bool:
    """Did this person reveal another wording of the same card since then?"""
    row = db.one(
        """SELECT 1 AS seen FROM reveal WHERE person = :person AND eff_us >= :since AND text_key IN (
          SELECT text_key FROM wording WHERE card_id = :card AND text_key <> :key) LIMIT 1""",
        person=person,
        card=card_id,
        key=text_key or "",
        since=since_eff_us,
    )
    return row is not None


def past_reveals(db: Db, person: str, card_id: int, text_key: str | None, since_eff_us: int) -> list[Reveal]:
    """Looks of this person at these words of this very card since then, oldest first."""
    rows = db.query(
        """SELECT * FROM reveal WHERE person = :person AND card_id = :card AND eff_us >= :since
          AND coalesce(text_key, '') = :key ORDER BY id""",
        person=person,
        card=card_id,
        since=since_eff_us,
        key=text_key or "",
    )
    return [Reveal(**row) for row in rows]


def seen_under(db: Db, claim_id: int, card_id: int) -> str:
    """How far the words that a card has now were seen under one claim: "unread", "masked" or "plain"."""
    rows = db.query(
        """SELECT DISTINCT r.showing FROM reveal r JOIN card k ON k.id = r.card_id
        WHERE r.claim_id = :claim AND r.card_id = :card AND coalesce(r.text_key, '') = coalesce(
          CASE WHEN k.twin_of IS NULL THEN k.text_key
          ELSE (SELECT x.text_key FROM comment x WHERE x.id = k.exemplar) END, '')""",
        claim=claim_id,
        card=card_id,
    )
    seen = {row["showing"] for row in rows}
    return "plain" if "plain" in seen else "masked" if "masked" in seen else "unread"


@dataclass(frozen=True, slots=True)
class Rest:
    """Where a person stands with breaks, and when that was written. `state` belongs to wellbeing.breaks."""

    person: str
    eff_us: int
    boot: Boot
    wall_us: int
    state: Mapping[str, Any]


def load_rest(db: Db, person: str) -> Rest | None:
    """On PostgreSQL the row is held until the transaction ends: two desks of a person take turns."""
    lock = db.for_update if db.in_transaction else ""
    row = db.one(
        f"SELECT eff_us, boot, boot_us, wall_us, state FROM rest WHERE person = :person {lock}", person=person
    )
    if row is None:
        return None
    boot = Boot(row["boot"], row["boot_us"])
    return Rest(person, row["eff_us"], boot, row["wall_us"], json.loads(row["state"]))


def save_rest(db: Db, rest: Rest) -> None:
    db.run(
        """INSERT INTO rest (person, eff_us, boot, boot_us, wall_us, state)
        VALUES (:person, :eff, :boot, :boot_us, :wall, :state)
        ON CONFLICT (person) DO UPDATE SET eff_us = excluded.eff_us, boot = excluded.boot,
          boot_us = excluded.boot_us, wall_us = excluded.wall_us, state = excluded.state""",
        person=rest.person,
        eff=rest.eff_us,
        boot=rest.boot.id,
        boot_us=rest.boot.us,
        wall=rest.wall_us,
        state=json.dumps(dict(rest.state), sort_keys=True),
    )
