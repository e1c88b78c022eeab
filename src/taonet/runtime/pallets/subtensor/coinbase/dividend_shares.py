"""Who gets the dividends of an epoch: validators share with their parents, then stake decides what comes from root."""

from __future__ import annotations

from collections.abc import Iterable

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children.proportions import (
    Distribution,
    Parent,
    distribute_dividends,
    self_contribution,
)
from taonet.runtime.pallets.subtensor.children.stakes import tao_weight
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.coinbase.injection import normalised_weight
from taonet.runtime.pallets.subtensor.epoch.run import Earned
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.staking.alpha import recycle_subnet_alpha
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey


def shared_with_parents(s: State, netuid: NetUid, earned: Iterable[Earned]) -> dict[AccountId, int]:
    """Return the dividends of every hotkey and parent as U96F32 bits, in the order of account bytes.

    What childkey burn takes is recycled. On a Null subnet those who earned nothing are left out.
    """
    skip_zero = Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
    sums: dict[AccountId, int] = {}
    for one in earned:
        if skip_zero and one.dividend == 0:
            continue
        result = _distribution(s, netuid, one.hotkey, one.dividend)
        for _, burned in result.recycled:
            recycle_subnet_alpha(s, netuid, Alpha(burned))
        for hotkey, amount in result.payments:
            sums[hotkey] = U96F32.add(sums.get(hotkey, 0), U96F32.from_int(amount))
    return dict(sorted(sums.items()))


def childkey_take(s: State, hotkey: AccountId, netuid: NetUid) -> int:
    """Return the part of 65 535 that a child keeps of what it earns with lent stake."""
    return max(
        Children.ChildkeyTake.get(s, hotkey, netuid),
        Children.MinChildkeyTake.get(s),
        Children.MinChildkeyTakePerSubnet.get(s, netuid),
    )


def _distribution(s: State, netuid: NetUid, hotkey: AccountId, dividend: Alpha) -> Distribution[AccountId]:
    links = Children.ParentKeys.get(s, hotkey, netuid)
    if not links:
        return Distribution([(hotkey, dividend)], [])
    weight, owner = tao_weight(s), Accounts.Owner.get(s, hotkey)
    parents = [
        Parent(
            hotkey=parent,
            proportion=share,
            alpha=stake_on_hotkey(s, parent, netuid),
            root=stake_on_hotkey(s, parent, ROOT),
            takes=Accounts.Owner.get(s, parent) != owner,
        )
        for share, parent in links
    ]
    own = self_contribution(
        stake_on_hotkey(s, hotkey, netuid),
        stake_on_hotkey(s, hotkey, ROOT),
        [share for share, _ in Children.ChildKeys.get(s, hotkey, netuid)],
        weight,
    )
    return distribute_dividends(
        hotkey,
        dividend,
        own,
        parents,
        tao_weight=weight,
        childkey_take=childkey_take(s, hotkey, netuid),
        childkey_burn=normalised_weight(Hyperparameters.CKBurn.get(s)),
    )
