"""One person of a rehearsal: their break clock, their ledger, and what they were served.

What is supposed of everybody: a card takes 18.5 seconds on the whole (Riedl, Masullo and Whipple 2020), now less and
now more, and each person is quicker or slower by their own pace; what is veiled is read once, from the first second to
the decision; breaks are never put off, and nobody comes back late from one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from moderator.scores import Band
from moderator.wellbeing import breaks, exposure
from moderator.wellbeing.breaks import State
from moderator.wellbeing.limits import Charge, Gate, Level, Limit, allows
from moderator.wellbeing.running import Running
from moderator.wellbeing.values import Mode, Presence

SECOND = 1_000_000
MINUTE = 60 * SECOND
PACE = 18.5  # seconds a card
SPREAD = 0.5  # of the logarithm of that; the middle card takes 16.3 s
_QUANTUM = exposure.QUANTUM // timedelta(microseconds=1)
_KIN = exposure.COPY_WITHIN // timedelta(microseconds=1)
FINISH = MINUTE  # to decide the open card once a limit is reached, as `sitting.FINISH`
WINDOW = 20
_LEAST_HOURS = 8.0
_WEEK_US = 7 * 24 * 60 * MINUTE


class Person:
    """See the module. `at_us` is how far this person has come."""

    def __init__(
        self,
        number: int,
        spans: Sequence[tuple[int, int]],
        pace: float,
        limits: Sequence[Limit],
        weights: Mapping[Band, float] = exposure.WEIGHT,
        times: float = 1.0,
        since_us: int = 0,
    ) -> None:
        self.number, self.pace, self._weights, self._times = number, pace, weights, times
        self._spans, self._turn, self._since = spans, 0, since_us
        self.state, self._ledger, self._limits = State(), Running(limits), tuple(limits)
        self.at_us = spans[0][0] if spans else 0
        self.gate: Gate = self._ledger.gate(self.at_us)
        self.recent: deque[Band | None] = deque(maxlen=WINDOW)
        self._kin: dict[int, int] = {}
        self.hits: Counter[str] = Counter()  # of each limit: "load_h", and "soft"
        self.breaks: Counter[str] = Counter()
        self.first: dict[str, int] = {}  # when each was first reached
        self.locked_us = self.worked_us = self.harsh_us = self.decided = self.over = 0
        self.units, self.most_used = 0.0, 0.0
        self.severe_us: int | None = None  # the newest look at S3 or above
        self.units_by_week: dict[int, float] = {}

    # time

    def span(self, now_us: int) -> tuple[int, int] | None:
        """The stretch of work at this moment, or the next one; None when there is none any more."""
        while self._turn < len(self._spans) and self._spans[self._turn][1] <= now_us:
            self._turn += 1
        return self._spans[self._turn] if self._turn < len(self._spans) else None

    def let_pass(self, until_us: int, presence: Presence) -> None:
        """Time passes. At work somebody is seen every minute."""
        if self.gate.closed and presence is not Presence.LOCKED:
            self.locked_us += max(0, min(until_us, self.gate.reopens_us) - self.at_us)
        while self.at_us < until_us:
            gap = until_us - self.at_us
            if presence is Presence.ACTIVE:
                gap = min(gap, MINUTE)
            self.state = breaks.advance(self.state, gap, presence)
            self.at_us += gap

    def stand(self) -> Gate:
        """Where they stand now; what is reached anew is counted."""
        before, self.gate = self.gate, self._ledger.gate(self.at_us)
        gate = self.gate
        for key in (gate.reached, gate.extreme.key if gate.extreme else ""):
            if key and key not in (before.reached, before.extreme.key if before.extreme else ""):
                self._reach(key)
        if gate.level is Level.SOFT and before.level in (Level.COMFORTABLE, Level.NOTICE):
            self._reach("soft")
        self.state = breaks.limited(self.state, gate)
        return gate

    def _reach(self, key: str) -> None:
        self.hits[key] += 1
        self.first.setdefault(key, self.at_us)

    def begin(self) -> int:
        """Ready for a card, or until when they rest."""
        self.state = breaks.advance(self.state, 0, Presence.ACTIVE)
        self.stand()
        if self.state.mode in (Mode.WARN, Mode.DEFER):  # nobody begins another card then
            self.state = breaks.break_now(self.state)
        if self.state.mode is Mode.BREAK:
            if self.state.served_us == 0:
                self.breaks[self.state.kind] += 1
            return self.at_us + self.state.need_us - self.state.served_us
        if self.state.mode is Mode.READY:
            self.state = breaks.ready(self.state)
            self.stand()
        return self.at_us

    # work

    def work(self, band: Band | None, kin: int, seconds: float) -> bool:
        """One card from the moment it is served. False when a limit took it from them undecided."""
        left = max(SECOND, round(seconds * self.pace * SECOND))
        self.recent.append(band)
        self.state = replace(self.state, served_since_break=self.state.served_since_break + 1)
        harsh = exposure.counted_as(band) > Band.S0
        base = self._base(band, kin) if harsh else 0.0
        if exposure.counted_as(band) >= Band.S3:
            self.severe_us = self.at_us
        if harsh:
            self.over += not allows(self.gate, band)
            self._charge(base, band, look=True)
        held, quanta, closed_at = 0, 0, None
        while True:
            part = min(left, _QUANTUM - held % _QUANTUM)
            self.let_pass(self.at_us + part, Presence.ACTIVE)
            left, held = left - part, held + part
            self.worked_us += part
            if harsh:
                self.harsh_us += part
                self._ledger.add(Charge(self.at_us, minutes=part / MINUTE))
                if held % _QUANTUM == 0 and quanta < exposure.MOST_QUANTA:
                    quanta += 1
                    self._charge(exposure.DWELL * base, band)
                self.stand()
            if left <= 0:
                break
            if self.state.mode is Mode.BREAK:
                self._rest()
            if harsh and not allows(self.gate, band):
                closed_at = closed_at or self.at_us
                if self.at_us - closed_at >= FINISH:
                    return False
        self.decided += 1
        self.state = breaks.decided(self.state)
        return True

    def _rest(self) -> None:
        """A break that begins while a card is open: it is kept, and goes on afterwards."""
        self.breaks[self.state.kind] += 1
        self.let_pass(self.at_us + self.state.need_us - self.state.served_us, Presence.LOCKED)
        self.state = breaks.ready(self.state)
        self.stand()

    def _base(self, band: Band | None, kin: int) -> float:
        seen = self._kin.get(kin, -_KIN)
        again = bool(kin) and self.at_us - seen < _KIN
        if kin:
            self._kin[kin] = self.at_us
        return (
            self._weights[exposure.counted_as(band)]
            * self._times
            * (exposure.REPEAT if again and self._times < exposure.TIMES[exposure.Target.ME] else 1.0)
        )

    def _charge(self, units: float, band: Band | None, *, look: bool = False) -> None:
        if units <= 0:
            return
        self.units += units
        week = (self.at_us - self._since) // _WEEK_US
        self.units_by_week[week] = self.units_by_week.get(week, 0.0) + units
        self._ledger.add(Charge(self.at_us, units, extreme=look and band == Band.S4))
        self.state = breaks.load_added(self.state, units)
        gate = self.stand()
        self.most_used = max(self.most_used, *(gate.used[limit.key] / limit.hard for limit in self._limits))

    # for the rules

    @property
    def room(self) -> float:
        """The least that is left of any limit, as a share of it: what hand-over reckons with, too."""
        return min(1 - self.gate.used[limit.key] / limit.hard for limit in self._limits)

    @property
    def week_load(self) -> float:
        """Units of the last seven days for each hour of work in them; fewer than a day's hours count as those."""
        hours = self.hours_between(self.at_us - _WEEK_US, self.at_us)
        return self.gate.used["load_w"] / max(_LEAST_HOURS, hours)

    def hours_between(self, since_us: int, until_us: int) -> float:
        """How long this person is at work between two moments."""
        total = 0
        for at in range(bisect_left(self._spans, (until_us, 0)) - 1, -1, -1):
            begins, ends = self._spans[at]
            if ends <= since_us:
                break
            total += min(ends, until_us) - max(begins, since_us)
        return total / (60 * MINUTE)
