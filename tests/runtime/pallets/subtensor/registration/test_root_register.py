"""Getting a seat on root."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, CHARLIE_HOT, OWN, TAO, empty_state, make_subnet

from taonet.frame.origin import Unsigned
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children import calls as children_calls
from taonet.runtime.pallets.subtensor.children.events import SetChildren
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.errors import (
    HotKeyNotRegisteredInSubNet,
    InsufficientTaoBalance,
    NonAssociatedColdKey,
    NoNeuronIdAvailable,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import RAORecycledForRegistrationSet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    RootNetworkDoesNotExist,
    TooManyRegistrationsThisBlock,
    TooManyRegistrationsThisInterval,
)
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking import add_calls
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

ALL = (1 << 64) - 1


def test_gives_a_seat_for_the_burn_which_is_recycled(net: Chain) -> None:
    issued = balances.total_issuance(net.s)
    net.call(net.bob, calls.root_register, BOB_HOT)

    assert Neurons.Uids.get(net.s, ROOT, BOB_HOT) == 0
    assert issued - balances.total_issuance(net.s) == TAO // 10
    assert Registration.RAORecycledForRegistration.get(net.s, ROOT) == TAO // 10
    assert Hyperparameters.Burn.get(net.s, ROOT) == 126_000_000
    assert Accounts.Delegates.exists(net.s, BOB_HOT)
    assert Accounts.Owner.get(net.s, BOB_HOT) == net.bob
    assert net.events(NeuronRegistered) == [NeuronRegistered(ROOT, 0, BOB_HOT)]
    assert net.events(RAORecycledForRegistrationSet) == [RAORecycledForRegistrationSet(ROOT, TAO // 10)]


def test_the_newcomer_lends_to_the_owners_of_all_subnets(own_net: Chain) -> None:
    own_net.call(own_net.bob, calls.root_register, BOB_HOT)

    assert own_net.events(SetChildren) == [SetChildren(BOB_HOT, OWN, [(ALL, ALICE_HOT)])]
    assert Children.ParentKeys.get(own_net.s, ALICE_HOT, OWN) == [(ALL, BOB_HOT)]


def test_one_registration_a_block(net: Chain) -> None:
    net.call(net.bob, calls.root_register, BOB_HOT)
    with net.refused(TooManyRegistrationsThisBlock):
        net.call(net.charlie, calls.root_register, CHARLIE_HOT)
    net.blocks()
    net.call(net.charlie, calls.root_register, CHARLIE_HOT)


def test_three_registrations_a_tempo(net: Chain) -> None:
    for hotkey in (ALICE_HOT, BOB_HOT, CHARLIE_HOT):
        net.call(net.bob, calls.root_register, hotkey)
        net.blocks()
    with net.refused(TooManyRegistrationsThisInterval):
        net.call(net.bob, calls.root_register, net.bob)
    while net.number % 100:
        net.blocks()
    net.call(net.bob, calls.root_register, net.bob)


def test_refuses_a_hotkey_that_has_a_seat(net: Chain) -> None:
    net.call(net.bob, calls.root_register, BOB_HOT)
    net.blocks()
    with net.refused(HotKeyAlreadyRegisteredInSubNet):
        net.call(net.bob, calls.root_register, BOB_HOT)


def test_refuses_a_coldkey_that_cannot_pay(net: Chain) -> None:
    with net.refused(
        InsufficientTaoBalance, after_writing=True
    ):  # upstream: do_root_register associates the hotkey first
        net.call(BOB_HOT, calls.root_register, CHARLIE_HOT)


def test_refuses_a_chain_without_root_before_it_asks_who_signed() -> None:
    with pytest.raises(RootNetworkDoesNotExist):
        calls.root_register(empty_state(), Unsigned(), b"h" * 32)


@pytest.fixture
def full(net: Chain) -> Chain:
    """Give a chain whose two root seats are Alice's and Bob's."""
    Hyperparameters.MaxAllowedUids.put(net.s, ROOT, 2)
    for who, hotkey in ((net.alice, ALICE_HOT), (net.bob, BOB_HOT)):
        net.call(who, calls.root_register, hotkey)
        net.blocks()
    return net


def test_a_young_seat_is_not_taken(full: Chain) -> None:
    # Alice's seat is of block 1.
    full.go_to(4_096)
    with full.refused(
        NoNeuronIdAvailable, after_writing=True
    ):  # upstream: do_root_register associates the hotkey first
        full.call(full.charlie, calls.root_register, CHARLIE_HOT)
    full.go_to(4_097)
    full.call(full.charlie, calls.root_register, CHARLIE_HOT)


def test_the_seat_with_the_least_stake_is_taken(full: Chain) -> None:
    make_subnet(full)
    full.skip(5_000)
    Registration.RegistrationsThisInterval.put(full.s, ROOT, 0)
    Subnets.SubtokenEnabled.put(full.s, ROOT, True)
    full.call(full.alice, add_calls.add_stake, ALICE_HOT, ROOT, 10 * TAO)
    full.call(full.charlie, calls.root_register, CHARLIE_HOT)

    assert Neurons.Keys.get(full.s, ROOT, 1) == CHARLIE_HOT
    assert Neurons.Uids.get(full.s, ROOT, BOB_HOT) is None
    # Who left root lends no more.
    assert Children.ChildKeys.get(full.s, BOB_HOT, OWN) == []
    lenders = {lender for _, lender in Children.ParentKeys.get(full.s, ALICE_HOT, OWN)}
    assert lenders == {CHARLIE_HOT}
    assert Staking.SubnetTAO.get(full.s, ROOT) == 10 * TAO


def test_of_equal_stakes_the_older_seat_is_taken(full: Chain) -> None:
    full.skip(5_000)
    full.call(full.charlie, calls.root_register, CHARLIE_HOT)

    assert Neurons.Keys.get(full.s, ROOT, 0) == CHARLIE_HOT


def test_lending_can_be_switched_off_by_the_coldkey_of_a_root_validator(net: Chain) -> None:
    net.call(net.bob, calls.root_register, BOB_HOT)
    with net.refused(NonAssociatedColdKey):
        net.call(net.alice, children_calls.set_auto_parent_delegation_enabled, BOB_HOT, False)
    net.call(net.bob, children_calls.set_auto_parent_delegation_enabled, BOB_HOT, False)
    make_subnet(net)

    assert Children.ChildKeys.get(net.s, BOB_HOT, OWN) == []


def test_lending_is_switched_only_for_seats_on_root(own_net: Chain) -> None:
    with own_net.refused(HotKeyNotRegisteredInSubNet):
        own_net.call(own_net.alice, children_calls.set_auto_parent_delegation_enabled, ALICE_HOT, False)
