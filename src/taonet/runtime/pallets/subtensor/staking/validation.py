"""Whether stake may be added, removed or moved: the checks in the order of the chain.

The order decides which refusal a caller sees.

Source: staking/stake_utils.rs validate_add_stake, validate_remove_stake, validate_unstake_all
Source: staking/stake_utils.rs validate_stake_transition
Source: lib.rs ensure_subtoken_enabled
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    AmountTooLow,
    CannotUseSystemAccount,
    HotKeyAccountNotExists,
    InsufficientLiquidity,
    NotEnoughBalanceToStake,
    NotEnoughStakeToWithdraw,
    SlippageTooHigh,
    SubnetNotExists,
    SubtokenDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking import limits, stakes
from taonet.runtime.pallets.subtensor.staking.constants import (
    MAX_STAKING_HOTKEYS,
    MAX_THIRD_PARTY_STAKING_HOTKEYS,
    MIN_STAKE,
    MIN_TRANSFER,
)
from taonet.runtime.pallets.subtensor.staking.errors import SameNetuid, TooManyStakingHotkeys, TransferDisallowed
from taonet.runtime.pallets.subtensor.staking.swaps import SwapResult, sim_swap_alpha_for_tao, sim_swap_tao_for_alpha
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BASKET_ESCROW, spendable


@final
class Transition(msgspec.Struct, frozen=True):
    """A stake on its way from one position to another."""

    origin_coldkey: AccountId
    destination_coldkey: AccountId
    origin_hotkey: AccountId
    destination_hotkey: AccountId
    origin_netuid: NetUid
    destination_netuid: NetUid
    amount: Alpha

    @property
    def crosses_subnets(self) -> bool:
        """Tell whether the stake has to be sold and bought again."""
        return self.origin_netuid != self.destination_netuid


def validate_add_stake(
    s: State,
    coldkey: AccountId,
    hotkey: AccountId,
    netuid: NetUid,
    amount: Tao,
    *,
    max_amount: Tao,
    allow_partial: bool,
) -> None:
    """Refuse to stake `amount`, of which the price limit allows `max_amount`."""
    ensure_subnet_exists(s, netuid)
    ensure_subtoken_enabled(s, netuid)
    if amount < _least_purchase(s, netuid):
        raise AmountTooLow
    if not allow_partial and amount > max_amount:
        raise SlippageTooHigh
    amount = min(amount, max_amount) if allow_partial else amount
    if amount > spendable(s, coldkey):
        raise NotEnoughBalanceToStake
    ensure_hotkey_exists(s, hotkey)
    ensure_room_for_hotkey(s, coldkey, hotkey, MAX_STAKING_HOTKEYS)
    bought = _simulated_purchase(s, netuid, amount)
    if bought.paid_in < MIN_STAKE:
        raise AmountTooLow
    if bought.paid_out == 0 or not stakes.can_increase_stake(s, hotkey, netuid, bought.paid_out):
        raise InsufficientLiquidity


def validate_remove_stake(
    s: State,
    coldkey: AccountId,
    hotkey: AccountId,
    netuid: NetUid,
    amount: Alpha,
    *,
    max_amount: Alpha,
    allow_partial: bool,
) -> None:
    """Refuse to unstake `amount`, of which the price limit allows `max_amount`.

    The minimum does not hold for taking everything.
    """
    ensure_subnet_exists(s, netuid)
    if amount == 0:
        raise AmountTooLow
    stake = stakes.stake_of(s, hotkey, coldkey, netuid)
    if stake < amount:
        raise NotEnoughStakeToWithdraw
    sold = _simulated_sale(s, netuid, amount)
    if stake != amount and sold.paid_out < MIN_STAKE:
        raise AmountTooLow
    if not allow_partial and amount > max_amount:
        raise SlippageTooHigh
    ensure_hotkey_exists(s, hotkey)
    limits.ensure_available(s, coldkey, netuid, amount)
    limits.ensure_collateral_stays(s, coldkey, hotkey, netuid, amount)
    if netuid == ROOT:
        limits.ensure_root_stake_unlocked(s, coldkey, hotkey)


def validate_transition(
    s: State, move: Transition, *, max_amount: Alpha, allow_partial: bool | None, changes_owner: bool
) -> None:
    """Refuse to pass stake on. `allow_partial` is None where the caller set no limit."""
    _refuse_unless(move.destination_coldkey != BASKET_ESCROW, CannotUseSystemAccount)
    if move.origin_coldkey == move.destination_coldkey and move.origin_hotkey == move.destination_hotkey:
        _refuse_unless(move.crosses_subnets, SameNetuid)
    ensure_subnet_exists(s, move.origin_netuid)
    ensure_subnet_exists(s, move.destination_netuid)
    ensure_subtoken_enabled(s, move.origin_netuid)
    ensure_subtoken_enabled(s, move.destination_netuid)
    ensure_hotkey_exists(s, move.origin_hotkey)
    ensure_hotkey_exists(s, move.destination_hotkey)
    if move.amount > stakes.stake_of(s, move.origin_hotkey, move.origin_coldkey, move.origin_netuid):
        raise NotEnoughStakeToWithdraw
    if move.crosses_subnets:
        least = MIN_TRANSFER if changes_owner else MIN_STAKE
        if _simulated_sale(s, move.origin_netuid, move.amount).paid_out <= least:
            raise AmountTooLow
        if allow_partial is False and move.amount > max_amount:
            raise SlippageTooHigh
    if changes_owner:
        _ensure_transfers_allowed(s, move)
    _ensure_destination_has_room(s, move)
    _ensure_origin_may_lose(s, move)


def _ensure_transfers_allowed(s: State, move: Transition) -> None:
    for netuid in (move.origin_netuid, move.destination_netuid):
        _refuse_unless(Hyperparameters.TransferToggle.get(s, netuid), TransferDisallowed)


def _ensure_destination_has_room(s: State, move: Transition) -> None:
    own = move.origin_coldkey == move.destination_coldkey
    limit = MAX_STAKING_HOTKEYS if own else MAX_THIRD_PARTY_STAKING_HOTKEYS
    ensure_room_for_hotkey(s, move.destination_coldkey, move.destination_hotkey, limit)


def _ensure_origin_may_lose(s: State, move: Transition) -> None:
    coldkey, hotkey, netuid = move.origin_coldkey, move.origin_hotkey, move.origin_netuid
    if move.crosses_subnets or coldkey != move.destination_coldkey:
        limits.ensure_may_be_given(s, coldkey, netuid, move.amount)
    if move.crosses_subnets:
        limits.ensure_available(s, coldkey, netuid, move.amount)
    elif coldkey != move.destination_coldkey:
        limits.ensure_transfer_leaves_collateral(s, coldkey, netuid, move.amount)
    limits.ensure_collateral_stays(s, coldkey, hotkey, netuid, move.amount)
    if netuid == ROOT:
        limits.ensure_root_stake_unlocked(s, coldkey, hotkey)


def ensure_subnet_exists(s: State, netuid: NetUid) -> None:
    """Refuse a subnet that does not exist."""
    _refuse_unless(Subnets.NetworksAdded.get(s, netuid), SubnetNotExists)


def ensure_subtoken_enabled(s: State, netuid: NetUid) -> None:
    """Refuse a subnet that was not started."""
    _refuse_unless(Subnets.SubtokenEnabled.get(s, netuid), SubtokenDisabled)


def ensure_hotkey_exists(s: State, hotkey: AccountId) -> None:
    """Refuse a hotkey without owner."""
    _refuse_unless(Accounts.Owner.exists(s, hotkey), HotKeyAccountNotExists)


def ensure_room_for_hotkey(s: State, coldkey: AccountId, hotkey: AccountId, limit: int) -> None:
    """Refuse to stake with one hotkey more than `limit`."""
    hotkeys = Accounts.StakingHotkeys.get(s, coldkey)
    _refuse_unless(hotkey in hotkeys or len(hotkeys) < limit, TooManyStakingHotkeys)


def _refuse_unless(holds: object, refusal: type[DispatchError]) -> None:
    if not holds:
        raise refusal


def _least_purchase(s: State, netuid: NetUid) -> Tao:
    """Return the least stake with the fee that buying it would cost."""
    try:
        fee = sim_swap_tao_for_alpha(s, netuid, MIN_STAKE).fee
    except DispatchError:
        fee = pools.fee_amount(s, netuid, MIN_STAKE)
    return Tao(saturating_add(MIN_STAKE, fee))


def _simulated_purchase(s: State, netuid: NetUid, amount: Tao) -> SwapResult[Tao, Alpha]:
    try:
        return sim_swap_tao_for_alpha(s, netuid, amount)
    except DispatchError as refusal:
        raise InsufficientLiquidity from refusal


def _simulated_sale(s: State, netuid: NetUid, amount: Alpha) -> SwapResult[Alpha, Tao]:
    try:
        return sim_swap_alpha_for_tao(s, netuid, amount)
    except DispatchError as refusal:
        raise InsufficientLiquidity from refusal
