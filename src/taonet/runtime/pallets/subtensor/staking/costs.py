"""Weights of staking calls. An exit walks the list of hotkeys that its coldkey stakes with, so it is charged by length.

An exit declares the longest list and reports the true one afterwards, refused or not.

Source: weights.rs add_stake, remove_stake, move_stake, unstake_all, unstake_all_alpha
"""

from __future__ import annotations

from collections.abc import Callable

from taonet.frame.call import PostInfo
from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS, MAX_UNSTAKE_ALL_LEGS

READ = 25_000_000
WRITE = 100_000_000
READS_PER_HOTKEY = 14
READS_OF_SKIPPED_SUBNET = 8
MOST_SUBNETS = 129
"""Root and the subnet limit: the declared weight of `unstake_all` may not read the state."""


def benchmarked(ref_time: int, proof_size: int, reads: int, writes: int) -> Weight:
    """Return a call's own weight with its database accesses."""
    return Weight(ref_time + reads * READ + writes * WRITE, proof_size)


def walk(hotkeys: int) -> Weight:
    """Return the weight of walking a list of staking hotkeys."""
    return Weight((hotkeys * READS_PER_HOTKEY + 1) * READ)


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
    total += (scanned - validated) * READS_OF_SKIPPED_SUBNET * READ
    return Weight(total, base.proof_size + legs * (leg.proof_size + longest.proof_size))


def unstake_all_declared(base: Weight, leg: Weight) -> Weight:
    """Return what `unstake_all` declares: as many exits as it may make, on a chain that is full."""
    return unstake_all_weight(base, leg, LONGEST_WALK, MOST_SUBNETS, MAX_UNSTAKE_ALL_LEGS, MAX_UNSTAKE_ALL_LEGS)
