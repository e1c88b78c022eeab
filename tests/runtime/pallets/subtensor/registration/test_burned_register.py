"""Getting a seat by paying for it, in the three calls that lead there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, CHARLIE_HOT, FIRST, OWN, TAO, register

from taonet.frame.weight import reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts import calls as account_calls
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    NonAssociatedColdKey,
    NoNeuronIdAvailable,
    NotEnoughBalanceToStake,
    RegistrationNotPermittedOnRootSubnet,
    SubnetNotExists,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import RAORecycledForRegistrationSet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    RegistrationPriceLimitExceeded,
)
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.sim import Chain


def by_burn(net: Chain, who: AccountId, netuid: NetUid, hotkey: AccountId) -> None:
    net.call(who, calls.burned_register, netuid, hotkey)


def by_work(net: Chain, who: AccountId, netuid: NetUid, hotkey: AccountId) -> None:
    net.call(who, calls.register, netuid, 3, 4, b"work", hotkey, net.charlie)


def by_limit(net: Chain, who: AccountId, netuid: NetUid, hotkey: AccountId) -> None:
    net.call(who, calls.register_limit, netuid, hotkey, 100 * TAO)


ALL = pytest.mark.parametrize("register", [by_burn, by_work, by_limit])


@ALL
def test_gives_the_next_seat_for_the_price(own_net: Chain, register: Callable[..., Any]) -> None:
    own_net.go_to(5)
    before = own_net.balance(own_net.bob)
    register(own_net, own_net.bob, OWN, BOB_HOT)

    assert before - own_net.balance(own_net.bob) == TAO
    assert Neurons.Uids.get(own_net.s, OWN, BOB_HOT) == 1
    assert Neurons.BlockAtRegistration.get(own_net.s, OWN, 1) == 5
    assert Neurons.LastUpdate.get(own_net.s, OWN) == [1, 5]
    assert Accounts.Owner.get(own_net.s, BOB_HOT) == own_net.bob
    assert own_net.events()[-2:] == [RAORecycledForRegistrationSet(OWN, TAO), NeuronRegistered(OWN, 1, BOB_HOT)]


def test_the_sum_of_all_prices_is_told(own_net: Chain) -> None:
    own_net.call(own_net.bob, calls.burned_register, OWN, BOB_HOT)
    first = Registration.RAORecycledForRegistration.get(own_net.s, OWN)
    price = Hyperparameters.Burn.get(own_net.s, OWN)
    own_net.call(own_net.charlie, calls.burned_register, OWN, CHARLIE_HOT)

    assert own_net.events(RAORecycledForRegistrationSet)[-1] == RAORecycledForRegistrationSet(OWN, first + price)


def test_the_alpha_that_was_bought_is_destroyed(own_net: Chain) -> None:
    pool = Staking.SubnetAlphaIn.get(own_net.s, OWN)
    register(own_net, 1)

    bought = pool - Staking.SubnetAlphaIn.get(own_net.s, OWN)
    assert bought > 0
    assert Staking.SubnetAlphaOut.get(own_net.s, OWN) == 0
    assert Registration.RAORecycledForRegistration.get(own_net.s, OWN) == TAO
    # Fee: 33/65535 of a TAO does not enter the pool.
    assert Staking.SubnetTAO.get(own_net.s, OWN) == 1_001 * TAO - 503_547
    assert Staking.SubnetTaoFlow.get(own_net.s, OWN) == TAO - 503_547


def test_each_registration_raises_the_price_by_26_percent(own_net: Chain) -> None:
    register(own_net, 1)
    # The factor is 1.26 cut to 23 fraction bits and more: U64F64 bits 0x1428F5C28F5C29000.
    assert Hyperparameters.Burn.get(own_net.s, OWN) == 1_260_000_000
    register(own_net, 2)
    assert Hyperparameters.Burn.get(own_net.s, OWN) == 1_587_600_000
    assert Registration.RegistrationsThisBlock.get(own_net.s, OWN) == 2


def test_the_price_halves_in_360_blocks_and_the_counter_begins_anew(own_net: Chain) -> None:
    register(own_net, 1)
    for _ in range(360):
        own_net.blocks()

    assert 629_000_000 < Hyperparameters.Burn.get(own_net.s, OWN) < 630_000_001
    assert Registration.RegistrationsThisBlock.get(own_net.s, OWN) == 0


@ALL
def test_refuses_root_and_missing_subnets(own_net: Chain, register: Callable[..., Any]) -> None:
    with own_net.refused(RegistrationNotPermittedOnRootSubnet):
        register(own_net, own_net.bob, ROOT, BOB_HOT)
    with own_net.refused(SubnetNotExists):
        register(own_net, own_net.bob, NetUid(9), BOB_HOT)


@ALL
def test_refuses_a_closed_subnet(own_net: Chain, register: Callable[..., Any]) -> None:
    Subnets.NetworkRegistrationAllowed.put(own_net.s, OWN, False)
    with own_net.refused(SubNetRegistrationDisabled):
        register(own_net, own_net.bob, OWN, BOB_HOT)


@ALL
def test_refuses_a_hotkey_that_has_a_seat(own_net: Chain, register: Callable[..., Any]) -> None:
    with own_net.refused(HotKeyAlreadyRegisteredInSubNet):
        register(own_net, own_net.alice, OWN, ALICE_HOT)


@ALL
def test_refuses_a_coldkey_that_would_lose_its_deposit(own_net: Chain, register: Callable[..., Any]) -> None:
    Hyperparameters.Burn.put(own_net.s, OWN, Tao(own_net.balance(own_net.bob) - 499))
    own_net.as_root("AdminUtils", "sudo_set_max_burn", OWN, 10**15)
    if register is not by_limit:
        with own_net.refused(NotEnoughBalanceToStake):
            register(own_net, own_net.bob, OWN, BOB_HOT)
    Hyperparameters.Burn.put(own_net.s, OWN, Tao(own_net.balance(own_net.bob) - 500))
    own_net.call(own_net.bob, calls.register_limit, OWN, BOB_HOT, 10**15)

    assert own_net.balance(own_net.bob) == 500


@ALL
def test_refuses_the_hotkey_of_somebody_else(own_net: Chain, register: Callable[..., Any]) -> None:
    own_net.call(own_net.charlie, account_calls.try_associate_hotkey, CHARLIE_HOT)
    with own_net.refused(NonAssociatedColdKey):
        register(own_net, own_net.bob, OWN, CHARLIE_HOT)


def test_refuses_the_account_of_a_subnet(own_net: Chain) -> None:
    with own_net.refused(CannotUseSystemAccount):
        by_burn(own_net, own_net.bob, OWN, subnet_account(NetUid(4)))


def test_refuses_a_subnet_without_seats(own_net: Chain) -> None:
    Hyperparameters.MaxAllowedUids.put(own_net.s, FIRST, 0)
    with own_net.refused(NoNeuronIdAvailable, after_writing=True):  # upstream: do_register associates the hotkey first
        by_burn(own_net, own_net.bob, FIRST, BOB_HOT)
    Hyperparameters.MaxAllowedUids.put(own_net.s, FIRST, 1)


def test_the_limit_is_the_highest_price_paid(own_net: Chain) -> None:
    with own_net.refused(RegistrationPriceLimitExceeded):
        own_net.call(own_net.bob, calls.register_limit, OWN, BOB_HOT, TAO - 1)
    own_net.call(own_net.bob, calls.register_limit, OWN, BOB_HOT, TAO)


def test_an_early_refusal_weighs_the_checks_only(own_net: Chain) -> None:
    with pytest.raises(HotKeyAlreadyRegisteredInSubNet) as caught:
        by_burn(own_net, own_net.alice, OWN, ALICE_HOT)
    assert caught.value.actual_weight == reads_writes(0, 20, 4)
    with pytest.raises(RegistrationPriceLimitExceeded) as dear:
        own_net.call(own_net.bob, calls.register_limit, OWN, BOB_HOT, 1)
    assert dear.value.actual_weight == reads_writes(0, 20, 4)


def test_a_full_subnet_replaces_and_says_which_seat(own_net: Chain) -> None:
    Hyperparameters.MaxAllowedUids.put(own_net.s, OWN, 3)
    first, second = register(own_net, 1), register(own_net, 2)
    third = register(own_net, 3)

    # All are immune: the oldest registration of the two miners goes.
    assert Neurons.Uids.get(own_net.s, OWN, first) is None
    assert Neurons.Uids.get(own_net.s, OWN, second) == 2
    assert Neurons.Uids.get(own_net.s, OWN, third) == 1
    assert own_net.events(NeuronRegistered)[-1] == NeuronRegistered(OWN, 1, third)


def test_a_full_subnet_of_protected_neurons_refuses_and_takes_nothing(own_net: Chain) -> None:
    Hyperparameters.MaxAllowedUids.put(own_net.s, OWN, 1)
    with own_net.refused(NoNeuronIdAvailable, after_writing=True):  # upstream: do_register associates the hotkey first
        by_burn(own_net, own_net.bob, OWN, BOB_HOT)
