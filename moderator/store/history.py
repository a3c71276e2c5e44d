"""Past decisions: found by what a person remembers of them, a page at a time, whatever their number.

A page begins after the last entry of the one before (time and id), so that no page costs more than the first. Each
filter has an index that holds the order as well. What has no such order (an author, acts on a platform) is looked up
first where there is little of it; where there is much, a page of it is found soon by going back in time.

`moderator bench desk` measures each filter at 1,000,000 comments and as many decisions: 50 ms at most.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from moderator.chain import commitment
from moderator.clock import to_us
from moderator.records import Stand, Wanted
from moderator.scores import Band
from moderator.store import audits
from moderator.store.base import Db, Row, as_list
from moderator.store.cards import Held
from moderator.store.texts import SHOWN

_OPEN = "('pending', 'sending', 'uncertain')"
FEW = 2_000  # rows that are looked up before the decisions they belong to
_ACTS = "SELECT 1 FROM outbox o WHERE o.decision_id = d.id"
_OPEN_ACTS = f"EXISTS ({_ACTS} AND o.state IN {_OPEN})"
_PARKED = f"EXISTS ({_ACTS} AND o.state = 'parked')"
_TRIED = f"EXISTS ({_ACTS} AND o.attempts > 0)"
_STANDING = f"d.undone_us IS NULL AND d.awaits = 0 AND NOT {_PARKED}"
_STANDS = {  # as `deciding.how_far` says it of one decision
    Stand.UNDONE: "d.undone_us IS NOT NULL",
    Stand.AWAITS: "d.undone_us IS NULL AND (d.awaits = 1 OR d.audit = 'awaits')",
    Stand.PARKED: f"d.undone_us IS NULL AND {_PARKED}",
    Stand.PUSHED: f"{_STANDING} AND (d.audit = 'pushed' OR (EXISTS ({_ACTS}) AND NOT {_OPEN_ACTS}))",
    Stand.PUSHING: f"{_STANDING} AND {_OPEN_ACTS} AND {_TRIED}",
    Stand.DECIDED: f"""{_STANDING} AND d.audit IN ('', 'answer')
      AND (NOT EXISTS ({_ACTS}) OR ({_OPEN_ACTS} AND NOT {_TRIED}))""",
    Stand.DIFFERS: "d.undone_us IS NULL AND d.audit = 'differs'",
}
_FIRST = {  # acts that such a decision has
    Stand.PARKED: "o.state = 'parked'",
    Stand.PUSHING: f"o.state IN {_OPEN}",
    Stand.PUSHED: "1 = 1",
}
_WORDS = (
    "coalesce(d.exemplar, k.exemplar)"  # decisions of the first schema did not say which words they meant
)

# The band was found for the words decided on. Where those were not kept (they were edited before edits were kept), what
# is there now has no band of its own here: not checked, so veiled, and counted as such.
_KEPT = "(p.text IS NOT NULL OR x.revision = d.revision)"

_ENTRY = f"""SELECT d.id, d.card_id, d.person, d.verdict, d.reason, d.seen, d.copies, d.at_us, d.undone_us, d.awaits,
  d.second_us, d.second_by, a.platform, a.handle, x.author, x.author_name, x.size, k.band, k.category, k.unchecked,
  d.audit, (SELECT count(*) FROM outbox o WHERE o.decision_id = d.id) AS acts,
  (SELECT count(*) FROM outbox o WHERE o.decision_id = d.id AND o.attempts > 0) AS tried,
  (SELECT count(*) FROM outbox o WHERE o.decision_id = d.id AND o.state IN {_OPEN}) AS open,
  (SELECT count(*) FROM outbox o WHERE o.decision_id = d.id AND o.state = 'parked') AS parked,
  coalesce((SELECT max(o.problem) FROM outbox o
    WHERE o.decision_id = d.id AND o.state NOT IN ('confirmed', 'cancelled')), '') AS problem
