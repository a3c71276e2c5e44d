"""What people see of it when nobody has room, and what a lead and an admin can do about it.

Everybody sees that the team's capacity is exhausted, and since when: never how much waits, and never whose limit it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moderator.clock import from_us
from moderator.decisions import Cap, Op
from moderator.gate import Gate, Who, asks
from moderator.parking import ASK, AT_ONCE, OFF, Wish, can_close, can_hide, close_threads, open_threads
from moderator.people.roles import Verb
from moderator.problems import BadInput, Refused
from moderator.store import accounts, journal, parking
from moderator.store.db import Db


@dataclass(frozen=True, slots=True)
class Exhausted:
    """`asks`: a lead has not said yet whether severe comments may be hidden. `cannot`: platforms of which nothing can be
    hidden and shown again, so that what is severe there stays public.
    """

    since: datetime
    hides: bool
    asks: bool
    cannot: tuple[str, ...]
    closes: bool = False  # there are threads of ours that a lead may close until then


@dataclass(frozen=True, slots=True)
class Past:
    """One such time, for those who answer for staffing. `minutes` is None while it lasts."""

    begun: datetime
    minutes: int | None
    hidden: int


class Capacity:
    """See the module. `caps` and `titles` are those of the platforms."""

    def __init__(
        self, db: Db, who: Who, caps: Mapping[str, Mapping[Op, Cap]], titles: Mapping[str, str]
    ) -> None:
        self._db, self._who, self._caps, self._titles = db, who, caps, titles
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.SEE_STATUS)
    def now(self) -> Exhausted | None:
        """None while somebody has room."""
        return exhausted(self._db, self._caps, self._titles)

    def seen(self) -> Exhausted | None:
        """The same for a window, whether or not anybody has signed in."""
        return exhausted(self._db, self._caps, self._titles)

    @asks(Verb.SEE_STATUS)
    def wish(self) -> Wish:
        """What the agency wants when it happens."""
        return Wish.of(parking.policy(self._db))

    @asks(Verb.SET_POLICY)
    def set_wish(self, wish: Wish) -> None:
        """From now on. Raises BadInput for an account that is not there."""
        known = {one.id for one in accounts.listed(self._db)}
        if strange := sorted(wish.not_on - known):
            raise BadInput(f"There is no account {strange[0]}", "", "List them with: moderator account list")
        if {wish.hide, wish.close} - {AT_ONCE, ASK, OFF}:
            raise BadInput("This is no answer", "", f"Say: {AT_ONCE}, {ASK} or {OFF}")
        with self._db.transaction():
            parking.set_policy(self._db, wish.body(), self._who.person)
            journal.append(self._db, self._who.person, "parking set", "team", wish.body())

    @asks(Verb.ANSWER_EXHAUSTED)
    def allow(self) -> None:
        """What is severe may be hidden until somebody has room. Raises Refused when nobody asks."""
        with self._db.transaction():
            period = parking.running(self._db)
            if period is None or not parking.allow(self._db, period.id, self._who.person):
                raise Refused("Nothing is asked now", "Somebody has room again, or it was answered")
            journal.append(self._db, self._who.person, "hiding allowed", f"parked {period.id}", {})

    @asks(Verb.ANSWER_EXHAUSTED)
    def close(self) -> int:
        """Nobody can answer in the agency's own threads in which something severe waits, until somebody has room. How many
        threads. Raises Refused where there is nothing to close.
        """
        with self._db.transaction():
            self._db.alone("parked")
            period = parking.running(self._db)
            count = 0 if period is None else close_threads(self._db, self._caps, period.id, self._who.person)
        if not count:
            raise Refused("There is no thread to close", "Somebody has room, or the platform cannot")
        return count

    @asks(Verb.ANSWER_EXHAUSTED)
    def reopen(self) -> int:
        """Before that. How many threads."""
        with self._db.transaction():
            self._db.alone("parked")
            period = parking.running(self._db)
            return 0 if period is None else open_threads(self._db, self._caps, period.id, self._who.person)

    @asks(Verb.ANSWER_EXHAUSTED)
    def past(self, limit: int = 20) -> list[Past]:
        """The newest first."""
        return [
            Past(from_us(one.begun_us), one.minutes, parking.hidden_count(self._db, one.id))
            for one in parking.listed(self._db, limit)
        ]


def exhausted(db: Db, caps: Mapping[str, Mapping[Op, Cap]], titles: Mapping[str, str]) -> Exhausted | None:
    period = parking.running(db)
    if period is None:
        return None
    wish = Wish.of(parking.policy(db))
    there = {one.platform for one in accounts.listed(db)}
    cannot = sorted(titles.get(name, name) for name in there if not can_hide(caps.get(name, {})))
    hides = bool(period.allowed_by) and wish.hide != OFF
    return Exhausted(
        from_us(period.begun_us),
        hides,
        wish.hide == ASK and not period.allowed_by,
        tuple(cannot),
        closes=_closes(db, caps, wish, period.id),
    )


def _closes(db: Db, caps: Mapping[str, Mapping[Op, Cap]], wish: Wish, period: int) -> bool:
    able = [
        one.id
        for one in accounts.listed(db)
        if one.id not in wish.not_on and can_close(caps.get(one.platform, {}))
    ]
    return wish.close == ASK and bool(able) and bool(parking.threads_to_close(db, period, able, 1))
