"""Tempo, activity cutoff and epochs out of turn."""

from __future__ import annotations

import pytest
from tests.helpers import OWN

from taonet.frame.error import BadOrigin
from taonet.frame.origin import ROOT_ORIGIN, Root, Signed, Unsigned
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.admin_utils import neuron_calls
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import SubnetNotExists, TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters import calls
from taonet.runtime.pallets.subtensor.hyperparameters.errors import (
    ActivityCutoffFactorMilliOutOfBounds,
    AdminActionProhibitedDuringWeightsWindow,
    AutoEpochAlreadyImminent,
    DynamicTempoBlockedByCommitReveal,
    EpochTriggerAlreadyPending,
    TempoOutOfBounds,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import (
    ActivityCutoffFactorMilliSet,
    EpochTriggered,
    TempoSet,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.sim import Chain


@pytest.fixture
def net(own_net: Chain) -> Chain:
    """Give a chain in the middle of an epoch of Alice's subnet, without commit-reveal there."""
    own_net.go_to(100)
    Hyperparameters.CommitRevealWeightsEnabled.put(own_net.s, OWN, False)
    return own_net


def tempo(net: Chain, value: int, *, who: AccountId | None = None) -> None:
    neuron_calls.sudo_set_tempo(net.s, Signed(who or net.alice), OWN, value)


def factor(net: Chain, value: int, *, who: AccountId | None = None) -> None:
    neuron_calls.sudo_set_activity_cutoff_factor(net.s, Signed(who or net.alice), OWN, value)


@pytest.mark.parametrize("origin", [ROOT_ORIGIN, Unsigned(), Signed(b"x" * 32)])
def test_the_calls_of_this_pallet_do_nothing_for_anybody(net: Chain, origin: Root | Signed | Unsigned) -> None:
    before = dict(net.s.changes())
    calls.set_tempo(net.s, origin, OWN, 1)
    calls.set_activity_cutoff_factor(net.s, origin, OWN, 1)

    assert dict(net.s.changes()) == before
    assert net.s.events == []


def test_a_new_tempo_counts_from_now(net: Chain) -> None:
    tempo(net, 400)

    assert Hyperparameters.Tempo.get(net.s, OWN) == 400
    assert Epochs.LastEpochBlock.get(net.s, OWN) == 100
    assert net.events(TempoSet) == [TempoSet(OWN, 400)]


@pytest.mark.parametrize("value", [359, 50_401])
def test_the_owner_is_held_to_bounds_of_the_tempo_and_root_is_not(net: Chain, value: int) -> None:
    with net.refused(TempoOutOfBounds):
        tempo(net, value)
    neuron_calls.sudo_set_tempo(net.s, ROOT_ORIGIN, OWN, value)

    assert Hyperparameters.Tempo.get(net.s, OWN) == value


def test_the_owner_changes_the_tempo_once_in_360_blocks(net: Chain) -> None:
    tempo(net, 1_000)
    net.skip(359)
    with net.refused(TxRateLimitExceeded):
        tempo(net, 2_000)
    net.skip(1)
    tempo(net, 2_000)


def test_strangers_change_nothing(net: Chain) -> None:
    with net.refused(BadOrigin):
        tempo(net, 400, who=net.bob)
    with net.refused(BadOrigin):
        factor(net, 2_000, who=net.bob)
    with net.refused(BadOrigin):
        net.call(net.bob, calls.trigger_epoch, OWN)
    with net.refused(BadOrigin):
        net.as_root(calls.trigger_epoch, OWN)


def test_nothing_changes_in_the_last_blocks_before_an_epoch(net: Chain) -> None:
    # The count began at block 0: the subnet was made in block 1 and its number is 2.
    net.go_to(350)
    tempo(net, 360)
    net.go_to(350 + 351)
    with net.refused(AdminActionProhibitedDuringWeightsWindow):
        tempo(net, 400)
    with net.refused(AdminActionProhibitedDuringWeightsWindow):
        factor(net, 2_000)
    with net.refused(AdminActionProhibitedDuringWeightsWindow):
        neuron_calls.sudo_set_tempo(net.s, ROOT_ORIGIN, OWN, 400)
    neuron_calls.sudo_set_activity_cutoff_factor(net.s, ROOT_ORIGIN, OWN, 2_000)


def test_the_activity_cutoff_is_in_thousandths_of_a_tempo(net: Chain) -> None:
    factor(net, 50_000)

    assert Hyperparameters.ActivityCutoffFactorMilli.get(net.s, OWN) == 50_000
    assert net.events(ActivityCutoffFactorMilliSet) == [ActivityCutoffFactorMilliSet(OWN, 50_000)]


@pytest.mark.parametrize("value", [999, 50_001])
def test_the_activity_cutoff_has_bounds_for_root_too(net: Chain, value: int) -> None:
    with net.refused(ActivityCutoffFactorMilliOutOfBounds):
        factor(net, value)
    with net.refused(ActivityCutoffFactorMilliOutOfBounds):
        neuron_calls.sudo_set_activity_cutoff_factor(net.s, ROOT_ORIGIN, OWN, value)


def test_the_owner_changes_the_cutoff_once_in_two_tempos(net: Chain) -> None:
    factor(net, 2_000)
    net.skip(719)
    Epochs.LastEpochBlock.put(net.s, OWN, net.number)
    with net.refused(TxRateLimitExceeded):
        factor(net, 3_000)
    net.skip(1)
    factor(net, 3_000)


def test_an_epoch_can_be_asked_for(net: Chain) -> None:
    net.call(net.alice, calls.trigger_epoch, OWN)

    assert Epochs.PendingEpochAt.get(net.s, OWN) == 110
    assert net.events(EpochTriggered) == [EpochTriggered(OWN, net.alice, 110)]
    with net.refused(EpochTriggerAlreadyPending):
        net.call(net.alice, calls.trigger_epoch, OWN)
    with net.refused(AdminActionProhibitedDuringWeightsWindow):
        tempo(net, 400)


def test_no_epoch_is_asked_for_with_commit_reveal(net: Chain) -> None:
    net.as_root("AdminUtils", "sudo_set_commit_reveal_weights_enabled", OWN, True)
    with net.refused(DynamicTempoBlockedByCommitReveal):
        net.call(net.alice, calls.trigger_epoch, OWN)


def test_no_epoch_is_asked_for_when_one_comes_anyway(net: Chain) -> None:
    net.go_to(351)
    with net.refused(AutoEpochAlreadyImminent):
        net.call(net.alice, calls.trigger_epoch, OWN)
    net.go_to(350)
    net.call(net.alice, calls.trigger_epoch, OWN)


def test_the_next_one_is_asked_for_after_two_tempos(net: Chain) -> None:
    net.call(net.alice, calls.trigger_epoch, OWN)
    Epochs.PendingEpochAt.put(net.s, OWN, 0)
    net.skip(719)
    Epochs.LastEpochBlock.put(net.s, OWN, net.number)
    with net.refused(TxRateLimitExceeded):
        net.call(net.alice, calls.trigger_epoch, OWN)
    net.skip(1)
    net.call(net.alice, calls.trigger_epoch, OWN)


def test_root_sets_no_tempo_for_a_subnet_that_is_not_there(net: Chain) -> None:
    with net.refused(SubnetNotExists):
        neuron_calls.sudo_set_tempo(net.s, ROOT_ORIGIN, 9, 400)
