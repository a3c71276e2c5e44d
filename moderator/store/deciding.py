"""What was decided about a card. Used through `queue.py`, which explains the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from moderator.cards import Note
from moderator.clock import Boot, from_us
from moderator.decisions import Op, Recent, Verdict, extras_of
from moderator.problems import EditedMeanwhile, NoSuchCard, Refused
from moderator.store.base import Db, Row, as_list
from moderator.store.claims import held, hold
from moderator.store.texts import storable

UNDO = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Act:
    """What a decision asks of the platform for one copy. `replay_safe`: twice has the effect of once."""

    comment_id: int
    account_id: int
    op: Op
    replay_safe: bool
    detail: str = field(default="", repr=False)  # JSON of what else the platform is told, "" for nothing


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as recorded. `leaves_us` is when its first act may leave, by the wall; None without acts.

    `ops` are the kinds of acts that it asked for, in the order in which they leave.
    """

    id: int
    card_id: int
    person: str
    verdict: Verdict
    reason: str | None
    copies: int
    acts: int
    at_us: int
    leaves_us: int | None
    also: str = field(default="", repr=False)  # what it will ask beside the verdict once a colleague agrees
    ops: tuple[Op, ...] = ()


def copies(db: Db, card_id: int, *, gone_too: bool = False) -> list[Row]:
    """The comments that a decision on this card is about; inside a transaction none can join meanwhile.

    The one that stands for all comes first. `gone_too` lists those as well that left their platform since. Of a twin
    (`audits.py`) they are those of the decided card, to say what could be done about it: `decide` asks nothing of them.
    Columns: comment_id, account_id, platform, native_id, author_id, author, root_id, version.
    """
    if db.in_transaction:
        hold(db, [card_id])
    return db.query(
        """SELECT c.id AS comment_id, c.account_id, a.platform, c.native_id, c.author_id, c.author, c.root_id, c.version
        FROM card k JOIN comment c ON c.card_id = coalesce(k.twin_of, k.id) JOIN account a ON a.id = c.account_id
        WHERE k.id = :card AND (c.gone_us IS NULL OR :gone = 1 OR k.twin_of IS NOT NULL)
        ORDER BY CASE WHEN c.id = k.exemplar THEN 0 ELSE 1 END, c.id""",
        card=card_id,
        gone=int(gone_too),
    )


def decide(
    db: Db,
    claim_id: int,
    request_id: str,
    verdict: Verdict,
    reason: str | None,
    seen: str,
    acts: Sequence[Act],
    *,
    awaits: bool = False,
    also: str = "",
) -> DecisionRow:
    """Record a decision, close the claim, and put its acts into the outbox, to leave in ten seconds.

    `acts` come from the capabilities of the platforms, for `copies(db, card)` read in this transaction.
    With `awaits` it takes effect only once `agree` gives it its acts; `also` keeps until then what it asks
    beside the verdict (`decisions.extras_text`). `seen` says how far the card was seen
    ("unread", "masked", "plain", "open"). Deciding a twin (`audits.py`) asks nothing of a platform, whatever is
    given here: `also` then keeps what was asked for. The same `request_id` again gives the same answer. Raises Lost,
    EditedMeanwhile, Refused (request id used for something else).
    """
    now = db.boot()
    at = db.one("SELECT card_id FROM claim WHERE id = :id", id=claim_id)
    if at is not None:
        hold(db, [at["card_id"]])
    before = _by_request(db, request_id)
    if before is not None:
        if (before["claim_id"], before["verdict"], before["reason"]) != (claim_id, verdict.value, reason):
            raise Refused("This request was used for another decision", "", "Nothing was changed; try again")
        return decision(db, before["id"])
    mine = held(db, claim_id, now)
    if mine["card_version"] != mine["version"]:
        raise EditedMeanwhile(
            "The comment was changed while you read it", "its author edited or removed it", "Look again"
        )
    twin = mine["twin_of"] is not None
    made = db.insert(
        f"""INSERT INTO decision (card_id, claim_id, request_id, person, verdict, reason, seen, copies, boot,
          boot_us, at_us, awaits, also, wordings, audit, exemplar, revision, account_id)
        VALUES (:card, :claim, :request, :person, :verdict, :reason, :seen,
          {_TWIN_COPIES if twin else _COPIES}, :boot, :now, :at, :awaits, :also,
          (SELECT wordings FROM card WHERE id = :card), :audit,
          (SELECT exemplar FROM card WHERE id = :card),
          (SELECT x.revision FROM card k JOIN comment x ON x.id = k.exemplar WHERE k.id = :card),
          (SELECT x.account_id FROM card k JOIN comment x ON x.id = k.exemplar WHERE k.id = :card))
        RETURNING id""",
        card=mine["card_id"],
        claim=claim_id,
        request=request_id,
        person=mine["person"],
        verdict=verdict.value,
        reason=reason,
        seen=seen,
        boot=now.id,
        now=now.us,
        at=db.wall_us(),
        awaits=int(awaits and not twin),
        also=storable(also),
        audit=("awaits" if awaits else "answer") if twin else "",
    )
    add_acts(db, made, [] if twin else acts, now, after=UNDO, mark="d")
    db.run(
        "UPDATE claim SET ended_us = :at, end_reason = 'decided' WHERE id = :id", at=db.wall_us(), id=claim_id
    )
    db.run(
        "UPDATE card SET state = 'decided', claim_id = NULL WHERE id = :card AND claim_id = :claim",
        card=mine["card_id"],
        claim=claim_id,
    )
    return decision(db, made)


