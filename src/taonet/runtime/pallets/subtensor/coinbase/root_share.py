"""The part that root stake has in each subnet, from the state."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.coinbase.injection import root_proportion
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking


def root_share_of(s: State, netuid: NetUid, tao_weight: int) -> int:
    """Return the part that root stake has in a subnet now, as U96F32 bits; so is `tao_weight`."""
    return root_proportion(Staking.SubnetTAO.get(s, ROOT), tao_weight, stakes.alpha_issuance(s, netuid))
