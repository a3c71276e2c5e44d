"""The break machine under any order of events: the invariants of the break model, from states near their edges."""

from __future__ import annotations

import ast
import inspect
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from moderator.wellbeing import breaks, limits
from moderator.wellbeing.breaks import Output, State, advance, outputs
from moderator.wellbeing.limits import Charge, Gate
from moderator.wellbeing.rhythm import LONG, MINUTE, RHYTHM, SECOND, Rhythm
from moderator.wellbeing.telling import view
from moderator.wellbeing.values import Mode, Presence
from tests.wellbeing.watching import (
    ACTIVE,
    DAY_SHUT,
    FREE,
    HOUR_SHUT,
    IDLE,
    LOCKED,
    SEEDS,
    WORDS_OPEN,
    Life,
    Step,
    apply,
    live,
    seed,
    tick,
)

LIVES = settings(
    max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

presences = st.sampled_from([ACTIVE] * 5 + [IDLE, LOCKED])
steps = st.one_of(
    st.builds(tick, st.integers(1, 20), presences, typed=st.booleans()),
    st.builds(tick, st.integers(1, 20), presences, typed=st.booleans()),
    st.builds(tick, st.integers(20, 60), presences),
    st.builds(tick, st.integers(61, 900), st.sampled_from([ACTIVE, IDLE, LOCKED])),
    st.builds(tick, st.integers(3_600, 40_000), st.just(LOCKED)),
    st.tuples(
        st.sampled_from(
            "postpone postpone ready ready break decided restart emergency meet met home here".split()
        )
    ),
    st.tuples(st.just("load"), st.sampled_from([0.5, 8.0, 30.0])),
    st.tuples(st.just("override"), st.just(30 * MINUTE)),
    st.sampled_from(
        [("shut", HOUR_SHUT), ("shut", DAY_SHUT), ("open", FREE), ("open", FREE), ("open", FREE)]
    ),
)
lives = st.lists(steps, min_size=1, max_size=150)
seeds = st.sampled_from(sorted(SEEDS))
rhythms = st.sampled_from([RHYTHM, RHYTHM.unhurried(), RHYTHM.with_longer_breaks(50)])


def a_state(name: str, life: list[Step]) -> State:
    """Wherever some life leads."""
    lived = seed(name)
    for step in life:
        lived = live(lived, step)
    return lived.state


@LIVES
@given(seeds, lives)
def test_no_order_of_events_breaks_an_invariant(name: str, life: list[Step]) -> None:
    lived = seed(name)
    for step in life:
        lived = live(lived, step)


@LIVES
@given(seeds, lives)
def test_nor_with_the_accessibility_profile(name: str, life: list[Step]) -> None:
    assume(not name.startswith("mid"))
    lived = seed(name, RHYTHM.unhurried())
    for step in life:
        lived = live(lived, step)


@LIVES
@given(seeds, lives)
def test_keeping_and_reading_the_state_changes_nothing(name: str, life: list[Step]) -> None:
    lived = kept = seed(name)
    for step in life:
        lived, kept = live(lived, step), live(live(kept, ("restart",)), step)
        assert kept.state == lived.state


@LIVES
@given(
    seeds, st.lists(steps, max_size=30), st.integers(1, 40_000), st.integers(0, 100), st.sampled_from([IDLE, LOCKED]),
    rhythms,
)  # fmt: skip
def test_one_long_gap_is_the_same_as_many_short_ones(
    name: str, life: list[Step], seconds: int, percent: int, presence: Presence, rhythm: Rhythm
) -> None:
    state, whole = a_state(name, life), seconds * SECOND
    part = whole * percent // 100
    once = advance(state, whole, presence, rhythm)
    assert advance(advance(state, part, presence, rhythm), whole - part, presence, rhythm) == once
    if seconds <= 60:
        once = advance(state, whole, ACTIVE, rhythm)
        assert advance(advance(state, part, ACTIVE, rhythm), whole - part, ACTIVE, rhythm) == once


@LIVES
@given(st.sampled_from(["near_long", "prewarn", "defer", "put_off"]), st.integers(1, 20), rhythms)
def test_somebody_who_types_on_and_on_has_their_break(name: str, seconds: int, rhythm: Rhythm) -> None:
    lived, typed = seed(name, rhythm), 0
    while lived.state.mode is not Mode.BREAK:
        lived = live(lived, tick(seconds, typed=True))
        if lived.state.mode in (Mode.WARN, Mode.DEFER):
            typed += seconds * SECOND
        assert typed <= rhythm.warn_long_us + rhythm.defer_max_us + 2 * seconds * SECOND


@LIVES
@given(seeds, lives)
def test_there_is_always_a_way_to_a_page_without_comments(name: str, life: list[Step]) -> None:
    state = a_state(name, life)
    ways = (breaks.break_now(state), breaks.shift_ends(state), breaks.meeting_starts(state))
    assert any(way.mode not in WORDS_OPEN for way in ways)


@LIVES
@given(seeds, lives)
def test_words_are_masked_whenever_the_desk_closes(name: str, life: list[Step]) -> None:
    lived = seed(name)
    for step in life:
        before, lived = lived.state, live(lived, step)
        made = outputs(before, lived.state)
        if before.mode in WORDS_OPEN and lived.state.mode not in WORDS_OPEN:
            assert {Output.SAVE_DRAFTS, Output.MASK_ALL, Output.CLOSE_GATE} <= set(made)
            assert made.index(Output.SAVE_DRAFTS) < made.index(Output.MASK_ALL)
        if before.mode not in WORDS_OPEN and lived.state.mode in WORDS_OPEN:
            assert set(made) & {Output.OPEN_GATE, Output.OPEN_ESCALATED}
        assert (Output.SHOW_BREAK in made) == (
            before.mode is not Mode.BREAK and lived.state.mode is Mode.BREAK
        )


@LIVES
@given(seeds, lives)
def test_a_window_is_told_nothing_impossible(name: str, life: list[Step]) -> None:
    lived = seed(name)
    for step in life:
        lived = live(lived, step)
        rest = view(lived.state, lived.gate, 0, NOON)
        assert rest.closed == (lived.state.mode in (Mode.BREAK, Mode.READY, Mode.MEETING, Mode.OFF))
        assert min(rest.left, rest.next_in, rest.costs, rest.owed) >= ZERO
        assert (rest.postpone is not None) == (breaks.postpone(lived.state) != lived.state)
        assert rest.emergency == (breaks.emergency(lived.state, lived.gate) != lived.state)


NOON, ZERO = datetime(2026, 11, 24, 12, tzinfo=UTC), timedelta(0)


@given(
    st.lists(st.tuples(st.integers(0, 200_000), st.sampled_from([0.0, 1, 2, 4, 8])), max_size=40),
    st.integers(0, 200_000),
    st.integers(0, 100_000),
)
def test_without_new_looks_a_load_only_falls(looks: list[tuple[int, float]], now: int, later: int) -> None:
    charges = [Charge(at * SECOND, units) for at, units in looks if at <= now]
    first = limits.gate(charges, now * SECOND).used
    for key, used in limits.gate(charges, (now + later) * SECOND).used.items():
        assert used <= first[key] + 1e-9


# what the machine is made of


def test_no_clock_and_no_time_of_day_occur_in_the_machine() -> None:
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(inspect.getsource(breaks)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not imported & {"datetime", "time", "moderator.clock"}
    assert {str(field.type) for field in fields(State)} == {"int", "str", "Mode"}


def test_every_number_has_its_grade_and_its_source() -> None:
    for number in fields(Rhythm):
        assert number.metadata["grade"] in ("E0", "E1", "E2", "E3")
        assert number.metadata["source"]


def test_a_state_of_the_smaller_machine_is_still_understood() -> None:
    older = {
        "mode": "break", "kind": "long", "micro_us": 5, "long_us": 3_600_000_000, "need_us": 600_000_000,
        "served_us": 240_000_000, "pre_us": 0, "away_us": 0, "served_since_break": 3,
    }  # fmt: skip
    state = State.of(older)
    assert (state.mode, state.kind, state.served_us) == (Mode.BREAK, LONG, 240 * SECOND)
    assert advance(state, 6 * MINUTE, LOCKED).mode is Mode.READY
    assert json.loads(json.dumps(state.facts())).items() >= older.items()


# single cases of the model


def working(**what: int) -> State:
    return replace(State(), **what)  # type: ignore[arg-type]


def through(state: State, *life: Step, gate: Gate = FREE) -> State:
    for step in life:
        state = breaks.limited(apply(Life(state, gate), step), gate)
    return state


DUE_LONG = working(long_us=60 * MINUTE)


def test_putting_a_break_off_gives_five_minutes_once_and_costs_one() -> None:
    state = through(DUE_LONG, tick(1), ("postpone",), tick(60), tick(60), tick(60), tick(60), tick(59))
    assert state.mode is Mode.WORK
    state = through(state, tick(1))
    assert (state.mode, state.kind) == (Mode.WARN, "long")
    assert breaks.postpone(state) == state
    state = through(state, tick(60))
    assert (state.mode, state.need_us) == (Mode.BREAK, 11 * MINUTE)


def test_a_short_break_does_not_bring_the_right_to_put_the_long_one_off_back() -> None:
    """The exploit of the first prototype: postpone the long one, take a short one, postpone again."""
    state = through(DUE_LONG, tick(1), ("postpone",), tick(30), ("break",))
    assert state.kind == "long"


def test_three_breaks_can_be_put_off_in_a_shift_and_the_next_day_brings_three_again() -> None:
    state = working(long_us=20 * MINUTE, micro_us=20 * MINUTE, postponed=2)
    state = through(state, tick(1), ("postpone",))
    assert (state.mode, state.postponed) == (Mode.WORK, 3)
    state = through(state, ("break",), tick(300), ("ready",))
    assert breaks.postpone(through(replace(state, micro_us=20 * MINUTE), tick(1))).mode is Mode.WARN
    home = through(state, ("home",), tick(9 * 3600, LOCKED), ("here",))
    assert home.postponed == 0


def test_going_home_and_coming_back_at_once_renews_nothing() -> None:
    state = through(working(postponed=3, emergencies=1), ("home",), tick(60, LOCKED), ("here",))
    assert (state.postponed, state.emergencies) == (3, 1)


def test_typing_holds_a_break_up_until_a_lull_or_a_decision() -> None:
    state = through(DUE_LONG, tick(1), tick(59), tick(1, typed=True))
    assert state.mode is Mode.DEFER
    assert through(state, tick(2)).mode is Mode.DEFER
    assert through(state, tick(3)).mode is Mode.BREAK
    assert through(state, ("decided",)).mode is Mode.BREAK
    assert through(DUE_LONG, tick(1), ("decided",)).mode is Mode.WARN


def test_what_typing_took_of_the_ninety_seconds_is_not_given_back_by_putting_off() -> None:
    state = DUE_LONG
    for _ in range(141):
        state = through(state, tick(1, typed=True))
    assert state.defer_us == 80 * SECOND
    state = through(state, ("postpone",), *[tick(60)] * 5)
    assert state.mode is Mode.WARN
    for _ in range(69):
        state = through(state, tick(1, typed=True))
    assert state.mode is Mode.DEFER
    assert through(state, tick(1, typed=True)).mode is Mode.BREAK


def test_an_emergency_is_ten_minutes_and_what_was_not_served_comes_on_top() -> None:
    state = through(DUE_LONG, ("break",), tick(240), ("emergency",))
    assert (state.mode, state.owed_us) == (Mode.EMERGENCY, 6 * MINUTE)
    state = through(state, tick(599, IDLE))
    assert state.mode is Mode.EMERGENCY
    state = through(state, tick(1, IDLE))
    assert (state.mode, state.kind, state.need_us) == (Mode.BREAK, "long", 16 * MINUTE)
    assert breaks.emergency(state, FREE) == state


def test_an_emergency_that_is_over_early_goes_back_into_the_break() -> None:
    state = through(DUE_LONG, ("break",), tick(240), ("emergency",), tick(120), ("break",))
    assert (state.mode, state.need_us) == (Mode.BREAK, 16 * MINUTE)


def test_there_is_no_emergency_exit_through_a_limit() -> None:
    state = through(DUE_LONG, ("break",))
    assert breaks.emergency(state, HOUR_SHUT) == state


def test_a_meeting_is_rest_and_ends_in_the_break_that_is_due() -> None:
    state = through(DUE_LONG, ("meet",), tick(300))
    assert through(state, ("met",)).mode is Mode.BREAK
    assert through(state, tick(300), ("met",)) == replace(
        State(), served_since_break=0, key_us=MINUTE
    )  # fresh
    assert through(state, tick(3 * 3600, LOCKED)).mode is Mode.AWAY
    assert through(DUE_LONG, ("break",), ("meet",)).mode is Mode.BREAK


def test_much_in_one_stretch_brings_the_next_break_forward() -> None:
    state = through(working(micro_us=5 * MINUTE, long_us=5 * MINUTE), ("load", 59.5))
    assert state.mode is Mode.WORK
    state = through(state, ("load", 0.5))
    assert (state.mode, state.kind) == (Mode.WARN, "micro")
    assert through(state, tick(20), tick(120)).stretch == 0
    late = through(working(micro_us=5 * MINUTE, long_us=56 * MINUTE), ("load", 60.0))
    assert late.kind == "long"


def test_an_override_opens_for_its_time_and_not_in_the_first_ten_minutes() -> None:
    locked = breaks.limited(working(long_us=MINUTE), HOUR_SHUT)
    assert breaks.override(locked, 30 * MINUTE) == locked
    state = through(locked, tick(600), ("override", 15 * MINUTE), *[tick(60)] * 14, gate=HOUR_SHUT)
    assert state.mode is Mode.WORK
    assert through(state, tick(60), gate=HOUR_SHUT).mode is Mode.COOLDOWN


def test_a_break_that_was_left_by_going_home_is_still_to_be_served() -> None:
    state = through(DUE_LONG, ("break",), tick(60), ("home",), tick(60, LOCKED), ("here",))
    assert (state.mode, state.served_us) == (Mode.BREAK, 2 * MINUTE)
    assert through(state, ("home",), tick(3600, LOCKED), ("here",)).mode is Mode.READY


def test_who_needs_longer_is_warned_two_minutes_ahead() -> None:
    unhurried = RHYTHM.unhurried()
    state = advance(DUE_LONG, SECOND, ACTIVE, unhurried)
    assert state.pre_us == 2 * MINUTE - SECOND or state.pre_us == 2 * MINUTE
    assert unhurried.lull_us == 10 * SECOND
    assert RHYTHM.with_longer_breaks(-50) == RHYTHM


@pytest.mark.parametrize("kind", ["micro", "long"])
def test_damaged_states_put_nothing_off_and_leave_no_exit(kind: str) -> None:
    state = State.of({"mode": "break", "kind": kind, "need_us": 1})
    assert (state.mode, state.need_us) == (Mode.BREAK, 10 * MINUTE)
    assert breaks.emergency(state, FREE) == state
