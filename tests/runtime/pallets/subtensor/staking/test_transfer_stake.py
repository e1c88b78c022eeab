"""transfer_stake and transfer_stake_and_hotkey: stake gets another owner."""

from __future__ import annotations

from typing import Any

import pytest

from taonet.frame.origin import Signed
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.errors import AmountTooLow, NotEnoughStakeToWithdraw
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
from taonet.runtime.pallets.subtensor.staking.move_calls import transfer_stake, transfer_stake_and_hotkey

TAO = 1_000_000_000


@pytest.fixture
def stake(chain: Any) -> int:
    """Return Alice's position in the first pool after staking 10 TAO."""
    return chain.stake(chain.alice, chain.alice_hotkey, chain.pool, 10 * TAO)


def test_gives_alpha_away_on_the_same_hotkey(chain: Any, stake: int) -> None:
    funds = chain.funds(chain.bob)

    transfer_stake(chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.pool, stake)

    event = chain.own_events()[-1]
    assert event == StakeTransferred(chain.alice, chain.bob, chain.alice_hotkey, chain.pool, chain.pool, event.tao)
    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.pool) == stake
    assert chain.stake_of(chain.alice, chain.alice_hotkey, chain.pool) == 0
    assert chain.funds(chain.bob) == funds
    chain.check_books()


def test_gives_alpha_away_and_changes_the_hotkey(chain: Any, stake: int) -> None:
    transfer_stake_and_hotkey(
        chain.s,
        Signed(chain.alice),
        chain.bob,
        chain.alice_hotkey,
        chain.bob_hotkey,
        chain.pool,
        chain.pool,
        stake,
    )

    event = chain.own_events()[-1]
    assert event == StakeAndHotkeyTransferred(
        chain.alice, chain.bob, chain.alice_hotkey, chain.bob_hotkey, chain.pool, chain.pool, event.amount
    )
    assert chain.stake_of(chain.bob, chain.bob_hotkey, chain.pool) == stake
    assert not Accounts.Delegates.exists(chain.s, chain.bob_hotkey)


def test_across_subnets_the_receiver_pays_nothing_and_gets_no_free_tao(chain: Any, stake: int) -> None:
    funds = chain.funds(chain.bob)

    transfer_stake(chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.other_pool, stake)

    assert chain.funds(chain.bob) == funds
    assert chain.stake_of(chain.bob, chain.alice_hotkey, chain.other_pool) > 9 * TAO
    chain.check_books()


def test_both_subnets_must_allow_transfers(chain: Any, stake: int) -> None:
    for closed in (chain.pool, chain.other_pool):
        Hyperparameters.TransferToggle.put(chain.s, closed, False)
        with chain.refused(TransferDisallowed):
            transfer_stake(
                chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.other_pool, stake
            )
        Hyperparameters.TransferToggle.put(chain.s, closed, True)


def test_refuses_oneself_more_than_there_is_and_too_little(chain: Any, stake: int) -> None:
    with chain.refused(SameNetuid):
        transfer_stake(chain.s, Signed(chain.alice), chain.alice, chain.alice_hotkey, chain.pool, chain.pool, stake)
    for amount, refusal in ((stake + 1, NotEnoughStakeToWithdraw), (MIN_TRANSFER, AmountTooLow)):
        with chain.refused(refusal):
            transfer_stake(chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.pool, amount)


def test_others_can_grow_the_list_of_hotkeys_only_so_far(chain: Any, stake: int) -> None:
    many = [AccountId(number.to_bytes(32, "big")) for number in range(MAX_THIRD_PARTY_STAKING_HOTKEYS)]
    Accounts.StakingHotkeys.put(chain.s, chain.bob, many)

    with chain.refused(TooManyStakingHotkeys):
        transfer_stake(chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.pool, stake)


def test_collateral_cannot_be_given_away(chain: Any, stake: int) -> None:
    Registration.ColdkeyMinerCollateral.put(chain.s, chain.pool, chain.alice, Alpha(stake))

    with chain.refused(StakeUnavailable):
        transfer_stake(chain.s, Signed(chain.alice), chain.bob, chain.alice_hotkey, chain.pool, chain.pool, TAO)
