"""What a person is told about rest and room. Plain values for the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Presence(StrEnum):
    """Is somebody at the desk? ACTIVE: input in the last 60 s and the queue in the foreground."""

    ACTIVE = "active"
    IDLE = "idle"
    LOCKED = "locked"


class Mode(StrEnum):
    WORK = "work"
    WARN = "warn"  # a break begins in a moment
    BREAK = "break"
    READY = "ready"  # the break is served; the person says when to go on
    COOLDOWN = "cooldown"  # the hour's limit is reached
    DAYLOCK = "daylock"  # the day's limit is reached


@dataclass(frozen=True, slots=True)
class Rest:
    """How it stands with breaks and limits now.

    `closed`: reveal, claim and decide are closed for everything (a break). In COOLDOWN and DAYLOCK they are
    closed for harsh cards only; calm work stays. `until` is a time of day for a sentence, not for counting.
    """

    mode: Mode
    kind: str  # "" | "micro" | "long"
    left: timedelta  # of the break, or until there is room again
    next_in: timedelta  # to the next break while working
    closed: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    """Room that is left, for the person alone. `hour` and `day` are shares of the hard limit used, 0 to 1."""

    hour: float
    day: float
    hour_units: float
    hour_limit: float
    day_units: float
    day_limit: float
    level: str  # "comfortable" | "notice" | "soft" | "hard"
    rest: Rest
