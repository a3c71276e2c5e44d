"""The two ways to serve that are compared: the desk's own, and first come, first served. Limits and breaks hold in both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from moderator.rehearsing.persons import MINUTE, Person
from moderator.rehearsing.traffic import Arrival
from moderator.scheduling import CALM, Standing, Want, order, wanted
from moderator.scores import Band
from moderator.wellbeing.policy import Mix

_BELOW_S4 = frozenset({Band.S0, Band.S1, Band.S2, Band.S3, None})


class Rule(Protocol):
    def key(self, card: Arrival, due_us: int) -> int:
        """Which card is first: the lowest."""
        ...

    def want(self, person: Person, there: Sequence[Person], mix: Mix, ends_in_us: int) -> Want:
        """What this person gets next. `there`: who else is at work."""
        ...


class Ours:
    """As the desk serves: the order of the line, the mix, nothing severe in the last minutes of a shift.

    `by_room`: and harsh cards to whoever has looked at least, by `scheduling.wanted` with everybody's standing. The desk
    gives it none yet, so that this says what it would be good for.
    """

    def __init__(self, *, by_room: bool = False) -> None:
        self._by_room = by_room

    def key(self, card: Arrival, due_us: int) -> int:
        return -order(card.band, card.copies, {"threat": 1.0} if card.threat else {}, due_us).priority

    def want(self, person: Person, there: Sequence[Person], mix: Mix, ends_in_us: int) -> Want:
        severe = person.severe_us
        return wanted(
            list(person.recent),
            str(person.gate.level),
            person.state.served_since_break,
            mix,
            me=_standing(person) if self._by_room else None,
            others=[_standing(other) for other in there] if self._by_room else (),
            most=Band.S2 if ends_in_us < mix.quiet_end * MINUTE else None,
            since_severe=None if severe is None else timedelta(microseconds=person.at_us - severe),
        )


class FirstCome:
    """As they came in, whatever they are."""

    def key(self, card: Arrival, due_us: int) -> int:
        return card.at_us

    def want(self, person: Person, there: Sequence[Person], mix: Mix, ends_in_us: int) -> Want:
        if person.gate.closed:
            return Want((CALM,))
        return Want((None if person.gate.extreme is None else _BELOW_S4,))


def _standing(person: Person) -> Standing:
    return Standing(person.room, person.week_load)
