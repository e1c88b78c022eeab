"""add_stake_limit: TAO becomes alpha until the price reaches a limit."""

from __future__ import annotations

from tests.helpers import ALICE_HOT, POOL, STABLE, STRANGER, TAO, stake_of, staking_events

from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, InsufficientLiquidity, SlippageTooHigh
from taonet.runtime.pallets.subtensor.pools import current_price
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake_limit
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.swap.errors import PriceLimitExceeded
from taonet.sim import Chain

SPOT = TAO // 4  # 1 000 TAO over 4 000 alpha
LIMIT = SPOT + SPOT // 100


def _price(chain: Chain) -> int:
    return U64F64.to_int(U64F64.mul(current_price(chain.s, POOL), U64F64.from_int(TAO)))


def test_stakes_all_of_it_when_the_limit_is_far_away(chain: Chain) -> None:
    chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, TAO, LIMIT, False)

    assert chain.balance(chain.alice) == 9_999 * TAO
    assert SPOT < _price(chain) < LIMIT


def test_stops_at_the_limit_and_gives_the_rest_back(chain: Chain) -> None:
    chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, 100 * TAO, LIMIT, True)

    spent = 10_000 * TAO - chain.balance(chain.alice)
    event = staking_events(chain)[-1]
    assert isinstance(event, StakeAdded)
    assert 4 * TAO < spent < 6 * TAO
    assert LIMIT - 2 <= _price(chain) <= LIMIT
    chain.check()


def test_all_or_nothing_refuses_what_would_cross_the_limit(chain: Chain) -> None:
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, 100 * TAO, LIMIT, False)


def test_refuses_a_limit_that_the_price_has_already_reached(chain: Chain) -> None:
    for limit in (SPOT, SPOT - 1):
        with chain.refused(PriceLimitExceeded):
            chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, TAO, limit, True)


def test_refuses_a_limit_that_leaves_less_than_the_minimum(chain: Chain) -> None:
    with chain.refused(AmountTooLow):
        chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, TAO, SPOT + 1, True)


def test_without_a_pool_only_a_limit_of_one_or_more_buys(chain: Chain) -> None:
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, add_stake_limit, ALICE_HOT, STABLE, TAO, TAO - 1, False)
    with chain.refused(AmountTooLow):
        chain.call(chain.alice, add_stake_limit, ALICE_HOT, STABLE, TAO, TAO - 1, True)
    chain.call(chain.alice, add_stake_limit, ALICE_HOT, STABLE, TAO, TAO, False)

    assert stake_of(chain, chain.alice, ALICE_HOT, STABLE) == TAO


def test_refuses_more_than_a_thousand_times_the_pool_before_anything_else(chain: Chain) -> None:
    with chain.refused(InsufficientLiquidity):
        chain.call(chain.alice, add_stake_limit, STRANGER, POOL, 1_000_001 * TAO, SPOT, True)


def test_marks_someone_elses_hotkey_as_delegate_with_the_present_take(chain: Chain) -> None:
    chain.call(chain.alice, add_stake_limit, ALICE_HOT, POOL, TAO, LIMIT, False)
    assert not Accounts.Delegates.exists(chain.s, ALICE_HOT)

    chain.call(chain.bob, add_stake_limit, ALICE_HOT, POOL, TAO, LIMIT, False)
    assert Accounts.Delegates.exists(chain.s, ALICE_HOT)
    assert Accounts.Delegates.get(chain.s, ALICE_HOT) == 11_796