FROM decision d JOIN card k ON k.id = d.card_id
JOIN comment x ON x.id = {_WORDS} JOIN account a ON a.id = x.account_id"""


def page(db: Db, wanted: Wanted, person: str, *, after: tuple[int, int] | None, limit: int) -> list[Row]:
    """The newest decisions first; `after` is (at_us, id) of the last one known. `person` is for `mine`.

    A second look at a decision (`audits.py`) is told of as a decision to whoever gave it, and to nobody else; the decision
    whose twin waits is not told of to whoever may get it.
    """
    where, values = _where(db, wanted, person)
    where += ["(d.audit = '' OR d.person = :me)"]
    values["me"] = person
    hidden = audits.hidden_decisions(db, person)
    if hidden:
        where.append(f"d.id NOT IN ({db.among('hidden', 'int')})")
        values["hidden"] = as_list(hidden)
    if after is not None:
        where.append("(d.at_us < :at OR (d.at_us = :at AND d.id < :id))")
        values |= {"at": after[0], "id": after[1]}
    ids = db.column(  # these first: sorting whole entries would count the acts of each that fits
        f"""SELECT d.id FROM decision d WHERE {" AND ".join(where) or "1 = 1"}
        ORDER BY d.at_us DESC, d.id DESC LIMIT :limit""",
        limit=limit,
        **values,
    )
    return entries(db, ids)


def entries(db: Db, ids: Sequence[int]) -> list[Row]:
    """These decisions, the newest first."""
    return db.query(
        f"{_ENTRY} WHERE d.id IN ({db.among('ids', 'int')}) ORDER BY d.at_us DESC, d.id DESC",
        ids=as_list(ids),
    )


def _where(db: Db, wanted: Wanted, person: str) -> tuple[list[str], dict[str, object]]:
    where: list[str] = []
    values: dict[str, object] = {}
    if wanted.verdict is not None:
        where.append("d.verdict = :verdict")
        values["verdict"] = wanted.verdict.value
    if wanted.rule:
        where.append("d.reason = :rule")
        values["rule"] = wanted.rule
    if wanted.mine:
        where.append("d.person = :person")
        values["person"] = person
    if wanted.account is not None:
        where.append("d.account_id = :account")
        values["account"] = wanted.account
    if wanted.card is not None:
        where.append("d.card_id = :card")
        values["card"] = wanted.card
    if wanted.since is not None:
        where.append("d.at_us >= :since")
        values["since"] = to_us(wanted.since)
    if wanted.until is not None:
        where.append("d.at_us < :until")
        values["until"] = to_us(wanted.until)
    if wanted.stand is not None:
        where.append(_stands(db, wanted.stand))
    if wanted.author:
        bare = wanted.author.lstrip("@")[:199]  # as far as the index goes, with the sign
        theirs = {
            "bare": bare,
            "beyond_bare": bare + _LAST,
            "signed": "@" + bare,
            "beyond_signed": f"@{bare}{_LAST}",
        }
        where.append(_AUTHOR_FIRST if _few(db, _THEIRS, **theirs) else _AUTHOR_LAST)
        values |= theirs
    return where, values


_LAST = "\U0010ffff"
# an export writes "@kim" where a platform writes "kim": either finds both. Each by itself: `OR` would read the comments.
_BEGIN = tuple(
    f"(substr(w.author, 1, 200) >= :{begins} AND substr(w.author, 1, 200) < :beyond_{begins})"
    for begins in ("bare", "signed")
)
_BY = " OR ".join(_BEGIN)
_THEIRS = "(" + " UNION ALL ".join(f"SELECT 1 FROM comment w WHERE {begins}" for begins in _BEGIN) + ") c"
_AUTHOR_FIRST = "d.id IN ({})".format(
    " UNION ".join(
        f"SELECT t.id FROM comment w JOIN decision t ON {which} WHERE {begins}"
        for begins in _BEGIN
        for which in ("t.card_id = w.card_id", "t.exemplar = w.id")
    )
)
_AUTHOR_LAST = f"""(EXISTS (SELECT 1 FROM comment w WHERE w.card_id = d.card_id AND ({_BY}))
  OR EXISTS (SELECT 1 FROM comment w WHERE w.id = d.exemplar AND ({_BY})))"""


def _stands(db: Db, stand: Stand) -> str:
    if stand in _FIRST and _few(db, f"outbox o WHERE {_FIRST[stand]}"):
        twins = "UNION SELECT id FROM decision WHERE audit = 'pushed'" if stand is Stand.PUSHED else ""
        first = f"SELECT o.decision_id FROM outbox o WHERE {_FIRST[stand]} {twins}"
        return f"d.id IN ({first}) AND {_STANDS[stand]}"
    return _STANDS[stand]


def _few(db: Db, these: str, **values: object) -> bool:
    return bool(
        db.column(f"SELECT count(*) FROM (SELECT 1 FROM {these} LIMIT {FEW + 1}) s", **values)[0] <= FEW
    )


def entry(db: Db, decision_id: int) -> Row | None:
    return db.one(f"{_ENTRY} WHERE d.id = :id", id=decision_id)


def facts(db: Db, decision_id: int) -> Row | None:
    """The words' facts at the decision and since; `text` of calm comments only."""
    return db.one(
        f"""SELECT x.id AS exemplar, x.native_id, x.posted_us, x.seen_us, x.gone_us, x.url, k.model,
          CASE WHEN x.revision <> coalesce(d.revision, x.revision) THEN 1 ELSE 0 END AS edited,
          CASE WHEN k.band = 0 AND {_KEPT} THEN substr(coalesce(p.text, x.text), 1, {SHOWN}) END AS text,
          coalesce(r.sha256, '') AS sha256,
          (SELECT count(DISTINCT c.author_id) FROM comment c
            WHERE c.card_id = coalesce(d.undone_card, d.card_id)) AS authors
        FROM decision d JOIN card k ON k.id = d.card_id JOIN comment x ON x.id = {_WORDS}
        LEFT JOIN past_text p ON p.comment_id = x.id AND p.revision = d.revision
        LEFT JOIN raw r ON r.comment_id = x.id AND r.revision = coalesce(d.revision, x.revision)
        WHERE d.id = :id""",
        id=decision_id,
    )


