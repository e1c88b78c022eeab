"""A chain in memory on which people have a hundred TAO each, and the account that three of them are together."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.balances.logic import reserved_balance
from taonet.runtime.pallets.multisig.signatories import account_of
from taonet.runtime.types import AddressId
from taonet.sim import Chain


@pytest.fixture
def c() -> Chain:
    """Give the chain, with its first block open and the account of two of three funded."""
    people = (Chain.alice, Chain.bob, Chain.charlie, Chain.dave)
    funds = {who: Tao(100 * RAO_PER_TAO) for who in people}
    chain = Chain(Genesis(name="people", balances=funds, authorities=()), keep_root=False)
    chain.open()
    chain.give(together(2), 10 * RAO_PER_TAO)
    return chain


def together(threshold: int) -> AccountId:
    return account_of(sorted([Chain.alice, Chain.bob, Chain.charlie]), threshold)


@pytest.fixture
def account() -> AccountId:
    """Give the account of Alice, Bob and Charlie of whom two must approve."""
    return together(2)


@pytest.fixture
def others() -> Callable[[AccountId], list[AccountId]]:
    """Give the function that tells who the other two are."""
    return lambda who: sorted(one for one in (Chain.alice, Chain.bob, Chain.charlie) if one != who)


@pytest.fixture
def give() -> Callable[[AccountId, int], RuntimeCall]:
    """Give the function that makes a transfer of some rao."""
    return lambda to, amount: RUNTIME.call("Balances", "transfer_keep_alive", AddressId(to), Tao(amount))


@pytest.fixture
def reserved() -> Callable[[State, AccountId], int]:
    """Give the function that tells what an account has reserved."""
    return reserved_balance
