"""Time while the machine was off, which only a clock that can be set tells of: what it is worth until somebody confirms it.

Within one start of the machine nobody can move its boot clock. Between two starts the wall clock alone says how long it
was off, until a server's word for both of them is there (the date of an answer over TLS). Until then half of what such
a gap gives back of a limit can be used; afterwards what was true counts. `eff_us` never goes back: what was looked at
before the gap moves on instead, by what the gap was claimed too long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moderator.clock import Boot
from moderator.wellbeing.limits import Charge


@dataclass(frozen=True, slots=True)
class Gap:
    """`at_us`: effective time at its beginning. `halved`: a server could confirm it, and none has. Microseconds."""

    at_us: int
    claimed_us: int
    halved: bool
    true_us: int | None = None

    @property
    def too_long_us(self) -> int:
        """What was claimed too much, less than 0 for too little; 0 while nobody knows."""
        return 0 if self.true_us is None else self.claimed_us - self.true_us

    @property
    def doubted_us(self) -> int:
        """What of it gives back only half, for now."""
        return self.claimed_us if self.halved and self.true_us is None else 0


def moved(charges: Iterable[Charge], gaps: Sequence[Gap]) -> list[Charge]:
    """The charges as they count: half of each from when it really may have been, half from when it was at the latest."""
    if not any(gap.too_long_us or gap.doubted_us for gap in gaps):
        return list(charges)
    counted: list[Charge] = []
    for charge in charges:
        after = [gap for gap in gaps if gap.at_us >= charge.eff_us]
        known = charge.eff_us + sum(gap.too_long_us for gap in after)
        doubted = sum(gap.doubted_us for gap in after)
        if doubted:
            counted += (
                charge._replace(eff_us=known, part=charge.part / 2),
                charge._replace(eff_us=known + doubted, part=charge.part / 2),
            )
        else:
            counted.append(charge._replace(eff_us=known))
    return counted


def further_back_us(gaps: Sequence[Gap]) -> int:
    """How much older than a window a charge may be by its own time, and yet be in it."""
    return sum(max(0, gap.too_long_us) + gap.doubted_us for gap in gaps)


def true_length(
    before: Boot, wall_us: int, after: Boot, servers: Mapping[str, tuple[int, int]]
) -> int | None:
    """How long the machine was off between these readings, by the servers' word; None while that is not known.

    `servers`: for a start of the machine, one reading of its boot clock and the server's time then. Where no server was
    heard before the gap, the wall clock's last reading stands for it.
    """
    if after.id not in servers:
        return None
    at_us, server_us = servers[after.id]
    end = server_us + after.us - at_us
    if before.id not in servers:
        return max(0, end - wall_us)
    at_us, server_us = servers[before.id]
    return max(0, end - (server_us + before.us - at_us))
