"""A month played: events in order of time, and no tick where nothing happens."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from moderator.rehearsing.line import Line
from moderator.rehearsing.persons import MINUTE, PACE, SPREAD, Person
from moderator.rehearsing.serving import Rule
from moderator.rehearsing.staffing import Staff, spans_us
from moderator.rehearsing.traffic import Arrival, Traffic
from moderator.scheduling import LOOK_BACK, WARM_UP, Allowed, Promise
from moderator.scores import Band
from moderator.wellbeing.exposure import counted_as
from moderator.wellbeing.limits import Level
from moderator.wellbeing.policy import DEFAULT, Policy
from moderator.wellbeing.values import Presence

_MIDDLING: Allowed = frozenset({Band.S1, Band.S2, None})
AGAIN = MINUTE  # who found nothing that fits looks again after so long
_EACH = 500  # cards between two words on how far it is
_MOST_SECONDS = 400.0

Progress = Callable[[float], None]


@dataclass
class Played:
    """What came of it. Times are microseconds."""

    persons: Sequence[Person]
    arrived: int = 0
    decided: int = 0
    waiting: int = 0
    harsh_waiting: int = 0
    late: int = 0  # decided after the promise, or waiting past it at the end
    released: int = 0  # given back undecided because a limit was reached
    parked_us: int = 0  # harsh cards waited, somebody was there, and nobody had room
    broken: Counter[str] = field(default_factory=Counter)  # a rule of the mix, though calmer work was there
    served_harsh: int = 0
    longest: dict[str, int] = field(default_factory=dict)  # runs, "S2" and "S3"
    waits: array[float] = field(default_factory=lambda: array("f"))  # working hours until it was decided
    worst_share: float = 0.0  # of uncivil ones among the last twenty, where calmer work was there


class Play:
    """One month under one policy and one rule."""

    def __init__(
        self, traffic: Traffic, staff: Staff, policy: Policy = DEFAULT, *, rule: Rule, seed: int = 1
    ) -> None:
        self._traffic, self._policy, self._rule, self._seed = traffic, policy, rule, seed
        self._persons = [
            Person(number, spans_us(spans), pace, policy.limits, since_us=traffic.begins_us)
            for number, (spans, pace) in enumerate(zip(staff.hours, staff.paces, strict=True), 1)
        ]
        self._hours, self._promise = staff.working(), Promise()
        self._line, self._seconds = Line(), array("f")
        self._due = array("q")
        self._events: list[tuple[int, int, int]] = []  # when, order, which person; -1: a card comes in
        self._wakes = [0] * len(self._persons)  # the order number of the event that counts for each person
        self._waits: dict[int, None] = {}  # persons for whom there was nothing, the longest waiting first
        self._order = 0
        self._parked_since: int | None = None
        self._told = Played(self._persons)

    def run(self, progress: Progress = lambda share: None) -> Played:
        traffic, told = self._traffic, self._told
        ends, chance = traffic.begins_us + traffic.span_us, Random(self._seed)  # noqa: S311
        for person in range(len(self._persons)):
            self._wake(person, traffic.begins_us)
        number = 0
        while self._events or number < len(traffic):
            card = traffic.card(number) if number < len(traffic) else None
            if card is not None and (not self._events or card.at_us <= self._events[0][0]):
                if card.at_us >= ends:
                    break
                self._comes(number, card, chance)
                number += 1
                if number % _EACH == 0:
                    progress((card.at_us - traffic.begins_us) / traffic.span_us)
                continue
            if not self._events:
                break
            at_us, order, who = heappop(self._events)
            if at_us >= ends:
                break
            if self._wakes[who] == order:
                self._turn_of(who, at_us)
                self._look_at_parking(at_us)
        self._end(ends)
        told.arrived = number
        progress(1.0)
        return told

    # the line

    def _comes(self, number: int, card: Arrival, chance: Random) -> None:
        self._seconds.append(min(_MOST_SECONDS, PACE * math.exp(chance.gauss(-SPREAD * SPREAD / 2, SPREAD))))
        self._due.append(self._hours.due_us(card.at_us, self._promise.of(card.band, card.threat)))
        self._put(number, card)
        for who in list(self._waits):
            self._wake(who, card.at_us)
        self._look_at_parking(card.at_us)

    def _put(self, number: int, card: Arrival) -> None:
        self._line.put(card.band, self._rule.key(card, self._due[number]), number)

    def _wake(self, who: int, at_us: int) -> None:
        self._order += 1
        self._wakes[who] = self._order
        heappush(self._events, (at_us, self._order, who))

    # a person

    def _turn_of(self, who: int, now_us: int) -> None:
        person = self._persons[who]
        waited = who in self._waits
        self._waits.pop(who, None)
        span = person.span(now_us)
        here = span is not None and span[0] <= now_us
        person.let_pass(now_us, Presence.IDLE if waited and here else Presence.LOCKED)
        if span is None:
            return
        if not here:
            self._wake(who, span[0])
            return
        until = person.begin()
        if until > now_us:
            self._wake(who, until)
            return
        there = [
            other
            for other in self._persons
            if other is not person and (turn := other.span(now_us)) is not None and turn[0] <= now_us
        ]
        want = self._rule.want(person, there, self._policy.mix, span[1] - now_us)
        found = next((card for tried in want.tries if (card := self._line.take(tried)) is not None), None)
        if found is None:
            self._waits[who] = None
            again = min(span[1], person.gate.reopens_us if person.gate.closed else span[1])
            self._wake(who, max(now_us + 1, min(again, now_us + AGAIN) if len(self._line) else again))
            return
        self._serve(person, found[1])
        self._wake(who, person.at_us)

    def _serve(self, person: Person, number: int) -> None:
        card, told = self._traffic.card(number), self._told
        self._measure(person, card.band)
        if not person.work(card.band, card.kin, self._seconds[number]):
            told.released += 1
            self._put(number, card)
            return
        told.decided += 1
        told.late += person.at_us > self._due[number]
        told.waits.append(self._hours.left(card.at_us, person.at_us).total_seconds() / 3600)

    def _measure(self, person: Person, band: Band | None) -> None:
        """Are the rules of the mix kept, wherever calmer work is there?"""
        told, mix, line, counted = self._told, self._policy.mix, self._line, counted_as(band)
        last = [counted_as(each) for each in person.recent][-(LOOK_BACK - 1) :]
        run2, run3 = _run(last, Band.S2), _run(last, Band.S3)
        for name, floor, run in (("S2", Band.S2, run2), ("S3", Band.S3, run3)):
            if counted >= floor:
                told.longest[name] = max(told.longest.get(name, 0), run + 1)
        if counted == Band.S0:
            return
        told.served_harsh += 1
        uncivil = sum(each > Band.S0 for each in last) + 1
        if line.has(frozenset({Band.S0})):
            told.broken["share"] += uncivil > mix.uncivil_share * max(len(last) + 1, WARM_UP) + 1e-9
            if len(last) == LOOK_BACK - 1:
                told.worst_share = max(told.worst_share, uncivil / LOOK_BACK)
        if line.has(frozenset({Band.S0, Band.S1})):
            told.broken["run of S2"] += counted >= Band.S2 and run2 >= mix.abusive_run
            told.broken["calm start"] += (
                counted >= Band.S2 and person.state.served_since_break < mix.calm_start
            )
        if line.has(frozenset({Band.S0, Band.S1, Band.S2, None})):
            told.broken["run of S3"] += counted >= Band.S3 and run3 >= mix.severe_run

    # nobody has room

    def _look_at_parking(self, now_us: int) -> None:
        parked = self._line.harsh and self._nobody_has_room(now_us)
        if parked and self._parked_since is None:
            self._parked_since = now_us
        elif not parked and self._parked_since is not None:
            self._told.parked_us += now_us - self._parked_since
            self._parked_since = None

    def _nobody_has_room(self, now_us: int) -> bool:
        """Is somebody at work, and none of them can take anything harsh that waits? As `wellbeing.handover` has it, a soft
        limit is no lack of people."""
        here = [
            person
            for person in self._persons
            if (span := person.span(now_us)) is not None and span[0] <= now_us
        ]
        return bool(here) and not any(self._has_room(person, now_us) for person in here)

    def _has_room(self, person: Person, now_us: int) -> bool:
        if person.gate.closed and person.gate.reopens_us > now_us:
            return False
        return person.gate.level is not Level.HARD or self._line.has(_MIDDLING)

    def _end(self, ends_us: int) -> None:
        told, line = self._told, self._line
        if self._parked_since is not None:
            told.parked_us += ends_us - self._parked_since
        while (found := line.take(None)) is not None:
            told.waiting += 1
            told.late += ends_us > self._due[found[1]]
            told.harsh_waiting += counted_as(self._traffic.card(found[1]).band) > Band.S0


def _run(bands: Sequence[Band], floor: Band) -> int:
    run = 0
    for band in reversed(bands):
        if band < floor:
            break
        run += 1
    return run
