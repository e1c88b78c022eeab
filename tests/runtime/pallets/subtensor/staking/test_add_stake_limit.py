"""add_stake_limit: TAO becomes alpha until the price reaches a limit."""

from __future__ import annotations

from typing import Any

from taonet.frame.origin import Signed
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, InsufficientLiquidity, SlippageTooHigh
from taonet.runtime.pallets.subtensor.pools import current_price
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake_limit
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.swap.errors import PriceLimitExceeded

TAO = 1_000_000_000
SPOT = TAO // 4  # 1 000 TAO over 4 000 alpha
LIMIT = SPOT + SPOT // 100


def _price(chain: Any) -> int:
    return U64F64.to_int(U64F64.mul(current_price(chain.s, chain.pool), U64F64.from_int(TAO)))


def test_stakes_all_of_it_when_the_limit_is_far_away(chain: Any) -> None:
    add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO, LIMIT, False)

    assert chain.funds(chain.alice) == 9_999 * TAO
    assert SPOT < _price(chain) < LIMIT


def test_stops_at_the_limit_and_gives_the_rest_back(chain: Any) -> None:
    add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 100 * TAO, LIMIT, True)

    spent = 10_000 * TAO - chain.funds(chain.alice)
    event = chain.own_events()[-1]
    assert isinstance(event, StakeAdded)
    assert 4 * TAO < spent < 6 * TAO
    assert LIMIT - 2 <= _price(chain) <= LIMIT
    chain.check_books()


def test_all_or_nothing_refuses_what_would_cross_the_limit(chain: Any) -> None:
    with chain.refused(SlippageTooHigh):
        add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 100 * TAO, LIMIT, False)


def test_refuses_a_limit_that_the_price_has_already_reached(chain: Any) -> None:
    for limit in (SPOT, SPOT - 1):
        with chain.refused(PriceLimitExceeded):
            add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO, limit, True)


def test_refuses_a_limit_that_leaves_less_than_the_minimum(chain: Any) -> None:
    with chain.refused(AmountTooLow):
        add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO, SPOT + 1, True)


def test_without_a_pool_only_a_limit_of_one_or_more_buys(chain: Any) -> None:
    with chain.refused(SlippageTooHigh):
        add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO, TAO - 1, False)
    with chain.refused(AmountTooLow):
        add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO, TAO - 1, True)
    add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.stable, TAO, TAO, False)

    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.stable) == TAO


def test_refuses_more_than_a_thousand_times_the_pool_before_anything_else(chain: Any) -> None:
    with chain.refused(InsufficientLiquidity):
        add_stake_limit(chain.s, Signed(chain.alice), chain.stranger, chain.pool, 1_000_001 * TAO, SPOT, True)


def test_marks_someone_elses_hotkey_as_delegate_with_the_present_take(chain: Any) -> None:
    add_stake_limit(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, TAO, LIMIT, False)
    assert not Accounts.Delegates.exists(chain.s, chain.alice_hotkey)

    add_stake_limit(chain.s, Signed(chain.bob), chain.alice_hotkey, chain.pool, TAO, LIMIT, False)
    assert Accounts.Delegates.exists(chain.s, chain.alice_hotkey)
    assert Accounts.Delegates.get(chain.s, chain.alice_hotkey) == 11_796
