"""A dynamic subnet with a pool."""

from __future__ import annotations

import pytest
from tests.helpers import TAO, empty_state

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


@pytest.fixture
def netuid() -> NetUid:
    """Return the number of the subnet."""
    return NetUid(1)


@pytest.fixture
def s(netuid: NetUid) -> State:
    """Return a state in which the subnet has 1 000 TAO and 4 000 alpha."""
    state = empty_state()
    Subnets.NetworksAdded.put(state, netuid, True)
    Subnets.SubnetMechanism.put(state, netuid, 1)
    Staking.SubnetTAO.put(state, netuid, Tao(1_000 * TAO))
    Staking.SubnetAlphaIn.put(state, netuid, Alpha(4_000 * TAO))
    return state
