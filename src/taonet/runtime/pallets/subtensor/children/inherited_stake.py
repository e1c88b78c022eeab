"""Stake of hotkeys with what parents lend them and without what they lend to children.

Source: staking/stake_utils.rs get_tao_weight, get_tao_inherited_for_hotkey_on_subnet
Source: staking/stake_utils.rs get_inherited_for_hotkey_on_subnet, get_stake_weights_for_network
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.dividends import inherited_stake, stake_weight, u64_fraction
from taonet.runtime.pallets.subtensor.staking.lenders import children_of, parents_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey


def tao_weight(s: State) -> int:
    """Return what a rao on root counts against a rao of alpha, as U96F32 bits."""
    return u64_fraction(Hyperparameters.TaoWeight.get(s))


def inherited_stakes(s: State, hotkey: AccountId, netuid: NetUid) -> tuple[int, int]:
    """Return the alpha of a subnet and the TAO of root that a hotkey acts with there, in rao."""
    alpha, root = stake_on_hotkey(s, hotkey, netuid), stake_on_hotkey(s, hotkey, ROOT)
    # Nothing is lent on root: there the own stake counts, twice over as alpha and as TAO.
    if netuid == ROOT:
        return alpha, root
    children = [share for share, _ in children_of(s, hotkey, netuid)]
    parents = parents_of(s, hotkey, netuid)
    if not children and not parents:
        return alpha, root
    return (
        inherited_stake(alpha, children, [(share, stake_on_hotkey(s, parent, netuid)) for share, parent in parents]),
        inherited_stake(root, children, [(share, stake_on_hotkey(s, parent, ROOT)) for share, parent in parents]),
    )


def stake_weights(s: State, hotkey: AccountId, netuid: NetUid) -> tuple[int, int, int]:
    """Return total, alpha and TAO weight of a hotkey on a subnet, as I64F64 bits of rao."""
    alpha, root = inherited_stakes(s, hotkey, netuid)
    return stake_weight(alpha, root, tao_weight(s))


def total_stakes(s: State, hotkeys: Sequence[AccountId | None], netuid: NetUid) -> list[int]:
    """Return the total weight of each hotkey (I64F64 bits of rao), 0 for a seat without one."""
    weight = tao_weight(s)
    return [
        0 if hotkey is None else stake_weight(*inherited_stakes(s, hotkey, netuid), weight)[0] for hotkey in hotkeys
    ]
