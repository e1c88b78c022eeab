"""What commitments do to bonds, and what becomes of them when a hotkey loses its seat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.helpers import ALICE_HOT, CHARLIE_HOT, MINER, OWN, RIVAL, account, commitment_of, publish

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import MechId
from taonet.runtime.pallets.balances import reserves
from taonet.runtime.pallets.balances.accounts import funds_of
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
from taonet.runtime.pallets.subtensor.neurons.seats import reset_bonds, storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.sim import Chain

ROWS = {0: [(0, 5), (1, 10), (2, 20)], 1: [(2, 30)], 2: [(1, 40)]}


@pytest.fixture
def bonds(stage: Chain) -> Iterator[Callable[..., Any]]:
    """Give every mechanism of the subnet, of which there are two here, bonds in all three seats."""
    Hyperparameters.MechanismCountCurrent.put(stage.s, OWN, 2)
    indices = [storage_index(OWN, MechId(number)) for number in (0, 1)]
    for index in indices:
        for uid, row in ROWS.items():
            Neurons.Bonds.put(stage.s, index, uid, row)

    def read() -> list[dict[int, list[tuple[int, int]]]]:
        return [dict(Neurons.Bonds.items_under(stage.s, index)) for index in indices]

    yield read
    stage.as_root("AdminUtils", "sudo_set_mechanism_count", OWN, 1)


def test_the_flag_removes_bonds_in_the_hotkey_from_every_mechanism(stage: Chain, bonds: Callable[..., Any]) -> None:
    Hyperparameters.BondsResetOn.put(stage.s, OWN, True)
    publish(stage, MINER, Raw(b"new model"), ResetBondsFlag())

    assert bonds() == [{0: [(0, 5), (2, 20)], 1: [(2, 30)], 2: []}] * 2
    assert Storage.LastBondsReset.get(stage.s, OWN, MINER) == stage.number


def test_without_the_flag_bonds_stay(stage: Chain, bonds: Callable[..., Any]) -> None:
    Hyperparameters.BondsResetOn.put(stage.s, OWN, True)
    publish(stage, MINER, Raw(b"new model"))

    assert bonds() == [ROWS] * 2


def test_where_the_subnet_does_not_allow_it_only_the_request_is_noted(stage: Chain, bonds: Callable[..., Any]) -> None:
    publish(stage, MINER, ResetBondsFlag())

    assert bonds() == [ROWS] * 2
    assert Storage.LastBondsReset.get(stage.s, OWN, MINER) == stage.number


def test_a_refused_commitment_resets_nothing(stage: Chain, bonds: Callable[..., Any]) -> None:
    Hyperparameters.BondsResetOn.put(stage.s, OWN, True)
    Storage.MaxSpace.put(stage.s, 500)
    with stage.refused(SpaceLimitExceeded):
        publish(stage, MINER, ResetBondsFlag(), BigRaw(bytes(501)))

    assert bonds() == [ROWS] * 2


def test_bonds_of_a_hotkey_without_a_seat_are_none(stage: Chain, bonds: Callable[..., Any]) -> None:
    Hyperparameters.BondsResetOn.put(stage.s, OWN, True)
    reset_bonds(stage.s, OWN, CHARLIE_HOT)

    assert bonds() == [ROWS] * 2


def test_who_loses_the_seat_loses_all_that_is_kept(stage: Chain) -> None:
    sealed = (TimelockEncrypted(b"secret", 7), ResetBondsFlag())
    publish(stage, MINER, *sealed)
    publish(stage, RIVAL, *sealed)
    Storage.RevealedCommitments.put(stage.s, OWN, MINER, [(b"told", 5)])
    seats.replace(stage.s, OWN, 1, account("newcomer"), stage.number)

    per_hotkey = (
        Storage.CommitmentOf,
        Storage.LastCommitment,
        Storage.LastBondsReset,
        Storage.RevealedCommitments,
        Storage.UsedSpaceOf,
    )
    assert [item.exists(stage.s, OWN, MINER) for item in per_hotkey] == [False] * 5
    assert [item.exists(stage.s, OWN, RIVAL) for item in per_hotkey] == [True, True, True, False, True]
    assert Storage.TimelockedIndex.get(stage.s) == [(OWN, RIVAL)]


def test_a_deposit_goes_back_to_who_loses_the_seat(stage: Chain) -> None:
    transfer(stage.s, stage.bob, MINER, Tao(10_000), keep_alive=True)
    reserves.reserve(stage.s, MINER, Tao(3_000))
    Storage.CommitmentOf.put(stage.s, OWN, MINER, Registration(Tao(3_000), 1, CommitmentInfo([])))
    seats.replace(stage.s, OWN, 1, account("newcomer"), stage.number)

    assert (funds_of(stage.s, MINER).free, funds_of(stage.s, MINER).reserved) == (10_000, 0)


def test_the_owner_hotkey_keeps_seat_and_commitment(stage: Chain) -> None:
    publish(stage, ALICE_HOT, Raw(b"rules"))
    seats.replace(stage.s, OWN, 0, account("newcomer"), stage.number)

    assert commitment_of(stage, ALICE_HOT) is not None
