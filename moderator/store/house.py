"""The agency's own house rules: each change is a revision, so that a past decision is shown with the words it had."""

from __future__ import annotations

import json

from moderator.decisions import Reason, Verdict
from moderator.store.base import Db, Row


def newest(db: Db) -> list[Reason]:
    """Every rule as it is now, retired ones among them, by number. Empty while the agency has changed none."""
    rows = db.query(
        """SELECT * FROM house_rule r WHERE revision = (SELECT max(revision) FROM house_rule n WHERE n.key = r.key)
        ORDER BY number, key"""
    )
    return [_rule(row) for row in rows]


def at(db: Db, key: str, wall_us: int) -> Reason | None:
    """One rule as it was at a moment; None when there was none in the store by then."""
    row = db.one(
        "SELECT * FROM house_rule WHERE key = :key AND at_us <= :at ORDER BY revision DESC LIMIT 1",
        key=key,
        at=wall_us,
    )
    return None if row is None else _rule(row)


def revisions(db: Db, key: str) -> list[tuple[int, int, str, Reason]]:
    """Revision, when, who (pseudonym) and the rule, the newest first."""
    rows = db.query("SELECT * FROM house_rule WHERE key = :key ORDER BY revision DESC", key=key)
    return [(row["revision"], row["at_us"], row["who"], _rule(row)) for row in rows]


def add(db: Db, rule: Reason, who: str) -> int:
    """A new revision of this rule. Returns its number."""
    db.alone("house rules")
    before = db.column("SELECT coalesce(max(revision), 0) FROM house_rule WHERE key = :key", key=rule.key)
    revision = int(before[0]) + 1
    db.run(
        """INSERT INTO house_rule (key, revision, number, title, wording, verdicts, second_look, categories, retired,
          at_us, who)
        VALUES (:key, :revision, :number, :title, :wording, :verdicts, :second, :categories, :retired, :at, :who)""",
        key=rule.key,
        revision=revision,
        number=rule.number,
        title=rule.title,
        wording=rule.wording,
        verdicts=json.dumps(sorted(rule.verdicts)),
        second=json.dumps(sorted(rule.second_look)),
        categories=json.dumps(sorted(rule.categories)),
        retired=int(rule.retired),
        at=db.wall_us(),
        who=who,
    )
    return revision


def _rule(row: Row) -> Reason:
    return Reason(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        wording=row["wording"],
        verdicts=frozenset(map(Verdict, json.loads(row["verdicts"]))),
        categories=frozenset(json.loads(row["categories"])),
        second_look=frozenset(map(Verdict, json.loads(row["second_look"]))),
        retired=bool(row["retired"]),
    )
