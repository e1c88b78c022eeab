"""The three changes of stake: staking TAO, unstaking to TAO, and moving alpha from one position to another.

Each does all of it: funds, pool, shares, fee, counters, event. Whether it may be done is checked before
(`validation`); what is checked here again protects callers that skip those checks. The fee of a trade goes to the
block's author; with no author known it is burned. (Transaction fees are another matter: at spec 475 they are recycled.)

Source: staking/helpers.rs maybe_become_delegate, clear_small_nomination_if_required, clear_small_nominations
Source: staking/stake_utils.rs stake_into_subnet, unstake_from_subnet, transfer_stake_within_subnet
Source: utils/misc.rs get_nominator_min_required_stake
"""

from __future__ import annotations

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add, saturating_mul, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.block import block_author
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, InsufficientLiquidity, NotEnoughStakeToWithdraw
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking import lenders, limits, root_stakers, stakes, swaps
from taonet.runtime.pallets.subtensor.staking.constants import MIN_STAKE, MIN_TRANSFER
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded, StakeRemoved
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import (
    NO_SELL_LIMIT,
    burn_subnet_alpha,
    swap_alpha_for_tao,
    swap_tao_for_alpha,
)
from taonet.runtime.pallets.subtensor.tao import (
    burn_tao,
    subnet_account,
    transfer_tao_from_subnet,
    transfer_tao_to_subnet,
)

_MILLION = 1_000_000


def stake_into_subnet(
    s: State,
    hotkey: AccountId,
    coldkey: AccountId,
    netuid: NetUid,
    amount: Tao,
    limit_price: Tao,
    *,
    payer: AccountId | None = None,
    drop_fees: bool = False,
) -> Alpha:
    """Buy alpha with a coldkey's TAO, or that of another payer, put it on a hotkey and return how much.

    Who pays keeps a deposit. What the limit leaves unspent goes back. Refuse a purchase that yields nothing.
    """
    payer = coldkey if payer is None else payer
    paid = transfer_tao_to_subnet(s, netuid, payer, amount)
    bought = swap_tao_for_alpha(s, netuid, paid, limit_price, drop_fees=drop_fees)
    if bought.paid_out == 0:
        raise AmountTooLow
    if not stakes.can_increase_stake(s, hotkey, netuid, bought.paid_out):
        raise InsufficientLiquidity

    stakes.increase_stake(s, hotkey, coldkey, netuid, bought.paid_out)
    settle_tao_fee(s, netuid, bought.fee_due)
    unspent = Tao(saturating_sub(paid, saturating_add(bought.paid_in, bought.fee)))
    if unspent:
        transfer_tao_from_subnet(s, netuid, payer, unspent)
    swaps.record_tao_inflow(s, netuid, bought.paid_in)
    if netuid == ROOT:
        limits.touch_root_stake(s, coldkey, hotkey)
        root_stakers.add_staking_coldkey(s, coldkey)
    if lenders.is_suspended(s, hotkey):
        lenders.queue(s, hotkey)
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
        limits.ensure_root_stake_unlocked(s, coldkey, hotkey)
    if beneficiary != coldkey:
        limits.ensure_may_be_given(s, coldkey, netuid, amount)
    limits.ensure_available(s, coldkey, netuid, amount)
    limits.ensure_collateral_stays(s, coldkey, hotkey, netuid, amount)

    if stakes.decrease_stake(s, hotkey, coldkey, netuid, amount) != amount:
        raise NotEnoughStakeToWithdraw
    sold = swap_alpha_for_tao(s, netuid, amount, limit_price, drop_fees=drop_fees)
    unsold = Alpha(saturating_sub(amount, saturating_add(sold.paid_in, sold.fee)))
    if unsold:
        stakes.increase_stake(s, hotkey, coldkey, netuid, unsold)
    transfer_tao_from_subnet(s, netuid, beneficiary, sold.paid_out)
    fee_outflow = settle_alpha_fee(s, netuid, sold.fee_due)
    if netuid == ROOT and not root_stakers.has_root_stake(s, coldkey):
        root_stakers.remove_staking_coldkey(s, coldkey)
    stakes.forget_staking_hotkey(s, hotkey, coldkey)
    swaps.record_tao_outflow(s, netuid, Tao(saturating_add(sold.paid_out, fee_outflow)))
    if netuid == ROOT:
        limits.touch_root_stake(s, coldkey, hotkey)
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
    worth = Tao(U64F64.to_int(U64F64.mul(pools.current_price(s, netuid), U64F64.from_int(amount))))
    if worth < MIN_TRANSFER:
        raise AmountTooLow

    stakes.forget_staking_hotkey(s, origin_hotkey, origin_coldkey)
    if netuid == ROOT:
        limits.touch_root_stake(s, destination_coldkey, destination_hotkey)
    s.emit(StakeRemoved(origin_coldkey, origin_hotkey, worth, amount, netuid, 0))
    s.emit(StakeAdded(destination_coldkey, destination_hotkey, worth, amount, netuid, 0))
    return worth


