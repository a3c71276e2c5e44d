"""What deciding unread is worth here: how often it was right, for the team; and what two people saw differently, to settle.

The figures are the whole desk's, the same for everybody who works there, and there are none of a person, of a group of
fewer than five, or of a team within the desk (see `blind.py` for how subtracting leads to none either). A difference
is shown to the two whom it concerns and to leads, without saying who decided what: what matters is the comment, and
whether it is decided anew.

Whoever reads the raw store could put the rows together again, as they could read every decision; no screen, no command
and no file does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderator import blind
from moderator.beginning import Beginning
from moderator.clock import from_us, to_us
from moderator.decisions import Verdict
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb, may
from moderator.problems import Refused
from moderator.scores import Band
from moderator.store import audits, history, journal
from moderator.store.db import Db, Row

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """Two people saw this differently. `stands` is what was decided, `other` what the second person would do.

    Whose is which is not said; `mine`: the asker is one of the two.
    """

    id: int
    decision: int
    card: int
    stands: Verdict
    other: Verdict
    read: bool  # the second person had read the words
    copies: int
    platform: str
    account: str
    author: str
    author_name: str
    at: datetime
    band: Band | None
    category: str
    mine: bool
    can_settle: bool


class Unread:
    """See the module. One for each desk and person."""

    def __init__(self, db: Db, who: Who, beginning: Beginning | None = None) -> None:
        self._db, self._person = db, who.person
        self._gate = Gate(db, who.person)
        self._beginning = beginning or Beginning(db)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    @asks(Verb.SEE_UNREAD)
    def rate(self) -> blind.Told:
        """What may be told of all that was decided unread at this desk and read by somebody since.

        Of a team, nothing from before the start that its agency recorded. Raises NotBegun until then; one person alone
        sees their own.
        """
        if not self._gate.several():
            return blind.told(audits.counted(self._db), alone=self._person)
        return blind.told(audits.counted(self._db, since_us=to_us(self._beginning.demand_begun())))

    @asks(Verb.SEE_UNREAD)
    def differences(self) -> tuple[Difference, ...]:
        """Those that are to be settled: all of them for a lead, else those that this person has a part in. Before the
        start that the agency recorded, and of the time before it, a lead too sees those alone.
        """
        settles = may(self._gate.roles(), Verb.SETTLE_DIFFERENCE)
        since = self._since_us()
        rows = audits.differing(self._db, self._person, AT_ONCE)
        if settles and since is not None:
            rows = _newest_first(rows, audits.differing(self._db, None, AT_ONCE, since_us=since))
        mine = {row["id"] for row in audits.differing(self._db, self._person, AT_ONCE)}
        facts = {row["id"]: row for row in history.entries(self._db, [row["decision_id"] for row in rows])}
        found = []
        for row in rows:
            entry = facts[row["decision_id"]]
            found.append(
                Difference(
                    id=row["id"],
                    decision=row["decision_id"],
                    card=entry["card_id"],
                    stands=Verdict(row["first"]),
                    other=Verdict(row["then_"]),
                    read=row["seen"] != "unread",
                    copies=entry["copies"],
                    platform=entry["platform"],
                    account=entry["handle"],
                    author=entry["author"],
                    author_name=entry["author_name"],
                    at=from_us(entry["at_us"]),
                    band=None if entry["band"] is None else Band(entry["band"]),
                    category=entry["category"],
                    mine=row["id"] in mine,
                    can_settle=settles,
                )
            )
        return tuple(found)

    @asks(Verb.SETTLE_DIFFERENCE)
    def let_stand(self, difference: int) -> None:
        """The decision stands as it was made. Whoever wants it decided anew reopens it (`Desk.reopen`), which settles
        the difference too. Raises Refused where it is settled already.
        """
        mine = {row["id"] for row in audits.differing(self._db, self._person, AT_ONCE)}
        if self._gate.several() and difference not in mine:
            self._beginning.demand_begun()
        with self._db.transaction():
            decision = audits.stands(self._db, difference)
            if decision is None:
                raise Refused(
                    "This is settled already", "Somebody let it stand, or reopened it", "Look again"
                )
            journal.append(
                self._db, self._person, "difference settled", f"decision {decision}", {"stands": True}
            )

    def _since_us(self) -> int | None:
        return self._beginning.since_us() if self._gate.several() else 0


def _newest_first(mine: list[Row], all_: list[Row]) -> list[Row]:
    return sorted({row["id"]: row for row in (*mine, *all_)}.values(), key=lambda row: -row["id"])[:AT_ONCE]
