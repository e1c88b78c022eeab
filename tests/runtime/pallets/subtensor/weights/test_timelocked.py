"""Sealed weights: committed in one epoch, opened by the chain in a later one, and set."""

from __future__ import annotations

import bittensor_core
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import OWN, check_in_pool, register
from tests.unit.crypto.test_beacon import SIGNATURE as RECORDED

from taonet.crypto import beacon, timelock
from taonet.crypto.hashing import blake2_256
from taonet.frame.origin import Signed
from taonet.frame.validity import TransactionInvalid
from taonet.primitives.ids import AccountId, Hash, MechId
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.drand.types import Pulse
from taonet.runtime.pallets.subtensor.commits import active_commit_blocks, current_epoch
from taonet.runtime.pallets.subtensor.epoch.inputs import seated_hotkeys
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.schedule import deferred_epochs
from taonet.runtime.pallets.subtensor.weights import calls, errors
from taonet.runtime.pallets.subtensor.weights.events import TimelockedWeightsCommitted, TimelockedWeightsRevealed
from taonet.runtime.pallets.subtensor.weights.storage import MAX_COMMIT, WeightCommitsStorage
from taonet.runtime.pallets.subtensor.weights.timelocked import open_commit
from taonet.scale import BYTES, U16, U64, tuple_of, vec
from taonet.sim import Chain

MAIN = MechId(0)
SECRET = 77
ROUND = 5_000
KEY = beacon.public_key_of(SECRET)
NAMED = tuple_of(BYTES, vec(U16), vec(U16), U64)
UNNAMED = tuple_of(vec(U16), vec(U16), U64)
FOURTH = 4


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


def sealed(net: Chain, values: list[int], *, who: AccountId | None = None, round_number: int = ROUND) -> bytes:
    text = NAMED.encode((who or validator(net), [0, 1], values, 0))
    return timelock.seal(KEY, round_number, text)


def commit(net: Chain, data: bytes, *, version: int = FOURTH, round_number: int = ROUND) -> None:
    net.call(validator(net), calls.commit_timelocked_weights, OWN, data, round_number, version)


def pulse(net: Chain, round_number: int = ROUND) -> None:
    signature = beacon.sign(SECRET, round_number)
    Drand.Pulses.put(net.s, round_number, Pulse(round_number, beacon.randomness(signature), signature))
    Drand.LastStoredRound.put(net.s, max(round_number, Drand.LastStoredRound.get(net.s)))


def next_epoch(net: Chain) -> None:
    Epochs.SubnetEpochIndex.update(net.s, OWN, lambda number: number + 1)
    Epochs.LastEpochBlock.put(net.s, OWN, net.number)
    net.blocks(1)


def row(net: Chain) -> list[tuple[int, int]]:
    return Neurons.Weights.get(net.s, storage_index(OWN, MAIN), 1)


def waiting(net: Chain) -> int:
    index = storage_index(OWN, MAIN)
    return sum(len(queue) for _, queue in WeightCommitsStorage.TimelockedWeightCommits.items_under(net.s, index))


def test_a_commit_waits_under_its_epoch_and_says_what_it_is(hidden: Chain) -> None:
    data = sealed(hidden, [1, 3])
    commit(hidden, data)
    [told] = hidden.events(TimelockedWeightsCommitted)
    assert told == TimelockedWeightsCommitted(
        validator(hidden), storage_index(OWN, MAIN), Hash(blake2_256(data)), ROUND
    )
    queue = WeightCommitsStorage.TimelockedWeightCommits.get(
        hidden.s, storage_index(OWN, MAIN), current_epoch(hidden.s, OWN)
    )
    assert queue == [(validator(hidden), hidden.number, data, ROUND)]
    assert Neurons.LastUpdate.get(hidden.s, storage_index(OWN, MAIN))[1] == hidden.number


def test_its_epoch_and_its_round_open_it_and_the_weights_are_set(hidden: Chain) -> None:
    commit(hidden, sealed(hidden, [1, 3]))
    pulse(hidden)
    hidden.blocks(1)
    assert (waiting(hidden), row(hidden)) == (1, [])
    next_epoch(hidden)
    assert hidden.events(TimelockedWeightsRevealed) == [
        TimelockedWeightsRevealed(storage_index(OWN, MAIN), validator(hidden))
    ]
    assert row(hidden) == [(0, 21_845), (1, 65_535)]
    assert waiting(hidden) == 0


def test_a_missing_round_lets_it_wait_through_its_epoch_and_no_longer(hidden: Chain) -> None:
    commit(hidden, sealed(hidden, [1, 3]))
    next_epoch(hidden)
    hidden.blocks(2)
    assert waiting(hidden) == 1
    pulse(hidden)
    hidden.blocks(1)
    assert row(hidden)
    commit(hidden, sealed(hidden, [2, 2], round_number=ROUND + 1), round_number=ROUND + 1)
    next_epoch(hidden)
    next_epoch(hidden)
    assert waiting(hidden) == 0


@pytest.mark.parametrize("kind", ["other hotkey", "noise", "other round", "text that is no payload", "too few weights"])
def test_what_cannot_be_set_is_gone_and_changes_nothing(hidden: Chain, kind: str) -> None:
    data = {
        "other hotkey": sealed(hidden, [1, 3], who=hidden.bob),
        "noise": b"\x05" * 300,
        "other round": sealed(hidden, [1, 3], round_number=ROUND + 1),
        "text that is no payload": timelock.seal(KEY, ROUND, b"\xff" * 20),
        "too few weights": timelock.seal(KEY, ROUND, NAMED.encode((validator(hidden), [0, 1], [5], 0))),
    }[kind]
    commit(hidden, data)
    pulse(hidden)
    next_epoch(hidden)
    assert (waiting(hidden), row(hidden), hidden.events(TimelockedWeightsRevealed)) == (0, [], [])


