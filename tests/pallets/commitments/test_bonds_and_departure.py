"""What commitments do to bonds, and what becomes of them when a hotkey loses its seat."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, CHARLIE_HOT
from tests.pallets.subtensor.conftest import account

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import MechId
from taonet.runtime.pallets.balances import reserves
from taonet.runtime.pallets.balances.accounts import account as funds_of
from taonet.runtime.pallets.balances.logic import transfer
from taonet.runtime.pallets.commitments.errors import SpaceLimitExceeded
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import (
    BigRaw,
    CommitmentInfo,
    Raw,
    Registration,
    ResetBondsFlag,
    TimelockEncrypted,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.bonds import reset_bonds
from taonet.runtime.pallets.subtensor.neurons.mechanisms import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons

ROWS = {0: [(0, 5), (1, 10), (2, 20)], 1: [(2, 30)], 2: [(1, 40)]}


@pytest.fixture
def bonds(stage):
    """Give every mechanism of the subnet, of which there are two here, bonds in all three seats."""
    Hyperparameters.MechanismCountCurrent.put(stage.s, stage.netuid, 2)
    indices = [storage_index(stage.netuid, MechId(number)) for number in (0, 1)]
    for index in indices:
        for uid, row in ROWS.items():
            Neurons.Bonds.put(stage.s, index, uid, row)

    def read():
        return [dict(Neurons.Bonds.items_under(stage.s, index)) for index in indices]

    yield read
    Hyperparameters.MechanismCountCurrent.put(stage.s, stage.netuid, 1)


def test_the_flag_removes_bonds_in_the_hotkey_from_every_mechanism(stage, bonds):
    Hyperparameters.BondsResetOn.put(stage.s, stage.netuid, True)
    stage.publish(stage.miner, Raw(b"new model"), ResetBondsFlag())

    assert bonds() == [{0: [(0, 5), (2, 20)], 1: [(2, 30)], 2: []}] * 2
    assert Storage.LastBondsReset.get(stage.s, stage.netuid, stage.miner) == stage.net.number


def test_without_the_flag_bonds_stay(stage, bonds):
    Hyperparameters.BondsResetOn.put(stage.s, stage.netuid, True)
    stage.publish(stage.miner, Raw(b"new model"))

    assert bonds() == [ROWS] * 2


def test_where_the_subnet_does_not_allow_it_only_the_request_is_noted(stage, bonds):
    stage.publish(stage.miner, ResetBondsFlag())

    assert bonds() == [ROWS] * 2
    assert Storage.LastBondsReset.get(stage.s, stage.netuid, stage.miner) == stage.net.number


def test_a_refused_commitment_resets_nothing(stage, bonds):
    Hyperparameters.BondsResetOn.put(stage.s, stage.netuid, True)
    Storage.MaxSpace.put(stage.s, 500)
    with stage.net.refused(SpaceLimitExceeded):
        stage.publish(stage.miner, ResetBondsFlag(), BigRaw(bytes(501)))

    assert bonds() == [ROWS] * 2


def test_bonds_of_a_hotkey_without_a_seat_are_none(stage, bonds):
    Hyperparameters.BondsResetOn.put(stage.s, stage.netuid, True)
    reset_bonds(stage.s, stage.netuid, CHARLIE_HOT)

    assert bonds() == [ROWS] * 2


def test_who_loses_the_seat_loses_all_that_is_kept(stage):
    sealed = (TimelockEncrypted(b"secret", 7), ResetBondsFlag())
    stage.publish(stage.miner, *sealed)
    stage.publish(stage.rival, *sealed)
    Storage.RevealedCommitments.put(stage.s, stage.netuid, stage.miner, [(b"told", 5)])
    seats.replace(stage.s, stage.netuid, 1, account("newcomer"), stage.net.number)

    per_hotkey = (
        Storage.CommitmentOf,
        Storage.LastCommitment,
        Storage.LastBondsReset,
        Storage.RevealedCommitments,
        Storage.UsedSpaceOf,
    )
    assert [item.exists(stage.s, stage.netuid, stage.miner) for item in per_hotkey] == [False] * 5
    assert [item.exists(stage.s, stage.netuid, stage.rival) for item in per_hotkey] == [True, True, True, False, True]
    assert Storage.TimelockedIndex.get(stage.s) == [(stage.netuid, stage.rival)]


def test_a_deposit_goes_back_to_who_loses_the_seat(stage):
    transfer(stage.s, stage.net.bob, stage.miner, Tao(10_000), keep_alive=True)
    reserves.reserve(stage.s, stage.miner, Tao(3_000))
    Storage.CommitmentOf.put(stage.s, stage.netuid, stage.miner, Registration(Tao(3_000), 1, CommitmentInfo([])))
    seats.replace(stage.s, stage.netuid, 1, account("newcomer"), stage.net.number)

    assert (funds_of(stage.s, stage.miner).free, funds_of(stage.s, stage.miner).reserved) == (10_000, 0)


def test_the_owner_hotkey_keeps_seat_and_commitment(stage):
    stage.publish(ALICE_HOT, Raw(b"rules"))
    seats.replace(stage.s, stage.netuid, 0, account("newcomer"), stage.net.number)

    assert stage.record(ALICE_HOT) is not None
