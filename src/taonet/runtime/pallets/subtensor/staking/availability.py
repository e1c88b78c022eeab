"""What of a stake may leave: collateral of miners stays, and fresh root stake may have to wait."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.clock import now
from taonet.runtime.pallets.subtensor.locks.held import locked_alpha
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.errors import RootStakeLocked, StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of, stake_of_coldkey
from taonet.runtime.pallets.subtensor.staking.storage import Staking


@final
class Availability(msgspec.Struct, frozen=True):
    """A coldkey's alpha on a subnet: all of it, what a lock holds, and what may be taken away."""

    total: Alpha
    locked: Alpha
    available: Alpha


def collateral_of(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId) -> Alpha:
    """Return the alpha of a position that is held as collateral of its miner."""
    held = Registration.MinerCollateral.get(s, (netuid, hotkey, coldkey))
    return Alpha(0) if held is None else held.locked


def availability(s: State, coldkey: AccountId, netuid: NetUid) -> Availability:
    """Return what a coldkey has on a subnet and what of it may leave. Collateral is held but not locked."""
    total = stake_of_coldkey(s, coldkey, netuid)
    locked = locked_alpha(s, coldkey, netuid)
    held = Registration.ColdkeyMinerCollateral.get(s, netuid, coldkey)
    return Availability(total, locked, Alpha(saturating_sub(saturating_sub(total, locked), held)))


def ensure_available(s: State, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Refuse an amount above what the coldkey may take from the subnet."""
    if availability(s, coldkey, netuid).available < amount:
        raise StakeUnavailable


def ensure_collateral_stays(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Refuse an amount that would leave less on the hotkey than its collateral."""
    held = collateral_of(s, netuid, hotkey, coldkey)
    if amount > saturating_sub(stake_of(s, hotkey, coldkey, netuid), held):
        raise StakeUnavailable


def ensure_transfer_leaves_collateral(s: State, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Refuse to give away, within a subnet, what the coldkey needs to cover its collateral there."""
    held = Registration.ColdkeyMinerCollateral.get(s, netuid, coldkey)
    if amount > saturating_sub(stake_of_coldkey(s, coldkey, netuid), held):
        raise StakeUnavailable


def ensure_root_stake_unlocked(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Refuse to touch root stake that changed within the last `RootStakeUnlockInterval` blocks."""
    interval = Staking.RootStakeUnlockInterval.get(s)
    last = Staking.LastColdkeyHotkeyStakeBlock.get(s, coldkey, hotkey) or 0
    if interval and saturating_sub(now(s), last) < interval:
        raise RootStakeLocked


def touch_root_stake(s: State, coldkey: AccountId, hotkey: AccountId) -> None:
    """Note that root stake changed in this block."""
    Staking.LastColdkeyHotkeyStakeBlock.put(s, coldkey, hotkey, now(s))
