"""Fees paid in alpha: who has no TAO to pay for leaving a position pays out of it.

Only the free alpha of the one position that the call is about may pay: collateral and locks stay whole. It is sold without a
trade's fee, and its TAO is recycled out of the subnet's account, so the payer's own account is not touched. What the call
did not use buys alpha back; where that cannot be, the charge stays.

Source: pallets/transaction-fee/src/lib.rs can_withdraw_in_alpha, withdraw_in_alpha, refund_in_alpha
Source: pallets/transaction-fee/src/lib.rs fees_in_alpha, get_all_netuids_for_coldkey_and_hotkey
Source: pallet/impls.rs get_alpha_amount_for_tao
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.call import Arguments, FeePositions, Position
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.errors import InsufficientTaoBalance
from taonet.runtime.pallets.subtensor.staking import limits, stakes
from taonet.runtime.pallets.subtensor.staking.errors import StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.positions import stake_into_subnet, unstake_from_subnet
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import deposit_credit, existing_subnet_account, mint_tao, recycle_tao

ANY_PRICE = Tao(0)


@final
class AlphaFee(msgspec.Struct, frozen=True):
    """A fee that was paid in alpha: from which hotkey and subnet, how much, and the rao that it gave."""

    hotkey: AccountId
    netuid: NetUid
    alpha: Alpha
    tao: Tao


def position_in(hotkey: str, netuid: str) -> FeePositions:
    """Return the rule that the position of these two arguments pays."""

    def positions(_s: State, _who: AccountId, arguments: Arguments) -> list[Position]:
        return [(arguments[hotkey], arguments[netuid])]

    return positions


def every_position(s: State, who: AccountId, arguments: Arguments) -> list[Position]:
    """Return every position of a coldkey on the hotkey that can be sold; only if it is the only one does it pay."""
    hotkey: AccountId = arguments["hotkey"]
    return [
        (hotkey, netuid)
        for (_, _, netuid), _ in Staking.AlphaV2.items_under(s, hotkey, who)
        if Subnets.SubtokenEnabled.get(s, netuid) and stakes.stake_of(s, hotkey, who, netuid)
    ]


def can_pay(s: State, coldkey: AccountId, positions: list[Position], fee: Tao) -> bool:
    """Tell whether a fee in rao can be paid at the present price out of the one position named."""
    if len(positions) != 1:
        return False
    hotkey, netuid = positions[0]
    return 0 < alpha_worth(s, netuid, fee) <= limits.free_alpha(s, coldkey, hotkey, netuid)


def take(s: State, coldkey: AccountId, positions: list[Position], fee: Tao) -> AlphaFee:
    """Sell alpha for a fee in rao, and recycle what it gives; a position that is too small by now gives all it has free.

    Refuse more positions than one, one without free alpha, and what the pool refuses.
    """
    if len(positions) != 1:
        raise StakeUnavailable
    hotkey, netuid = positions[0]
    free = limits.free_alpha(s, coldkey, hotkey, netuid)
    alpha = min(alpha_worth(s, netuid, fee) or free, free)
    if alpha == 0:
        raise StakeUnavailable

    with s.transaction():
        account = existing_subnet_account(s, netuid)
        tao = unstake_from_subnet(
            s, hotkey, coldkey, account, netuid, alpha, ANY_PRICE, drop_fees=True, enforce_root_hold=False
        )
        recycle_tao(s, account, tao)
    return AlphaFee(hotkey, netuid, alpha, tao)


def give_back(s: State, coldkey: AccountId, fee: AlphaFee, used: Tao) -> AlphaFee:
    """Buy alpha back for what a fee gave beyond `used` rao, and return what the fee came to."""
    spare = Tao(saturating_sub(fee.tao, used))
    if spare == 0:
        return fee
    try:
        with s.transaction():
            account = existing_subnet_account(s, fee.netuid)
            if mint_tao(s, spare) != spare:
                raise InsufficientTaoBalance
            deposit_credit(s, account, spare)
            bought = stake_into_subnet(
                s, fee.hotkey, coldkey, fee.netuid, spare, NO_BUY_LIMIT, payer=account, drop_fees=True
            )
    except DispatchError:
        return fee
    return AlphaFee(fee.hotkey, fee.netuid, Alpha(saturating_sub(fee.alpha, bought)), Tao(fee.tao - spare))


def alpha_worth(s: State, netuid: NetUid, amount: Tao) -> Alpha:
    """Return the alpha that is worth `amount` at the present price, rounded down; 0 where alpha has no price."""
    if not pools.is_dynamic(s, netuid):
        return Alpha(amount)
    return Alpha(U64F64.to_int(U64F64.safe_div(U64F64.from_int(amount), pools.current_price(s, netuid))))
