"""Comments: how they go in, what stands around one, and what this desk knows of its author.

Text behind the veil never leaves through here: a listing's text is cut out by the query itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence

from moderator.cards import Around, AuthorRecord, PastDecision
from moderator.clock import from_us
from moderator.decisions import Verdict
from moderator.scores import Band
from moderator.store.base import Db, Row, as_list
from moderator.store.intake import Stored, save_batch
from moderator.store.texts import SHOWN

__all__ = [
    "Stored",
    "author_record",
    "bookmarks",
    "context",
    "quarantine",
    "raw_of",
    "said_before",
    "save_batch",
    "set_aside_count",
    "stands_around",
    "to_recheck",
]

ABOVE, BELOW = 10, 20
RECHECK_DAYS = 7


def bookmarks(db: Db, account_id: int) -> dict[str, str]:
    """Stream name to cursor: where the next gathering of this account begins."""
    rows = db.query("SELECT stream, cursor FROM bookmark WHERE account_id = :account", account=account_id)
    return {row["stream"]: row["cursor"] for row in rows}


def to_recheck(db: Db, account_id: int, limit: int) -> dict[str, str]:
    """Native ids to look at again and their authors' ids, oldest look first: undecided, or decided in the last
    seven days."""
    rows = db.query(
        """SELECT c.native_id, c.author_id FROM comment c JOIN card k ON k.id = c.card_id
        WHERE c.account_id = :account AND c.gone_us IS NULL AND c.own = 0
          AND (k.state IN ('waiting', 'claimed') OR EXISTS (
            SELECT 1 FROM decision d WHERE d.card_id = k.id AND d.undone_us IS NULL AND d.at_us > :since))
        ORDER BY c.checked_us LIMIT :limit""",
        account=account_id,
        since=db.wall_us() - RECHECK_DAYS * 86_400_000_000,
        limit=limit,
    )
    return {row["native_id"]: row["author_id"] for row in rows}


_AROUND = f"""c.id AS comment_id, c.author, c.author_name, c.posted_us, c.own, c.size,
  CASE WHEN c.own = 1 THEN 0 ELSE k.band END AS band,
  CASE WHEN c.own = 1 THEN '' ELSE coalesce(k.category, '') END AS category,
  CASE WHEN c.own = 1 OR k.band = 0 THEN substr(c.text, 1, {SHOWN}) END AS text,
  CASE WHEN length(c.text) > {SHOWN} THEN 1 ELSE 0 END AS truncated"""


def context(db: Db, comment_id: int) -> tuple[list[Around], list[Around]]:
    """The thread above a comment, top first, and the direct replies below it, oldest first.

    `text` is there for the agency's own posts and for calm comments only.
    """
    above = db.query(
        f"""WITH RECURSIVE up (id, account_id, parent_id, depth) AS (
          SELECT id, account_id, parent_id, 0 FROM comment WHERE id = :comment
          UNION ALL
          SELECT c.id, c.account_id, c.parent_id, up.depth + 1 FROM up
          JOIN comment c ON c.account_id = up.account_id AND c.native_id = up.parent_id
          WHERE up.depth < {ABOVE})
        SELECT {_AROUND} FROM up JOIN comment c ON c.id = up.id LEFT JOIN card k ON k.id = c.card_id
        WHERE up.depth > 0 ORDER BY up.depth DESC""",
        comment=comment_id,
    )
    below = db.query(
        f"""SELECT {_AROUND} FROM comment x
        JOIN comment c ON c.account_id = x.account_id AND c.parent_id = x.native_id
        LEFT JOIN card k ON k.id = c.card_id
        WHERE x.id = :comment AND c.gone_us IS NULL ORDER BY c.id LIMIT {BELOW}""",
        comment=comment_id,
    )
    return [_around_of(row) for row in above], [_around_of(row) for row in below]


def _around_of(row: Row) -> Around:
    return Around(
        comment_id=row["comment_id"],
        author=row["author"],
        author_name=row["author_name"],
        posted_at=None if row["posted_us"] is None else from_us(row["posted_us"]),
        own=bool(row["own"]),
        band=None if row["band"] is None else Band(row["band"]),
        category=row["category"],
        size=row["size"],
        text=row["text"],
        truncated=bool(row["truncated"]),
    )


def stands_around(db: Db, comment_id: int, other: int) -> bool:
    """Is `other` one of the comments that `context` shows around this one?"""
    above, below = context(db, comment_id)
    return any(each.comment_id == other for each in (*above, *below))


def author_record(db: Db, comment_id: int, *, without: Sequence[int] = ()) -> AuthorRecord:
    """What happened with this author's comments on this account. Raises KeyError for an unknown comment.

    `without` leaves out decisions that whoever asks is not told about (`audits.hidden_decisions`).
    """
    who = db.one(
        """SELECT x.account_id, x.author_id, x.author, min(coalesce(c.posted_us, c.seen_us)) AS first_us,
          count(*) AS comments
        FROM comment x JOIN comment c ON c.account_id = x.account_id AND c.author_id = x.author_id
        WHERE x.id = :id AND c.own = 0 GROUP BY x.account_id, x.author_id, x.author""",
        id=comment_id,
    )
    if who is None:
        raise KeyError(comment_id)
    decided = f"""FROM comment c JOIN decision d ON d.card_id = c.card_id AND d.undone_us IS NULL
        WHERE c.account_id = :account AND c.author_id = :author AND d.id NOT IN ({db.among("without", "int")})"""
    which = {"account": who["account_id"], "author": who["author_id"], "without": as_list(without)}
    acted = db.query(
        f"""SELECT count(*) AS n {decided} AND (d.verdict IN ('hide', 'delete') OR EXISTS (
          SELECT 1 FROM outbox o WHERE o.decision_id = d.id AND o.op IN ('mute', 'block', 'report')))""",
        **which,
    )
    last = db.query(
        f"SELECT DISTINCT d.id, d.verdict, d.reason, d.at_us {decided} ORDER BY d.id DESC LIMIT 3", **which
    )
    return AuthorRecord(
        who["author"],
        from_us(who["first_us"]),
        who["comments"],
        acted[0]["n"],
        tuple(PastDecision(Verdict(row["verdict"]), row["reason"], from_us(row["at_us"])) for row in last),
    )


def raw_of(db: Db, comment_id: int) -> list[tuple[int, str, bytes]]:
    """Every revision's number, SHA-256 and exact bytes, oldest first. Evidence: not for windows."""
    rows = db.query(
        "SELECT revision, sha256, body FROM raw WHERE comment_id = :id ORDER BY revision", id=comment_id
    )
    return [(row["revision"], row["sha256"], zlib.decompress(row["body"])) for row in rows]


def said_before(db: Db, account_id: int, native_ids: Collection[str]) -> set[tuple[str, str]]:
    """Of these comments, the id and the SHA-256 of the bytes of every revision that is here."""
    rows = db.query(
        f"""SELECT c.native_id, r.sha256 FROM comment c JOIN raw r ON r.comment_id = c.id
        WHERE c.account_id = :account AND c.native_id IN ({db.among("ids", "text")})""",
        account=account_id,
        ids=as_list(sorted(native_ids)),
    )
    return {(row["native_id"], row["sha256"]) for row in rows}


def set_aside_count(db: Db) -> int:
    """How many entries could not be read and are kept aside."""
    return int(db.column("SELECT count(*) FROM set_aside")[0])


def quarantine(db: Db, limit: int = 100) -> list[Row]:
    """What was set aside, newest first: id, account_id, source, place, why, at_us. No content."""
    return db.query(
        """SELECT id, account_id, source, place, why, at_us FROM set_aside ORDER BY id DESC LIMIT :limit""",
        limit=limit,
    )
