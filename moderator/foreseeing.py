"""Limits rehearsed for whoever sets them: the last four weeks of this desk, or a made-up month, and who is there.

Of the comments nothing is taken but when they came, how harsh they were and how many copies there were; of the roster
its hours, in an order that says nothing about whose they are. Which of them are played is `moderator.rehearsing`'s.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from moderator.clock import from_us, to_us
from moderator.gate import Gate, Who, asks
from moderator.people.roles import Verb
from moderator.people.rosters import Shift, zone_named
from moderator.problems import BadInput
from moderator.rehearsing.staffing import Staff, made_up, rostered
from moderator.rehearsing.traffic import MONTH, Arrival, Traffic, synthetic
from moderator.safeguards import InForce
from moderator.scheduling import is_threat
from moderator.scores import Band
from moderator.store import rosters
from moderator.store import traffic as kept
from moderator.store.db import Db
from moderator.wellbeing.policy import Policy

LEAST = 200  # cards of the last four weeks: of fewer nothing can be said
MOST_PERSONS = 60
PERSONS = 3  # of a made-up month for which nobody says how many
SEED = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rehearsal is played with."""

    traffic: Traffic
    staff: Staff
    in_force: Policy


class Foreseeing:
    """See the module. `zone` is the desk's own time zone."""

    def __init__(self, db: Db, who: Who, zone: str) -> None:
        self._db, self._zone = db, zone
        self._gate = Gate(db, who.person)
        self._in_force = InForce(db, who.person)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    @asks(Verb.SET_POLICY)
    def scene(self, *, made: bool, persons: int | None, seed: int = SEED) -> Scene:
        """`made`: a made-up month. `persons`: so many, who take turns; None: the roster of those weeks.

        Raises BadInput where there is too little traffic, or no roster.
        """
        in_force = self._in_force.agency()
        if made:
            many = persons or len(self._roster(self._ago(), seed)) or PERSONS
            month = synthetic(many, seed)
            return Scene(month, made_up(many, month.begins_us, seed), in_force)
        month = self._last_weeks()
        begins = month.begins_us
        if persons is not None:
            return Scene(month, made_up(persons, begins, seed, self._zone, weeks=5), in_force)
        staff = self._roster(begins, seed)
        if not len(staff):
            raise BadInput(
                "Nobody is on the roster of these weeks",
                "",
                "Say how many persons there would be, or plan a roster",
            )
        return Scene(month, staff, in_force)

    def _last_weeks(self) -> Traffic:
        since = self._ago()
        kin: dict[str, int] = {}
        found = sorted(
            Arrival(
                one.since_us,
                band := None if one.band is None else Band(one.band),
                one.copies,
                is_threat(band, json.loads(one.labels or "{}")),
                0 if one.text_key is None else kin.setdefault(one.text_key, len(kin) + 1),
            )
            for one in kept.came(self._db, since, since + MONTH)
        )
        if len(found) < LEAST:
            raise BadInput(
                f"{len(found)} comments in the last four weeks are too few to say anything",
                f"It takes {LEAST}",
                "Try a made-up month",
            )
        return Traffic(since, found, "the last four weeks of this desk")

    def _roster(self, begins_us: int, seed: int) -> Staff:
        zone = zone_named(self._zone)
        first = from_us(begins_us).astimezone(zone).date()
        found = rosters.between(self._db, first.isoformat(), (first + timedelta(days=29)).isoformat())
        shifts = [
            Shift(one.person, date.fromisoformat(one.day), one.begins, one.ends, one.zone) for one in found
        ]
        return rostered(shifts, self._zone, seed, "as on the roster of these weeks")

    def _ago(self) -> int:
        return to_us(self._db.clock.wall()) - MONTH
