"""The two ways to serve that are compared: the desk's own, and first come, first served. Limits and breaks hold in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from moderator.rehearsing.persons import Person
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
    """As the desk serves: the order of the line, the mix, and harsh cards to whoever has the most room."""

    def key(self, card: Arrival, due_us: int) -> int:
        return -order(card.band, card.copies, {"threat": 1.0} if card.threat else {}, due_us).priority

    def want(self, person: Person, there: Sequence[Person], mix: Mix, ends_in_us: int) -> Want:
        return wanted(
            list(person.recent),
            str(person.gate.level),
            person.state.served_since_break,
            mix,
            me=_standing(person),
            others=[_standing(other) for other in there],
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
