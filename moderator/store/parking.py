"""Times in which nobody at the desk had room, and what was hidden meanwhile until a person decides. No content.

A comment that stands in `parked_hide` was hidden with nobody having read it: whoever keeps it later shows it again, and
taking a decision back brings it back to hidden. What was hidden is what a decision of "policy" asked of the platform; that
decision never stands for its card, which goes on waiting.
"""

from __future__ import annotations

import hashlib
import json
import uuid
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from moderator.decisions import Verdict
from moderator.store.base import Db, Row, as_list
from moderator.store.deciding import Act, add_acts

POLICY = "policy"
SEVERE = "state = 'waiting' AND band >= 3"  # as the index has it
_SEVERE_K = "k.state = 'waiting' AND k.band >= 3"
_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Period:
    """One such time. `minutes` is None while it lasts; `allowed`: hiding was allowed by a lead, or beforehand."""

    id: int
    begun_us: int
    ended_us: int | None
    minutes: int | None
    allowed_by: str


_COLUMNS = "id, begun_us, ended_us, minutes, allowed_by"


def running(db: Db) -> Period | None:
    row = db.one(f"SELECT {_COLUMNS} FROM parked WHERE running = 1")
    return None if row is None else Period(**row)


def listed(db: Db, limit: int = 100) -> list[Period]:
    """The newest first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM parked ORDER BY id DESC LIMIT :limit", limit=limit)
    return [Period(**row) for row in rows]


def begin(db: Db) -> int | None:
    """None when somebody else has begun it already."""
    now = db.boot()
    made = db.query(
        """INSERT INTO parked (running, begun_us, boot, boot_us) VALUES (1, :at, :boot, :us)
        ON CONFLICT DO NOTHING RETURNING id""",
        at=db.wall_us(),
        boot=now.id,
        us=now.us,
    )
    return int(made[0]["id"]) if made else None


def end(db: Db, period: int) -> int | None:
    """Its length in minutes; None when it is over already. By the boot clock, across boots by the wall."""
    row = db.one("SELECT begun_us, boot, boot_us FROM parked WHERE id = :id AND running = 1", id=period)
    if row is None:
        return None
    now, at = db.boot(), db.wall_us()
    us = now.us - row["boot_us"] if row["boot"] == now.id else max(0, at - row["begun_us"])
    minutes: int = round(us / _MINUTE_US)
    db.run(
        "UPDATE parked SET running = NULL, ended_us = :at, minutes = :minutes WHERE id = :id",
        at=at,
        minutes=minutes,
        id=period,
    )
    return minutes


def allow(db: Db, period: int, who: str) -> bool:
    return bool(
        db.run(
            "UPDATE parked SET allowed_us = :at, allowed_by = :who WHERE id = :id AND allowed_us IS NULL",
            at=db.wall_us(),
            who=who,
            id=period,
        )
    )


def severe_waits(db: Db) -> bool:
    """Does a card of S3 or S4 wait that nobody has open?"""
    return db.one(f"SELECT 1 AS so FROM card WHERE {SEVERE} AND twin_of IS NULL LIMIT 1") is not None


def severe_kinds(db: Db) -> list[tuple[int, str]]:
    """Bands and categories of severe cards that wait, of the first of them."""
    rows = db.query(
        f"""SELECT DISTINCT band, category FROM (
          SELECT band, category FROM card WHERE {SEVERE} AND twin_of IS NULL ORDER BY id LIMIT 1000) AS k"""
    )
    return [(int(row["band"]), str(row["category"])) for row in rows]


def cards_to_hide(db: Db, accounts: Collection[int], after: int, limit: int) -> list[int]:
    """Waiting severe cards after this one on which something of these accounts was not hidden like this yet."""
    found = db.column(
        f"""SELECT k.id FROM card k WHERE {_SEVERE_K} AND k.twin_of IS NULL AND k.id > :after AND EXISTS (
          SELECT 1 FROM comment c WHERE c.card_id = k.id AND c.gone_us IS NULL AND c.own = 0
            AND c.account_id IN ({db.among("accounts", "int")})
            AND NOT EXISTS (SELECT 1 FROM parked_hide p WHERE p.comment_id = c.id))
        ORDER BY k.id LIMIT :limit""",
        accounts=as_list(sorted(accounts)),
        after=after,
        limit=limit,
    )
    return list(map(int, found))


def open_comments(db: Db, card_id: int, accounts: Collection[int]) -> list[Row]:
    """Those comments of a card, and what was kept of each as its platform gave it: sha256 and body, None where nothing
    was. `under_own`: it stands in a thread of ours.
    """
    return db.query(
        f"""SELECT c.id AS comment_id, c.account_id, a.platform, c.revision, c.root_id, r.sha256, r.body,
          CASE WHEN EXISTS (SELECT 1 FROM comment o WHERE o.account_id = c.account_id AND o.native_id = c.root_id
            AND o.own = 1) THEN 1 ELSE 0 END AS under_own
        FROM comment c JOIN account a ON a.id = c.account_id
        LEFT JOIN raw r ON r.comment_id = c.id AND r.revision = c.revision
        WHERE c.card_id = :card AND c.gone_us IS NULL AND c.own = 0 AND a.removed_us IS NULL
          AND c.account_id IN ({db.among("accounts", "int")})
          AND NOT EXISTS (SELECT 1 FROM parked_hide p WHERE p.comment_id = c.id)
        ORDER BY c.id""",
        card=card_id,
        accounts=as_list(sorted(accounts)),
    )


def is_kept(row: Mapping[str, Any]) -> bool:
    """Are the platform's own bytes there, whole? Their hash is looked at, not only that there is one."""
    if not row["sha256"] or row["body"] is None:
        return False
    try:
        return bool(hashlib.sha256(zlib.decompress(bytes(row["body"]))).hexdigest() == row["sha256"])
    except zlib.error:
        return False


