"""The part that root stake has in each subnet, from the state."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.children.stakes import tao_weight
from taonet.runtime.pallets.subtensor.coinbase.injection import root_proportion
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking


@final
class RootStake(msgspec.Struct, frozen=True):
    """What is staked on root, in rao, and what a rao of it counts against a rao of alpha (U96F32 bits)."""

    tao: Tao
    weight: int


def root_stake(s: State) -> RootStake:
    """Return what is staked on root now. No block step changes it, so one reading serves all subnets."""
    return RootStake(Staking.SubnetTAO.get(s, ROOT), tao_weight(s))


def root_share_of(s: State, netuid: NetUid, root: RootStake) -> int:
    """Return the part that root stake has in a subnet now, as U96F32 bits."""
    return root_proportion(root.tao, root.weight, stakes.alpha_issuance(s, netuid))
