"""Calls that turn stake of one subnet into TAO."""

# ruff: noqa: FBT001  calls have their arguments as on chain

from __future__ import annotations

from taonet.frame.call import PostInfo, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.limits import ensure_sale_within_pool, max_amount_remove
from taonet.runtime.pallets.subtensor.staking.nominations import clear_small_nomination
from taonet.runtime.pallets.subtensor.staking.positions import unstake_from_subnet
from taonet.runtime.pallets.subtensor.staking.swaps import NO_SELL_LIMIT
from taonet.runtime.pallets.subtensor.staking.validation import (
    ensure_subnet_exists,
    ensure_subtoken_enabled,
    validate_remove_stake,
)
from taonet.runtime.pallets.subtensor.staking.weights import benchmarked, exit_weight, run_exit
from taonet.runtime.types import ACCOUNT_ID, ALPHA, NET_UID, TAO
from taonet.scale import BOOL, Typed, option

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")

REMOVE_STAKE = benchmarked(569_198_000, 10_557, 28, 13)
_REMOVE_STAKE_LIMIT = benchmarked(740_696_000, 10_591, 27, 13)
_REMOVE_STAKE_FULL_LIMIT = benchmarked(754_292_000, 10_591, 27, 13)


@call(
    index=3,
    args={"hotkey": _ACCOUNT, "netuid": NET_UID, "amount_unstaked": ALPHA},
    weight=exit_weight(REMOVE_STAKE),
)
def remove_stake(s: State, origin: Origin, hotkey: AccountId, netuid: NetUid, amount_unstaked: Alpha) -> PostInfo:
    """Sell alpha of a stake at any price; more than there is means all of it. Signed by the coldkey that holds it."""
    coldkey = ensure_signed(origin)
    return run_exit(s, coldkey, REMOVE_STAKE, lambda: _sell(s, coldkey, hotkey, netuid, amount_unstaked))


@call(
    index=89,
    args={"hotkey": _ACCOUNT, "netuid": NET_UID, "amount_unstaked": ALPHA, "limit_price": TAO, "allow_partial": BOOL},
    weight=exit_weight(_REMOVE_STAKE_LIMIT),
)
def remove_stake_limit(
    s: State,
    origin: Origin,
    hotkey: AccountId,
    netuid: NetUid,
    amount_unstaked: Alpha,
    limit_price: Tao,
    allow_partial: bool,
) -> PostInfo:
    """Sell alpha of a stake until the price falls to a limit, in rao per alpha.

    Without `allow_partial` it is all or nothing.
    """
    coldkey = ensure_signed(origin)
    return run_exit(
        s,
        coldkey,
        _REMOVE_STAKE_LIMIT,
        lambda: _sell_within(s, coldkey, hotkey, netuid, amount_unstaked, limit_price, allow_partial=allow_partial),
    )


@call(
    index=103,
    args={"hotkey": _ACCOUNT, "netuid": NET_UID, "limit_price": option(TAO)},
    weight=exit_weight(_REMOVE_STAKE_FULL_LIMIT),
)
def remove_stake_full_limit(
    s: State, origin: Origin, hotkey: AccountId, netuid: NetUid, limit_price: Tao | None
) -> PostInfo:
    """Sell all alpha of a stake: all or nothing above a limit, or at any price without one."""
    coldkey = ensure_signed(origin)

    def sell_all() -> None:
        ensure_subnet_exists(s, netuid)
        stake = stakes.stake_of(s, hotkey, coldkey, netuid)
        if limit_price is None:
            _sell(s, coldkey, hotkey, netuid, stake)
        else:
            _sell_within(s, coldkey, hotkey, netuid, stake, limit_price, allow_partial=False)

    return run_exit(s, coldkey, _REMOVE_STAKE_FULL_LIMIT, sell_all)


def _sell(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, wanted: Alpha) -> None:
    ensure_subtoken_enabled(s, netuid)
    # A fee paid in alpha may have taken part of the stake a moment ago.
    amount = min(wanted, stakes.stake_of(s, hotkey, coldkey, netuid))
    ensure_sale_within_pool(s, netuid, amount)
    validate_remove_stake(s, coldkey, hotkey, netuid, amount, max_amount=amount, allow_partial=False)

    unstake_from_subnet(s, hotkey, coldkey, coldkey, netuid, amount, NO_SELL_LIMIT)
    clear_small_nomination(s, hotkey, coldkey, netuid)


def _sell_within(
    s: State,
    coldkey: AccountId,
    hotkey: AccountId,
    netuid: NetUid,
    amount: Alpha,
    limit_price: Tao,
    *,
    allow_partial: bool,
) -> None:
    ensure_sale_within_pool(s, netuid, amount)
    possible = max_amount_remove(s, netuid, limit_price)
    validate_remove_stake(s, coldkey, hotkey, netuid, amount, max_amount=possible, allow_partial=allow_partial)

    unstake_from_subnet(s, hotkey, coldkey, coldkey, netuid, min(amount, possible), limit_price)
    clear_small_nomination(s, hotkey, coldkey, netuid)
