"""Limits: how much may be traded before a price limit, and how much of a stake may be removed.

Collateral of miners stays, and fresh root stake may have to wait.

Source: staking/lock.rs stake_availability, ensure_available_to_unstake
Source: subnets/collateral.rs available_to_unstake_from_hotkey, ensure_hotkey_covers_collateral @00d2eb9
Source: subnets/collateral.rs ensure_transfer_respects_collateral @00d2eb9
Source: staking/add_stake.rs get_max_amount_add, ensure_add_stake_input_within_swap_limit
Source: staking/remove_stake.rs get_max_amount_remove, ensure_remove_stake_input_within_swap_limit
Source: staking/move_stake.rs get_max_amount_move
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import InsufficientLiquidity
from taonet.runtime.pallets.subtensor.locks.held import locked_alpha
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.constants import PRICE_ONE
from taonet.runtime.pallets.subtensor.staking.errors import RootStakeLocked, StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.stakes import BOUND_STAKE, stake_of, stake_of_coldkey
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.swap import trade
from taonet.runtime.pallets.swap.trade import Side


def ensure_purchase_within_pool(s: State, netuid: NetUid, amount: Tao) -> None:
    """Refuse TAO above the largest input of the subnet's pool."""
    if _has_pool(s, netuid) and amount > trade.largest_input(Staking.SubnetTAO.get(s, netuid)):
        raise InsufficientLiquidity


def ensure_sale_within_pool(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Refuse alpha above the largest input of the subnet's pool."""
    if _has_pool(s, netuid) and amount > trade.largest_input(Staking.SubnetAlphaIn.get(s, netuid)):
        raise InsufficientLiquidity


def max_amount_add(s: State, netuid: NetUid, limit_price: Tao) -> Tao:
    """Return the rao, fee included, that can be staked until the price reaches the limit.

    Without a pool the price stays at 1: everything, or nothing for a limit below 1.
    """
    if not _has_pool(s, netuid):
        return Tao(U64_MAX if limit_price >= PRICE_ONE else 0)
    largest = trade.largest_input(Staking.SubnetTAO.get(s, netuid))
    outcome = pools.quote(s, netuid, Side.BUY, largest, limit_price)
    return Tao(saturating_add(outcome.amount_paid_in, outcome.fee_paid))


def max_amount_remove(s: State, netuid: NetUid, limit_price: Tao) -> Alpha:
    """Return the alpha, fee included, that can be sold until the price reaches the limit.

    Without a pool the price stays at 1: everything, or nothing for a limit above 1.
    """
    if not _has_pool(s, netuid):
        return Alpha(U64_MAX if limit_price <= PRICE_ONE else 0)
    largest = trade.largest_input(Staking.SubnetAlphaIn.get(s, netuid))
    outcome = pools.quote(s, netuid, Side.SELL, largest, limit_price)
    return Alpha(saturating_add(outcome.amount_paid_in, outcome.fee_paid))


def max_amount_move(s: State, origin: NetUid, destination: NetUid, limit_price: Tao) -> Alpha:
    """Return the alpha that can go to another subnet until the ratio of the two prices falls to the limit.

    The limit is origin price over destination price, times 10**9.
    """
    from_pool, to_pool = _has_pool(s, origin), _has_pool(s, destination)
    if not from_pool and not to_pool:
        return Alpha(0 if limit_price > PRICE_ONE else U64_MAX)
    if not from_pool:
        if limit_price == 0:
            return Alpha(U64_MAX)
        one = U64F64.from_int(PRICE_ONE)
        upside_down = U64F64.mul(U64F64.safe_div(one, U64F64.from_int(limit_price)), one)
        return Alpha(max_amount_add(s, destination, Tao(U64F64.to_int(upside_down))))
    if not to_pool:
        return max_amount_remove(s, origin, limit_price)
    return _max_amount_between_pools(s, origin, destination, limit_price)


@final
class Availability(msgspec.Struct, frozen=True):
    """A coldkey's alpha on a subnet: all of it, what the highest lock holds, and what may be taken away."""

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
    # Root stake turns into TAO of the same coldkey, so what binds the coldkey does not bind it.
    bound = Alpha(0) if netuid == ROOT else Alpha(BOUND_STAKE.highest(s, coldkey, netuid))
    unheld = saturating_sub(saturating_sub(total, locked), held)
    return Availability(total, max(locked, bound), Alpha(min(unheld, saturating_sub(total, bound))))


def free_alpha(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid) -> Alpha:
    """Return what may leave a position for good: no collateral of its miner, nothing that the coldkey has to keep."""
    free = saturating_sub(stake_of(s, hotkey, coldkey, netuid), collateral_of(s, netuid, hotkey, coldkey))
    known = availability(s, coldkey, netuid)
    unbound = saturating_sub(known.total, BOUND_STAKE.highest(s, coldkey, netuid))
    return min(Alpha(free), known.available, Alpha(unbound))


def ensure_available(s: State, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Refuse an amount above what the coldkey may take from the subnet."""
    if availability(s, coldkey, netuid).available < amount:
        raise StakeUnavailable


def may_be_given(s: State, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> bool:
    """Tell whether a coldkey may lose so much stake for good."""
    bound = BOUND_STAKE.highest(s, coldkey, netuid)
    return not bound or amount <= saturating_sub(stake_of_coldkey(s, coldkey, netuid), bound)


def ensure_may_be_given(s: State, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Refuse that a coldkey loses so much stake for good."""
    if not may_be_given(s, coldkey, netuid, amount):
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


def _max_amount_between_pools(s: State, origin: NetUid, destination: NetUid, limit_price: Tao) -> Alpha:
    tao_1, tao_2 = Staking.SubnetTAO.get(s, origin), Staking.SubnetTAO.get(s, destination)
    alpha_1, alpha_2 = Staking.SubnetAlphaIn.get(s, origin), Staking.SubnetAlphaIn.get(s, destination)
    if 0 in {tao_1, tao_2, alpha_1, alpha_2}:
        return Alpha(0)
    limit = U64F64.safe_div(U64F64.from_int(limit_price), U64F64.from_int(PRICE_ONE))
    ratio = U64F64.safe_div(pools.current_price(s, origin), pools.current_price(s, destination))
    if limit > ratio:
        return Alpha(0)
    if limit_price == 0:
        return Alpha(U64_MAX)
    # The closed form holds for pools of equal weights; the chain uses it for all.
    total = U64F64.add(U64F64.from_int(tao_1), U64F64.from_int(tao_2))
    share_1 = U64F64.safe_div(U64F64.from_int(tao_1), total)
    share_2 = U64F64.safe_div(U64F64.from_int(tao_2), total)
    reachable = U64F64.safe_div(U64F64.mul(U64F64.from_int(alpha_2), share_1), limit)
    return Alpha(U64F64.to_int(U64F64.sub(reachable, U64F64.mul(U64F64.from_int(alpha_1), share_2))))


def _has_pool(s: State, netuid: NetUid) -> bool:
    return netuid != ROOT and pools.is_dynamic(s, netuid)