_COPIES = "(SELECT count(*) FROM comment WHERE card_id = :card AND gone_us IS NULL)"
_TWIN_COPIES = "(SELECT copies FROM card WHERE id = :card)"


def agree(db: Db, decision_id: int, person: str, acts: Sequence[Act]) -> None:
    """A second person agrees: the decision's acts go into the outbox. Raises Refused when nothing is awaited."""
    now = db.boot()
    touched = db.run(
        """UPDATE decision SET awaits = 0, second_us = :at, second_by = :who
        WHERE id = :id AND awaits = 1 AND undone_us IS NULL""",
        at=db.wall_us(),
        who=person,
        id=decision_id,
    )
    if not touched:
        raise Refused(
            "This decision awaits no second look", "Somebody has looked, or it was taken back", "Look again"
        )
    add_acts(db, decision_id, acts, now, after=UNDO, mark="d")


def awaiting(db: Db) -> int:
    """How many decisions await a second look."""
    return int(db.column("SELECT count(*) FROM decision WHERE awaits = 1 AND undone_us IS NULL")[0])


def add_acts(
    db: Db, decision_id: int, acts: Sequence[Act], now: Boot, *, after: timedelta, mark: str
) -> None:
    """Outbox rows of a decision ("d") or of taking it back ("u"). Each key stands for one effect."""
    db.many(
        """INSERT INTO outbox (decision_id, comment_id, account_id, op, key, replay_safe, detail, boot,
          not_before_us, at_us)
        VALUES (:decision, :comment, :account, :op, :key, :safe, :detail, :boot, :leaves, :at)""",
        [
            {
                "decision": decision_id,
                "comment": act.comment_id,
                "account": act.account_id,
                "op": act.op.value,
                "key": f"{mark}{decision_id}-c{act.comment_id}-{act.op.value}",
                "safe": int(act.replay_safe),
                "detail": storable(act.detail),
                "boot": now.id,
                "leaves": now.us + after // timedelta(microseconds=1),
                "at": db.wall_us(),
            }
            for act in acts
        ],
    )


def _by_request(db: Db, request_id: str) -> Row | None:
    return db.one(
        "SELECT id, claim_id, verdict, reason FROM decision WHERE request_id = :request", request=request_id
    )


def decision(db: Db, decision_id: int) -> DecisionRow:
    """A recorded decision. Raises NoSuchCard."""
    row = db.one(
        """SELECT id, card_id, person, verdict, reason, copies, at_us, also, audit,
          coalesce(second_us, at_us) AS holds_us,
          (SELECT count(*) FROM outbox o WHERE o.decision_id = decision.id) AS acts
        FROM decision WHERE id = :id""",
        id=decision_id,
    )
    if row is None:
        raise NoSuchCard(f"There is no decision {decision_id}")
    leaves = row.pop("holds_us") + UNDO // timedelta(microseconds=1)
    row["verdict"] = Verdict(row["verdict"])
    asked = ops(db, [decision_id]).get(decision_id, ())
    if row.pop("audit"):
        asked = _wished(row["verdict"], row["also"])
        row["acts"] = row["copies"] * len(asked)
    return DecisionRow(**row, leaves_us=leaves if row["acts"] else None, ops=asked)


def _wished(verdict: Verdict, also: str) -> tuple[Op, ...]:
    """The kinds of acts that the decision of a twin would have asked for: it is told of as any other."""
    own = (Op(verdict.value),) if verdict.acts else ()
    return (*own, *(extra.op for extra in extras_of(also)))


