"""A chain in memory on which people have a hundred TAO each."""

from collections.abc import Callable
from typing import Any

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.balances.logic import reserved_balance
from taonet.runtime.types import AddressId
from taonet.sim import Chain

Make = Callable[..., RuntimeCall]


@pytest.fixture
def c() -> Chain:
    """Give the chain, with its first block open."""
    people = (Chain.alice, Chain.bob, Chain.charlie, Chain.dave)
    funds = {who: Tao(100 * RAO_PER_TAO) for who in people}
    chain = Chain(Genesis(name="proxies", balances=funds, authorities=()), keep_root=False)
    chain.open()
    return chain


@pytest.fixture
def give() -> Callable[[AccountId, int], RuntimeCall]:
    """Give the function that makes a transfer of some rao."""
    return lambda to, amount: RUNTIME.call("Balances", "transfer_keep_alive", AddressId(to), Tao(amount))


@pytest.fixture
def act() -> Callable[..., RuntimeCall]:
    """Give the function that makes a call for another account."""

    def make(real: AccountId, call: RuntimeCall, kind: Any = None) -> RuntimeCall:
        return RUNTIME.call("Proxy", "proxy", AddressId(real), kind, call)

    return make


@pytest.fixture
def reserved() -> Callable[[State, AccountId], int]:
    """Give the function that tells what an account has reserved."""
    return reserved_balance
