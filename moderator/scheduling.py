"""Which card next, and for whom. Pure: bands and counts in, an order and a wish out.

Mixing harsh comments with civil ones is the one control that an experiment on our very task supports, and it
helps accuracy as well (Riedl, Masullo and Whipple 2020: the direction is E1, the numbers are conventions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderator.scores import Band

LOOK_BACK = 20  # cards
UNCIVIL = 10  # of LOOK_BACK are S1 or above at most, while there are calm ones
WARM_UP = 8  # cards; of the first ones, half may be uncivil
LONGEST_RUN = 5  # of S2 and above, while there are calmer ones
LONGEST_SEVERE_RUN = 2  # of S3 and above, while there are calmer ones
CALM_START = 3  # cards after a break are S1 at most, while there are any
THREAT = 0.3  # probability of the label from which a card of S3 or S4 counts as a threat

Allowed = frozenset[Band | None]
CALM: Allowed = frozenset({Band.S0})
MILD: Allowed = frozenset({Band.S0, Band.S1})
MIDDLE: Allowed = frozenset({Band.S0, Band.S1, Band.S2, None})
LADDER: tuple[Allowed | None, ...] = (CALM, MILD, MIDDLE, None)
_ANY = len(LADDER) - 1


def order(
    band: Band | None, unchecked: str | None, copies: int, labels: Mapping[str, float]
) -> tuple[int, str]:
    """Priority (higher comes first) and why, in words of the card.

        100 for a threat + 10 x severity (0 to 5) + doublings of copies (0 to 9)

    So threats come first, then severity, then what spreads; within one priority the oldest comes first. Not
    checked stands between mild and abusive. Copies count by doublings and stay below one step of severity, so
    that no flood buries anything worse than itself.
    """
    spread = min(copies.bit_length() - 1, 9) if copies > 0 else 0
    threat = band is not None and band >= Band.S3 and labels.get("threat", 0.0) >= THREAT
    severity = 2 if band is None else (0, 1, 3, 4, 5)[band]
    priority = 100 * threat + 10 * severity + spread
    if threat:
        return priority, "threat"
    if spread >= 2:
        return priority, f"{copies} copies"
    if band is None:
        return priority, "not checked"
    return priority, "" if band <= Band.S1 else "severity"


@dataclass(frozen=True, slots=True)
class Want:
    """Bands to ask the queue for, one set after the other until there is a card; None is any band."""

    tries: tuple[Allowed | None, ...]


def wanted(recent: Sequence[Band | None], level: str, since_break: int) -> Want:
    """What this person should get next. `recent`: bands of the cards before, the newest last; `level`: how
    full their limits are ("comfortable", "notice", "soft", "hard").

    Calmer work comes first where the rules ask for it, and harsher after that: a rule that prefers never
    empties somebody's line. Limits do: at a soft limit nothing of S3 or above is given any more (it can be
    opened by hand), at a hard one calm work alone.
    """
    if level == "hard":
        return Want((CALM,))
    if level == "soft":
        return Want(LADDER[:_ANY])
    return Want(LADDER[min(_after_break(since_break), _in_the_mix(recent), _in_a_row(recent)) :])


def _after_break(since_break: int) -> int:
    return LADDER.index(MILD) if since_break < CALM_START else _ANY


def _in_the_mix(recent: Sequence[Band | None]) -> int:
    """Would one more uncivil card be too many among the last twenty?"""
    last = recent[-(LOOK_BACK - 1) :]
    uncivil = sum(_severity(band) >= Band.S1 for band in last)
    share = UNCIVIL / LOOK_BACK
    return LADDER.index(CALM) if uncivil + 1 > share * max(len(last) + 1, WARM_UP) else _ANY


def _in_a_row(recent: Sequence[Band | None]) -> int:
    if _run(recent, Band.S2) >= LONGEST_RUN:
        return LADDER.index(MILD)
    return LADDER.index(MIDDLE) if _run(recent, Band.S3) >= LONGEST_SEVERE_RUN else _ANY


def _run(recent: Sequence[Band | None], floor: Band) -> int:
    """How many of the newest cards in a row were this harsh."""
    run = 0
    for band in reversed(recent):
        if _severity(band) < floor:
            break
        run += 1
    return run


def _severity(band: Band | None) -> Band:
    return Band.S2 if band is None else band