def still_waits(db: Db, card_id: int) -> bool:
    lock = db.for_update
    row = db.one(f"SELECT 1 AS so FROM card WHERE id = :id AND {SEVERE} {lock}", id=card_id)
    return row is not None


def hide(db: Db, period: int, card_id: int, kept: Sequence[Row], acts: Sequence[Act]) -> int:
    """The acts leave at once, each under a key of its own; the card goes on waiting. Returns the decision."""
    made = ask(db, card_id, Verdict.HIDE, acts)
    db.many(
        """INSERT INTO parked_hide (comment_id, card_id, decision_id, parked_id, revision, sha256, at_us)
        VALUES (:comment, :card, :decision, :parked, :revision, :sha, :at)""",
        [
            {
                "comment": row["comment_id"],
                "card": card_id,
                "decision": made,
                "parked": period,
                "revision": row["revision"],
                "sha": row["sha256"],
                "at": db.wall_us(),
            }
            for row in kept
        ],
    )
    return made


def ask(db: Db, card_id: int, verdict: Verdict, acts: Sequence[Act], *, who: str = POLICY) -> int:
    """Acts that are asked of a platform while their card goes on waiting: for a decision that never stood."""
    now, at = db.boot(), db.wall_us()
    claim = db.insert(
        """INSERT INTO claim (card_id, person, desk, card_version, boot, started_us, lease_us, at_us, ended_us,
          end_reason)
        VALUES (:card, :who, :who, (SELECT version FROM card WHERE id = :card), :boot, :us, :us, :at, :at, 'parked')
        RETURNING id""",
        card=card_id,
        who=who,
        boot=now.id,
        us=now.us,
        at=at,
    )
    made = db.insert(
        """INSERT INTO decision (card_id, claim_id, request_id, person, verdict, seen, copies, boot, boot_us, at_us,
          undone_us, undone_by, undone_card, audit, exemplar, account_id)
        VALUES (:card, :claim, :request, :who, :verdict, 'unread', :copies, :boot, :us, :at, :at, :who, :card, 'held',
          (SELECT exemplar FROM card WHERE id = :card), :account) RETURNING id""",
        card=card_id,
        claim=claim,
        request=uuid.uuid4().hex,
        who=who,
        verdict=verdict.value,
        copies=len(acts),
        boot=now.id,
        us=now.us,
        at=at,
        account=acts[0].account_id,
    )
    add_acts(db, made, acts, now, after=timedelta(0), mark="p")
    return made


