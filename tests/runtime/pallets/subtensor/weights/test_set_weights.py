"""Setting weights: the row that is stored, and every refusal in its order."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, CHARLIE_HOT, OWN, miner, register

from taonet.frame.error import DispatchError
from taonet.frame.origin import Signed
from taonet.primitives.ids import ROOT, AccountId, MechId, NetUid
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet, MechanismDoesNotExist
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.weights import calls, errors
from taonet.runtime.pallets.subtensor.weights.events import (
    BatchCompletedWithErrors,
    BatchWeightItemFailed,
    BatchWeightsCompleted,
    WeightsSet,
)
from taonet.sim import Chain

MAIN = MechId(0)
VALIDATOR, OTHER = miner(1), miner(2)


@pytest.fixture
def rated(own_net: Chain) -> Chain:
    """Give subnet 2 with Alice's hotkey and three neurons, where weights are set at once; Bob's has a permit."""
    own_net.as_root("AdminUtils", "sudo_set_commit_reveal_weights_enabled", OWN, False)
    for number in range(1, 4):
        register(own_net, number)
    Neurons.ValidatorPermit.put(own_net.s, OWN, [False, True, False, False])
    own_net.skip(200)
    return own_net


def row(net: Chain, uid: int, mechanism: MechId = MAIN) -> list[tuple[int, int]]:
    return Neurons.Weights.get(net.s, storage_index(OWN, mechanism), uid)


def put(
    net: Chain, who: AccountId, uids: list[int], values: list[int], version: int = 0, netuid: NetUid | None = None
) -> None:
    net.call(who, calls.set_weights, OWN if netuid is None else netuid, uids, values, version)


def test_weights_are_stored_with_the_largest_as_65535(rated: Chain) -> None:
    put(rated, VALIDATOR, [0, 2, 3], [1, 2, 4])

    assert row(rated, 1) == [(0, 16384), (2, 32768), (3, 65535)]
    assert rated.events(WeightsSet) == [WeightsSet(storage_index(OWN, MAIN), 1)]
    assert Neurons.LastUpdate.get(rated.s, storage_index(OWN, MAIN))[1] == rated.number


def test_a_row_of_zeros_stays_one(rated: Chain) -> None:
    put(rated, VALIDATOR, [0, 2], [0, 0])
    assert row(rated, 1) == [(0, 0), (2, 0)]


def test_without_a_permit_a_neuron_rates_only_itself(rated: Chain) -> None:
    put(rated, OTHER, [2], [5])
    assert row(rated, 2) == [(2, 65535)]
    rated.skip(100)
    with rated.refused(errors.NeuronNoValidatorPermit):
        put(rated, OTHER, [3], [5])


def test_the_owner_needs_neither_permit_nor_stake(rated: Chain) -> None:
    rated.as_root("AdminUtils", "sudo_set_stake_threshold", 10**18)
    put(rated, ALICE_HOT, [1], [5])
    assert row(rated, 0) == [(1, 65535)]
    with rated.refused(errors.NotEnoughStakeToSetWeights):
        put(rated, VALIDATOR, [0], [5])


def test_the_rate_limit_counts_from_the_last_update(rated: Chain) -> None:
    put(rated, VALIDATOR, [0], [5])
    rated.skip(99)
    with rated.refused(errors.SettingWeightsTooFast):
        put(rated, VALIDATOR, [0], [5])
    rated.skip(1)
    put(rated, VALIDATOR, [0], [5])


@pytest.mark.parametrize(("stored", "given", "refused"), [(0, 0, False), (7, 6, True), (7, 7, False), (7, 8, False)])
def test_the_version_must_be_new_enough(rated: Chain, stored: int, given: int, refused: bool) -> None:
    rated.as_root("AdminUtils", "sudo_set_weights_version_key", OWN, stored)
    if refused:
        with rated.refused(errors.IncorrectWeightVersionKey):
            put(rated, VALIDATOR, [0], [1], given)
    else:
        put(rated, VALIDATOR, [0], [1], given)


@pytest.mark.parametrize(("uids", "values", "refusal"), [
    ([0, 2], [1], errors.WeightVecNotEqualSize),
    ([0, 1, 2, 3, 4], [1] * 5, errors.UidsLengthExceedUidsInSubNet),
    ([0, 0], [1, 1], errors.DuplicateUids),
    ([0, 9], [1, 1], errors.UidVecContainInvalidOne),
    ([], [], errors.WeightVecLengthIsLow),
])  # fmt: skip
def test_refuses_a_row_that_is_not_one(
    rated: Chain, uids: list[int], values: list[int], refusal: type[DispatchError]
) -> None:
    with rated.refused(refusal):
        put(rated, VALIDATOR, uids, values)


def test_a_limit_that_is_stored_from_former_times_limits_no_weight(rated: Chain) -> None:
    Hyperparameters.MaxWeightsLimit.put(rated.s, OWN, 32_767)
    put(rated, VALIDATOR, [0, 2], [3, 1])

    assert Neurons.Weights.get(rated.s, OWN, 1) == [(0, 65_535), (2, 21_845)]


def test_refuses_root_strangers_and_what_does_not_exist(rated: Chain) -> None:
    Hyperparameters.CommitRevealWeightsEnabled.put(rated.s, ROOT, value=False)
    Hyperparameters.CommitRevealWeightsEnabled.put(rated.s, NetUid(9), value=False)
    with rated.refused(errors.CanNotSetRootNetworkWeights):
        put(rated, VALIDATOR, [0], [1], netuid=ROOT)
    # Not dispatched: the check before every call refuses these with another error.
    with rated.refused(MechanismDoesNotExist):
        calls.set_weights(rated.s, Signed(VALIDATOR), NetUid(9), [0], [1], 0)
    with rated.refused(MechanismDoesNotExist):
        calls.set_mechanism_weights(rated.s, Signed(VALIDATOR), OWN, 1, [0], [1], 0)
    with rated.refused(HotKeyNotRegisteredInSubNet):
        put(rated, CHARLIE_HOT, [0], [1])


def test_refuses_plain_weights_where_they_must_be_committed(rated: Chain) -> None:
    rated.as_root("AdminUtils", "sudo_set_commit_reveal_weights_enabled", OWN, True)
    with rated.refused(errors.CommitRevealEnabled):
        put(rated, VALIDATOR, [0], [1])


def test_each_mechanism_keeps_its_own_weights(rated: Chain) -> None:
    Hyperparameters.MechanismCountCurrent.put(rated.s, OWN, 2)
    rated.call(VALIDATOR, calls.set_mechanism_weights, OWN, 1, [0], [1], 0)
    assert row(rated, 1) == []
    assert row(rated, 1, MechId(1)) == [(0, 65535)]
    assert Epochs.SubnetEpochIndex.get(rated.s, OWN) == 0


def test_a_batch_does_what_it_can_and_tells_what_it_cannot(rated: Chain) -> None:
    rated.call(
        VALIDATOR,
        calls.batch_set_weights,
        [OWN, NetUid(1), OWN],
        [[(0, 1)], [(0, 1)], [(2, 1)]],
        [0, 0, 0],
    )
    assert row(rated, 1) == [(0, 65535)]
    assert rated.events(BatchCompletedWithErrors) == [BatchCompletedWithErrors()]
    assert [failed.netuid for failed in rated.events(BatchWeightItemFailed)] == [NetUid(1), OWN]
    assert rated.events(BatchWeightItemFailed)[1].error == rated.runtime.refusal(errors.SettingWeightsTooFast())
    assert rated.events(BatchWeightsCompleted) == [BatchWeightsCompleted([OWN, NetUid(1), OWN], VALIDATOR)]


def test_a_batch_of_unequal_lists_is_refused(rated: Chain) -> None:
    with rated.refused(errors.InputLengthsUnequal):
        rated.call(VALIDATOR, calls.batch_set_weights, [OWN], [], [0])
