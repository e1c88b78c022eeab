"""Calls that move stake: to another hotkey, another subnet, another owner.

The amount 2**64 - 1 stands for the whole position.

Source: staking/move_stake.rs do_move_stake, do_transfer_stake, do_swap_stake, do_swap_stake_limit
"""

from __future__ import annotations

from taonet.frame.call import Policy, PostInfo, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.runtime.pallets.subtensor.staking.alpha_fees import position_in
from taonet.runtime.pallets.subtensor.staking.costs import exit_weight, run_exit
from taonet.runtime.pallets.subtensor.staking.events import (
    StakeAndHotkeyTransferred,
    StakeMoved,
    StakeSwapped,
    StakeTransferred,
)
from taonet.runtime.pallets.subtensor.staking.transitions import pass_on
from taonet.runtime.pallets.subtensor.staking.validation import Transition
from taonet.runtime.types import account, alpha, netuid, tao

_MOVED = position_in("origin_hotkey", "origin_netuid")
_SWAPPED = position_in("hotkey", "origin_netuid")

_MOVE_STAKE = reads_writes(216_061_000, 19, 7, 7_919)
_TRANSFER_STAKE = reads_writes(258_541_000, 19, 6, 7_994)
_SWAP_STAKE = reads_writes(742_019_000, 49, 24, 10_920)
_SWAP_STAKE_LIMIT = reads_writes(944_515_000, 49, 24, 11_077)
_MOVE_STAKE_LIMIT = _SWAP_STAKE_LIMIT.plus(reads_writes(0, 1, 0, 2_493))


@call(index=85, weight=exit_weight(_MOVE_STAKE), policy=Policy(fee_positions=_MOVED, billed_at_most=1_370_000_000))
def move_stake(
    s: State,
    origin: Origin,
    origin_hotkey: account,
    destination_hotkey: account,
    origin_netuid: netuid,
    destination_netuid: netuid,
    alpha_amount: alpha,
) -> PostInfo:
    """Move one's own stake to another hotkey, another subnet or both, at any price."""
    coldkey = ensure_signed(origin)

    def move() -> None:
        transition = Transition(
            coldkey, coldkey, origin_hotkey, destination_hotkey, origin_netuid, destination_netuid, alpha_amount
        )
        tao = pass_on(s, transition)
        s.emit(StakeMoved(coldkey, origin_hotkey, origin_netuid, destination_hotkey, destination_netuid, tao))

    return run_exit(s, coldkey, _MOVE_STAKE, move)


@call(
    index=149, weight=exit_weight(_MOVE_STAKE_LIMIT), policy=Policy(fee_positions=_MOVED, billed_at_most=4_194_000_000)
)
def move_stake_limit(
    s: State,
    origin: Origin,
    origin_hotkey: account,
    destination_hotkey: account,
    origin_netuid: netuid,
    destination_netuid: netuid,
    alpha_amount: alpha,
    limit_price: tao,
    allow_partial: bool,
) -> PostInfo:
    """Move one's own stake until the ratio of the two prices falls to a limit, times 10**9."""
    coldkey = ensure_signed(origin)

    def move() -> None:
        transition = Transition(
            coldkey, coldkey, origin_hotkey, destination_hotkey, origin_netuid, destination_netuid, alpha_amount
        )
        tao = pass_on(s, transition, limit_price=limit_price, allow_partial=allow_partial)
        s.emit(StakeMoved(coldkey, origin_hotkey, origin_netuid, destination_hotkey, destination_netuid, tao))

    return run_exit(s, coldkey, _MOVE_STAKE_LIMIT, move)


@call(
    index=86, weight=exit_weight(_TRANSFER_STAKE), policy=Policy(fee_positions=_SWAPPED, billed_at_most=1_427_000_000)
)
def transfer_stake(
    s: State,
    origin: Origin,
    destination_coldkey: account,
    hotkey: account,
    origin_netuid: netuid,
    destination_netuid: netuid,
    alpha_amount: alpha,
) -> PostInfo:
    """Give one's stake to another coldkey, on the same hotkey, where the subnets allow it."""
    coldkey = ensure_signed(origin)

    def transfer() -> None:
        transition = Transition(
            coldkey, destination_coldkey, hotkey, hotkey, origin_netuid, destination_netuid, alpha_amount
        )
        tao = pass_on(s, transition, changes_owner=True)
        s.emit(StakeTransferred(coldkey, destination_coldkey, hotkey, origin_netuid, destination_netuid, tao))

    return run_exit(s, coldkey, _TRANSFER_STAKE, transfer)


@call(index=143, weight=exit_weight(_TRANSFER_STAKE), policy=Policy(fee_positions=_MOVED, billed_at_most=1_506_000_000))
def transfer_stake_and_hotkey(
    s: State,
    origin: Origin,
    destination_coldkey: account,
    origin_hotkey: account,
    destination_hotkey: account,
    origin_netuid: netuid,
    destination_netuid: netuid,
    alpha_amount: alpha,
) -> PostInfo:
    """Give one's stake to another coldkey and hotkey at once, where the subnets allow it."""
    coldkey = ensure_signed(origin)

    def transfer() -> None:
        transition = Transition(
            coldkey,
            destination_coldkey,
            origin_hotkey,
            destination_hotkey,
            origin_netuid,
            destination_netuid,
            alpha_amount,
        )
        tao = pass_on(s, transition, changes_owner=True)
        s.emit(
            StakeAndHotkeyTransferred(
                coldkey,
                destination_coldkey,
                origin_hotkey,
                destination_hotkey,
                origin_netuid,
                destination_netuid,
                tao,
            )
        )

    return run_exit(s, coldkey, _TRANSFER_STAKE, transfer)


@call(index=87, weight=exit_weight(_SWAP_STAKE), policy=Policy(fee_positions=_SWAPPED, billed_at_most=4_073_000_000))
def swap_stake(
    s: State, origin: Origin, hotkey: account, origin_netuid: netuid, destination_netuid: netuid, alpha_amount: alpha
) -> PostInfo:
    """Take one's stake to another subnet on the same hotkey, at any price."""
    coldkey = ensure_signed(origin)

    def swap() -> None:
        transition = Transition(coldkey, coldkey, hotkey, hotkey, origin_netuid, destination_netuid, alpha_amount)
        tao = pass_on(s, transition)
        s.emit(StakeSwapped(coldkey, hotkey, origin_netuid, destination_netuid, tao))

    return run_exit(s, coldkey, _SWAP_STAKE, swap)


@call(
    index=90, weight=exit_weight(_SWAP_STAKE_LIMIT), policy=Policy(fee_positions=_SWAPPED, billed_at_most=4_169_000_000)
)
def swap_stake_limit(
    s: State,
    origin: Origin,
    hotkey: account,
    origin_netuid: netuid,
    destination_netuid: netuid,
    alpha_amount: alpha,
    limit_price: tao,
    allow_partial: bool,
) -> PostInfo:
    """Take one's stake to another subnet until the ratio of the two prices falls to a limit, times 10**9."""
    coldkey = ensure_signed(origin)

    def swap() -> None:
        transition = Transition(coldkey, coldkey, hotkey, hotkey, origin_netuid, destination_netuid, alpha_amount)
        tao = pass_on(s, transition, limit_price=limit_price, allow_partial=allow_partial)
        s.emit(StakeSwapped(coldkey, hotkey, origin_netuid, destination_netuid, tao))

    return run_exit(s, coldkey, _SWAP_STAKE_LIMIT, swap)
