"""The three ways stake changes: TAO goes in, TAO comes out, or alpha passes from one position to another.

Each does the whole of it: funds, pool, shares, fee, bookkeeping, event. Whether it may be done is asked before
(`validation`); what is asked here again protects callers that skip those questions.
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, InsufficientLiquidity, NotEnoughStakeToWithdraw
from taonet.runtime.pallets.subtensor.staking import availability, fees, flow, root_index, stakes
from taonet.runtime.pallets.subtensor.staking.constants import MIN_TRANSFER
from taonet.runtime.pallets.subtensor.staking.delegates import become_delegate_unless_owned
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded, StakeRemoved
from taonet.runtime.pallets.subtensor.staking.swaps import swap_alpha_for_tao, swap_tao_for_alpha
from taonet.runtime.pallets.subtensor.tao import transfer_tao_from_subnet, transfer_tao_to_subnet
from taonet.runtime.pallets.swap import logic as swap


def stake_into_subnet(
    s: State,
    hotkey: AccountId,
    coldkey: AccountId,
    netuid: NetUid,
    amount: Tao,
    limit_price: Tao,
    *,
    drop_fees: bool = False,
) -> Alpha:
    """Buy alpha with a coldkey's TAO, put it on a hotkey and return how much.

    The coldkey keeps its deposit. What the limit leaves unspent goes back. Refuse a purchase that yields nothing.
    """
    paid = transfer_tao_to_subnet(s, netuid, coldkey, amount)
    bought = swap_tao_for_alpha(s, netuid, paid, limit_price, drop_fees=drop_fees)
    if bought.paid_out == 0:
        raise AmountTooLow
    if not stakes.can_increase_stake(s, hotkey, netuid, bought.paid_out):
        raise InsufficientLiquidity

    stakes.increase_stake(s, hotkey, coldkey, netuid, bought.paid_out)
    fees.settle_tao_fee(s, netuid, bought.fee_due)
    unspent = Tao(saturating_sub(paid, saturating_add(bought.paid_in, bought.fee)))
    if unspent:
        transfer_tao_from_subnet(s, netuid, coldkey, unspent)
    flow.record_tao_inflow(s, netuid, bought.paid_in)
    if netuid == ROOT:
        availability.touch_root_stake(s, coldkey, hotkey)
        root_index.add_staking_coldkey(s, coldkey)
    s.emit(StakeAdded(coldkey, hotkey, paid, bought.paid_out, netuid, bought.fee))
    return bought.paid_out


def unstake_from_subnet(
    s: State,
    hotkey: AccountId,
    coldkey: AccountId,
    beneficiary: AccountId,
    netuid: NetUid,
    amount: Alpha,
    limit_price: Tao,
    *,
    drop_fees: bool = False,
    enforce_root_hold: bool = True,
) -> Tao:
    """Sell alpha of a position for TAO, give that to the beneficiary and return how much.

    What the limit leaves unsold stays staked. Refuse what is held as collateral, what the position does not have, and
    root stake inside its resting time unless `enforce_root_hold` is off.
    """
    if netuid == ROOT and enforce_root_hold:
        availability.ensure_root_stake_unlocked(s, coldkey, hotkey)
    availability.ensure_available(s, coldkey, netuid, amount)
    availability.ensure_collateral_stays(s, coldkey, hotkey, netuid, amount)

    if stakes.decrease_stake(s, hotkey, coldkey, netuid, amount) != amount:
        raise NotEnoughStakeToWithdraw
    sold = swap_alpha_for_tao(s, netuid, amount, limit_price, drop_fees=drop_fees)
    unsold = Alpha(saturating_sub(amount, saturating_add(sold.paid_in, sold.fee)))
    if unsold:
        stakes.increase_stake(s, hotkey, coldkey, netuid, unsold)
    transfer_tao_from_subnet(s, netuid, beneficiary, sold.paid_out)
    fee_outflow = fees.settle_alpha_fee(s, netuid, sold.fee_due)
    if netuid == ROOT and not root_index.has_root_stake(s, coldkey):
        root_index.remove_staking_coldkey(s, coldkey)
    stakes.forget_staking_hotkey(s, hotkey, coldkey)
    flow.record_tao_outflow(s, netuid, Tao(saturating_add(sold.paid_out, fee_outflow)))
    if netuid == ROOT:
        availability.touch_root_stake(s, coldkey, hotkey)
    s.emit(StakeRemoved(coldkey, hotkey, sold.paid_out, sold.paid_in, netuid, sold.fee))
    return sold.paid_out


def transfer_stake_within_subnet(
    s: State,
    origin_coldkey: AccountId,
    origin_hotkey: AccountId,
    destination_coldkey: AccountId,
    destination_hotkey: AccountId,
    netuid: NetUid,
    amount: Alpha,
) -> Tao:
    """Pass alpha from one position to another of the same subnet, without trade and fee.

    Return what it is worth at the present price, in rao. Refuse less than the least transfer.
    """
    if stakes.decrease_stake(s, origin_hotkey, origin_coldkey, netuid, amount) != amount:
        raise NotEnoughStakeToWithdraw
    become_delegate_unless_owned(s, destination_hotkey, destination_coldkey)
    stakes.increase_stake(s, destination_hotkey, destination_coldkey, netuid, amount)
    worth = Tao(U64F64.to_int(U64F64.mul(swap.current_price(s, netuid), U64F64.from_int(amount))))
    if worth < MIN_TRANSFER:
        raise AmountTooLow

    stakes.forget_staking_hotkey(s, origin_hotkey, origin_coldkey)
    if netuid == ROOT:
        availability.touch_root_stake(s, destination_coldkey, destination_hotkey)
    s.emit(StakeRemoved(origin_coldkey, origin_hotkey, worth, amount, netuid, 0))
    s.emit(StakeAdded(destination_coldkey, destination_hotkey, worth, amount, netuid, 0))
    return worth
