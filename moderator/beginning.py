"""Whether leads may see anything that is made from persons' exposure, and from which moment on.

Every lead view, team figure and export of exposure asks `demand_begun` first, shows nothing older than what it returns,
and asks again each time: a record that is withdrawn or put off stops it at once, at every desk of the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from moderator.clock import from_us, to_us
from moderator.problems import NotAllowed
from moderator.store import consultations
from moderator.store.db import Db
from moderator.wellbeing.consultation import Consulted, read


class NotBegun(NotAllowed):
    """`record`: what was recorded, if anything; its start is still to come."""

    def __init__(self, record: Consulted | None) -> None:
        when = "" if record is None else f"It begins on {record.start:%d %b %Y}"
        super().__init__(
            "Nothing of this is shown to leads yet",
            when or "Your agency has not recorded its consultation and its notice",
            "" if record else "An admin records them on the Settings page",
        )
        self.record = record


@dataclass(frozen=True, slots=True)
class Beginning:
    """Of one store, by the days of the desk's own time zone. A rehearsal needs no consultation: nobody reads abuse there."""

    db: Db
    zone: str = "UTC"
    rehearsal: bool = False

    def record(self) -> Consulted | None:
        """What holds. None where nothing was recorded, where it was withdrawn, or where it cannot be read any more."""
        kept = consultations.newest(self.db)
        return None if kept is None or kept.withdrawn_us is not None else read(kept.body)

    def since(self) -> datetime | None:
        """The moment from which on things may be shown; None while nothing may."""
        if self.rehearsal:
            return from_us(0)
        record = self.record()
        if record is None:
            return None
        start = datetime.combine(record.start, time(), ZoneInfo(self.zone))
        return start if start <= self.db.clock.wall() else None

    def since_us(self) -> int | None:
        found = self.since()
        return None if found is None else to_us(found)

    def demand_begun(self) -> datetime:
        found = self.since()
        if found is None:
            raise NotBegun(self.record())
        return found


def demand_begun(db: Db, zone: str, *, rehearsal: bool = False) -> datetime:
    """The moment from which on a lead may be shown what is made from persons' exposure. Raises NotBegun."""
    return Beginning(db, zone, rehearsal).demand_begun()
