"""remove_stake_limit and remove_stake_full_limit: alpha becomes TAO until the price falls to a limit."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, POOL, STABLE, TAO, buy_stake, stake_of

from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    NotEnoughStakeToWithdraw,
    SlippageTooHigh,
    SubnetNotExists,
)
from taonet.runtime.pallets.subtensor.pools import current_price
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake_full_limit, remove_stake_limit
from taonet.runtime.pallets.swap.errors import PriceLimitExceeded
from taonet.sim import Chain


def _price(chain: Chain) -> int:
    return U64F64.to_int(U64F64.mul(current_price(chain.s, POOL), U64F64.from_int(TAO)))


@pytest.fixture
def stake(chain: Chain) -> int:
    """Return Alice's position after staking 100 TAO."""
    return buy_stake(chain, chain.alice, ALICE_HOT, POOL, 100 * TAO)


def test_stops_at_the_limit_and_keeps_the_rest_staked(chain: Chain, stake: int) -> None:
    limit = _price(chain) * 99 // 100

    chain.call(chain.alice, remove_stake_limit, ALICE_HOT, POOL, stake, limit, True)

    assert 0 < stake_of(chain, chain.alice, ALICE_HOT, POOL) < stake
    assert limit <= _price(chain) <= limit + 2
    chain.check()


def test_all_or_nothing_refuses_what_would_cross_the_limit(chain: Chain, stake: int) -> None:
    limit = _price(chain) * 99 // 100

    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, remove_stake_limit, ALICE_HOT, POOL, stake, limit, False)
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, remove_stake_full_limit, ALICE_HOT, POOL, limit)


def test_refuses_a_limit_that_the_price_has_already_reached(chain: Chain, stake: int) -> None:
    with chain.refused(PriceLimitExceeded):
        chain.call(chain.alice, remove_stake_limit, ALICE_HOT, POOL, stake, _price(chain) + 1, True)


def test_does_not_cut_an_amount_to_what_there_is(chain: Chain, stake: int) -> None:
    with chain.refused(NotEnoughStakeToWithdraw):
        chain.call(chain.alice, remove_stake_limit, ALICE_HOT, POOL, stake + 1, 0, True)


def test_without_a_pool_only_a_limit_of_one_or_less_sells(chain: Chain) -> None:
    buy_stake(chain, chain.alice, ALICE_HOT, STABLE, 5 * TAO)

    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, remove_stake_limit, ALICE_HOT, STABLE, TAO, TAO + 1, False)
    chain.call(chain.alice, remove_stake_limit, ALICE_HOT, STABLE, TAO, TAO, False)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == 4 * TAO


def test_full_removal_empties_the_position_with_a_limit_and_without(chain: Chain, stake: int) -> None:
    chain.call(chain.alice, remove_stake_full_limit, ALICE_HOT, POOL, _price(chain) // 2)
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0

    buy_stake(chain, chain.alice, ALICE_HOT, POOL, TAO)
    chain.call(chain.alice, remove_stake_full_limit, ALICE_HOT, POOL, None)
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    chain.check()


def test_full_removal_refuses_where_there_is_nothing_to_remove(chain: Chain) -> None:
    with chain.refused(SubnetNotExists):
        chain.call(chain.alice, remove_stake_full_limit, ALICE_HOT, NetUid(77), None)
    with chain.refused(AmountTooLow):
        chain.call(chain.alice, remove_stake_full_limit, ALICE_HOT, POOL, None)
