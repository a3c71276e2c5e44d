"""What one person was shown in the last weeks, for that person alone; and what all of them together did in a week."""

from __future__ import annotations

from moderator.store.base import Db

QUARTER_US = 900_000_000  # every time zone is off by whole quarters of an hour


def charged(db: Db, person: str, since_eff_us: int) -> list[tuple[int, int, float, int]]:
    """By the quarter of an hour and band: its beginning (UTC, microseconds), band, units, looks."""
    rows = db.query(
        f"""SELECT at_us / {QUARTER_US} AS quarter, band, sum(units) AS units,
          sum(CASE WHEN kind IN ('reveal', 'late') THEN 1 ELSE 0 END) AS looks
        FROM exposure WHERE person = :person AND eff_us >= :since GROUP BY at_us / {QUARTER_US}, band ORDER BY 1, 2""",
        person=person,
        since=since_eff_us,
    )
    return [
        (row["quarter"] * QUARTER_US, row["band"], float(row["units"]), int(row["looks"])) for row in rows
    ]


def together(db: Db, since_us: int, until_us: int, policy: str) -> tuple[int, int, int, int]:
    """What everybody did in that time: how many persons decided, comments taken out of sight, accounts on which, and cards
    with a threat that were escalated. Never by person; what the `policy` decided is not theirs.
    """
    row = db.query(
        """SELECT count(DISTINCT d.person) AS persons,
          coalesce(sum(CASE WHEN d.verdict IN ('hide', 'delete') THEN d.copies ELSE 0 END), 0) AS hidden,
          count(DISTINCT CASE WHEN d.verdict IN ('hide', 'delete') THEN d.account_id END) AS accounts,
          coalesce(sum(CASE WHEN d.verdict = 'escalate' AND k.category = 'threat' THEN 1 ELSE 0 END), 0) AS threats
        FROM decision d JOIN card k ON k.id = d.card_id
        WHERE d.at_us >= :since AND d.at_us < :until AND d.undone_us IS NULL AND d.person <> :policy""",
        since=since_us,
        until=until_us,
        policy=policy,
    )[0]
    return int(row["persons"]), int(row["hidden"]), int(row["accounts"]), int(row["threats"])
