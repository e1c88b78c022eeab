"""Committing to weights by their hash and revealing them in the right epoch."""

from __future__ import annotations

import hashlib

import pytest
from tests.helpers import ALICE_HOT, OWN, check_in_pool, register

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import Signed
from taonet.frame.validity import ValidTransaction
from taonet.primitives.ids import AccountId, Hash, MechId
from taonet.runtime.pallets.subtensor.commits import active_commit_blocks, commit_hash, queue_of
from taonet.runtime.pallets.subtensor.epoch.inputs import seated_hotkeys
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.weights import admission, calls, errors
from taonet.runtime.pallets.subtensor.weights.events import WeightsBatchRevealed, WeightsCommitted, WeightsRevealed
from taonet.sim import Chain

MAIN = MechId(0)
SALT = [1, 2, 3]


@pytest.fixture
def hidden(own_net: Chain) -> Chain:
    """Give subnet 2, where weights must be committed, with a validator in seat 1; no limit of rate."""
    register(own_net, 1)
    Neurons.ValidatorPermit.put(own_net.s, OWN, [False, True])
    own_net.as_root("AdminUtils", "sudo_set_weights_set_rate_limit", OWN, 0)
    own_net.skip(10)
    return own_net


def validator(net: Chain) -> AccountId:
    return Neurons.Keys.get(net.s, OWN, 1)


def index(net: Chain, mechanism: MechId = MAIN) -> int:
    return storage_index(OWN, mechanism)


def digest(net: Chain, values: list[int], salt: list[int] = SALT) -> Hash:
    return commit_hash(validator(net), index(net), [0, 1], values, salt, 0)


def commit(net: Chain, values: list[int]) -> None:
    net.call(validator(net), calls.commit_weights, OWN, digest(net, values))


def reveal(net: Chain, values: list[int], salt: list[int] = SALT) -> None:
    # Not dispatched: the check before every call refuses some of this with another error.
    calls.reveal_weights(net.s, Signed(validator(net)), OWN, [0, 1], values, salt, 0)


def next_epoch(net: Chain) -> None:
    net.skip(1)
    Epochs.SubnetEpochIndex.update(net.s, OWN, lambda number: number + 1)
    Epochs.LastEpochBlock.put(net.s, OWN, net.number)


def test_the_hash_is_that_of_the_scale_bytes(hidden: Chain) -> None:
    scale = (
        validator(hidden)
        + b"\x02\x00"
        + b"\x04\x05\x00"
        + b"\x04\x06\x00"
        + b"\x04\x07\x00"
        + (8).to_bytes(8, "little")
    )
    expected = hashlib.blake2b(scale, digest_size=32).digest()
    assert commit_hash(validator(hidden), index(hidden), [5], [6], [7], 8) == expected


def test_a_commit_is_revealed_one_period_later(hidden: Chain) -> None:
    commit(hidden, [1, 1])
    assert hidden.events(WeightsCommitted) == [
        WeightsCommitted(validator(hidden), index(hidden), digest(hidden, [1, 1]))
    ]
    assert Neurons.LastUpdate.get(hidden.s, index(hidden))[1] == hidden.number
    committed_at = hidden.number
    with hidden.refused(errors.RevealTooEarly):
        reveal(hidden, [1, 1])
    next_epoch(hidden)
    hidden.s.events.clear()

    reveal(hidden, [1, 1])

    assert Neurons.Weights.get(hidden.s, index(hidden), 1) == [(0, 65535), (1, 65535)]
    assert Neurons.LastUpdate.get(hidden.s, index(hidden))[1] == committed_at
    assert hidden.events(WeightsRevealed) == [WeightsRevealed(validator(hidden), index(hidden), digest(hidden, [1, 1]))]
    assert queue_of(hidden.s, index(hidden), validator(hidden)) == []


def test_a_commit_of_an_epoch_gone_by_is_expired(hidden: Chain) -> None:
    commit(hidden, [1, 1])
    next_epoch(hidden)
    next_epoch(hidden)
    with hidden.refused(errors.ExpiredWeightCommit):
        reveal(hidden, [1, 1])
    with hidden.refused(errors.NoWeightsCommitFound):
        reveal(hidden, [1, 2])


def test_a_deferred_epoch_counts_as_begun(hidden: Chain) -> None:
    commit(hidden, [1, 1])
    Epochs.PendingEpochAt.put(hidden.s, OWN, hidden.number)
    reveal(hidden, [1, 1])


def test_revealing_drops_the_older_commits(hidden: Chain) -> None:
    for values in ([1, 1], [1, 2], [1, 3]):
        commit(hidden, values)
    next_epoch(hidden)
    reveal(hidden, [1, 2])
    assert [entry[0] for entry in queue_of(hidden.s, index(hidden), validator(hidden))] == [digest(hidden, [1, 3])]
    with hidden.refused(errors.InvalidRevealCommitHashNotMatch):
        reveal(hidden, [1, 1])


def test_ten_commits_wait_at_most_and_expired_ones_make_room(hidden: Chain) -> None:
    for value in range(10):
        commit(hidden, [1, value])
    with hidden.refused(errors.TooManyUnrevealedCommits):
        commit(hidden, [1, 10])
    next_epoch(hidden)
    next_epoch(hidden)
    commit(hidden, [1, 10])
    assert len(queue_of(hidden.s, index(hidden), validator(hidden))) == 1


def test_the_rate_limit_holds_for_commits(hidden: Chain) -> None:
    hidden.as_root("AdminUtils", "sudo_set_weights_set_rate_limit", OWN, 100)
    hidden.skip(100)
    commit(hidden, [1, 1])
    hidden.skip(99)
    with hidden.refused(errors.CommittingWeightsTooFast):
        commit(hidden, [1, 2])


