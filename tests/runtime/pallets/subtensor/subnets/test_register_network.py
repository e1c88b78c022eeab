"""Creating a subnet."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, FIRST, OWN, make_subnet

from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor import founding
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    InvalidIdentity,
    NetworkTxRateLimitExceeded,
    NonAssociatedColdKey,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls as registration
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import calls
from taonet.runtime.pallets.subtensor.subnets.errors import CannotAffordLockCost, SubnetLimitReached
from taonet.runtime.pallets.subtensor.subnets.events import NetworkAdded, SubnetIdentitySet, SubnetOwnerHotkeySet
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.subnets.types import SubnetIdentityV3
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.sim import Chain

COST = 1_000_000_000_000
EMPTY = SubnetIdentityV3(*[b""] * 8)


def test_takes_the_lowest_free_number_and_the_price(net: Chain) -> None:
    net.call(net.alice, calls.register_network, ALICE_HOT)

    assert Subnets.NetworksAdded.get(net.s, OWN)
    assert net.balance(net.alice) == 100 * COST - COST
    assert net.balance(subnet_account(OWN)) == COST
    assert Subnets.SubnetLocked.get(net.s, OWN) == COST
    assert net.events(NetworkAdded) == [NetworkAdded(OWN, 1)]
    assert net.events(SubnetOwnerHotkeySet) == [SubnetOwnerHotkeySet(OWN, ALICE_HOT)]


def test_the_whole_price_becomes_the_pool_at_the_median_price(net: Chain) -> None:
    make_subnet(net)

    # The first subnet holds 10 TAO and 10 alpha: the median price is 1.
    assert Staking.SubnetTAO.get(net.s, OWN) == COST
    assert Staking.SubnetAlphaIn.get(net.s, OWN) == COST
    assert Staking.SubnetAlphaOut.get(net.s, OWN) == 0


def test_the_owner_hotkey_has_the_first_seat(net: Chain) -> None:
    make_subnet(net)

    assert Neurons.Keys.get(net.s, OWN, 0) == ALICE_HOT
    assert Accounts.Owner.get(net.s, ALICE_HOT) == net.alice
    assert Subnets.SubnetOwner.get(net.s, OWN) == net.alice
    assert Subnets.SubnetOwnerHotkey.get(net.s, OWN) == ALICE_HOT
    assert Neurons.LastUpdate.get(net.s, OWN) == [1]


def test_new_values_differ_from_the_defaults(net: Chain) -> None:
    net.skip(1_000)
    make_subnet(net)

    assert Hyperparameters.Yuma3On.get(net.s, OWN)
    assert Hyperparameters.ImmunityPeriod.get(net.s, OWN) == 5_000
    assert Hyperparameters.MaxAllowedValidators.get(net.s, OWN) == 64
    assert Hyperparameters.MinAllowedWeights.get(net.s, OWN) == 1
    assert Hyperparameters.Burn.get(net.s, OWN) == 1_000_000_000
    assert Hyperparameters.Kappa.exists(net.s, OWN)
    assert not Hyperparameters.SubnetEmissionEnabled.get(net.s, OWN)
    assert not Subnets.SubtokenEnabled.get(net.s, OWN)
    assert Epochs.LastEpochBlock.get(net.s, OWN) == 1_001 - 2


def test_gives_the_symbol_of_the_number(net: Chain) -> None:
    make_subnet(net)

    assert Subnets.TokenSymbol.get(net.s, OWN).decode() == "β"


def test_gives_the_first_free_symbol_when_that_is_taken(net: Chain) -> None:
    net.as_root(calls.update_symbol, FIRST, "β".encode())
    make_subnet(net)

    assert Subnets.TokenSymbol.get(net.s, OWN).decode() == "\u03b1"


def test_the_price_doubles_and_falls_back(net: Chain) -> None:
    net.skip(99)
    make_subnet(net)

    assert founding.network_lock_cost(net.s) == 2 * COST
    net.skip(50_400)
    # Integer division comes first: 9 920 634 rao a block.
    assert founding.network_lock_cost(net.s) == 2 * COST - (COST // 100_800) * 50_400
    net.skip(1_000_000)
    assert founding.network_lock_cost(net.s) == COST


def test_describes_the_subnet_when_asked_to(net: Chain) -> None:
    described = SubnetIdentityV3(b"name", *[b""] * 7)
    net.call(net.alice, calls.register_network_with_identity, ALICE_HOT, described)

    assert Subnets.SubnetIdentitiesV3.get(net.s, OWN) == described
    assert net.events(SubnetIdentitySet) == [SubnetIdentitySet(OWN)]


def test_works_without_an_identity_too(net: Chain) -> None:
    net.call(net.alice, calls.register_network_with_identity, ALICE_HOT, None)

    assert Subnets.SubnetIdentitiesV3.get(net.s, OWN) is None


def test_root_validators_lend_to_the_owner(net: Chain) -> None:
    net.call(net.bob, registration.root_register, BOB_HOT)
    make_subnet(net)

    assert Children.ChildKeys.get(net.s, BOB_HOT, OWN) == [((1 << 64) - 1, ALICE_HOT)]
    assert Children.ParentKeys.get(net.s, ALICE_HOT, OWN) == [((1 << 64) - 1, BOB_HOT)]


def test_a_second_subnet_may_use_the_hotkey_of_the_first(net: Chain) -> None:
    make_subnet(net)
    net.skip(7_200)
    net.call(net.alice, calls.register_network, ALICE_HOT)

    assert Neurons.Uids.get(net.s, NetUid(3), ALICE_HOT) == 0
    assert Accounts.OwnedHotkeys.get(net.s, net.alice) == [ALICE_HOT]


@pytest.mark.parametrize("short", [1, 499, 500])
def test_refuses_a_coldkey_that_would_not_keep_its_deposit(net: Chain, short: int) -> None:
    # In block 0 the price has not begun to fall.
    net.go_to(0)
    Subnets.NetworkLastLockCost.put(net.s, net.balance(net.alice) - 500 + short)

    with net.refused(CannotAffordLockCost):
        net.call(net.alice, calls.register_network, ALICE_HOT)


def test_the_price_is_paid_to_the_last_rao(net: Chain) -> None:
    net.go_to(0)
    price = net.balance(net.alice) - 500
    Subnets.NetworkLastLockCost.put(net.s, price)
    make_subnet(net)

    assert net.balance(net.alice) == 500
    assert Subnets.NetworkLastLockCost.get(net.s) == Subnets.SubnetLocked.get(net.s, OWN) == price
    assert Staking.SubnetTAO.get(net.s, OWN) == price == net.balance(subnet_account(OWN))
    net.check()


def test_refuses_the_hotkey_of_somebody_else(own_net: Chain) -> None:
    own_net.skip(7_200)
    with own_net.refused(NonAssociatedColdKey):
        own_net.call(own_net.bob, calls.register_network, ALICE_HOT)


def test_refuses_the_account_of_a_subnet_as_hotkey(net: Chain) -> None:
    with net.refused(CannotUseSystemAccount):
        net.call(net.alice, calls.register_network, subnet_account(NetUid(7)))


def test_refuses_before_the_start_block(net: Chain) -> None:
    Subnets.NetworkRegistrationStartBlock.put(net.s, 2)
    with net.refused(SubNetRegistrationDisabled):
        net.call(net.alice, calls.register_network, ALICE_HOT)
    net.go_to(2)
    net.call(net.alice, calls.register_network, ALICE_HOT)


def test_refuses_anyone_within_the_rate_limit(own_net: Chain) -> None:
    own_net.skip(7_199)
    with own_net.refused(NetworkTxRateLimitExceeded):
        own_net.call(own_net.bob, calls.register_network, BOB_HOT)
    own_net.skip(1)
    own_net.call(own_net.bob, calls.register_network, BOB_HOT)


@pytest.mark.parametrize(("field", "limit"), [("subnet_name", 256), ("discord", 256), ("logo_url", 1_024)])
def test_refuses_an_identity_that_is_too_long(net: Chain, field: str, limit: int) -> None:
    fields = dict.fromkeys(EMPTY.__struct_fields__, b"")
    with net.refused(InvalidIdentity):
        long = SubnetIdentityV3(**(fields | {field: b"x" * (limit + 1)}))
        net.call(net.alice, calls.register_network_with_identity, ALICE_HOT, long)
    longest = SubnetIdentityV3(**(fields | {field: b"x" * limit}))
    net.call(net.alice, calls.register_network_with_identity, ALICE_HOT, longest)


def test_refuses_when_there_are_as_many_subnets_as_may_be(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_subnet_limit", 1)
    with net.refused(SubnetLimitReached):
        net.call(net.alice, calls.register_network, ALICE_HOT)


def test_refuses_a_coldkey_that_cannot_pay(net: Chain) -> None:
    with net.refused(CannotAffordLockCost):
        net.call(ALICE_HOT, calls.register_network, BOB_HOT)


def test_root_is_never_counted_nor_given_out(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_subnet_limit", 2)
    make_subnet(net)

    assert Subnets.TotalNetworks.get(net.s) == 3
    assert Subnets.NetworksAdded.get(net.s, ROOT)