def ops(db: Db, decision_ids: Sequence[int]) -> dict[int, tuple[Op, ...]]:
    """The kinds of acts that these decisions asked for."""
    rows = db.query(
        f"""SELECT decision_id, op FROM outbox
        WHERE key LIKE 'd%' AND decision_id IN ({db.among("ids", "int")}) GROUP BY decision_id, op
        ORDER BY decision_id, min(id)""",
        ids=as_list(decision_ids),
    )
    found: dict[int, tuple[Op, ...]] = {}
    for row in rows:
        found[row["decision_id"]] = (*found.get(row["decision_id"], ()), Op(row["op"]))
    return found


def beside(verdict: Verdict, asked: Sequence[Op]) -> tuple[Op, ...]:
    """Those acts that are not the verdict's own."""
    return tuple(op for op in asked if op.value != verdict.value)


def decision_of(db: Db, request_id: str) -> DecisionRow | None:
    """The decision that this request made before, if it did."""
    row = _by_request(db, request_id)
    return None if row is None else decision(db, row["id"])


def newest_standing(db: Db, person: str) -> DecisionRow | None:
    """This person's newest decision that was not undone."""
    row = db.one(
        "SELECT id FROM decision WHERE person = :person AND undone_us IS NULL ORDER BY id DESC LIMIT 1",
        person=person,
    )
    return None if row is None else decision(db, row["id"])


def was_escalated(db: Db, card_id: int) -> bool:
    """Has somebody escalated this card, whatever came of it?"""
    row = db.one(
        "SELECT 1 AS so FROM decision WHERE card_id = :card AND verdict = 'escalate' LIMIT 1", card=card_id
    )
    return row is not None


def add_note(db: Db, card_id: int, person: str, text: str) -> None:
    db.run(
        "INSERT INTO note (card_id, person, text, at_us) VALUES (:card, :person, :text, :at)",
        card=card_id,
        person=person,
        text=storable(text),
        at=db.wall_us(),
    )


def notes(db: Db, card_id: int) -> list[Note]:
    """Oldest first."""
    rows = db.query("SELECT person, at_us, text FROM note WHERE card_id = :card ORDER BY id", card=card_id)
    return [Note(row["person"], from_us(row["at_us"]), row["text"]) for row in rows]


def recent(db: Db, person: str, limit: int) -> list[Recent]:
    """This person's last decisions, newest first, and how far each has got."""
    rows = db.query(
        """SELECT d.id, d.card_id, d.verdict, d.copies, d.at_us, d.undone_us, d.awaits, d.audit, d.also,
          count(o.id) AS acts,
          coalesce(sum(CASE WHEN o.attempts > 0 THEN 1 END), 0) AS tried,
          coalesce(sum(CASE WHEN o.state IN ('pending', 'sending', 'uncertain') THEN 1 END), 0) AS open,
          coalesce(sum(CASE WHEN o.state = 'parked' THEN 1 END), 0) AS parked,
          max(CASE WHEN o.state IN ('confirmed', 'cancelled') THEN '' ELSE o.problem END) AS problem
        FROM decision d LEFT JOIN outbox o ON o.decision_id = d.id
        WHERE d.person = :person
        GROUP BY d.id, d.card_id, d.verdict, d.copies, d.at_us, d.undone_us, d.awaits, d.audit, d.also
        ORDER BY d.id DESC LIMIT :limit""",
        person=person,
        limit=limit,
    )
    asked = ops(db, [row["id"] for row in rows])
    return [
        Recent(
            row["id"],
            row["card_id"],
            Verdict(row["verdict"]),
            row["copies"],
            from_us(row["at_us"]),
            how_far(row),
            row["problem"] or "",
            beside(
                Verdict(row["verdict"]),
                _wished(Verdict(row["verdict"]), row["also"]) if row["audit"] else asked.get(row["id"], ()),
            ),
            by_hand(row),
        )
        for row in rows
    ]


def by_hand(row: Row) -> bool:
    """Was nothing asked of a platform, though the verdict is one that acts? Then a person has to do it there."""
    asked = row["acts"] or row["awaits"] or row["audit"]
    return Verdict(row["verdict"]).acts and not asked


def how_far(row: Row) -> str:
    if row["undone_us"] is not None:
        return "undone"
    if row["audit"]:  # about a twin: told of as any other until it is found to differ
        return "decided" if row["audit"] == "answer" else str(row["audit"])
    if row["awaits"]:
        return "awaits"
    if row["parked"]:
        return "parked"
    if row["acts"] and not row["open"]:
        return "pushed"
    return "pushing" if row["open"] and row["tried"] else "decided"
