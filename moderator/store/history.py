"""Past decisions: found by what a person remembers of them, a page at a time, whatever their number.

A page begins after the last entry of the one before (time and id), so that no page costs more than the first. Each
filter has an index that holds the order as well. What has no such order (an author, acts on a platform) is looked up
first where there is little of it; where there is much, a page of it is found soon by going back in time.

`moderator bench desk` measures each filter at 1,000,000 comments and as many decisions: 50 ms at most.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

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
SOME = 20_000  # numbers of decisions, from indexes alone, of which those are taken that stand in two lists
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
_FIRST = {  # where such a decision is among: read from indexes alone, which say of audits that they are some
    Stand.AWAITS: "SELECT id FROM decision WHERE awaits = 1 AND undone_us IS NULL "
    "UNION ALL SELECT id FROM decision WHERE audit = 'awaits' AND audit <> ''",
    Stand.PARKED: "SELECT decision_id AS id FROM outbox WHERE state = 'parked'",
    Stand.PUSHING: f"SELECT decision_id AS id FROM outbox WHERE state IN {_OPEN}",
    Stand.PUSHED: "SELECT decision_id AS id FROM outbox "
    "UNION ALL SELECT id FROM decision WHERE audit = 'pushed' AND audit <> ''",
    Stand.DIFFERS: "SELECT id FROM decision WHERE audit = 'differs' AND audit <> ''",
}
_WORDS = (
    "coalesce(d.exemplar, k.exemplar)"  # decisions of the first schema did not say which words they meant
)

# The band was found for the words decided on. Where those were not kept (they were edited before edits were kept), what
# is there now has no band of its own here: not checked, so veiled, and counted as such.
_KEPT = "(p.text IS NOT NULL OR x.revision = d.revision)"

_ENTRY = f"""SELECT d.id, d.card_id, d.person, d.verdict, d.reason, d.seen, d.copies, d.at_us, d.undone_us, d.awaits,
  d.second_us, d.second_by, d.wordings, d.follows,
  a.platform, a.handle, x.author, x.author_name, x.size, k.band, k.category, k.unchecked,
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
    where, values, first = _where(db, wanted, person)
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
        f"""SELECT d.id FROM {first}decision d WHERE {" AND ".join(where) or "1 = 1"}
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


_Values = dict[str, object]


def _where(db: Db, wanted: Wanted, person: str) -> tuple[list[str], _Values, str]:
    """What has to be so, and what of it there is so little of that its decisions are looked up first, "" for nothing.

    Without that an engine that keeps no statistics takes any of the indexes, and may go through a million entries of
    one for the few of another.
    """
    same, values = _same(wanted, person)
    where = [f"d.{column} = :{name}" for column, name in same]
    first = "" if wanted.author else _rarest(db, same, values)
    if wanted.since is not None:
        where.append("d.at_us >= :since")
        values["since"] = to_us(wanted.since)
    if wanted.until is not None:
        where.append("d.at_us < :until")
        values["until"] = to_us(wanted.until)
    if wanted.stand is not None:
        where.append(_STANDS[wanted.stand])
        among = _FIRST.get(wanted.stand)
        if among and not first and _few(db, f"({among}) u", {}):
            first = f"SELECT DISTINCT +u.id AS id FROM ({among}) u"  # + : not in the order of an index
    if wanted.author:
        theirs = _theirs(wanted.author)
        first = _by_author(db, theirs, " AND ".join(where[: len(same)]), values)
        if not first:
            where.append(_AUTHOR_LAST)
        values |= theirs
    if first:
        where.append("d.id = f.id")
        first = f"({first}) f CROSS JOIN "  # in this order: SQLite does not turn it round
    return where, values, first


def _theirs(author: str) -> _Values:
    bare = author.lstrip("@")[:199]  # as far as the index goes, with the sign
    return {
        "bare": bare,
        "beyond_bare": bare + _LAST,
        "signed": "@" + bare,
        "beyond_signed": f"@{bare}{_LAST}",
    }


def _by_author(db: Db, theirs: _Values, same: str, values: _Values) -> str:
    """The author's decisions where there are few, or those of them for which `same` holds as well; "" for many."""
    if _few(db, _THEIRS, theirs):
        return _AUTHOR_FIRST
    others = f"decision d WHERE {same}"
    if same and _few(db, _THEIRS, theirs, SOME) and _few(db, others, values, SOME):
        return f"SELECT a.id FROM ({_AUTHOR_FIRST}) a INTERSECT SELECT d.id FROM {others}"
    return ""


