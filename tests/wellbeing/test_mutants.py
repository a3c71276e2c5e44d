"""Limits, prices and effective time with a hole in each: every one is noticed. Those of the breaks are in test_evader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from moderator.clock import Boot
from moderator.scores import Band
from moderator.wellbeing import effective, exposure, gaps, limits
from moderator.wellbeing.limits import Charge
from tests.wellbeing.test_evader import Damage, damaged  # noqa: F401

MINUTE, HOUR = 60_000_000, 3_600_000_000
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def closes(m: ModuleType) -> None:
    full = [m.Charge(0, 100.0), m.Charge(MINUTE, 50.0)]
    assert m.gate(full, MINUTE).reached == "load_h", "closed at the hard limit itself"
    assert not m.gate(full[:1], 0).closed, "soft closes nothing"
    assert m.gate(full, HOUR - 1).closed, "as long as the hour is not over"
    assert not m.gate(full, HOUR).closed, "and below soft"
    late = [m.Charge(0, 60.0), m.Charge(59 * MINUTE, 90.0)]
    assert m.gate(late, HOUR + MINUTE).closed, "for a quarter of an hour at least"
    between = [m.Charge(0, 40.0), m.Charge(30 * MINUTE, 110.0)]
    assert m.gate(between, HOUR).closed, "below hard is not below soft"
    assert m.gate(late, 2 * HOUR).used["load_h"] == 0
    week = [m.Charge(day * 24 * HOUR, 360.0) for day in range(5)]
    assert m.gate(week, 4 * 24 * HOUR).reached == "load_w"
    extreme = [m.Charge(at, 8.0, extreme=True) for at in range(3)]
    found = m.gate(extreme, 3)
    assert (found.closed, found.extreme.key) == (False, "s4_h")
    assert not m.allows(found, Band.S4)
    assert m.allows(found, Band.S3)
    assert not m.allows(m.gate(full, MINUTE), None), "not checked is no calm card"


def costs(m: ModuleType) -> None:
    assert [m.base(band) for band in Band] == [0, 1, 2, 4, 8]
    assert m.base(None) == 2
    assert m.base(Band.S3, repeat=True) == 2
    assert [m.quanta(timedelta(seconds=held)) for held in (19, 20, 39, 40, 900)] == [0, 1, 1, 2, 4]
    assert m.units(4.0, 1) == 6
    assert m.units(4.0, 9) == 12


def goes_forward(m: ModuleType) -> None:
    first = m.EffectiveTime.begin(Boot("a", 10 * HOUR), NOON)
    later, gap = first.advance(Boot("a", 11 * HOUR), NOON - timedelta(hours=5))
    assert (gap, later.eff_us - first.eff_us) == (HOUR, HOUR)
    assert later.advance(Boot("b", 1), NOON - timedelta(hours=5))[1] == 0
    assert later.advance(Boot("b", 1), NOON + timedelta(hours=2))[1] == HOUR
    assert not later.proven(Boot("b", 1))


def doubts(m: ModuleType) -> None:
    charge = Charge(0, 8.0)
    found = m.moved([charge], [m.Gap(0, HOUR, True)])
    assert [(each.eff_us, each.units * each.part) for each in found] == [(0, 4), (HOUR, 4)]
    assert m.moved([charge], [m.Gap(0, HOUR, True, MINUTE)])[0].eff_us == HOUR - MINUTE
    assert m.moved([charge], [m.Gap(0, HOUR, False)]) == [charge]


MUTANTS: dict[str, tuple[ModuleType, Callable[[ModuleType], None], str, str]] = {
    "22 a limit closes one unit too late": (
        limits, closes, "if sums[newest + 1] - sums[oldest] >= limit.hard:",
        "if sums[newest + 1] - sums[oldest] > limit.hard:",
    ),
    "23 the soft limit closes as the hard one": (
        limits, closes, "- sums[oldest] >= limit.hard:", "- sums[oldest] >= limit.soft:",
    ),
    "24 what closed opens below hard already": (
        limits, closes, "if sums[newest + 1] - sums[oldest + 1] < limit.soft:",
        "if sums[newest + 1] - sums[oldest + 1] < limit.hard:",
    ),
    "25 no cooldown": (limits, closes, "return max(times[closed_by] + _us(limit.cooldown),", "return max(0,"),
    "26 the week is a day": (limits, closes, "WEEK = timedelta(hours=168)", "WEEK = timedelta(hours=24)"),
    "27 an extreme limit closes nothing": (
        limits, closes, "and gate.extreme is not None)", "and gate.extreme is None and gate.closed)",
    ),
    "28 not checked is calm": (
        exposure, costs, "return Band.S2 if band is None else band", "return Band.S0 if band is None else band",
    ),
    "29 a copy is free": (exposure, costs, "REPEAT = 0.5", "REPEAT = 0.0"),
    "30 a long look costs as a short one": (exposure, costs, "held // QUANTUM))", "0))"),
    "31 no end to what one item costs": (exposure, costs, "MOST = 3.0", "MOST = 30.0"),
    "32 the wall clock turned back before a restart gains": (
        effective, goes_forward, "wall_us = max(wall_us, self.wall_us + gap)", "pass",
    ),
    "33 time across starts runs backwards": (
        effective, goes_forward, "gap = max(0, wall_us - self.wall_us)", "gap = wall_us - self.wall_us",
    ),
    "34 a gap that nobody confirmed gives back all": (
        gaps, doubts, "if self.halved and self.true_us is None else 0", "if False else 0",
    ),
    "35 what was claimed too long stays": (gaps, doubts, "else self.claimed_us - self.true_us", "else 0"),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_hole_in_limits_prices_or_time_is_noticed(mutant: str, damaged: Damage) -> None:  # noqa: F811
    module, check, old, new = MUTANTS[mutant]
    check(module)
    with pytest.raises(AssertionError):
        check(damaged(module, old, new))
