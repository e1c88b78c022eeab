"""Distributing an epoch: whom the four pools go to, and what becomes of what nobody gets."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, CHARLIE_HOT, OWN, TAO, miner, register

from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import U64F64, U96F32
from taonet.primitives.ids import ROOT, AccountId, MechId
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
from taonet.sim import Chain

SERVER, VALIDATOR, ROOT_PART, OWNER_CUT = 41_000, 40_000, 1_000, 18_000
VALIDATOR_HOT, *MINERS = miner(1), miner(2), miner(3)
WHOLE = SERVER + VALIDATOR + ROOT_PART + OWNER_CUT


@pytest.fixture
def market(own_net: Chain) -> Chain:
    """Give subnet 2: Alice's hotkey owns it, Bob validates with all the stake and rates two miners of Carol."""
    net = own_net
    net.call(net.alice, subnets.start_call, OWN)
    register(net, 1)
    for number in (2, 3):
        register(net, number, owner=net.charlie)
    net.call(net.bob, add_calls.add_stake, VALIDATOR_HOT, OWN, Tao(100 * TAO))
    net.as_root("AdminUtils", "sudo_set_commit_reveal_weights_enabled", OWN, False)
    Neurons.ValidatorPermit.put(net.s, OWN, [False, True, False, False])
    net.skip(10)
    rate(net, {2: 1, 3: 3})
    net.s.events.clear()
    return net


def rate(net: Chain, row: dict[int, int]) -> None:
    index = storage_index(OWN, MechId(0))
    Neurons.Weights.put(net.s, index, 1, list(row.items()))
    Neurons.LastUpdate.put(net.s, index, [0, net.number, 0, 0])


def run(net: Chain, *, root: int = ROOT_PART) -> None:
    """Distribute the four pools, newly minted, and return by how much each share of the alpha outside changed."""
    mint_alpha_out(net.s, OWN, Alpha(WHOLE - ROOT_PART + root))
    distribute(net.s, OWN, Drained(Budget(Alpha(SERVER), Alpha(VALIDATOR), Alpha(root)), Alpha(OWNER_CUT)))


def stake(net: Chain, hotkey: AccountId, coldkey: AccountId) -> int:
    return stakes.stake_of(net.s, hotkey, coldkey, OWN)


def test_draining_empties_the_pools(market: Chain) -> None:
    pools = (
        Coinbase.PendingServerEmission,
        Coinbase.PendingValidatorEmission,
        Coinbase.PendingRootAlphaDivs,
        Coinbase.PendingOwnerCut,
    )
    for amount, pool in enumerate(pools, 1):
        pool.put(market.s, OWN, Alpha(amount))
    assert drain(market.s, OWN) == Drained(Budget(Alpha(1), Alpha(2), Alpha(3)), Alpha(4))
    assert [pool.get(market.s, OWN) for pool in pools] == [0, 0, 0, 0]


