"""A person's own room: what they were shown in the last weeks, what stands out of it, what their work did together with
others, and what others can see of them. Everything here is told to that person alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from moderator.beginning import Beginning
from moderator.clock import from_us, to_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Role, Verb
from moderator.people.rosters import Shift, zone_named
from moderator.people.seen import NEVER, SEEN, Seen
from moderator.safeguards import InForce
from moderator.store import exposure, mine, people, rosters
from moderator.store.db import Db
from moderator.together import POLICY
from moderator.wellbeing import own
from moderator.wellbeing.own import Charged, Day, Sign

K = 5  # persons, before anything is said of what they did together
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Mine:
    """The last five weeks, the oldest day first. `soft` and `hard`: one's own limit on the load of a day."""

    days: tuple[Day, ...]
    soft: float
    hard: float
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What all persons of the desk together did in the last whole week. None of the figures where fewer than K decided."""

    first: date
    last: date
    hidden: int | None
    accounts: int | None
    threats: int | None


@dataclass(frozen=True, slots=True)
class Visible:
    """One thing that others can see of this person now or later. `roles`: who, of those that somebody else holds here.
    `since`: nothing from before; None: it is not shown before the consultation is recorded.
    """

    seen: Seen
    roles: tuple[Role, ...]
    on: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Watched:
    """`alone`: nobody else is at this desk."""

    alone: bool
    visible: tuple[Visible, ...]
    never: tuple[str, ...] = NEVER


class Centre:
    """See the module. For one person at one desk; `zone` is where days begin."""

    def __init__(self, db: Db, who: Who, zone: str, beginning: Beginning) -> None:
        self._db, self._person = db, who.person
        self._zone, self._beginning = zone_named(zone), beginning
        self._gate = Gate(db, who.person)
        self._in_force = InForce(db, who.person)

    def demand(self, verb: Verb) -> None:
        """Raises NotAllowed or NotSignedIn unless this person's roles allow it."""
        self._gate.demand(verb)

    @asks(Verb.REST)
    def mine(self) -> Mine:
        """What this person was shown. Looking changes nothing and is written nowhere."""
        rest = exposure.load_rest(self._db, self._person)
        eff_us = self._db.wall_us() if rest is None else rest.eff_us
        since = eff_us - (own.DAYS + 1) * _DAY_US
        charged = [
            Charged(from_us(at), band, units, looks)
            for at, band, units, looks in mine.charged(self._db, self._person, since)
        ]
        minutes = [
            (from_us(at), us / 60_000_000) for at, us in exposure.queue_time(self._db, self._person, since)
        ]
        days = own.by_day(charged, minutes, self._today(), self._zone)
        late = own.past_shift(charged, self._shifts(), self._db.clock.wall())
        load = next(limit for limit in self._in_force.own(eff_us).limits if limit.key == "load_d")
        return Mine(days, load.soft, load.hard, own.signs(days, late))

    @asks(Verb.REST)
    def work(self) -> Work:
        """Of the last whole week, Monday to Sunday: a week that stands still cannot be taken apart day by day."""
        first = self._today() - timedelta(days=self._today().weekday() + 7)
        begins, ends = (
            to_us(datetime.combine(day, time(), self._zone)) for day in (first, first + timedelta(7))
        )
        persons, *figures = mine.together(self._db, begins, ends, POLICY)
        hidden, accounts, threats = figures if persons >= K else (None, None, None)
        return Work(first, first + timedelta(days=6), hidden, accounts, threats)

    @asks(Verb.REST)
    def watched(self) -> Watched:
        """What others can see of this person, and what nobody can: made from the one list that every such view is on."""
        others = self._others()
        since = self._beginning.since()
        visible = []
        for seen in SEEN:
            held = tuple(role for role in Role if role in seen.roles and others.get(role, 0))
            if held:
                on = since is not None or not seen.after_start
                visible.append(Visible(seen, held, on, since if seen.after_start else None))
        return Watched(not any(others.values()), tuple(visible))

    def _others(self) -> Mapping[Role, int]:
        """How many others hold each role."""
        here = [each for each in people.everybody(self._db) if each.id != self._person]
        return {role: sum(role in each.roles for each in here) for role in Role}

    def _shifts(self) -> list[tuple[datetime, datetime]]:
        first = self._today() - timedelta(days=own.PAST_DAYS + 1)
        planned = rosters.between(
            self._db, first.isoformat(), self._today().isoformat(), persons={self._person}
        )
        spans = (
            Shift(each.person, date.fromisoformat(each.day), each.begins, each.ends, each.zone).span
            for each in planned
        )
        return [(span.start, span.end) for span in spans]

    def _today(self) -> date:
        return self._db.clock.wall().astimezone(self._zone).date()
