"""The numbered list of coldkeys that have root stake, dense from 0."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking


def add_staking_coldkey(s: State, coldkey: AccountId) -> None:
    """Give a coldkey a number unless it has one."""
    if Staking.StakingColdkeys.exists(s, coldkey):
        return
    count = Staking.NumStakingColdkeys.get(s)
    Staking.StakingColdkeysByIndex.put(s, count, coldkey)
    Staking.StakingColdkeys.put(s, coldkey, count)
    Staking.NumStakingColdkeys.put(s, count + 1)


def remove_staking_coldkey(s: State, coldkey: AccountId) -> None:
    """Take the number of a coldkey away and give it to the last one."""
    index = Staking.StakingColdkeys.take(s, coldkey)
    if index is None:
        return
    last = max(Staking.NumStakingColdkeys.get(s) - 1, 0)
    moved = Staking.StakingColdkeysByIndex.take(s, last) if index != last else None
    if moved is None:
        Staking.StakingColdkeysByIndex.remove(s, index)
    else:
        Staking.StakingColdkeysByIndex.put(s, index, moved)
        Staking.StakingColdkeys.put(s, moved, index)
    Staking.NumStakingColdkeys.put(s, last)


def has_root_stake(s: State, coldkey: AccountId) -> bool:
    """Tell whether a coldkey has root stake on any hotkey that it stakes with."""
    return any(stake_of(s, hotkey, coldkey, ROOT) for hotkey in Accounts.StakingHotkeys.get(s, coldkey))
