"""Weights of staking calls. An exit walks the list of hotkeys that its coldkey stakes with, so it is charged by length.

An exit declares the longest list and reports the true one afterwards, refused or not.

Source: weights.rs add_stake, remove_stake, move_stake, unstake_all, unstake_all_alpha
"""

from __future__ import annotations

from collections.abc import Callable

from taonet.frame.call import Declared, PostInfo
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.weight import DB_READ, Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS, MAX_UNSTAKE_ALL_LEGS
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

READS_PER_HOTKEY = 14
READS_OF_SKIPPED_SUBNET = 8


def walk(hotkeys: int) -> Weight:
    """Return the weight of walking a list of staking hotkeys."""
    return Weight((hotkeys * READS_PER_HOTKEY + 1) * DB_READ)


def walk_of(s: State, coldkey: AccountId) -> Weight:
    """Return the weight of walking the list of a coldkey."""
    return walk(len(Accounts.StakingHotkeys.get(s, coldkey)))


LONGEST_WALK = walk(MAX_STAKING_HOTKEYS)


def exit_weight(base: Weight) -> Weight:
    """Return what an exit declares."""
    return base.plus(LONGEST_WALK)


def run_exit(s: State, coldkey: AccountId, base: Weight, action: Callable[[], object]) -> PostInfo:
    """Run an exit and report its true weight; a refusal carries it too."""
    return run_weighed(action, lambda: base.plus(walk_of(s, coldkey)))


def run_weighed(action: Callable[[], object], weight: Callable[[], Weight]) -> PostInfo:
    """Run an action and report what it weighed; a refusal carries it too."""
    try:
        action()
    except DispatchError as refusal:
        refusal.actual_weight = weight()
        raise
    return PostInfo(weight())


def unstake_all_weight(base: Weight, leg: Weight, longest: Weight, scanned: int, legs: int, validated: int) -> Weight:
    """Return the weight of `unstake_all` over its fixed part: exits made, exits refused, subnets passed by."""
    total = base.ref_time + legs * (leg.ref_time + longest.ref_time) + (validated - legs) * longest.ref_time
    total += (scanned - validated) * READS_OF_SKIPPED_SUBNET * DB_READ
    return Weight(total, base.proof_size + legs * (leg.proof_size + longest.proof_size))


def unstake_all_declared(s: State, base: Weight, leg: Weight) -> Declared:
    """Declare an `unstake_all`: as many exits as it may make, and a look at every other subnet."""
    networks = Subnets.TotalNetworks.get(s)
    legs = min(networks, MAX_UNSTAKE_ALL_LEGS)
    return Declared(unstake_all_weight(base, leg, LONGEST_WALK, networks, legs, legs))
