"""Locking more collateral than a registration asked for: free stake first, then a purchase."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    InsufficientLiquidity,
    NotEnoughBalanceToStake,
    SlippageTooHigh,
)
from taonet.runtime.pallets.subtensor.registration import collateral
from taonet.runtime.pallets.subtensor.registration.events import CollateralLocked
from taonet.runtime.pallets.subtensor.staking import limits, positions, stakes
from taonet.runtime.pallets.subtensor.staking.validation import validate_add_stake
from taonet.runtime.pallets.subtensor.tao import spendable_alive


def add(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, alpha: Alpha, limit_price: Tao) -> None:
    """Lock `alpha` on a coldkey's own hotkey.

    What free stake does not cover is bought for its worth at the smoothed price, whole and up to `limit_price` (rao
    per alpha) or not at all; so it can come out as a little more or less alpha.
    """
    held = collateral.locked(s, netuid, hotkey, coldkey)
    free = Alpha(saturating_sub(stakes.stake_of(s, hotkey, coldkey, netuid), held))
    from_stake = min(free, alpha)
    cost = _worth(s, netuid, Alpha(alpha - from_stake))
    if cost:
        _check_purchase(s, coldkey, hotkey, netuid, cost)

    added = from_stake
    if from_stake:
        collateral.credit(s, netuid, hotkey, coldkey, from_stake, renew_drain=False)
    if cost:
        if cost > limits.max_amount_add(s, netuid, limit_price):
            raise SlippageTooHigh
        bought = positions.stake_into_subnet(s, hotkey, coldkey, netuid, cost, limit_price)
        collateral.credit(s, netuid, hotkey, coldkey, bought, renew_drain=False)
        added = Alpha(added + bought)
    if added == 0:
        raise AmountTooLow
    s.emit(CollateralLocked(netuid, hotkey, added, collateral.locked(s, netuid, hotkey, coldkey)))


def _worth(s: State, netuid: NetUid, alpha: Alpha) -> Tao:
    if alpha == 0:
        return Tao(0)
    price = collateral.moving_price(s, netuid)
    if price == 0:
        raise InsufficientLiquidity
    return Tao(U64F64.to_int(U64F64.mul(U64F64.from_int(alpha), price)))


def _check_purchase(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, cost: Tao) -> None:
    limits.ensure_purchase_within_pool(s, netuid, cost)
    validate_add_stake(s, coldkey, hotkey, netuid, cost, max_amount=cost, allow_partial=False)
    if spendable_alive(s, coldkey) < cost:
        raise NotEnoughBalanceToStake
