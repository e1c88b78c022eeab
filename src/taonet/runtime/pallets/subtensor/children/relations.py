"""The two sides of lending stake: a parent's list of children and a child's list of parents.

The lists mirror each other. The side that is rewritten whole is in the order of account bytes; new entries of the
other side go to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taonet.frame.state import State
from taonet.frame.storage import DoubleMap
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.children.events import SetChildren
from taonet.runtime.pallets.subtensor.children.storage import Children

MAX_PARENTS = 100
"""Parents of one hotkey on one subnet; longer lists of former times stay but cannot grow."""

Links = list[tuple[int, AccountId]]
"""Shares of 2^64-1, each with the other side's hotkey."""


def replace_children(s: State, netuid: NetUid, parent: AccountId, children: Sequence[tuple[int, AccountId]]) -> bool:
    """Give a hotkey these children instead of those it has, and tell whether it was done.

    Nothing is done, and nobody is told, when shares exceed the whole, a child is a parent of the hotkey, or a child
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