def held(db: Db, decision_id: int) -> Held | None:
    """The words that were decided on, for the door alone."""
    row = db.one(
        f"""SELECT d.card_id, coalesce(p.text, x.text) AS text, coalesce(p.text_key, x.text_key) AS text_key,
          CASE WHEN {_KEPT} THEN k.band END AS band, r.salt, r.body, x.id, r.revision
        FROM decision d JOIN card k ON k.id = d.card_id JOIN comment x ON x.id = {_WORDS}
        LEFT JOIN past_text p ON p.comment_id = x.id AND p.revision = d.revision
        JOIN raw r ON r.comment_id = x.id AND r.revision = coalesce(d.revision, x.revision)
        WHERE d.id = :id""",
        id=decision_id,
    )
    if row is None:
        return None
    return Held(
        row["card_id"],
        row["text"],
        row["text_key"],
        None if row["band"] is None else Band(row["band"]),
        commitment(bytes(row["salt"]), zlib.decompress(row["body"])),
        row["id"],
        row["revision"],
    )


def acts(db: Db, decision_id: int) -> list[Row]:
    """What was asked of platforms, like acts together: op, answers, copies, state, problem, at_us, settled_us. Of a second
    look at a decision, what that one asked."""
    decision_id = audits.about(db, decision_id) or decision_id
    return db.query(
        """SELECT op, CASE WHEN key LIKE 'u%' THEN 1 ELSE 0 END AS answers, count(*) AS copies, state,
          max(problem) AS problem, min(at_us) AS at_us, max(settled_us) AS settled_us
        FROM outbox WHERE decision_id = :id
        GROUP BY op, CASE WHEN key LIKE 'u%' THEN 1 ELSE 0 END, state ORDER BY min(id)""",
        id=decision_id,
    )


def journal_of(db: Db, card_id: int) -> list[Row]:
    """The journal's lines about this card: seq, at_us, act, hash. Who did it is not among them."""
    return db.query(
        "SELECT seq, at_us, act, hash FROM journal WHERE subject = :subject ORDER BY seq",
        subject=f"card {card_id}",
    )
