"""The waiting line of a rehearsal: one heap for each band, so that what somebody may get is found at once."""

from __future__ import annotations

from heapq import heappop, heappush

from moderator.scheduling import Allowed
from moderator.scores import Band

_LANES: tuple[Band | None, ...] = (*Band, None)


class Line:
    """Cards by number; the lowest `key` of the bands that are allowed comes first."""

    def __init__(self) -> None:
        self._lanes: dict[Band | None, list[tuple[int, int]]] = {band: [] for band in _LANES}

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def put(self, band: Band | None, key: int, number: int) -> None:
        heappush(self._lanes[band], (key, number))

    def take(self, allowed: Allowed | None) -> tuple[int, int] | None:
        """The key and the number of the first card of these bands; None where there is none."""
        lanes = [lane for band, lane in self._lanes.items() if lane and (allowed is None or band in allowed)]
        return heappop(min(lanes)) if lanes else None

    def has(self, allowed: Allowed) -> bool:
        return any(self._lanes[band] for band in allowed)

    @property
    def harsh(self) -> bool:
        return any(lane for band, lane in self._lanes.items() if band != Band.S0)
