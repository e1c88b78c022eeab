"""burn_alpha, recycle_alpha, add_stake_burn: alpha goes out of the world."""

from __future__ import annotations

from typing import Any

import pytest

from taonet.frame.origin import Signed
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

TAO = 1_000_000_000


@pytest.fixture
def stake(chain: Any) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    return chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)


def test_recycled_alpha_leaves_the_issuance(chain: Any, stake: int) -> None:
    issued = alpha_issuance(chain.s, chain.pool), AlphaAssets.TotalAlphaIssuance.get(chain.s, chain.pool)

    recycle_alpha(chain.s, Signed(chain.alice), chain.alice_hotkey, TAO, chain.pool)

    assert chain.own_events()[-1] == AlphaRecycled(chain.alice, chain.alice_hotkey, TAO, chain.pool)
    assert alpha_issuance(chain.s, chain.pool) == issued[0] - TAO
    assert AlphaAssets.TotalAlphaIssuance.get(chain.s, chain.pool) == issued[1] - TAO
    assert AlphaAssets.AlphaRecycled.get(chain.s, chain.pool) == TAO
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == stake - TAO
    chain.check_books()


def test_burned_alpha_stays_in_the_issuance_but_belongs_to_nobody(chain: Any, stake: int) -> None:
    issued, outside = alpha_issuance(chain.s, chain.pool), Staking.SubnetAlphaOut.get(chain.s, chain.pool)

    burn_alpha(chain.s, Signed(chain.alice), chain.alice_hotkey, TAO, chain.pool)

    assert chain.own_events()[-1] == AlphaBurned(chain.alice, chain.alice_hotkey, TAO, chain.pool)
    assert alpha_issuance(chain.s, chain.pool) == issued
    assert Staking.SubnetAlphaOut.get(chain.s, chain.pool) == outside
    assert AlphaAssets.AlphaBurned.get(chain.s, chain.pool) == TAO
    assert Staking.TotalAlphaStaked.get(chain.s, chain.pool) == stake - TAO


def test_more_than_there_is_means_everything(chain: Any, stake: int) -> None:
    burn_alpha(chain.s, Signed(chain.alice), chain.alice_hotkey, Alpha(U64_MAX), chain.pool)

    assert chain.own_events()[-1].amount == stake
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0


def test_both_refuse_root_missing_subnets_missing_hotkeys_and_collateral(chain: Any, stake: int) -> None:
    Registration.ColdkeyMinerCollateral.put(chain.s, chain.pool, chain.alice, Alpha(stake))
    for destroy in (burn_alpha, recycle_alpha):
        for hotkey, netuid, refusal in (
            (chain.alice_hotkey, ROOT, CannotBurnOrRecycleOnRootSubnet),
            (chain.alice_hotkey, NetUid(77), SubnetNotExists),
            (chain.stranger, chain.pool, HotKeyAccountNotExists),
            (chain.alice_hotkey, chain.pool, StakeUnavailable),
        ):
            with chain.refused(refusal):
                destroy(chain.s, Signed(chain.alice), hotkey, TAO, netuid)
        Subnets.SubtokenEnabled.put(chain.s, chain.other_pool, False)
        with chain.refused(SubtokenDisabled):
            destroy(chain.s, Signed(chain.alice), chain.alice_hotkey, TAO, chain.other_pool)


def test_add_stake_burn_buys_and_burns_at_once(chain: Any) -> None:
    add_stake_burn(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 10 * TAO, None)

    event = chain.own_events()[-1]
    assert event == AddStakeBurn(chain.pool, chain.alice_hotkey, 10 * TAO, event.alpha)
    assert AlphaAssets.AlphaBurned.get(chain.s, chain.pool) == event.alpha > 39 * TAO
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    assert chain.funds(chain.alice) == 9_990 * TAO
    chain.check_books()


def test_add_stake_burn_is_all_or_nothing_below_its_limit(chain: Any) -> None:
    with chain.refused(SlippageTooHigh):
        add_stake_burn(chain.s, Signed(chain.alice), chain.alice_hotkey, chain.pool, 100 * TAO, TAO // 4 + TAO // 100)


def test_add_stake_burn_refuses_root_and_undoes_the_stake(chain: Any) -> None:
    with chain.refused(CannotBurnOrRecycleOnRootSubnet):
        add_stake_burn(chain.s, Signed(chain.alice), chain.alice_hotkey, ROOT, 10 * TAO, None)
