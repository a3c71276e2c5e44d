"""What people leave out of their own work: "not me", "not today", off severe content now. Nobody is asked why.

It holds for what the scheduler serves and for what is handed over, not for what a person opens by hand. Each sees their
own; nobody else sees whose it is: not leads, not the journal. Leads may see how many people are open to each kind of
comment, from a number on below which no number is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from moderator.beginning import Beginning
from moderator.clock import to_us
from moderator.gate import Gate, Who, asks
from moderator.left_out import LeftOut, is_over, kinds_left_out, left_out
from moderator.people.roles import Role, Verb
from moderator.people.rosters import Shift
from moderator.problems import BadInput
from moderator.store import exposure, people, rosters, wishes
from moderator.store.db import Db
from moderator.wellbeing.wishes import KINDS, SEVERE, covered

AHEAD = timedelta(days=35)  # in which a next shift is looked for
_READS = frozenset({Role.MODERATOR, Role.LEAD})


class Wishing:
    """For one person at one desk."""

    def __init__(self, db: Db, who: Who, beginning: Beginning | None = None, zone: str = "UTC") -> None:
        self._db, self._person, self._zone = db, who.person, zone
        self._beginning = beginning or Beginning(db, zone)
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.REST)
    def mine(self) -> tuple[LeftOut, ...]:
        """What this person leaves out now."""
        return left_out(self._db, self._person, self._zone)

    @asks(Verb.REST)
    def leave_out(self, kinds: Iterable[str], *, today: bool = False) -> tuple[LeftOut, ...]:
        """Not me; `today`: not before my next shift. Raises BadInput for a kind that there is not."""
        wanted = [_kind(kind) for kind in kinds]
        with self._db.transaction():
            self._tidy()
            eff_us, until_us = self._from_now() if today else (None, None)
            for kind in wanted:
                wishes.keep(self._db, self._person, wishes.Wish(kind, eff_us, until_us))
        return self.mine()

    @asks(Verb.REST)
    def off_severe(self) -> tuple[LeftOut, ...]:
        """Nothing severe any more until the next shift."""
        return self.leave_out([SEVERE], today=True)

    @asks(Verb.REST)
    def take_back(self, kinds: Iterable[str] | None = None) -> tuple[LeftOut, ...]:
        """These come again; None: all of them."""
        with self._db.transaction():
            there = [wish.kind for wish in wishes.of(self._db, self._person)]
            wishes.forget(self._db, self._person, there if kinds is None else [_kind(kind) for kind in kinds])
        return self.mine()

    @asks(Verb.SEE_TEAM)
    def coverage(self) -> dict[str, int | None]:
        """How many of those who read here are open to each kind, and to severe content; None where it is too few to be
        told, which needs attention. Raises NotBegun before the consultation is recorded."""
        if self._gate.several():
            self._beginning.demand_begun()
        return covered(
            kinds_left_out(self._db, one.id, self._zone)
            for one in people.everybody(self._db)
            if _READS & set(map(Role, one.roles))
        )

    # the parts

    def _tidy(self) -> None:
        """What is over is forgotten."""
        gone = [wish.kind for wish in wishes.of(self._db, self._person) if self._is_over(wish)]
        wishes.forget(self._db, self._person, gone)

    def _is_over(self, wish: wishes.Wish) -> bool:
        return is_over(self._db, self._person, wish, self._zone)

    def _from_now(self) -> tuple[int, int | None]:
        rest, wall = exposure.load_rest(self._db, self._person), self._db.clock.wall()
        eff_us = self._db.wall_us() if rest is None else rest.eff_us
        first, last = (wall.date() - timedelta(days=1)).isoformat(), (wall + AHEAD).date().isoformat()
        planned = rosters.between(self._db, first, last, persons=[self._person])
        spans = [
            Shift(one.person, date.fromisoformat(one.day), one.begins, one.ends, one.zone).span
            for one in planned
        ]
        ahead = [span.start for span in spans if span.start > wall]
        return eff_us, to_us(min(ahead)) if ahead else None


def _kind(kind: str) -> str:
    told = kind.strip().lower().replace("-", "_").replace(" ", "_")
    if told not in (*KINDS, SEVERE):
        known = ", ".join((*KINDS, SEVERE))
        raise BadInput(f"There is no kind “{kind[:40]}”", "", f"The kinds are: {known}")
    return told
