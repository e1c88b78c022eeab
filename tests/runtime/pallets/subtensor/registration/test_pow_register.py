"""Getting a seat for work instead of TAO."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from bittensor.pow_registration import registration_prefix, registration_seal
from tests.helpers import BOB_HOT, CHARLIE_HOT, OWN, make_subnet

from taonet.crypto import ss58
from taonet.frame.call import RuntimeCall
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.primitives.ids import ROOT, AccountId, BlockNumber, NetUid
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    NonAssociatedColdKey,
    NoNeuronIdAvailable,
    RegistrationNotPermittedOnRootSubnet,
    SubnetNotExists,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls, proof_of_work
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    InvalidDifficulty,
    InvalidSeal,
    InvalidWorkBlock,
    TooManyRegistrationsThisBlock,
)
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS
from taonet.runtime.pallets.subtensor.staking.errors import TooManyStakingHotkeys
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import Chain

HARD = 50
"""A difficulty that takes fifty tries."""


@pytest.fixture
def open_net() -> Iterator[Chain]:
    """Give a chain of some blocks on whose subnet 2 work of difficulty HARD is taken."""
    with Chain.localnet(keep_root=False) as net:
        make_subnet(net)
        Subnets.NetworkPowRegistrationAllowed.put(net.s, OWN, value=True)
        Hyperparameters.MinDifficulty.put(net.s, OWN, 1)
        Hyperparameters.Difficulty.put(net.s, OWN, HARD)
        Hyperparameters.BurnHalfLife.put(net.s, OWN, 0)
        net.blocks(8)
        net.s.events.clear()
        yield net


def work_on(
    net: Chain, block: int, hotkey: AccountId, coldkey: AccountId, netuid: NetUid = OWN, difficulty: int = HARD
) -> tuple[int, bytes]:
    """Return a nonce and the seal that meets a difficulty with it, as a miner finds them."""
    block_hash = net.head.hash if block == net.head.header.number else System.BlockHash.get(net.s, BlockNumber(block))
    for nonce in count():
        work = proof_of_work.seal_of(netuid, block_hash, hotkey, coldkey, nonce)
        if proof_of_work.meets(work, difficulty):
            return nonce, work
    raise AssertionError


def prove(net: Chain, who: AccountId, hotkey: AccountId, block: int | None = None) -> None:
    block = net.number - 1 if block is None else block
    net.call(who, calls.pow_register, OWN, block, *work_on(net, block, hotkey, who), hotkey)


def test_a_key_that_owns_nothing_gets_a_seat_for_nothing(open_net: Chain) -> None:
    cold, hot = open_net.account("nobody", 0), open_net.account("nobody//hot", 0)
    nonce, work = work_on(open_net, open_net.number, hot, cold)
    burn = Hyperparameters.Burn.get(open_net.s, OWN)
    issued = open_net.balance(open_net.alice)

    outcome = open_net.submit(cold, calls.pow_register, OWN, open_net.number, nonce, work, hot)

    assert outcome.refusal is None
    assert outcome.fee == 0
    assert open_net.balance(cold) == 0
    assert open_net.balance(open_net.alice) == issued
    assert NeuronRegistered(OWN, 1, hot) in outcome.events
    assert keys.owns(open_net.s, cold, hot)
    assert Accounts.OwnedHotkeys.get(open_net.s, cold) == Accounts.StakingHotkeys.get(open_net.s, cold) == [hot]
    assert Registration.LastPowRegistrationBlock.get(open_net.s, hot) == open_net.number - 1
    assert Hyperparameters.Burn.get(open_net.s, OWN) == burn
    assert next(Registration.MinerCollateral.items(open_net.s), None) is None


def test_each_registration_makes_the_next_harder_and_blocks_make_it_easier(open_net: Chain) -> None:
    prove(open_net, open_net.bob, BOB_HOT)
    risen = Hyperparameters.Difficulty.get(open_net.s, OWN)
    assert risen == 63  # HARD * 1.26

    Hyperparameters.BurnHalfLife.put(open_net.s, OWN, 4)
    open_net.blocks(4)
    assert Hyperparameters.Difficulty.get(open_net.s, OWN) == 30  # half of it, each block rounded down
    Hyperparameters.MinDifficulty.put(open_net.s, OWN, 28)
    open_net.blocks(40)
    assert Hyperparameters.Difficulty.get(open_net.s, OWN) == 28


def test_difficulty_stays_within_its_bounds_whoever_set_them(open_net: Chain) -> None:
    for low, high, expected in ((100, 10, 100), (0, 7, 7), (0, 0, 1), (60, 70, 60)):
        Hyperparameters.MinDifficulty.put(open_net.s, OWN, low)
        Hyperparameters.MaxDifficulty.put(open_net.s, OWN, high)
        assert proof_of_work.difficulty_of(open_net.s, OWN) == expected


@pytest.mark.parametrize("age", [1, 2, 5])
def test_work_on_one_of_the_last_five_blocks_counts(open_net: Chain, age: int) -> None:
    prove(open_net, open_net.bob, BOB_HOT, open_net.number - age)

    assert Neurons.Uids.exists(open_net.s, OWN, BOB_HOT)


@pytest.mark.parametrize("age", [-1, 0, 6])
def test_work_on_any_other_block_does_not(open_net: Chain, age: int) -> None:
    with open_net.refused(InvalidWorkBlock):
        prove(open_net, open_net.bob, BOB_HOT, open_net.number - age)


def test_work_serves_its_keys_its_subnet_and_its_nonce_only(open_net: Chain) -> None:
    block = open_net.number - 1
    nonce, work = work_on(open_net, block, BOB_HOT, open_net.bob)
    elsewhere = work_on(open_net, block, BOB_HOT, open_net.bob, NetUid(1))
    for who, hotkey, proof in (
        (open_net.charlie, BOB_HOT, (nonce, work)),
        (open_net.bob, CHARLIE_HOT, (nonce, work)),
        (open_net.bob, BOB_HOT, (nonce + 1, work)),
        (open_net.bob, BOB_HOT, elsewhere),
        (open_net.bob, BOB_HOT, (nonce, bytes(32))),
    ):
        with open_net.refused(InvalidSeal):
            open_net.call(who, calls.pow_register, OWN, block, *proof, hotkey)


def test_too_easy_work_is_refused(open_net: Chain) -> None:
    block = open_net.number - 1
    for nonce in count():
        work = proof_of_work.seal_of(
            OWN, System.BlockHash.get(open_net.s, BlockNumber(block)), BOB_HOT, open_net.bob, nonce
        )
        if not proof_of_work.meets(work, HARD):
            break
    with open_net.refused(InvalidDifficulty):
        open_net.call(open_net.bob, calls.pow_register, OWN, block, nonce, work, BOB_HOT)


def test_work_is_used_up_even_when_the_seat_is_lost_again(open_net: Chain) -> None:
    block = open_net.number - 1
    prove(open_net, open_net.bob, BOB_HOT, block)
    Hyperparameters.Difficulty.put(open_net.s, OWN, HARD)
    with open_net.refused(HotKeyAlreadyRegisteredInSubNet):
        prove(open_net, open_net.bob, BOB_HOT, block)
    Registration.RegistrationsThisBlock.put(open_net.s, OWN, 0)
    uid = Neurons.Uids.get(open_net.s, OWN, BOB_HOT)
    assert uid is not None
    seats.replace(open_net.s, OWN, uid, CHARLIE_HOT, open_net.number)
    for used in (block, block - 1):
        with open_net.refused(InvalidWorkBlock):
            prove(open_net, open_net.bob, BOB_HOT, used)


def test_refusals_before_the_work_is_looked_at(open_net: Chain) -> None:
    def attempt(netuid: NetUid = OWN) -> None:
        open_net.call(open_net.bob, calls.pow_register, netuid, 1, 0, bytes(32), BOB_HOT)

    with open_net.refused(RegistrationNotPermittedOnRootSubnet):
        attempt(ROOT)
    with open_net.refused(SubnetNotExists):
        attempt(NetUid(9))
    with open_net.refused(SubNetRegistrationDisabled):
        attempt(NetUid(1))
    limit = Hyperparameters.MaxRegistrationsPerBlock.get(open_net.s, OWN)
    Registration.RegistrationsThisBlock.put(open_net.s, OWN, limit)
    with open_net.refused(TooManyRegistrationsThisBlock):
        attempt()
    Registration.RegistrationsThisBlock.put(open_net.s, OWN, 0)
    most = Hyperparameters.MaxAllowedUids.get(open_net.s, OWN)
    Hyperparameters.MaxAllowedUids.put(open_net.s, OWN, 0)
    with open_net.refused(NoNeuronIdAvailable):
        attempt()
    Hyperparameters.MaxAllowedUids.put(open_net.s, OWN, most)


def test_only_its_own_coldkey_brings_a_hotkey_in_and_no_subnet_is_a_hotkey(open_net: Chain) -> None:
    keys.associate(open_net.s, open_net.charlie, CHARLIE_HOT)
    with open_net.refused(NonAssociatedColdKey):
        prove(open_net, open_net.bob, CHARLIE_HOT)
    with open_net.refused(CannotUseSystemAccount):
        prove(open_net, open_net.bob, subnet_account(OWN))


def test_a_free_call_makes_no_list_of_hotkeys_longer_than_others_may(open_net: Chain) -> None:
    many = [AccountId(bytes([1, 2, i % 256, i // 256]) * 8) for i in range(MAX_STAKING_HOTKEYS)]
    kept = Accounts.OwnedHotkeys.get(open_net.s, open_net.bob)
    Accounts.OwnedHotkeys.put(open_net.s, open_net.bob, many)
    with open_net.refused(TooManyStakingHotkeys):
        prove(open_net, open_net.bob, BOB_HOT)
    Accounts.OwnedHotkeys.put(open_net.s, open_net.bob, kept)


def test_the_pool_takes_only_proven_work_and_keeps_it_while_it_is_fresh(open_net: Chain) -> None:
    block = open_net.number - 2
    nonce, work = work_on(open_net, block, BOB_HOT, open_net.bob)
    call = calls.pow_register

    valid = open_net.validate(open_net.sign(open_net.bob, RuntimeCall(call, (OWN, block, nonce, work, BOB_HOT))))
    assert valid.longevity == 2  # the next block is 3 behind the work
    assert any(proof_of_work.TAG in tag for tag in valid.provides)
    with pytest.raises(TransactionInvalid) as caught:
        open_net.validate(open_net.sign(open_net.bob, RuntimeCall(call, (OWN, block, nonce + 1, work, BOB_HOT))))
    assert caught.value.reason is Invalid.Custom


def test_a_full_subnet_gives_a_seat_by_the_usual_order(open_net: Chain) -> None:
    Hyperparameters.MaxAllowedUids.put(open_net.s, OWN, 2)
    Hyperparameters.ImmunityPeriod.put(open_net.s, OWN, 0)
    Hyperparameters.MinNonImmuneUids.put(open_net.s, OWN, 0)
    prove(open_net, open_net.bob, BOB_HOT)
    Hyperparameters.Difficulty.put(open_net.s, OWN, HARD)
    Registration.RegistrationsThisBlock.put(open_net.s, OWN, 0)
    prove(open_net, open_net.charlie, CHARLIE_HOT)

    assert not Neurons.Uids.exists(open_net.s, OWN, BOB_HOT)
    assert Neurons.Uids.get(open_net.s, OWN, CHARLIE_HOT) == 1


def test_the_seal_is_that_of_the_official_client() -> None:
    block_hash = bytes(range(32))
    prefix = registration_prefix(7, block_hash.hex(), ss58.encode(BOB_HOT), ss58.encode(Chain.bob))
    for nonce in (0, 1, (1 << 64) - 1):
        assert registration_seal(prefix, nonce) == proof_of_work.seal_of(
            NetUid(7), block_hash, BOB_HOT, Chain.bob, nonce
        )
