"""Distributing an epoch: whom the four pools go to, and what becomes of what nobody gets."""

from __future__ import annotations

import pytest

from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import U64F64, U96F32
from taonet.primitives.ids import ROOT, MechId
from taonet.runtime.pallets.admin_utils import price_calls
from taonet.runtime.pallets.alpha_assets.storage import Storage as Assets
from taonet.runtime.pallets.subtensor.accounts import calls as accounts
from taonet.runtime.pallets.subtensor.children.relations import replace_children
from taonet.runtime.pallets.subtensor.coinbase.distribution import Drained, distribute, drain
from taonet.runtime.pallets.subtensor.coinbase.events import AutoStakeAdded
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.events import IncentiveAlphaEmittedToMiners
from taonet.runtime.pallets.subtensor.epoch.run import Budget
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus, RecycleOrBurnEnum
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls as registration
from taonet.runtime.pallets.subtensor.registration import collateral
from taonet.runtime.pallets.subtensor.staking import add_calls, stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import mint_alpha_out
from taonet.runtime.pallets.subtensor.subnets import calls as subnets

TAO = 1_000_000_000
SERVER, VALIDATOR, ROOT_PART, OWNER_CUT = 41_000, 40_000, 1_000, 18_000
WHOLE = SERVER + VALIDATOR + ROOT_PART + OWNER_CUT


@pytest.fixture
def market(own_net):
    """Give subnet 2: Alice's hotkey owns it, Bob validates with all the stake and rates two miners of Carol."""
    net = own_net
    net.do(net.alice, subnets.start_call, net.own)
    net.validator = net.register(1)
    net.miners = [net.register(number, owner=net.carol) for number in (2, 3)]
    net.do(net.bob, add_calls.add_stake, net.validator, net.own, Tao(100 * TAO))
    Hyperparameters.CommitRevealWeightsEnabled.put(net.s, net.own, value=False)
    Neurons.ValidatorPermit.put(net.s, net.own, [False, True, False, False])
    net.skip(10)
    rate(net, {2: 1, 3: 3})
    net.s.events.clear()
    return net


def rate(net, row):
    index = storage_index(net.own, MechId(0))
    Neurons.Weights.put(net.s, index, 1, list(row.items()))
    Neurons.LastUpdate.put(net.s, index, [0, net.block, 0, 0])


def run(net, *, root=ROOT_PART):
    """Distribute the four pools, newly minted, and return by how much each share of the alpha outside changed."""
    mint_alpha_out(net.s, net.own, Alpha(WHOLE - ROOT_PART + root))
    distribute(net.s, net.own, Drained(Budget(Alpha(SERVER), Alpha(VALIDATOR), Alpha(root)), Alpha(OWNER_CUT)))


def stake(net, hotkey, coldkey):
    return stakes.stake_of(net.s, hotkey, coldkey, net.own)


def test_draining_empties_the_pools(market):
    pools = (
        Coinbase.PendingServerEmission,
        Coinbase.PendingValidatorEmission,
        Coinbase.PendingRootAlphaDivs,
        Coinbase.PendingOwnerCut,
    )
    for amount, pool in enumerate(pools, 1):
        pool.put(market.s, market.own, Alpha(amount))
    assert drain(market.s, market.own) == Drained(Budget(Alpha(1), Alpha(2), Alpha(3)), Alpha(4))
    assert [pool.get(market.s, market.own) for pool in pools] == [0, 0, 0, 0]


