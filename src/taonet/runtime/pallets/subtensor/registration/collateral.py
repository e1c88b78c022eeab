"""Collateral of miners: stake that a coldkey locked on its own hotkey to register, released as the hotkey earns.

It is kept per position. Two maps follow it: the sum per coldkey, and the hotkeys on which a coldkey has any. More can
be locked at will, out of free stake first and then by a purchase.

Source: subnets/collateral.rs get_miner_collateral_locked, get_collateral_requirement_tao @00d2eb9
Source: subnets/collateral.rs get_collateral_topup_tao, credit_miner_collateral, resnapshot_collateral_drain @00d2eb9
Source: subnets/collateral.rs do_set_min_collateral, settle_miner_collateral, do_add_collateral @00d2eb9
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U16_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    InsufficientLiquidity,
    NotEnoughBalanceToStake,
    SlippageTooHigh,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.moving_price import smoothed_price
from taonet.runtime.pallets.subtensor.registration.errors import ColdkeyCollateralPositionsFull
from taonet.runtime.pallets.subtensor.registration.events import CollateralLocked
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.registration.types import MAX_COLDKEY_COLLATERAL_HOTKEYS, MinerCollateralState
from taonet.runtime.pallets.subtensor.staking import limits, positions, stakes
from taonet.runtime.pallets.subtensor.staking.validation import validate_add_stake
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import spendable_alive


def locked(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId) -> Alpha:
    """Return the alpha that a coldkey has locked on a hotkey."""
    state = Registration.MinerCollateral.get(s, (netuid, hotkey, coldkey))
    return Alpha(0) if state is None else state.locked


def moving_price(s: State, netuid: NetUid) -> int:
    """Return the smoothed alpha price as U64F64 bits; 1 where there is no pool.

    Collateral is valued at it, because the spot price can be manipulated within a block.
    """
    return smoothed_price(Subnets.SubnetMechanism.get(s, netuid), Coinbase.SubnetMovingPrice.get(s, netuid))


def requirement(s: State, netuid: NetUid, price: Tao) -> Tao:
    """Return which part of the price of registering has to be locked instead of burned, in rao."""
    share = U64F64.safe_div(
        U64F64.from_int(Hyperparameters.CollateralLockShare.get(s, netuid)), U64F64.from_int(U16_MAX)
    )
    return Tao(U64F64.to_int(U64F64.mul(U64F64.from_int(price), share)))


def missing(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, price: Tao) -> Tao:
    """Return the part of the requirement that what is locked already does not cover, in rao."""
    required = requirement(s, netuid, price)
    if required == 0:
        return Tao(0)
    covered = U64F64.from_int(locked(s, netuid, hotkey, coldkey))
    worth = U64F64.to_int(U64F64.mul(covered, moving_price(s, netuid)))
    return Tao(saturating_sub(required, worth))


def credit(
    s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, amount: Alpha, *, renew_drain: bool
) -> Alpha:
    """Lock alpha of a position and return how much of it is locked then.

    A registration renews the rate of release (`renew_drain`), a voluntary addition keeps the old one. Refused when
    the coldkey has collateral on too many hotkeys.
    """
    key = (netuid, hotkey, coldkey)
    drain_ratio = Hyperparameters.CollateralDrainRatio.get(s, netuid)
    former = Registration.MinerCollateral.get(s, key)
    if former is None:
        _index(s, netuid, hotkey, coldkey)
        state = MinerCollateralState(amount, drain_ratio, Alpha(0), Alpha(0))
    else:
        state = replace(
            former,
            locked=Alpha(saturating_add(former.locked, amount)),
            drain_ratio=drain_ratio if renew_drain else former.drain_ratio,
        )
    Registration.MinerCollateral.put(s, key, state)
    _adjust_sum(s, netuid, coldkey, Alpha(0) if former is None else former.locked, state.locked)
    return state.locked


def renew_drain(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId) -> None:
    """Write the subnet's present rate of release to collateral that stands."""
    key = (netuid, hotkey, coldkey)
    state = Registration.MinerCollateral.get(s, key)
    if state is not None:
        ratio = Hyperparameters.CollateralDrainRatio.get(s, netuid)
        Registration.MinerCollateral.put(s, key, replace(state, drain_ratio=ratio))


def set_floor(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, floor: Alpha) -> None:
    """Write the amount at which the collateral keeps itself; 0 clears it, and the entry when nothing is locked."""
    key = (netuid, hotkey, coldkey)
    state = Registration.MinerCollateral.get(s, key)
    if state is None:
        if floor == 0:
            return
        _index(s, netuid, hotkey, coldkey)
        ratio = Hyperparameters.CollateralDrainRatio.get(s, netuid)
        state = MinerCollateralState(Alpha(0), ratio, floor, Alpha(0))
    _put_or_remove(s, netuid, hotkey, coldkey, replace(state, min_locked=floor))


