"""The agency's promise, "answered within so many working hours": when each card is due, and its place in the line.

The hours are those of the roster, and the office hours of the settings in weeks for which none is planned. When roster
or settings change, the worker counts the whole line anew, a few cards a transaction; nothing else ever does, because a
due time is a moment and stays what it is while time passes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from moderator import office
from moderator.cards import Due
from moderator.clock import zone_name
from moderator.people.hours import WorkingHours
from moderator.people.rosters import Shift, zone_named
from moderator.problems import BadInput
from moderator.scheduling import Place, Promise, is_threat, order
from moderator.scores import Band
from moderator.settings import Settings
from moderator.store import cards, journal, places, rosters
from moderator.store.base import Db

AT_ONCE = 250  # cards that are counted anew in one transaction: others write between two
SOON = timedelta(hours=1)  # of work; what is due by then is "nearly over"


class Promises:
    """What this desk promises. Reads the roster again when it was changed."""

    def __init__(self, db: Db, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self._db = db
        self._office = office.week(settings.office_hours) or {}
        self._zone = _zone(settings.time_zone)
        self._promise = Promise(settings.promise_threat, settings.promise_harsh, settings.promise_other)
        self._ours = [settings.office_hours.strip(), self._zone, *_hours(self._promise)]
        self._read: tuple[int, WorkingHours] | None = None
        self._said: str | None = None  # what this process had the line counted by

    def hours(self) -> WorkingHours:
        """As the roster is now. Ask before a batch is given its places: `place` itself does not look again."""
        newest = rosters.newest(self._db)
        if self._read is None or self._read[0] != newest:
            planned = [
                Shift("", date.fromisoformat(one.day), one.begins, one.ends, one.zone)
                for one in rosters.hours(self._db)
            ]
            self._read = newest, WorkingHours(planned, self._office, self._zone)
        return self._read[1]

    # places

    def place(
        self, band: Band | None, copies: int, labels: Mapping[str, float], since_us: int
    ) -> tuple[Place, int]:
        """Its place in the line, and when it is due."""
        promised = self._promise.of(band, is_threat(band, labels))
        hours = self._read[1] if self._read else self.hours()
        due_us = hours.due_us(since_us, promised)
        return order(band, copies, labels, due_us), due_us

    def placed(self, card: places.Standing) -> places.Standing:
        place, due_us = self.place(card.band, card.copies, card.labels, card.since_us)
        return card._replace(priority=place.priority, because=place.because, due_us=due_us)

    def recount(self) -> int:
        """Give the next few cards the place that roster and settings give them now, where the line was counted by
        others. Returns how many were looked at: 0 when all is as it should be.

        Workers that were told different promises count the line once each, and not again and again.
        """
        ours = json.dumps([*self._ours, rosters.newest(self._db)])
        if not self._to_count(ours):
            return 0
        with self._db.transaction():
            self._db.alone("promise")  # two workers share the counting, a stretch each
            if not self._to_count(ours):
                return 0
            before, self._said = places.counted(self._db), ours
            if before.by and before.by != ours:
                journal.append(self._db, "worker", "promises counted anew", "the line", self._facts())
            self.hours()
            after = before.after if before.by == ours else 0
            found = places.open_after(self._db, after or 0, AT_ONCE)
            places.put(self._db, [new for card in found if (new := self.placed(card)) != card])
            done = len(found) < AT_ONCE
            places.set_counted(self._db, places.Counted(ours, None if done else found[-1].id))
            return len(found)

    def _to_count(self, ours: str) -> bool:
        counted = places.counted(self._db)
        return counted.after is not None if counted.by == ours else self._said != ours

    def place_unscored(self, after: int) -> int:
        """While there is no scorer: places for cards without a score that came in `after` this one. The last of them."""
        self.hours()
        with self._db.transaction():
            found = places.open_after(self._db, after, AT_ONCE, unscored=True)
            places.put(self._db, [self.placed(card) for card in found])
        return found[-1].id if found else after

    def _facts(self) -> dict[str, object]:
        return {"hours": _hours(self._promise), "roster": rosters.newest(self._db)}

    # telling

    def dues(self) -> cards.Dues:
        """Tells how much working time is left from now until a moment."""
        hours, now = self.hours(), self._db.wall_us()
        return lambda at_us: Due(hours.left(now, at_us), hours.basis(at_us))

    def missed(self) -> tuple[int, int]:
        """How many cards of the line are past their promise, and how many will be within an hour of work. Each up to
        `places.MOST_COUNTED`.
        """
        now = self._db.wall_us()
        soon = self.hours().due_us(now, SOON)
        return places.due_between(self._db, None, now), places.due_between(self._db, now, soon)


def _zone(name: str) -> str:
    """A zone that the settings name wrongly is this computer's: counting goes on."""
    try:
        zone_named(name)
    except BadInput:
        return zone_name()
    return name


def _hours(promise: Promise) -> list[int]:
    return [promise.threat, promise.harsh, promise.other]
