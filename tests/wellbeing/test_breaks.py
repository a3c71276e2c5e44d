"""When a break comes, how it is served, and what it takes to go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.clock import HandClock
from moderator.wellbeing.breaks import State, advance, break_now, due, limited, ready
from moderator.wellbeing.effective import EffectiveTime
from moderator.wellbeing.limits import Gate, Level
from moderator.wellbeing.rhythm import MINUTE, RHYTHM, SECOND
from moderator.wellbeing.telling import view
from moderator.wellbeing.values import Mode, Presence, Rest

ACTIVE, IDLE, LOCKED = Presence.ACTIVE, Presence.IDLE, Presence.LOCKED
LONG_EVERY, MICRO_EVERY = RHYTHM.long_every_us, RHYTHM.micro_every_us
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPEN = Gate(Level.COMFORTABLE, "", 0, 0, 0)
HOUR_SHUT = Gate(Level.HARD, "load_h", 30 * MINUTE, 150, 150)
DAY_SHUT = Gate(Level.HARD, "load_d", 300 * MINUTE, 10, 400)


def spend(state: State, presence: Presence, *, minutes: float = 0, seconds: float = 0) -> State:
    """Time passes in ticks of one second, as a window lets it."""
    for _ in range(int(minutes * 60 + seconds)):
        state = advance(state, SECOND, presence)
    return state


def work(state: State, *, minutes: float = 0, seconds: float = 0) -> State:
    return spend(state, ACTIVE, minutes=minutes, seconds=seconds)


def told(state: State, gate: Gate = OPEN, eff_us: int = 0) -> Rest:
    return view(state, gate, eff_us, NOON)


def test_a_short_break_comes_after_twenty_minutes_with_a_warning() -> None:
    state = work(State(), minutes=20)
    assert (state.mode, state.kind) == (Mode.WARN, "micro")
    assert told(state).next_in == timedelta(seconds=20)
    assert not told(state).closed
    state = work(state, seconds=20)
    assert (state.mode, state.kind) == (Mode.BREAK, "micro")
    assert told(state).left == timedelta(minutes=2)
    assert told(state).closed
    assert told(state).until == NOON + timedelta(minutes=2)


def test_a_long_break_comes_after_an_hour_of_work() -> None:
    state = State()
    for _ in range(2):
        state = work(state, minutes=20, seconds=20)
        assert state.kind == "micro"
        state = ready(spend(state, IDLE, minutes=2))
    state = work(state, minutes=19, seconds=20)
    assert (state.mode, state.kind) == (Mode.WARN, "long")
    state = work(state, seconds=60)
    assert told(state).left == timedelta(minutes=10)


def test_a_short_break_close_to_a_long_one_is_taken_as_the_long_one() -> None:
    assert due(State(micro_us=MICRO_EVERY, long_us=LONG_EVERY - 5 * MINUTE)) == "long"
    assert due(State(micro_us=MICRO_EVERY, long_us=LONG_EVERY - 6 * MINUTE)) == "micro"


@pytest.mark.parametrize("presence", list(Presence))
def test_a_break_is_served_by_time_alone(presence: Presence) -> None:
    state = break_now(State())
    state = spend(state, presence, seconds=119)
    assert state.mode is Mode.BREAK
    assert ready(state) == state
    state = spend(state, presence, seconds=1)
    assert state.mode is Mode.READY
    assert told(state).closed
    assert ready(state).mode is Mode.WORK


def test_a_kill_in_a_break_neither_ends_nor_freezes_it() -> None:
    state = replace(State(), long_us=LONG_EVERY)
    state = spend(break_now(state), ACTIVE, minutes=4)
    state = State.of(state.facts())
    state = advance(state, 60 * SECOND, ACTIVE)
    assert told(state).left == timedelta(minutes=5)


def test_a_suspended_machine_serves_the_break_and_waits() -> None:
    state = break_now(replace(State(), long_us=LONG_EVERY))
    state = advance(state, 3 * MINUTE, LOCKED)
    assert told(state).left == timedelta(minutes=7)
    state = advance(state, 20 * MINUTE, ACTIVE)
    assert state.mode is Mode.READY


def test_taking_a_break_early_takes_the_long_one_when_that_is_due() -> None:
    assert break_now(replace(State(), long_us=LONG_EVERY)).kind == "long"
    assert break_now(State()).kind == "micro"
    running = break_now(State())
    assert break_now(running) == running


def test_short_breaks_do_not_put_off_the_long_one() -> None:
    state = State()
    for _ in range(6):
        state = work(state, minutes=10)
        if state.mode is Mode.WORK:
            state = ready(spend(break_now(state), IDLE, minutes=2))
    assert (state.mode, state.kind) == (Mode.WARN, "long")


def test_being_away_as_long_as_a_break_counts_as_one() -> None:
    state = work(State(), minutes=15)
    assert spend(state, LOCKED, seconds=119).micro_us > 0
    assert spend(state, LOCKED, seconds=120).micro_us == 0
    assert spend(state, IDLE, minutes=2).long_us > 0
    assert spend(state, IDLE, minutes=10).long_us == 0


def test_many_short_pauses_never_add_up_to_a_break() -> None:
    state = State()
    for _ in range(20):
        state = spend(work(state, minutes=1), IDLE, seconds=110)
    assert state.mode is not Mode.WORK


def test_rest_in_the_warning_serves_the_break_and_more() -> None:
    state = work(State(), minutes=20)
    state = advance(state, 11 * MINUTE, ACTIVE)
    assert state.mode is Mode.READY
    assert state.micro_us == state.long_us == 0


def test_a_break_begins_though_nobody_is_there_and_is_served_meanwhile() -> None:
    state = work(replace(State(), long_us=LONG_EVERY), seconds=1)
    assert state.mode is Mode.WARN
    state = spend(state, IDLE, minutes=5)
    assert told(state).left == timedelta(minutes=6)
    state = advance(replace(State(), mode=Mode.WARN, kind="long", long_us=LONG_EVERY, pre_us=MINUTE),
                    5 * MINUTE, ACTIVE)  # fmt: skip
    assert told(state).left == timedelta(minutes=6)


def test_a_restart_of_the_program_is_not_a_rest() -> None:
    state = work(State(), minutes=19, seconds=50)
    for _ in range(8):
        state = advance(State.of(state.facts()), 3 * SECOND, ACTIVE)
    assert state.mode is Mode.WARN


def test_a_second_idle_window_does_not_slow_the_clock() -> None:
    state = State()
    for _ in range(20 * 60):
        state = advance(state, SECOND // 2, ACTIVE)
        for _ in range(5):
            state = advance(state, SECOND // 10, IDLE)
    assert state.mode is Mode.WARN


def test_a_command_a_minute_is_work_too() -> None:
    state = State()
    for _ in range(20):
        state = advance(state, 61 * SECOND, ACTIVE)
    assert state.mode is Mode.WARN


def test_a_night_off_is_a_rest_and_the_morning_begins_calmly() -> None:
    state = advance(work(State(), minutes=19), 12 * 60 * MINUTE, ACTIVE)
    assert state.mode is Mode.WORK
    assert state.micro_us == state.long_us == 0
    assert state.served_since_break == 0


def test_a_short_break_that_goes_on_has_been_a_long_one() -> None:
    state = break_now(work(State(), minutes=15))
    state = spend(state, IDLE, minutes=2)
    assert state.long_us > 0
    state = spend(state, IDLE, minutes=8)
    assert state.mode is Mode.READY
    assert state.long_us == 0


def test_a_hard_limit_sends_to_a_cooldown_and_back_through_ready() -> None:
    state = limited(work(State(), minutes=5), HOUR_SHUT)
    rest = told(state, HOUR_SHUT, eff_us=10 * MINUTE)
    assert rest.mode is Mode.COOLDOWN
    assert rest.left == timedelta(minutes=20)
    assert not rest.closed  # calm cards stay open
    state = limited(spend(state, ACTIVE, minutes=20), OPEN)
    assert state.mode is Mode.READY
    assert ready(state) == replace(ready(state), micro_us=0, long_us=0, served_since_break=0)


def test_a_day_limit_says_so_and_may_turn_into_an_hour_limit() -> None:
    state = limited(State(), DAY_SHUT)
    assert state.mode is Mode.DAYLOCK
    assert limited(state, HOUR_SHUT).mode is Mode.COOLDOWN


def test_a_limit_does_not_cut_a_break_short() -> None:
    state = limited(spend(break_now(State()), IDLE, minutes=1), HOUR_SHUT)
    assert state.mode is Mode.BREAK
    state = limited(spend(state, IDLE, minutes=1), HOUR_SHUT)
    assert state.mode is Mode.READY
    assert limited(ready(state), HOUR_SHUT).mode is Mode.COOLDOWN


@pytest.mark.parametrize(
    "damaged",
    [
        {"mode": "holiday"},
        {"kind": "nano"},
        {"micro_us": -1},
        {"long_us": "0"},
        {"long_us": None},
        {"mode": "break", "kind": "micro", "need_us": 1},
        {"mode": "break"},
    ],
)
def test_nobody_gains_by_damaging_what_is_kept(damaged: dict[str, object]) -> None:
    state = State.of(damaged)
    assert (state.mode, state.kind) == (Mode.BREAK, "long")
    assert told(state).left == timedelta(minutes=10)


def test_an_older_state_without_some_fields_is_still_understood() -> None:
    assert State.of({"long_us": 5, "new_field": "x"}) == replace(State(), long_us=5)


# the clock that nobody can set

moves = st.lists(
    st.tuples(st.sampled_from(["pass", "suspend", "set"]), st.integers(-100_000, 100_000)), max_size=30
)


@given(moves)
def test_setting_the_clock_does_nothing_while_the_machine_runs(moves: list[tuple[str, int]]) -> None:
    clock, passed = HandClock(), 0
    time = EffectiveTime.begin(clock.boot(), clock.wall())
    first = time.eff_us
    for what, seconds in moves:
        if what == "set":
            clock.set_wall(clock.wall() + timedelta(seconds=seconds))
        else:
            passed += abs(seconds)
            (clock.pass_ if what == "pass" else clock.suspend)(seconds=abs(seconds))
        time, _ = time.advance(clock.boot(), clock.wall())
    assert time.eff_us == first + passed * SECOND


@given(st.integers(-100_000, 100_000), st.integers(0, 100_000))
def test_a_restart_counts_the_time_off_and_never_runs_backwards(set_by: int, off: int) -> None:
    clock = HandClock()
    time = EffectiveTime.begin(clock.boot(), clock.wall())
    clock.set_wall(clock.wall() + timedelta(seconds=set_by))
    clock.restart(timedelta(seconds=off))
    after, gap = time.advance(clock.boot(), clock.wall())
    assert gap == max(0, set_by + off) * SECOND
    assert after.eff_us == time.eff_us + gap


@given(st.lists(st.integers(-100_000, 100_000), max_size=5), st.integers(0, 1000))
def test_setting_the_clock_before_a_restart_gains_nothing(sets: list[int], off: int) -> None:
    clock = HandClock()
    time = EffectiveTime.begin(clock.boot(), clock.wall())
    true_wall = clock.wall()
    for seconds in sets:
        clock.set_wall(true_wall + timedelta(seconds=seconds))
        time, _ = time.advance(clock.boot(), clock.wall())
    clock.set_wall(true_wall)
    clock.restart(timedelta(seconds=off))
    _, gap = time.advance(clock.boot(), clock.wall())
    assert gap <= off * SECOND
