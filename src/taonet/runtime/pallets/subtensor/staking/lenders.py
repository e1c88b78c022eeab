"""Who may lend stake to children: a parent with less stake than StakeThreshold is suspended until it has enough again.

The links of a suspended parent stay stored and mean nothing, except on a subnet that it owns. A change of stake only
queues the parent; its stake on all subnets is valued when the block has weight left, still before the block ends.

Source: staking/set_children.rs queue_childkey_threshold_check, process_childkey_threshold_checks
Source: staking/set_children.rs recheck_childkey_threshold, childkeys_suspended, get_children, get_parents
Source: macros/hooks.rs on_idle
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.frame.weight import ZERO, Weight, reads_writes
from taonet.primitives.ids import AccountId, BlockNumber, NetUid
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking.stakes import stake_worth
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

_OVERHEAD = reads_writes(0, 2, 0)
_LOOK = reads_writes(0, 1, 0)

Links = list[tuple[int, AccountId]]
"""Shares of 2^64-1, each with the other side's hotkey."""


def children_of(s: State, parent: AccountId, netuid: NetUid) -> Links:
    """Return the children that a hotkey lends to on a subnet; none while it is suspended there."""
    links = Children.ChildKeys.get(s, parent, netuid)
    return [] if links and _is_suspended(s, parent, netuid) else links


def parents_of(s: State, child: AccountId, netuid: NetUid) -> Links:
    """Return the parents that lend to a hotkey on a subnet, without those that are suspended there."""
    links = Children.ParentKeys.get(s, child, netuid)
    return [(share, parent) for share, parent in links if not _is_suspended(s, parent, netuid)]


def stake_has_changed(s: State, hotkey: AccountId) -> None:
    """Queue a hotkey whose stake a call has changed, if it is a parent or suspended."""
    if is_suspended(s, hotkey) or next(Children.ChildKeys.items_under(s, hotkey), None) is not None:
        queue(s, hotkey)


def queue(s: State, hotkey: AccountId) -> None:
    """Let the end of the block look whether a hotkey has enough stake to lend."""
    Children.ChildkeyThresholdChecks.put(s, hotkey, ())


def is_suspended(s: State, hotkey: AccountId) -> bool:
    """Tell whether a hotkey lends nothing, but on a subnet that it owns."""
    return Children.ChildkeyThresholdSuspended.exists(s, hotkey)


def check_queued(s: State, _number: BlockNumber, remaining: Weight) -> Weight:
    """Value the queued hotkeys, in the order of the state, as many as the weight that is left allows."""
    if not _fits(_OVERHEAD, remaining):
        return ZERO
    queued = [hotkey for hotkey, _ in Children.ChildkeyThresholdChecks.items(s)]
    if not queued:
        return _LOOK
    used, each = _OVERHEAD, reads_writes(0, 4 * Subnets.TotalNetworks.get(s) + 3, 2)
    for hotkey in queued:
        if not _fits(used.plus(each), remaining):
            break
        used = used.plus(each)
        _check(s, hotkey)
        Children.ChildkeyThresholdChecks.remove(s, hotkey)
    return used


def _check(s: State, hotkey: AccountId) -> None:
    threshold = Hyperparameters.StakeThreshold.get(s)
    if threshold == 0 or stake_worth(s, hotkey) >= threshold:
        Children.ChildkeyThresholdSuspended.remove(s, hotkey)
    else:
        Children.ChildkeyThresholdSuspended.put(s, hotkey, ())


def _is_suspended(s: State, parent: AccountId, netuid: NetUid) -> bool:
    return is_suspended(s, parent) and registry.owner_hotkey(s, netuid) != parent


def _fits(weight: Weight, limit: Weight) -> bool:
    return weight.ref_time <= limit.ref_time and weight.proof_size <= limit.proof_size
