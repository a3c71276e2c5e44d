"""The ledger of one person to which charges come one after the other, for whoever plays a whole month.

It answers as `limits.gate` does (a property test says so) and pays for the new charge alone, not for all before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate

from moderator.wellbeing.limits import Charge, Counted, Gate, Limit, opens_at, stood


class Running:
    """See the module. Charges in order of time, and no moment is asked about that lies before one that was."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self.limits = tuple(limits)
        self._windows = {limit.key: _Window(limit) for limit in limits}

    def add(self, charge: Charge) -> None:
        for limit in self.limits:
            amount = charge.counted(limit.counts)
            if amount > 0:
                self._windows[limit.key].add(charge.eff_us, amount)

    def gate(self, now_us: int) -> Gate:
        used, opens = {}, {}
        for key, window in self._windows.items():
            used[key] = window.within(now_us)
            opens[key] = window.opens
        return stood(self.limits, used, opens, now_us)


class _Window:
    """What one limit counts: the charges of its window, and while it is closed those of the window that closed it."""

    def __init__(self, limit: Limit) -> None:
        self._limit, self._span = limit, limit.window // timedelta(microseconds=1)
        self._kept: deque[tuple[int, float]] = deque()  # for the window, and for how long it is closed
        self._live: deque[tuple[int, float]] = deque()  # of the window that ends now
        self._sum, self.opens, self._closed_by = 0.0, 0, 0

    def add(self, at_us: int, amount: float) -> None:
        self.within(at_us)
        self._live.append((at_us, amount))
        self._kept.append((at_us, amount))
        self._sum += amount
        if self._sum >= self._limit.hard:
            self._closed_by = at_us
        closed = self.opens > at_us or self._closed_by == at_us
        oldest = (min(self._closed_by, at_us) if closed else at_us) - self._span
        while self._kept[0][0] <= oldest:
            self._kept.popleft()
        if closed:
            times = [time for time, _ in self._kept]
            sums = [0.0, *accumulate(kept for _, kept in self._kept)]
            self.opens = opens_at(Counted(times, sums), self._limit)

    def within(self, now_us: int) -> float:
        live, oldest = self._live, now_us - self._span
        while live and live[0][0] <= oldest:
            self._sum -= live.popleft()[1]
        if not live:
            self._sum = 0.0
        return self._sum