def become_delegate_unless_owned(s: State, hotkey: AccountId, coldkey: AccountId) -> None:
    """Mark a hotkey that `coldkey` does not own as a delegate, with its present take, if it is not one yet."""
    if Accounts.Owner.get(s, hotkey) != coldkey and not Accounts.Delegates.exists(s, hotkey):
        Accounts.Delegates.put(s, hotkey, Accounts.Delegates.get(s, hotkey))


def settle_tao_fee(s: State, netuid: NetUid, fee: Tao) -> None:
    """Pay the fee of a purchase, which lies on the subnet's account."""
    author = block_author(s)
    if author is not None:
        transfer_tao_from_subnet(s, netuid, author, fee)
        return
    try:
        with s.transaction():
            burn_tao(s, subnet_account(netuid), fee)
    except DispatchError:
        # The chain forgives a burn that fails: the rao stay on the subnet's account.
        return


def settle_alpha_fee(s: State, netuid: NetUid, fee: Alpha) -> Tao:
    """Sell the fee of a sale without a further fee, pay it out and return the rao that left the pool."""
    author = block_author(s)
    if author is None:
        burn_subnet_alpha(s, netuid, fee)
        return Tao(0)
    sold = swap_alpha_for_tao(s, netuid, fee, NO_SELL_LIMIT, drop_fees=True)
    transfer_tao_from_subnet(s, netuid, author, sold.paid_out)
    return sold.paid_out


def least_nomination(s: State) -> Tao:
    """Return the least worth in rao of a stake with a hotkey that one does not own."""
    factor = Hyperparameters.NominatorMinRequiredStake.get(s)
    return Tao(saturating_mul(MIN_STAKE, factor) // _MILLION)


def clear_small_nomination(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid) -> None:
    """Sell what a coldkey has left on a hotkey that is not its own, if that is worth less than the least nomination.

    What cannot be sold is taken from the position all the same, unless the coldkey may not lose it.
    """
    if Accounts.Owner.exists(s, hotkey) and Accounts.Owner.get(s, hotkey) == coldkey:
        return
    stake = stakes.stake_of(s, hotkey, coldkey, netuid)
    price = pools.current_price(s, netuid)
    least = U64F64.to_int(U64F64.safe_div(U64F64.from_int(least_nomination(s)), price))
    if not 0 < stake < least:
        return
    try:
        unstake_from_subnet(s, hotkey, coldkey, coldkey, netuid, stake, NO_SELL_LIMIT, enforce_root_hold=False)
    except DispatchError:
        # The chain keeps what the failed sale has written so far, and takes the rest of the position.
        rest = stakes.stake_of(s, hotkey, coldkey, netuid)
        if limits.may_be_given(s, coldkey, netuid, rest):
            stakes.decrease_stake(s, hotkey, coldkey, netuid, rest)


def clear_small_nominations(s: State) -> None:
    """Do the same for every position of the chain. The work grows with all positions."""
    for (hotkey, coldkey, netuid), _ in list(Staking.AlphaV2.items(s)):
        clear_small_nomination(s, hotkey, coldkey, netuid)
