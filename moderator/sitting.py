"""One person's sitting: effective time, what was looked at, breaks and limits, read and written together.

Every method runs inside the caller's transaction. That is what makes the rules hold across windows, restarts
and commands: whoever asks for words lets time pass here first, and is told no here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from moderator.clock import Boot, to_us
from moderator.granting import NOTHING, Granted, granted
from moderator.problems import BreakDue, LimitReached, OffHours, Refused
from moderator.safeguards import InForce
from moderator.scores import Band
from moderator.shifts import NO_ROSTER, Hours, Shifts
from moderator.store import elapsed, exposure, journal, queue
from moderator.store.db import Db
from moderator.wellbeing import breaks, gaps, limits
from moderator.wellbeing.breaks import Output, State
from moderator.wellbeing.effective import EffectiveTime
from moderator.wellbeing.exposure import counted_as
from moderator.wellbeing.policy import DEFAULT, Policy
from moderator.wellbeing.rhythm import RHYTHM, Rhythm
from moderator.wellbeing.telling import REACHED, view
from moderator.wellbeing.values import Meter, Mode, Presence, Rest

_US = timedelta(microseconds=1)
CLOCK_JUMP = timedelta(seconds=120)  # B.7: the time of day moved by more against the boot clock
OVERTIME = timedelta(minutes=10)  # E0: to decide the open card when a shift is over
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
    outputs: frozenset[Output] = frozenset()  # what is to be done about what has just changed
    granted: Granted = NOTHING  # what an accepted override opens
    hours: Hours = NO_ROSTER

    @property
    def since_break(self) -> int:
        """Turns since the last break: looks, and mild cards decided."""
        return self.state.served_since_break

    @property
    def level(self) -> str:
        """How full the limits are, for what is served: under an override as at a soft limit, never the worst."""
        return str(limits.Level.SOFT if self.granted.us and self.gate.closed else self.gate.level)

    @property
    def emergency(self) -> bool:
        """Out of a break, for escalated cards only?"""
        return self.rest.mode is Mode.EMERGENCY

    def refusal(
        self, band: Band | None, *, finishing: bool = False, escalated: bool = False
    ) -> Refused | None:
        """Why a card of this band may not be claimed, revealed or decided now; None when it may.

        `finishing`: it is the card that was open when the limit was reached. It may be decided for FINISH.
        `escalated`: somebody has escalated it, which is what an emergency opens.
        """
        if self.rest.closed or (self.emergency and not escalated):
            return _break_due(self.rest)
        if finishing and self.before is not None and limits.allows(self.before, band):
            return None
        counted = counted_as(band)
        if counted > Band.S0 and self.rest.mode in (Mode.COOLDOWN, Mode.DAYLOCK):
            return _limit_reached(self.gate.reached, self.rest.until, self.wall)
        if counted is Band.S4 and self.gate.extreme is not None:
            opens = timedelta(microseconds=self.gate.extreme.reopens_us - self.eff_us)
            return _limit_reached(self.gate.extreme.key, self.wall + opens, self.wall)
        return None

    @property
    def most(self) -> Band | None:
        """The worst band that the roster lets this person look at now; None for any."""
        return self.hours.most(self.policy.mix.quiet_end)

    def off_hours(self, band: Band | None) -> Refused | None:
        """Why the roster keeps a look at this band from this person now; None where it does not."""
        if self.most is None or counted_as(band) <= self.most:
            return None
        then = "Calmer ones stay open, and this one can be escalated unread"
        if self.hours.on_duty:
            left = f"{_minutes(self.hours.left)} of it are left"
            return OffHours("Nothing severe at the end of a shift", left, then)
        return OffHours(
            "These are not your hours", "Harsh comments are for those who are on the roster now", then
        )

    def opens(self, *card_ids: int) -> bool:
        """Is it one of these that break-glass has opened?"""
        return self.emergency and self.granted.card in card_ids and self.granted.card > 0

    def beyond(self, units: float) -> Refused | None:
        """Why a look that costs this much may not be had under an override; None where it may, or where none runs."""
        if not self.granted.us or not self.gate.closed or units <= self.granted.units:
            return None
        return _limit_reached(self.gate.reached, None, self.wall)

    def demand_claim(self, band: Band | None) -> None:
        refusal = self.refusal(band)
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


class _Looks(NamedTuple):
    """The ledger of looks that is kept, and what says whether it still holds: read from `since` on, and these `there`."""

    ledger: limits.Ledger
    since: int
    there: tuple[int, int]
    gaps: tuple[gaps.Gap, ...]


def _of_looks(policy: Policy) -> list[limits.Limit]:
    return [limit for limit in policy.limits if limit.counts is not limits.Counts.QUEUE]


def _of_time(policy: Policy) -> list[limits.Limit]:
    return [limit for limit in policy.limits if limit.counts is limits.Counts.QUEUE]


class Sitting:
    """See the module. One for each desk and person. `rhythm`: when breaks come and how long they are."""

    def __init__(self, db: Db, person: str, rhythm: Rhythm = RHYTHM) -> None:
        self._db, self._person, self._rhythm = db, person, rhythm
        self._safeguards = InForce(db, person)
        self._shifts = Shifts(db, person)
        self._kept_looks: _Looks | None = None
        self._ended: elapsed.Gap | None = None  # time off the machine, just over and not yet written down

    def tick(self, presence: Presence | None, *, typed: bool = False) -> Now:
        """Let the time pass that has passed. `None` only looks: what passed since the last sign stays open.

        `typed`: keys went into an edit field meanwhile, which a break waits for.
        """
        before, time, state, gap = self._read()
        if presence is None:
            return self._now(time, state)
        self._confirm(time.eff_us)
        if presence is Presence.ACTIVE and state.mode in breaks.OPEN:
            self._count_queue_time(before, time.eff_us, gap)
        after = breaks.advance(state, gap, presence, self._rhythm, typed=typed)
        after, shift = self._by_the_roster(before, after)
        seen = presence is Presence.ACTIVE
        return self._kept(before, time, state, self._now(time, after), seen=seen, shift=shift)

    def _by_the_roster(self, before: exposure.Rest | None, state: State) -> tuple[State, dict[str, int]]:
        """A rostered shift begins with what may be put off anew, and ends with the day's work; what is kept of that.

        It ends once no card is open, OVERTIME after its hours at the latest. Whoever says then that they are back works
        outside their hours.
        """
        wall = self._wall()
        hours = self._shifts.at(wall)
        kept = {} if before is None else before.state
        ends_us, over_us = int(kept.get("roster_us", 0)), int(kept.get("over_us", 0))
        if hours.ends_us:
            if hours.begun_us >= ends_us:
                state = breaks.shift_anew(state)
            return state, {"roster_us": max(hours.ends_us, ends_us if hours.begun_us < ends_us else 0)}
        late_us = to_us(wall) - ends_us
        if not hours.planned or late_us < 0 or ends_us in (0, over_us):
            return state, {}
        if late_us < OVERTIME // _US and queue.open_of(self._db, self._person):
            return state, {}
        return breaks.shift_ends(state, self._rhythm), {"over_us": ends_us}

    def _count_queue_time(self, before: exposure.Rest | None, eff_us: int, gap_us: int) -> None:
        """With a harsh card open, veiled or not. Desks of one person tell the same time: each moment counts once.

        Since somebody was last active at one of them, not since the last reading: an idle desk beside the active one
        reads the clock as well.
        """
        seen_us = eff_us - gap_us if before is None else int(before.state.get("seen_us", eff_us - gap_us))
        since_us = eff_us - seen_us
        if 0 < since_us <= self._rhythm.live_us and exposure.has_harsh_open(self._db, self._person):
            doubted_us = gaps.further_back_us(self._gaps(eff_us))
            exposure.add_queue_time(self._db, self._person, eff_us, since_us, doubted_us=doubted_us)

    def closed_for(self) -> timedelta:
        """How long a break, a meeting or a limit has kept the desk closed by now."""
        _, _, state, gap = self._read()
        if state.mode in breaks.WORKING:
            return timedelta(0)
        if state.mode is Mode.EMERGENCY:
            gap += self._rhythm.emergency_us - state.left_us
        return timedelta(microseconds=gap + (state.served_us if state.mode is Mode.BREAK else state.away_us))

    def served_one(self) -> None:
        """One more turn since the last break."""
        self._change(lambda state: replace(state, served_since_break=state.served_since_break + 1))

    def decided(self) -> None:
        """A card was decided: a break that waited for it begins."""
        self._change(lambda state: breaks.decided(state, self._rhythm))

    def charged(self, units: float) -> None:
        """Units were written down for this person. It is no sign that they are there, and no time passes."""
        rest = exposure.load_rest(self._db, self._person)
        if rest is None or units <= 0:
            return
        state = breaks.load_added(State.of(rest.state, self._rhythm), units, self._rhythm)
        then = EffectiveTime(rest.eff_us, rest.boot.id, rest.boot.us, rest.wall_us)
        state = self._now(
            then, state
        ).state  # a limit that this reaches holds from now on, not from the next sign
        exposure.save_rest(self._db, replace(rest, state={**rest.state, **state.facts()}))

    def note_clock(self) -> None:
        """Journals, once, that the time of day moved against the boot clock. It has no effect on anything here.

        The last thing that a transaction does: the journal is written by one at a time.
        """
        rest, time, _, _ = self._read()
        if rest is None or rest.boot.id != time.boot_id:
            return
        self._note_gaps(time.eff_us)
        drift_us = to_us(self._wall()) - time.eff_us
        moved = (drift_us - int(rest.state.get("drift_us", drift_us))) * _US
        if abs(moved) > CLOCK_JUMP or "drift_us" not in rest.state:
            exposure.save_rest(self._db, replace(rest, state={**rest.state, "drift_us": drift_us}))
        if abs(moved) > CLOCK_JUMP:
            facts = {"seconds": round(moved.total_seconds())}
            journal.append(self._db, self._person, "clock jump", "clock", facts)

    def _note_gaps(self, eff_us: int) -> None:
        """Time off the machine that turned out otherwise than its clock said is a jump of that clock too."""
        for gap in elapsed.gaps(self._db, self._person, eff_us - limits.LOOK_BACK // _US):
            if gap.told or gap.true_us is None:
                continue
            elapsed.told(self._db, gap.id)
            off = (gap.claimed_us - gap.true_us) * _US
            if abs(off) > CLOCK_JUMP:
                facts = {"seconds": round(off.total_seconds())}
                journal.append(self._db, self._person, "clock jump", "restart", facts)

    # what the person does about it

    def break_now(self) -> Now:
        return self._change(lambda state: breaks.break_now(state, self._rhythm))

    def ready(self) -> Now:
        return self._change(breaks.ready)

    def postpone(self) -> Now:
        """Raises Refused when the break that comes cannot be put off, or none comes."""

        def put_off(state: State) -> State:
            if not breaks.may_postpone(state, self._rhythm):
                raise _not_put_off(state, self._rhythm)
            return breaks.postpone(state, self._rhythm)

        return self._change(put_off)

    def meeting(self) -> Now:
        """Raises Refused in a break, or where a limit is closed: it is rest already."""
        return self._demanded(
            lambda state: breaks.meeting_starts(state, self._rhythm),
            Mode.MEETING,
            "A meeting begins while you work",
            "In a break or at a limit nothing can be read anyway, and that time counts as rest too",
        )

    def back(self) -> Now:
        """From a meeting, or on a new day."""

        def come(state: State) -> State:
            return breaks.shift_starts(breaks.meeting_ends(state, self._rhythm), self._rhythm)

        return self._change(come)

    def finish(self) -> Now:
        return self._change(lambda state: breaks.shift_ends(state, self._rhythm))

    def emergency(self) -> Now:
        """Out of a break, for a threat to life. Journaled. Raises Refused when there is no exit (any more)."""
        before = self.tick(Presence.ACTIVE)
        if not breaks.may_leave(before.state, before.gate, self._rhythm):
            raise _no_exit(before)
        now = self._change(lambda state: breaks.emergency(state, before.gate, self._rhythm))
        if Output.LOG_EMERGENCY in now.outputs:
            journal.append(self._db, self._person, "emergency exit", "break", {"reason": "threat_to_life"})
        return now

    def overridden(self, us: int) -> Now:
        """A lead's override was accepted and is written down: what is closed is open for so long."""
        return self._change(lambda state: breaks.override(state, us, self._rhythm))

    def broken_glass(self, us: int) -> Now:
        """So is one for a threat to life: one card is open for so long."""
        return self._change(lambda state: breaks.break_glass(state, us, self._rhythm))

    def seen_from_outside(self) -> Now:
        """How this person stands as far as somebody else may know: nothing is written, and no time passes for them."""
        _, time, state, gap = self._read()
        return self._now(time, breaks.advance(state, gap, Presence.IDLE, self._rhythm))

    def _demanded(self, change: Callable[[State], State], mode: Mode, what: str, why: str) -> Now:
        def demand(state: State) -> State:
            after = change(state)
            if after.mode is not mode:
                raise Refused(what, why)
            return after

        return self._change(demand)

    # kept

    def _change(self, change: Callable[[State], State]) -> Now:
        before, time, state, gap = self._read()
        passed = breaks.advance(state, gap, Presence.ACTIVE, self._rhythm)
        after = change(self._now(time, passed).state)
        return self._kept(before, time, state, self._now(time, after))

    def _kept(
        self,
        before: exposure.Rest | None,
        time: EffectiveTime,
        was: State,
        now: Now,
        *,
        seen: bool = False,
        shift: Mapping[str, int] = MappingProxyType({}),
    ) -> Now:
        self._write(before, time, now.state, seen, shift)
        return replace(now, outputs=frozenset(breaks.outputs(was, now.state)))

    def _now(self, time: EffectiveTime, state: State) -> Now:
        policy = self._safeguards.own(time.eff_us)
        off = self._gaps(time.eff_us)
        ledgers = (self._looks(time.eff_us, policy, off), self._minutes(time.eff_us, policy, off))
        gate = limits.standing(ledgers, time.eff_us)
        given = granted(self._db, self._person, time.eff_us, gate, ledgers)
        state = replace(state, override_us=given.card_us if state.mode is Mode.EMERGENCY else given.us)
        state = breaks.limited(state, gate)
        wall = self._wall()
        shut = gate.closed or gate.extreme is not None
        before = limits.standing(ledgers, time.eff_us - FINISH // _US) if shut else None
        rest = view(state, gate, time.eff_us, wall, self._rhythm)
        if gate.closed and before is not None and not before.closed:
            rest = replace(rest, finish=True)
        glass = given.card if state.mode is Mode.EMERGENCY else 0
        rest = replace(rest, override=given.us * _US, card=glass)
        hours = self._shifts.at(wall)
        return Now(time.eff_us, state, gate, rest, wall, policy, before, granted=given, hours=hours)

    def _gaps(self, eff_us: int) -> tuple[gaps.Gap, ...]:
        """When the machine was off in the last two weeks, by what is known of it now; the one just ended among them."""
        found = elapsed.gaps(self._db, self._person, eff_us - limits.LOOK_BACK // _US)
        if self._ended is not None:
            found.append(self._ended)
        return tuple(gaps.Gap(gap.at_us, gap.claimed_us, gap.halved, gap.true_us) for gap in found)

    def _confirm(self, eff_us: int) -> None:
        """A server was heard meanwhile: how long the machine was really off is known from now on."""
        if elapsed.kept_by_server(self._db):
            elapsed.trust(self._db, self._db.clock.boot(), self._db.boot().us)
        for gap in elapsed.gaps(self._db, self._person, eff_us - limits.LOOK_BACK // _US):
            if gap.true_us is None:
                servers = elapsed.servers(self._db, (gap.before.id, gap.after.id))
                true_us = gaps.true_length(gap.before, gap.wall_us, gap.after, servers)
                if true_us is not None:
                    elapsed.confirm(self._db, gap.id, true_us)

    def _looks(self, eff_us: int, policy: Policy, off: tuple[gaps.Gap, ...]) -> limits.Ledger:
        """Looks of the last two weeks. Kept while none is added: a meter is told every second, and looks are few."""
        kept, wanted = self._kept_looks, _of_looks(policy)
        stale = kept is None or kept.ledger.limits != wanted or kept.gaps != off
        if kept is None or stale or self._there(kept.since) != kept.there:
            since = eff_us - limits.LOOK_BACK // _US - gaps.further_back_us(off)
            found = exposure.window(self._db, self._person, since)
            charges = [limits.Charge(each.eff_us, each.units, extreme=_looked_at_s4(each)) for each in found]
            ledger = limits.Ledger.of(gaps.moved(charges, off), wanted)
            kept = _Looks(ledger, since, self._there(since), off)
            self._kept_looks = kept
        return kept.ledger

    def _there(self, since: int) -> tuple[int, int]:
        return exposure.how_many(self._db, self._person, since)

    def _minutes(self, eff_us: int, policy: Policy, off: tuple[gaps.Gap, ...]) -> limits.Ledger:
        """Minutes with a harsh card open. Two days are enough: their limit is a day's."""
        since = eff_us - 2 * limits.DAY // _US - gaps.further_back_us(off)
        found = exposure.queue_time(self._db, self._person, since)
        charges = [limits.Charge(last_us, minutes=us / exposure.MINUTE_US) for last_us, us in found]
        return limits.Ledger.of(gaps.moved(charges, off), _of_time(policy))

    def _read(self) -> tuple[exposure.Rest | None, EffectiveTime, State, int]:
        boot, wall, self._ended = self._db.clock.boot(), self._wall(), None
        rest = exposure.load_rest(self._db, self._person)
        if rest is None:
            return None, EffectiveTime.begin(boot, wall), State(), 0
        before = EffectiveTime(rest.eff_us, rest.boot.id, rest.boot.us, rest.wall_us)
        time, gap = before.advance(boot, wall)
        if not before.proven(boot):
            halved = elapsed.can_be_confirmed(self._db)
            self._ended = elapsed.Gap(
                0, rest.eff_us, gap, None, halved, rest.boot, rest.wall_us, boot, told=False
            )
        return rest, time, State.of(rest.state, self._rhythm), gap

    def _write(
        self,
        before: exposure.Rest | None,
        time: EffectiveTime,
        state: State,
        seen: bool,
        shift: Mapping[str, int],
    ) -> None:
        """The state, and beside it what of the time rests on the word of a clock that can be set."""
        facts: dict[str, int | str] = {**state.facts(), **_beside(before), **shift}
        if seen:
            last = int(facts.get("seen_us", 0))
            if "shift_us" not in facts or time.eff_us - last >= self._rhythm.shift_gap_us:
                facts["shift_us"] = time.eff_us
            facts["seen_us"] = time.eff_us
        if before is None or before.boot.id != time.boot_id:
            facts |= {
                "drift_us": to_us(self._wall()) - time.eff_us,
                "unproven_us": 0 if before is None else time.eff_us - before.eff_us,
            }
        boot = Boot(time.boot_id, time.boot_us)
        if self._ended is not None:
            elapsed.add_gap(self._db, self._person, self._ended)
            self._ended = None
        exposure.save_rest(self._db, exposure.Rest(self._person, time.eff_us, boot, time.wall_us, facts))

    def _wall(self) -> datetime:
        return self._db.clock.wall()


_KEPT = ("drift_us", "unproven_us", "seen_us", "shift_us", "roster_us", "over_us")


def _beside(rest: exposure.Rest | None) -> dict[str, int]:
    """What is kept with the state of the breaks and is none of it.

    `drift_us`: how far the time of day stood from the time that only goes forward, when it was last journaled.
    `unproven_us`: how long the machine was off before this start of it, by the word of its clock alone.
    `seen_us`: when somebody was last active at one of the person's desks. `shift_us`: when they came back to work after a
    gap that makes another shift.
    `roster_us`, `over_us`: the end of the rostered shift that runs or ran last, and of the last that ended the day's work.
    """
    kept = {} if rest is None else rest.state
    return {name: int(kept[name]) for name in _KEPT if name in kept}


def _break_due(rest: Rest) -> BreakDue:
    match rest.mode:
        case Mode.READY:
            return BreakDue(
                "Your break is over",
                "The desk waits until you are ready",
                "Press Ready to go on",
                left=rest.left,
            )
        case Mode.MEETING:
            return BreakDue(
                "You are in a meeting",
                "Nothing can be claimed, revealed or decided meanwhile",
                "Say that you are back to go on; escalating stays open",
                left=rest.left,
            )
        case Mode.OFF:
            return BreakDue(
                "You have finished for today", "", "Say that you are back to go on", left=rest.left
            )
        case Mode.EMERGENCY if rest.card:
            return BreakDue(
                "One card alone is open, for a threat to life",
                f"It stays open for {_minutes(rest.left)}, with what stands around it",
                "A long break begins after that",
                left=rest.left,
            )
        case Mode.EMERGENCY:
            return BreakDue(
                "You have left a break for an emergency",
                f"Escalated cards alone are open, for {_minutes(rest.left)}",
                "Find them in the History; the break comes back after that",
                left=rest.left,
            )
    return BreakDue(
        "It is time for a break",
        f"{_minutes(rest.left)} of it are left",
        "Nothing can be claimed, revealed or decided until then; escalating stays open",
        left=rest.left,
    )


def _minutes(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


def _not_put_off(state: State, rhythm: Rhythm) -> Refused:
    if state.mode not in (Mode.WARN, Mode.DEFER):
        return Refused("No break is about to begin", "", "A break can be put off once it is announced")
    if state.postponed >= rhythm.postpones_shift:
        return Refused(
            f"{rhythm.postpones_shift} breaks were put off in this shift", "", "This one begins now"
        )
    return Refused("This break was put off before", "", "It begins in a moment")


def _no_exit(now: Now) -> Refused:
    if now.rest.mode is not Mode.BREAK:
        return Refused("No break is running", "", "Escalating a card unread is never closed")
    if now.gate.closed:
        return Refused(
            "A limit is reached, and no exit leads through it",
            "",
            "Escalate the card unread: whoever has the duty acts on it",
        )
    return Refused(
        "The emergency exit of this shift was used",
        "",
        "Escalate the card unread, and call 000 when a life is in danger",
    )


def _limit_reached(key: str, until: datetime | None, wall: datetime) -> LimitReached:
    extreme = limits.BY_KEY[key].extreme
    return LimitReached(
        REACHED[key],
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
