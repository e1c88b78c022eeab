"""Calls that turn stake into TAO: of one subnet, or of all subnets on one hotkey.

Emptying deals with up to `MAX_UNSTAKE_ALL_LEGS` positions a call; what cannot be sold now is passed by. Call again for
the rest.

Source: staking/remove_stake.rs do_remove_stake, do_remove_stake_limit, do_remove_stake_full_limit, do_unstake_all
Source: staking/remove_stake.rs do_unstake_all_alpha
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from taonet.frame.call import Declared, Policy, PostInfo, call
from taonet.frame.error import DispatchError
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.alpha_fees import every_position, position_in
from taonet.runtime.pallets.subtensor.staking.constants import MAX_UNSTAKE_ALL_LEGS
from taonet.runtime.pallets.subtensor.staking.costs import (
    exit_weight,
    run_exit,
    run_weighed,
    unstake_all_declared,
    unstake_all_weight,
    walk_of,
)
from taonet.runtime.pallets.subtensor.staking.lenders import stake_has_changed
from taonet.runtime.pallets.subtensor.staking.limits import ensure_sale_within_pool, max_amount_remove
from taonet.runtime.pallets.subtensor.staking.positions import (
    clear_small_nomination,
    stake_into_subnet,
    unstake_from_subnet,
)
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, NO_SELL_LIMIT
from taonet.runtime.pallets.subtensor.staking.validation import (
    ensure_hotkey_exists,
    ensure_subnet_exists,
    ensure_subtoken_enabled,
    validate_remove_stake,
)
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import account, alpha, netuid, tao

_POSITION = position_in("hotkey", "netuid")

REMOVE_STAKE = reads_writes(569_198_000, 30, 13, 10_557)
_REMOVE_STAKE_LIMIT = reads_writes(740_696_000, 29, 13, 10_591)
_REMOVE_STAKE_FULL_LIMIT = reads_writes(754_292_000, 29, 13, 10_591)
_UNSTAKE_ALL = reads_writes(26_830_000, 6, 0, 9_189)
_UNSTAKE_ALL_ALPHA = reads_writes(700_873_000, 43, 25, 11_306)


@call(index=3, weight=exit_weight(REMOVE_STAKE), policy=Policy(fee_positions=_POSITION, billed_at_most=2_409_000_000))
def remove_stake(s: State, origin: Origin, hotkey: account, netuid: netuid, amount_unstaked: alpha) -> PostInfo:
    """Sell alpha of a stake at any price; more than there is means all of it. Signed by the coldkey that holds it."""
    coldkey = ensure_signed(origin)
    return run_exit(s, coldkey, REMOVE_STAKE, lambda: _sell(s, coldkey, hotkey, netuid, amount_unstaked))


@call(
    index=89,
    weight=exit_weight(_REMOVE_STAKE_LIMIT),
    policy=Policy(fee_positions=_POSITION, billed_at_most=2_472_000_000),
)
def remove_stake_limit(
    s: State,
    origin: Origin,
    hotkey: account,
    netuid: netuid,
    amount_unstaked: alpha,
    limit_price: tao,
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
    weight=exit_weight(_REMOVE_STAKE_FULL_LIMIT),
    policy=Policy(fee_positions=_POSITION, billed_at_most=2_500_000_000),
)
def remove_stake_full_limit(
    s: State, origin: Origin, hotkey: account, netuid: netuid, limit_price: tao | None
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


@final
@dataclass(slots=True)
class _Work:
    """What a call did, to be charged for it."""

    scanned: int = 0
    validated: int = 0
    legs: int = 0


def _unstake_all_declared(s: State, hotkey: AccountId) -> Declared:
    return unstake_all_declared(s, _UNSTAKE_ALL, REMOVE_STAKE)


def _unstake_all_alpha_declared(s: State, hotkey: AccountId) -> Declared:
    return unstake_all_declared(s, _UNSTAKE_ALL_ALPHA, REMOVE_STAKE)


@call(index=83, declared=_unstake_all_declared, policy=Policy(fee_positions=every_position, billed_at_most=225_000_000))
def unstake_all(s: State, origin: Origin, hotkey: account) -> PostInfo:
    """Sell a coldkey's stake on a hotkey on every subnet and on root, at any price."""
    coldkey, work = ensure_signed(origin), _Work()

    def sell_all() -> None:
        ensure_hotkey_exists(s, hotkey)
        _sell_positions(s, coldkey, hotkey, _subnets(s), work)
        stake_has_changed(s, hotkey)

    return run_weighed(sell_all, lambda: _weight(s, coldkey, _UNSTAKE_ALL, work))


