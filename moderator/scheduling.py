"""Which card next, and for whom. Pure: bands and counts in, an order and a wish out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moderator.scores import Band

UNCIVIL_SHARE = 0.5  # of the last 20 served, while civil work exists (E1 direction: Riedl et al. 2020)
LOOK_BACK = 20
LONGEST_RUN = 5  # of S2 and above, while calmer work exists
CALM_START = 3  # cards after a break are S1 at most, while there are any

Allowed = frozenset[Band | None]
CALM: Allowed = frozenset({Band.S0})
MILD: Allowed = frozenset({Band.S0, Band.S1})
MIDDLE: Allowed = frozenset({Band.S0, Band.S1, Band.S2, None})


def order(
    band: Band | None, unchecked: str | None, copies: int, labels: Mapping[str, float]
) -> tuple[int, str]:
    """Priority (higher comes first) and why, in words of the card.

    Threats come first, then what spreads, then severity; not checked stands between mild and abusive. Within
    one priority the oldest comes first. Copies count by doublings, so that a flood does not bury a threat.
    """
    spread = min(copies.bit_length() - 1, 9)
    threat = band is not None and band >= Band.S3 and labels.get("threat", 0.0) >= 0.3
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

    A hard limit leaves calm work only. Otherwise calmer work comes first where the rules ask for it, and
    anything after that: a rule that only prefers never empties somebody's line.
    """
    if level == "hard":
        return Want((CALM,))
    if since_break < CALM_START:
        return Want((MILD, MIDDLE, None))
    if level == "soft":
        return Want((CALM, MIDDLE))
    harsh = [band is None or band >= Band.S2 for band in recent]
    uncivil = [band is None or band >= Band.S1 for band in recent[-LOOK_BACK:]]
    if len(harsh) >= LONGEST_RUN and all(harsh[-LONGEST_RUN:]):
        return Want((MILD, None))
    if len(uncivil) >= 4 and sum(uncivil) > UNCIVIL_SHARE * len(uncivil):
        return Want((CALM, None))
    return Want((None,))
