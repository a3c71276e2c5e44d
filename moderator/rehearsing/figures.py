"""What a played month comes to, in the figures that a policy is judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

from moderator.rehearsing.persons import Person
from moderator.rehearsing.play import Played
from moderator.rehearsing.traffic import HOUR, WEEK, Traffic

LEAST = 8.0  # hours of work in a week, from which its load for each hour says something


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are 0 to 1. `max_median` and `gini` are of the load for each hour of work: of the month, and of the weeks on
    the whole. `looks_closed` are looks while a limit was closed, which there can be none of; `most_used` is the fullest
    that a limit got, 1 being its hard number: the look that reaches it may go over it by what it costs.
    """

    persons: int
    hours: float
    worked_hours: float
    arrived: int
    decided: int
    waiting: int
    harsh_waiting: int
    in_promise: float
    wait_median: float
    wait_p95: float
    locks: dict[str, int]
    soft: int
    locked_hours: float
    parked_hours: float
    released: int
    breaks: dict[str, int]
    load_low: float
    load_median: float
    load_high: float
    loads: list[float]  # of each person, the least first
    max_median: float
    max_median_week: float
    gini: float
    worst_share: float
    longest: dict[str, int]
    broken: dict[str, int]
    harsh: int
    looks_closed: int
    most_used: float

    @property
    def coverage(self) -> float:
        return self.decided / self.arrived if self.arrived else 1.0

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "coverage": self.coverage}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Figures:
        """What `facts` told, at the other end of a pipe."""
        return cls(**{each.name: facts[each.name] for each in fields(cls)})


def told(played: Played, traffic: Traffic) -> Figures:
    persons = played.persons
    begins, ends = traffic.begins_us, traffic.begins_us + traffic.span_us
    hours = [person.hours_between(begins, ends) for person in persons]
    loads = sorted(person.units / hour for person, hour in zip(persons, hours, strict=True) if hour)
    weeks = [_week(persons, begins, number) for number in range(-(-traffic.span_us // WEEK))]
    hits = sum((person.hits for person in persons), Counter[str]())
    waits = sorted(played.waits)
    return Figures(
        persons=len(persons),
        hours=sum(hours),
        worked_hours=sum(person.worked_us for person in persons) / HOUR,
        arrived=played.arrived,
        decided=played.decided,
        waiting=played.waiting,
        harsh_waiting=played.harsh_waiting,
        in_promise=1 - played.late / played.arrived if played.arrived else 1.0,
        wait_median=_at(waits, 0.5),
        wait_p95=_at(waits, 0.95),
        locks={key: count for key, count in sorted(hits.items()) if key != "soft"},
        soft=hits["soft"],
        locked_hours=sum(person.locked_us for person in persons) / HOUR,
        parked_hours=played.parked_us / HOUR,
        released=played.released,
        breaks=dict(sorted(sum((person.breaks for person in persons), Counter[str]()).items())),
        load_low=loads[0] if loads else 0.0,
        load_median=median(loads) if loads else 0.0,
        load_high=loads[-1] if loads else 0.0,
        loads=[round(load, 2) for load in loads],
        max_median=most_to_median(loads),
        max_median_week=max(map(most_to_median, weeks), default=1.0),
        gini=sum(map(gini, weeks)) / len(weeks) if weeks else 0.0,
        worst_share=played.worst_share,
        longest=dict(sorted(played.longest.items())),
        broken={name: count for name, count in sorted(played.broken.items()) if count},
        harsh=played.served_harsh,
        looks_closed=sum(person.over for person in persons),
        most_used=max((person.most_used for person in persons), default=0.0),
    )


def _week(persons: Sequence[Person], begins_us: int, number: int) -> list[float]:
    """Load for each hour of work of one week, of whoever worked a day or more in it."""
    since = begins_us + number * WEEK
    found = [(person, person.hours_between(since, since + WEEK)) for person in persons]
    return [person.units_by_week.get(number, 0.0) / hours for person, hours in found if hours >= LEAST]


def gini(values: Sequence[float]) -> float:
    """0: all alike; towards 1: one has it all."""
    found, whole = sorted(values), sum(values)
    if not whole:
        return 0.0
    count = len(found)
    return sum((2 * at - count - 1) * value for at, value in enumerate(found, 1)) / (count * whole)


def most_to_median(values: Sequence[float]) -> float:
    middle = median(values) if values else 0.0
    return max(values) / middle if middle else 1.0


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
