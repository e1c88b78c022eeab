"""The slice `coinbase` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant, Hooks
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.primitives.fixed import U96F32
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.coinbase import events
from taonet.runtime.pallets.subtensor.coinbase.block_step import on_initialize
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.pallets.swap.storage import Storage as Swap

_PENDING = (
    Coinbase.PendingServerEmission,
    Coinbase.PendingValidatorEmission,
    Coinbase.PendingRootAlphaDivs,
    Coinbase.PendingOwnerCut,
)


def pending_alpha_exists(s: State) -> None:
    """Pending, staked and protocol alpha together are no more than the alpha outside the pool."""
    for netuid, _ in Subnets.NetworksAdded.items(s):
        pending = sum(pool.get(s, netuid) for pool in _PENDING)
        held = Staking.TotalAlphaStaked.get(s, netuid) + Staking.SubnetProtocolAlpha.get(s, netuid)
        outside = Staking.SubnetAlphaOut.get(s, netuid)
        if pending + held > outside:
            raise BrokenInvariant(f"subnet {netuid}: {pending} pending and {held} held, but {outside} outside the pool")


def subnet_accounts_cover_reservoirs(s: State) -> None:
    """Each subnet's account holds the TAO of its pool and of its reservoir."""
    for netuid, waiting in Swap.BalancerTaoReservoir.items(s):
        wanted = Staking.SubnetTAO.get(s, netuid) + waiting
        funds = balances.total_balance(s, subnet_account(netuid))
        if funds < wanted:
            raise BrokenInvariant(f"subnet {netuid}: pool and reservoir make {wanted} rao, the account has {funds}")


def shares_are_shares(s: State) -> None:
    """No smoothed price is negative; what is withheld from miners and what belongs to root is at most all."""
    for netuid, price in Coinbase.SubnetMovingPrice.items(s):
        if price < 0:
            raise BrokenInvariant(f"subnet {netuid}: the smoothed price {price} is negative")
    for item in (Coinbase.MinerBurned, Coinbase.RootProp):
        for netuid, share in item.items(s):
            if share > U96F32.one:
                raise BrokenInvariant(f"subnet {netuid}: {item.name} is {share}, more than all")


INVARIANTS = (pending_alpha_exists, subnet_accounts_cover_reservoirs, shares_are_shares)


PART = part(
    storage=[Coinbase],
    events=[events],
    invariants=INVARIANTS,
    hooks=Hooks(on_initialize=on_initialize),
)