@call(
    index=84,
    declared=_unstake_all_alpha_declared,
    policy=Policy(fee_positions=every_position, billed_at_most=4_069_000_000),
)
def unstake_all_alpha(s: State, origin: Origin, hotkey: account) -> PostInfo:
    """Sell a coldkey's stake on a hotkey on every subnet and stake the TAO on root with the same hotkey."""
    coldkey, work = ensure_signed(origin), _Work()

    def sell_all_and_stake() -> None:
        ensure_hotkey_exists(s, hotkey)
        earned = _sell_positions(s, coldkey, hotkey, _subnets(s), work, skip_root=True)
        stake_into_subnet(s, hotkey, coldkey, ROOT, earned, NO_BUY_LIMIT)
        stake_has_changed(s, hotkey)

    return run_weighed(sell_all_and_stake, lambda: _weight(s, coldkey, _UNSTAKE_ALL_ALPHA, work))


def _sell(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, wanted: Alpha) -> None:
    ensure_subtoken_enabled(s, netuid)
    # A fee paid in alpha may have taken part of the stake just before.
    amount = min(wanted, stakes.stake_of(s, hotkey, coldkey, netuid))
    ensure_sale_within_pool(s, netuid, amount)
    validate_remove_stake(s, coldkey, hotkey, netuid, amount, max_amount=amount, allow_partial=False)

    unstake_from_subnet(s, hotkey, coldkey, coldkey, netuid, amount, NO_SELL_LIMIT)
    clear_small_nomination(s, hotkey, coldkey, netuid)
    stake_has_changed(s, hotkey)


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
    stake_has_changed(s, hotkey)


def _subnets(s: State) -> list[NetUid]:
    return [netuid for netuid, _ in Subnets.NetworksAdded.items(s)]


def _sell_positions(
    s: State, coldkey: AccountId, hotkey: AccountId, netuids: Iterable[NetUid], work: _Work, *, skip_root: bool = False
) -> Tao:
    """Sell what can be sold and return the rao it gave."""
    earned = Tao(0)
    for place in netuids:
        if work.validated >= MAX_UNSTAKE_ALL_LEGS:
            break
        work.scanned += 1
        if skip_root and place == ROOT:
            continue
        stake = _sellable(s, coldkey, hotkey, place, work)
        if stake:
            work.legs += 1
            tao = unstake_from_subnet(s, hotkey, coldkey, coldkey, place, stake, NO_SELL_LIMIT)
            earned = Tao(saturating_add(earned, tao))
            clear_small_nomination(s, hotkey, coldkey, place)
    return earned


def _sellable(s: State, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, work: _Work) -> Alpha:
    """Return the whole position if it may be sold, else 0."""
    if not Subnets.SubtokenEnabled.get(s, netuid):
        return Alpha(0)
    stake = stakes.stake_of(s, hotkey, coldkey, netuid)
    if stake == 0:
        return stake
    work.validated += 1
    try:
        validate_remove_stake(s, coldkey, hotkey, netuid, stake, max_amount=stake, allow_partial=False)
    except DispatchError:
        return Alpha(0)
    return stake


def _weight(s: State, coldkey: AccountId, base: Weight, work: _Work) -> Weight:
    return unstake_all_weight(base, REMOVE_STAKE, walk_of(s, coldkey), work.scanned, work.legs, work.validated)
