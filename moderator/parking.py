"""Nobody has room: the worker notices, says so, and hides what is severe until a person can look at it.

PARKED begins when severe cards wait, somebody has the duty, and nobody of them has room; it ends when one has. Meanwhile
what is S3 or S4 is hidden, where its platform can hide and show again, and only if the platform's own bytes are kept
whole (what an act destroys is preserved before). What is not checked stays as it is: it may be calm, and calm speech is
not hidden because people are tired. The cards go on waiting, hidden, until somebody decides: keeping one shows it again.
Threads that were closed meanwhile open by themselves when it ends.

Nothing here reads a word of anybody's exposure out: that nobody has room is all that is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from moderator import rooms
from moderator.decisions import Cap, Level, Op
from moderator.faults import fault
from moderator.scores import Band
from moderator.store import accounts, journal, parking, whs
from moderator.store.base import Row
from moderator.store.db import Db
from moderator.store.queue import Act
from moderator.wellbeing.handover import SEVERE, could_take, exhausted

CARDS = 20  # of one look
BEFOREHAND = "policy"  # who allowed hiding, where nobody had to
AT_ONCE, ASK, OFF = "at once", "ask", "off"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the agency wants when nobody has room. `hide`: at once, ask a lead first, or off; so is `close`, which never
    happens unasked as it comes. `not_on`: accounts of which nothing is hidden.
    """

    hide: str = AT_ONCE
    close: str = ASK
    not_on: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, body: Mapping[str, object]) -> Wish:
        """What cannot be read is what it comes as, but for hiding, which then waits for a lead."""
        hide, close, not_on = body.get("hide", AT_ONCE), body.get("close", ASK), body.get("not_on", [])
        return cls(
            hide if hide in (AT_ONCE, ASK, OFF) else ASK,
            close if close in (AT_ONCE, ASK, OFF) else ASK,
            frozenset(each for each in not_on if isinstance(each, int))
            if isinstance(not_on, list)
            else frozenset(),
        )

    def body(self) -> dict[str, object]:
        return {"hide": self.hide, "close": self.close, "not_on": sorted(self.not_on)}


def can_hide(caps: Mapping[Op, Cap]) -> bool:
    """Hide, and show again: what cannot be taken back is not done unread."""
    return all(_can(caps, op) for op in (Op.HIDE, Op.UNHIDE))


def can_close(caps: Mapping[Op, Cap]) -> bool:
    return all(_can(caps, op) for op in (Op.CLOSE_COMMENTS, Op.OPEN_COMMENTS))


def close_threads(db: Db, caps: Mapping[str, Mapping[Op, Cap]], period: int, who: str) -> int:
    """In the caller's transaction: threads of the agency's own in which something severe waits. Returns how many."""
    wish = Wish.of(parking.policy(db))
    able = [
        one.id
        for one in accounts.listed(db)
        if one.id not in wish.not_on and can_close(caps.get(one.platform, {}))
    ]
    found = parking.threads_to_close(db, period, able, CARDS) if able and wish.close != OFF else []
    for row in found:
        safe = caps[row["platform"]][Op.CLOSE_COMMENTS].replay_safe
        act = Act(row["comment_id"], row["account_id"], Op.CLOSE_COMMENTS, safe)
        made = parking.close(db, period, row, act, who)
        journal.append(
            db, who, "comments closed", f"card {row['card_id']}", {"decision": made, "parked": period}
        )
    return len(found)


def open_threads(db: Db, caps: Mapping[str, Mapping[Op, Cap]], period: int, who: str) -> int:
    """In the caller's transaction: what was closed meanwhile opens for those who could answer before."""
    found = parking.closed(db, period)
    for row in found:
        safe = caps[row["platform"]][Op.OPEN_COMMENTS].replay_safe
        act = Act(row["comment_id"], row["account_id"], Op.OPEN_COMMENTS, safe)
        parking.open_again(db, period, row, act)
    if found:
        facts = {"threads": len(found), "parked": period}
        journal.append(db, who, "comments opened", f"parked {period}", facts)
    return len(found)


def _can(caps: Mapping[Op, Cap], op: Op) -> bool:
    return op in caps and caps[op].level in (Level.YES, Level.CONDITIONAL)


