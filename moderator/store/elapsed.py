"""What is known of time across starts of a machine: a server's word for each of them, and the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moderator.clock import Boot
from moderator.store.base import Db

KEPT = 50  # starts of machines
EARLIEST_US, LATEST_US = 1_735_689_600_000_000, 4_102_444_800_000_000  # the beginnings of 2025 and 2100


@dataclass(frozen=True, slots=True)
class Gap:
    """The machine was off between two readings. `at_us`: the person's effective time at its beginning.

    `wall_us` is the last wall time before it. `halved`: there is an account whose server could confirm it. `true_us` is
    None until somebody has.
    """

    id: int
    at_us: int
    claimed_us: int
    true_us: int | None
    halved: bool
    before: Boot
    wall_us: int
    after: Boot
    told: bool


def trust(db: Db, boot: Boot, server_us: int) -> bool:
    """A server's word for one start of a machine. The first one stands; False when there is one already."""
    noted = db.run(
        """INSERT INTO trusted_time (boot, boot_us, server_us) VALUES (:boot, :boot_us, :server)
        ON CONFLICT (boot) DO NOTHING""",
        boot=boot.id,
        boot_us=boot.us,
        server=server_us,
    )
    if noted:
        db.run(
            """DELETE FROM trusted_time WHERE boot NOT IN (
              SELECT boot FROM trusted_time ORDER BY server_us DESC LIMIT :kept)""",
            kept=KEPT,
        )
    return bool(noted)


def servers(db: Db, boots: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """For each of these starts that a server was heard in: a reading of its boot clock, and the server's time then."""
    found = {}
    for boot in boots:
        row = db.one("SELECT boot_us, server_us FROM trusted_time WHERE boot = :boot", boot=boot)
        if row is not None:
            found[boot] = (row["boot_us"], row["server_us"])
    return found


def plausible(db: Db, server_us: int) -> bool:
    """Not before what a server said in an earlier start of the machine, and neither long past nor far ahead."""
    row = db.one("SELECT coalesce(max(server_us), 0) AS newest FROM trusted_time")
    newest = 0 if row is None else int(row["newest"])
    return max(newest, EARLIEST_US) <= server_us < LATEST_US


def kept_by_server(db: Db) -> bool:
    """Is this store a team's, on a server that has a clock of its own?"""
    return bool(db.for_update)


def can_be_confirmed(db: Db) -> bool:
    """Is there an account whose server answers over TLS, or a server that keeps this store?"""
    if kept_by_server(db):
        return True
    row = db.one(
        "SELECT 1 AS there FROM account WHERE removed_us IS NULL AND server LIKE 'https://%' LIMIT 1"
    )
    return row is not None


def gaps(db: Db, person: str, since_us: int) -> list[Gap]:
    """This person's gaps that began since then, oldest first."""
    rows = db.query(
        """SELECT id, at_us, claimed_us, true_us, halved, boot_before, before_us, wall_us, boot_after, after_us, told
        FROM time_gap WHERE person = :person AND at_us >= :since ORDER BY at_us, id""",
        person=person,
        since=since_us,
    )
    return [
        Gap(
            row["id"],
            row["at_us"],
            row["claimed_us"],
            row["true_us"],
            bool(row["halved"]),
            Boot(row["boot_before"], row["before_us"]),
            row["wall_us"],
            Boot(row["boot_after"], row["after_us"]),
            bool(row["told"]),
        )
        for row in rows
    ]


def add_gap(db: Db, person: str, gap: Gap) -> int:
    return db.insert(
        """INSERT INTO time_gap (person, at_us, claimed_us, halved, boot_before, before_us, wall_us, boot_after, after_us)
        VALUES (:person, :at, :claimed, :halved, :before, :before_us, :wall, :after, :after_us) RETURNING id""",
        person=person,
        at=gap.at_us,
        claimed=gap.claimed_us,
        halved=int(gap.halved),
        before=gap.before.id,
        before_us=gap.before.us,
        wall=gap.wall_us,
        after=gap.after.id,
        after_us=gap.after.us,
    )


def confirm(db: Db, gap_id: int, true_us: int) -> None:
    db.run("UPDATE time_gap SET true_us = :true WHERE id = :id", true=true_us, id=gap_id)


def told(db: Db, gap_id: int) -> None:
    """The journal says what there is to say of it."""
    db.run("UPDATE time_gap SET told = 1 WHERE id = :id", id=gap_id)
