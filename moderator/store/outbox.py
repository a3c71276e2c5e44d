"""Decisions on their way to a platform. Each act has its effect once, or is parked where a person sees it.

    pending -> sending -> confirmed | pending (later) | uncertain | parked          cancelled by undo

`sending` is committed before the call. A sender that died leaves `sending` behind: whether its act arrived is
unknown. A replay-safe act is sent again; another becomes `uncertain` and is settled by reading the platform.
Acts on one comment leave in the order in which they were decided. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from moderator.clock import Boot
from moderator.decisions import Op
from moderator.store.base import Db, Row, as_list

LEASE = timedelta(seconds=120)  # a request to a platform ends after 60 s at the latest
_DAY_US = 86_400_000_000

# Statements name _OPEN beside the state they want: that is how SQLite knows the index of the open rows.
_OPEN = "('pending', 'sending', 'uncertain')"
_FIRST = f"""NOT EXISTS (SELECT 1 FROM outbox e WHERE e.comment_id = o.comment_id AND e.id < o.id
  AND e.state IN {_OPEN})"""
# A retry time more than a day ahead comes from a clock that has been set back since.
_DUE = "(o.next_try_us IS NULL OR o.next_try_us <= :wall OR o.next_try_us > :wall + :day)"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One act that this sender, and no other, may carry out now. `attempts` counts this one."""

    id: int
    key: str
    op: Op
    replay_safe: bool
    attempts: int
    decision_id: int
    comment_id: int
    account_id: int
    platform: str
    native_id: str
    author_id: str
    root_id: str | None
    version: str
    reason: str | None
    state: str
    detail: str = field(default="", repr=False)  # JSON of what else the platform is told
    ref: str | None = None  # of what this act takes back: an answer, a closed thread


def take(db: Db, sender: str, *, account_ids: Collection[int] | None = None) -> OutboxRow | None:
    """The next act that may leave, marked `sending`. Its own transaction: committed before anything is sent."""
    which = f"o.state IN {_OPEN} AND o.state = 'pending' AND (o.boot <> :boot OR o.not_before_us <= :now) AND {_FIRST}"
    with db.transaction():
        now = db.boot()
        _close_dead(db, now)
        row_id = _next(db, which, now, account_ids)
        if row_id is None:
            return None
        db.run(
            """UPDATE outbox SET state = 'sending', attempts = attempts + 1, sender = :sender, boot = :boot,
              not_before_us = :now, lease_us = :lease, next_try_us = NULL WHERE id = :id""",
            sender=sender,
            boot=now.id,
            now=now.us,
            lease=now.us + LEASE // timedelta(microseconds=1),
            id=row_id,
        )
        return _row(db, row_id)


def take_uncertain(db: Db, sender: str, *, account_ids: Collection[int] | None = None) -> OutboxRow | None:
    """The next act whose outcome has to be read from the platform (`Platform.verify`), for this sender."""
    free = "(o.sender IS NULL OR o.boot <> :boot OR o.lease_us <= :now)"
    with db.transaction():
        now = db.boot()
        _close_dead(db, now)
        row_id = _next(db, f"o.state IN {_OPEN} AND o.state = 'uncertain' AND {free}", now, account_ids)
        if row_id is None:
            return None
        db.run(
            "UPDATE outbox SET sender = :sender, boot = :boot, lease_us = :lease WHERE id = :id",
            sender=sender,
            boot=now.id,
            lease=now.us + LEASE // timedelta(microseconds=1),
            id=row_id,
        )
        return _row(db, row_id)


def _next(db: Db, which: str, now: Boot, account_ids: Collection[int] | None) -> int | None:
    if account_ids is not None:
        which += f" AND o.account_id IN ({db.among('accounts', 'int')})"
    lock = "FOR UPDATE OF o SKIP LOCKED" if db.skip_locked else ""
    row = db.one(
        f"SELECT o.id FROM outbox o WHERE {which} AND {_DUE} ORDER BY o.id LIMIT 1 {lock}",
        boot=now.id,
        now=now.us,
        wall=db.wall_us(),
        day=_DAY_US,
        **({} if account_ids is None else {"accounts": as_list(sorted(account_ids))}),
    )
    return None if row is None else int(row["id"])


def _row(db: Db, row_id: int) -> OutboxRow:
    row = db.query(
        """SELECT o.id, o.key, o.op, o.replay_safe, o.attempts, o.decision_id, o.comment_id, o.account_id,
          a.platform, c.native_id, c.author_id, c.root_id, c.version, d.reason, o.state, o.detail,
          CASE WHEN o.op = 'unreply' THEN (SELECT r.ref FROM outbox r WHERE r.decision_id = o.decision_id
            AND r.comment_id = o.comment_id AND r.op = 'reply' AND r.key LIKE 'd%')
            WHEN o.op = 'open_comments' THEN (SELECT r.ref FROM outbox r WHERE r.decision_id = o.decision_id
            AND r.comment_id = o.comment_id AND r.op = 'close_comments') END AS ref
        FROM outbox o JOIN comment c ON c.id = o.comment_id JOIN account a ON a.id = o.account_id
        JOIN decision d ON d.id = o.decision_id WHERE o.id = :id""",
        id=row_id,
    )[0]
    return OutboxRow(**{**row, "op": Op(row["op"]), "replay_safe": bool(row["replay_safe"])})


