"""The numbered list of coldkeys that have root stake, dense from 0.

A coldkey that stakes on root is numbered at once. A scan, some stakes a block in a cycle, also finds those that came to
root stake in another way, for example by a key swap. Its position is part of the state, so that all nodes scan the same
stakes.

Source: staking/helpers.rs populate_root_coldkey_staking_maps, populate_root_coldkey_staking_maps_v2
Source: staking/claim_root.rs maybe_add_coldkey_index, maybe_remove_coldkey_index, coldkey_has_root_stake
"""

from __future__ import annotations

from itertools import islice

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking

BATCH = 30
"""Stakes looked at in one block."""

_NETUID = slice(-2, None)
_COLDKEY = slice(-34, -2)  # before the netuid, which is stored as it is
_ROOT_BYTES = ROOT.to_bytes(2, "little")


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


def number_stakers_of_root(s: State) -> None:
    """Look at the next stakes and number the coldkeys among them that have a stake on root."""
    start = Coinbase.AlphaV2MapLastKey.get(s)
    keys = [key for key, _ in islice(s.iterate(Staking.AlphaV2.prefix, start), BATCH)]
    if start is None and not keys:
        return

    for key in keys:
        if key[_NETUID] == _ROOT_BYTES:
            add_staking_coldkey(s, AccountId(key[_COLDKEY]))
    last = keys[-1] if len(keys) == BATCH else None
    if last != start or not Coinbase.AlphaV2MapLastKey.exists(s):
        Coinbase.AlphaV2MapLastKey.put(s, last)
