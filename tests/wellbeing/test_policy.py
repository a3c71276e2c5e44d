"""What an agency may change of the numbers that protect people, and what no file can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.problems import BadInput
from moderator.wellbeing import policy
from moderator.wellbeing.limits import BY_KEY, LIMITS, Limit
from moderator.wellbeing.policy import DEFAULT, Consultation, Mix, Policy, read, tightest, write

TALKED_OVER = """[consultation]
date = 2026-10-01
representative = "Safety representative, depot north"
reference = "RA-17"
"""


def test_a_policy_that_says_nothing_is_the_numbers_as_they_come() -> None:
    assert read("") == DEFAULT
    assert read("# nothing") == DEFAULT


def test_limits_can_be_lowered_by_anyone_who_may_set_a_policy() -> None:
    found = read(
        "[limits.load_h]\nsoft = 60\nhard = 90.5\n[limits.s4_d]\nhard = 4\nsoft = 2\n[mix]\nuncivil_share = 0.4"
    )
    load, extreme = found.limits[0], found.limits[-1]
    assert (load.soft, load.hard) == (60, 90.5)
    assert (extreme.soft, extreme.hard) == (2, 4)
    assert found.mix == Mix(uncivil_share=0.4)
    assert found.limits[1:-1] == LIMITS[1:-1]


def test_a_hard_limit_below_the_usual_soft_one_takes_the_soft_one_along() -> None:
    load = read("[limits.load_h]\nhard = 80").limits[0]
    assert (load.soft, load.hard) == (80, 80)


@pytest.mark.parametrize("change", ["soft = 110", "hard = 200"])
def test_a_looser_limit_takes_a_recorded_consultation(change: str) -> None:
    with pytest.raises(BadInput, match=r"line 2: limits\.load_h\.(soft|hard) is above 1[05]0"):
        read(f"[limits.load_h]\n{change}\n")
    found = read(f"[limits.load_h]\n{change}\n{TALKED_OVER}")
    assert found.consultation == Consultation(
        date(2026, 10, 1), "Safety representative, depot north", "RA-17"
    )
    assert policy.looser(found.limits[0])


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.key)
def test_no_consultation_moves_a_ceiling(limit: Limit) -> None:
    over = int(limit.ceiling) + 1
    with pytest.raises(BadInput, match=r"line 2: .* out of range") as refused:
        read(f"[limits.{limit.key}]\nhard = {over}\n{TALKED_OVER}")
    assert f"to {limit.ceiling:g}" in refused.value.remedy
    assert read(f"[limits.{limit.key}]\nhard = {limit.ceiling:g}\n{TALKED_OVER}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits.load_h]\nhard = nan", "line 2: limits.load_h.hard is out of range"),
        ("[limits.load_h]\nhard = inf", "line 2: limits.load_h.hard is out of range"),
        ("[limits.load_h]\n\nhard = -1", "line 3: limits.load_h.hard is out of range"),
        ("[limits.load_h]\nhard = 0", "line 2: limits.load_h.hard is out of range"),
        ("[limits.load_h]\nhard = true", "line 2: limits.load_h.hard is out of range"),
        ('[limits.load_h]\nhard = "150"', "line 2: limits.load_h.hard is out of range"),
        ("[limits.load_h]\nhard = 100\nsoft = 120", "line 3: limits.load_h.soft is out of range"),
        ("[limits.s4_h]\nhard = 2.5", "line 2: limits.s4_h.hard is out of range"),
        ("[limits.load_h]\nhrad = 100", "line 2: limits.load_h.hrad is not known"),
        ("[limits.load_y]\nhard = 100", "line 1: limits.load_y is not known"),
        ("x = 1", "line 1: x is not known"),
        ("limits = 3", "limits is no section"),
        ("[limits]\nload_h = 3", "line 2: limits.load_h is no section"),
        ("[mix]\nuncivil_share = 0.6", "line 2: mix.uncivil_share is out of range"),
        ("[mix]\nabusive_run = 6", "line 2: mix.abusive_run is out of range"),
        ("[mix]\nabusive_run = 2.0", "line 2: mix.abusive_run is out of range"),
        ("[mix]\ncalm_start = 0", "line 2: mix.calm_start is out of range"),
        ("[mix]\nquiet_end = 10", "line 2: mix.quiet_end is out of range"),
        ("[consultation]\ndate = 2026-10-01", "line 1: consultation.representative is missing"),
        (TALKED_OVER.replace("2026-10-01", '"soon"'), "line 2: consultation.date is not a date"),
        (TALKED_OVER.replace('"RA-17"', '" "'), "line 4: consultation.reference is missing"),
        (TALKED_OVER + "when = 1", "line 5: consultation.when is not known"),
        ("[limits.load_h\nhard = 100", "not TOML"),
        ("[limits.load_h]\nhard = 100\nhard = 90", "not TOML"),
    ],
)
def test_a_bad_policy_is_refused_whole_with_its_line_and_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text, "policy.toml")
    assert refused.value.what.startswith("policy.toml")
    assert said in refused.value.sentence()
    assert "Nothing was changed" in refused.value.remedy


def test_what_a_bad_policy_holds_is_not_said_again() -> None:
    with pytest.raises(BadInput) as refused:
        read('[limits.load_h]\nhard = "You absolute turnip"')
    assert "turnip" not in refused.value.sentence()


def within(limit: Limit) -> st.SearchStrategy[Limit]:
    least = 1 if limit.extreme else int(limit.hard * policy.STRICTEST) + 1
    hard = st.integers(least, int(limit.ceiling))
    return hard.flatmap(
        lambda hard: st.integers(1, hard).map(lambda soft: replace(limit, soft=float(soft), hard=float(hard)))
    )


policies = st.builds(
    Policy,
    st.tuples(*(within(limit) for limit in LIMITS)),
    st.builds(
        Mix,
        uncivil_share=st.floats(0.1, 0.5).map(lambda share: round(share, 3)),
        abusive_run=st.integers(1, 5),
        severe_run=st.integers(1, 2),
        calm_start=st.integers(3, 20),
        quiet_end=st.integers(30, 240),
    ),
    st.just(Consultation(date(2026, 10, 1), 'A "quoted" \\ name', "RA-17")),
)


@given(policies)
def test_what_is_written_is_read_again(made: Policy) -> None:
    assert read(write(made)) == made


@given(policies, st.floats(allow_nan=False))
def test_whoever_changes_their_own_limits_is_stricter_with_themselves_and_never_looser(
    made: Policy, share: float
) -> None:
    for mine, agency in zip(made.own(share).limits, made.limits, strict=True):
        assert 0 < mine.soft <= mine.hard <= agency.hard
        assert mine.soft <= agency.soft


@given(policies, policies)
def test_the_tightest_of_two_policies_is_as_strict_as_either(one: Policy, other: Policy) -> None:
    found = tightest(one, other)
    for limit, mine, theirs in zip(found.limits, one.limits, other.limits, strict=True):
        assert limit.hard <= min(mine.hard, theirs.hard)
        assert limit.soft <= min(mine.soft, theirs.soft)
    assert tightest(found, one) == tightest(one, found) == found


def test_every_limit_has_a_ceiling_of_one_and_a_half_times_its_default_at_most() -> None:
    for limit in BY_KEY.values():
        assert limit.hard <= limit.ceiling <= 1.5 * limit.hard
