"""When epochs run: a tempo apart, out of turn, deferred over the cap, skipped for a twin."""

from __future__ import annotations

import pytest
from tests.helpers import BOB_HOT, new_net

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.admin_utils import chain_calls
from taonet.runtime.pallets.admin_utils.errors import ValueNotInBounds
from taonet.runtime.pallets.subtensor.coinbase.block_step import run_epochs
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.events import EpochDeferred, EpochSkipped
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.schedule import is_due
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

SUBNETS = [NetUid(number) for number in range(1, 5)]


@pytest.fixture
def four() -> Chain:
    """Give four subnets without neurons whose epochs are due in block 100, at most two a block.

    They are poked into the state and keep no promises.
    """
    net = new_net()
    for netuid in SUBNETS[1:]:
        Subnets.NetworksAdded.put(net.s, netuid, value=True)
    for netuid in SUBNETS:
        net.as_root("AdminUtils", "sudo_set_tempo", netuid, 10)
        Epochs.LastEpochBlock.put(net.s, netuid, 90)
    net.go_to(100)
    return net


def indices(net: Chain) -> list[int]:
    return [Epochs.SubnetEpochIndex.get(net.s, netuid) for netuid in SUBNETS]


def run(net: Chain) -> None:
    run_epochs(net.s, SUBNETS, net.number)


def test_only_so_many_epochs_run_in_a_block_and_the_rest_comes_next(four: Chain) -> None:
    run(four)
    assert indices(four) == [1, 1, 0, 0]
    assert four.events(EpochDeferred) == [EpochDeferred(NetUid(3), 100, 101), EpochDeferred(NetUid(4), 100, 101)]
    assert [Epochs.PendingEpochAt.get(four.s, netuid) for netuid in SUBNETS] == [0, 0, 101, 101]

    four.skip(1)
    run(four)
    assert indices(four) == [1, 1, 1, 1]
    assert [Epochs.PendingEpochAt.get(four.s, netuid) for netuid in SUBNETS] == [0, 0, 0, 0]
    assert [Epochs.LastEpochBlock.get(four.s, netuid) for netuid in SUBNETS] == [100, 100, 101, 101]


def test_a_due_null_subnet_leaves_room_for_one_epoch_only(four: Chain) -> None:
    Hyperparameters.SubnetEpochConsensus.put(four.s, NetUid(4), EpochConsensus.Null)
    run(four)
    assert indices(four) == [1, 0, 0, 0]


def test_a_null_subnet_that_is_not_due_changes_nothing(four: Chain) -> None:
    Hyperparameters.SubnetEpochConsensus.put(four.s, NetUid(4), EpochConsensus.Null)
    Epochs.LastEpochBlock.put(four.s, NetUid(4), 95)
    run(four)
    assert indices(four) == [1, 1, 0, 0]


def test_a_hotkey_in_two_seats_costs_the_slot_but_not_the_alpha(four: Chain) -> None:
    for uid in (0, 1):
        Neurons.Keys.put(four.s, NetUid(2), uid, BOB_HOT)
    Coinbase.PendingServerEmission.put(four.s, NetUid(2), Alpha(7))
    run(four)

    assert indices(four) == [1, 1, 1, 0]
    assert four.events(EpochSkipped) == [EpochSkipped(NetUid(2), 100)]
    assert Coinbase.PendingServerEmission.get(four.s, NetUid(2)) == 7
    assert Epochs.LastMechansimStepBlock.get(four.s, NetUid(2)) == 0
    for uid in (0, 1):
        Neurons.Keys.remove(four.s, NetUid(2), uid)


def test_the_counter_of_blocks_stops_one_above_the_tempo(four: Chain) -> None:
    Hyperparameters.MaxEpochsPerBlock.put(four.s, 0)
    for _ in range(15):
        run(four)
        four.skip(1)
    assert Epochs.BlocksSinceLastStep.get(four.s, NetUid(1)) == 11
    Epochs.PendingEpochAt.put(four.s, NetUid(1), 0)
    Epochs.LastEpochBlock.put(four.s, NetUid(1), four.number)
    assert is_due(four.s, NetUid(1), four.number)


@pytest.mark.parametrize(("tempo", "pending", "last", "due"), [
    (0, 1, 0, False), (10, 100, 99, True), (10, 101, 99, False), (10, 0, 90, True), (10, 0, 91, False),
])  # fmt: skip
def test_is_due_after_a_tempo_or_when_asked_for(four: Chain, tempo: int, pending: int, last: int, due: bool) -> None:
    Hyperparameters.Tempo.put(four.s, NetUid(1), tempo)
    Epochs.PendingEpochAt.put(four.s, NetUid(1), pending)
    Epochs.LastEpochBlock.put(four.s, NetUid(1), last)
    assert is_due(four.s, NetUid(1), 100) is due


def test_distribution_by_null_is_not_one_by_yuma(four: Chain) -> None:
    Hyperparameters.SubnetEpochConsensus.put(four.s, NetUid(1), EpochConsensus.Null)
    run(four)
    assert Epochs.LastMechansimStepBlock.get(four.s, NetUid(1)) == 100
    assert Epochs.LastYumaStepBlock.get(four.s, NetUid(1)) is None
    four.skip(1)
    run(four)
    assert Epochs.LastYumaStepBlock.get(four.s, NetUid(2)) == 101


def test_root_sets_the_cap_but_never_to_none(net: Chain) -> None:
    net.as_root(chain_calls.sudo_set_max_epochs_per_block, 5)
    assert Hyperparameters.MaxEpochsPerBlock.get(net.s) == 5
    with net.refused(ValueNotInBounds):
        net.as_root(chain_calls.sudo_set_max_epochs_per_block, 0)
