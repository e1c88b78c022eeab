from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.pallets.subtensor.math.voting_power import (
    ALPHA_ONE,
    smoothed_power,
)

amounts = st.integers(0, U64_MAX)


def test_full_weight_takes_the_stake_and_none_keeps_the_power() -> None:
    assert smoothed_power(7, 100, ALPHA_ONE) == 7
    assert smoothed_power(7, 100, 0) == 100


def test_half_of_a_steady_stake_is_reached_in_about_two_weeks() -> None:
    power = 0
    for _ in range(194):
        power = smoothed_power(10**15, power, 3_570_000_000_000_000)

    assert 0.49 < power / 10**15 < 0.51


@given(amounts, amounts, st.integers(0, ALPHA_ONE))
@settings(max_examples=100, deadline=None)
def test_the_power_lies_between_the_old_one_and_the_stake(stake: int, previous: int, alpha: int) -> None:
    low, high = sorted((stake, previous))

    assert low - 1 <= smoothed_power(stake, previous, alpha) <= high
