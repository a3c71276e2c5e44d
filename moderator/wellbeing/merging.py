"""Two ledgers of one person become one: whatever either holds, once. Sums never go down by it.

A ledger is a set that only grows, keyed by the id of its events; joining two is their union. Where two events have the
same id and do not say the same, the earlier one stands and the later one is kept as refused, which is an alarm: nobody
but somebody who forges makes one id twice. Time at the queue is a union of intervals, so that two desks at once are no
more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """`at_us` first: of two events with one id the earlier counts. `until_us` is after it for time at the queue."""

    at_us: int
    id: str
    kind: str
    units: float = 0.0
    until_us: int = 0
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """`events` by id. `refused`: what had the id of another and said something else."""

    events: Mapping[str, Event]
    refused: frozenset[Event]

    @property
    def units(self) -> float:
        return sum(sorted(event.units for event in self.events.values()))

    @property
    def queue_us(self) -> int:
        """How long something harsh was open at any desk."""
        return together_us((event.at_us, event.until_us) for event in self.events.values())


def ledger(events: Iterable[Event]) -> Merged:
    """Events in any order, repeated or not."""
    chosen: dict[str, Event] = {}
    refused: set[Event] = set()
    for event in events:
        other = chosen.setdefault(event.id, event)
        if other != event:
            chosen[event.id] = min(other, event)
            refused.add(max(other, event))
    return Merged(MappingProxyType(chosen), frozenset(refused))


def merge(one: Merged, other: Merged) -> Merged:
    """Of whatever order and however often: the same union."""
    return ledger([*one.events.values(), *one.refused, *other.events.values(), *other.refused])


def together_us(intervals: Iterable[tuple[int, int]]) -> int:
    """The length of the union; an interval that ends before it begins is none."""
    whole, reached = 0, None
    for begin, end in sorted(each for each in intervals if each[1] > each[0]):
        begin = begin if reached is None else max(begin, reached)
        if end > begin:
            whole, reached = whole + end - begin, end
    return whole