def test_miners_share_by_weight_stakers_get_dividends_and_the_owner_its_cut(market):
    before = stake(market, market.validator, market.bob)
    run(market, root=0)

    # The epoch hands out server and validator pool together, half of it for work.
    half = (SERVER + VALIDATOR) // 2
    first, second = (stake(market, miner, market.carol) for miner in market.miners)
    assert abs(first - half // 4) <= 2
    assert abs(second - 3 * half // 4) <= 2
    assert stake(market, market.alice_hot, market.alice) == OWNER_CUT
    gained = stake(market, market.validator, market.bob) - before
    assert abs(gained - VALIDATOR) <= 2
    # The take counts apart: what is recorded is the stakers' part.
    paid = Coinbase.AlphaDividendsPerSubnet.get(market.s, market.own, market.validator)
    assert abs(paid - VALIDATOR * (65_535 - 11_796) // 65_535) <= 2
    assert Coinbase.TotalHotkeyAlphaLastEpoch.get(market.s, market.validator, market.own) == before + gained
    assert Coinbase.MinerBurned.get(market.s, market.own) == 0
    assert [event.netuid for event in market.events(IncentiveAlphaEmittedToMiners)] == [market.own]


def test_what_the_owner_would_earn_as_a_miner_is_burned(market):
    rate(market, {0: 1, 2: 1})
    run(market, root=0)
    assert stake(market, market.alice_hot, market.alice) == OWNER_CUT
    burned = Assets.AlphaBurned.get(market.s, market.own)
    assert abs(burned - (SERVER + VALIDATOR) // 4) <= 2
    assert abs(Coinbase.MinerBurned.get(market.s, market.own) - U96F32.one // 2) < U96F32.one // 1_000


def test_or_recycled_if_the_subnet_says_so(market):
    Hyperparameters.RecycleOrBurn.put(market.s, market.own, RecycleOrBurnEnum.Recycle)
    rate(market, {0: 1, 2: 1})
    outside = Staking.SubnetAlphaOut.get(market.s, market.own)
    run(market, root=0)
    recycled = Assets.AlphaRecycled.get(market.s, market.own)
    assert abs(recycled - (SERVER + VALIDATOR) // 4) <= 2
    assert Staking.SubnetAlphaOut.get(market.s, market.own) == outside + WHOLE - ROOT_PART - recycled
    assert Coinbase.MinerBurned.get(market.s, market.own) > 0


def test_without_any_work_stakers_get_both_halves(market):
    rate(market, {})
    before = stake(market, market.validator, market.bob)
    run(market, root=0)
    assert abs(stake(market, market.validator, market.bob) - before - SERVER - VALIDATOR) <= 2
    assert all(stake(market, miner, market.carol) == 0 for miner in market.miners)


def test_earnings_go_to_the_hotkey_that_the_coldkey_chose(market):
    market.do(market.carol, accounts.set_coldkey_auto_stake_hotkey, market.own, market.validator)
    run(market, root=0)
    assert all(stake(market, miner, market.carol) == 0 for miner in market.miners)
    assert stake(market, market.validator, market.carol) > 0
    events = market.events(AutoStakeAdded)
    assert {event.hotkey for event in events} == set(market.miners)
    assert {event.destination for event in events} == {market.validator}


def test_collateral_below_its_floor_is_filled_first(market):
    miner = market.miners[1]
    collateral.set_floor(market.s, market.own, miner, market.carol, Alpha(10_000))
    market.do(market.carol, accounts.set_coldkey_auto_stake_hotkey, market.own, market.validator)
    run(market, root=0)
    assert stake(market, miner, market.carol) == 10_000
    assert collateral.locked(market.s, market.own, miner, market.carol) == 10_000


def test_root_dividends_of_nobody_on_root_are_recycled_whole(market):
    market.as_root(price_calls.sudo_set_subtoken_enabled, ROOT, True)
    market.do(market.bob, add_calls.add_stake, market.validator, ROOT, Tao(1_000 * TAO))
    run(market)
    assert Assets.AlphaRecycled.get(market.s, market.own) == ROOT_PART


def test_a_seat_on_root_earns_the_take_and_the_stakers_part_is_recycled(market):
    market.do(market.bob, registration.root_register, market.validator)
    market.as_root(price_calls.sudo_set_subtoken_enabled, ROOT, True)
    market.do(market.bob, add_calls.add_stake, market.validator, ROOT, Tao(1_000 * TAO))
    run(market)
    recycled = Assets.AlphaRecycled.get(market.s, market.own)
    take = ROOT_PART * 11_796 // 65_535
    assert abs(recycled - (ROOT_PART - take)) <= 2


def test_a_child_shares_with_its_parent_and_keeps_its_take(market):
    parent = market.register(9, owner=market.carol)
    market.do(market.carol, add_calls.add_stake, parent, market.own, Tao(100 * TAO))
    assert replace_children(market.s, market.own, parent, [(U64_MAX, market.validator)])
    rate(market, {2: 1, 3: 3})
    Neurons.LastUpdate.put(market.s, storage_index(market.own, MechId(0)), [0, market.block + 1, 0, 0, 0])
    market.skip(2)
    before = stake(market, parent, market.carol), stake(market, market.validator, market.bob)
    run(market, root=0)
    to_parent = stake(market, parent, market.carol) - before[0]
    to_child = stake(market, market.validator, market.bob) - before[1]
    assert abs(to_parent + to_child - VALIDATOR) <= 4
    # Each holds about half the stake; 18 % of it went into the price of the parent's seat at most.
    assert abs(to_parent - to_child) < VALIDATOR // 10


def test_null_consensus_pays_every_rao(market):
    Hyperparameters.SubnetEpochConsensus.put(market.s, market.own, EpochConsensus.Null)
    held = Staking.TotalAlphaStaked.get(market.s, market.own)
    run(market, root=0)
    added = Staking.TotalAlphaStaked.get(market.s, market.own) - held
    first, second = (stake(market, miner, market.carol) for miner in market.miners)
    assert (first, second) == (SERVER // 4, SERVER - SERVER // 4)
    # Shares of dividends floor; incentives and the owner's cut do not.
    assert SERVER + OWNER_CUT + VALIDATOR - 4 <= added <= SERVER + OWNER_CUT + VALIDATOR
    assert Neurons.ValidatorPermit.get(market.s, market.own) == [False, True, False, False]


def test_the_last_epochs_dividends_replace_those_before(market):
    run(market, root=0)
    assert Coinbase.AlphaDividendsPerSubnet.exists(market.s, market.own, market.validator)
    Coinbase.AlphaDividendsPerSubnet.put(market.s, market.own, market.carol_hot, Alpha(5))
    run(market, root=0)
    assert [hotkey for hotkey, _ in Coinbase.AlphaDividendsPerSubnet.items_under(market.s, market.own)] == [
        market.validator
    ]


def test_collateral_is_released_as_its_hotkey_earns(market):
    miner = market.miners[1]
    Hyperparameters.CollateralDrainRatio.put(market.s, market.own, U64F64.one // 2)
    run(market, root=0)
    locked = stake(market, miner, market.carol)
    collateral.credit(market.s, market.own, miner, market.carol, locked, renew_drain=True)
    run(market, root=0)
    earned = stake(market, miner, market.carol) - locked
    assert collateral.locked(market.s, market.own, miner, market.carol) == locked - earned // 2
