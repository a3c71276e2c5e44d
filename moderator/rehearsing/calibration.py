"""What the numbers of a policy mean for one person: how soon each closes, by how harsh the comments are.

Played with the desk's own limits, breaks and prices, without the mix and without colleagues: as they come. While harsh
cards are closed this person waits. RUNS shifts of eight hours for each stream; the middle of them is told. It
illustrates what the numbers do to each other and validates nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from statistics import median
from typing import Any

from moderator.rehearsing.persons import MINUTE, PACE, SPREAD, Person
from moderator.scores import Band
from moderator.wellbeing.exposure import TIMES, WEIGHT, Target
from moderator.wellbeing.limits import Level, Limit
from moderator.wellbeing.policy import Policy
from moderator.wellbeing.values import Presence

RUNS = 9
SHIFT = 8 * 60 * MINUTE
ILLUSTRATION = (
    "This illustrates what the numbers do to each other. It validates nothing, and nobody's health is in it."
)

Weights = Mapping[Band, float]


@dataclass(frozen=True, slots=True)
class Stream:
    name: str
    shares: tuple[float, ...]  # of S0 to S4
    target: Target = Target.GENERAL


STREAMS = (
    Stream("10 % uncivil: a quiet page", (0.90, 0.06, 0.03, 0.009, 0.001)),
    Stream("25 %: contested", (0.75, 0.10, 0.09, 0.05, 0.01)),
    Stream("50 %: a hard day", (0.50, 0.20, 0.17, 0.10, 0.03)),
    Stream("100 %: a pile-on", (0.0, 0.45, 0.40, 0.13, 0.02)),
    Stream("100 %, aimed at the person", (0.0, 0.30, 0.40, 0.25, 0.05), Target.ME),
)
SCALES: tuple[tuple[str, Weights], ...] = (
    ("as they are", WEIGHT),
    ("by equal steps (1, 2, 3, 4)", dict(zip(Band, (0.0, 1.0, 2.0, 3.0, 4.0), strict=True))),
    ("steep (1, 3, 9, 27)", dict(zip(Band, (0.0, 1.0, 3.0, 9.0, 27.0), strict=True))),
    ("all alike (1, 1, 1, 1)", dict(zip(Band, (0.0, 1.0, 1.0, 1.0, 1.0), strict=True))),
)


@dataclass(frozen=True, slots=True)
class Row:
    """Minutes from the beginning of the shift; None where it happened in fewer than half of the runs. `worked`: minutes
    of work until the day closed, or the shift was over. `day`: any limit of a day.
    """

    name: str
    units_an_hour: float
    soft: float | None
    hour: float | None
    extreme: float | None
    day: float | None
    worked: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The same with other weights: when an all-uncivil stream closes, and how much of a contested day can be worked."""

    name: str
    hour: float | None
    worked: float


def table(
    policy: Policy, progress: Callable[[float], None] = lambda share: None
) -> tuple[list[Row], list[Sensitivity]]:
    steps = len(STREAMS) + 2 * len(SCALES)
    rows, sensitive = [], []
    for stream in STREAMS:
        rows.append(row(stream, policy.limits))
        progress(len(rows) / steps)
    for name, weights in SCALES:
        all_harsh, contested = (
            row(STREAMS[3], policy.limits, weights),
            row(STREAMS[1], policy.limits, weights),
        )
        sensitive.append(Sensitivity(name, all_harsh.hour, contested.worked))
        progress((len(rows) + 2 * len(sensitive)) / steps)
    return rows, sensitive


def row(stream: Stream, limits: Sequence[Limit], weights: Weights = WEIGHT, runs: int = RUNS) -> Row:
    shifts = [_shift(stream, limits, weights, seed) for seed in range(runs)]

    def when(*keys: str) -> float | None:
        found = sorted(
            min(times) if (times := [person.first[key] for key in keys if key in person.first]) else math.inf
            for person in shifts
        )
        middle = found[(len(found) - 1) // 2]
        return None if middle == math.inf else middle / MINUTE

    return Row(
        stream.name,
        units_an_hour=median(person.units / (person.worked_us / (60 * MINUTE)) for person in shifts),
        soft=when("soft"),
        hour=when("load_h"),
        extreme=when("s4_h", "s4_d"),
        day=when("load_d", "queue_d", "load_w"),
        worked=median(person.worked_us / MINUTE for person in shifts),
    )


def _shift(stream: Stream, limits: Sequence[Limit], weights: Weights, seed: int) -> Person:
    chance = Random(seed)  # noqa: S311 - an illustration
    person = Person(1, [(0, SHIFT)], 1.0, limits, weights, TIMES[stream.target])
    while person.at_us < SHIFT:
        until = person.begin()
        if until > person.at_us:
            person.let_pass(until, Presence.LOCKED)
            continue
        if person.gate.level is Level.HARD:
            if person.gate.reached not in ("", "load_h"):
                break
            person.let_pass(min(person.gate.reopens_us, SHIFT), Presence.IDLE)
            continue
        band = Band(chance.choices(range(5), stream.shares)[0])
        if band is Band.S4 and person.gate.extreme is not None:
            band = Band.S0  # it goes to a colleague
        person.work(band, 0, PACE * math.exp(chance.gauss(-SPREAD * SPREAD / 2, SPREAD)))
    return person


def facts(rows: Sequence[Row], sensitive: Sequence[Sensitivity]) -> dict[str, Any]:
    return {
        "streams": [asdict(each) for each in rows],
        "weights": [asdict(each) for each in sensitive],
        "says": ILLUSTRATION,
    }
