"""The roster: who works when. Read from a file, edited a day at a time, copied from week to week, undone.

An admin plans for everybody, a lead for the teams that they lead. Hours are kept as they are planned, on the clock on
the wall of a time zone; `people.rosters` reckons with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moderator.gate import Gate, Who, asks, found
from moderator.people import names, roster_csv, rosters
from moderator.people.roles import Role, Verb
from moderator.people.rosters import Shift
from moderator.problems import BadInput, NotAllowed
from moderator.store import journal, people, teams
from moderator.store import rosters as kept
from moderator.store.db import Db


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did. `number` is None when there was nothing to do."""

    number: int | None
    added: int
    removed: int
    kind: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `first`, a Monday. `rows` are those who can be planned by who asks, in no order."""

    first: date
    zone: str
    rows: tuple[str, ...]
    shifts: tuple[Shift, ...]
    undoes: str  # kind of the change that undo would take back, "" for none

    def cell(self, person: str, day: date) -> list[Shift]:
        return [shift for shift in self.shifts if (shift.person, shift.day) == (person, day)]

    def hours(self, person: str) -> timedelta:
        """How long this person really works, summer time reckoned with."""
        return sum((shift.span.length for shift in self.shifts if shift.person == person), timedelta(0))


class Roster:
    """See the module. `zone` is the desk's own time zone."""

    def __init__(self, db: Db, who: Who, zone: str) -> None:
        self._db, self._who, self.zone = db, who, zone
        self._gate = Gate(db, who.person)

    def demand(self, verb: Verb) -> None:
        self._gate.demand(verb)

    # looking

    @asks(Verb.SEE_ROSTER)
    def shifts(self, first: date, last: date) -> list[Shift]:
        """Everybody's shifts that begin on these days, both included."""
        return planned(self._db, first, last)

    @asks(Verb.EDIT_ROSTER)
    def week(self, of: date) -> Week:
        """The week of this day, for the persons whom who asks may plan."""
        days = rosters.week(of)
        rows = self._mine()
        shifts = kept.between(self._db, days[0].isoformat(), days[-1].isoformat(), persons=rows)
        newest = kept.newest_of(self._db, self._who.person)
        undoes = newest[1] if newest else ""
        return Week(days[0], self.zone, tuple(sorted(rows)), tuple(map(_shift, shifts)), undoes)

    @asks(Verb.SEE_ROSTER)
    def today(self) -> date:
        """The day at this desk's time zone."""
        return self._db.clock.wall().astimezone(rosters.zone_named(self.zone)).date()

    @asks(Verb.SEE_STATUS)
    def on_duty(self, at: datetime) -> set[str]:
        """Pseudonyms of those who are rostered at this moment."""
        return rosters.on_duty(self._around(at), at)

    # changing

    @asks(Verb.EDIT_ROSTER)
    def set_day(self, person: str, day: date, typed: str) -> Changed:
        """One cell of the grid as it was typed: "8-16", "8-12, 13-17", "" for nobody there."""
        hours = rosters.hours_of(typed)
        with self._alone():
            before = self._on({(person, day)})
            zone = before[0].zone if before else self.zone
            wanted = [Shift(person, day, begins, ends, zone) for begins, ends in hours]
            return self._replace(before, wanted, "grid")

    @asks(Verb.EDIT_ROSTER)
    def copy_last_week(self, of: date) -> Changed:
        """Last week's hours on the days of this week on which nothing is planned yet."""
        first = rosters.monday(of)
        with self._alone():
            rows = self._mine()
            last = self._between(first - timedelta(days=7), first - timedelta(days=1), rows)
            taken = {(one.person, one.day) for one in self._between(first, first + timedelta(days=6), rows)}
            return self._replace([], rosters.copied(last, taken=taken), "copy")

    @asks(Verb.EDIT_ROSTER)
    def import_csv(self, data: bytes) -> Changed:
        """A file takes the place of what was planned, for the persons and the weeks that it names.

        Raises BadInput that names every line which cannot be used; nothing is imported then.
        """
        read = roster_csv.read(data)
        wrong, wanted = list(read.wrong), list[Shift]()
        known: dict[str, str | None] = {}
        for line in read.lines:
            if line.person not in known:
                known[line.person] = self._known(line.person)
            person = known[line.person]
            if person is None:
                wrong.append(roster_csv.Wrong(line.number, f"there is nobody called “{line.person[:40]}”"))
            else:
                wanted.append(Shift(person, line.day, line.begins, line.ends, line.zone or self.zone))
        if wrong:
            raise roster_csv.told(tuple(sorted(wrong, key=lambda one: one.number)))
        if not wanted:
            raise BadInput(
                "The roster has no shifts in it", "", "Below its titles it needs a line for each shift"
            )
        weeks = {(one.person, day) for one in wanted for day in rosters.week(one.day)}
        with self._alone():
            return self._replace(self._on(weeks), wanted, "import")

    @asks(Verb.EDIT_ROSTER)
    def undo(self) -> Changed:
        """Take back the newest change of who asks, as far as nobody changed the same hours since."""
        with self._alone():
            newest = kept.newest_of(self._db, self._who.person)
            if newest is None:
                raise NotAllowed("There is nothing to undo", "No change of yours to the roster stands")
            brought, took = kept.touched(self._db, newest[0])
            took = [one for one in took if self._is_here(one.person)]
            self._demand_mine({one.person for one in (*brought, *took) if self._is_here(one.person)})
            standing = set(
                self._planned({(one.person, date.fromisoformat(one.day)) for one in (*brought, *took)})
            )
            busy = {(one.person, one.day) for one in standing - set(brought)}
            back = [one for one in took if (one.person, one.day) not in busy]
            done = self._write([one for one in brought if one in standing], back, "undo")
            assert done.number is not None
            kept.mark_undone(self._db, newest[0], done.number)
            return done

    # the parts

    def _replace(self, before: Sequence[Shift], wanted: Sequence[Shift], kind: str) -> Changed:
        self._demand_mine({one.person for one in (*before, *wanted)})
        gone, new = set(before) - set(wanted), set(wanted) - set(before)
        if not gone and not new:
            return Changed(None, 0, 0, kind)
        self._demand_no_clash(gone, new)
        return self._write(map(_row, sorted(gone)), map(_row, sorted(new)), kind)

    def _write(self, remove: Iterable[kept.Planned], add: Iterable[kept.Planned], kind: str) -> Changed:
        remove, add = list(remove), list(add)
        if any(one.person == self._who.person for one in add):
            found(self._db, self._who.person)
        number = kept.change(self._db, self._who.person, kind, add=add, remove=remove)
        people.mark_changed(self._db)
        facts = {"kind": kind, "added": len(add), "removed": len(remove)}
        journal.append(self._db, self._who.person, "roster changed", f"roster {number}", facts)
        return Changed(number, len(add), len(remove), kind)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change to the roster at a time, looked at and written in one transaction."""
        with self._db.transaction():
            self._db.alone("roster")
            yield

    def _demand_no_clash(self, gone: Collection[Shift], new: Collection[Shift]) -> None:
        """Nobody works twice at once: looked at with the days before and after, for nights."""
        by_person: dict[str, list[Shift]] = defaultdict(list)
        for one in new:
            by_person[one.person].append(one)
        for person, mine in by_person.items():
            first, last = min(one.day for one in mine), max(one.day for one in mine)
            near = self._between(first - timedelta(days=2), last + timedelta(days=2), {person})
            clashes = rosters.clashes([one for one in near if one not in gone] + mine)
            if clashes:
                one, two = clashes[0]
                raise BadInput(
                    "These hours overlap",
                    f"{one.day} {one.hours} and {two.day} {two.hours} are of the same person",
                    "Nothing was changed; correct one of them",
                )

    def _mine(self) -> frozenset[str]:
        """Whom who asks may plan: an admin everybody, a lead the teams that they lead."""
        everybody = frozenset(one.id for one in people.everybody(self._db)) or frozenset({self._who.person})
        if Role.ADMIN in self._gate.roles():
            return everybody
        return teams.led_by(self._db, self._who.person) & everybody

    def _demand_mine(self, persons: Collection[str]) -> None:
        if not frozenset(persons) <= self._mine():
            raise NotAllowed(
                "You plan for the teams that you lead",
                "Somebody else is among these",
                "An admin can put them into your team",
            )

    def _known(self, called: str) -> str | None:
        named = people.named(self._db, names.key(called))
        return next((one for one in (called, named) if one and self._is_here(one)), None)

    def _is_here(self, person: str) -> bool:
        known = people.get(self._db, person)
        return known is not None and known.left_us is None

    def _between(self, first: date, last: date, persons: Collection[str]) -> list[Shift]:
        return [
            _shift(one)
            for one in kept.between(self._db, first.isoformat(), last.isoformat(), persons=persons)
        ]

    def _on(self, cells: Collection[tuple[str, date]]) -> list[Shift]:
        return [_shift(one) for one in self._planned(cells)]

    def _planned(self, cells: Collection[tuple[str, date]]) -> list[kept.Planned]:
        if not cells:
            return []
        days = [day for _, day in cells]
        persons = {person for person, _ in cells}
        near = kept.between(self._db, min(days).isoformat(), max(days).isoformat(), persons=persons)
        return [one for one in near if (one.person, date.fromisoformat(one.day)) in cells]

    def _around(self, at: datetime) -> list[Shift]:
        return planned(self._db, at.date() - timedelta(days=2), at.date() + timedelta(days=1))


def planned(db: Db, first: date, last: date) -> list[Shift]:
    """Everybody's shifts that begin on these days, both included. For what reckons with the roster by itself, such as
    a promise in working hours: who may look at it was asked where it is shown.
    """
    return [_shift(one) for one in kept.between(db, first.isoformat(), last.isoformat())]


def _shift(one: kept.Planned) -> Shift:
    return Shift(one.person, date.fromisoformat(one.day), one.begins, one.ends, one.zone)


def _row(one: Shift) -> kept.Planned:
    return kept.Planned(one.person, one.day.isoformat(), one.begins, one.ends, one.zone)
