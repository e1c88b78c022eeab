"""A subnet with two validators and four miners over some hundred blocks: money and promises, after every one."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, OWN, TAO, make_subnet, register

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, MechId
from taonet.runtime.pallets.admin_utils import chain_calls, neuron_calls, price_calls
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.math.emission import block_emission
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking import add_calls, stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import calls as subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.pallets.subtensor.weights import calls as weights
from taonet.sim import Chain

TEMPO = 20


@pytest.fixture
def market(net: Chain) -> Chain:
    """Give a started subnet with Alice's and Bob's validators and four miners of Carol, weights without commits."""
    make_subnet(net)
    net.as_root(chain_calls.sudo_set_admin_freeze_window, 0)
    net.as_root(neuron_calls.sudo_set_tempo, OWN, TEMPO)
    net.as_root(neuron_calls.sudo_set_commit_reveal_weights_enabled, OWN, False)
    net.as_root(neuron_calls.sudo_set_weights_set_rate_limit, OWN, 0)
    net.as_root(price_calls.sudo_set_subnet_emission_enabled, OWN, True)
    net.call(net.alice, subnets.start_call, OWN)
    register(net, 1, owner=net.bob)
    for number in range(2, 6):
        register(net, number, owner=net.charlie)
    net.call(net.alice, add_calls.add_stake, ALICE_HOT, OWN, Tao(50 * TAO))
    net.call(net.bob, add_calls.add_stake, Neurons.Keys.get(net.s, OWN, 1), OWN, Tao(30 * TAO))
    return net


def rate(net: Chain, validator: AccountId, values: dict[int, int]) -> None:
    """Let a validator set weights."""
    net.call(validator, weights.set_weights, OWN, list(values), list(values.values()), 0)


def issuance(net: Chain) -> int:
    """Return the rao in existence."""
    return balances.total_issuance(net.s)


def test_every_rao_of_emission_is_explained(market: Chain) -> None:
    """Issuance grows by what pools, reservoirs and nothing else received, at most by the block emission."""
    net = market
    first = issuance(net)
    # The smoothed price stays 0 until a block adds at least its last bit; without it a subnet has no share.
    while Coinbase.SubnetMovingPrice.get(net.s, OWN) == 0:
        assert issuance(net) == first
        net.blocks()
    for _ in range(120):
        before, account = issuance(net), net.balance(subnet_account(OWN))
        possible = block_emission(Staking.TotalIssuance.get(net.s))

        net.blocks()

        created = issuance(net) - before
        received = net.balance(subnet_account(OWN)) - account
        entered = Coinbase.SubnetTaoInEmission.get(net.s, OWN) + Coinbase.SubnetExcessTao.get(net.s, OWN)
        assert created == received == entered
        # Rounding of the share and of the two parts loses a few rao; they are recycled.
        assert 0 <= possible - created <= 3
        assert Staking.TotalIssuance.get(net.s) == issuance(net)
        net.check()


def test_miners_and_validators_are_paid_by_their_weights(market: Chain) -> None:
    """After some epochs the better rated miner has more, the unrated one nothing, and stakers have dividends."""
    net = market
    for _ in range(TEMPO + 1):
        net.blocks()
    validator = Neurons.Keys.get(net.s, OWN, 1)
    rate(net, ALICE_HOT, {2: 1, 3: 3})
    rate(net, validator, {2: 1, 3: 3})
    start = stakes.stake_on_hotkey(net.s, validator, OWN)
    for _ in range(3 * TEMPO):
        net.blocks()
        net.check()

    earned = [stakes.stake_of(net.s, Neurons.Keys.get(net.s, OWN, uid), net.charlie, OWN) for uid in range(2, 6)]
    assert earned[1] > earned[0] > 0
    assert earned[2:] == [0, 0]
    assert abs(earned[1] - 3 * earned[0]) <= earned[1] // 1_000
    assert stakes.stake_on_hotkey(net.s, validator, OWN) > start
    assert Epochs.SubnetEpochIndex.get(net.s, OWN) == 4
    assert Neurons.Incentive.get(net.s, storage_index(OWN, MechId(0)))[3] > 0
    assert Coinbase.MinerBurned.get(net.s, OWN) == 0


def test_the_alpha_of_an_epoch_is_what_waited_for_it(market: Chain) -> None:
    """What an epoch adds to stakes is what the pools held, but for rounding."""
    net = market
    while Epochs.SubnetEpochIndex.get(net.s, OWN) == 0:
        net.blocks()
    rate(net, ALICE_HOT, {2: 1, 3: 3})
    for _ in range(TEMPO - 1):
        net.blocks()
    pools = (
        Coinbase.PendingServerEmission,
        Coinbase.PendingValidatorEmission,
        Coinbase.PendingRootAlphaDivs,
        Coinbase.PendingOwnerCut,
    )
    waiting = sum(pool.get(net.s, OWN) for pool in pools)
    staked = Staking.TotalAlphaStaked.get(net.s, OWN)

    net.blocks()

    last_block = sum(pool.get(net.s, OWN) for pool in pools)
    added = Staking.TotalAlphaStaked.get(net.s, OWN) - staked
    emission = Coinbase.SubnetAlphaOutEmission.get(net.s, OWN)
    assert last_block == 0
    assert 0 <= waiting + emission - added < 100
