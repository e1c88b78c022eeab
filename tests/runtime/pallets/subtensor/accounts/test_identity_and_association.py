"""Association of hotkeys, identities, and where earnings go."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, OWN, register

from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.accounts import calls
from taonet.runtime.pallets.subtensor.accounts.errors import SameAutoStakeHotkeyAlreadySet
from taonet.runtime.pallets.subtensor.accounts.events import AutoStakeDestinationSet, ChainIdentitySet
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    HotKeyNotRegisteredInNetwork,
    HotKeyNotRegisteredInSubNet,
    InvalidIdentity,
    SubnetNotExists,
)
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.sim import Chain

WORDS = [b"name", b"url", b"repo", b"image", b"discord", b"words", b"more"]


def test_a_free_hotkey_becomes_the_caller_s(net: Chain) -> None:
    net.call(net.bob, calls.try_associate_hotkey, BOB_HOT)

    assert Accounts.Owner.get(net.s, BOB_HOT) == net.bob
    assert Accounts.OwnedHotkeys.get(net.s, net.bob) == [BOB_HOT]
    assert Accounts.StakingHotkeys.get(net.s, net.bob) == [BOB_HOT]


def test_an_owned_hotkey_stays_where_it_is(net: Chain) -> None:
    net.call(net.bob, calls.try_associate_hotkey, BOB_HOT)
    net.call(net.alice, calls.try_associate_hotkey, BOB_HOT)

    assert Accounts.Owner.get(net.s, BOB_HOT) == net.bob
    assert Accounts.OwnedHotkeys.get(net.s, net.alice) == []


def test_the_account_of_a_subnet_is_no_hotkey(net: Chain) -> None:
    with net.refused(CannotUseSystemAccount):
        net.call(net.bob, calls.try_associate_hotkey, subnet_account(NetUid(300)))


def test_set_identity_stores_every_field(own_net: Chain) -> None:
    own_net.call(own_net.alice, calls.set_identity, *WORDS)

    stored = Accounts.IdentitiesV2.get(own_net.s, own_net.alice)
    assert stored is not None
    assert [getattr(stored, field) for field in stored.__struct_fields__] == WORDS
    assert own_net.events(ChainIdentitySet) == [ChainIdentitySet(own_net.alice)]


def test_set_identity_needs_a_hotkey_with_a_seat(own_net: Chain) -> None:
    own_net.call(own_net.bob, calls.try_associate_hotkey, BOB_HOT)
    with own_net.refused(HotKeyNotRegisteredInNetwork):
        own_net.call(own_net.bob, calls.set_identity, *WORDS)


@pytest.mark.parametrize(
    ("position", "limit"), [(0, 256), (1, 256), (2, 256), (3, 1_024), (4, 256), (5, 1_024), (6, 1_024)]
)
def test_set_identity_refuses_a_field_that_is_too_long(own_net: Chain, position: int, limit: int) -> None:
    words = [*WORDS]
    words[position] = b"x" * (limit + 1)
    with own_net.refused(InvalidIdentity):
        own_net.call(own_net.alice, calls.set_identity, *words)
    words[position] = b"x" * limit
    own_net.call(own_net.alice, calls.set_identity, *words)


def test_earnings_go_to_a_hotkey_with_a_seat_there(own_net: Chain) -> None:
    own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, ALICE_HOT)

    assert Accounts.AutoStakeDestination.get(own_net.s, own_net.bob, OWN) == ALICE_HOT
    assert Accounts.AutoStakeDestinationColdkeys.get(own_net.s, ALICE_HOT, OWN) == [own_net.bob]
    assert own_net.events(AutoStakeDestinationSet) == [AutoStakeDestinationSet(own_net.bob, OWN, ALICE_HOT)]


def test_a_new_destination_takes_the_place_of_the_former(own_net: Chain) -> None:
    other = register(own_net, 1)
    own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, ALICE_HOT)
    own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, other)

    assert Accounts.AutoStakeDestinationColdkeys.get(own_net.s, ALICE_HOT, OWN) == []
    assert Accounts.AutoStakeDestinationColdkeys.get(own_net.s, other, OWN) == [own_net.bob]


def test_destinations_are_refused_without_subnet_without_seat_and_twice(own_net: Chain) -> None:
    with own_net.refused(SubnetNotExists):
        own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, NetUid(9), ALICE_HOT)
    with own_net.refused(HotKeyNotRegisteredInSubNet):
        own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, BOB_HOT)
    own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, ALICE_HOT)
    with own_net.refused(SameAutoStakeHotkeyAlreadySet):
        own_net.call(own_net.bob, calls.set_coldkey_auto_stake_hotkey, OWN, ALICE_HOT)
