"""The fee of a trade belongs to the block's author."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, POOL, TAO, buy_stake, staking_events

from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.alpha_assets.storage import Storage as AlphaAssets
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.aura.storage import Storage as Aura
from taonet.runtime.pallets.subtensor.block import block_author
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake
from taonet.runtime.pallets.subtensor.staking.remove_calls import remove_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import BURN_ACCOUNT
from taonet.runtime.pallets.swap.storage import Storage as Swap
from taonet.runtime.pallets.system.digest import Digest, PreRuntime
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import Chain

FIRST, SECOND = AccountId(b"\x51" * 32), AccountId(b"\x52" * 32)


@pytest.fixture
def author(chain: Chain) -> AccountId:
    """Let the second of two authorities build the block, and return its account."""
    Aura.Authorities.put(chain.s, [FIRST, SECOND])
    System.Digest.put(chain.s, Digest([PreRuntime(b"othr", b"\0" * 8), slot_item(1_001)]))
    return SECOND


def test_the_author_is_the_authority_whose_turn_the_slot_is(chain: Chain, author: AccountId) -> None:
    assert block_author(chain.s) == author


def test_there_is_no_author_without_slot_or_authorities(chain: Chain, author: AccountId) -> None:
    Aura.Authorities.put(chain.s, [])
    assert block_author(chain.s) is None

    Aura.Authorities.put(chain.s, [FIRST])
    System.Digest.put(chain.s, Digest([]))
    assert block_author(chain.s) is None


def test_a_purchase_pays_its_fee_to_the_author(chain: Chain, author: AccountId) -> None:
    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, 10 * TAO)

    assert chain.balance(author) == staking_events(chain)[-1].fee == 10 * TAO * 33 // 65_535
    assert chain.balance(BURN_ACCOUNT) == 0
    chain.check()


def test_a_sale_sells_its_fee_for_the_author_without_a_further_fee(chain: Chain, author: AccountId) -> None:
    stake = buy_stake(chain, chain.alice, ALICE_HOT, POOL, 10 * TAO)
    before, flow = chain.balance(author), Staking.SubnetTaoFlow.get(chain.s, POOL)

    chain.call(chain.alice, remove_stake, ALICE_HOT, POOL, stake)

    fee = staking_events(chain)[-1].fee
    earned = chain.balance(author) - before
    assert fee // 5 < earned < fee // 3  # alpha costs about a quarter of a TAO
    assert AlphaAssets.AlphaBurned.get(chain.s, POOL) == 0
    assert Staking.SubnetAlphaOut.get(chain.s, POOL) == 0
    assert flow - Staking.SubnetTaoFlow.get(chain.s, POOL) == staking_events(chain)[-1].tao + earned
    chain.check()


def test_the_fee_follows_the_rate_of_the_subnet(chain: Chain, author: AccountId) -> None:
    Swap.FeeRate.put(chain.s, POOL, 0)
    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)
    assert staking_events(chain)[-1].fee == 0

    Swap.FeeRate.put(chain.s, POOL, 10_000)
    chain.call(chain.alice, add_stake, ALICE_HOT, POOL, TAO)
    assert staking_events(chain)[-1].fee == TAO * 10_000 // 65_535