def _close_dead(db: Db, now: Boot) -> None:
    """What senders left behind when they died. An act whose decision was undone meanwhile is not repeated."""
    lock = "FOR UPDATE SKIP LOCKED" if db.skip_locked else ""
    db.run(
        f"""UPDATE outbox SET lease_us = NULL, sender = NULL, state = CASE
            WHEN replay_safe = 0 THEN 'uncertain' WHEN {_UNDONE} THEN {_WITHDRAWN} ELSE 'pending' END
        WHERE id IN (SELECT id FROM outbox WHERE state IN {_OPEN} AND state = 'sending'
          AND (boot <> :boot OR lease_us <= :now)
          ORDER BY id {lock})""",
        boot=now.id,
        now=now.us,
    )


# An answer has to be found before it can be taken down; all else is as it was before.
_WITHDRAWN = (
    "CASE WHEN op = 'reply' AND replay_safe = 1 AND state = 'sending' THEN 'uncertain' ELSE 'cancelled' END"
)

_UNDONE = """(key LIKE 'd%' AND EXISTS (
  SELECT 1 FROM decision d WHERE d.id = outbox.decision_id AND d.undone_us IS NOT NULL))"""


def settle(
    db: Db,
    row_id: int,
    sender: str,
    state: str,
    *,
    ref: str = "",
    problem: str = "",
    next_try_us: int | None = None,
) -> bool:
    """What became of an act this sender took: confirmed, pending (later), uncertain or parked.

    `problem` is a sentence for people without content; `next_try_us` is wall time. False, and nothing is
    changed, when the row is no longer this sender's.
    """
    if state not in ("confirmed", "pending", "uncertain", "parked"):
        raise ValueError(state)
    return bool(
        db.run(
            f"""UPDATE outbox SET state = CASE WHEN :again = 1 AND {_UNDONE} THEN {_WITHDRAWN} ELSE :state END,
              sender = NULL, lease_us = NULL, ref = :ref, problem = :problem, next_try_us = :next,
              settled_us = :settled
            WHERE id = :id AND sender = :sender AND state IN ('sending', 'uncertain')""",
            again=int(state == "pending"),
            state=state,
            ref=ref or None,
            problem=problem,
            next=next_try_us,
            settled=db.wall_us() if state in ("confirmed", "parked") else None,
            id=row_id,
            sender=sender,
        )
    )


def retry(db: Db, row_id: int) -> bool:
    """A person wants a parked act tried again."""
    return bool(
        db.run(
            """UPDATE outbox SET state = 'pending', settled_us = NULL, next_try_us = NULL, problem = ''
            WHERE id = :id AND state = 'parked'""",
            id=row_id,
        )
    )


def parked(db: Db, limit: int = 100) -> list[Row]:
    """Acts that wait for a person, oldest first: the ids, op, problem, at_us. No content."""
    return db.query(
        """SELECT id, account_id, comment_id, decision_id, op, problem, at_us FROM outbox
        WHERE state = 'parked' ORDER BY id LIMIT :limit""",
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Acts of one platform that have not taken effect: on their way, or parked for a person."""

    platform: str
    state: str  # "pending" | "parked"
    count: int
    problem: str  # of the newest of them, "" while nothing went wrong
    next_try_us: int | None


def unsettled(db: Db) -> list[Unsettled]:
    """For the status line: by platform, parked ones after those on their way."""
    rows = db.query(
        f"""SELECT a.platform, CASE WHEN o.state = 'parked' THEN 'parked' ELSE 'pending' END AS state,
          count(*) AS count, max(o.problem) AS problem, min(o.next_try_us) AS next_try_us
        FROM outbox o JOIN account a ON a.id = o.account_id
        WHERE o.state IN {_OPEN} OR o.state = 'parked'
        GROUP BY a.platform, CASE WHEN o.state = 'parked' THEN 'parked' ELSE 'pending' END
        ORDER BY a.platform, state DESC"""
    )
    return [Unsettled(**row) for row in rows]


def first_leave_in(db: Db) -> timedelta | None:
    """Until the first act that nobody has tried yet may leave; None when there is no such act."""
    now = db.boot()
    rows = db.query(
        f"""SELECT boot, not_before_us FROM outbox
        WHERE state IN {_OPEN} AND state = 'pending' AND attempts = 0"""
    )
    waits = [row["not_before_us"] - now.us if row["boot"] == now.id else 0 for row in rows]
    return timedelta(microseconds=max(min(waits), 0)) if waits else None