def test_a_batch_of_reveals_is_all_or_nothing(hidden: Chain) -> None:
    commit(hidden, [1, 1])
    commit(hidden, [1, 2])
    next_epoch(hidden)
    lists = ([[0, 1], [0, 1]], [[1, 1], [1, 9]], [SALT, SALT], [0, 0])
    with hidden.refused(errors.InvalidRevealCommitHashNotMatch):
        calls.batch_reveal_weights(hidden.s, Signed(validator(hidden)), OWN, *lists)
    hidden.s.events.clear()

    hidden.call(validator(hidden), calls.batch_reveal_weights, OWN, [[0, 1]] * 2, [[1, 1], [1, 2]], [SALT] * 2, [0, 0])

    assert Neurons.Weights.get(hidden.s, index(hidden), 1) == [(0, 32768), (1, 65535)]
    assert hidden.events(WeightsBatchRevealed) == [
        WeightsBatchRevealed(validator(hidden), OWN, [digest(hidden, [1, 1]), digest(hidden, [1, 2])])
    ]


def test_commits_mean_nothing_where_weights_are_set_at_once(hidden: Chain) -> None:
    hidden.as_root("AdminUtils", "sudo_set_commit_reveal_weights_enabled", OWN, False)
    with hidden.refused(errors.CommitRevealDisabled):
        commit(hidden, [1, 1])
    with hidden.refused(errors.CommitRevealDisabled):
        reveal(hidden, [1, 1])


def test_a_mechanism_has_its_own_queue_and_hash(hidden: Chain) -> None:
    Hyperparameters.MechanismCountCurrent.put(hidden.s, OWN, 2)
    second = index(hidden, MechId(1))
    committed = commit_hash(validator(hidden), second, [0], [1], SALT, 0)
    hidden.call(validator(hidden), calls.commit_mechanism_weights, OWN, 1, committed)
    assert queue_of(hidden.s, index(hidden), validator(hidden)) == []
    next_epoch(hidden)
    hidden.call(validator(hidden), calls.reveal_mechanism_weights, OWN, 1, [0], [1], SALT, 0)
    assert Neurons.Weights.get(hidden.s, second, 1) == [(0, 65535)]


def test_the_epoch_sees_the_oldest_commit_that_is_alive(hidden: Chain) -> None:
    commit(hidden, [1, 1])
    next_epoch(hidden)
    commit(hidden, [1, 2])
    second = hidden.number
    hotkeys = seated_hotkeys(hidden.s, OWN)
    assert active_commit_blocks(hidden.s, OWN, index(hidden), hotkeys) == [None, second - 1]
    next_epoch(hidden)
    assert active_commit_blocks(hidden.s, OWN, index(hidden), hotkeys) == [None, second]


def test_the_pool_asks_for_the_commit_and_its_time(hidden: Chain) -> None:
    arguments = {"netuid": OWN, "uids": [0, 1], "values": [1, 1], "salt": SALT, "version_key": 0}
    with pytest.raises(errors.NoWeightsCommitFound):
        admission.check_reveal(hidden.s, validator(hidden), arguments)
    commit(hidden, [1, 1])
    with pytest.raises(errors.RevealTooEarly):
        admission.check_reveal(hidden.s, validator(hidden), arguments)
    next_epoch(hidden)
    admission.check_reveal(hidden.s, validator(hidden), arguments)


def test_the_pool_asks_for_stake_and_time(hidden: Chain) -> None:
    hidden.as_root("AdminUtils", "sudo_set_weights_set_rate_limit", OWN, 100)
    commit_arguments = {"netuid": OWN, "commit_hash": Hash(bytes(32))}
    with pytest.raises(errors.CommittingWeightsTooFast):
        admission.check_commit(hidden.s, validator(hidden), commit_arguments)
    hidden.as_root("AdminUtils", "sudo_set_stake_threshold", 10**18)
    with pytest.raises(errors.NotEnoughStakeToSetWeights):
        admission.check_commit(hidden.s, validator(hidden), commit_arguments)
    admission.check_set(hidden.s, ALICE_HOT, {"netuid": OWN})
    with pytest.raises(errors.InputLengthsUnequal):
        admission.check_batch_commit(hidden.s, validator(hidden), {"netuids": [OWN], "commit_hashes": []})


def test_commits_share_a_tag_where_their_rate_is_limited(hidden: Chain) -> None:
    who, other = validator(hidden), MechId(1)
    Hyperparameters.MechanismCountCurrent.put(hidden.s, OWN, 2)
    plain = RuntimeCall(calls.commit_weights, (OWN, Hash(bytes(32))))
    first = RuntimeCall(calls.commit_mechanism_weights, (OWN, MechId(0), Hash(bytes(32))))
    second = RuntimeCall(calls.commit_mechanism_weights, (OWN, other, Hash(bytes(32))))
    assert check_in_pool(hidden.s, who, plain) == ValidTransaction()

    hidden.as_root("AdminUtils", "sudo_set_weights_set_rate_limit", OWN, 1)

    def tag(call: RuntimeCall) -> tuple[bytes, ...]:
        valid = check_in_pool(hidden.s, who, call)
        assert valid is not None
        return valid.provides

    assert tag(plain) == tag(first) == (b"weight-commit" + who + b"\x02\x00",)
    assert tag(second) == (b"weight-commit" + who + b"\x02\x10",)
    batch = RuntimeCall(calls.batch_commit_weights, ([OWN], [Hash(bytes(32))]))
    assert check_in_pool(hidden.s, who, batch) is None