def hidden_on(db: Db, card_id: int) -> list[int]:
    """Comments of this card that were hidden like this, and are there still."""
    found = db.column(
        """SELECT p.comment_id FROM parked_hide p JOIN comment c ON c.id = p.comment_id
        WHERE c.card_id = :card AND c.gone_us IS NULL ORDER BY p.comment_id""",
        card=card_id,
    )
    return list(map(int, found))


def hidden_count(db: Db, period: int) -> int:
    return int(db.column("SELECT count(*) FROM parked_hide WHERE parked_id = :id", id=period)[0])


# threads that are closed meanwhile


def threads_to_close(db: Db, period: int, accounts: Collection[int], limit: int) -> list[Row]:
    """Threads of ours in which severe comments wait and that were not closed like this in this time: account_id, root_id,
    platform, and of one of those comments comment_id and card_id.
    """
    return db.query(
        f"""SELECT c.account_id, c.root_id, a.platform, min(c.id) AS comment_id, min(k.id) AS card_id
        FROM card k JOIN comment c ON c.card_id = k.id JOIN account a ON a.id = c.account_id
        WHERE {_SEVERE_K} AND k.twin_of IS NULL AND c.gone_us IS NULL AND c.root_id IS NOT NULL
          AND c.account_id IN ({db.among("accounts", "int")})
          AND EXISTS (SELECT 1 FROM comment o WHERE o.account_id = c.account_id AND o.native_id = c.root_id AND o.own = 1)
          AND NOT EXISTS (SELECT 1 FROM parked_close p WHERE p.parked_id = :period AND p.account_id = c.account_id
            AND p.root_id = c.root_id)
        GROUP BY c.account_id, c.root_id, a.platform ORDER BY min(c.id) LIMIT :limit""",
        accounts=as_list(sorted(accounts)),
        period=period,
        limit=limit,
    )


def close(db: Db, period: int, row: Row, act: Act, who: str) -> int:
    made = ask(db, row["card_id"], Verdict.KEEP, [act], who=who)
    db.run(
        """INSERT INTO parked_close (parked_id, account_id, root_id, comment_id, decision_id, at_us)
        VALUES (:parked, :account, :root, :comment, :decision, :at)""",
        parked=period,
        account=row["account_id"],
        root=row["root_id"],
        comment=row["comment_id"],
        decision=made,
        at=db.wall_us(),
    )
    return made


def closed(db: Db, period: int) -> list[Row]:
    """Threads that are still closed like this: account_id, platform, comment_id, decision_id, root_id."""
    return db.query(
        """SELECT p.account_id, a.platform, p.comment_id, p.decision_id, p.root_id
        FROM parked_close p JOIN account a ON a.id = p.account_id
        WHERE p.parked_id = :period AND p.opened_us IS NULL ORDER BY p.comment_id""",
        period=period,
    )


def open_again(db: Db, period: int, row: Row, act: Act) -> None:
    """Who could answer before can again: each thread once."""
    opened = db.run(
        """UPDATE parked_close SET opened_us = :at
        WHERE parked_id = :period AND account_id = :account AND root_id = :root AND opened_us IS NULL""",
        at=db.wall_us(),
        period=period,
        account=row["account_id"],
        root=row["root_id"],
    )
    if opened:
        add_acts(db, row["decision_id"], [act], db.boot(), after=timedelta(0), mark="q")


# what the agency wants


def policy(db: Db) -> Mapping[str, Any]:
    """As it was last set; empty when it never was."""
    row = db.one("SELECT body FROM parking ORDER BY id DESC LIMIT 1")
    found = {} if row is None else json.loads(row["body"])
    return found if isinstance(found, dict) else {}


def set_policy(db: Db, body: Mapping[str, Any], who: str) -> None:
    db.run(
        "INSERT INTO parking (body, who, at_us) VALUES (:body, :who, :at)",
        body=json.dumps(dict(body), sort_keys=True),
        who=who,
        at=db.wall_us(),
    )