def test_what_the_official_client_seals_the_real_beacons_pulse_opens(hidden: Chain) -> None:
    envelope, _ = bittensor_core.encrypt_at_round(NAMED.encode((validator(hidden), [0, 1], [1, 3], 0)), 1000)
    commit(hidden, bytes(bittensor_core.inner_ciphertext(bytes(envelope))), round_number=1000)
    Drand.Pulses.put(hidden.s, 1000, Pulse(1000, beacon.randomness(RECORDED), RECORDED))
    Drand.LastStoredRound.put(hidden.s, 1000)
    next_epoch(hidden)
    assert row(hidden) == [(0, 21_845), (1, 65_535)]


def test_the_older_form_names_no_hotkey(hidden: Chain) -> None:
    commit(hidden, timelock.seal(KEY, ROUND, UNNAMED.encode(([0, 1], [4, 4], 0))))
    pulse(hidden)
    next_epoch(hidden)
    assert row(hidden) == [(0, 65_535), (1, 65_535)]


def test_the_last_of_several_commits_counts(hidden: Chain) -> None:
    for values in ([1, 3], [3, 1]):
        commit(hidden, sealed(hidden, values))
    pulse(hidden)
    next_epoch(hidden)
    assert row(hidden) == [(0, 65_535), (1, 21_845)]
    assert len(hidden.events(TimelockedWeightsRevealed)) == 2


def test_all_three_calls_commit(hidden: Chain) -> None:
    data = sealed(hidden, [1, 1])
    hidden.call(validator(hidden), calls.commit_crv3_mechanism_weights, OWN, MAIN, data, ROUND)
    hidden.call(validator(hidden), calls.commit_timelocked_mechanism_weights, OWN, MAIN, data, ROUND, FOURTH)
    commit(hidden, data)
    assert waiting(hidden) == 3


def test_commits_are_refused_by_name(hidden: Chain) -> None:
    data = sealed(hidden, [1, 1])
    with hidden.refused(errors.IncorrectCommitRevealVersion):
        commit(hidden, data, version=3)
    with hidden.refused(HotKeyNotRegisteredInSubNet):
        calls.commit_timelocked_weights(hidden.s, Signed(hidden.bob), OWN, data, ROUND, FOURTH)
    with hidden.refused(errors.CommitPayloadTooLarge):
        commit(hidden, bytes(5_001))
    for _ in range(10):
        commit(hidden, data)
    with hidden.refused(errors.TooManyUnrevealedCommits):
        commit(hidden, data)
    Hyperparameters.CommitRevealWeightsEnabled.put(hidden.s, OWN, value=False)
    with hidden.refused(errors.CommitRevealDisabled):
        commit(hidden, data)


def test_null_consensus_has_one_budget_for_all_mechanisms(hidden: Chain) -> None:
    Hyperparameters.SubnetEpochConsensus.put(hidden.s, OWN, EpochConsensus.Null)
    Hyperparameters.MechanismCountCurrent.put(hidden.s, OWN, MechId(2))
    half = bytes(MAX_COMMIT // 2)
    with hidden.refused(errors.CommitPayloadTooLarge):
        commit(hidden, half + b"\0")
    for mechanism in (MechId(0), MechId(1)):
        hidden.call(validator(hidden), calls.commit_timelocked_mechanism_weights, OWN, mechanism, half, ROUND, FOURTH)
    with hidden.refused(errors.CommitQueueFull):
        commit(hidden, b"\0")


def test_the_pool_refuses_a_round_that_has_passed(hidden: Chain) -> None:
    pulse(hidden, ROUND + 1)
    bound = hidden.runtime.call("SubtensorModule", "commit_timelocked_weights", OWN, b"\0", ROUND, FOURTH)
    with pytest.raises(TransactionInvalid) as refused:
        check_in_pool(hidden.s, validator(hidden), bound)
    assert isinstance(refused.value.__cause__, errors.InvalidRevealRound)


def test_a_waiting_commit_masks_weights_of_seats_that_were_taken_since(hidden: Chain) -> None:
    commit(hidden, sealed(hidden, [1, 1]))
    at = hidden.number
    blocks = active_commit_blocks(hidden.s, OWN, storage_index(OWN, MAIN), seated_hotkeys(hidden.s, OWN))
    assert blocks == [None, at]


def test_a_subnet_whose_epoch_is_deferred_keeps_its_commits(hidden: Chain) -> None:
    Hyperparameters.MaxEpochsPerBlock.put(hidden.s, 0)
    Epochs.LastEpochBlock.put(hidden.s, OWN, 0)
    Hyperparameters.Tempo.put(hidden.s, OWN, 1)
    assert deferred_epochs(hidden.s, [OWN], hidden.number + 1) == {OWN}


@given(st.binary(max_size=400), st.binary(max_size=60))
def test_no_bytes_break_the_opening(data: bytes, signature: bytes) -> None:
    assert open_commit(AccountId(bytes(32)), data, signature) is None


@given(st.binary(max_size=200))
def test_any_sealed_text_opens_to_weights_or_to_nothing(text: bytes) -> None:
    opened = open_commit(AccountId(bytes(32)), timelock.seal(KEY, ROUND, text), beacon.sign(SECRET, ROUND))
    assert opened is None or all(0 <= value <= 65_535 for value in (*opened.uids, *opened.values))
