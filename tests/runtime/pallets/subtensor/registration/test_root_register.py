"""Getting a seat on root."""

from __future__ import annotations

import pytest

from taonet.frame.origin import Unsigned
from taonet.frame.state import DictBackend, State
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

ALL = (1 << 64) - 1
TAO = 1_000_000_000


def test_gives_a_seat_for_the_burn_which_is_recycled(net):
    issued = balances.total_issuance(net.s)
    net.do(net.bob, calls.root_register, net.bob_hot)

    assert Neurons.Uids.get(net.s, ROOT, net.bob_hot) == 0
    assert issued - balances.total_issuance(net.s) == TAO // 10
    assert Registration.RAORecycledForRegistration.get(net.s, ROOT) == TAO // 10
    assert Hyperparameters.Burn.get(net.s, ROOT) == 126_000_000
    assert Accounts.Delegates.exists(net.s, net.bob_hot)
    assert Accounts.Owner.get(net.s, net.bob_hot) == net.bob
    assert net.events(NeuronRegistered) == [NeuronRegistered(ROOT, 0, net.bob_hot)]


def test_the_newcomer_lends_to_the_owners_of_all_subnets(own_net):
    own_net.do(own_net.bob, calls.root_register, own_net.bob_hot)

    assert own_net.events(SetChildren) == [SetChildren(own_net.bob_hot, own_net.own, [(ALL, own_net.alice_hot)])]
    assert Children.ParentKeys.get(own_net.s, own_net.alice_hot, own_net.own) == [(ALL, own_net.bob_hot)]


def test_one_registration_a_block(net):
    net.do(net.bob, calls.root_register, net.bob_hot)
    with net.refused(TooManyRegistrationsThisBlock):
        net.do(net.carol, calls.root_register, net.carol_hot)
    net.next_block()
    net.do(net.carol, calls.root_register, net.carol_hot)


def test_three_registrations_a_tempo(net):
    for hotkey in (net.alice_hot, net.bob_hot, net.carol_hot):
        net.do(net.bob, calls.root_register, hotkey)
        net.next_block()
    with net.refused(TooManyRegistrationsThisInterval):
        net.do(net.bob, calls.root_register, net.bob)
    while net.block % 100:
        net.next_block()
    net.do(net.bob, calls.root_register, net.bob)


def test_refuses_a_hotkey_that_has_a_seat(net):
    net.do(net.bob, calls.root_register, net.bob_hot)
    net.next_block()
    with net.refused(HotKeyAlreadyRegisteredInSubNet):
        net.do(net.bob, calls.root_register, net.bob_hot)


def test_refuses_a_coldkey_that_cannot_pay(net):
    with net.refused(InsufficientTaoBalance):
        net.do(net.bob_hot, calls.root_register, net.carol_hot)


def test_refuses_a_chain_without_root_before_it_asks_who_signed():
    with pytest.raises(RootNetworkDoesNotExist):
        calls.root_register(State(DictBackend()), Unsigned(), b"h" * 32)


@pytest.fixture
def full(net):
    """Give a chain whose two root seats are Alice's and Bob's."""
    Hyperparameters.MaxAllowedUids.put(net.s, ROOT, 2)
    for who, hotkey in ((net.alice, net.alice_hot), (net.bob, net.bob_hot)):
        net.do(who, calls.root_register, hotkey)
        net.next_block()
    return net


def test_a_young_seat_is_not_taken(full):
    # Alice's seat is of block 1.
    full.go_to(4_096)
    with full.refused(NoNeuronIdAvailable):
        full.do(full.carol, calls.root_register, full.carol_hot)
    full.go_to(4_097)
    full.do(full.carol, calls.root_register, full.carol_hot)


def test_the_seat_with_the_least_stake_is_taken(full):
    full.make_subnet()
    full.skip(5_000)
    Registration.RegistrationsThisInterval.put(full.s, ROOT, 0)
    Subnets.SubtokenEnabled.put(full.s, ROOT, True)
    full.do(full.alice, add_calls.add_stake, full.alice_hot, ROOT, 10 * TAO)
    full.do(full.carol, calls.root_register, full.carol_hot)

    assert Neurons.Keys.get(full.s, ROOT, 1) == full.carol_hot
    assert Neurons.Uids.get(full.s, ROOT, full.bob_hot) is None
    # Who left root lends no more.
    assert Children.ChildKeys.get(full.s, full.bob_hot, full.own) == []
    lenders = {lender for _, lender in Children.ParentKeys.get(full.s, full.alice_hot, full.own)}
    assert lenders == {full.carol_hot}
    assert Staking.SubnetTAO.get(full.s, ROOT) == 10 * TAO


def test_of_equal_stakes_the_older_seat_is_taken(full):
    full.skip(5_000)
    full.do(full.carol, calls.root_register, full.carol_hot)

    assert Neurons.Keys.get(full.s, ROOT, 0) == full.carol_hot


def test_lending_can_be_switched_off_by_the_coldkey_of_a_root_validator(net):
    net.do(net.bob, calls.root_register, net.bob_hot)
    with net.refused(NonAssociatedColdKey):
        net.do(net.alice, children_calls.set_auto_parent_delegation_enabled, net.bob_hot, False)
    net.do(net.bob, children_calls.set_auto_parent_delegation_enabled, net.bob_hot, False)
    net.make_subnet()

    assert Children.ChildKeys.get(net.s, net.bob_hot, net.own) == []


def test_lending_is_switched_only_for_seats_on_root(own_net):
    with own_net.refused(HotKeyNotRegisteredInSubNet):
        own_net.do(own_net.alice, children_calls.set_auto_parent_delegation_enabled, own_net.alice_hot, False)
