"""Setting weights: the row that is stored, and every refusal in its order."""

from __future__ import annotations

import pytest

from taonet.primitives.ids import ROOT, MechId, NetUid
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

MAIN = MechId(0)


@pytest.fixture
def rated(own_net):
    """Give subnet 2 with Alice's hotkey and three neurons, where weights are set at once; Bob's has a permit."""
    Hyperparameters.CommitRevealWeightsEnabled.put(own_net.s, own_net.own, value=False)
    for number in range(1, 4):
        own_net.register(number)
    Neurons.ValidatorPermit.put(own_net.s, own_net.own, [False, True, False, False])
    own_net.skip(200)
    own_net.validator = Neurons.Keys.get(own_net.s, own_net.own, 1)
    own_net.other = Neurons.Keys.get(own_net.s, own_net.own, 2)
    return own_net


def row(net, uid, mechanism=MAIN):
    return Neurons.Weights.get(net.s, storage_index(net.own, mechanism), uid)


def put(net, who, uids, values, version=0, netuid=None):
    net.do(who, calls.set_weights, net.own if netuid is None else netuid, uids, values, version)


def test_weights_are_stored_with_the_largest_as_65535(rated):
    put(rated, rated.validator, [0, 2, 3], [1, 2, 4])

    assert row(rated, 1) == [(0, 16384), (2, 32768), (3, 65535)]
    assert rated.events(WeightsSet) == [WeightsSet(storage_index(rated.own, MAIN), 1)]
    assert Neurons.LastUpdate.get(rated.s, storage_index(rated.own, MAIN))[1] == rated.block


def test_a_row_of_zeros_stays_one(rated):
    put(rated, rated.validator, [0, 2], [0, 0])
    assert row(rated, 1) == [(0, 0), (2, 0)]


def test_without_a_permit_a_neuron_rates_only_itself(rated):
    put(rated, rated.other, [2], [5])
    assert row(rated, 2) == [(2, 65535)]
    rated.skip(100)
    with rated.refused(errors.NeuronNoValidatorPermit):
        put(rated, rated.other, [3], [5])


def test_the_owner_needs_neither_permit_nor_stake(rated):
    Hyperparameters.StakeThreshold.put(rated.s, 10**18)
    put(rated, rated.alice_hot, [1], [5])
    assert row(rated, 0) == [(1, 65535)]
    with rated.refused(errors.NotEnoughStakeToSetWeights):
        put(rated, rated.validator, [0], [5])


def test_the_rate_limit_counts_from_the_last_update(rated):
    put(rated, rated.validator, [0], [5])
    rated.skip(99)
    with rated.refused(errors.SettingWeightsTooFast):
        put(rated, rated.validator, [0], [5])
    rated.skip(1)
    put(rated, rated.validator, [0], [5])


@pytest.mark.parametrize(("stored", "given", "refused"), [(0, 0, False), (7, 6, True), (7, 7, False), (7, 8, False)])
def test_the_version_must_be_new_enough(rated, stored, given, refused):
    Hyperparameters.WeightsVersionKey.put(rated.s, rated.own, stored)
    if refused:
        with rated.refused(errors.IncorrectWeightVersionKey):
            put(rated, rated.validator, [0], [1], given)
    else:
        put(rated, rated.validator, [0], [1], given)


@pytest.mark.parametrize(("uids", "values", "refusal"), [
    ([0, 2], [1], errors.WeightVecNotEqualSize),
    ([0, 1, 2, 3, 4], [1] * 5, errors.UidsLengthExceedUidsInSubNet),
    ([0, 0], [1, 1], errors.DuplicateUids),
    ([0, 9], [1, 1], errors.UidVecContainInvalidOne),
    ([], [], errors.WeightVecLengthIsLow),
])  # fmt: skip
def test_refuses_a_row_that_is_not_one(rated, uids, values, refusal):
    with rated.refused(refusal):
        put(rated, rated.validator, uids, values)


def test_refuses_a_weight_above_the_limit_but_not_on_oneself(rated):
    Hyperparameters.MaxWeightsLimit.put(rated.s, rated.own, 32_767)
    with rated.refused(errors.MaxWeightExceeded):
        put(rated, rated.validator, [0, 2], [3, 1])
    put(rated, rated.validator, [1], [1])


def test_refuses_root_strangers_and_what_does_not_exist(rated):
    Hyperparameters.CommitRevealWeightsEnabled.put(rated.s, ROOT, value=False)
    Hyperparameters.CommitRevealWeightsEnabled.put(rated.s, NetUid(9), value=False)
    with rated.refused(errors.CanNotSetRootNetworkWeights):
        put(rated, rated.validator, [0], [1], netuid=ROOT)
    with rated.refused(MechanismDoesNotExist):
        put(rated, rated.validator, [0], [1], netuid=NetUid(9))
    with rated.refused(MechanismDoesNotExist):
        rated.do(rated.validator, calls.set_mechanism_weights, rated.own, 1, [0], [1], 0)
    with rated.refused(HotKeyNotRegisteredInSubNet):
        put(rated, rated.carol_hot, [0], [1])


def test_refuses_plain_weights_where_they_must_be_committed(rated):
    Hyperparameters.CommitRevealWeightsEnabled.put(rated.s, rated.own, value=True)
    with rated.refused(errors.CommitRevealEnabled):
        put(rated, rated.validator, [0], [1])


def test_each_mechanism_keeps_its_own_weights(rated):
    Hyperparameters.MechanismCountCurrent.put(rated.s, rated.own, 2)
    rated.do(rated.validator, calls.set_mechanism_weights, rated.own, 1, [0], [1], 0)
    assert row(rated, 1) == []
    assert row(rated, 1, MechId(1)) == [(0, 65535)]
    assert Epochs.SubnetEpochIndex.get(rated.s, rated.own) == 0


def test_a_batch_does_what_it_can_and_tells_what_it_cannot(rated):
    rated.do(
        rated.validator,
        calls.batch_set_weights,
        [rated.own, NetUid(1), rated.own],
        [[(0, 1)], [(0, 1)], [(2, 1)]],
        [0, 0, 0],
    )
    assert row(rated, 1) == [(0, 65535)]
    assert rated.events(BatchCompletedWithErrors) == [BatchCompletedWithErrors()]
    assert [failed.netuid for failed in rated.events(BatchWeightItemFailed)] == [NetUid(1), rated.own]
    assert rated.events(BatchWeightItemFailed)[1].error == errors.SettingWeightsTooFast().value()
    assert rated.events(BatchWeightsCompleted) == [
        BatchWeightsCompleted([rated.own, NetUid(1), rated.own], rated.validator)
    ]


def test_a_batch_of_unequal_lists_is_refused(rated):
    with rated.refused(errors.InputLengthsUnequal):
        rated.do(rated.validator, calls.batch_set_weights, [rated.own], [], [0])
