"""What one look costs, in exposure units (EU). Bookkeeping that limits workload; no measure of health.

    base  = weight of the band x whom it is aimed at, halved for an exact copy that this person revealed within 12 h
    dwell = half the base for each further full 20 s on screen, at most four times
    so one card costs one person at most three times its base

Weights double with each band, and a further full 20 s on screen costs half as much again as the look itself:
conventions without evidence for the exact numbers (grade E0); the 20 s are about the 18.5 s a comment that
Riedl, Masullo and Whipple (2020) measured. S1 is never free: people who moderate name mild content as the
harm that nobody supports them with. No filter makes a look cheaper: masked counts as plain.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from moderator.scores import Band


class Target(StrEnum):
    """Whom a text is aimed at, as seen by who reads it."""

    GENERAL = "general"
    COLLEAGUE = "colleague"  # it names somebody of the agency, or one of its teams
    ME = "me"


TIMES = {Target.GENERAL: 1.0, Target.COLLEAGUE: 1.5, Target.ME: 2.0}  # E0; what is aimed at one weighs more
WEIGHT = {Band.S0: 0.0, Band.S1: 1.0, Band.S2: 2.0, Band.S3: 4.0, Band.S4: 8.0}
REPEAT = 0.5  # an exact copy of what the same person revealed within COPY_WITHIN
COPY_WITHIN = timedelta(hours=12)
AGAIN_WITHIN = timedelta(minutes=10)  # the same card again within this costs its dwell only
DWELL = 0.5  # of the base, for each further full quantum on screen
QUANTUM = timedelta(seconds=20)
MOST_QUANTA = 4
MOST = 3.0  # times the base: one item costs one person no more


def counted_as(band: Band | None) -> Band:
    """The band that a look counts as: not checked counts as an abusive insult."""
    return Band.S2 if band is None else band


def base(band: Band | None, *, repeat: bool = False, target: Target = Target.GENERAL) -> float:
    """Units of the first moment of a look at a text of this band.

    What is aimed at oneself is never cheaper for coming again: repetition is the harm there.
    """
    again = REPEAT if repeat and target is not Target.ME else 1.0
    return WEIGHT[counted_as(band)] * TIMES[target] * again


def quanta(held: timedelta) -> int:
    """How many further quanta a look of this length has: 0 below 20 s, at most 4."""
    return max(0, min(MOST_QUANTA, held // QUANTUM))


def units(base_units: float, quanta: int) -> float:
    """What one look costs in all: held 3, 21 and 45 s it is 1, 1.5 and 2 times its base."""
    return min(MOST * base_units, base_units * (1 + DWELL * quanta))


def carried(held_before: timedelta) -> timedelta:
    """What a look at the same card within AGAIN_WITHIN begins with: the part of a quantum not yet charged.

    Without it, looking in slices of 19 s would be free.
    """
    return held_before % QUANTUM
