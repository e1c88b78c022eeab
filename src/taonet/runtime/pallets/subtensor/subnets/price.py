"""What a new subnet costs now, and at what price its token starts."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.subtensor.accounts import rate_limits
from taonet.runtime.pallets.subtensor.accounts.types import NetworkLastRegistered
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.coinbase.emission import block_emission
from taonet.runtime.pallets.subtensor.coinbase.moving_price import median_price
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.lock_cost import effective_interval, lock_cost
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.swap import logic as swap


def network_lock_cost(s: State) -> Tao:
    """Return what creating a subnet in this block costs, in rao."""
    emission = block_emission(Staking.TotalIssuance.get(s))
    return Tao(
        lock_cost(
            Subnets.NetworkLastLockCost.get(s),
            Subnets.NetworkMinLockCost.get(s),
            rate_limits.last_block(s, NetworkLastRegistered()),
            now(s),
            effective_interval(Subnets.NetworkLockReductionInterval.get(s), emission),
        )
    )


def median_alpha_price(s: State) -> int:
    """Return the median of the present alpha prices of all subnets but root as U64F64 bits, 1 when there is none."""
    return median_price(swap.current_price(s, netuid) for netuid in registry.netuids(s) if netuid != ROOT)