def _same(wanted: Wanted, person: str) -> tuple[list[tuple[str, str]], _Values]:
    """Columns that have to be equal to a value, and the values by their names."""
    asked: dict[str, tuple[str, object]] = {
        "verdict": ("verdict", wanted.verdict.value if wanted.verdict is not None else None),
        "rule": ("reason", wanted.rule or None),
        "person": ("person", person if wanted.mine else None),
        "account": ("account_id", wanted.account),
        "card": ("card_id", wanted.card),
    }
    given = {name: each for name, each in asked.items() if each[1] is not None}
    columns = [(column, name) for name, (column, _) in given.items()]
    return columns, {name: value for name, (_, value) in given.items()}


def _rarest(db: Db, same: Sequence[tuple[str, str]], values: _Values) -> str:
    """The decisions of the first of several that has few; one alone has its index, with the order."""
    for column, name in same if len(same) > 1 else ():
        if _few(db, f"decision t WHERE t.{column} = :{name}", {name: values[name]}):
            return f"SELECT t.id FROM decision t WHERE t.{column} = :{name}"
    return ""


_LAST = "\U0010ffff"
# an export writes "@kim" where a platform writes "kim": either finds both. Each by itself: `OR` would read the comments.
_BEGIN = tuple(
    f"(substr(w.author, 1, 200) >= :{begins} AND substr(w.author, 1, 200) < :beyond_{begins})"
    for begins in ("bare", "signed")
)
_BY = " OR ".join(_BEGIN)
_THEIRS = "(" + " UNION ALL ".join(f"SELECT 1 FROM comment w WHERE {begins}" for begins in _BEGIN) + ") c"
_AUTHOR_FIRST = " UNION ".join(
    f"SELECT t.id FROM comment w JOIN decision t ON {which} WHERE {begins}"
    for begins in _BEGIN
    for which in ("t.card_id = w.card_id", "t.exemplar = w.id")
)
_AUTHOR_LAST = f"""(EXISTS (SELECT 1 FROM comment w WHERE w.card_id = d.card_id AND ({_BY}))
  OR EXISTS (SELECT 1 FROM comment w WHERE w.id = d.exemplar AND ({_BY})))"""


def _few(db: Db, these: str, values: Mapping[str, object], most: int | None = None) -> bool:
    most = FEW if most is None else most
    return bool(
        db.column(f"SELECT count(*) FROM (SELECT 1 FROM {these} LIMIT {most + 1}) s", **values)[0] <= most
    )


def entry(db: Db, decision_id: int) -> Row | None:
    return db.one(f"{_ENTRY} WHERE d.id = :id", id=decision_id)


def facts(db: Db, decision_id: int) -> Row | None:
    """The words' facts at the decision and since; `text` of calm comments only."""
    return db.one(
        f"""SELECT x.id AS exemplar, x.native_id, x.posted_us, x.seen_us, x.gone_us, x.url, k.model, k.sure,
          coalesce(d.revision, x.revision) AS revision, CASE WHEN k.band >= 1 AND {_KEPT} THEN 1 ELSE 0 END AS veiled,
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


def journal_of(db: Db, card_id: int, person: str = "", looks_since_us: int = 0) -> list[Row]:
    """The journal's lines about this card: seq, at_us, act, hash. Who did it is not among them. Looks at its words by
    others than `person` are told from that moment on alone.
    """
    return db.query(
        """SELECT seq, at_us, act, hash FROM journal WHERE subject = :subject
          AND (who = :person OR at_us >= :since OR (act <> 'revealed' AND act NOT LIKE 'exposed %')) ORDER BY seq""",
        subject=f"card {card_id}",
        person=person,
        since=looks_since_us,
    )
