"""Taking a decision back: before anything left, by cancelling; afterwards, by an opposite act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from moderator.decisions import Op, UndoKind, Undone
from moderator.problems import NoSuchCard, NotAllowed
from moderator.store import audits, wordings
from moderator.store.base import Db, Row, as_list
from moderator.store.claims import hold
from moderator.store.deciding import Act, add_acts

Compensation = Mapping[tuple[int, Op], tuple[Op, bool]]
_VERDICTS_OWN = (Op.HIDE, Op.DELETE)


def undo(db: Db, decision_id: int, person: str, compensate: Compensation) -> Undone:
    """Take a decision back and return its card to the queue, inside the caller's transaction.

    Acts that nobody has tried are called back. For one that has left, or may have, `compensate` gives by
    comment id and kind the opposite act and whether it is replay-safe; it leaves after the act it answers.
    Raises NotAllowed, and changes nothing, where the verdict's own act has no opposite; an act beside it that
    has none stays, and is named in the answer. Asking again gives the same answer.
    """
    db.alone("gather")  # the card may have to merge with the open card of the same text
    hold(db, [_decision(db, decision_id)["card_id"]])
    if audits.differs(db, decision_id):
        raise NotAllowed(
            "This can no longer be taken back",
            "it was a second look at an earlier decision, and asked nothing of the platform",
            "A lead settles it: see Unread decisions",
        )
    rows = db.query(
        f"""SELECT id, comment_id, account_id, op, key, state, attempts, replay_safe, detail,
          CASE WHEN {_OVERTAKEN} OR {_SHARED} OR {_THREAD} OR {_HELD} THEN 1 ELSE 0 END AS overtaken FROM outbox
        WHERE decision_id = :id ORDER BY id {db.for_update}""",
        id=decision_id,
    )
    now = _decision(db, decision_id)
    if now["undone_us"] is not None:
        answered = any(row["key"].startswith("u") for row in rows) or now["audit"] == "pushed"
        stays = _staying(rows, compensate)
        return Undone(decision_id, now["undone_card"], _kind(answered), again=True, stays=stays)
    acts = _opposites(rows, compensate)
    stays = _staying(rows, compensate)
    db.run(_READ_BACK, id=decision_id)
    db.run(
        """UPDATE outbox SET state = 'cancelled', settled_us = :now
        WHERE decision_id = :id AND state IN ('pending', 'parked')""",
        now=db.wall_us(),
        id=decision_id,
    )
    add_acts(db, decision_id, acts, db.boot(), after=timedelta(0), mark="u")
    audits.taken_back(db, decision_id)
    card_id = _back_in_line(db, now["card_id"], decided_us=now["at_us"])
    if now["audit"]:
        audits.answer_undone(db, decision_id, card_id)
    db.run(
        "UPDATE decision SET undone_us = :now, undone_by = :who, undone_card = :card WHERE id = :id",
        now=db.wall_us(),
        who=person,
        card=card_id,
        id=decision_id,
    )
    return Undone(decision_id, card_id, _kind(bool(acts) or now["audit"] == "pushed"), stays=stays)


_OVERTAKEN = """EXISTS (SELECT 1 FROM outbox n WHERE n.comment_id = outbox.comment_id AND n.id > outbox.id
  AND n.decision_id <> outbox.decision_id AND n.key LIKE 'd%' AND n.state <> 'cancelled'
  AND (n.op = outbox.op OR (n.op IN ('hide', 'delete') AND outbox.op IN ('hide', 'delete'))))"""

# A colleague's decision muted or blocked the same author: that stands, whatever becomes of this one.
_SHARED = """(outbox.op IN ('mute', 'block') AND EXISTS (SELECT 1 FROM comment mine
  JOIN comment other ON other.account_id = mine.account_id AND other.author_id = mine.author_id
  JOIN outbox n ON n.comment_id = other.id JOIN decision m ON m.id = n.decision_id
  WHERE mine.id = outbox.comment_id AND n.op = outbox.op AND n.decision_id <> outbox.decision_id
    AND n.key LIKE 'd%' AND n.state <> 'cancelled' AND m.undone_us IS NULL))"""

# So is a thread that a colleague's decision closed too.
_THREAD = """(outbox.op = 'close_comments' AND EXISTS (SELECT 1 FROM comment mine
  JOIN comment other ON other.account_id = mine.account_id AND other.root_id = mine.root_id
  JOIN outbox n ON n.comment_id = other.id JOIN decision m ON m.id = n.decision_id
  WHERE mine.id = outbox.comment_id AND n.op = outbox.op AND n.decision_id <> outbox.decision_id
    AND n.key LIKE 'd%' AND n.state <> 'cancelled' AND m.undone_us IS NULL))"""

# It was hidden before, while nobody had room, and waits like that again.
_HELD = """(outbox.op = 'hide' AND outbox.key LIKE 'd%' AND EXISTS (
  SELECT 1 FROM parked_hide p WHERE p.comment_id = outbox.comment_id))"""

# An answer that was sent may be there although nobody knows its name yet: it is found before it can be taken down.
_READ_BACK = """UPDATE outbox SET state = 'uncertain', next_try_us = NULL, settled_us = NULL
WHERE decision_id = :id AND op = 'reply' AND key LIKE 'd%' AND replay_safe = 1 AND attempts > 0
  AND state IN ('pending', 'parked')"""


def _decision(db: Db, decision_id: int) -> Row:
    row = db.one(
        "SELECT card_id, at_us, undone_us, undone_card, audit FROM decision WHERE id = :id", id=decision_id
    )
    if row is None:
        raise NoSuchCard(f"There is no decision {decision_id}")
    return row


def _kind(answered: bool) -> UndoKind:
    return UndoKind.COMPENSATING if answered else UndoKind.CALLED_BACK


def _opposites(rows: list[Row], compensate: Compensation) -> list[Act]:
    """One opposite act for each act that has left or may have. A parked one without opposite is dropped."""
    acts = []
    for row in rows:
        if row["state"] == "cancelled" or (row["state"] == "pending" and not row["attempts"]):
            continue
        if row["overtaken"]:  # the comment was edited and decided anew since: that decision stands
            continue
        opposite = compensate.get((row["comment_id"], Op(row["op"])))
        if opposite is not None:
            back, safe = opposite
            acts.append(Act(row["comment_id"], row["account_id"], back, safe, row["detail"]))
        elif row["state"] != "parked" and row["op"] in _VERDICTS_OWN:
            raise NotAllowed(
                "This cannot be taken back",
                f"the platform has no way to undo {row['op']}",
                "A person with access to the account may be able to, on the platform itself",
            )
    return acts


def _staying(rows: list[Row], compensate: Compensation) -> tuple[Op, ...]:
    """Acts beside the verdict that have left, or may have, and that nothing takes back."""
    answered = {op for _, op in compensate}
    kept: dict[Op, None] = {}
    for row in rows:
        op = Op(row["op"])
        left = row["state"] in ("sending", "uncertain", "confirmed") or (
            row["replay_safe"] and row["attempts"]
        )
        if left and row["key"].startswith("d") and op not in _VERDICTS_OWN and op not in answered:
            kept[op] = None
    return tuple(kept)


def _back_in_line(db: Db, card_id: int, decided_us: int) -> int:
    """The card waits again; each wording that has an open card meanwhile joins that one. Returns the card that waits now.

    The time for which it stood decided does not count for its promise: what is reopened after a year is not a year late.
    """
    own = db.column("SELECT text_key FROM card WHERE id = :id", id=card_id)[0]
    found = wordings.send_home(db, card_id)
    left = db.column("SELECT count(*) FROM comment WHERE card_id = :id AND gone_us IS NULL", id=card_id)[0]
    home = card_id
    if found and not left:
        home = (found.get(own) or min(found.values())).id
        db.run("UPDATE note SET card_id = :home WHERE card_id = :card", home=home, card=card_id)
    else:
        db.run(
            "UPDATE card SET since_us = since_us + :stood, due_us = NULL, grown = 1 WHERE id = :card",
            stood=max(0, db.wall_us() - decided_us),
            card=card_id,
        )
    joined = {each.id for each in found.values()}
    db.run(f"UPDATE card SET grown = 1 WHERE id IN ({db.among('ids', 'int')})", ids=as_list(sorted(joined)))
    wordings.recount(db, {card_id, *joined})
    db.run(
        """UPDATE card SET state = CASE WHEN copies = 0 THEN 'gone' ELSE 'waiting' END
        WHERE id = :card AND state = 'decided'""",
        card=card_id,
    )
    return home