def test_miners_share_by_weight_stakers_get_dividends_and_the_owner_its_cut(market: Chain) -> None:
    before = stake(market, VALIDATOR_HOT, market.bob)
    run(market, root=0)

    # The epoch hands out server and validator pool together, half of it for work.
    half = (SERVER + VALIDATOR) // 2
    first, second = (stake(market, miner, market.charlie) for miner in MINERS)
    assert abs(first - half // 4) <= 2
    assert abs(second - 3 * half // 4) <= 2
    assert stake(market, ALICE_HOT, market.alice) == OWNER_CUT
    gained = stake(market, VALIDATOR_HOT, market.bob) - before
    assert abs(gained - VALIDATOR) <= 2
    # The take counts apart: what is recorded is the stakers' part.
    paid = Coinbase.AlphaDividendsPerSubnet.get(market.s, OWN, VALIDATOR_HOT)
    assert abs(paid - VALIDATOR * (65_535 - 11_796) // 65_535) <= 2
    assert Coinbase.TotalHotkeyAlphaLastEpoch.get(market.s, VALIDATOR_HOT, OWN) == before + gained
    assert Coinbase.MinerBurned.get(market.s, OWN) == 0
    assert [event.netuid for event in market.events(IncentiveAlphaEmittedToMiners)] == [OWN]


def test_what_the_owner_would_earn_as_a_miner_is_burned(market: Chain) -> None:
    rate(market, {0: 1, 2: 1})
    run(market, root=0)
    assert stake(market, ALICE_HOT, market.alice) == OWNER_CUT
    burned = Assets.AlphaBurned.get(market.s, OWN)
    assert abs(burned - (SERVER + VALIDATOR) // 4) <= 2
    assert abs(Coinbase.MinerBurned.get(market.s, OWN) - U96F32.one // 2) < U96F32.one // 1_000


def test_or_recycled_if_the_subnet_says_so(market: Chain) -> None:
    market.as_root("AdminUtils", "sudo_set_recycle_or_burn", OWN, RecycleOrBurnEnum.Recycle)
    rate(market, {0: 1, 2: 1})
    outside = Staking.SubnetAlphaOut.get(market.s, OWN)
    run(market, root=0)
    recycled = Assets.AlphaRecycled.get(market.s, OWN)
    assert abs(recycled - (SERVER + VALIDATOR) // 4) <= 2
    assert Staking.SubnetAlphaOut.get(market.s, OWN) == outside + WHOLE - ROOT_PART - recycled
    assert Coinbase.MinerBurned.get(market.s, OWN) > 0


def test_without_any_work_stakers_get_both_halves(market: Chain) -> None:
    rate(market, {})
    before = stake(market, VALIDATOR_HOT, market.bob)
    run(market, root=0)
    assert abs(stake(market, VALIDATOR_HOT, market.bob) - before - SERVER - VALIDATOR) <= 2
    assert all(stake(market, miner, market.charlie) == 0 for miner in MINERS)


def test_earnings_go_to_the_hotkey_that_the_coldkey_chose(market: Chain) -> None:
    market.call(market.charlie, accounts.set_coldkey_auto_stake_hotkey, OWN, VALIDATOR_HOT)
    run(market, root=0)
    assert all(stake(market, miner, market.charlie) == 0 for miner in MINERS)
    assert stake(market, VALIDATOR_HOT, market.charlie) > 0
    events = market.events(AutoStakeAdded)
    assert {event.hotkey for event in events} == set(MINERS)
    assert {event.destination for event in events} == {VALIDATOR_HOT}


def test_collateral_below_its_floor_is_filled_first(market: Chain) -> None:
    miner = MINERS[1]
    collateral.set_floor(market.s, OWN, miner, market.charlie, Alpha(10_000))
    market.call(market.charlie, accounts.set_coldkey_auto_stake_hotkey, OWN, VALIDATOR_HOT)
    run(market, root=0)
    assert stake(market, miner, market.charlie) == 10_000
    assert collateral.locked(market.s, OWN, miner, market.charlie) == 10_000


def test_root_dividends_of_nobody_on_root_are_recycled_whole(market: Chain) -> None:
    market.as_root(price_calls.sudo_set_subtoken_enabled, ROOT, True)
    market.call(market.bob, add_calls.add_stake, VALIDATOR_HOT, ROOT, Tao(1_000 * TAO))
    run(market)
    assert Assets.AlphaRecycled.get(market.s, OWN) == ROOT_PART


def test_a_seat_on_root_earns_the_take_and_the_stakers_part_is_recycled(market: Chain) -> None:
    market.call(market.bob, registration.root_register, VALIDATOR_HOT)
    market.as_root(price_calls.sudo_set_subtoken_enabled, ROOT, True)
    market.call(market.bob, add_calls.add_stake, VALIDATOR_HOT, ROOT, Tao(1_000 * TAO))
    run(market)
    recycled = Assets.AlphaRecycled.get(market.s, OWN)
    take = ROOT_PART * 11_796 // 65_535
    assert abs(recycled - (ROOT_PART - take)) <= 2


def test_a_child_shares_with_its_parent_and_keeps_its_take(market: Chain) -> None:
    parent = register(market, 9, owner=market.charlie)
    market.call(market.charlie, add_calls.add_stake, parent, OWN, Tao(100 * TAO))
    assert replace_children(market.s, OWN, parent, [(U64_MAX, VALIDATOR_HOT)])
    rate(market, {2: 1, 3: 3})
    Neurons.LastUpdate.put(market.s, storage_index(OWN, MechId(0)), [0, market.number + 1, 0, 0, 0])
    market.skip(2)
    before = stake(market, parent, market.charlie), stake(market, VALIDATOR_HOT, market.bob)
    run(market, root=0)
    to_parent = stake(market, parent, market.charlie) - before[0]
    to_child = stake(market, VALIDATOR_HOT, market.bob) - before[1]
    assert abs(to_parent + to_child - VALIDATOR) <= 4
    # Each holds about half the stake; 18 % of it went into the price of the parent's seat at most.
    assert abs(to_parent - to_child) < VALIDATOR // 10


def test_null_consensus_pays_every_rao(market: Chain) -> None:
    Hyperparameters.SubnetEpochConsensus.put(market.s, OWN, EpochConsensus.Null)
    held = Staking.TotalAlphaStaked.get(market.s, OWN)
    run(market, root=0)
    added = Staking.TotalAlphaStaked.get(market.s, OWN) - held
    first, second = (stake(market, miner, market.charlie) for miner in MINERS)
    assert (first, second) == (SERVER // 4, SERVER - SERVER // 4)
    # Shares of dividends floor; incentives and the owner's cut do not.
    assert SERVER + OWNER_CUT + VALIDATOR - 4 <= added <= SERVER + OWNER_CUT + VALIDATOR
    assert Neurons.ValidatorPermit.get(market.s, OWN) == [False, True, False, False]


def test_the_last_epochs_dividends_replace_those_before(market: Chain) -> None:
    run(market, root=0)
    assert Coinbase.AlphaDividendsPerSubnet.exists(market.s, OWN, VALIDATOR_HOT)
    Coinbase.AlphaDividendsPerSubnet.put(market.s, OWN, CHARLIE_HOT, Alpha(5))
    run(market, root=0)
    assert [hotkey for hotkey, _ in Coinbase.AlphaDividendsPerSubnet.items_under(market.s, OWN)] == [VALIDATOR_HOT]


def test_collateral_is_released_as_its_hotkey_earns(market: Chain) -> None:
    miner = MINERS[1]
    market.as_root("AdminUtils", "sudo_set_collateral_drain_ratio", OWN, U64F64.one // 2)
    run(market, root=0)
    locked = stake(market, miner, market.charlie)
    collateral.credit(market.s, OWN, miner, market.charlie, locked, renew_drain=True)
    run(market, root=0)
    earned = stake(market, miner, market.charlie) - locked
    assert collateral.locked(market.s, OWN, miner, market.charlie) == locked - earned // 2
