"""Parents and children mirror each other."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import ALICE_HOT, BOB_HOT, OWN, empty_state

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.children.events import SetChildren
from taonet.runtime.pallets.subtensor.children.relations import MAX_PARENTS, replace_children
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.subnets.events import SubnetOwnerHotkeySet
from taonet.sim import Chain

NETUID = NetUid(3)
WHOLE = (1 << 64) - 1


def key(number: int) -> AccountId:
    return AccountId(bytes([number]) * 32)


def children(s: State, parent: AccountId) -> list[tuple[int, AccountId]]:
    return Children.ChildKeys.get(s, parent, NETUID)


def parents(s: State, child: AccountId) -> list[tuple[int, AccountId]]:
    return Children.ParentKeys.get(s, child, NETUID)


def test_children_are_in_the_order_of_accounts_and_told_as_asked() -> None:
    s = empty_state()

    assert replace_children(s, NETUID, key(1), [(5, key(9)), (6, key(4))])
    assert children(s, key(1)) == [(6, key(4)), (5, key(9))]
    assert parents(s, key(9)) == [(5, key(1))]
    assert [event for _, event in s.events] == [SetChildren(key(1), NETUID, [(5, key(9)), (6, key(4))])]


def test_new_children_take_the_place_of_the_former() -> None:
    s = empty_state()
    replace_children(s, NETUID, key(1), [(5, key(9)), (6, key(4))])
    replace_children(s, NETUID, key(1), [(7, key(4)), (8, key(2))])

    assert parents(s, key(9)) == []
    assert parents(s, key(4)) == [(7, key(1))]
    assert children(s, key(1)) == [(8, key(2)), (7, key(4))]


def test_nobody_is_parent_and_child_of_the_same() -> None:
    s = empty_state()
    replace_children(s, NETUID, key(1), [(5, key(2))])

    assert not replace_children(s, NETUID, key(2), [(5, key(1))])
    assert children(s, key(2)) == []


def test_more_than_the_whole_cannot_be_lent() -> None:
    s = empty_state()

    assert replace_children(s, NETUID, key(1), [(WHOLE, key(2))])
    assert not replace_children(s, NETUID, key(1), [(WHOLE, key(2)), (1, key(3))])
    assert children(s, key(1)) == [(WHOLE, key(2))]


def test_a_hotkey_has_a_hundred_parents_at_most() -> None:
    s = empty_state()
    for number in range(1, MAX_PARENTS + 1):
        assert replace_children(s, NETUID, key(number), [(1, key(200))])

    assert not replace_children(s, NETUID, key(101), [(1, key(200))])
    # One that is there already may change its share.
    assert replace_children(s, NETUID, key(7), [(2, key(200))])


CHANGES = st.lists(
    st.tuples(st.integers(1, 6), st.lists(st.tuples(st.integers(0, WHOLE // 2), st.integers(1, 6)), max_size=3)),
    max_size=12,
)


@given(changes=CHANGES)
@settings(max_examples=60, deadline=None)
def test_both_sides_always_tell_the_same(
    changes: list[tuple[int, list[Any]] | tuple[int, list[tuple[int, int]]]],
) -> None:
    s = empty_state()
    for parent, links in changes:
        replace_children(s, NETUID, key(parent), [(share, key(child)) for share, child in links])

    down = {(parent, child, share) for (parent, _), links in Children.ChildKeys.items(s) for share, child in links}
    up = {(parent, child, share) for (child, _), links in Children.ParentKeys.items(s) for share, parent in links}
    assert down == up
    assert not {(a, b) for a, b, _ in down} & {(b, a) for a, b, _ in down}


def test_who_lends_all_to_the_owner_follows_it(own_net: Chain) -> None:
    s, (former, owner, lender, other) = own_net.s, (ALICE_HOT, BOB_HOT, key(7), key(8))
    for hotkey in (lender, other, owner):
        seats.append(s, ROOT, hotkey, own_net.number)
    for parent, share in ((lender, WHOLE), (other, 5), (owner, WHOLE), (key(9), WHOLE)):
        replace_children(s, OWN, parent, [(share, former)])
    s.events.clear()
    own_net.as_root("AdminUtils", "sudo_set_sn_owner_hotkey", OWN, owner)

    def lends(parent: AccountId) -> list[tuple[int, AccountId]]:
        return Children.ChildKeys.get(s, parent, OWN)

    assert lends(lender) == [(WHOLE, owner)]
    assert lends(other) == [(5, former)]
    assert lends(owner) == []
    assert lends(key(9)) == [(WHOLE, former)], "it has no seat on root"
    assert Children.ParentKeys.get(s, owner, OWN) == [(WHOLE, lender)]
    assert [event for _, event in s.events] == [
        SetChildren(lender, OWN, [(WHOLE, owner)]),
        SetChildren(owner, OWN, []),
        SubnetOwnerHotkeySet(OWN, owner),
    ]


def test_naming_the_same_owner_moves_nothing(own_net: Chain) -> None:
    seats.append(own_net.s, ROOT, key(7), own_net.number)
    replace_children(own_net.s, OWN, key(7), [(WHOLE, ALICE_HOT)])
    own_net.s.events.clear()
    own_net.as_root("AdminUtils", "sudo_set_sn_owner_hotkey", OWN, ALICE_HOT)

    assert [event for _, event in own_net.s.events] == [SubnetOwnerHotkeySet(OWN, ALICE_HOT)]
