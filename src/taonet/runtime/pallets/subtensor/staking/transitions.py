"""Moving stake from one position to another, for all calls that do it.

Within a subnet the alpha changes hands. Across subnets it is sold and the TAO is staked again; the fee is taken once,
when leaving a subnet, or when entering one from root.

Source: staking/move_stake.rs transition_stake_internal
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.constants import MIN_STAKE, MIN_TRANSFER
from taonet.runtime.pallets.subtensor.staking.lenders import stake_has_changed
from taonet.runtime.pallets.subtensor.staking.limits import max_amount_move
from taonet.runtime.pallets.subtensor.staking.positions import (
    become_delegate_unless_owned,
    stake_into_subnet,
    transfer_stake_within_subnet,
    unstake_from_subnet,
)
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, NO_SELL_LIMIT
from taonet.runtime.pallets.subtensor.staking.validation import Transition, validate_transition
from taonet.runtime.pallets.subtensor.tao import transfer_tao

WHOLE_POSITION = Alpha(U64_MAX)
"""As an amount: whatever the origin holds when the call is executed (since spec 469)."""


def pass_on(
    s: State,
    move: Transition,
    *,
    limit_price: Tao | None = None,
    allow_partial: bool | None = None,
    changes_owner: bool = False,
) -> Tao:
    """Move stake and return what it was worth on the way, in rao.

    `limit_price` is the least ratio of origin price to destination price times 10**9; within a subnet it means nothing.
    """
    if move.amount == WHOLE_POSITION:
        held = stakes.stake_of(s, move.origin_hotkey, move.origin_coldkey, move.origin_netuid)
        move = replace(move, amount=held)
    possible = move.amount
    if move.crosses_subnets and limit_price is not None:
        possible = max_amount_move(s, move.origin_netuid, move.destination_netuid, limit_price)
    validate_transition(s, move, max_amount=possible, allow_partial=allow_partial, changes_owner=changes_owner)

    amount = min(move.amount, possible)
    if move.crosses_subnets:
        tao = _across(s, move, amount, MIN_TRANSFER if changes_owner else MIN_STAKE)
    else:
        tao = _within(s, move, amount)
    stake_has_changed(s, move.origin_hotkey)
    stake_has_changed(s, move.destination_hotkey)
    return tao


def _within(s: State, move: Transition, amount: Alpha) -> Tao:
    return transfer_stake_within_subnet(
        s,
        move.origin_coldkey,
        move.origin_hotkey,
        move.destination_coldkey,
        move.destination_hotkey,
        move.origin_netuid,
        amount,
    )


def _across(s: State, move: Transition, amount: Alpha, least: Tao) -> Tao:
    from_root = move.origin_netuid == ROOT
    tao = unstake_from_subnet(
        s,
        move.origin_hotkey,
        move.origin_coldkey,
        move.origin_coldkey,
        move.origin_netuid,
        amount,
        NO_SELL_LIMIT,
        drop_fees=from_root,
    )
    if move.origin_coldkey != move.destination_coldkey:
        transfer_tao(s, move.origin_coldkey, move.destination_coldkey, tao)
    # What a limit or the fee left too small stays with the coldkey as free TAO.
    if tao >= least:
        become_delegate_unless_owned(s, move.destination_hotkey, move.destination_coldkey)
        stake_into_subnet(
            s,
            move.destination_hotkey,
            move.destination_coldkey,
            move.destination_netuid,
            tao,
            NO_BUY_LIMIT,
            drop_fees=not from_root,
        )
    return tao