class Parking:
    """The worker's part. `caps` maps a platform's name to what it can do."""

    def __init__(self, db: Db, caps: Mapping[str, Mapping[Op, Cap]]) -> None:
        self._db, self._caps, self._after = db, caps, 0

    def look(self) -> int:
        """Begin, go on or end. Returns how many comments were asked to be hidden now."""
        period, severe = parking.running(self._db), parking.severe_waits(self._db)
        if period is None and not severe:
            return 0
        kinds = [(Band(band), category) for band, category in parking.severe_kinds(self._db)]
        here = rooms.candidates(self._db, kinds=kinds)
        if period is None:
            if not exhausted(here):
                return 0
            self._begin()
            period = parking.running(self._db)
        elif any(could_take(one, SEVERE) for one in here):
            self._end(period)
            return 0
        if period is None:
            return 0
        self._close_some(period)
        return self._hide_some(period) if period.allowed_by else 0

    def _begin(self) -> None:
        wish = Wish.of(parking.policy(self._db))
        with self._db.transaction():
            self._db.alone("parked")
            number = parking.begin(self._db)
            if number is None:
                return
            if wish.hide == AT_ONCE:
                parking.allow(self._db, number, BEFOREHAND)
            subject = f"parked {number}"
            whs.add(self._db, whs.PARKED, subject, {"what": "begin", "hide": wish.hide})
            whs.add(self._db, whs.CORRECTIVE, subject, {"what": "resourcing control failed"})
            journal.append(self._db, BEFOREHAND, "parked", subject, {"hide": wish.hide})

    def _end(self, period: parking.Period) -> None:
        with self._db.transaction():
            self._db.alone("parked")
            minutes = parking.end(self._db, period.id)
            if minutes is None:
                return
            open_threads(self._db, self._caps, period.id, BEFOREHAND)
            facts = {"minutes": minutes, "hidden": parking.hidden_count(self._db, period.id)}
            whs.add(self._db, whs.PARKED, f"parked {period.id}", {"what": "end", **facts})
            journal.append(self._db, BEFOREHAND, "parked ended", f"parked {period.id}", facts)

    def _close_some(self, period: parking.Period) -> None:
        if Wish.of(parking.policy(self._db)).close == AT_ONCE:
            with self._db.transaction():
                self._db.alone("parked")
                close_threads(self._db, self._caps, period.id, BEFOREHAND)

    def _hide_some(self, period: parking.Period) -> int:
        wish = Wish.of(parking.policy(self._db))
        able = [
            one.id
            for one in accounts.listed(self._db)
            if one.id not in wish.not_on and can_hide(self._caps.get(one.platform, {}))
        ]
        if not able or wish.hide == OFF:
            return 0
        found = parking.cards_to_hide(self._db, able, self._after, CARDS)
        self._after = found[-1] if len(found) == CARDS else 0  # what cannot be hidden keeps no other waiting
        return sum(self._hide(period, card_id, able) for card_id in found)

    def _hide(self, period: parking.Period, card_id: int, able: Sequence[int]) -> int:
        """One card in one transaction: its bytes are looked at first, then the act is written down."""
        with self._db.transaction():
            self._db.alone("parked")
            if not parking.still_waits(self._db, card_id):
                return 0
            rows = [row for row in parking.open_comments(self._db, card_id, able) if self._may(row)]
            fault("parked.checked")
            if not rows:
                return 0
            acts = [Act(row["comment_id"], row["account_id"], Op.HIDE, self._safe(row)) for row in rows]
            made = parking.hide(self._db, period.id, card_id, rows, acts)
            facts = {"decision": made, "comments": len(rows), "parked": period.id}
            journal.append(self._db, BEFOREHAND, "hidden pending review", f"card {card_id}", facts)
            fault("parked.before_commit")
        fault("parked.after_commit")
        return len(rows)

    def _may(self, row: Row) -> bool:
        cap = self._caps[row["platform"]][Op.HIDE]
        return parking.is_kept(row) and (cap.level is Level.YES or bool(row["under_own"]))

    def _safe(self, row: Row) -> bool:
        return self._caps[row["platform"]][Op.HIDE].replay_safe
