"""One person's sitting: effective time, what was looked at, breaks and limits, read and written together.

Every method runs inside the caller's transaction. That is what makes the rules hold across windows, restarts
and commands: whoever asks for words lets time pass here first, and is told no here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from moderator.clock import Boot
from moderator.problems import BreakDue, LimitReached, Refused
from moderator.safeguards import InForce
from moderator.scores import Band
from moderator.store import exposure
from moderator.store.db import Db
from moderator.wellbeing import breaks, limits
from moderator.wellbeing.breaks import State
from moderator.wellbeing.effective import EffectiveTime
from moderator.wellbeing.exposure import counted_as
from moderator.wellbeing.policy import DEFAULT, Policy
from moderator.wellbeing.rhythm import RHYTHM
from moderator.wellbeing.telling import view
from moderator.wellbeing.values import Meter, Mode, Presence, Rest

_US = timedelta(microseconds=1)
FINISH = timedelta(seconds=60)  # to decide the open card, or to give it back, once a limit is reached (B.5)


@dataclass(frozen=True, slots=True)
class Now:
    """How one person stands at this moment."""

    eff_us: int
    state: State
    gate: limits.Gate
    rest: Rest
    wall: datetime
    policy: Policy = DEFAULT
    before: limits.Gate | None = None  # FINISH ago, where something is closed now

    @property
    def since_break(self) -> int:
        """Cards claimed since the last break."""
        return self.state.served_since_break

    def refusal(self, band: Band | None, *, finishing: bool = False) -> Refused | None:
        """Why a card of this band may not be claimed, revealed or decided now; None when it may.

        `finishing`: it is the card that was open when the limit was reached. It may be decided for FINISH.
        """
        if finishing and self.before is not None and limits.allows(self.before, band):
            return _break_due(self.rest) if self.rest.closed else None
        if self.rest.closed:
            return _break_due(self.rest)
        counted = counted_as(band)
        if counted > Band.S0 and self.rest.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
            return _limit_reached(self.gate.reached, self.rest.until, self.wall)
        if counted is Band.S4 and self.gate.extreme is not None:
            opens = timedelta(microseconds=self.gate.extreme.reopens_us - self.eff_us)
            return _limit_reached(self.gate.extreme.key, self.wall + opens, self.wall)
        return None

    def demand_claim(self, band: Band | None, *, finishing: bool = False) -> None:
        refusal = self.refusal(band, finishing=finishing)
        if refusal is not None:
            raise refusal

    def meter(self) -> Meter:
        by_key = {limit.key: limit for limit in self.policy.limits}
        used = {key: min(1.0, self.gate.used[key] / limit.hard) for key, limit in by_key.items()}
        seen = max(self.gate.used["s4_h"], self.gate.used["s4_d"])
        left = min(by_key[key].hard - self.gate.used[key] for key in ("s4_h", "s4_d"))
        return Meter(
            hour=used["load_h"],
            day=max(used["load_d"], used["queue_d"]),
            hour_units=self.gate.load_h,
            hour_limit=by_key["load_h"].hard,
            day_units=self.gate.load_d,
            day_limit=by_key["load_d"].hard,
            level=str(self.gate.level),
            rest=self.rest,
            week=used["load_w"],
            extreme_left=max(0, int(left)) if seen else None,
        )


class Sitting:
    """See the module. One for each desk and person."""

    def __init__(self, db: Db, person: str) -> None:
        self._db, self._person = db, person
        self._safeguards = InForce(db, person)

    def tick(self, presence: Presence | None) -> Now:
        """Let the time pass that has passed. `None` only looks: what passed since the last sign stays open."""
        time, state, gap = self._read()
        if presence is None:
            return self._now(time, state)
        worked = state.mode in breaks.OPEN
        if presence is Presence.ACTIVE and worked and 0 < gap <= RHYTHM.live_us:
            self._count_queue_time(time.eff_us, gap)
        state = breaks.advance(state, gap, presence)
        now = self._now(time, state)
        self._write(time, now.state)
        return now

    def _count_queue_time(self, eff_us: int, gap_us: int) -> None:
        """With a harsh card open, veiled or not. Both desks of a person tell the same time: it is counted once."""
        if exposure.has_harsh_open(self._db, self._person):
            exposure.add_queue_time(self._db, self._person, eff_us, gap_us)

    def closed_for(self) -> timedelta:
        """How long a break, or a limit, has kept the desk closed by now."""
        _, state, gap = self._read()
        if state.mode in (Mode.WORK, Mode.WARN):
            return timedelta(0)
        return timedelta(microseconds=gap + (state.served_us if state.mode is Mode.BREAK else state.away_us))

    def break_now(self) -> Now:
        return self._change(breaks.break_now)

    def ready(self) -> Now:
        return self._change(breaks.ready)

    def served_one(self) -> None:
        """One more card was claimed since the last break."""
        self._change(lambda state: replace(state, served_since_break=state.served_since_break + 1))

    def _change(self, change: Callable[[State], State]) -> Now:
        time, state, gap = self._read()
        state = change(breaks.advance(state, gap, Presence.ACTIVE))
        now = self._now(time, state)
        self._write(time, now.state)
        return now

    def _now(self, time: EffectiveTime, state: State) -> Now:
        since = time.eff_us - limits.LOOK_BACK // _US
        charges = [
            limits.Charge(charge.eff_us, charge.units, extreme=_looked_at_s4(charge))
            for charge in exposure.window(self._db, self._person, since)
        ]
        charges += [
            limits.Charge(eff_us, minutes=us / exposure.MINUTE_US)
            for eff_us, us in exposure.queue_time(self._db, self._person, since)
        ]
        policy = self._safeguards.own(time.eff_us)
        gate = limits.gate(charges, time.eff_us, policy.limits)
        state = breaks.limited(state, gate)
        wall = self._wall()
        shut = gate.closed or gate.extreme is not None
        before = limits.gate(charges, time.eff_us - FINISH // _US, policy.limits) if shut else None
        rest = view(state, gate, time.eff_us, wall)
        if gate.closed and before is not None and not before.closed:
            rest = replace(rest, finish=True)
        return Now(time.eff_us, state, gate, rest, wall, policy, before)

    def _read(self) -> tuple[EffectiveTime, State, int]:
        boot, wall = self._db.clock.boot(), self._wall()
        rest = exposure.load_rest(self._db, self._person)
        if rest is None:
            return EffectiveTime.begin(boot, wall), State(), 0
        before = EffectiveTime(rest.eff_us, rest.boot.id, rest.boot.us, rest.wall_us)
        time, gap = before.advance(boot, wall)
        return time, State.of(rest.state), gap

    def _write(self, time: EffectiveTime, state: State) -> None:
        boot = Boot(time.boot_id, time.boot_us)
        rest = exposure.Rest(self._person, time.eff_us, boot, time.wall_us, state.facts())
        exposure.save_rest(self._db, rest)

    def _wall(self) -> datetime:
        return self._db.clock.wall()


def _break_due(rest: Rest) -> BreakDue:
    if rest.mode is Mode.READY:
        return BreakDue(
            "Your break is over", "The desk waits until you are ready", "Press Ready to go on", left=rest.left
        )
    minutes = max(1, round(rest.left.total_seconds() / 60))
    return BreakDue(
        "It is time for a break",
        f"{minutes} minute{'s' if minutes != 1 else ''} of it are left",
        "Nothing can be claimed, revealed or decided until then; escalating stays open",
        left=rest.left,
    )


_REACHED = {
    "load_h": "You have reached this hour's limit",
    "load_d": "You have reached today's limit",
    "load_w": "You have reached this week's limit",
    "queue_d": "You have had harsh cards open for as long as one day allows",
    "s4_h": "You have seen as many extreme cards as one hour allows",
    "s4_d": "You have seen as many extreme cards as one day allows",
}


def _limit_reached(key: str, until: datetime | None, wall: datetime) -> LimitReached:
    extreme = limits.BY_KEY[key].extreme
    return LimitReached(
        _REACHED[key],
        f"{'Extreme' if extreme else 'Harsh'} comments wait or go to a colleague{_until(until, wall)}",
        "All others stay open" if extreme else "Calm ones stay open",
        limit=key,
        until=until,
    )


def _until(moment: datetime | None, wall: datetime) -> str:
    """In this machine's time of day, with the day where it is another one."""
    if moment is None:
        return ""
    here, now = moment.astimezone(), wall.astimezone()
    return here.strftime(" until %H:%M" if here.date() == now.date() else " until %H:%M on %d %b")


def _looked_at_s4(charge: exposure.Charge) -> bool:
    """A look, or a text that turned out to have been one; seconds more of the same look are not another."""
    return charge.band == Band.S4 and charge.kind in ("reveal", "late") and charge.units > 0
