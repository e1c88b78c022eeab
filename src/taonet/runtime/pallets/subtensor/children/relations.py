"""Parents and children: who lends stake to whom, and root validators that lend to subnet owners by themselves.

The lists of both sides mirror each other. The side that is rewritten whole is in the order of account bytes; new
entries of the other side go to its end. Lending to owners gives a new subnet's owner the weight of root from the first
block on; a validator that has children on a subnet is left out there.

Source: staking/set_children.rs do_set_root_validators_for_subnet, get_auto_parent_delegation_enabled, link_children
Source: staking/set_children.rs link_parents, upsert_edge, remove_edge, persist_child_parent_relations
Source: staking/auto_parent.rs clear_auto_parent_for_root_validator, retarget_auto_parent_on_owner_change
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taonet.frame.state import State
from taonet.frame.storage import DoubleMap
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.children.events import SetChildren
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.lenders import Links
from taonet.runtime.pallets.subtensor.subnets import registry

MAX_PARENTS = 100
"""Parents of one hotkey on one subnet; longer lists of former times stay but cannot grow."""


def replace_children(s: State, netuid: NetUid, parent: AccountId, children: Sequence[tuple[int, AccountId]]) -> bool:
    """Give a hotkey these children instead of those it has, and tell whether it was done.

    Nothing is done, and no event emitted, when shares exceed the whole, a child is a parent of the hotkey, or a child
    would have too many parents. The hotkey itself is left out; of a child named twice the last share counts.
    """
    new = {child: share for share, child in children if child != parent}
    parents = {lender: share for share, lender in Children.ParentKeys.get(s, parent, netuid) if lender != parent}
    if sum(new.values()) > U64_MAX or new.keys() & parents.keys():
        return False
    if not all(_may_adopt(s, netuid, parent, child) for child in new):
        return False

    former = {child for _, child in Children.ChildKeys.get(s, parent, netuid)}
    _put(s, Children.ChildKeys, parent, netuid, _ordered(new))
    for child in sorted(new):
        _change(s, Children.ParentKeys, child, netuid, _with(parent, new[child]))
    for child in sorted(former - new.keys()):
        _change(s, Children.ParentKeys, child, netuid, _without(parent))
    _put(s, Children.ParentKeys, parent, netuid, _ordered(parents))
    s.emit(SetChildren(parent, netuid, list(children)))
    return True


def lend_all_to_owner(s: State, netuid: NetUid) -> None:
    """Make every root validator a parent of a subnet's owner hotkey."""
    owner = registry.owner_hotkey(s, netuid)
    if owner is None:
        return
    for _, validator in list(Neurons.Keys.items_under(s, ROOT)):
        _lend(s, validator, netuid, owner)


def lend_to_all_owners(s: State, validator: AccountId) -> None:
    """Make a root validator a parent of the owner hotkey of every subnet."""
    for netuid in registry.netuids(s):
        owner = registry.owner_hotkey(s, netuid)
        if owner is not None:
            _lend(s, validator, netuid, owner)


def follow_owner(s: State, netuid: NetUid, former: AccountId, owner: AccountId) -> None:
    """Make root validators that lend all they have to a subnet's former owner hotkey parents of the new one."""
    if netuid == ROOT or former == owner:
        return
    for _, validator in list(Neurons.Keys.items_under(s, ROOT)):
        if Children.ChildKeys.get(s, validator, netuid) == [(U64_MAX, former)]:
            replace_children(s, netuid, validator, [] if validator == owner else [(U64_MAX, owner)])


def stop_lending(s: State, validator: AccountId) -> None:
    """Take back what a hotkey lends to one child whole, on every subnet: it has left root."""
    for netuid in registry.netuids(s):
        links = Children.ChildKeys.get(s, validator, netuid)
        if netuid != ROOT and len(links) == 1 and links[0][0] == U64_MAX:
            replace_children(s, netuid, validator, [])


def _may_adopt(s: State, netuid: NetUid, parent: AccountId, child: AccountId) -> bool:
    parents = Children.ParentKeys.get(s, child, netuid)
    return len(parents) < MAX_PARENTS or any(lender == parent for _, lender in parents)


def _ordered(shares: dict[AccountId, int]) -> Links:
    return [(shares[other], other) for other in sorted(shares)]


def _with(other: AccountId, share: int) -> Callable[[Links], Links]:
    def change(links: Links) -> Links:
        if all(linked != other for _, linked in links):
            return [*links, (share, other)]
        return [(share if linked == other else old, linked) for old, linked in links]

    return change


def _without(other: AccountId) -> Callable[[Links], Links]:
    return lambda links: [(share, linked) for share, linked in links if linked != other]


def _change(
    s: State,
    item: DoubleMap[AccountId, NetUid, Links],
    hotkey: AccountId,
    netuid: NetUid,
    change: Callable[[Links], Links],
) -> None:
    _put(s, item, hotkey, netuid, change(item.get(s, hotkey, netuid)))


def _put(s: State, item: DoubleMap[AccountId, NetUid, Links], hotkey: AccountId, netuid: NetUid, links: Links) -> None:
    if links:
        item.put(s, hotkey, netuid, links)
    else:
        item.remove(s, hotkey, netuid)


def _lend(s: State, validator: AccountId, netuid: NetUid, owner: AccountId) -> None:
    if netuid == ROOT or validator == owner:
        return
    if not Children.AutoParentDelegationEnabled.get(s, validator):
        return
    if not Children.ChildKeys.get(s, validator, netuid):
        replace_children(s, netuid, validator, [(U64_MAX, owner)])
