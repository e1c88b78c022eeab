"""Pools over chain storage: weights, prices, trades and the chain's own liquidity."""

from __future__ import annotations

import pytest
from tests.helpers import TAO

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.swap import errors
from taonet.runtime.pallets.swap.storage import Storage
from taonet.runtime.pallets.swap.trade import MAX_PRICE_LIMIT, MIN_PRICE_LIMIT, Side
from taonet.runtime.pallets.swap.types import Balancer

HALF = 5 * 10**17


def _writes(s: State) -> dict[bytes, bytes | None]:
    return dict(s.changes())


def test_the_price_is_one_without_a_pool_and_zero_without_alpha(s: State, netuid: NetUid) -> None:
    assert pools.current_price(s, netuid) == U64F64.one // 4
    Staking.SubnetAlphaIn.put(s, netuid, Alpha(0))
    assert pools.current_price(s, netuid) == 0
    Subnets.SubnetMechanism.put(s, netuid, 0)
    assert pools.current_price(s, netuid) == U64F64.one


def test_the_price_follows_the_weights(s: State, netuid: NetUid) -> None:
    Storage.SwapBalancer.put(s, netuid, Balancer(10**18 // 5))

    # Four parts of alpha weigh against one of TAO.
    assert pools.current_price(s, netuid) == U64F64.one


def test_the_first_trade_gives_a_pool_equal_weights(s: State, netuid: NetUid) -> None:
    Storage.SwapBalancer.put(s, netuid, Balancer(10**17))  # not initialized: does not count

    outcome = pools.execute(s, netuid, Side.BUY, TAO, MAX_PRICE_LIMIT)

    assert Storage.PalSwapInitialized.get(s, netuid)
    assert Storage.SwapBalancer.get(s, netuid).quote == HALF
    assert 3_990_000_000 < outcome.amount_paid_out < 4_000_000_000


def test_a_dry_run_and_a_refused_trade_write_nothing(s: State, netuid: NetUid) -> None:
    before = _writes(s)

    pools.quote(s, netuid, Side.BUY, TAO, MAX_PRICE_LIMIT)
    pools.simulate(s, netuid, Side.SELL, TAO)
    with pytest.raises(errors.PriceLimitExceeded):
        pools.execute(s, netuid, Side.BUY, TAO, TAO // 4)

    assert _writes(s) == before


def test_refusals_of_the_curve_are_refusals_of_the_pallet(s: State, netuid: NetUid) -> None:
    with pytest.raises(errors.SwapInputTooLarge):
        pools.execute(s, netuid, Side.BUY, 1_002_000 * TAO, MAX_PRICE_LIMIT)
    Staking.SubnetTAO.put(s, netuid, Tao(999_999))
    with pytest.raises(errors.ReservesTooLow):
        pools.execute(s, netuid, Side.SELL, TAO, MIN_PRICE_LIMIT)


def test_weights_can_be_set_from_a_price_but_not_beyond_their_bounds(s: State, netuid: NetUid) -> None:
    with pytest.raises(errors.ReservesOutOfBalance):
        pools.initialize(s, netuid, U64F64.one * 100)
    pools.initialize(s, netuid, U64F64.one)

    assert Storage.SwapBalancer.get(s, netuid).quote == 10**18 // 5
    pools.initialize(s, netuid)  # has its weights already
    assert Storage.SwapBalancer.get(s, netuid).quote == 10**18 // 5


def test_a_drop_of_fees_drops_the_fee(s: State, netuid: NetUid) -> None:
    assert pools.execute(s, netuid, Side.BUY, TAO, MAX_PRICE_LIMIT, drop_fees=True).fee_paid == 0
    assert pools.execute(s, netuid, Side.BUY, TAO, MAX_PRICE_LIMIT).fee_paid == TAO * 33 // 65_535


def test_liquidity_enters_at_the_present_price(s: State, netuid: NetUid) -> None:
    before = pools.current_price(s, netuid)

    tao, alpha = pools.adjust_protocol_liquidity(s, netuid, Tao(TAO), Alpha(100 * TAO))

    assert (tao, alpha) == (TAO, 100 * TAO)
    Staking.SubnetTAO.put(s, netuid, Tao(1_000 * TAO + tao))
    Staking.SubnetAlphaIn.put(s, netuid, Alpha(4_000 * TAO + alpha))
    assert abs(pools.current_price(s, netuid) - before) <= before >> 40
    assert Storage.SwapBalancer.get(s, netuid).quote != HALF


def test_what_the_weights_cannot_take_waits_in_the_reservoir_and_counts_as_issued(s: State, netuid: NetUid) -> None:
    Storage.SwapBalancer.put(s, netuid, Balancer(99 * 10**16))
    Storage.PalSwapInitialized.put(s, netuid, True)

    taken = pools.adjust_protocol_liquidity(s, netuid, Tao(500 * TAO), Alpha(0))

    assert taken == (0, 0)
    assert Storage.BalancerTaoReservoir.get(s, netuid) == 500 * TAO
    assert pools.protocol_alpha_reservoir(s, netuid) == 0

    tao, alpha = pools.adjust_protocol_liquidity(s, netuid, Tao(0), Alpha(4_000 * TAO))
    assert (tao, alpha) == (500 * TAO, 4_000 * TAO)
    assert not Storage.BalancerTaoReservoir.exists(s, netuid)


def test_a_dissolved_subnet_leaves_nothing_of_its_pool(s: State, netuid: NetUid) -> None:
    pools.execute(s, netuid, Side.BUY, TAO, MAX_PRICE_LIMIT)
    Storage.BalancerAlphaReservoir.put(s, netuid, Alpha(5))
    Storage.FeeRate.put(s, netuid, 5)

    pools.clear_protocol_liquidity(s, netuid)

    assert Staking.SubnetTAO.get(s, netuid) == Staking.SubnetAlphaIn.get(s, netuid) == 0
    for item in (
        Storage.FeeRate, Storage.SwapBalancer, Storage.PalSwapInitialized, Storage.BalancerAlphaReservoir
    ):  # fmt: skip
        assert not item.exists(s, netuid)
