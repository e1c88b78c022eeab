from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import TAO

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.pallets.subtensor.math.registration_cost import (
    DEFAULT_LOCK_REDUCTION_INTERVAL,
    DEFAULT_MIN_LOCK_COST,
    effective_interval,
    lock_cost,
)

INTERVAL = DEFAULT_LOCK_REDUCTION_INTERVAL


def test_the_interval_halves_with_the_emission() -> None:
    assert effective_interval(INTERVAL, TAO) == INTERVAL
    assert effective_interval(INTERVAL, TAO // 2) == INTERVAL // 2
    assert effective_interval(INTERVAL, 0) == 0


def test_the_first_subnet_costs_the_default() -> None:
    assert lock_cost(DEFAULT_MIN_LOCK_COST, DEFAULT_MIN_LOCK_COST, 0, 0, INTERVAL) == 1_000 * TAO


def test_the_price_doubles_at_a_registration_and_is_back_after_the_interval() -> None:
    last = 5_040_000 * TAO

    assert lock_cost(last, TAO, 100, 100, INTERVAL) == 2 * last
    assert lock_cost(last, TAO, 100, 100 + INTERVAL, INTERVAL) == last
    assert lock_cost(last, TAO, 100, 100 + 2 * INTERVAL, INTERVAL) == TAO


def test_the_fall_per_block_is_rounded_down_first() -> None:
    assert lock_cost(INTERVAL - 1, 0, 1, 10**9, INTERVAL) == 2 * (INTERVAL - 1)


def test_without_an_interval_the_price_does_not_fall() -> None:
    assert lock_cost(7 * TAO, TAO, 5, 10**9, 0) == 14 * TAO


def test_the_price_saturates() -> None:
    assert lock_cost(U64_MAX, 0, 5, 5, INTERVAL) == U64_MAX
    assert lock_cost(U64_MAX, 3, 5, U64_MAX, 1) == 3


@given(st.integers(0, U64_MAX), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_waiting_never_raises_the_price(last: int, paid: int, wait: int, longer: int) -> None:
    sooner = lock_cost(last, TAO, paid, paid + wait, INTERVAL)
    later = lock_cost(last, TAO, paid, paid + wait + longer, INTERVAL)

    assert TAO <= later <= sooner
