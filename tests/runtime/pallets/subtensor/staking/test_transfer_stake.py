"""transfer_stake and transfer_stake_and_hotkey: stake gets another owner."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, OTHER_POOL, POOL, TAO, buy_stake, stake_of, staking_events

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, CannotUseSystemAccount, NotEnoughStakeToWithdraw
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.constants import MAX_THIRD_PARTY_STAKING_HOTKEYS, MIN_TRANSFER
from taonet.runtime.pallets.subtensor.staking.errors import (
    SameNetuid,
    StakeUnavailable,
    TooManyStakingHotkeys,
    TransferDisallowed,
)
from taonet.runtime.pallets.subtensor.staking.events import StakeAndHotkeyTransferred, StakeTransferred
from taonet.runtime.pallets.subtensor.staking.move_calls import (
    move_stake,
    swap_stake,
    transfer_stake,
    transfer_stake_and_hotkey,
)
from taonet.sim import Chain


@pytest.fixture
def stake(chain: Chain) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    return buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)


def test_gives_alpha_away_on_the_same_hotkey(chain: Chain, stake: int) -> None:
    funds = chain.balance(chain.bob)

    chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, POOL, stake)

    event = staking_events(chain)[-1]
    assert event == StakeTransferred(chain.alice, chain.bob, ALICE_HOT, POOL, POOL, event.tao)
    assert stake_of(chain, chain.bob, ALICE_HOT, POOL) == stake
    assert stake_of(chain, chain.alice, ALICE_HOT, POOL) == 0
    assert chain.balance(chain.bob) == funds
    chain.check()


def test_gives_alpha_away_and_changes_the_hotkey(chain: Chain, stake: int) -> None:
    chain.call(
        chain.alice,
        transfer_stake_and_hotkey,
        chain.bob,
        ALICE_HOT,
        BOB_HOT,
        POOL,
        POOL,
        stake,
    )

    event = staking_events(chain)[-1]
    assert event == StakeAndHotkeyTransferred(chain.alice, chain.bob, ALICE_HOT, BOB_HOT, POOL, POOL, event.amount)
    assert stake_of(chain, chain.bob, BOB_HOT, POOL) == stake
    assert not Accounts.Delegates.exists(chain.s, BOB_HOT)


def test_across_subnets_the_receiver_pays_nothing_and_gets_no_free_tao(chain: Chain, stake: int) -> None:
    funds = chain.balance(chain.bob)

    chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, OTHER_POOL, stake)

    assert chain.balance(chain.bob) == funds
    assert stake_of(chain, chain.bob, ALICE_HOT, OTHER_POOL) > 9 * TAO
    chain.check()


def test_both_subnets_must_allow_transfers(chain: Chain, stake: int) -> None:
    for closed in (POOL, OTHER_POOL):
        Hyperparameters.TransferToggle.put(chain.s, closed, False)
        with chain.refused(TransferDisallowed):
            chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, OTHER_POOL, stake)
        Hyperparameters.TransferToggle.put(chain.s, closed, True)


def test_refuses_oneself_more_than_there_is_and_too_little(chain: Chain, stake: int) -> None:
    with chain.refused(SameNetuid):
        chain.call(chain.alice, transfer_stake, chain.alice, ALICE_HOT, POOL, POOL, stake)
    with chain.refused(NotEnoughStakeToWithdraw):
        chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, POOL, stake + 1)
    with chain.refused(AmountTooLow, after_writing=True):  # upstream: transfer_stake_within_subnet moves, then checks
        chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, POOL, MIN_TRANSFER)


def test_others_can_grow_the_list_of_hotkeys_only_so_far(chain: Chain, stake: int) -> None:
    many = [AccountId(number.to_bytes(32, "big")) for number in range(MAX_THIRD_PARTY_STAKING_HOTKEYS)]
    Accounts.StakingHotkeys.put(chain.s, chain.bob, many)

    with chain.refused(TooManyStakingHotkeys):
        chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, POOL, stake)


def test_collateral_cannot_be_given_away(chain: Chain, stake: int) -> None:
    Registration.ColdkeyMinerCollateral.put(chain.s, POOL, chain.alice, Alpha(stake))

    with chain.refused(StakeUnavailable):
        chain.call(chain.alice, transfer_stake, chain.bob, ALICE_HOT, POOL, POOL, TAO)


def test_nothing_is_given_to_the_escrow_of_baskets(chain: Chain, stake: int) -> None:
    escrow = AccountId(b"modlsubtensrbeta/esc".ljust(32, b"\0"))
    for netuid in (POOL, OTHER_POOL, NetUid(99)):
        with chain.refused(CannotUseSystemAccount):
            chain.call(chain.alice, transfer_stake, escrow, ALICE_HOT, POOL, netuid, stake)
        with chain.refused(CannotUseSystemAccount):
            chain.call(chain.alice, transfer_stake_and_hotkey, escrow, ALICE_HOT, BOB_HOT, POOL, netuid, stake)
    # Nobody can sign for it; if it moves its own, that is refused before anything else too.
    for move in ((move_stake, ALICE_HOT, ALICE_HOT), (swap_stake, ALICE_HOT)):
        with chain.refused(CannotUseSystemAccount):
            chain.call(escrow, *move, POOL, POOL, 1)
