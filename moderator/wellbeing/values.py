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
    DEFER = "defer"  # it waits for a lull in the typing, a minute and a half at most
    AWAY = "away"  # nobody is there
    BREAK = "break"
    READY = "ready"  # the break is served; the person says when to go on
    COOLDOWN = "cooldown"  # the hour's limit is reached
    DAYLOCK = "daylock"  # the day's limit is reached
    MEETING = "meeting"  # away from the comments, which is rest
    EMERGENCY = "emergency"  # out of a break for a threat to life: escalated cards only
    OFF = "off"  # finished for today


@dataclass(frozen=True, slots=True)
class Rest:
    """How it stands with breaks and limits now.

    `closed`: reveal, claim and decide are closed for everything (a break, a meeting). In COOLDOWN and DAYLOCK they
    are closed for harsh cards only; calm work stays. In EMERGENCY they are open for escalated cards only. `until` is a
    time of day for a sentence, not for counting.
    """

    mode: Mode
    kind: str  # "" | "micro" | "long"
    left: timedelta  # of the break, the meeting or the emergency, or until there is room again
    next_in: timedelta  # to the next break while working
    closed: bool
    until: datetime | None = None
    postpone: timedelta | None = None  # for how long the break that comes can be put off; None: it cannot
    costs: timedelta = timedelta(0)  # what putting it off adds to it
    break_length: timedelta = timedelta(0)  # of the break that comes or runs
    emergency: bool = False  # may this break be left for a threat to life?
    owed: timedelta = timedelta(0)  # of a break that was left, added to the next
    limit: str = ""  # the key of the limit that is reached, in COOLDOWN and DAYLOCK
    finish: bool = False  # it was reached within the last minute: the open card may still be decided
    override: timedelta = timedelta(0)  # for how long an accepted override still opens what a limit closes
    card: int = 0  # in EMERGENCY, by break-glass: the one card that is open with what stands around it


@dataclass(frozen=True, slots=True)
class Meter:
    """Room that is left, for the person alone. `hour`, `day` and `week` are shares of the hard limit used, 0 to 1;
    those of the day and the week of whichever of their limits is nearest. `extreme_left`: cards of S4 that may still be
    looked at this hour, None while none has been.
    """

    hour: float
    day: float
    hour_units: float
    hour_limit: float
    day_units: float
    day_limit: float
    level: str  # "comfortable" | "notice" | "soft" | "hard"
    rest: Rest
    week: float = 0.0
    extreme_left: int | None = None
