from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I96F32, U64F64, U96F32
from taonet.runtime.pallets.subtensor.math.moving_price import smoothed_price
from taonet.runtime.pallets.subtensor.math.subnet_shares import (
    DEFAULT_EMISSION_BAR_QUANTILE,
    Gate,
    burn_weighted_shares,
    enabled_shares,
    gated_shares,
    price_shares,
    root_sell_flag,
    subnet_emission_shares,
    tao_emissions,
    updated_bar,
)

ONE = U64F64.one
HALF, QUARTER = ONE // 2, ONE // 4
# Within a factor of 100 of each other: see the test on shares a thousand times above the bar.
price = st.one_of(st.just(0), st.integers(ONE // 50, 2 * ONE))
prices = st.dictionaries(st.integers(1, 128), price, max_size=40).map(lambda given: dict(sorted(given.items())))


def test_a_stable_subnet_counts_with_a_price_of_one() -> None:
    assert smoothed_price(0, 123) == ONE
    assert smoothed_price(1, I96F32.one // 2) == HALF
    assert smoothed_price(1, -5) == 0


def test_shares_are_parts_of_the_sum_of_prices() -> None:
    assert price_shares({1: ONE, 2: 3 * ONE}) == {1: QUARTER, 2: 3 * QUARTER}
    assert price_shares({1: 0, 2: 0}) == {1: 0, 2: 0}
    assert price_shares({}) == {}


def test_burned_miner_emission_moves_the_share_to_others() -> None:
    shares = {1: HALF, 2: HALF}

    assert burn_weighted_shares(shares, {1: U96F32.one}) == {1: 0, 2: ONE}
    assert burn_weighted_shares(shares, {1: 9 * U96F32.one}) == {1: 0, 2: ONE}
    assert burn_weighted_shares(shares, {}) == shares


def test_shares_stay_when_every_subnet_burns_all() -> None:
    shares = {1: HALF, 2: HALF}

    assert burn_weighted_shares(shares, dict.fromkeys(shares, U96F32.one)) == shares


def test_the_share_of_a_disabled_subnet_goes_to_the_others() -> None:
    shares = {1: HALF, 2: QUARTER, 3: QUARTER}

    assert enabled_shares(shares, {1}) == {1: 0, 2: HALF, 3: HALF}
    assert enabled_shares(shares, {9}) == shares
    assert enabled_shares(shares, {1, 2, 3}) == {1: 0, 2: 0, 3: 0}


def test_tao_is_the_share_of_the_block_emission() -> None:
    emission = U96F32.from_int(500_000_000)

    assert tao_emissions({1: QUARTER, 2: HALF}, (), emission) == {
        1: emission // 4,
        2: emission // 2,
    }


def test_the_bar_is_the_share_of_its_rank() -> None:
    shares = {1: 5, 2: 9, 3: 0, 4: 7}

    assert updated_bar(shares, Gate(rank=2), 360) == 7
    assert updated_bar(shares, Gate(rank=32), 360) == 5


def test_without_a_rank_the_bar_is_where_the_sum_reaches_the_quantile() -> None:
    shares = {1: HALF, 2: QUARTER, 3: QUARTER // 2, 4: QUARTER // 2}
    gate = Gate(rank=0, quantile=DEFAULT_EMISSION_BAR_QUANTILE)

    assert updated_bar(shares, gate, 0) == QUARTER
    assert updated_bar(shares, Gate(rank=0, quantile=2 * ONE), 0) == QUARTER // 2


def test_the_bar_stands_between_its_updates_and_never_turns_zero() -> None:
    shares = {1: 5, 2: 9}

    assert updated_bar(shares, Gate(bar=77), 361) == 77
    assert updated_bar(shares, Gate(bar=77), 720) == 5
    assert updated_bar(shares, Gate(bar=0), 361) == 5
    assert updated_bar({1: 0}, Gate(bar=77), 360) == 77


def test_a_share_at_the_bar_is_halved_against_one_far_above() -> None:
    shares = {1: ONE * 99 // 100, 2: ONE // 100}
    gated = gated_shares(shares, Gate(bar=shares[2]))

    assert abs(gated[1] / ONE - 198 / 199) < 1e-4
    assert abs(gated[2] / ONE - 1 / 199) < 1e-4


def test_a_share_far_below_the_bar_gets_next_to_nothing() -> None:
    shares = {1: ONE - ONE // 1_000, 2: ONE // 1_000}
    gated = gated_shares(shares, Gate(bar=HALF))

    assert gated[2] / ONE < 1e-9


def test_a_share_a_thousand_times_above_the_bar_is_cut_down_with_it() -> None:
    # The chain's power overflows on the way to a tiny number and answers with a huge one.
    shares = price_shares({1: 1, 2: 1_057})
    gated = gated_shares(shares, Gate(bar=shares[1]))

    assert gated[1] > gated[2]


def test_without_a_bar_shares_stay() -> None:
    assert gated_shares({1: HALF, 2: HALF}, Gate(bar=0)) == {1: HALF, 2: HALF}


def test_shares_stay_when_the_gate_leaves_nothing() -> None:
    shares = {1: 10, 2: 20}

    assert gated_shares(shares, Gate(bar=ONE, exponent=8 * ONE)) == shares


@pytest.mark.parametrize(("total", "flag"), [(ONE - 1, False), (ONE, False), (ONE + 1, True)])
def test_root_is_paid_only_above_a_price_sum_of_one(total: int, flag: bool) -> None:
    assert root_sell_flag([total - 1, 1]) is flag


@given(prices, st.integers(0, 10**6), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_shares_never_sum_to_more_than_one_and_keep_their_order(
    given_prices: dict[int, int], block: int, rank: int
) -> None:
    shares, bar = subnet_emission_shares(given_prices, {}, Gate(rank=rank), block)

    assert list(shares) == list(given_prices)
    assert sum(shares.values()) <= ONE
    assert (bar > 0) == any(price_shares(given_prices).values())
    ranked = sorted(given_prices, key=lambda netuid: given_prices[netuid])
    for lower, higher in itertools.pairwise(ranked):
        assert shares[lower] <= shares[higher] + (ONE >> 24)
