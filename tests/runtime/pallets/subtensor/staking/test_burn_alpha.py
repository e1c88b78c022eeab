"""burn_alpha, recycle_alpha, add_stake_burn: alpha goes out of the world."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, OTHER_POOL, POOL, STRANGER, TAO, buy_stake, stake_of, staking_events

from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage as AlphaAssets
from taonet.runtime.pallets.subtensor.errors import (
    HotKeyAccountNotExists,
    SlippageTooHigh,
    SubnetNotExists,
    SubtokenDisabled,
)
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.burn_calls import add_stake_burn, burn_alpha, recycle_alpha
from taonet.runtime.pallets.subtensor.staking.errors import CannotBurnOrRecycleOnRootSubnet, StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.events import AddStakeBurn, AlphaBurned, AlphaRecycled
from taonet.runtime.pallets.subtensor.staking.stakes import alpha_issuance
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain


@pytest.fixture
def stake(chain: Chain) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    return buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)


def test_recycled_alpha_leaves_the_issuance(chain: Chain, stake: int) -> None:
    issued = alpha_issuance(chain.s, POOL), AlphaAssets.TotalAlphaIssuance.get(chain.s, POOL)

    chain.call(chain.alice, recycle_alpha, ALICE_HOT, TAO, POOL)

    assert staking_events(chain)[-1] == AlphaRecycled(chain.alice, ALICE_HOT, TAO, POOL)
    assert alpha_issuance(chain.s, POOL) == issued[0] - TAO
    assert AlphaAssets.TotalAlphaIssuance.get(chain.s, POOL) == issued[1] - TAO
    assert AlphaAssets.AlphaRecycled.get(chain.s, POOL) == TAO
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == stake - TAO
    chain.check()


def test_burned_alpha_stays_in_the_issuance_but_belongs_to_nobody(chain: Chain, stake: int) -> None:
    issued, outside = alpha_issuance(chain.s, POOL), Staking.SubnetAlphaOut.get(chain.s, POOL)

    chain.call(chain.alice, burn_alpha, ALICE_HOT, TAO, POOL)

    assert staking_events(chain)[-1] == AlphaBurned(chain.alice, ALICE_HOT, TAO, POOL)
    assert alpha_issuance(chain.s, POOL) == issued
    assert Staking.SubnetAlphaOut.get(chain.s, POOL) == outside
    assert AlphaAssets.AlphaBurned.get(chain.s, POOL) == TAO
    assert Staking.TotalAlphaStaked.get(chain.s, POOL) == stake - TAO


def test_more_than_there_is_means_everything(chain: Chain, stake: int) -> None:
    chain.call(chain.alice, burn_alpha, ALICE_HOT, Alpha(U64_MAX), POOL)

    assert staking_events(chain)[-1].amount == stake
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0


def test_both_refuse_root_missing_subnets_missing_hotkeys_and_collateral(chain: Chain, stake: int) -> None:
    Registration.ColdkeyMinerCollateral.put(chain.s, POOL, chain.alice, Alpha(stake))
    for destroy in (burn_alpha, recycle_alpha):
        for hotkey, netuid, refusal in (
            (ALICE_HOT, ROOT, CannotBurnOrRecycleOnRootSubnet),
            (ALICE_HOT, NetUid(77), SubnetNotExists),
            (STRANGER, POOL, HotKeyAccountNotExists),
            (ALICE_HOT, POOL, StakeUnavailable),
        ):
            with chain.refused(refusal):
                chain.call(chain.alice, destroy, hotkey, TAO, netuid)
        Subnets.SubtokenEnabled.put(chain.s, OTHER_POOL, False)
        with chain.refused(SubtokenDisabled):
            chain.call(chain.alice, destroy, ALICE_HOT, TAO, OTHER_POOL)


def test_add_stake_burn_buys_and_burns_at_once(chain: Chain) -> None:
    chain.call(chain.alice, add_stake_burn, ALICE_HOT, POOL, 10 * TAO, None)

    event = staking_events(chain)[-1]
    assert event == AddStakeBurn(POOL, ALICE_HOT, 10 * TAO, event.alpha)
    assert AlphaAssets.AlphaBurned.get(chain.s, POOL) == event.alpha > 39 * TAO
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    assert chain.balance(chain.alice) == 9_990 * TAO
    chain.check()


def test_add_stake_burn_is_all_or_nothing_below_its_limit(chain: Chain) -> None:
    with chain.refused(SlippageTooHigh):
        chain.call(chain.alice, add_stake_burn, ALICE_HOT, POOL, 100 * TAO, TAO // 4 + TAO // 100)


def test_add_stake_burn_refuses_root_and_undoes_the_stake(chain: Chain) -> None:
    with chain.refused(CannotBurnOrRecycleOnRootSubnet):
        chain.call(chain.alice, add_stake_burn, ALICE_HOT, ROOT, 10 * TAO, None)
