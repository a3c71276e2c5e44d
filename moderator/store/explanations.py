"""Which words a card's score rests on: places in its text and labels, never a word.

An explanation belongs to one revision of one comment and to the scorers that scored it; when either changes, it is made
anew.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from moderator.scores import Mark, Why
from moderator.store.base import Db

OPEN = 1000  # more desks than any team has
TOP = 64  # cards at the head of the line that are explained before anybody opens them

_LACKS = """k.band >= 1 AND k.scored = 1 AND NOT EXISTS (SELECT 1 FROM explanation e
  WHERE e.card_id = k.id AND e.comment_id = k.exemplar AND e.revision = x.revision AND e.model = k.model)"""
_COLUMNS = "k.id AS card, x.id AS comment, x.revision, x.text, k.model, k.category AS label"


class Unexplained(NamedTuple):
    """A veiled card, and the comment whose text stands for it."""

    card: int
    comment: int
    revision: int
    text: str
    model: str
    label: str


def of_open(db: Db, limit: int) -> list[Unexplained]:
    """Cards that somebody has open."""
    rows = db.query(
        f"""SELECT {_COLUMNS} FROM (SELECT id, priority FROM card WHERE state = 'claimed'
          ORDER BY priority DESC, id LIMIT {OPEN}) held
        JOIN card k ON k.id = held.id JOIN comment x ON x.id = k.exemplar
        WHERE {_LACKS} ORDER BY k.id LIMIT :limit""",
        limit=limit,
    )
    return [Unexplained(**row) for row in rows]


def of_next(db: Db, limit: int) -> list[Unexplained]:
    """Cards near the head of the line."""
    rows = db.query(
        f"""SELECT {_COLUMNS} FROM (SELECT id, priority FROM card WHERE state = 'waiting'
          ORDER BY priority DESC, id LIMIT {TOP}) head
        JOIN card k ON k.id = head.id JOIN comment x ON x.id = k.exemplar
        WHERE {_LACKS} ORDER BY head.priority DESC, k.id LIMIT :limit""",
        limit=limit,
    )
    return [Unexplained(**row) for row in rows]


def keep(db: Db, of: Unexplained, why: Why | None) -> None:
    """None: it is being tried, or could not be told. It is not tried again."""
    found = ""
    if why is not None:
        marks = [[mark.begin, mark.end, mark.label] for mark in why.marks]
        found = json.dumps({"marks": marks, "by": why.by, "names": why.names, "part": why.part})
    forget(db, of)
    db.run(
        """INSERT INTO explanation (card_id, comment_id, revision, model, found, at_us)
        VALUES (:card, :comment, :revision, :model, :found, :at)""",
        card=of.card,
        comment=of.comment,
        revision=of.revision,
        model=of.model,
        found=found,
        at=db.wall_us(),
    )


def forget(db: Db, of: Unexplained) -> None:
    """The scorer did not run at all: this was no try."""
    db.run("DELETE FROM explanation WHERE card_id = :card", card=of.card)


class Kept(NamedTuple):
    """`why` is None where it could not be told. `letters`: how long the text is."""

    why: Why | None
    letters: int


def of_card(db: Db, card_id: int) -> Kept | None:
    """None: not yet, or its text or its score is another one by now."""
    row = db.one(
        """SELECT e.found, length(x.text) AS letters FROM card k JOIN comment x ON x.id = k.exemplar
        JOIN explanation e ON e.card_id = k.id AND e.comment_id = k.exemplar AND e.revision = x.revision
          AND e.model = k.model
        WHERE k.id = :id""",
        id=card_id,
    )
    return None if row is None else Kept(_why(row["found"]), row["letters"])


def another_wording(db: Db, card_id: int) -> bool:
    """Does the card wear the score of another wording than the one that stands for all?"""
    found = db.column(
        """SELECT k.id FROM card k JOIN comment x ON x.id = k.exemplar
        JOIN wording w ON w.card_id = k.id AND w.text_key = x.text_key
        WHERE k.id = :id AND k.wordings > 1 AND coalesce(w.band, 0) < coalesce(k.band, 0)""",
        id=card_id,
    )
    return bool(found)


def of_text(db: Db, card_id: int, comment_id: int, revision: int) -> Kept | None:
    """Of exactly this text, whatever became of its card."""
    row = db.one(
        """SELECT e.found, length(coalesce(p.text, x.text)) AS letters FROM explanation e
        JOIN comment x ON x.id = e.comment_id
        LEFT JOIN past_text p ON p.comment_id = e.comment_id AND p.revision = e.revision
        WHERE e.card_id = :card AND e.comment_id = :comment AND e.revision = :revision""",
        card=card_id,
        comment=comment_id,
        revision=revision,
    )
    return None if row is None else Kept(_why(row["found"]), row["letters"])


def marks(db: Db, card_id: int, comment_id: int, revision: int) -> tuple[Mark, ...]:
    """The marks of exactly this text."""
    kept = of_text(db, card_id, comment_id, revision)
    return () if kept is None or kept.why is None else kept.why.marks


def _why(found: str) -> Why | None:
    if not found:
        return None
    told = json.loads(found)
    return Why(
        tuple(Mark(begin, end, label) for begin, end, label in told["marks"]),
        told["by"],
        told["names"],
        told["part"],
    )
