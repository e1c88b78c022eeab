"""Calls that turn TAO into stake.

Source: staking/add_stake.rs do_add_stake, do_add_stake_limit
"""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.staking.limits import ensure_purchase_within_pool, max_amount_add
from taonet.runtime.pallets.subtensor.staking.positions import become_delegate_unless_owned, stake_into_subnet
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT
from taonet.runtime.pallets.subtensor.staking.validation import validate_add_stake
from taonet.runtime.types import account, netuid, tao


@call(index=2, weight=reads_writes(682_436_000, 32, 16, 8_727))
def add_stake(s: State, origin: Origin, hotkey: account, netuid: netuid, amount_staked: tao) -> None:
    """Stake rao on a hotkey of a subnet, at any price. Signed by the coldkey that pays and will hold the alpha."""
    buy_stake(s, ensure_signed(origin), hotkey, netuid, amount_staked)


@call(index=88, weight=reads_writes(833_668_000, 32, 16, 8_727))
def add_stake_limit(
    s: State,
    origin: Origin,
    hotkey: account,
    netuid: netuid,
    amount_staked: tao,
    limit_price: tao,
    allow_partial: bool,
) -> None:
    """Stake rao on a hotkey of a subnet until the price reaches a limit, in rao per alpha.

    Without `allow_partial` it is all or nothing.
    """
    coldkey = ensure_signed(origin)
    buy_stake_within(s, coldkey, hotkey, netuid, amount_staked, limit_price, allow_partial=allow_partial)


def buy_stake(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, amount: Tao) -> Alpha:
    """Stake at any price and return the alpha it gave."""
    ensure_purchase_within_pool(s, netuid, amount)
    validate_add_stake(s, coldkey, hotkey, netuid, amount, max_amount=amount, allow_partial=False)

    return stake_into_subnet(s, hotkey, coldkey, netuid, amount, NO_BUY_LIMIT)


def buy_stake_within(
    s: State,
    coldkey: AccountId,
    hotkey: AccountId,
    netuid: NetUid,
    amount: Tao,
    limit_price: Tao,
    *,
    allow_partial: bool,
) -> Alpha:
    """Stake until the price reaches the limit and return the alpha it gave."""
    ensure_purchase_within_pool(s, netuid, amount)
    possible = max_amount_add(s, netuid, limit_price)
    validate_add_stake(s, coldkey, hotkey, netuid, amount, max_amount=possible, allow_partial=allow_partial)

    become_delegate_unless_owned(s, hotkey, coldkey)
    return stake_into_subnet(s, hotkey, coldkey, netuid, min(amount, possible), limit_price)
