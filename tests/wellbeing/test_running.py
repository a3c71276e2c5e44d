"""The ledger that is played forward says at every moment what the limits say of all the charges at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moderator.wellbeing.limits import LIMITS, Charge, gate
from moderator.wellbeing.running import Running

MINUTE = 60_000_000
_STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 7, 16, 45, 59, 60, 61, 240, 1440]),  # minutes since the one before
        st.sampled_from([0.0, 0.5, 4.0, 24.0, 60.0, 150.0]),
        st.booleans(),
        st.sampled_from([0.0, 0.25, 30.0]),
    ),
    max_size=60,
)


@given(_STEPS, st.integers(0, 2000))
def test_it_agrees_with_the_limits_after_every_charge_and_later(steps, later):
    running, charges, at = Running(LIMITS), [], 10**15
    for minutes, units, extreme, queue in steps:
        at += minutes * MINUTE
        assert running.gate(at) == gate(charges, at)
        charge = Charge(at, units, extreme, queue)
        charges.append(charge)
        running.add(charge)
        assert running.gate(at) == gate(charges, at)
    at += later * MINUTE
    assert running.gate(at) == gate(charges, at)
