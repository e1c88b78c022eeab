"""Alpha that appears and disappears: what is minted goes into the pool or outside it, what is recycled leaves."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.alpha_assets import logic as assets
from taonet.runtime.pallets.subtensor.staking.storage import Staking


def mint_alpha_out(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Mint alpha outside the pool; the caller says whose it is."""
    if amount:
        assets.mint_alpha(s, netuid, amount)
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, amount)))


def mint_alpha_in(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Mint alpha into the pool."""
    if amount:
        assets.mint_alpha(s, netuid, amount)
        Staking.SubnetAlphaIn.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, amount)))


def recycle_subnet_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Destroy alpha outside the pool, so that it can be minted again; the caller took it from its holder."""
    if amount:
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_sub(alpha, amount)))
        assets.recycle_alpha(s, netuid, amount)


def burn_subnet_alpha(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Count alpha as burned: it stays outside the pool, held by nobody; the caller took it from its holder."""
    assets.burn_alpha(s, netuid, amount)
