"""What comes in, and when: cards without a word of what they say. Compact, because a month may have a million."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from moderator.scores import Band

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 4 * WEEK  # each day of the week as often as any other
MONDAY = 1_772_409_600_000_000  # 2 March 2026, midnight UTC: where a made-up month begins
UNCHECKED = -1


class Arrival(NamedTuple):
    """One card: `band` None is not checked, `kin` the number that near-copies share (0: none)."""

    at_us: int
    band: Band | None
    copies: int = 1
    threat: bool = False
    kin: int = 0


class Traffic:
    """Cards in order of time, from `begins_us` for `span_us`. `source` says in words where they are from."""

    def __init__(
        self, begins_us: int, arrivals: Iterable[Arrival], source: str, span_us: int = MONTH
    ) -> None:
        self.begins_us, self.span_us, self.source = begins_us, span_us, source
        self._at, self._kin = array("q"), array("q")
        self._copies, self._band, self._threat = array("i"), array("b"), array("b")
        for one in arrivals:
            self._at.append(one.at_us)
            self._band.append(UNCHECKED if one.band is None else int(one.band))
            self._copies.append(min(one.copies, 2**31 - 1))
            self._threat.append(one.threat)
            self._kin.append(one.kin)

    def __len__(self) -> int:
        return len(self._at)

    def __iter__(self) -> Iterator[Arrival]:
        return map(self.card, range(len(self)))

    def card(self, number: int) -> Arrival:
        band = self._band[number]
        return Arrival(
            self._at[number],
            None if band == UNCHECKED else Band(band),
            self._copies[number],
            bool(self._threat[number]),
            self._kin[number],
        )

    def uncivil(self) -> float:
        return sum(band != Band.S0 for band in self._band) / max(1, len(self))


# a month that nobody had

USUAL = (0.75, 0.10, 0.09, 0.05, 0.01)  # shares of S0 to S4: contested, as the design page has it
EVENING = (0.62, 0.14, 0.14, 0.08, 0.02)  # what comes in after work is harsher
PILE_ON = (0.12, 0.33, 0.37, 0.15, 0.03)
THREATS = {Band.S3: 0.15, Band.S4: 0.5}
COPIED = 0.4  # of what a pile-on brings, the share that is one of a few wordings
_HOURS = (1, 1, 1, 1, 1, 2, 4, 7, 9, 9, 9, 8, 8, 8, 7, 7, 7, 8, 9, 9, 8, 6, 4, 2)  # how busy each hour is
_DAYS = (1.1, 1.1, 1.0, 1.0, 1.0, 0.6, 0.6)


@dataclass(frozen=True, slots=True)
class Made:
    """What a made-up month is like: cards a day for each person, and how many the pile-on of the second week brings
    for each, within three days of its Tuesday morning.
    """

    daily: float = 110.0
    pile_on: float = 260.0
    pile_on_from: int = WEEK + DAY + 10 * HOUR
    fades: int = 14 * HOUR  # a pile-on has halved after so long


def synthetic(persons: int, seed: int, made: Made | None = None) -> Traffic:
    """A month for a desk of so many persons."""
    made, chance = made or Made(), Random(seed)  # noqa: S311 - a rehearsal
    cards = [*_usual(made.daily * persons, chance), *_pile_on(made, persons, chance)]
    said = f"a made-up month for {persons} persons, with a pile-on in the second week (seed {seed})"
    return Traffic(MONDAY, sorted(cards, key=lambda one: one.at_us), said)


def _usual(daily: float, chance: Random) -> Iterator[Arrival]:
    for day in range(28):
        a_day = daily * _DAYS[day % 7] * chance.uniform(0.8, 1.2)
        for hour, busy in enumerate(_HOURS):
            shares = EVENING if hour >= 18 or hour < 6 else USUAL
            for _ in range(_poisson(a_day * busy / sum(_HOURS), chance)):
                yield _card(day * DAY + hour * HOUR + chance.randrange(HOUR), shares, chance)


def _pile_on(made: Made, persons: int, chance: Random) -> Iterator[Arrival]:
    for _ in range(round(made.pile_on * persons)):
        after = min(int(-math.log2(1 - chance.random()) * made.fades), 3 * DAY)
        kin = chance.randint(1, 12) if chance.random() < COPIED else 0
        yield _card(made.pile_on_from + after, PILE_ON, chance, kin)


def _card(after: int, shares: tuple[float, ...], chance: Random, kin: int = 0) -> Arrival:
    band = Band(chance.choices(range(5), shares)[0])
    threat = chance.random() < THREATS.get(band, 0.0)
    copies = min(500, int(chance.paretovariate(1.3))) if kin else 1
    return Arrival(MONDAY + after, band, copies, threat, kin if band > Band.S0 else 0)


def _poisson(mean: float, chance: Random) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    left, count = math.exp(-mean), -1
    product = 1.0
    while product > left:
        product *= chance.random()
        count += 1
    return count
