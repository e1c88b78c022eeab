"""Alpha that a block creates for people, and the pools in which it waits for the subnet's epoch."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.coinbase.injection import split_alpha_out, to_rao
from taonet.runtime.pallets.subtensor.coinbase.root_share import RootStake, root_share_of
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking.alpha import mint_alpha_out, recycle_subnet_alpha


def add_to_pending(
    s: State, netuid: NetUid, alpha_out: int, root: RootStake, owner_cut: int, *, root_sells: bool
) -> None:
    """Mint the alpha of a block (U96F32 bits) outside the pool and put it into the four pending pools.

    `owner_cut` is a fraction of 65 535. Unless `root_sells`, the part of root is recycled.
    """
    created = Alpha(to_rao(alpha_out))
    Coinbase.SubnetAlphaOutEmission.put_changed(s, netuid, created)
    mint_alpha_out(s, netuid, created)

    root_share = root_share_of(s, netuid, root)
    cut = owner_cut if Hyperparameters.OwnerCutEnabled.get(s, netuid) else None
    pending = split_alpha_out(alpha_out, root_share, cut)
    if cut is not None:
        _add(s, Coinbase.PendingOwnerCut, netuid, pending.owner_cut)
    _add(s, Coinbase.PendingServerEmission, netuid, pending.server)
    _add(s, Coinbase.PendingValidatorEmission, netuid, pending.validator)
    if root_sells:
        _add(s, Coinbase.PendingRootAlphaDivs, netuid, pending.root)
    else:
        recycle_subnet_alpha(s, netuid, Alpha(pending.root))


def _add(s: State, pool: Map[NetUid, Alpha], netuid: NetUid, amount: int) -> None:
    pool.put_changed(s, netuid, Alpha(saturating_add(pool.get(s, netuid), amount)))
