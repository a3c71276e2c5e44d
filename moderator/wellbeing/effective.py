"""Time that only goes forward, whatever is done to the clock of the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderator.clock import Boot, to_us


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """In microseconds. Kept in the store with the readings it was made from.

    Within one start of the machine it follows the boot clock alone; across starts the wall clock, and never
    backwards. `wall_us` is therefore not simply the last reading: within one start it moves on with the boot
    clock at least, so that setting the clock back before a restart gains nothing.
    """

    eff_us: int
    boot_id: str
    boot_us: int
    wall_us: int

    @classmethod
    def begin(cls, boot: Boot, wall: datetime) -> EffectiveTime:
        return cls(to_us(wall), boot.id, boot.us, to_us(wall))

    def advance(self, boot: Boot, wall: datetime) -> tuple[EffectiveTime, int]:
        """The time now, and the gap since the last reading in microseconds, never negative."""
        wall_us = to_us(wall)
        if boot.id == self.boot_id:
            gap = max(0, boot.us - self.boot_us)
            boot = Boot(boot.id, self.boot_us + gap)
            wall_us = max(wall_us, self.wall_us + gap)
        else:
            gap = max(0, wall_us - self.wall_us)
        return EffectiveTime(self.eff_us + gap, boot.id, boot.us, wall_us), gap

    def proven(self, boot: Boot) -> bool:
        """Would a gap up to this reading be measured by one clock that nobody can set?"""
        return boot.id == self.boot_id
