"""A parent lends only while its stake reaches the threshold."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, CHARLIE_HOT, OTHER_POOL, POOL, TAO, buy_stake, stake_of

from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.children.inherited_stake import inherited_stakes
from taonet.runtime.pallets.subtensor.children.relations import replace_children
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.staking import add_calls, burn_calls, move_calls, remove_calls
from taonet.runtime.pallets.subtensor.staking.lenders import check_queued, children_of, parents_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey, stake_worth
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

HALF = 1 << 63


@pytest.fixture
def lent(chain: Chain) -> Chain:
    """Give a chain on which Alice's hotkey lends half its stake to Bob's; 10 TAO are staked, 9 are enough to lend."""
    buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    buy_stake(chain, chain.bob, ALICE_HOT, OTHER_POOL, TAO)
    replace_children(chain.s, POOL, ALICE_HOT, [(HALF, BOB_HOT)])
    chain.give(chain.charlie, 100 * TAO)
    chain.as_root("AdminUtils", "sudo_set_stake_threshold", 9 * TAO)
    return chain


def suspended(chain: Chain) -> bool:
    return Children.ChildkeyThresholdSuspended.exists(chain.s, ALICE_HOT)


def end_block(chain: Chain) -> None:
    assert Children.ChildkeyThresholdChecks.exists(chain.s, ALICE_HOT)
    check_queued(chain.s, chain.number, Weight(10**12))
    assert not list(Children.ChildkeyThresholdChecks.items(chain.s))


def seen(chain: Chain, child: AccountId = BOB_HOT, netuid: NetUid = POOL) -> bool:
    """Tell whether the link is seen, which must be the same from both sides."""
    down = [other for _, other in children_of(chain.s, ALICE_HOT, netuid)] == [child]
    up = [other for _, other in parents_of(chain.s, child, netuid)] == [ALICE_HOT]
    assert down is up
    return down


def sell(chain: Chain, alpha: int) -> None:
    chain.call(chain.alice, remove_calls.remove_stake, ALICE_HOT, POOL, alpha)


def test_a_parent_that_sells_below_the_threshold_stops_lending_and_keeps_its_links(lent: Chain) -> None:
    s, stake = lent.s, stake_of(lent, lent.alice, ALICE_HOT, POOL)
    own, gift = inherited_stakes(s, BOB_HOT, POOL)[0], stake // 2
    assert seen(lent)
    sell(lent, stake // 2)
    assert seen(lent)
    end_block(lent)

    assert suspended(lent)
    assert not seen(lent)
    assert Children.ChildKeys.get(s, ALICE_HOT, POOL) == [(HALF, BOB_HOT)]
    assert inherited_stakes(s, BOB_HOT, POOL)[0] == own - gift == stake_on_hotkey(s, BOB_HOT, POOL)
    assert inherited_stakes(s, ALICE_HOT, POOL)[0] == stake_of(lent, lent.alice, ALICE_HOT, POOL)


def test_a_parent_lends_again_once_it_has_enough(lent: Chain) -> None:
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    end_block(lent)
    lent.call(lent.charlie, add_calls.add_stake, ALICE_HOT, POOL, 20 * TAO)
    assert not seen(lent)
    end_block(lent)

    assert not suspended(lent)
    assert seen(lent)


def test_all_subnets_count_at_their_prices(lent: Chain) -> None:
    before = stake_worth(lent.s, ALICE_HOT)
    buy_stake(lent, lent.charlie, ALICE_HOT, ROOT, 5 * TAO)

    assert stake_worth(lent.s, ALICE_HOT) == before + 5 * TAO


def test_without_a_threshold_nobody_is_suspended(lent: Chain) -> None:
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    end_block(lent)
    lent.as_root("AdminUtils", "sudo_set_stake_threshold", 0)
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    end_block(lent)

    assert not suspended(lent)


def test_on_its_own_subnet_an_owner_lends_whatever_it_has(lent: Chain) -> None:
    Subnets.SubnetOwnerHotkey.put(lent.s, OTHER_POOL, ALICE_HOT)
    replace_children(lent.s, OTHER_POOL, ALICE_HOT, [(HALF, CHARLIE_HOT)])
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    end_block(lent)

    assert suspended(lent)
    assert not seen(lent)
    assert seen(lent, CHARLIE_HOT, OTHER_POOL)


@pytest.mark.parametrize(
    "way", ["limit", "full", "all", "alpha", "move", "swap", "transfer", "within", "burn", "recycle"]
)
def test_every_way_out_is_looked_at(lent: Chain, way: str) -> None:
    alice, bob, stake = lent.alice, lent.bob, stake_of(lent, lent.alice, ALICE_HOT, POOL)
    ways = {
        "limit": (remove_calls.remove_stake_limit, ALICE_HOT, POOL, stake, 0, True),
        "full": (remove_calls.remove_stake_full_limit, ALICE_HOT, POOL, None),
        "all": (remove_calls.unstake_all, ALICE_HOT),
        "alpha": (remove_calls.unstake_all_alpha, ALICE_HOT),
        "move": (move_calls.move_stake, ALICE_HOT, BOB_HOT, POOL, OTHER_POOL, stake),
        "swap": (move_calls.swap_stake, ALICE_HOT, POOL, OTHER_POOL, stake),
        "transfer": (move_calls.transfer_stake, bob, ALICE_HOT, POOL, OTHER_POOL, stake),
        "within": (move_calls.transfer_stake_and_hotkey, bob, ALICE_HOT, BOB_HOT, POOL, POOL, stake),
        "burn": (burn_calls.burn_alpha, ALICE_HOT, stake, POOL),
        "recycle": (burn_calls.recycle_alpha, ALICE_HOT, stake, POOL),
    }
    lent.call(alice, *ways[way])
    end_block(lent)

    # Swapping and transferring leave the stake on the hotkey, and emptying for alpha puts it on root: little is lost.
    assert suspended(lent) == (way not in {"alpha", "swap", "transfer"})


def test_who_never_lent_is_not_queued(chain: Chain) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    sell(chain, stake // 2)

    assert not list(Children.ChildkeyThresholdChecks.items(chain.s))
    assert check_queued(chain.s, chain.number, Weight(10**12)) == reads_writes(0, 1, 0)


def test_what_a_full_block_leaves_waits_for_the_next(lent: Chain) -> None:
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    each = reads_writes(0, 4 * Subnets.TotalNetworks.get(lent.s) + 3, 2)
    overhead = reads_writes(0, 2, 0)
    enough = overhead.plus(each)

    assert check_queued(lent.s, lent.number, Weight(overhead.ref_time - 1)) == Weight(0)
    assert check_queued(lent.s, lent.number, Weight(enough.ref_time - 1)) == overhead
    assert seen(lent)
    assert check_queued(lent.s, lent.number, Weight(enough.ref_time)) == enough
    assert not seen(lent)


def test_the_block_that_sells_suspends(lent: Chain) -> None:
    lent.open()
    sell(lent, stake_of(lent, lent.alice, ALICE_HOT, POOL) // 2)
    assert not suspended(lent)
    lent.close()

    assert suspended(lent)
    assert not list(Children.ChildkeyThresholdChecks.items(lent.s))
