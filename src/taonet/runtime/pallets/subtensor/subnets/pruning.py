"""Which subnet gives way to a new one."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import U64_MAX, saturating_add
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.coinbase.subnet_shares import smoothed_price
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def subnet_to_prune(s: State) -> NetUid | None:
    """Return the subnet with the lowest smoothed price, the oldest of several; None when all are young or root."""
    immunity, block = Subnets.NetworkImmunityPeriod.get(s), now(s)
    candidates: list[tuple[int, int, NetUid]] = []
    for netuid in registry.netuids(s):
        registered_at = Subnets.NetworkRegisteredAt.get(s, netuid)
        if netuid != ROOT and block >= saturating_add(registered_at, immunity, U64_MAX):
            price = smoothed_price(Subnets.SubnetMechanism.get(s, netuid), Coinbase.SubnetMovingPrice.get(s, netuid))
            candidates.append((price, registered_at, netuid))
    if not candidates:
        return None
    # Of equals in both, the first in the order of the state wins.
    return min(candidates, key=lambda candidate: candidate[:2])[2]