def settle(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, earned: Alpha, capturable: Alpha) -> Alpha:
    """Release or fill collateral as its hotkey earns, and return how much of `capturable` was locked.

    Below the floor up to `capturable` is locked; the caller stakes it to the hotkey for the coldkey and pays out only
    the rest. Else the drain ratio's part of `earned` is released, down to the floor.
    """
    if earned == 0:
        return Alpha(0)
    state = Registration.MinerCollateral.get(s, (netuid, hotkey, coldkey))
    if state is None:
        _deindex(s, netuid, hotkey, coldkey)
        return Alpha(0)

    shortfall = saturating_sub(state.min_locked, state.locked)
    captured = Alpha(min(capturable, shortfall))
    released = 0
    if shortfall == 0:
        free = U64F64.to_int(U64F64.mul(U64F64.from_int(earned), state.drain_ratio))
        released = min(saturating_sub(state.locked, state.min_locked), free)
    new = replace(
        state,
        locked=Alpha(saturating_add(state.locked - released, captured)),
        earned=Alpha(saturating_add(state.earned, earned)),
    )
    _put_or_remove(s, netuid, hotkey, coldkey, new)
    _adjust_sum(s, netuid, coldkey, state.locked, new.locked)
    return captured


def add(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, alpha: Alpha, limit_price: Tao) -> None:
    """Lock `alpha` on a coldkey's own hotkey.

    What free stake does not cover is bought for its worth at the smoothed price, whole and up to `limit_price` (rao
    per alpha) or not at all; so it can come out as a little more or less alpha.
    """
    held = locked(s, netuid, hotkey, coldkey)
    free = Alpha(saturating_sub(stakes.stake_of(s, hotkey, coldkey, netuid), held))
    from_stake = min(free, alpha)
    cost = _worth(s, netuid, Alpha(alpha - from_stake))
    if cost:
        _check_purchase(s, coldkey, hotkey, netuid, cost)

    added = from_stake
    if from_stake:
        credit(s, netuid, hotkey, coldkey, from_stake, renew_drain=False)
    if cost:
        if cost > limits.max_amount_add(s, netuid, limit_price):
            raise SlippageTooHigh
        bought = positions.stake_into_subnet(s, hotkey, coldkey, netuid, cost, limit_price)
        credit(s, netuid, hotkey, coldkey, bought, renew_drain=False)
        added = Alpha(added + bought)
    if added == 0:
        raise AmountTooLow
    s.emit(CollateralLocked(netuid, hotkey, added, locked(s, netuid, hotkey, coldkey)))


def _put_or_remove(
    s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, state: MinerCollateralState
) -> None:
    key = (netuid, hotkey, coldkey)
    if state.locked or state.min_locked:
        Registration.MinerCollateral.put(s, key, state)
    else:
        Registration.MinerCollateral.remove(s, key)
        _deindex(s, netuid, hotkey, coldkey)


def _index(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId) -> None:
    hotkeys = Registration.ColdkeyCollateralHotkeys.get(s, netuid, coldkey)
    if hotkey in hotkeys:
        return
    if len(hotkeys) >= MAX_COLDKEY_COLLATERAL_HOTKEYS:
        raise ColdkeyCollateralPositionsFull
    Registration.ColdkeyCollateralHotkeys.put(s, netuid, coldkey, [*hotkeys, hotkey])


def _deindex(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId) -> None:
    hotkeys = Registration.ColdkeyCollateralHotkeys.get(s, netuid, coldkey)
    if hotkey not in hotkeys:
        return
    rest = [other for other in hotkeys if other != hotkey]
    if rest:
        Registration.ColdkeyCollateralHotkeys.put(s, netuid, coldkey, rest)
    else:
        Registration.ColdkeyCollateralHotkeys.remove(s, netuid, coldkey)


def _adjust_sum(s: State, netuid: NetUid, coldkey: AccountId, former: Alpha, new: Alpha) -> None:
    if former == new:
        return
    total = saturating_add(saturating_sub(Registration.ColdkeyMinerCollateral.get(s, netuid, coldkey), former), new)
    if total:
        Registration.ColdkeyMinerCollateral.put(s, netuid, coldkey, Alpha(total))
    else:
        Registration.ColdkeyMinerCollateral.remove(s, netuid, coldkey)


def _worth(s: State, netuid: NetUid, alpha: Alpha) -> Tao:
    if alpha == 0:
        return Tao(0)
    price = moving_price(s, netuid)
    if price == 0:
        raise InsufficientLiquidity
    return Tao(U64F64.to_int(U64F64.mul(U64F64.from_int(alpha), price)))


def _check_purchase(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, cost: Tao) -> None:
    limits.ensure_purchase_within_pool(s, netuid, cost)
    validate_add_stake(s, coldkey, hotkey, netuid, cost, max_amount=cost, allow_partial=False)
    if spendable_alive(s, coldkey) < cost:
        raise NotEnoughBalanceToStake
