"""Whatever two people do in whichever order: never twice in a day, never beyond
half an hour or a quarter of the limit, never by oneself.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.clock import HandClock
from moderator.problems import Problem
from moderator.store import overrides, spared, whs
from moderator.wellbeing import breaks
from moderator.wellbeing import overrides as rules
from moderator.wellbeing.limits import LIMITS, Charge, gate
from moderator.wellbeing.overrides import Never, Reason
from moderator.wellbeing.rhythm import LONG, MINUTE
from moderator.wellbeing.values import Mode, Presence
from tests.desk.overrides import WHY, charge, consulted
from tests.people.conftest import Office, office
from tests.wellbeing.watching import HOUR_SHUT, SEEDS

__all__ = ["office"]
HOUR, DAY, WEEK = 3_600_000_000, 24 * 3_600_000_000, 168 * 3_600_000_000
OPEN = (Mode.WORK, Mode.WARN, Mode.DEFER, Mode.AWAY)

acts = st.one_of(
    st.tuples(st.just("pass"), st.sampled_from([1, 4, 11, 31, 90, 600, 1500])),
    st.tuples(st.just("read"), st.sampled_from([1.0, 8.0, 40.0])),
    st.tuples(st.just("lock"), st.just(160.0)),
    st.tuples(st.just("all of it"), st.just(160.0)),
    st.tuples(st.sampled_from("offer offer accept accept decline ready target released by_oneself".split())),
)


@dataclass
class Seen:
    """The truth, beside what the store says of it."""

    accepted: list[int] = field(default_factory=list)
    spent: float = 0.0


@settings(
    max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(life=st.lists(acts, min_size=10, max_size=45))
def test_no_order_of_acts_opens_a_limit_more_often_longer_or_wider(office: Office, life: list[tuple]):
    kim, asha = _two(office)
    seen, target = Seen(), False
    for act in life:
        rest = asha.desk.rest(Presence.ACTIVE)
        shut_before = bool(_gate(asha).reached)
        try:
            match act[0]:
                case "pass":
                    office.clock.pass_(minutes=act[1])
                case "read" | "lock":
                    if act[0] == "lock" or rest.mode in OPEN:
                        now = asha.desk._sitting
                        with asha.db.transaction():
                            held = now.tick(Presence.ACTIVE)
                        if act[0] == "lock" or held.beyond(act[1]) is None:
                            charge(asha, act[1])
                            if shut_before and rest.override and act[0] == "read":
                                seen.spent += act[1]
                case "offer":
                    kim.overriding.offer(asha.person, Reason.SYSTEM_ERROR, WHY)
                case "accept":
                    asha.overriding.accept()
                    assert not target
                    seen.accepted.append(_eff(asha))
                    seen.spent = 0.0
                case "all of it":
                    charge(asha, act[1])
                    office.clock.pass_(minutes=11)
                    kim.overriding.offer(asha.person, Reason.SYSTEM_ERROR, WHY)
                    asha.overriding.accept()
                    assert not target
                    seen.accepted.append(_eff(asha))
                    seen.spent = 0.0
                case "decline":
                    asha.overriding.decline()
                case "ready":
                    asha.desk.ready()
                case "target" | "released":
                    target = act[0] == "target"
                    with kim.db.transaction():
                        (spared.target if target else spared.no_longer_target)(kim.db, asha.person, "1")
                case "by_oneself":
                    asha.overriding.offer(asha.person, Reason.SYSTEM_ERROR, WHY)
                    raise AssertionError("a self-grant")
        except Problem:
            pass
        _check(office, asha, seen)


def _check(office: Office, asha, seen: Seen) -> None:
    rest, now = asha.desk.rest(Presence.ACTIVE), _eff(asha)
    for before, after in zip(seen.accepted, seen.accepted[1:], strict=False):
        assert after - before >= DAY, "twice in a day"
    for first, third in zip(seen.accepted, seen.accepted[2:], strict=False):
        assert third - first >= WEEK, "three times in a week"
    rows = overrides.listed(asha.db)
    assert [each.from_us for each in reversed(rows)] == seen.accepted
    assert all(each.until_us - each.from_us <= HOUR // 2 for each in rows)
    assert len(whs.listed(asha.db, whs.OVERRIDE)) == len(rows)
    assert seen.spent <= 0.25 * 150 + 1e-9, "more than a quarter"
    if _gate(asha).reached and rest.mode in OPEN:
        assert seen.accepted, "open without anybody's word"
        assert now - seen.accepted[-1] < HOUR // 2, "longer than half an hour"


def _gate(asha):
    return asha.overriding._sitting.seen_from_outside().gate


def _eff(asha) -> int:
    row = asha.db.one("SELECT eff_us FROM rest WHERE person = :p", p=asha.person)
    return 0 if row is None else int(row["eff_us"])


def _two(office: Office):
    """A fresh start in the same home: every life has its own store."""
    for console in office.opened:
        console.close()
    office.opened.clear()
    for path in sorted(Path(office.home.path).rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
    office.clock = HandClock()
    kim, asha = office.two()
    consulted(kim)
    return kim, asha


# the rules by themselves, and what catches a mistake in them


def at(units: float, *, hours_ago: float = 0.1) -> list[Charge]:
    return [Charge(WEEK - int(hours_ago * HOUR), units)]


def asked(
    m: ModuleType = rules,
    *,
    charges: list[Charge],
    past: Sequence[int] = (),
    soon=False,
    target=False,
    glass=False,
):
    return m.never(gate(charges, WEEK), LIMITS, past, WEEK, soon=soon, target=target, glass=glass)


TABLE = [
    (dict(charges=at(150)), None),
    (dict(charges=at(149)), Never.OPEN),
    (dict(charges=at(150), soon=True), Never.TOO_SOON),
    (dict(charges=at(150), past=[WEEK - DAY + 1]), Never.DAY),
    (dict(charges=at(150), past=[WEEK - DAY]), None),
    (dict(charges=at(150), past=[1, WEEK - 2 * DAY]), Never.WEEK),
    (dict(charges=at(150), past=[0, WEEK - 2 * DAY]), None),
    (dict(charges=at(150), target=True), Never.TARGET),
    (dict(charges=at(479)), None),
    (dict(charges=at(480)), Never.TOO_MUCH),
    (dict(charges=at(480, hours_ago=30)), Never.OPEN),
    (dict(charges=[*at(1350, hours_ago=30), *at(820, hours_ago=120)]), Never.TOO_MUCH),
    (dict(charges=at(480), glass=True), Never.TOO_MUCH),
    (dict(charges=at(150), glass=True, soon=True, past=[WEEK - 1, WEEK - 2]), None),
    (dict(charges=at(1), glass=True), Never.OPEN),
    (dict(charges=[Charge(WEEK - HOUR // 4, 8, True)] * 3, glass=True), None),
    (dict(charges=[Charge(WEEK - HOUR // 4, 8, True)] * 3), Never.OPEN),
]  # fmt: skip


def table(m: ModuleType = rules) -> None:
    for how, wanted in TABLE:
        found = asked(m, **how)
        assert str(found) == str(wanted), how
    closed = gate(at(150), WEEK)
    opens = m.allowances(closed, LIMITS)
    assert opens == {"load_h": 37.5}
    assert m.left(opens, {"load_h": 37.0}, ("load_h",)) == {"load_h": 0.5}
    assert m.left(opens, {"load_h": 37.5}, ("load_h",)) is None
    assert m.left(opens, {"load_h": 0}, ("load_h", "load_d")) is None
    assert m.left(opens, {"load_h": 0}, ()) == {"load_h": 37.5}
    assert timedelta(minutes=30) == m.LONGEST
    assert timedelta(minutes=10) == m.GLASS


def test_the_rules_say_no_where_they_have_to_and_only_there():
    table()


MUTANTS = {
    "an override a day too many": ("EACH_DAY, EACH_WEEK = 1, 2", "EACH_DAY, EACH_WEEK = 2, 2"),
    "a third in a week": ("EACH_DAY, EACH_WEEK = 1, 2", "EACH_DAY, EACH_WEEK = 1, 3"),
    "half of the limit on top": ("SHARE = 0.25", "SHARE = 0.5"),
    "up to 150 %": ("NEVER_FROM = 1.2", "NEVER_FROM = 1.5"),
    "120 % of the hour counts, of the week not": ("limit.window > HOUR]", "limit.window == DAY]"),
    "the target may": ("    if target:\n        return Never.TARGET\n", ""),
    "a cooldown is cut short": ("    if soon:\n        return Never.TOO_SOON\n", ""),
    "break-glass at 120 %": (
        "    if too_much(gate, limits):",
        "    if not glass and too_much(gate, limits):",
    ),
    "a second limit does not close it": (
        "    if any(key not in opens for key in shut):\n        return None\n",
        "",
    ),
    "the last unit is given twice": ("if all(each > 0 for each", "if all(each >= 0 for each"),
    "the edge of a day counts": ("then > eff_us - window", "then >= eff_us - window"),
    "a week of five days": ("_within(past_us, eff_us, WEEK)", "_within(past_us, eff_us, 5 * DAY)"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_in_the_rules_is_caught(name: str):
    source = Path(importlib.import_module(rules.__name__).__file__ or "").read_text()
    old, new = MUTANTS[name]
    assert source.count(old) == 1
    broken = ModuleType(rules.__name__)
    exec(compile(source.replace(old, new), name, "exec"), broken.__dict__)
    with pytest.raises(AssertionError):
        table(broken)


# the break machine


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_broken_glass_lasts_so_long_and_ends_in_a_long_break_wherever_somebody_was(name: str):
    before = SEEDS[name]
    state = breaks.break_glass(before, 10 * MINUTE)
    if before.mode in (Mode.MEETING, Mode.OFF):
        assert state == before
        return
    assert (state.mode, state.left_us, state.override_us) == (Mode.EMERGENCY, 10 * MINUTE, 10 * MINUTE)
    assert breaks.limited(state, HOUR_SHUT).mode is Mode.EMERGENCY
    assert state.long_us == before.long_us
    almost = breaks.advance(state, 10 * MINUTE - 1, Presence.ACTIVE)
    assert almost.mode is Mode.EMERGENCY
    after = breaks.limited(breaks.advance(almost, 1, Presence.ACTIVE), HOUR_SHUT)
    assert (after.mode, after.kind) == (Mode.BREAK, LONG)
    left = before.need_us - before.served_us if before.mode is Mode.BREAK else before.owed_us
    assert after.need_us == breaks.whole_us(before, LONG) - before.owed_us + left


def test_a_word_of_the_machine_alone_keeps_nothing_open():
    """What is open for how long comes from the row of the store: without it the same state is closed."""
    state = breaks.break_glass(SEEDS["cooldown"], 10 * MINUTE)
    assert breaks.limited(replace(state, override_us=0), HOUR_SHUT).mode is Mode.COOLDOWN
