from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import TAO

from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.swap.curve import DEFAULT_QUOTE_WEIGHT, Pool, is_valid_weight, price
from taonet.runtime.pallets.swap.liquidity import (
    Reservoir,
    adjusted_weight,
    inject,
    weight_for_price,
)

EMPTY = Reservoir()
pools = st.builds(
    Pool,
    st.integers(10**9, 10**16),
    st.integers(10**9, 10**16),
    st.integers(10**16, 99 * 10**16),
)
amounts = st.integers(0, 10**16)


def test_an_offer_in_the_proportion_of_the_pool_leaves_the_weight() -> None:
    pool = Pool(10 * TAO, 20 * TAO)

    assert adjusted_weight(pool, TAO, 2 * TAO) == DEFAULT_QUOTE_WEIGHT


def test_tao_alone_raises_the_weight_of_tao() -> None:
    weight = adjusted_weight(Pool(10 * TAO, 10 * TAO), 10 * TAO, 0)

    assert weight == 666_666_666_666_666_666


def test_an_empty_pool_gets_equal_weights() -> None:
    assert adjusted_weight(Pool(0, 0, 10**17), 0, 0) == DEFAULT_QUOTE_WEIGHT


def test_what_would_push_a_weight_out_of_bounds_is_refused() -> None:
    assert adjusted_weight(Pool(1, 1), 1_000, 0) is None
    assert adjusted_weight(Pool(1, 1), 0, 1_000) is None


def test_refused_tao_waits_while_the_alpha_enters() -> None:
    pool = Pool(1_000, 1_000)
    result = inject(pool, EMPTY, 200_000, 1_000)

    assert (result.tao, result.alpha) == (0, 1_000)
    assert result.reservoir == Reservoir(tao=200_000)
    assert result.quote_weight < DEFAULT_QUOTE_WEIGHT


def test_refused_alpha_waits_while_the_tao_enters() -> None:
    result = inject(Pool(1_000, 1_000), EMPTY, 1_000, 200_000)

    assert (result.tao, result.alpha) == (1_000, 0)
    assert result.reservoir == Reservoir(alpha=200_000)


def test_the_reservoir_enters_with_a_later_offer() -> None:
    result = inject(Pool(10**6, 10**6), Reservoir(500, 700), 20, 30)

    assert (result.tao, result.alpha) == (520, 730)
    assert result.reservoir == EMPTY


def test_when_neither_fits_both_wait_and_the_weight_stays() -> None:
    pool = Pool(1, 1)
    result = inject(pool, Reservoir(1, 2), 1_000, 1_000_000)

    assert (result.tao, result.alpha) == (0, 0)
    assert result.reservoir == Reservoir(1_001, 1_000_002)
    assert result.quote_weight == pool.quote_weight


def test_a_price_sets_the_weight_that_gives_it() -> None:
    assert weight_for_price(Pool(TAO, TAO), U64F64.one) == DEFAULT_QUOTE_WEIGHT
    assert weight_for_price(Pool(TAO, TAO), 3 << 63) == 4 * 10**17
    assert weight_for_price(Pool(0, 0), U64F64.one) is None
    assert weight_for_price(Pool(TAO, TAO), 1_000 * U64F64.one) is None


@given(pools, st.builds(Reservoir, amounts, amounts), amounts, amounts)
@settings(max_examples=120, deadline=None)
def test_nothing_is_lost_and_the_price_stays(pool: Pool, reservoir: Reservoir, tao: int, alpha: int) -> None:
    result = inject(pool, reservoir, tao, alpha)

    assert result.tao + result.reservoir.tao == reservoir.tao + tao
    assert result.alpha + result.reservoir.alpha == reservoir.alpha + alpha
    assert is_valid_weight(result.quote_weight)
    before = price(pool)
    after = price(Pool(pool.tao_reserve + result.tao, pool.alpha_reserve + result.alpha, result.quote_weight))
    # Relative: weights have 18 digits, of which a weight of 1 % leaves 16.
    assert abs(after - before) <= before // 10**9 + 2**20
