"""Who takes over a card that somebody at a limit may not go on with, and when there is nobody left. Pure.

Room is what is left of the fullest limit, as a share of it. Who has least work behind them this week is asked before
others with as much room. Nobody is told who gave, who got, or how much room anybody has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from moderator.scores import Band
from moderator.wellbeing.breaks import WORKING
from moderator.wellbeing.exposure import counted_as
from moderator.wellbeing.limits import Gate, Level, Limit, allows
from moderator.wellbeing.values import Mode

LEAST_ROOM = 0.15  # E0: whoever has less gets nothing on top
TWICE = 2  # times that a card is handed over; then it lies in the lead's list
SEVERE = Band.S3  # from here on nobody at a soft limit is given anything


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person, as far as handing over needs to know them.

    `there`: at a desk lately, and on the roster where there is one; `at_desk`: at this moment. `willing`: they have not
    left out what it is about. `open`: an override holds their closed limit open, which is for what they have, not for
    more.
    """

    person: str
    gate: Gate
    limits: Sequence[Limit]
    mode: Mode
    there: bool
    at_desk: bool = True
    willing: bool = True
    open: bool = False

    @property
    def week(self) -> float:
        return self.gate.used["load_w"]


def headroom(gate: Gate, limits: Iterable[Limit], band: Band | None) -> float:
    """What is left of the fullest hard limit, 0 to 1. Those on extreme cards count for extreme cards alone."""
    extreme = counted_as(band) is Band.S4
    shares = [
        (limit.hard - gate.used[limit.key]) / limit.hard for limit in limits if extreme or not limit.extreme
    ]
    return max(0.0, min(shares))


def could_take(one: Candidate, band: Band | None) -> bool:
    """Might this person still open a card of this band, now or when their break is over? A break is no lack of people,
    and nor is a soft limit: who is there may still choose to.
    """
    if (
        not one.there
        or not one.willing
        or one.mode in (Mode.OFF, Mode.MEETING)
        or one.open
        or not allows(one.gate, band)
    ):
        return False
    return headroom(one.gate, one.limits, band) >= LEAST_ROOM


def has_room(one: Candidate, band: Band | None) -> bool:
    """May this person be given a card of this band? At a soft limit nobody is given a severe one."""
    if counted_as(band) >= SEVERE and one.gate.level in (Level.SOFT, Level.HARD):
        return False
    return could_take(one, band)


def receiver(candidates: Iterable[Candidate], band: Band | None) -> str | None:
    """Who gets the card: most room first, of equals who has read least in seven days. None when nobody has room.

    Whoever gave it, opted out, or is named in it is not among `candidates`. Who rests now is given nothing.
    """
    able = [one for one in candidates if one.at_desk and one.mode in WORKING and has_room(one, band)]
    best = min(
        able,
        key=lambda one: (-round(headroom(one.gate, one.limits, band), 6), one.week, one.person),
        default=None,
    )
    return None if best is None else best.person


def exhausted(candidates: Sequence[Candidate], band: Band | None = SEVERE) -> bool:
    """Somebody has the duty, and nobody of them has room. A desk where nobody is expected is closed, not exhausted."""
    return any(one.there for one in candidates) and not any(could_take(one, band) for one in candidates)
