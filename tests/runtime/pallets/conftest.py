"""States to test pallets with."""

from collections.abc import Callable, Mapping

import pytest

from taonet.frame.event import Event
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.genesis.types import Genesis
from taonet.sim import Chain

MakeState = Callable[..., State]


def build_state(balances_of: Mapping[AccountId, int] | None = None) -> State:
    """Return the state of a genesis that gave these accounts these funds in rao."""
    balances = {who: Tao(amount) for who, amount in (balances_of or {}).items()}
    return Chain(Genesis(name="pallets", balances=balances, authorities=()), keep_root=False).s


@pytest.fixture
def make_state() -> MakeState:
    """Give the function that makes a state from balances by account."""
    return build_state


@pytest.fixture
def alice() -> AccountId:
    """Give an account."""
    return Chain.alice


@pytest.fixture
def bob() -> AccountId:
    """Give another account."""
    return Chain.bob


@pytest.fixture
def charlie() -> AccountId:
    """Give a third account."""
    return Chain.charlie


@pytest.fixture
def s() -> State:
    """Give a state in which Alice has a million rao and Bob a thousand."""
    return build_state({Chain.alice: 1_000_000, Chain.bob: 1_000})


@pytest.fixture
def events_of() -> Callable[[State], list[Event]]:
    """Give the function that lists a state's events without their phases."""
    return lambda state: [event for _, event in state.events]
