"""Decisions that are looked at once more, by somebody who is not told so.

A row begins as `drawn`, in the transaction of the decision that it is about. When its time has come, a card of its own
joins the line (`waiting`): a *twin* of the decided card, which shows the same comment and nothing that would tell it from
another card. A twin has no comments of its own, so no act can come of deciding it; the decision that was made stands
meanwhile. Once somebody has decided the twin (`answered`) and the ten seconds of undo are over, the two are compared:
`agreed`, or `differs` until a lead lets the decision stand (`stands`) or reopens it (`reopened`). What can no longer
be compared is `dropped`: the decision was taken back, the words were edited, the comment left, or nobody read it.

What came of it is counted once, in an order that never changes, and is told only in groups (`blind.py`): an answer that is
taken back and given otherwise can be a difference to settle, but moves no count. Who was asked, and how each person
did, leaves this module for no window, command or file.

To have a comment of a decided cluster looked at: `ask(db, decision_id, comment_id, due_us, kind="copies")`, with the ids
that `sampling.members` gives; the rest happens by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from typing import Any, Literal, NamedTuple

from moderator.store.base import Db, Row, as_list
from moderator.store.claims import hold

Kind = Literal["unread", "copies"]
_DRAW_KEY = "audit_key"  # in the store
_OPEN = "('drawn', 'waiting', 'answered')"
_IN_LINE = "('waiting', 'answered')"


def secret(db: Db) -> bytes:
    """What the draw hangs on: made once for each store, told to nobody. Inside a transaction."""
    found = db.column("SELECT value FROM meta WHERE key = :key", key=_DRAW_KEY)
    if not found:
        db.run(
            "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING",
            key=_DRAW_KEY,
            value=secrets.token_hex(32),
        )
        found = db.column("SELECT value FROM meta WHERE key = :key", key=_DRAW_KEY)
    return bytes.fromhex(found[0])


def ask(db: Db, decision_id: int, comment_id: int, due_us: int, kind: Kind = "unread") -> int | None:
    """Have one comment of this decision looked at once more, not before `due_us` (by the wall). Inside the transaction
    that decides, or any later one.

    `kind` "unread": was it right to decide this unread? "copies": was the decision right for this one of the comments
    that it was about? The card's band, category and sureness of now are written down with it. Returns the row's id;
    None where this comment of this decision has been asked about before. Asking twice is no mistake.
    """
    found = db.query(
        """INSERT INTO audit (decision_id, comment_id, revision, kind, band, category, sure, due_us)
        SELECT d.id, c.id, c.revision, :kind, k.band, k.category, k.sure, :due
        FROM decision d JOIN card k ON k.id = d.card_id JOIN comment c ON c.id = :comment
        WHERE d.id = :decision AND k.twin_of IS NULL
        ON CONFLICT DO NOTHING RETURNING id""",
        decision=decision_id,
        comment=comment_id,
        kind=kind,
        due=due_us,
    )
    return int(found[0]["id"]) if found else None


# coming back


class Due(NamedTuple):
    """A decision whose second look may come back now."""

    id: int
    decision_id: int
    card_id: int  # the decided one
    person: str  # who decided
    at_us: int
    looks: int


def due(db: Db, limit: int) -> list[Due]:
    """Those whose time has come, oldest first."""
    rows = db.query(
        """SELECT q.id, q.decision_id, d.card_id, d.person, d.at_us, q.looks FROM audit q
        JOIN decision d ON d.id = q.decision_id
        WHERE q.state = 'drawn' AND q.due_us <= :now ORDER BY q.due_us LIMIT :limit""",
        now=db.wall_us(),
        limit=limit,
    )
    return [Due(**row) for row in rows]


def put_off(db: Db, audit_id: int, due_us: int) -> None:
    db.run("UPDATE audit SET due_us = :due WHERE id = :id AND state = 'drawn'", due=due_us, id=audit_id)


def into_line(db: Db, audit_id: int, *, same: bool) -> int | None:
    """The twin joins the line, beside the cards that wait. `same`: it may come to whoever decided. Returns the twin;
    None, and the row is dropped, where there is nothing to compare any more.

    It waits as long as the first card of its band: neither the oldest of the line nor the newest tells it.
    """
    row = db.query("SELECT decision_id, comment_id FROM audit WHERE id = :id", id=audit_id)[0]
    hold(db, db.column("SELECT card_id FROM decision WHERE id = :id", id=row["decision_id"]))
    ready = db.one(
        f"""SELECT k.id AS card, k.band, d.copies, q.kind, d.person FROM audit q
        JOIN decision d ON d.id = q.decision_id JOIN card k ON k.id = d.card_id
        JOIN comment c ON c.id = q.comment_id
        WHERE q.id = :id AND q.state = 'drawn' AND d.undone_us IS NULL AND d.awaits = 0 AND c.card_id = k.id
          AND c.revision = q.revision AND (k.band IS NULL OR k.band > 0) AND k.scored = 1 AND {_STILL_THERE}""",
        id=audit_id,
    )
    if ready is None:
        drop(db, [audit_id])
        return None
    now = db.wall_us()
    since = db.column(
        """SELECT since_us FROM card WHERE state = 'waiting' AND coalesce(band, -1) = :band
        ORDER BY priority DESC, id LIMIT 1""",
        band=-1 if ready["band"] is None else ready["band"],
    )
    twin = db.insert(
        """INSERT INTO card (twin_of, exemplar, copies, band, unchecked, category, sure, labels, model, language, taken,
          wordings, scored, since_us, priority)
        SELECT id, :comment, :copies, band, unchecked, category, sure, labels, model, language, taken,
          CASE WHEN :copies > 1 THEN wordings ELSE 1 END, 1, :since, -:since
        FROM card WHERE id = :card RETURNING id""",
        card=ready["card"],
        comment=row["comment_id"],
        copies=ready["copies"] if ready["kind"] == "unread" else 1,
        since=min([now, *since]),
    )
    db.run(
        """UPDATE audit SET state = 'waiting', card_id = :twin, same = :same, looks = looks + 1, due_us = :now
        WHERE id = :id""",
        twin=twin,
        same=int(same),
        now=now,
        id=audit_id,
    )
    db.run(
        f"""INSERT INTO passed (card_id, person, at_us) SELECT CAST(:twin AS {db.types["int"]}), w.person, :now FROM (
          SELECT r.person FROM reveal r WHERE r.card_id = :card
          UNION SELECT r.person FROM comment c JOIN reveal r ON r.text_key = c.text_key WHERE c.id = :comment
          UNION SELECT t.person FROM decision t JOIN card k ON k.id = t.card_id WHERE k.twin_of = :card
          UNION SELECT CAST(:person AS TEXT)) w
        WHERE :same = 0 OR w.person <> :person ON CONFLICT DO NOTHING""",
        twin=twin,
        now=now,
        comment=row["comment_id"],
        card=ready["card"],
        person=ready["person"],
        same=int(same),
    )
    return twin


# What we took off the platform ourselves is what most needs looking at; what left by itself is left alone.
_STILL_THERE = "(c.gone_us IS NULL OR d.verdict IN ('hide', 'delete'))"


def overdue(db: Db, since_us: int, limit: int) -> list[int]:
    """Those that have waited in the line since before this moment."""
    return db.column(
        "SELECT id FROM audit WHERE state = 'waiting' AND due_us < :since ORDER BY due_us LIMIT :limit",
        since=since_us,
        limit=limit,
    )


# ending


def drop(db: Db, ids: Iterable[int]) -> None:
    """No longer to be compared. A twin leaves the line as a card does whose comment left its platform; where somebody
    has it open, they are told the same."""
    rows = db.query(
        f"SELECT id, card_id FROM audit WHERE id IN ({db.among('ids', 'int')}) AND state IN {_OPEN}",
        ids=as_list(sorted(ids)),
    )
    hold(db, [row["card_id"] for row in rows])
    for row in rows:
        db.run(
            "UPDATE audit SET state = 'dropped' WHERE id = :id",
            id=row["id"],
        )
        _leave(db, row["card_id"])


def _leave(db: Db, card_id: int | None) -> None:
    db.run(
        """UPDATE card SET copies = 0, version = version + 1,
          state = CASE state WHEN 'waiting' THEN 'gone' ELSE state END
        WHERE id = :card AND twin_of IS NOT NULL AND state IN ('waiting', 'claimed')""",
        card=card_id,
    )


def taken_back(db: Db, decision_id: int) -> None:
    """This decision no longer stands: what was still to be compared is dropped, and a difference is settled by it."""
    rows = db.column(f"SELECT id FROM audit WHERE decision_id = :id AND state IN {_OPEN}", id=decision_id)
    drop(db, rows)
    db.run(
        "UPDATE audit SET state = 'reopened' WHERE decision_id = :id AND state = 'differs'", id=decision_id
    )


def words_changed(db: Db, comment_ids: Collection[int]) -> None:
    """These comments were edited: what was decided is about other words."""
    _drop_where(db, "q.comment_id IN ({ids})", comment_ids)


def left(db: Db, comment_ids: Collection[int]) -> None:
    """These comments are gone from their platform. Where the decision was to take them off, that is no reason."""
    _drop_where(db, "q.comment_id IN ({ids}) AND d.verdict NOT IN ('hide', 'delete')", comment_ids)


def _drop_where(db: Db, which: str, comment_ids: Collection[int]) -> None:
    if not comment_ids:
        return
    which = which.format(ids=db.among("ids", "int"))
    found = db.column(
        f"""SELECT q.id FROM audit q JOIN decision d ON d.id = q.decision_id
        WHERE {which} AND q.state IN {_OPEN}""",
        ids=as_list(sorted(comment_ids)),
    )
    if found:
        drop(db, found)


# the look


def of_card(db: Db, card_id: int) -> int | None:
    """The row that this card is a twin for; None for every other card."""
    found = db.column("SELECT id FROM audit WHERE card_id = :card", card=card_id)
    return int(found[0]) if found else None


def answered(db: Db, audit_id: int, decision_id: int) -> None:
    """Somebody has decided the twin."""
    db.run(
        "UPDATE audit SET state = 'answered', answer_id = :answer WHERE id = :id AND state = 'waiting'",
        answer=decision_id,
        id=audit_id,
    )


def answer_undone(db: Db, decision_id: int, card_id: int) -> None:
    """The answer was taken back, and the twin is in the line again. Where there is nothing to compare any more it leaves."""
    again = db.run(
        """UPDATE audit SET state = 'waiting', answer_id = NULL, due_us = :now
        WHERE answer_id = :id AND card_id = :card AND state IN ('answered', 'agreed', 'drawn')
          AND decision_id IN (SELECT d.id FROM decision d WHERE d.id = audit.decision_id AND d.undone_us IS NULL)
          AND revision = (SELECT c.revision FROM comment c WHERE c.id = audit.comment_id)""",
        now=db.wall_us(),
        id=decision_id,
        card=card_id,
    )
    if not again:
        _leave(db, card_id)


def differs(db: Db, decision_id: int) -> bool:
    """Has this answer been found to differ, and been told? Then it stays as it is."""
    return bool(
        db.column(
            "SELECT 1 FROM audit WHERE answer_id = :id AND state IN ('differs', 'stands', 'reopened')",
            id=decision_id,
        )
    )


class Answer(NamedTuple):
    """A twin was decided: what was decided at first, and what now. `asked` names what each wants beside the verdict."""

    id: int
    decision_id: int
    answer_id: int
    first: str
    then: str
    seen: str
    also: str
    person: str  # who answered
    looks: int
    card_id: int  # the decided one
    twin: int
    pushed: bool  # all that the decision asked of the platform is done


def to_compare(db: Db, before_us: int, limit: int) -> list[Answer]:
    """Answers given before this moment, oldest first."""
    rows = db.query(
        """SELECT q.id, q.decision_id, q.answer_id, d.verdict AS first, t.verdict AS then_, t.seen, t.also, t.person,
          q.looks, d.card_id, t.card_id AS twin,
          CASE WHEN EXISTS (SELECT 1 FROM outbox o WHERE o.decision_id = d.id)
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.decision_id = d.id
              AND o.state NOT IN ('confirmed', 'cancelled')) THEN 1 ELSE 0 END AS pushed
        FROM audit q JOIN decision d ON d.id = q.decision_id JOIN decision t ON t.id = q.answer_id
        WHERE q.state = 'answered' AND t.at_us < :before ORDER BY q.id LIMIT :limit""",
        before=before_us,
        limit=limit,
    )
    return [Answer(**{**_renamed(row), "pushed": bool(row["pushed"])}) for row in rows]


def _renamed(row: Row) -> dict[str, Any]:
    return {("then" if name == "then_" else name): value for name, value in row.items()}


def compared(db: Db, answer: Answer, state: Literal["agreed", "differs"]) -> bool:
    """What came of it. False where somebody was quicker. Notes that were left with the twin go to the decided card."""
    db.alone("audit")  # the order in which cases are counted never changes
    done = db.run(
        "UPDATE audit SET state = :state WHERE id = :id AND state = 'answered'", state=state, id=answer.id
    )
    if not done:
        return False
    if answer.seen != "unread":
        db.run(
            """UPDATE audit SET counted = (SELECT coalesce(max(counted), 0) + 1 FROM audit), wrong = :wrong
            WHERE id = :id AND counted IS NULL""",
            wrong=int(state == "differs"),
            id=answer.id,
        )
    _tell(db, answer, state)
    db.run("UPDATE note SET card_id = :card WHERE card_id = :twin", card=answer.card_id, twin=answer.twin)
    return True


def _tell(db: Db, answer: Answer, state: str) -> None:
    """How far the answer has got, for whoever gave it: as far as the decision that it agrees with."""
    shown = "differs" if state == "differs" else "pushed" if answer.pushed else "answer"
    db.run("UPDATE decision SET audit = :shown WHERE id = :id", shown=shown, id=answer.answer_id)


def unanswered(db: Db, answer: Answer, due_us: int | None) -> None:
    """The same was decided unread, which tells nothing: the check may come to somebody else once, or it is dropped."""
    _tell(db, answer, "agreed")
    db.run(
        "UPDATE audit SET state = :state, due_us = :due WHERE id = :id AND state = 'answered'",
        state="drawn" if due_us is not None else "dropped",
        due=db.wall_us() if due_us is None else due_us,
        id=answer.id,
    )


def about(db: Db, decision_id: int) -> int | None:
    """The decision that this one, given about a twin, was a second look at, once the two have been compared."""
    found = db.column(
        """SELECT decision_id FROM audit WHERE answer_id = :id AND state NOT IN ('waiting', 'answered', 'dropped')""",
        id=decision_id,
    )
    return int(found[0]) if found else None


# what came of it


class Counted(NamedTuple):
    """One decision made unread that somebody has read since. `person` decided: for `blind.told` alone."""

    category: str
    band: int | None
    sure: float
    person: str
    wrong: bool


def counted(db: Db, category: str | None = None, *, since_us: int = 0) -> list[Counted]:
    """In the order in which they were counted. What is added later stands behind. `since_us`: of decisions made then or
    later alone.
    """
    rows = db.query(
        """SELECT q.category, q.band, q.sure, d.person, q.wrong FROM audit q JOIN decision d ON d.id = q.decision_id
        WHERE q.counted IS NOT NULL AND q.kind = 'unread' AND (:every = 1 OR q.category = :category)
          AND d.at_us >= :since
        ORDER BY q.counted""",
        since=since_us,
        every=int(category is None),
        category=category or "",
    )
    return [Counted(**{**row, "wrong": bool(row["wrong"])}) for row in rows]


def differing(db: Db, person: str | None, limit: int, *, since_us: int = 0) -> list[Row]:
    """Differences to settle, the newest first: id, decision_id, first, then_, seen, mine. `person`: those alone that this
    person has a part in; None: all. Which of the two decided which is in `mine`, of the asker's own, and nowhere else.
    """
    return db.query(
        """SELECT q.id, q.decision_id, d.verdict AS first, t.verdict AS then_, t.seen, q.kind FROM audit q
        JOIN decision d ON d.id = q.decision_id JOIN decision t ON t.id = q.answer_id
        WHERE q.state = 'differs' AND (:every = 1 OR d.person = :person OR t.person = :person) AND d.at_us >= :since
        ORDER BY q.id DESC LIMIT :limit""",
        since=since_us,
        every=int(person is None),
        person=person or "",
        limit=limit,
    )


def stands(db: Db, audit_id: int) -> int | None:
    """A lead lets the decision stand; its id. None where there is nothing to settle any more."""
    found = db.query(
        "UPDATE audit SET state = 'stands' WHERE id = :id AND state = 'differs' RETURNING decision_id",
        id=audit_id,
    )
    return int(found[0]["decision_id"]) if found else None


# what nobody sees meanwhile


def hidden_cards(db: Db, person: str, *, decided_too: bool = False) -> set[int]:
    """Cards that this person is not shown: the twin of what they decided, where it goes to somebody else.

    With `decided_too`, also the decided card of a twin that could come to them, and twins that others have decided.
    """
    hidden = db.column(
        """SELECT q.card_id FROM audit q JOIN decision d ON d.id = q.decision_id
        WHERE q.state = 'waiting' AND q.same = 0 AND d.person = :person""",
        person=person,
    )
    if decided_too:
        hidden += db.column(
            f"""SELECT d.card_id FROM audit q JOIN decision d ON d.id = q.decision_id
            WHERE q.state IN {_IN_LINE} AND (q.same = 1 OR d.person <> :person)""",
            person=person,
        )
        hidden += db.column(
            """SELECT t.card_id FROM decision t WHERE t.audit <> '' AND t.person <> :person""", person=person
        )
    return set(hidden)


def hidden_decisions(db: Db, person: str) -> list[int]:
    """Decisions that lists do not tell this person about: those whose twin is in the line, and could come to them."""
    return db.column(
        f"""SELECT q.decision_id FROM audit q JOIN decision d ON d.id = q.decision_id
        WHERE q.state IN {_IN_LINE} AND (q.same = 1 OR d.person <> :person)""",
        person=person,
    )


def spoilt_by(db: Db, decision_id: int) -> None:
    """Somebody who could have got the twin has looked the decision up by its number: the twin would tell nothing."""
    drop(
        db,
        db.column(f"SELECT id FROM audit WHERE decision_id = :id AND state IN {_IN_LINE}", id=decision_id),
    )
